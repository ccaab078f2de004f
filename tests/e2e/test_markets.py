"""Several markets at once, and the campaign list, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.studio import settled

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]
Open = Callable[..., Page]
LONG = 300_000  # milliseconds
FIFTEEN = 'Worth getting up for, 15"'


def menu(page: Page, name: str) -> None:
    page.locator("#tree-tools summary", has_text=name).click()


def field(page: Page, form: str, label: str) -> Locator:
    return page.get_by_role("group", name=form).get_by_label(label, exact=True)


def test_the_campaign_list_is_added_to_renamed_searched_and_archived(open_page: Open) -> None:
    page = open_page("?tab=adapt&ad=1")
    menu(page, "New")
    field(page, "New campaign", "Name").fill("Spring tea")
    field(page, "New campaign", "Client").fill("Hearthside")
    page.keyboard.press("Enter")
    tree = page.locator("#tree")
    expect(tree.get_by_role("button", name="Spring tea")).to_have_attribute("aria-expanded", "true")
    expect(tree).to_contain_text("No scripts yet. Write one with New")

    menu(page, "New")
    field(page, "New script", "Title").fill("Kettle")
    page.get_by_role("button", name="Make the script").click()
    expect(page.locator("#unit-head")).to_contain_text("Spring tea")
    expect(page).to_have_url(re.compile(r"ad=\d+"))
    expect(page.locator(".editor tbody tr")).to_have_count(1)
    page.locator(".editor [name=visual]").fill("A kettle on a stove.")
    page.get_by_role("button", name="Save script").click()
    expect(page.locator(".editor .unsaved-note")).to_be_hidden()

    menu(page, "Script")
    field(page, "This script", "Title").fill("Kettle, 30 seconds")
    page.keyboard.press("Enter")
    expect(tree).to_contain_text("Kettle, 30 seconds")
    menu(page, "Script")
    page.get_by_role("button", name="Duplicate with its rows").click()
    expect(page.locator("#unit-head")).to_contain_text("Kettle, 30 seconds (copy)")
    expect(page.locator(".editor [name=visual]")).to_have_value("A kettle on a stove.")

    find = page.get_by_label("Find campaigns and scripts")
    find.fill("kettle hearth")
    expect(tree.locator(".leaf")).to_have_count(2)
    expect(page).to_have_url(re.compile("find=kettle"))
    find.press("ArrowDown")
    expect(tree.locator("button").first).to_be_focused()
    find.press("Escape")
    expect(find).to_have_value("")
    expect(tree).to_contain_text("Maple Gold")

    menu(page, "Script")
    page.get_by_role("button", name="Archive with its adaptations").click()
    expect(tree).not_to_contain_text("(copy)")
    tree.get_by_role("button", name="Show archived (1)").click()
    expect(tree).to_contain_text("(copy)")
    expect(page).to_have_url(re.compile("archived=1"))


@pytest.mark.slow
def test_the_second_of_two_people_who_rename_a_campaign_is_told(open_page: Open) -> None:
    first, second = open_page("?tab=adapt&ad=1"), open_page("?tab=adapt&ad=1")
    for page in (first, second):
        menu(page, "Campaign")
    field(first, "This campaign", "Name").fill("Maple, spring")
    field(second, "This campaign", "Name").fill("Maple, autumn")
    first.keyboard.press("Enter")
    expect(first.locator("#tree")).to_contain_text("Maple, spring")
    second.keyboard.press("Enter")
    expect(second.get_by_text("it is now called Maple, spring")).to_be_visible()
    expect(second.locator("#tree")).to_contain_text("Maple, spring")
    menu(second, "Campaign")
    expect(field(second, "This campaign", "Name")).to_have_value("Maple, spring")


@pytest.mark.slow
@pytest.mark.llm
def test_three_markets_are_started_followed_and_cancelled_together(open_page: Open) -> None:
    page = open_page("?tab=adapt&ad=1")
    page.get_by_label("Adapt for the markets", exact=True).click()
    page.get_by_role("option", name="All in German-speaking Europe").click()
    tokens = page.locator("#start-form .token")
    expect(tokens).to_have_count(5)
    for _ in range(2):
        page.keyboard.press("Backspace")
    expect(tokens).to_have_count(3)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Start adaptation").click()
    rows = page.locator("#batch tbody tr")
    expect(rows).to_have_count(3)
    expect(page.locator("#batch")).to_contain_text("3 markets at once")
    expect(rows.first).to_contain_text("Concept analyst", timeout=LONG)
    expect(rows.last).to_contain_text("Waiting")

    page.reload()
    settled(page)
    rows.last.get_by_role("button", name=re.compile("Open")).click()
    expect(page.locator("#batch")).to_contain_text("One of 3 markets at once")
    page.get_by_role("button", name="Show all of them").click()
    expect(page.locator("#unit-head")).to_contain_text(FIFTEEN)

    page.get_by_role("button", name="Cancel all").click()
    expect(page.locator("#batch")).to_contain_text("3 of 3 through", timeout=LONG)
    page.get_by_role("button", name="Go on with the 3 cancelled").click()
    expect(page.locator("#batch")).to_contain_text("0 of 3 through")
    page.get_by_role("button", name="Cancel all").click()
    expect(page.locator("#batch")).to_contain_text("3 of 3 through", timeout=LONG)
