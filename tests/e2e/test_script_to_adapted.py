"""Journey two in a real browser: a script becomes an adapted script, with a real, small language model."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from gcl.services import open_services
from tests.e2e.studio import Studio, settled

# One journey, told in the order of the file: the later tests look at what the run of the first left.
pytestmark = [pytest.mark.browser, pytest.mark.llm, pytest.mark.timeout(2400)]
LONG = 1_800_000  # milliseconds: minutes on two busy cores
Open = Callable[..., Page]


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_label(label, exact=True).click()
    page.get_by_role("listbox").get_by_role("option", name=option, exact=True).click()


def test_the_retries_are_set_in_settings_and_stay_after_a_refresh(open_page: Open) -> None:
    page = open_page("?tab=settings&part=pipeline")
    form = page.locator("#pipeline-form")
    for gate in ("Format gate", "Cultural gate", "Concept gate", "Brand gate"):
        form.get_by_label(gate, exact=True).last.fill("0")
    page.get_by_role("button", name="Save settings").click()
    expect(form.locator(".notice")).to_contain_text("Saved")
    page.reload()
    settled(page)
    expect(form.get_by_label("Brand gate", exact=True).last).to_have_value("0")


def test_a_script_becomes_an_adapted_script_beside_its_origin(open_page: Open, studio: Studio) -> None:
    services = open_services(studio.config)
    origin = services.campaigns.ad_unit(services.outline.first_script())
    # One row makes the same journey as four, in a third of the time.
    services.campaigns.save_rows(origin.id, origin.rows[:1], origin.revision)
    services.close()
    page = open_page("?tab=adapt")
    page.locator("#tree .leaf").first.click()
    expect(page.locator(".editor tbody tr")).to_have_count(1)
    choose(page, "Adapt for the markets", "English, United Kingdom (en-GB)")
    page.keyboard.press("Escape")
    expect(page.locator("#llm-note")).to_contain_text("too small for real work")
    page.get_by_role("button", name="Start adaptation").click()
    nodes = page.locator("#track .node")
    expect(nodes).to_have_count(7)
    expect(page).to_have_url(re.compile(r"ad=\d+"))
    expect(page.locator("#track .node-running")).to_have_count(1, timeout=LONG)

    page.reload()
    settled(page)
    expect(page.locator("#unit-head")).to_contain_text("en-GB")
    expect(page.locator("#track .node-passed").first).to_be_visible(timeout=LONG)
    nodes.first.click()
    expect(page.locator(".node-output")).to_contain_text("Core message", timeout=LONG)

    expect(page.locator("#unit-head .unit-state .state")).to_have_text(re.compile("Completed|Failed"), timeout=LONG)
    pairs = page.locator("#script .pair tbody tr[data-shot]")
    expect(pairs).to_have_count(1)
    for row in pairs.all():
        assert len(row.locator("td.adapted").all()) == 2
        assert row.locator("td.adapted").first.inner_text().strip()
    if "Failed" in page.locator("#unit-head .unit-state").inner_text():
        expect(page.locator("#unit-head .notice")).to_contain_text("not an approved script")


def test_history_has_the_verdicts_and_one_opens_to_its_issues(open_page: Open) -> None:
    page = open_page("?tab=history")
    results = page.locator("#results .result")
    expect(results.first).to_contain_text("en-GB")
    results.first.locator("summary").click()
    expect(results.first.locator(".result-body")).to_contain_text(re.compile(r"\d+ of \d+ passed"))
    expect(page).to_have_url(re.compile(r"result=\d+"))
    page.wait_for_timeout(4000)
    expect(results.first.locator(".result-body")).to_be_visible()

    choose(page, "Gate", "Brand gate")
    expect(page.locator("#results")).not_to_contain_text("Format gate")


def test_the_queue_lists_the_job(open_page: Open) -> None:
    page = open_page()
    page.locator("#top .pill").first.click()
    expect(page.locator("#jobs")).to_contain_text("en-GB")
    page.get_by_text("Failed", exact=True).last.click()
    expect(page.locator("#jobs")).to_contain_text(re.compile("No job is in this state|en-GB"))
