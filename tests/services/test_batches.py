"""One script for several markets: all are submitted or none; each goes on, stops and is retried by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gcl.config import ROOT
from gcl.db import VideoAdUnit
from gcl.errors import ConflictError, GclError, InputError, NotFound
from gcl.payloads import AdaptationJob
from gcl.services import Services
from gcl.services.adaptations import AdaptationRequest, Submitted
from gcl.services.batches import SubmittedBatch
from gcl.services.work_left import StepTime, WorkLeft
from gcl.stages import SHARED
from tests.services.runs import Run
from tests.unchanged import refused

EXAMPLE = ROOT / "data" / "examples" / "maple-gold-15.json"
THREE = ("ja-JP", "de-DE", "fr-FR")


def start(services: Services, markets: Sequence[str] = THREE, **changes: Any) -> SubmittedBatch:
    return services.batches.submit(AdaptationRequest(**{"origin_id": 1, "market": ""} | changes), markets)


def test_each_market_gets_an_ad_unit_and_a_job_of_one_batch(services: Services) -> None:
    made = start(services, llm="smollm2-135m")
    assert made.batch_id is not None
    batch = services.batches.get(made.batch_id)
    assert [(run.market, run.status, run.state) for run in batch.runs] == [(tag, "queued", "queued") for tag in THREE]
    assert [Submitted(run.job_id, run.ad_unit_id) for run in batch.runs] == made.runs
    assert (batch.origin_id, batch.live, batch.seconds_left) == (1, 3, None)
    payloads = [AdaptationJob.read(services.jobs.get(run.job_id).payload) for run in batch.runs]
    assert {payload.batch_id for payload in payloads} == {made.batch_id}
    assert {payload.brand.key for payload in payloads if payload.brand} == {"maple-gold"}
    assert {model for payload in payloads for model in payload.models.values()} == {"smollm2-135m"}
    assert services.queue.pending() == 3


@pytest.mark.parametrize(
    ("markets", "error", "says"),
    [
        (["ja-JP", "xx-YY"], NotFound, "There is no market 'xx-YY'"),
        (["ja-JP", "ja-US"], NotFound, "Japanese is not set up"),
        (["ja-JP", "en-US"], InputError, "already written for en-US"),
        ([], InputError, "Choose the markets"),
    ],
)
def test_if_one_market_is_wrong_none_is_submitted(
    services: Services, markets: list[str], error: type[GclError], says: str
) -> None:
    with refused(services, error, says):
        start(services, markets)


def test_a_market_that_is_named_twice_is_adapted_for_once(services: Services) -> None:
    made = start(services, ["ja-JP", "JA_jp", "de-DE"])
    assert [run.market for run in services.batches.get(made.batch_id or 0).runs] == ["ja-JP", "de-DE"]


def test_one_market_alone_makes_no_batch(services: Services) -> None:
    made = start(services, ["ja-JP"])
    assert made.batch_id is None
    assert services.batches.of_ad_unit(made.runs[0].ad_unit_id) == 0
    assert services.batches.of_origin(1) == []


def test_a_file_is_imported_once_for_all_its_markets(services: Services) -> None:
    content, request = EXAMPLE.read_bytes(), AdaptationRequest(origin_id=0, market="")
    made = services.batches.submit_script(EXAMPLE.name, content, request, ["ja-JP", "de-DE"])
    batch = services.batches.get(made.batch_id or 0)
    assert batch.origin_id == 1  # which is that very script
    with refused(services, NotFound, "no market"):
        services.batches.submit_script(
            "new.csv", b"#,time,visual,audio\n1,0-3,A cup.,SFX\n", request, ["ja-JP", "xx-YY"]
        )


def test_the_batches_of_a_script_are_listed_newest_first(services: Services) -> None:
    first, second = start(services), start(services, ["it-IT", "es-ES"])
    assert [(one.id, one.markets) for one in services.batches.of_origin(1)] == [
        (second.batch_id, 2),
        (first.batch_id, 3),
    ]
    assert services.batches.of_ad_unit(first.runs[1].ad_unit_id) == first.batch_id


def test_an_unknown_batch_is_named(services: Services) -> None:
    with refused(services, NotFound, "no batch 99"):
        services.batches.get(99)


# Progress


def test_each_market_says_how_far_it_is(services: Services) -> None:
    made = start(services)
    writing, waiting, done = made.runs[0], made.runs[1], made.runs[2]
    run = Run(services, writing)
    run.job("running")
    for node in ("concept", "culture"):
        run.visit(node, "passed", seconds=10)
    run.visit("writer", "passed", draft=1, seconds=20)
    run.visit("format", "passed", draft=1, seconds=10)
    run.visit("cultural", "running", draft=1)
    over = Run(services, done)
    over.to_format_gate()
    for gate in ("format", "cultural", "concept_eval", "brand"):
        over.visit(gate, "passed", draft=1, seconds=10)
    over.store("completed")

    one, two, three = services.batches.get(made.batch_id or 0).runs
    assert (one.node, one.draft, one.passed, one.gates, one.status) == ("Cultural gate", 1, 1, 4, "queued")
    assert (two.node, two.draft, two.passed) == ("", 0, 0)
    assert (three.status, three.node, three.passed, three.seconds_left) == ("completed", "", 4, None)
    assert one.seconds_left == pytest.approx(30, abs=1)
    assert two.seconds_left is not None
    assert two.seconds_left > one.seconds_left
    assert services.batches.get(made.batch_id or 0).seconds_left == pytest.approx(one.seconds_left + two.seconds_left)
    assert waiting.ad_unit_id == two.ad_unit_id


def test_a_gate_that_passed_an_older_draft_does_not_count(services: Services) -> None:
    made = start(services)
    run = Run(services, made.runs[0])
    run.to_format_gate()
    run.visit("format", "passed", draft=1)
    run.visit("cultural", "failed", draft=1)
    run.visit("writer", "running", draft=2)
    told = services.batches.get(made.batch_id or 0).runs[0]
    assert (told.draft, told.passed, told.node) == (2, 0, "Writer")


def test_what_one_market_says_of_its_failure_leaves_the_others_alone(services: Services) -> None:
    made = start(services)
    Run(services, made.runs[1]).job("failed", error="The model gave nothing usable.")
    batch = services.batches.get(made.batch_id or 0)
    assert [run.error for run in batch.runs] == [None, "The model gave nothing usable.", None]
    assert [run.state for run in batch.runs] == ["queued", "failed", "queued"]


# Cancel, retry


def test_all_that_is_not_over_is_cancelled_at_once(services: Services) -> None:
    made = start(services)
    Run(services, made.runs[0]).job("done")
    Run(services, made.runs[1]).job("running")
    assert services.batches.cancel(made.batch_id or 0) == 2
    batch = services.batches.get(made.batch_id or 0)
    assert [(run.state, run.stopping) for run in batch.runs] == [
        ("done", False),
        ("running", True),
        ("cancelled", False),
    ]
    with refused(services, ConflictError, "nothing to cancel"):
        services.batches.cancel(made.batch_id or 0)


def test_only_what_failed_is_retried(services: Services) -> None:
    made = start(services)
    for submitted, state in zip(made.runs, ("failed", "done", "cancelled"), strict=True):
        Run(services, submitted).job(state)
    assert services.batches.retry(made.batch_id or 0) == 1
    assert [run.state for run in services.batches.get(made.batch_id or 0).runs] == ["queued", "done", "cancelled"]
    assert services.batches.retry(made.batch_id or 0, "cancelled") == 1
    with refused(services, ConflictError, "has failed"):
        services.batches.retry(made.batch_id or 0)


def test_a_cancelled_batch_keeps_its_ad_units(services: Services) -> None:
    made = start(services)
    services.batches.cancel(made.batch_id or 0)
    with services.db.read() as session:
        assert all(session.get(VideoAdUnit, run.ad_unit_id) is not None for run in made.runs)


# The work that is left


def step(node: str, seconds: float | None, state: str = "passed", status: str = "", draft: int = 0) -> StepTime:
    began = datetime(2026, 1, 1, tzinfo=UTC)
    return StepTime(node, state, status, draft, began, None if seconds is None else began + timedelta(seconds=seconds))


def test_nothing_is_told_before_any_node_is_through() -> None:
    assert WorkLeft([step("concept", None, "running")]).of([]) is None


def test_a_node_takes_as_long_as_it_took_the_others() -> None:
    first = [step("concept", 10), step("culture", 20), step("writer", 40, draft=1)]
    work = WorkLeft(first)
    mean = (10 + 20 + 40) / 3
    assert work.of(first) == pytest.approx(4 * mean)
    assert work.of([]) == pytest.approx(20 + 40 + 4 * mean)  # it takes the brief that is there
    assert work.of([step("concept", 0, status=SHARED), step("culture", None, "running")]) == work.of([])


def test_a_refused_draft_is_written_and_judged_anew() -> None:
    steps = [step(node, 10) for node in ("concept", "culture", "writer")]
    refusal = step("format", 10, "failed")
    assert WorkLeft([*steps, refusal]).of([*steps, refusal]) == pytest.approx(50)
