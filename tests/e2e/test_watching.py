"""A page that only watches, in a real browser: it sends and draws what changed, and next to nothing else."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Response, Route, expect

from gcl import jobs
from gcl.db import utcnow
from gcl.services import Services, open_services
from tests.e2e.studio import Studio, settled
from tests.processes import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
Open = Callable[..., Page]
WATCHED = 6000  # milliseconds: two looks at the slow pace, seven at the lively one
COUNT_FRAMES = """
  window.asked = 0;
  const frame = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (draw) => { window.asked += 1; return frame(draw); };
"""


@pytest.fixture
def services(studio: Studio) -> Iterator[Services]:
    opened = open_services(studio.config)
    wait_for(opened.jobs.worker_alive, 60)
    yield opened
    opened.close()


@contextmanager
def running_frame(services: Services) -> Iterator[None]:
    """A job that no worker holds and that counts as running."""
    with services.db.write() as session:
        job = jobs.submit(session, "frame", "A frame that takes long", {}, model_key="diffusion:thumbnail")
        job.state, job.claimed_at, job.progress_note = "running", utcnow(), "Step 1 of 100"
        job_id = job.id
    yield
    jobs.finish(services.db, job_id)


def answers(page: Page) -> list[str]:
    """What the studio answers to this page from now on."""
    said: list[str] = []

    def hear(response: Response) -> None:
        if "/run/predict" in response.url:
            said.append(response.text())

    page.on("response", hear)
    return said


@pytest.mark.slow
@pytest.mark.parametrize(("query", "view"), [("?tab=adapt&ad=1", "tree"), ("?tab=history", "empty")])
def test_a_tick_that_finds_nothing_new_sends_no_view(
    open_page: Open, services: Services, query: str, view: str
) -> None:
    page = open_page(query)
    expect(page.locator(f".tabitem:visible .{view}").first).to_be_visible()
    page.wait_for_timeout(1000)
    said = answers(page)
    page.wait_for_timeout(WATCHED)
    assert len(said) >= 2
    assert not [text for text in said if f'class=\\"{view}' in text]


def test_an_answer_that_was_lost_is_made_up_for_by_the_next_tick(open_page: Open, services: Services) -> None:
    page = open_page("?tab=adapt&ad=1")
    expect(page.locator("#tree .leaf").first).to_be_visible()
    lost: list[str] = []

    def lose(route: Route) -> None:
        answer = route.fetch()
        body = answer.json()
        if not lost and "A campaign of somebody else" in answer.text():
            lost.append(answer.text())
            body["data"] = [{"__type__": "update"}] * len(body["data"])
        route.fulfill(response=answer, json=body)

    page.route("**/run/predict*", lose)
    # What the page asked when it was opened may bring the first of them.
    for key in ("first", "second", "third"):
        if lost:
            break
        with services.db.write() as session:
            session.connection().exec_driver_sql(
                "INSERT INTO campaign (key, name, client, job_number, created_at) "
                f"VALUES ('{key}', 'A campaign of somebody else, the {key}', '', '', '2026-01-01 00:00:00')"
            )
        expect(page.locator("#tree")).to_contain_text(f"somebody else, the {key}", timeout=20_000)
    page.unroute_all(behavior="ignoreErrors")  # one in flight would fail in the next test, since its page is closed
    assert lost


@pytest.mark.slow
def test_a_page_that_watches_a_run_is_not_drawn_without_end(
    browser: Browser, studio: Studio, services: Services
) -> None:
    with running_frame(services):
        page = browser.new_context().new_page()
        page.add_init_script(COUNT_FRAMES)
        page.goto(studio.url)
        settled(page)
        expect(page.locator("#live .job-running")).to_be_visible()
        page.wait_for_timeout(3000)
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable")

        def styled() -> float:
            metrics = session.send("Performance.getMetrics")["metrics"]
            return float(next(one["value"] for one in metrics if one["name"] == "RecalcStyleCount"))

        frames, styles = page.evaluate("asked"), styled()
        page.wait_for_timeout(WATCHED)
        # Sixty a second would be 360. A look at the database takes a few, and the icon turns twice a second.
        assert page.evaluate("asked") - frames < 100
        assert styled() - styles < 120
        expect(page.locator("#live .turning")).to_have_attribute("style", re.compile("rotate"))
        page.context.close()


@pytest.mark.slow
def test_what_moves_for_long_on_a_page_that_is_there_is_drawn_at_each_frame(open_page: Open) -> None:
    page = open_page()
    page.evaluate("window.moves = 0; const move = () => { moves += 1; requestAnimationFrame(move); }; move()")
    # After 120 frames the chain of the loading notice gets one a second, which would be two minutes in all.
    page.wait_for_function("moves > 240", timeout=60_000)


def test_a_studio_that_nobody_looks_at_sleeps(studio: Studio) -> None:
    before = wakings(os.getpid())  # which serves it
    time.sleep(3)
    after = wakings(os.getpid())
    # Gradio's own pace would have one thread wake three thousand times.
    assert max(after[thread] - before[thread] for thread in after.keys() & before.keys()) < 1000


def wakings(pid: int) -> dict[str, int]:
    """How often each thread of a process was woken since it began."""
    told = {file.parent.name: file.read_text() for file in Path(f"/proc/{pid}/task").glob("*/status")}
    return {name: int(re.findall(r"(?m)^voluntary_ctxt_switches:\s*(\d+)", text)[0]) for name, text in told.items()}
