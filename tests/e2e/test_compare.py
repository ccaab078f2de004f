"""Comparing settings in a real browser: from two rows of the form to a contact sheet whose frames open."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.studio import unfold
from tests.e2e.test_prompt_to_frame import LONG

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]
Open = Callable[..., Page]


def compare(page: Page, place: str, setting: str, values: str) -> None:
    unfold(page, "Compare settings")
    page.locator(f"#compare-{place} input").click()
    page.get_by_role("option", name=setting, exact=True).click()
    expect(page.get_by_role("option")).to_have_count(0)
    number = ("across", "down", "blocks").index(place)
    page.locator("#generate-form").get_by_label("Values").nth(number).fill(values)


def test_two_settings_become_a_contact_sheet_whose_frames_open(open_page: Open) -> None:
    page = open_page()
    form, stage = page.locator("#generate-form"), page.locator("#stage")
    expect(page.locator("#compare-across")).to_be_hidden()
    page.get_by_label("Prompt", exact=True).fill("A lighthouse at dawn")
    compare(page, "across", "Steps", "1, 200")
    expect(form).to_contain_text("2 frames, and a contact sheet")
    page.get_by_role("button", name="Generate", exact=True).click()
    expect(form.locator(".notice")).to_contain_text("The frame of Steps 200 cannot be drawn.")

    compare(page, "across", "Steps", "1, 2")
    compare(page, "down", "Prompt words", "dawn, night")
    expect(form).to_contain_text("2 × 2 = 4 frames")
    page.get_by_role("button", name="Generate", exact=True).click()
    expect(stage.locator(".contact-cell")).to_have_count(4, timeout=LONG)
    expect(form.locator(".notice")).to_have_count(0)
    expect(stage).to_contain_text("“dawn”, “night”")
    expect(page.locator("#gallery .thumb")).to_have_count(5)

    stage.get_by_role("button", name="Open the frame of Steps 2, “night”").click()
    expect(stage.locator(".prompt")).to_have_text("A lighthouse at night")
    expect(stage).to_contain_text("Compared: Steps 2, “night”")
    stage.get_by_role("button", name="Back to the contact sheet").click()
    expect(stage.locator(".contact-cell")).to_have_count(4)

    stage.get_by_role("button", name="Open the contact sheet at full size").click(position={"x": 4, "y": 4})
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()

    other = open_page()
    other.get_by_role("button", name="Reuse settings").click()
    expect(other.get_by_label("Prompt", exact=True)).to_have_value("A lighthouse at dawn")
    fields = other.locator("#generate-form").get_by_label("Values")
    expect(fields.nth(0)).to_have_value("1, 2")
    expect(fields.nth(1)).to_have_value("dawn, night")
    expect(other.locator("#generate-form")).to_contain_text("2 × 2 = 4 frames")
    other.locator("#stage .contact-cell").first.click()
    expect(other.locator("#stage")).to_contain_text("Compared: Steps 1")
    other.get_by_role("button", name="Reuse settings").click()
    expect(fields.nth(0)).to_have_value("")
    expect(other.locator("#generate-form")).not_to_contain_text("frames, and a contact sheet")
