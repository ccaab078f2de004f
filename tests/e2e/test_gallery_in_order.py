"""The gallery kept in order: several frames selected by mouse and keyboard, and what is done with them together."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from gcl.formats.image_settings import read_settings
from gcl.services import open_services
from tests.e2e.studio import Studio
from tests.services.drawn import draw_frames

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]
Open = Callable[..., Page]
PROMPTS = ("A fox in snow", "A bear at dusk", "A hare in a field", "A lynx on a rock", "An owl at night")


@pytest.fixture
def frames(studio: Studio) -> list[int]:
    """Five frames that no other test has touched, the newest ones of the studio."""
    services = open_services(studio.config)
    wide = draw_frames(studio.config, services.db, *PROMPTS[:-1])
    tall = draw_frames(studio.config, services.db, PROMPTS[-1], width=288, height=512)
    services.close()
    return wide + tall


def thumb(page: Page, frame: int) -> Locator:
    return page.locator(f"#gallery .thumb[data-id='{frame}']")


def picked(page: Page) -> str:
    return page.locator("#tools .picked-count").inner_text()


def test_frames_are_selected_by_mouse_and_keyboard(open_page: Open, frames: list[int]) -> None:
    fox, bear, hare, lynx, owl = frames
    page = open_page()
    thumb(page, owl).click(modifiers=["Control"])
    expect(page.locator("#tools .picked-count")).to_have_text("1 selected")
    thumb(page, hare).click(modifiers=["Shift"])
    assert picked(page) == "3 selected"
    thumb(page, lynx).click(modifiers=["Control"])
    assert picked(page) == "2 selected"
    page.get_by_label(re.compile("^Select A fox in snow")).check()
    assert picked(page) == "3 selected"
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("#tools .picked-count")).to_have_text("Select")

    thumb(page, owl).focus()
    page.keyboard.press("x")
    assert picked(page) == "1 selected"
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    assert picked(page) == "3 selected"
    expect(thumb(page, hare)).to_be_focused()
    page.keyboard.press("Control+a")
    assert int(picked(page).split()[0]) == page.locator("#gallery .thumb").count()
    page.keyboard.press("Escape")
    expect(page.locator("#tools .picked-count")).to_have_text("Select")
    thumb(page, bear).focus()
    page.keyboard.press("4")
    expect(thumb(page, bear).get_by_role("img", name="Rated 4")).to_be_visible()
    expect(thumb(page, fox).get_by_role("img", name="Rated 4")).to_have_count(0)


def test_selected_frames_are_put_on_a_board_tagged_rated_downloaded_and_deleted_and_that_is_undone(
    open_page: Open, frames: list[int], tmp_path: Path
) -> None:
    fox, bear, *_ = frames
    page = open_page()
    tools, done = page.locator("#tools"), page.locator("#done")
    for frame in (fox, bear):
        thumb(page, frame).click(modifiers=["Control"])

    tools.locator("summary", has_text="Rate").click()
    tools.get_by_role("button", name="3", exact=True).click()
    expect(done).to_contain_text("2 frames rated 3.")
    tools.locator("summary", has_text="Tag").click()
    tools.get_by_label("Tags, with commas").fill("hero, client review")
    page.keyboard.press("Enter")
    expect(done).to_contain_text("2 frames tagged.")
    tools.get_by_text("Board", exact=True).click()
    tools.get_by_label("Add to a new board").fill("Maple Gold")
    page.keyboard.press("Enter")
    expect(done).to_contain_text("2 frames added to Maple Gold, a new board.")

    with page.expect_download() as download:
        tools.get_by_role("link", name="Download").click()
    assert re.fullmatch(r"2-frames-[\d-]+\.zip", download.value.suggested_filename)
    download.value.save_as(tmp_path / "frames.zip")
    with zipfile.ZipFile(tmp_path / "frames.zip") as archive:
        names = archive.namelist()
        archive.extractall(tmp_path)
    assert [name[6:] for name in names] == ["a-fox-in-snow-seed-7.png", "a-bear-at-dusk-seed-7.png"]
    assert read_settings(tmp_path / names[0]).prompt == "A fox in snow"

    finder = page.locator(".finder")
    finder.get_by_label("Board").click()
    page.get_by_role("listbox").get_by_role("option", name="Maple Gold").click()
    expect(page.locator("#gallery .thumb")).to_have_count(2)
    expect(page.locator("#tools .picked-count")).to_have_text("Select")
    expect(page).to_have_url(re.compile(r"board=\d"))
    page.reload()
    expect(page.locator("#gallery .thumb")).to_have_count(2)
    thumb(page, fox).click()
    expect(page.locator("#stage .order")).to_contain_text("rated 3, client review, hero, Maple Gold")

    page.locator("#pick-all").check()
    tools.get_by_role("button", name="Delete").click()
    expect(done).to_contain_text("2 frames moved to the bin.")
    expect(page.locator("#gallery")).to_contain_text("Nothing on this board")
    done.get_by_role("button", name="Undo").click()
    expect(page.locator("#gallery .thumb")).to_have_count(2)

    thumb(page, fox).click()
    expect(page.locator("#stage .prompt")).to_have_text("A fox in snow")
    page.locator("#stage").get_by_role("button", name="Delete").click()
    expect(page.locator("#gallery .thumb")).to_have_count(1)
    expect(page.locator("#stage .prompt")).to_have_text("A bear at dusk")
    finder.get_by_label("Board").click()
    page.get_by_role("listbox").get_by_role("option", name="Bin").click()
    thumb(page, fox).click()
    expect(page.locator("#stage")).to_contain_text("This frame is in the bin")
    page.locator("#stage").get_by_role("button", name="Restore").click()
    expect(page.locator("#gallery")).to_contain_text("Nothing in the bin")
    expect(page.locator("#stage .order")).to_contain_text("rated 3, client review, hero, Maple Gold")


def test_two_frames_of_different_shapes_are_compared_by_keyboard_and_mouse(open_page: Open, frames: list[int]) -> None:
    *_, lynx, owl = frames
    page = open_page()
    compare = page.locator("#tools").get_by_role("button", name="Compare")
    thumb(page, lynx).click(modifiers=["Control"])
    expect(compare).to_be_disabled()
    thumb(page, owl).click(modifiers=["Control"])
    compare.click()
    dialog = page.get_by_role("dialog", name="Compare two frames")
    slider = dialog.get_by_role("slider")
    expect(slider).to_be_focused()
    page.keyboard.press("Home")
    expect(slider).to_have_attribute("aria-valuetext", "0 percent of the left frame")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", "1 percent of the left frame")

    left, right, box = (dialog.locator(part).bounding_box() for part in ("img.left", "img.right", ".compare-box"))
    assert left == right == box, "both lie on each other, each whole"
    assert box is not None
    assert box["width"] / box["height"] == pytest.approx(512 / 288, rel=0.02)
    sources = [dialog.locator(f"img.{side}").get_attribute("src") for side in ("left", "right")]
    assert all(str(source).endswith(".png") for source in sources), "the frames as they lie on the disk"
    page.mouse.click(box["x"] + box["width"] / 4, box["y"] + 20)
    expect(slider).to_have_attribute("aria-valuetext", "25 percent of the left frame")
    dialog.get_by_role("button", name="Swap").click()
    assert [dialog.locator(f"img.{side}").get_attribute("src") for side in ("right", "left")] == sources
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(compare).to_be_focused()


def test_what_is_typed_outlives_a_gallery_that_is_drawn_anew(
    open_page: Open, frames: list[int], studio: Studio
) -> None:
    page = open_page()
    thumb(page, frames[0]).click()
    expect(page.locator("#stage .prompt")).to_have_text("A fox in snow")
    page.locator("#stage .order summary").click()
    page.locator("#stage-tags").fill("half a ta")
    services = open_services(studio.config)
    (new,) = draw_frames(studio.config, services.db, "A newcomer")
    services.gallery.rate([frames[0]], 2)
    services.close()
    expect(thumb(page, new)).to_be_visible()
    expect(page.locator("#stage .order")).to_contain_text("rated 2")
    expect(page.locator("#stage-tags")).to_have_value("half a ta")
