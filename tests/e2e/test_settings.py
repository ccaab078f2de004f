"""Settings in a real browser: prompt templates and wrong values."""

from __future__ import annotations

import re
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
    expect(problem).to_contain_text("in line 3: Unexpected end of template")
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


@pytest.mark.slow
def test_the_text_of_the_second_of_two_editors_is_kept_and_can_be_the_next_version(open_page: Open) -> None:
    first, second = (open_page("?tab=settings&part=templates&template=cultural-research") for _ in range(2))
    for page, text in ((first, "The text of the first."), (second, "The text of the second.")):
        expect(page.locator("#template-form h2")).to_have_text("cultural-research")
        write(page, text)
    first.get_by_role("button", name="Save as a new version").click()
    expect(first.locator("#template-problem .notice-info")).to_contain_text("Saved as version 2")

    second.get_by_role("button", name="Save as a new version").click()
    banner = second.locator("#template-problem .notice-warning")
    expect(banner).to_contain_text("Somebody saved version 2 of cultural-research while you edited version 1.")
    expect(second.locator("#versions .version")).to_have_count(2)
    expect(second.locator("#template-form")).to_contain_text("version 1, not active")
    expect(second.locator("#template-body")).to_contain_text("The text of the second.")
    expect(second.locator(".template-note")).to_be_visible()
    banner.get_by_role("button", name="Save mine as version 3").click()
    expect(second.locator("#template-problem .notice-info")).to_contain_text("Saved as version 3")
    expect(second.locator(".template-note")).to_be_hidden()

    write(first, "The first again.")
    first.get_by_role("button", name="Save as a new version").click()
    first.get_by_role("button", name="Show theirs").click()
    expect(first.locator("#template-body")).to_contain_text("The text of the second.")
    expect(first.locator("#template-form")).to_contain_text("version 3, active")
    expect(first.locator("#template-problem .notice")).to_have_count(0)


@pytest.mark.slow
def test_the_settings_of_the_second_of_two_editors_are_kept_and_can_be_saved(open_page: Open) -> None:
    first, second = (open_page("?tab=settings&part=pipeline") for _ in range(2))
    for page, value in ((first, "0.3"), (second, "0.4")):
        page.get_by_label("Temperature, 0 to 2").fill(value)
    save = "Save settings"
    first.get_by_role("button", name=save).click()
    expect(first.locator("#pipeline-form .notice-info")).to_contain_text("Saved.")

    second.get_by_role("button", name=save).click()
    expect(second.locator("#pipeline-form .notice-warning")).to_contain_text("Temperature: theirs 0.3, yours 0.4.")
    expect(second.get_by_label("Temperature, 0 to 2")).to_have_value("0.4")
    second.get_by_role("button", name="Save mine over theirs").click()
    expect(second.locator("#pipeline-form .notice-info")).to_contain_text("Saved.")

    first.get_by_label("Temperature, 0 to 2").fill("0.5")
    first.get_by_role("button", name=save).click()
    first.get_by_role("button", name="Show theirs").click()
    expect(first.get_by_label("Temperature, 0 to 2")).to_have_value("0.4")


def test_a_setting_out_of_its_range_is_named(open_page: Open) -> None:
    page = open_page("?tab=settings&part=pipeline")
    page.get_by_label("Temperature, 0 to 2").fill("9")
    page.get_by_role("button", name="Save settings").click()
    expect(page.locator("#pipeline-form .notice-error")).to_contain_text("Temperature must be from 0 to 2, not 9")


def test_an_edited_template_is_not_left_without_a_question(open_page: Open) -> None:
    page = open_page("?tab=settings&part=templates&template=eval-brand")
    expect(page.locator("#template-form h2")).to_have_text("eval-brand")
    save = page.get_by_role("button", name="Save as a new version")
    save.click()
    expect(page.locator("#template-problem .notice-error")).to_contain_text("Nothing was changed")

    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.locator("#slugs .leaf").first.click()
    expect(page.locator("#template-form h2")).not_to_have_text("eval-brand")
    assert asked == []

    write(page, "Another text for the test.")
    expect(page.locator(".template-note")).to_be_visible()
    page.locator("#slugs .leaf").nth(1).click()
    assert "template has changes that are not saved" in asked[0]
    expect(page.locator("#template-body")).to_contain_text("Another text for the test.")
    page.locator("#template-body .cm-content").click()
    page.keyboard.press("Backspace")
    save.click()
    expect(page.locator("#template-problem .notice-info")).to_contain_text("Saved as version 2")
    expect(page.locator(".template-note")).to_be_hidden()
    page.locator("#slugs .leaf").nth(1).click()
    expect(page.locator("#template-body")).not_to_contain_text("Another text for the test")
    assert len(asked) == 1


def test_the_filter_of_the_queue_stays_in_the_address(open_page: Open) -> None:
    page = open_page("?tab=settings&part=queue")
    page.get_by_role("radio", name="Failed").check(force=True)
    expect(page).to_have_url(re.compile("queue=Failed"))
    page.reload()
    expect(page.get_by_role("radio", name="Failed")).to_be_checked()
    expect(page).to_have_url(re.compile("queue=Failed"))
