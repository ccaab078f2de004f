"""Nothing is lost of a run that waits for a person or was decided on: it is stopped, cancelled, or its worker dies."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.types import Command

from gcl import jobs
from gcl.db import Decision
from gcl.job_handle import Parked
from gcl.pipeline.graph import build_graph
from gcl.pipeline.lost import save_lost
from gcl.pipeline.run import checkpoints, forget_finished, thread_id
from gcl.stages import BY_KEY, EVERY_STEP, GATES, GATES_ONLY, NODES, SLUGS
from tests.pipeline.conftest import WHO, job, run_to
from tests.pipeline.scripted import CONCEPT, REFUSE, Killed


@pytest.mark.parametrize("node", ["concept", "writer", "brand"])
def test_a_stopped_run_is_over_and_keeps_what_it_had_made(reviewed: Any, node: str) -> None:
    studio, reviews = reviewed()
    run_to(studio, reviews, node)
    reviews.decide(studio.ad_unit_id, "stop", WHO, note="The spot was withdrawn.")
    assert studio.job().state == "cancelled"
    assert studio.job().error.startswith("Ada Lovelace stopped this run at the ")
    assert "The spot was withdrawn." in studio.job().error
    assert save_lost(studio.db) == [studio.job_id]
    unit = studio.unit()
    assert (unit.status, unit.concept_brief) == ("cancelled", CONCEPT)
    assert len(unit.rows) == (4 if node in ("writer", *GATES) else 0)
    assert len(studio.evaluations()) == max(0, NODES.index(node) - 2)


def test_a_stopped_run_that_is_retried_waits_at_the_same_review(reviewed: Any) -> None:
    studio, reviews = reviewed()
    run_to(studio, reviews, "writer")
    reviews.decide(studio.ad_unit_id, "stop", WHO)
    save_lost(studio.db)
    studio.retry()
    studio.run()
    assert reviews.of(studio.ad_unit_id).node == "writer"
    assert studio.desk.nodes() == list(SLUGS[:3])
    reviews.decide(studio.ad_unit_id, "accept", WHO)
    studio.run()
    assert reviews.of(studio.ad_unit_id).node == "format"


def test_a_parked_run_that_is_cancelled_keeps_what_it_had_made(reviewed: Any) -> None:
    studio, reviews = reviewed(GATES_ONLY)
    studio.desk.script["eval-format"] = [REFUSE]
    studio.run()
    assert reviews.of(studio.ad_unit_id).passed is False
    studio.cancel()
    save_lost(studio.db)
    assert (studio.unit().status, len(studio.unit().rows), len(studio.evaluations())) == ("cancelled", 4, 1)


def test_what_was_overridden_and_edited_is_kept_when_the_run_is_cancelled_later(reviewed: Any) -> None:
    studio, reviews = reviewed(GATES_ONLY)
    studio.desk.script["eval-format"] = [REFUSE]
    studio.run()
    reviews.decide(studio.ad_unit_id, "override", WHO, note="It is right.")
    studio.run()
    rows = [{**row, "visual": "By hand."} for row in reviews.of(studio.ad_unit_id).rows]
    reviews.decide(studio.ad_unit_id, "edit", WHO, edit={"rows": rows})
    studio.run()
    studio.cancel()
    save_lost(studio.db)
    assert [(one.draft, bool(one.override)) for one in studio.evaluations()] == [(1, True), (1, False), (2, False)]
    assert studio.unit().pipeline_metadata["drafts"][1]["model_key"] == WHO
    assert set(studio.unit().pipeline_metadata["revisions"].values()) == {0}
    assert len(studio.unit().pipeline_metadata["timings"]) == 6, "a person's change is no visit"


def test_a_worker_killed_in_any_review_leaves_it_and_one_killed_after_it_goes_on_as_decided(reviewed: Any) -> None:
    studio, reviews = reviewed()
    for number, node in enumerate(NODES):
        assert jobs.claim(studio.db, None, 0) == studio.job_id
        with pytest.raises(Parked):
            studio.go()
        # The worker dies before it has written that the job is parked.
        assert jobs.recover(studio.db, max_attempts=3) == {studio.job_id: "queued"}
        studio.run()
        assert reviews.of(studio.ad_unit_id).node == node
        reviews.decide(studio.ad_unit_id, "accept", WHO)
        if following := NODES[number + 1 : number + 2]:
            studio.desk.script[BY_KEY[following[0]].slug] = [Killed()]
            with pytest.raises(Killed):
                studio.run()
            jobs.recover(studio.db, max_attempts=3)
    studio.run()
    assert studio.unit().status == "completed"
    assert studio.desk.nodes() == [slug for slug in SLUGS for _ in range(1 if slug == SLUGS[0] else 2)]
    assert [one.node for one in reviews.decisions(studio.ad_unit_id)] == list(reversed(NODES))


def test_a_decision_whose_worker_dies_before_its_checkpoint_is_applied_once(reviewed: Any) -> None:
    class Dying(SqliteSaver):
        def put(self, *given: Any, **options: Any) -> Any:
            raise Killed

    studio, reviews = reviewed()
    run_to(studio, reviews, "culture")
    config: Any = {"configurable": {"thread_id": thread_id(studio.job_id)}}
    decision = {"action": "again", "who": WHO, "note": "Drier.", "at": "", "after": None}
    context: Any = SimpleNamespace(payload=job())
    with checkpoints(studio.config) as saver:
        graph = build_graph(Dying(saver.conn, serde=saver.serde), review_mode=EVERY_STEP)
        with pytest.raises(Killed):
            graph.invoke(Command(resume=decision), config, context=context, durability="sync")
    reviews.decide(studio.ad_unit_id, "again", WHO, note="Drier.")
    studio.run()
    assert studio.desk.nodes() == [*SLUGS[:2], SLUGS[1]]


def test_a_worker_killed_before_it_began_to_resume_goes_on_with_the_same_decision(reviewed: Any) -> None:
    studio, reviews = reviewed()
    run_to(studio, reviews, "writer")
    reviews.decide(studio.ad_unit_id, "again", WHO, note="Softer.")
    assert jobs.claim(studio.db, None, 0) == studio.job_id
    jobs.recover(studio.db, max_attempts=3)
    studio.run()
    assert reviews.of(studio.ad_unit_id).draft == 2


def test_a_run_outlives_many_reviews_and_restarts(reviewed: Any) -> None:
    studio, reviews = reviewed()
    studio.run()
    for _ in range(5):
        reviews.decide(studio.ad_unit_id, "again", WHO, note="Shorter.")
        assert jobs.claim(studio.db, None, 0) == studio.job_id
        assert jobs.recover(studio.db, max_attempts=3) == {studio.job_id: "queued"}
        studio.run()
    assert studio.job().state == "parked"


def test_checkpoints_of_a_parked_run_are_kept_while_others_finish(reviewed: Any) -> None:
    studio, _ = reviewed()
    studio.run()
    parked = studio.job_id
    studio.submit()
    studio.run()
    with checkpoints(studio.config) as saver:
        forget_finished(saver, studio.db)
        kept = {row[0] for row in saver.conn.execute("SELECT DISTINCT thread_id FROM checkpoints")}
    assert kept == {thread_id(parked)}


def test_a_run_that_begins_anew_takes_up_no_decision_of_before(reviewed: Any) -> None:
    studio, reviews = reviewed()
    run_to(studio, reviews, "culture")
    for file in studio.config.checkpoints.parent.glob("checkpoints.db*"):
        file.unlink()
    reviews.decide(studio.ad_unit_id, "accept", WHO)
    studio.run()
    assert reviews.of(studio.ad_unit_id).node == "concept"
    with studio.db.read() as session:
        assert {one.step for one in session.query(Decision)} == {None}
