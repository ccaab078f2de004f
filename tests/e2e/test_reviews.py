"""A person in the loop, in a real browser: a run waits, is decided about, and goes on.

The test is the worker, with a language model that answers from a script, so that what is reviewed is known.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from gcl.config import Config
from gcl.db import Database
from gcl.services import Services
from gcl.stages import EVERY_STEP
from tests.e2e.studio import served, visit
from tests.pipeline.conftest import Studio
from tests.pipeline.scripted import REFUSE

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]
LONG = 60_000


@pytest.fixture
def parked(config: Config, db: Database) -> Studio:
    """A run that waits for a decision about its concept brief, and whose format gate will refuse."""
    studio = Studio(config, db)
    studio.submit(review_mode=EVERY_STEP)
    studio.desk.script["eval-format"] = [REFUSE]
    studio.run()
    return studio


@pytest.fixture
def url(config: Config, services: Services) -> Iterator[str]:
    with served(services, config) as url:
        yield url


def test_a_run_is_accepted_changed_and_overridden_step_by_step(parked: Studio, url: str, browser: Browser) -> None:
    page = visit(browser, url)
    expect(page.locator("#tabs > .tabitem:visible")).to_have_count(1, timeout=LONG)
    page.wait_for_timeout(2000)  # the first answer chooses the tab, and would take back a click made before it
    expect(page.locator("#top .pill-decide")).to_have_text("1 to decide")
    page.locator("#top .pill-decide").click()
    review, problem = page.locator("#review .review"), page.locator("#review-problem")
    expect(review.locator("h3")).to_have_text("Your decision: Concept analyst", timeout=LONG)
    expect(review).to_contain_text("The cultural researcher begins.")

    # Nobody has said who they are, so nothing is decided, and what was written stays.
    review.get_by_label("Note", exact=True).fill("Good.")
    review.get_by_role("button", name="Accept", exact=True).click()
    expect(problem).to_contain_text("Type your name at the top right", timeout=LONG)
    expect(review.get_by_label("Note", exact=True)).to_have_value("Good.")
    page.locator("#who input").fill("Ada Lovelace")
    review.get_by_role("button", name="Accept", exact=True).click()
    expect(review).to_have_count(0, timeout=LONG)
    expect(page.locator("#decisions")).to_contain_text("Ada Lovelace accepted the concept brief")

    parked.run()
    expect(review.locator("h3")).to_have_text("Your decision: Cultural researcher", timeout=LONG)
    expect(review.get_by_label("Note", exact=True)).to_have_value("")
    review.get_by_label("Market context").fill("Tea is a pause.")
    changed = review.get_by_role("button", name="Accept with changes")
    expect(changed).to_be_visible()
    page.wait_for_timeout(4000)  # some ticks
    expect(review.get_by_label("Market context")).to_have_value("Tea is a pause.")
    page.reload()
    expect(review.get_by_label("Market context")).to_have_value("Tea is a pause.", timeout=LONG)
    review.get_by_label("Pitfalls").fill("Too [loud]")
    changed.click()
    expect(problem).to_contain_text("Pitfalls, item 1 has the sign [", timeout=LONG)
    review.get_by_label("Pitfalls").fill("")
    review.get_by_label("Market context").press("Control+Enter")
    expect(review).to_have_count(0, timeout=LONG)

    parked.run()
    expect(review.locator("h3")).to_have_text("Your decision: Writer, draft 1", timeout=LONG)
    expect(page.locator("#script")).to_be_hidden()
    review.get_by_label("Visual of shot 2", exact=True).fill("A kettle, by hand.")
    changed.click()
    expect(review).to_have_count(0, timeout=LONG)

    parked.run()
    expect(review).to_contain_text("Refused", timeout=LONG)
    expect(review).to_contain_text("Draft 2 goes back to the writer, as retry 1 of 3.")
    review.get_by_role("button", name="Override: let it pass").click()
    expect(problem).to_contain_text("Give the reason for overriding the gate", timeout=LONG)
    review.get_by_label("Note", exact=True).fill("It is what the client wants.")
    review.get_by_role("button", name="Override: let it pass").click()
    expect(review).to_have_count(0, timeout=LONG)

    parked.run()
    expect(review.locator("h3")).to_have_text("Your decision: Cultural gate, draft 2", timeout=LONG)
    page.locator("#decisions summary").click()
    listed = page.locator("#decisions .decision-list > li")
    expect(listed).to_have_count(4)
    expect(listed.first).to_contain_text("It is what the client wants.")
    expect(listed.nth(1)).to_contain_text("Shot 2, visual")
    expect(listed.nth(2)).to_contain_text("Tea is a pause.")
    page.on("dialog", lambda dialog: dialog.accept())
    review.get_by_role("button", name="Stop the run").click()
    expect(page.locator("#unit-head")).to_contain_text("This run was cancelled.", timeout=LONG)
    page.context.close()


def test_what_was_written_is_kept_when_somebody_else_decides_first(
    parked: Studio, url: str, services: Services, browser: Browser
) -> None:
    page = visit(browser, f"{url}/?tab=adapt&ad={parked.ad_unit_id}")
    review = page.locator("#review .review")
    review.get_by_label("Note", exact=True).fill("Name the tin in the core message.")
    services.reviews.decide(parked.ad_unit_id, "accept", "Charles Babbage")
    kept = page.locator(".kept-words")
    expect(kept.locator("textarea")).to_have_value("Name the tin in the core message.", timeout=LONG)
    kept.get_by_role("button", name="Put it away").click()
    expect(kept).to_have_count(0)
    page.context.close()
