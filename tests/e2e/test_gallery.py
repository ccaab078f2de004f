"""The gallery: frames are found again by their words, their model, their age, and by being favourites."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Open
from tests.e2e.test_prompt_to_frame import frame_made, write


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
    star = page.locator("#stage").get_by_role("button", name="Favourite")
    expect(star).to_have_attribute("aria-pressed", "false")
    star.click()
    expect(star).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#gallery").get_by_role("img", name="Favourite", exact=True)).to_have_count(1)

    page.get_by_label("Find").fill("")
    page.get_by_label("Favourites only").check()
    expect(page.locator("#gallery .thumb")).to_have_count(1)
    page.reload()
    expect(page.get_by_label("Favourites only")).to_be_checked()
    expect(page.locator("#gallery .thumb")).to_have_count(1)
    assert thumbs(page) == ["Zebra at a kiosk"]

    page.get_by_label("Find").fill("quilt")
    expect(page.locator("#gallery")).to_contain_text("No frame is like that")
    expect(page.get_by_label("Find")).to_be_visible()

    star = page.locator("#stage").get_by_role("button", name="Favourite")
    star.click()
    expect(star).to_have_attribute("aria-pressed", "false")
