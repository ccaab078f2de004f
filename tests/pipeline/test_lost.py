"""What a run made is kept although its runner could not save it: its worker was killed, and a person gave it up."""

from __future__ import annotations

import pytest

from gcl import jobs
from gcl.errors import DatabaseBusy
from gcl.payloads import AdaptationJob
from gcl.pipeline.lost import save_lost, state_of
from gcl.pipeline.record import best_draft
from gcl.pipeline.state import revision_counts
from gcl.services.track import build_track
from tests.pipeline.conftest import Studio
from tests.pipeline.scripted import CONCEPT, CULTURE, REFUSE, Killed


def killed(studio: Studio, slug: str = "eval-concept") -> None:
    """A run whose worker dies in the node of `slug`, after one refused draft."""
    studio.desk.script["eval-format"] = [REFUSE, {**REFUSE, "passed": True, "issues": []}]
    studio.desk.script[slug] = [Killed()]
    with pytest.raises(Killed):
        studio.run()


def test_the_steps_of_a_run_tell_what_its_state_told(studio: Studio) -> None:
    studio.desk.script["eval-format"] = [REFUSE, {**REFUSE, "passed": True, "issues": []}]
    studio.desk.script["eval-brand"] = [REFUSE]
    studio.run()
    facts, stored = studio.unit().pipeline_metadata, studio.evaluations()
    state = state_of(studio.steps(), AdaptationJob.read(studio.job().payload))
    assert state["drafts"] == facts["drafts"]
    assert [(v["step"], v["gate"], v["draft"], v["passed"], v["issues"]) for v in state["evaluations"]] == [
        (v.step, v.gate, v.draft, v.passed, v.issues) for v in stored
    ]
    assert [(v["checks"], v["answers"]) for v in state["evaluations"]] == [(v.checks, v.answers) for v in stored]
    told = [{key: visit[key] for key in visit if key not in ("started_at", "seconds")} for visit in state["visits"]]
    assert told == [{k: visit[k] for k in visit if k not in ("started_at", "seconds")} for visit in facts["timings"]]
    assert (best_draft(state) or {})["draft"] == facts["draft"]
    assert revision_counts(state) == facts["revisions"]


def test_a_run_whose_worker_died_too_often_keeps_briefs_rows_and_verdicts(studio: Studio) -> None:
    killed(studio)
    assert jobs.recover(studio.db, max_attempts=1) == {studio.job_id: "failed"}
    assert save_lost(studio.db) == [studio.job_id]
    unit = studio.unit()
    assert (unit.status, unit.concept_brief, unit.cultural_brief) == ("failed", CONCEPT, CULTURE)
    assert unit.rows[1].visual == "Visual of draft 2."
    assert [(v.gate, v.draft, v.passed) for v in studio.evaluations()] == [
        ("format", 1, False),
        ("format", 2, True),
        ("cultural", 2, True),
    ]
    with studio.db.read() as session:
        nodes = {node.key: node.state for node in build_track(session, studio.ad_unit_id).nodes}
    assert (nodes["cultural"], nodes["concept_eval"], nodes["brand"]) == ("passed", "failed", "stopped")
    assert save_lost(studio.db) == [], "once is enough"


def test_a_run_that_is_cancelled_while_it_waits_to_go_on_keeps_them_too(studio: Studio) -> None:
    killed(studio)
    jobs.recover(studio.db, max_attempts=3)
    studio.cancel()
    assert studio.job().error == "Cancelled before it went on."
    save_lost(studio.db)
    assert (studio.unit().status, len(studio.evaluations())) == ("cancelled", 3)


def test_a_lost_run_that_was_saved_goes_on_when_it_is_retried_and_nothing_is_there_twice(studio: Studio) -> None:
    killed(studio)
    jobs.recover(studio.db, max_attempts=1)
    save_lost(studio.db)
    studio.retry()
    studio.desk.script["eval-concept"] = []
    studio.run()
    assert studio.unit().status == "completed"
    assert [(v.gate, v.draft) for v in studio.evaluations()] == [
        ("format", 1),
        ("format", 2),
        ("cultural", 2),
        ("concept_eval", 2),
        ("brand", 2),
    ]


def test_a_run_that_never_began_has_nothing_to_keep(studio: Studio) -> None:
    studio.cancel()
    assert studio.job().error == "Cancelled before it started."
    save_lost(studio.db)
    unit = studio.unit()
    assert (unit.status, unit.concept_brief, unit.rows) == ("cancelled", None, [])


def test_of_a_run_that_cannot_be_saved_the_end_is_kept_and_the_next_is_saved(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed(studio)
    jobs.recover(studio.db, max_attempts=1)

    def broken(*_: object) -> None:
        raise KeyError("a template that is gone")

    monkeypatch.setattr("gcl.pipeline.lost.state_of", broken)
    save_lost(studio.db)
    assert (studio.unit().status, studio.evaluations()) == ("failed", [])
    assert save_lost(studio.db) == [], "it is not tried for ever"


def test_while_the_database_is_busy_lost_runs_wait(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    killed(studio)
    jobs.recover(studio.db, max_attempts=1)

    def busy(*_: object) -> None:
        raise DatabaseBusy("Another process holds the database.")

    with monkeypatch.context() as patched:
        patched.setattr("gcl.pipeline.lost.save", busy)
        with pytest.raises(DatabaseBusy):
            save_lost(studio.db)
    assert save_lost(studio.db) == [studio.job_id]


def test_a_run_that_goes_on_is_left_alone(studio: Studio) -> None:
    killed(studio)
    assert save_lost(studio.db) == []
    jobs.recover(studio.db, max_attempts=3)
    assert save_lost(studio.db) == []
    assert studio.unit().status == "concept_evaluation"
