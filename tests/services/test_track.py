from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from gcl.db import utcnow
from gcl.errors import InputError
from gcl.payloads import ScriptRow
from gcl.services import Services
from gcl.services.adaptations import NodeView, Track
from gcl.services.track import at_work, rows_at_start
from gcl.stages import NODES
from tests.services.runs import ROW, VERDICT, Run, submit


@pytest.fixture
def run(services: Services) -> Run:
    return Run(services, submit(services))


def track_of(run: Run) -> Track:
    return run.services.adaptations.track(run.ids.ad_unit_id)


def states(track: Track) -> list[str]:
    return [node.state for node in track.nodes]


def node(track: Track, key: str) -> NodeView:
    return track.nodes[NODES.index(key)]


def test_a_track_of_a_waiting_run_has_all_nodes_waiting(run: Run) -> None:
    track = track_of(run)
    assert [one.key for one in track.nodes] == list(NODES)
    assert states(track) == ["waiting"] * 7
    assert (node(track, "format").max_retries, node(track, "writer").max_retries) == (3, 0)
    assert node(track, "writer").model_key == "smollm2-135m"
    assert (track.evaluations, track.draft_rows) == ([], [])
    assert track.origin.id == 1
    assert track.job is not None
    assert track.job.state == "queued"


def test_a_run_shows_what_runs_what_passed_and_the_latest_draft(run: Run) -> None:
    run.to_format_gate()
    run.visit("format", "running", draft=1, seconds=5)
    track = track_of(run)
    assert states(track) == ["passed", "passed", "passed", "running", "waiting", "waiting", "waiting"]
    assert node(track, "format").seconds == pytest.approx(5, abs=1)
    assert node(track, "concept").steps[0].output == {"core_message": "Worth it."}
    assert track.draft_rows == [ScriptRow(**ROW)]


def test_a_failed_gate_is_shown_with_its_verdict_while_the_run_goes_on(run: Run) -> None:
    run.to_format_gate()
    run.visit("format", "failed", draft=1, **VERDICT)
    track = track_of(run)
    assert node(track, "format").state == "failed"
    (verdict,) = track.evaluations
    assert (verdict.id, verdict.gate, verdict.gate_label, verdict.draft) == (None, "format", "Format gate", 1)
    assert (verdict.passed, verdict.score, verdict.summary) == (False, 0.5, "The humour is lost.")


def test_a_new_draft_puts_the_gates_back_to_waiting_and_counts_the_revision(run: Run) -> None:
    run.to_format_gate()
    run.visit("format", "passed", draft=1, **VERDICT)
    run.visit("cultural", "failed", draft=1, **VERDICT)
    run.visit("writer", "running", draft=2, seconds=2)
    track = track_of(run)
    assert states(track) == ["passed", "passed", "running", "waiting", "waiting", "waiting", "waiting"]
    assert [one.revisions for one in track.nodes] == [0, 0, 1, 0, 1, 0, 0]
    assert node(track, "writer").visits == 2
    assert node(track, "writer").seconds == pytest.approx(3, abs=1)
    assert track.draft_rows == [ScriptRow(**ROW)]  # until the second draft is there


def test_a_run_that_goes_on_has_the_time_and_progress_of_now_and_all_else_as_it_was_read(run: Run) -> None:
    run.to_format_gate()
    run.visit("format", "running", draft=1, seconds=50)
    read = track_of(run)
    long_ago = replace(read, nodes=[replace(one, seconds=0.0) for one in read.nodes])
    run.job("running", progress_note="Format gate", progress_done=3, progress_total=6)
    job = run.services.adaptations.track_state(run.ids.ad_unit_id).job
    assert job is not None
    now = at_work(long_ago, job)
    assert [one.seconds for one in now.nodes if one.key != "format"] == pytest.approx([1, 1, 1, 0, 0, 0])
    assert node(now, "format").seconds >= 50
    assert now.job is not None
    assert (now.job.note, now.job.done, now.job.total) == ("Format gate", 3, 6)
    assert replace(now, job=read.job, nodes=read.nodes) == read
    assert now.job.payload


def test_a_run_that_waits_to_go_on_after_a_restart_runs_nowhere(run: Run) -> None:
    run.to_format_gate()
    run.visit("format", "running", draft=1)
    run.job("queued")
    assert node(track_of(run), "format").state == "waiting"


def test_what_a_cancelled_run_did_not_finish_is_stopped_and_its_clock_too(run: Run) -> None:
    run.to_format_gate()
    run.visit("format", "running", draft=1, seconds=100)
    run.job("cancelled", finished_at=utcnow())
    track = track_of(run)
    assert states(track) == ["passed"] * 3 + ["stopped"] * 4
    assert track.ad_unit.status == "cancelled"
    assert node(track, "format").seconds == node(track_of(run), "format").seconds
    assert track.draft_rows == [ScriptRow(**ROW)]


def test_a_run_that_ran_out_of_retries_shows_the_gate_that_failed_it(run: Run) -> None:
    run.to_format_gate()
    run.visit("format", "failed", draft=1, **VERDICT)
    run.store("failed")
    track = track_of(run)
    assert states(track) == ["passed", "passed", "passed", "failed", "stopped", "stopped", "stopped"]
    assert node(track, "format").revisions == 0
    assert track.ad_unit.status == "failed"


def test_after_the_run_verdicts_and_rows_are_the_stored_ones(run: Run) -> None:
    run.to_format_gate()
    run.visit("format", "passed", draft=1, **VERDICT)
    run.store("completed")
    run.services.campaigns.save_rows(run.ids.ad_unit_id, [ScriptRow(**ROW | {"visual": "Edited by hand."})], revision=0)
    track = track_of(run)
    assert [verdict.id for verdict in track.evaluations] == [1]
    assert [row.visual for row in track.draft_rows] == ["Edited by hand."]


def test_an_origin_has_no_track(services: Services) -> None:
    with pytest.raises(InputError, match="is an origin, so it has no run"):
        services.adaptations.track(1)


@pytest.mark.parametrize("payload", [{}, {"origin": None}, {"origin": {"rows": [{"shot": "1"}]}}])
def test_a_run_of_another_version_of_the_studio_stands_beside_the_origin_of_today(
    run: Run, payload: dict[str, Any]
) -> None:
    job, today = track_of(run).job, [ScriptRow(**ROW)]
    assert job is not None
    assert rows_at_start(job, today) != today
    assert rows_at_start(replace(job, payload=payload), today) == today
    assert rows_at_start(None, today) == today
