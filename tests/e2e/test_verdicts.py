"""A verdict in a real browser: its quotes show where they stand in the script, by mouse and by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from gcl.config import Config
from gcl.services import open_services
from gcl.services.evaluations import EvaluationFilter
from tests.e2e.demo_home import fill_adaptations
from tests.e2e.studio import Studio, served_studio, visit

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
Open = Callable[..., Page]
HIGHLIGHTED = "[...(CSS.highlights.get('quote') ?? [])].map((range) => range.toString()).join('|')"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Studio, int, int]]:
    """A studio with written runs; the ad unit of the one for Japan, and its verdict that refused a draft."""
    home = tmp_path_factory.mktemp("judged")
    config = Config(home=home, models=home / "models", device="cpu")
    services = open_services(config)
    ad_unit = fill_adaptations(services)["ja-JP"]
    (refused,) = services.evaluations.page(EvaluationFilter(market="ja-JP", passed=False)).evaluations
    services.close()
    with served_studio(config) as studio:
        yield studio, ad_unit, refused.id or 0


def test_a_quote_is_shown_in_the_script_and_escape_leads_back(
    browser: Browser, filled: tuple[Studio, int, int]
) -> None:
    studio, ad_unit, _ = filled
    page = visit(browser, f"{studio.url}/?tab=adapt&ad={ad_unit}&node=cultural")
    quote = page.get_by_role("button", name="起きてよかった朝。")
    cell = page.locator('#script tr[data-shot="4"] td[data-cell=audio]')
    expect(cell).to_be_attached()

    quote.hover()
    expect(cell).to_have_class("adapted quoted")
    assert page.evaluate(HIGHLIGHTED) == "起きてよかった朝"
    page.locator("#top h1").hover()
    expect(page.locator("#script .quoted")).to_have_count(0)

    quote.focus()
    page.keyboard.press("Enter")
    expect(quote).to_have_attribute("aria-pressed", "true")
    expect(cell).to_be_in_viewport()
    expect(page.locator("#quote-said")).to_have_text("Shown in the script: Shot 4, audio")
    page.wait_for_timeout(4000)  # a look at the database, which may draw the panels again
    assert page.evaluate(HIGHLIGHTED) == "起きてよかった朝"
    page.keyboard.press("Escape")
    expect(page.locator("#script .quoted")).to_have_count(0)
    expect(quote).to_be_focused()

    # What a draft before that said is not in the script below, and says so.
    page.locator("#track .step > summary", has_text="draft 1").click()
    expect(page.locator("button.quote[data-missing]")).to_have_attribute("data-quote", "さあ、起きよう。")
    page.context.close()


def test_history_shows_a_quote_in_the_draft_that_was_judged_and_its_charts_lead_back(
    browser: Browser, filled: tuple[Studio, int, int]
) -> None:
    studio, _, refused = filled
    page = visit(browser, f"{studio.url}/?tab=history&market=ja-JP&result={refused}")
    page.locator(f'[data-key="result-{refused}"]').get_by_role("button", name="さあ、起きよう。").click()
    expect(page.locator(".result td.quoted")).to_contain_text("さあ、起きよう。")
    assert page.evaluate(HIGHLIGHTED) == "さあ、起きよう"

    page.get_by_role("button", name="Charts").click()
    expect(page.locator("#results figure").first).to_be_visible()
    page.get_by_role("button", name="Show it: Does the last line invite rather than order?").click()
    expect(page.locator("#results .result")).to_have_count(1)
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert download.value.path().read_text(encoding="utf-8-sig").count("ja-JP") == 1
    page.context.close()
