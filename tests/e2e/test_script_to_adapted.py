"""Journey two in a real browser: a script becomes an adapted script, with a real, small language model."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from gcl.config import ROOT
from tests.e2e.studio import settled

# One journey, told in the order of the file: the later tests look at what the run of the first left.
pytestmark = [pytest.mark.browser, pytest.mark.llm, pytest.mark.timeout(2400)]
LONG = 1_800_000  # milliseconds: minutes on two busy cores
Open = Callable[..., Page]


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_label(label, exact=True).click()
    page.get_by_role("option", name=option, exact=True).click()


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


def test_a_script_becomes_an_adapted_script_beside_its_origin(open_page: Open) -> None:
    page = open_page("?tab=adapt")
    page.locator("#tree .leaf").first.click()
    expect(page.locator(".editor tbody tr")).to_have_count(4)
    choose(page, "Adapt for the market", "English, United Kingdom (en-GB)")
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
    pairs = page.locator("#script .pair tbody tr")
    expect(pairs).to_have_count(4)
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
    expect(results.first.locator(".result-body")).to_contain_text("Score")
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


def test_rows_are_edited_saved_and_a_second_editor_is_told(open_page: Open) -> None:
    first, second = open_page("?tab=adapt&ad=2"), open_page("?tab=adapt&ad=2")
    for page, words in ((first, "A porch at dusk."), (second, "A porch at dawn.")):
        page.locator(".editor textarea[name=visual]").first.fill(words)
        expect(page.locator(".editor .unsaved-note")).to_be_visible()
    first.get_by_role("button", name="Save script").click()
    expect(first.locator(".editor .unsaved-note")).to_be_hidden()
    second.locator(".editor textarea[name=visual]").first.press("Control+Enter")
    expect(second.locator(".toast-body")).to_contain_text("Somebody else saved")
    expect(second.locator(".editor textarea[name=visual]").first).to_have_value("A porch at dawn.")
    first.reload()
    expect(first.locator(".editor textarea[name=visual]").first).to_have_value("A porch at dusk.")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.csv", b"", "empty|no rows"),
        ("latin.csv", "shot_number,timecode,visual,audio\n1,00:00,Caf\xe9,VO".encode("latin-1"), "UTF-8"),
        ("doubled.csv", b"shot_number,timecode,visual,audio\n1,0-1,a,b\n1,1-2,c,d\n", "1"),
    ],
)
def test_a_script_that_cannot_be_read_is_told_in_a_sentence(
    open_page: Open, name: str, content: bytes, said: str
) -> None:
    page = open_page("?tab=adapt")
    page.get_by_role("button", name="Import a script").click()
    page.locator("#import input[type=file]").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
    expect(page.locator("#import .notice-error")).to_contain_text(re.compile(said))


def test_an_imported_script_opens_for_editing(open_page: Open) -> None:
    page = open_page("?tab=adapt")
    page.get_by_role("button", name="Import a script").click()
    page.locator("#import input[type=file]").set_input_files(ROOT / "data" / "examples" / "maple-gold-15.csv")
    expect(page.locator("#import .notice")).to_contain_text("Imported")
    expect(page.locator("#tree")).to_contain_text("Imported scripts")
    expect(page.locator(".editor tbody tr")).to_have_count(4)
