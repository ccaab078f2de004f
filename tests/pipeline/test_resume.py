"""A run goes on where it stopped."""

from __future__ import annotations

import pytest

from gcl.db import Job
from gcl.errors import Cancelled, InputError, ModelError
from gcl.payloads import Script
from gcl.pipeline.lost import save_lost
from gcl.pipeline.run import checkpoints, thread_id
from gcl.stages import SLUGS
from tests.pipeline.conftest import Studio
from tests.pipeline.scripted import REFUSE


@pytest.mark.parametrize("slug", SLUGS)
def test_after_an_error_in_any_node_a_retry_repeats_that_node_only(studio: Studio, slug: str) -> None:
    studio.desk.script[slug] = [ModelError("The weights are damaged.")]
    with pytest.raises(ModelError):
        studio.run()
    studio.retry()
    studio.run()
    at = SLUGS.index(slug)
    assert studio.desk.nodes() == [*SLUGS[: at + 1], *SLUGS[at:]]
    assert studio.unit().status == "completed"
    assert [step.number for step in studio.steps()] == list(range(1, 8))
    assert len(studio.evaluations()) == 4


def test_a_cancelled_run_that_is_retried_goes_on(studio: Studio) -> None:
    studio.desk.script["eval-brand"] = [REFUSE, Cancelled("Cancelled.")]
    with pytest.raises(Cancelled):
        studio.run()
    studio.retry()
    studio.run()
    unit = studio.unit()
    assert (unit.status, unit.pipeline_metadata["draft"]) == ("completed", 2)
    assert unit.pipeline_metadata["revisions"]["brand"] == 1
    assert [verdict.step for verdict in studio.evaluations()] == [4, 5, 6, 7, 9, 10, 11, 12]


def test_a_run_that_could_not_be_saved_at_its_end_is_saved_by_the_retry_without_new_work(studio: Studio) -> None:
    studio.run()
    asked = len(studio.desk.asked)
    with studio.db.write() as session:
        job = studio.job()
        job.state = "failed"
        session.merge(job)
    studio.retry()
    studio.run()
    assert len(studio.desk.asked) == asked
    assert len(studio.evaluations()) == 4
    assert studio.unit().revision == 2


def test_a_first_run_draws_the_same_seeds_and_a_resumed_one_draws_others(studio: Studio) -> None:
    studio.desk.script["concept-extraction"] = [ModelError("The weights are damaged.")]
    with pytest.raises(ModelError):
        studio.run()
    studio.retry()
    studio.run()
    first, second = [asked.draw.seed for asked in studio.desk.asked if asked.slug == "concept-extraction"]
    assert first == studio.job_id
    assert second != first


def test_a_checkpoint_of_another_job_of_the_same_id_is_not_taken_up(studio: Studio) -> None:
    studio.desk.script["eval-brand"] = [ModelError("The weights are damaged.")]
    with pytest.raises(ModelError):
        studio.run()
    studio.retry()
    with studio.db.write() as session:
        job = studio.job()
        origin = Script(**{**job.payload["origin"], "title": "Sunny day"})
        job.payload = {**job.payload, "origin": origin.dump()}
        session.merge(job)
    studio.desk.asked.clear()
    studio.run()
    assert studio.desk.nodes() == list(SLUGS)


def test_a_run_from_before_checklists_is_told_to_begin_anew_and_passes_nothing(studio: Studio) -> None:
    with studio.db.write() as session:
        row = session.get_one(Job, studio.job_id)
        row.payload = {name: value for name, value in row.payload.items() if name != "checklist"}
    with pytest.raises(InputError, match=r"before the gates had checklists\. .* adapt the script again\."):
        studio.run()
    assert studio.desk.asked == []
    assert save_lost(studio.db) == [studio.job_id]
    assert studio.unit().status == "failed"


def test_checkpoints_of_a_finished_run_go_when_the_next_begins(studio: Studio) -> None:
    def threads() -> set[str]:
        with checkpoints(studio.config) as saver:
            return {row[0] for row in saver.conn.execute("SELECT DISTINCT thread_id FROM checkpoints")}

    studio.run()
    assert threads() == {thread_id(studio.job_id)}
    studio.submit()
    studio.run()
    assert threads() == {thread_id(studio.job_id)}


def test_a_run_whose_checkpoints_were_moved_away_begins_anew_and_mixes_nothing(studio: Studio) -> None:
    studio.desk.script["eval-brand"] = [REFUSE, ModelError("The weights are damaged.")]
    with pytest.raises(ModelError):
        studio.run()
    for file in studio.config.checkpoints.parent.glob("checkpoints.db*"):
        file.unlink()
    studio.retry()
    studio.run()
    unit = studio.unit()
    assert (unit.status, unit.pipeline_metadata["draft"]) == ("completed", 1)
    assert [(step.number, step.state) for step in studio.steps()] == [(number, "passed") for number in range(1, 8)]
    assert [(verdict.step, verdict.draft, verdict.passed) for verdict in studio.evaluations()] == [
        (step, 1, True) for step in (4, 5, 6, 7)
    ]


def test_a_damaged_checkpoint_file_is_named_in_a_sentence(studio: Studio) -> None:
    studio.config.checkpoints.write_bytes(b"these are not checkpoints, whatever the name says" * 100)
    with pytest.raises(InputError, match=r"checkpoints\.db is damaged"):
        studio.run()
