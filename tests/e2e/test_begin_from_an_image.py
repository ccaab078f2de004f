"""An image as the beginning of a frame, in a real browser: chosen, painted, drawn from, and found again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from gcl.config import Config
from tests.e2e.studio import Studio, served_studio, unfold

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
LONG = 180_000
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def studio(
    tmp_path_factory: pytest.TempPathFactory, models_dir: Path, presets: Path, tiny_models: None
) -> Iterator[Studio]:
    """With the untrained models, of which some begin from an image; the one that comes with the studio does not."""
    home = tmp_path_factory.mktemp("studio")
    with served_studio(Config(home=home, models=models_dir, presets=presets, device="cpu")) as studio:
        yield studio


def choose_image(page: Page, file: Path) -> None:
    unfold(page, "Begin from an image")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose an image").click()
    chooser.value.set_files(file)


def choose_model(page: Page, name: str) -> None:
    page.get_by_label("Model", exact=True).click()
    page.get_by_role("option", name=name, exact=True).click()


def newest(studio: Studio) -> dict[str, object]:
    file = max(studio.config.frames.glob("*.png"), key=lambda file: file.stat().st_mtime)
    return json.loads(Image.open(file).text["gcl"])


@pytest.mark.slow
def test_a_painted_part_of_an_image_is_drawn_anew_and_comes_back_with_the_frame(
    open_page: Open, studio: Studio, tmp_path: Path
) -> None:
    file = tmp_path / "start.png"
    Image.linear_gradient("L").convert("RGB").resize((320, 180)).save(file)
    page = open_page()
    choose_model(page, "Tiny sd15")
    choose_image(page, file)
    expect(page.locator("#start-view img")).to_be_visible()

    page.get_by_role("button", name="Paint a part").click()
    board = page.get_by_role("dialog").locator("canvas")
    box = board.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.5)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + box["height"] * 0.5, steps=4)
    page.mouse.up()
    page.get_by_role("button", name="Use what is painted").click()
    expect(page.locator("#start-view .start-mask")).to_be_visible()
    expect(page.locator("#start-view")).to_contain_text("Only what is painted")

    page.get_by_label("Prompt", exact=True).fill("A lighthouse")
    page.get_by_role("button", name="Generate").click()
    expect(page.locator("#stage .prompt")).to_have_text("A lighthouse", timeout=LONG)
    settings = newest(studio)
    mask = Image.open(studio.config.references / str(settings["mask"]))
    assert mask.getpixel((int(mask.width * 0.75), mask.height // 2)) == 255
    assert mask.getpixel((int(mask.width * 0.25), mask.height // 2)) == 0
    assert settings["strength"] == 0.6

    other = open_page()
    other.get_by_role("button", name="Reuse settings").click()
    expect(other.locator("#start-view .start-mask")).to_be_visible()
    other.get_by_role("button", name="Clear the paint").click()
    expect(other.locator("#start-view .start-mask")).to_have_count(0)
    other.get_by_role("button", name="Take out").click()
    expect(other.locator("#start-view img")).to_have_count(0)


@pytest.mark.slow
def test_a_frame_can_be_the_beginning_of_the_next(open_page: Open, studio: Studio) -> None:
    page = open_page()
    expect(page.locator("#stage img")).to_be_visible()
    page.get_by_role("button", name="Begin from it").click()
    expect(page.locator("#start-view img")).to_be_visible()
    choose_model(page, "Thumbnail")
    page.get_by_label("Prompt", exact=True).fill("A lighthouse at night")
    page.get_by_role("button", name="Generate").click()
    expect(page.locator("#generate-form .notice-error")).to_contain_text("draws from words alone")


def test_a_file_that_is_no_image_is_told_and_changes_nothing(open_page: Open, tmp_path: Path) -> None:
    file = tmp_path / "broken.png"
    file.write_bytes(b"no picture at all")
    page = open_page()
    choose_image(page, file)
    expect(page.get_by_text("broken.png is not an image that can be read")).to_be_visible()
    expect(page.locator("#start-view img")).to_have_count(0)


def test_the_shapes_of_an_image_are_seen_before_anything_is_drawn(open_page: Open, tmp_path: Path) -> None:
    file = tmp_path / "shapes.png"
    image = Image.new("RGB", (320, 180), "white")
    image.paste("black", (80, 40, 240, 140))
    image.save(file)
    page = open_page()
    unfold(page, "Keep to the shapes of an image")
    expect(page.locator("#control-view")).to_contain_text("No ControlNet goes with Thumbnail")
    choose_model(page, "Tiny sd15")
    expect(page.locator("#control-view")).not_to_contain_text("No ControlNet")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose an image for its shapes").click()
    chooser.value.set_files(file)
    seen = page.get_by_alt_text("The map that the frame keeps to")
    expect(seen).to_be_visible()
    first = seen.get_attribute("src")

    choose_model(page, "Tiny sdxl")
    page.get_by_label("What is kept").click()
    page.get_by_role("option", name="Soft edges", exact=True).click()
    expect(seen).not_to_have_attribute("src", str(first))

    page.get_by_label("Prompt", exact=True).fill("A box")
    page.get_by_role("button", name="Generate").click()
    expect(page.locator("#generate-form .notice-error")).to_contain_text("gcl download sdxl-union")

    page.get_by_label("What is kept").click()
    page.get_by_role("option", name="Depth map", exact=True).click()
    expect(page.locator("#control-view .notice-error")).to_contain_text("gcl download depth-anything-v2-small")
    page.get_by_label("The image is such a map already").check()
    expect(seen).to_be_visible()
    page.locator("#control-view").get_by_role("button", name="Take out").click()
    expect(seen).to_have_count(0)
