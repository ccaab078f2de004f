"""Scripts in a real browser: edited, saved, imported; nothing that a person typed goes without a question."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from gcl.config import ROOT
from gcl.services import open_services
from tests.e2e.demo_home import fill_adaptations
from tests.e2e.studio import Studio, settled

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
Open = Callable[..., Page]
EXAMPLE = ROOT / "data" / "examples" / "maple-gold-15.csv"


def visual(page: Page) -> Locator:
    return page.locator(".editor textarea[name=visual]").first


def answer(page: Page, *, yes: bool) -> list[str]:
    """Answer every question of the page alike; what it asked."""
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept() if yes else dialog.dismiss()))
    return asked


def save(page: Page) -> None:
    page.get_by_role("button", name="Save script").click()
    expect(page.locator(".editor .unsaved-note")).to_be_hidden()


@pytest.mark.slow
def test_a_refused_save_is_told_beside_the_table_and_can_be_decided(open_page: Open) -> None:
    first, second = open_page("?tab=adapt&ad=1"), open_page("?tab=adapt&ad=1")
    for page, words in ((first, "A porch at dusk."), (second, "A porch at dawn.")):
        visual(page).fill(words)
        expect(page.locator(".editor .unsaved-note")).to_be_visible()
    save(first)
    visual(second).press("Control+Enter")
    refused = second.locator("#refused")
    expect(refused).to_contain_text("Somebody")
    expect(visual(second)).to_have_value("A porch at dawn.")
    refused.get_by_role("button", name="Save mine over theirs").click()
    expect(second.locator(".editor .unsaved-note")).to_be_hidden()
    expect(visual(second)).to_have_value("A porch at dawn.")

    # The first window has no changes, so it follows by itself.
    expect(visual(first)).to_have_value("A porch at dawn.", timeout=20_000)

    # The second has changes: it is told, and keeps them until it says otherwise.
    visual(second).fill("Mine, at noon.")
    visual(first).fill("Theirs, at night.")
    save(first)
    expect(refused).to_contain_text("Somebody saved this script in the meantime.", timeout=20_000)
    expect(visual(second)).to_have_value("Mine, at noon.")
    refused.get_by_role("button", name="Show theirs").click()
    expect(visual(second)).to_have_value("Theirs, at night.")
    expect(refused).to_be_hidden()


def test_rows_that_break_a_rule_are_told_beside_the_table(open_page: Open) -> None:
    page = open_page("?tab=adapt&ad=1")
    rows = page.locator(".editor tbody tr")
    expect(rows).to_have_count(4)
    page.get_by_role("button", name="Add a row").click()
    expect(page.locator(".editor .row-count")).to_have_text("5 rows")
    rows.last.locator("[name=shot_number]").fill("1")
    page.get_by_role("button", name="Save script").click()
    expect(page.locator("#refused .notice-error")).to_contain_text("1")
    rows.last.get_by_role("button", name="Remove this row").click()
    expect(page.locator(".editor .row-count")).to_have_text("4 rows")
    expect(rows.last.get_by_role("button", name="Remove this row")).to_be_focused()


def test_an_import_asks_before_it_leaves_an_edited_script(open_page: Open) -> None:
    page = open_page("?tab=adapt&ad=1")
    asked = answer(page, yes=False)
    visual(page).fill("Not saved yet.")
    page.get_by_role("button", name="Import a script").click()
    page.locator("#import input[type=file]").set_input_files(EXAMPLE)
    page.wait_for_timeout(1500)
    assert "script has changes that are not saved" in asked[0]
    expect(visual(page)).to_have_value("Not saved yet.")
    expect(page.locator("#import .notice")).to_have_count(0)


def test_an_edited_script_is_saved_before_its_run_starts(open_page: Open, studio: Studio) -> None:
    page = open_page("?tab=adapt&ad=1")
    asked = answer(page, yes=True)
    visual(page).fill("Saved on the way.")
    page.get_by_role("button", name="Start adaptation").click()
    # No market was chosen, so that nothing runs: what counts is that the rows are saved and the start was tried.
    expect(page.locator(".notice-error")).to_contain_text("Choose the market")
    expect(page.locator(".editor .unsaved-note")).to_be_hidden()
    assert "Save them first" in asked[0]
    page.reload()
    settled(page)
    expect(visual(page)).to_have_value("Saved on the way.")


def test_escape_closes_the_output_of_a_node(open_page: Open, studio: Studio) -> None:
    services = open_services(studio.config)
    made = fill_adaptations(services)["ja-JP"]
    services.close()
    page = open_page(f"?tab=adapt&ad={made}&node=brand")
    expect(page.locator(".node-output")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".node-output")).to_have_count(0)
    expect(page).not_to_have_url(re.compile("node="))


def test_filters_and_the_opened_result_stay_in_the_address(open_page: Open) -> None:
    page = open_page("?tab=history&gate=cultural&verdict=failed")
    results = page.locator("#results .result")
    expect(results).to_have_count(1)
    expect(page).to_have_url(re.compile("gate=cultural"))
    page.get_by_label("Verdict", exact=True).click()
    page.get_by_role("option", name="Passed and failed", exact=True).click()
    expect(results).to_have_count(3)
    expect(page).not_to_have_url(re.compile("verdict="))
    ids = []
    for place in (0, 1):
        results.nth(place).locator("summary").click()
        ids.append(results.nth(place).get_attribute("data-key"))
    results.nth(1).locator("summary").click()
    expect(page).to_have_url(re.compile(f"result={str(ids[0]).removeprefix('result-')}(&|$)"))
    page.reload()
    expect(results).to_have_count(3)
    expect(results.first).to_have_attribute("open", "")


def test_a_script_that_cannot_be_read_is_told_in_a_sentence(open_page: Open) -> None:
    page = open_page("?tab=adapt")
    page.get_by_role("button", name="Import a script").click()
    for name, content, said in (
        ("empty.csv", b"", "empty|no rows"),
        ("latin.csv", "shot_number,timecode,visual,audio\n1,00:00,Caf\xe9,VO".encode("latin-1"), "UTF-8"),
        ("doubled.csv", b"shot_number,timecode,visual,audio\n1,0-1,a,b\n1,1-2,c,d\n", "stands twice"),
    ):
        file = FilePayload(name=name, mimeType="text/csv", buffer=content)
        page.locator("#import input[type=file]").set_input_files(file)
        expect(page.locator("#import .notice-error")).to_contain_text(re.compile(said))


def test_an_imported_script_opens_for_editing(open_page: Open) -> None:
    page = open_page("?tab=adapt")
    page.get_by_role("button", name="Import a script").click()
    page.locator("#import input[type=file]").set_input_files(ROOT / "data" / "examples" / "maple-gold-15.csv")
    expect(page.locator("#import .notice")).to_contain_text("Imported")
    expect(page.locator("#tree")).to_contain_text("Imported scripts")
    expect(page.locator(".editor tbody tr")).to_have_count(4)


def test_another_campaign_is_unfolded_by_its_name_and_stays_so_after_a_refresh(open_page: Open) -> None:
    page = open_page("?tab=adapt&ad=1")
    folds = page.locator("#tree .fold")
    expect(folds.last).to_have_attribute("aria-expanded", "true")
    expect(folds.first).to_contain_text("Imported scripts")
    expect(folds.first).to_contain_text(re.compile(r"\d scripts?"))
    visual(page).fill("Not saved, and kept.")

    folds.last.focus()
    page.keyboard.press("ArrowUp")
    expect(folds.first).to_be_focused()
    page.keyboard.press("Enter")
    expect(folds.first).to_have_attribute("aria-expanded", "true")
    expect(folds.last).to_have_attribute("aria-expanded", "false")
    expect(folds.first).to_be_focused()
    expect(page).to_have_url(re.compile(r"tree=\d+"))
    expect(visual(page)).to_have_value("Not saved, and kept.")

    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(folds.first).to_have_attribute("aria-expanded", "true")
    page.locator("#tree .leaf").first.click()
    expect(page.locator("#unit-head")).to_contain_text("Imported scripts")
    expect(page).not_to_have_url(re.compile(r"tree=\d+"))
