"""Adapt, the run of a market: drawn anew when there is news, and only then."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from gcl.db import Campaign, Evaluation, Job, PipelineStep, VideoAdUnit, WorkerStatus, utcnow
from gcl.services import Services
from gcl.services.adaptations import AdaptationService, Track
from gcl.tabs.run_part import RunViews
from tests.services.runs import ROW, VERDICT, Run, submit


def parked(services: Services, state: str = "parked") -> Run:
    """A run that waits for a person behind the format gate's refusal; its time stands still."""
    run = Run(services, submit(services))
    run.to_format_gate()
    run.visit("format", "failed", draft=1, **VERDICT)
    run.job(state)
    return run


def override(run: Run) -> None:
    with run.services.db.write() as session:
        step = session.query(PipelineStep).filter_by(job_id=run.ids.job_id, number=run.number).one()
        step.state, step.output = "passed", {**(step.output or {}), "override": {"who": "Mika", "reason": "It reads."}}


def unit(**values: Any) -> Callable[[Run], None]:
    def change(run: Run) -> None:
        with run.services.db.write() as session:
            for name, value in values.items():
                setattr(session.get_one(VideoAdUnit, run.ids.ad_unit_id), name, value)

    return change


def rename_campaign(run: Run) -> None:
    with run.services.db.write() as session:
        found = session.get_one(VideoAdUnit, run.ids.ad_unit_id)
        session.get_one(Campaign, found.campaign_id).name = "Spring tea"


def judge_again(run: Run) -> None:
    """A verdict that a person asked for later."""
    with run.services.db.write() as session:
        job = Job(kind="evaluation", title="Again", payload={}, state="done")
        session.add(job)
        session.flush()
        kept = {"draft": 1, "passed": False, "model_key": "smollm2-135m", **VERDICT}
        session.add(Evaluation(ad_unit_id=run.ids.ad_unit_id, job_id=job.id, step=1, gate="brand", **kept))


CHANGES: dict[str, Callable[[Run], None]] = {
    "a verdict was overridden": override,
    "the next draft begins": lambda run: run.visit("writer", "running", draft=2),
    "the next draft is written": lambda run: run.visit("writer", "passed", draft=2, rows=[ROW]),
    "it is being cancelled": lambda run: run.job("parked", cancel_requested=True),
    "it was cancelled": lambda run: run.job("cancelled", finished_at=utcnow()),
    "it failed": lambda run: run.job("failed", finished_at=utcnow(), error="The model ran out of memory."),
    "it waits in the queue": lambda run: run.job("queued", progress_note="Waiting to go on after a restart"),
    "it ended": lambda run: run.store("completed"),
    "the campaign has another name": rename_campaign,
    "the script has another title": unit(title="Another morning"),
    "the script was saved": unit(revision=7),
}


@pytest.mark.parametrize("news", CHANGES.values(), ids=CHANGES.keys())
def test_news_of_a_run_is_drawn_as_if_nothing_had_been_drawn_before(
    services: Services, news: Callable[[Run], None]
) -> None:
    run = parked(services)
    views = RunViews(services, {}, {})
    before = views.of(run.ids.ad_unit_id, "format"), views.of(run.ids.ad_unit_id, "writer")
    news(run)
    after = views.of(run.ids.ad_unit_id, "format"), views.of(run.ids.ad_unit_id, "writer")
    anew = RunViews(services, {}, {})
    assert after == (anew.of(run.ids.ad_unit_id, "format"), anew.of(run.ids.ad_unit_id, "writer"))
    assert after != before


@pytest.mark.parametrize("state", ["queued", "parked", "failed", "cancelled", "done"])
def test_a_run_without_news_is_not_drawn_again(services: Services, state: str) -> None:
    run = parked(services, state)
    views = RunViews(services, {}, {})
    first = views.of(run.ids.ad_unit_id, "format")
    assert views.of(run.ids.ad_unit_id, "format") is first
    assert views.of(run.ids.ad_unit_id, "writer") is not first


def test_an_approval_takes_the_ending_of_a_refused_script_away(services: Services) -> None:
    run = parked(services)
    run.store("failed")
    unit(pipeline_metadata={"failed_gate": "format", "draft": 1})(run)
    views = RunViews(services, {}, {})
    assert "The format gate did not pass draft 1" in views.of(run.ids.ad_unit_id, "")[0]
    unit(approved_revision=0)(run)
    assert "did not pass" not in views.of(run.ids.ad_unit_id, "")[0]


class ApprovedMeanwhile(AdaptationService):
    """Somebody approves a script once a screen has asked whether it changed, and before its run is read for that."""

    approves = True

    def track(self, ad_unit_id: int) -> Track:
        if self.approves:
            self.approves = False
            with self.db.write() as session:
                session.get_one(VideoAdUnit, ad_unit_id).approved_revision = 0
        return super().track(ad_unit_id)


def test_an_approval_that_comes_while_a_run_is_drawn_is_gone_once_it_is_taken_back(services: Services) -> None:
    run = parked(services)
    run.store("failed")
    unit(pipeline_metadata={"failed_gate": "format", "draft": 1})(run)
    meanwhile = ApprovedMeanwhile(services.config, services.db, services.catalog, services.queue)
    views = RunViews(replace(services, adaptations=meanwhile), {}, {})
    assert "did not pass" not in views.of(run.ids.ad_unit_id, "")[0]
    unit(approved_revision=None)(run)
    assert "The format gate did not pass draft 1" in views.of(run.ids.ad_unit_id, "")[0]


def test_a_later_verdict_of_a_finished_run_is_news(services: Services) -> None:
    run = parked(services)
    run.store("completed")
    before = services.adaptations.track_state(run.ids.ad_unit_id)
    judge_again(run)
    assert services.adaptations.track_state(run.ids.ad_unit_id) != before


def test_a_run_that_waits_moves_up_and_hears_of_the_worker(services: Services) -> None:
    first, second = Run(services, submit(services)), Run(services, submit(services, "de-DE"))
    views = RunViews(services, {}, {})
    assert "It is number 2 in the queue and waits for the worker" in views.of(second.ids.ad_unit_id, "")[0]
    first.job("cancelled")
    assert "It is next in the queue and waits for the worker" in views.of(second.ids.ad_unit_id, "")[0]
    with services.db.write() as session:
        session.add(WorkerStatus(id=1, pid=os.getpid(), started_at=utcnow(), heartbeat_at=utcnow()))
    assert "It is next in the queue." in views.of(second.ids.ad_unit_id, "")[0]


class Counted(AdaptationService):
    """Counts how often a run is read with all that its nodes gave."""

    reads = 0

    def track(self, ad_unit_id: int) -> Track:
        self.reads += 1
        return super().track(ad_unit_id)


def at_work(services: Services) -> tuple[Run, RunViews, Counted]:
    """A run that writes its second draft."""
    run = parked(services)
    run.job("running", claimed_at=utcnow() - timedelta(seconds=100))
    run.visit("writer", "running", draft=2, seconds=50)
    counted = Counted(services.config, services.db, services.catalog, services.queue)
    return run, RunViews(replace(services, adaptations=counted), {}, {}), counted


def test_a_run_that_goes_on_is_not_read_again_for_its_time_and_progress(services: Services) -> None:
    run, views, counted = at_work(services)
    head, track, output = views.of(run.ids.ad_unit_id, "writer")
    assert "1 min 4" in head
    assert "draft&nbsp;2" in track
    assert "50 s" not in output
    run.job("running", progress_note="Loading the model", progress_done=3, progress_total=9)
    head, _, again = views.of(run.ids.ad_unit_id, "writer")
    assert "Loading the model" in head
    assert again is output
    assert counted.reads == 1


def test_what_a_node_of_a_run_that_goes_on_gives_is_shown_once_it_is_there(services: Services) -> None:
    run, views, _ = at_work(services)
    assert "A second cup." not in views.of(run.ids.ad_unit_id, "writer")[2]
    with services.db.write() as session:
        step = session.query(PipelineStep).filter_by(job_id=run.ids.job_id, number=run.number).one()
        step.state, step.output = "passed", {"rows": [ROW | {"visual": "A second cup."}]}
        step.finished_at = step.started_at + timedelta(seconds=50)
    output = views.of(run.ids.ad_unit_id, "writer")[2]
    assert output.count("<details") == 2
    assert output.index("A second cup.") < output.index("A cup.")
    assert output.count("data-open open") == 1
    assert "50 s" in output


def test_a_run_that_is_over_when_it_is_read_is_shown_as_it_ended(services: Services) -> None:
    class OverMeanwhile(AdaptationService):
        def track(self, ad_unit_id: int) -> Track:
            run.store("completed")
            return super().track(ad_unit_id)

    run, views, _ = at_work(services)
    views.services = replace(
        services, adaptations=OverMeanwhile(services.config, services.db, services.catalog, services.queue)
    )
    assert "so far" not in views.of(run.ids.ad_unit_id, "")[0]
