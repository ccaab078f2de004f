"""Settings in a real browser: prompt templates and wrong values."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
Open = Callable[..., Page]


def write(page: Page, text: str) -> None:
    editor = page.locator("#template-body .cm-content")
    editor.click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)


def test_a_template_is_checked_saved_as_a_new_version_and_set_back(open_page: Open) -> None:
    page = open_page("?tab=settings&part=templates&template=eval-format")
    expect(page.locator("#template-form h2")).to_have_text("eval-format")
    write(page, "One line\n{% if rows %}\nnever closed\n")
    page.get_by_role("button", name="Save as a new version").click()
    problem = page.locator("#template-problem .notice-error")
    expect(problem).to_contain_text("Line ")
    expect(page.locator("#versions .version")).to_have_count(1)

    write(page, "A second version, for the test.")
    page.get_by_label("What changed").fill("Shorter <i>now</i>")
    page.get_by_role("button", name="Save as a new version").click()
    expect(page.locator("#template-problem .notice-info")).to_contain_text("Saved as version 2")
    newest, oldest = page.locator("#versions .version").nth(0), page.locator("#versions .version").nth(1)
    expect(newest).to_contain_text("Shorter <i>now</i>")
    expect(newest).to_contain_text("active")

    oldest.get_by_role("button", name="Activate").click()
    expect(oldest).to_contain_text("active")
    expect(page.locator("#template-form")).to_contain_text("version 1, active")
    expect(page.locator("#template-body")).not_to_contain_text("A second version")


def test_a_setting_out_of_its_range_is_named(open_page: Open) -> None:
    page = open_page("?tab=settings&part=pipeline")
    page.get_by_label("Temperature, 0 to 2").fill("9")
    page.get_by_role("button", name="Save settings").click()
    expect(page.locator("#pipeline-form .notice-error")).to_contain_text("temperature")
