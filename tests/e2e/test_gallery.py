"""The gallery: frames are found again by their words, their model, their age, and by being favourites."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from playwright.sync_api import Page, expect

from tests.e2e.test_prompt_to_frame import frame_made, write

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
Open = Callable[..., Page]


def make(page: Page, *prompts: str) -> None:
    for prompt in prompts:
        write(page, prompt)
        page.get_by_role("button", name="Generate").click()
        frame_made(page, prompt)


def thumbs(page: Page) -> list[str]:
    return [str(one.get_attribute("title")) for one in page.locator("#gallery .thumb").all()]


def test_frames_are_found_by_words_and_a_favourite_is_kept_and_the_address_tells_both(open_page: Open) -> None:
    page = open_page()
    make(page, "Zebra at a kiosk", "A zebra asleep", "Quilt on a chair")

    page.get_by_label("Find").fill("kiosk ZEBRA")
    expect(page.locator("#gallery .thumb")).to_have_count(1)
    assert thumbs(page) == ["Zebra at a kiosk"]
    expect(page).to_have_url(re.compile("find=kiosk"))
    page.locator("#gallery .thumb").click()
    expect(page.locator("#stage .prompt")).to_have_text("Zebra at a kiosk")
    star = page.locator("#stage").get_by_role("button", name="Favourite")
    expect(star).to_have_attribute("aria-pressed", "false")
    star.click()
    expect(star).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#gallery").get_by_role("img", name="Favourite", exact=True)).to_have_count(1)

    page.get_by_label("Find").fill("")
    page.get_by_label("Favourites", exact=True).check()
    expect(page.locator("#gallery .thumb")).to_have_count(1)
    expect(page).to_have_url(re.compile("starred=1"))
    page.reload()
    expect(page.get_by_label("Favourites", exact=True)).to_be_checked()
    expect(page.locator("#gallery .thumb")).to_have_count(1)
    assert thumbs(page) == ["Zebra at a kiosk"]

    page.get_by_label("Find").fill("quilt")
    expect(page.locator("#gallery")).to_contain_text("No frame is like that")
    expect(page.get_by_label("Find")).to_be_visible()

    star = page.locator("#stage").get_by_role("button", name="Favourite")
    star.click()
    expect(star).to_have_attribute("aria-pressed", "false")


def test_the_settings_of_a_png_come_into_the_form_by_choosing_or_dropping_it(open_page: Open, tmp_path: Path) -> None:
    chunks = PngInfo()
    chunks.add_text("parameters", "A harbour in fog\nSteps: 5, CFG scale: 3, Seed: 41, Size: 640x640, Model: Elsewhere")
    image = tmp_path / "theirs.png"
    Image.new("RGB", (64, 64)).save(image, pnginfo=chunks)

    page = open_page()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Take the settings of a PNG").click()
    chooser.value.set_files(image)
    expect(page.get_by_label("Prompt", exact=True)).to_have_value("A harbour in fog")
    expect(page.get_by_label("Steps")).to_have_value("5")
    expect(page.get_by_label("Number")).to_have_value("41")
    told = page.locator("#generate-form .notice-info")
    expect(told).to_contain_text("drawn by Elsewhere, which is not known here")
    expect(told).to_contain_text("Thumbnail does not take the image's size")

    other = open_page()
    data = other.evaluate_handle(
        """(bytes) => {
            const data = new DataTransfer();
            data.items.add(new File([new Uint8Array(bytes)], "theirs.png", { type: "image/png" }));
            return data;
        }""",
        list(image.read_bytes()),
    )
    other.dispatch_event("#prompt textarea", "drop", {"dataTransfer": data})
    expect(other.get_by_label("Prompt", exact=True)).to_have_value("A harbour in fog")

    nothing = tmp_path / "nothing.png"
    Image.new("RGB", (8, 8)).save(nothing)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Take the settings of a PNG").click()
    chooser.value.set_files(nothing)
    expect(page.locator("#generate-form .notice-error")).to_contain_text("carries no settings")
    expect(page.get_by_label("Prompt", exact=True)).to_have_value("A harbour in fog")
