"""Runs of a batch: who gets which model when, and the concept brief that they share."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from gcl import jobs
from gcl.catalog import Catalog
from gcl.config import Config
from gcl.db import AdUnitScriptRow, Batch, Database, Decision, Evaluation, Job, PromptTemplate, VideoAdUnit
from gcl.db.seed import open_database
from gcl.errors import GclError, ModelError
from gcl.job_handle import MadeWay, Parked
from gcl.payloads import TemplateText
from gcl.pipeline.llm import load_language_model
from gcl.pipeline.sharing import SharedConcept
from gcl.presets.llm import LLMPreset
from gcl.stages import NODES, SHARED, SLUGS
from tests.pipeline.conftest import BRAND, JAPAN, ROWS, Studio, job
from tests.pipeline.scripted import CONCEPT, CULTURE, REFUSE, TEMPLATES, Desk

JUDGE, WRITER = "smollm2-135m", "qwen3-8b"
TWO_MODELS = dict.fromkeys(NODES, JUDGE) | {"writer": WRITER}
ABSENT = "qwen3-4b-instruct-2507"
BOUND = 12


class Short(Desk):
    """One that has the model ABSENT only if it is really there."""

    def load(self, key: str, preset: LLMPreset, catalog: Catalog, config: Config) -> Any:
        return (load_language_model if key == ABSENT else super().load)(key, preset, catalog, config)


@dataclass
class Queue:
    """Several submitted runs, and the worker's loop over them. `turns` has the job of each turn in order."""

    config: Config
    db: Database
    desk: Desk = field(default_factory=Desk)
    runs: list[Studio] = field(default_factory=list)
    turns: list[int] = field(default_factory=list)
    batch_id: int = 0

    def __post_init__(self) -> None:
        with self.db.write() as session:
            batch = Batch()
            session.add(batch)
            session.flush()
            self.batch_id = batch.id

    def submit(self, count: int, **changes: Any) -> None:
        for _ in range(count):
            run = Studio(self.config, self.db, self.desk)
            if self.runs:
                run.residency, run.job_id = self.runs[0].residency, self.runs[-1].job_id
                changes.setdefault("origin", self.origin())
            run.submit(**{"batch_id": self.batch_id, "models": TWO_MODELS, **changes})
            with self.db.write() as session:
                job = session.get_one(Job, run.job_id)
                job.model_key = f"llm:{job.payload['models']['concept']}"
            self.runs.append(run)

    def origin(self) -> Any:
        return self.runs[0].handle().payload["origin"]

    def turn(self, bound: int = BOUND) -> bool:
        """Run the next job until it ends or makes way; whether there was one."""
        job_id = jobs.claim(self.db, self.runs[0].residency.key, bound)
        if job_id is None:
            return False
        self.turns.append(job_id)
        (run,) = [run for run in self.runs if run.job_id == job_id]
        run.config = self.config.model_copy(update={"affinity_bound": bound})
        try:
            run.go()
        except MadeWay as later:
            jobs.make_way(self.db, job_id, later.model_key, later.waits_for)
        except Parked as parked:
            jobs.park(self.db, job_id, parked.note)
        except GclError as error:
            jobs.fail(self.db, job_id, error)
        else:
            jobs.finish(self.db, job_id)
        return True

    def work(self, bound: int = BOUND) -> None:
        while self.turn(bound):
            assert len(self.turns) < 200

    def results(self) -> list[Any]:
        """What each run left: its rows, verdicts and briefs, without what only tells when it was."""
        found = []
        with self.db.read() as session:
            for run in self.runs:
                unit = session.get_one(VideoAdUnit, run.ad_unit_id)
                rows = session.scalars(select(AdUnitScriptRow).where(AdUnitScriptRow.ad_unit_id == unit.id))
                verdicts = session.scalars(select(Evaluation).where(Evaluation.job_id == run.job_id))
                found.append(
                    (
                        unit.status,
                        unit.concept_brief,
                        unit.cultural_brief,
                        unit.pipeline_metadata["revisions"],
                        [(row.shot_number, row.timecode) for row in rows],
                        [(one.step, one.gate, one.draft, one.passed, one.score) for one in verdicts],
                    )
                )
        return found

    def draws(self) -> set[tuple[str, int]]:
        """Which seeds each template was asked with."""
        return {(asked.slug, asked.draw.seed) for asked in self.desk.asked}


@pytest.fixture
def queue(config: Config, db: Database) -> Queue:
    return Queue(config, db)


def test_four_markets_with_a_writer_of_their_own_load_three_models_and_not_two_a_market(
    queue: Queue, tmp_path: Path
) -> None:
    queue.submit(4)
    queue.work()
    assert queue.desk.loaded == [JUDGE, WRITER, JUDGE]
    assert [run.unit().status for run in queue.runs] == ["completed"] * 4

    config = queue.config.model_copy(update={"home": tmp_path / "other"})
    in_turn = Queue(config, open_database(config))
    in_turn.submit(4)
    in_turn.work(bound=0)
    assert in_turn.turns == [run.job_id for run in in_turn.runs]
    assert in_turn.desk.loaded == [JUDGE, *[WRITER, JUDGE] * 4]
    # Nobody who reads the results can tell the one from the other.
    assert queue.results() == in_turn.results()
    assert queue.draws() == in_turn.draws()
    in_turn.db.close()


def test_a_refused_draft_goes_back_to_its_writer_with_the_others_that_were(queue: Queue) -> None:
    queue.desk.script["eval-format"] = [REFUSE, REFUSE]
    queue.submit(2)
    queue.work()
    assert queue.desk.loaded == [JUDGE, WRITER, JUDGE, WRITER, JUDGE]
    assert {run.unit().pipeline_metadata["draft"] for run in queue.runs} == {2}


def test_making_way_uses_up_no_attempt_and_every_turn_comes_further(queue: Queue) -> None:
    queue.submit(3)
    seen: dict[int, int] = {}
    while queue.turn():
        run = next(run for run in queue.runs if run.job_id == queue.turns[-1])
        assert run.job().attempts <= 1
        assert len([step for step in run.steps() if step.finished_at]) > seen.get(run.job_id, 0)
        seen[run.job_id] = len([step for step in run.steps() if step.finished_at])
    assert len(queue.turns) == 7


def test_a_run_that_made_way_waits_with_the_model_that_it_needs_and_how_far_it_is(queue: Queue) -> None:
    queue.submit(2)
    queue.turn()
    job, unit = queue.runs[0].job(), queue.runs[0].unit()
    assert (job.state, job.model_key, job.attempts) == ("queued", f"llm:{WRITER}", 0)
    assert job.progress_done == 2
    assert job.paused_at is not None
    assert job.progress_note == jobs.MADE_WAY
    assert unit.status == "writing"
    assert unit.rows == []


def test_the_last_run_makes_way_for_nobody(queue: Queue) -> None:
    queue.submit(1)
    queue.work()
    assert len(queue.turns) == 1


def test_a_job_that_waited_long_enough_is_not_made_to_wait_longer(queue: Queue) -> None:
    queue.submit(2)
    with queue.db.write() as session:
        frame = jobs.submit(session, "frame", "A frame", {}, model_key="diffusion:tiny")
        frame.priority, frame.passed_over = 1, BOUND
    assert not jobs.should_make_way(queue.db, queue.runs[0].job_id, f"llm:{JUDGE}", BOUND)


def test_a_cancelled_run_that_makes_way_is_over(queue: Queue) -> None:
    queue.submit(2)
    first = queue.runs[0]
    assert jobs.claim(queue.db, None, BOUND) == first.job_id
    first.cancel()
    jobs.make_way(queue.db, first.job_id, f"llm:{WRITER}")
    assert first.job().state == "cancelled"


# The concept brief


def test_a_brief_that_is_reviewed_is_waited_for_and_taken_as_it_was_changed(queue: Queue) -> None:
    queue.submit(2, review_mode="every")
    first, second = queue.runs
    queue.work()
    assert first.job().state == "parked"
    waiting = second.job()
    assert (waiting.state, waiting.waits_for, waiting.attempts) == ("queued", first.job_id, 0)
    assert waiting.progress_note == jobs.WAITS_FOR_BRIEF
    changed = CONCEPT | {"core_message": "Take your time."}
    with queue.db.write() as session:
        edit = {"before": CONCEPT, "after": changed}
        shared = {"ad_unit_id": first.ad_unit_id, "job_id": first.job_id, "step": 1, "node": "concept"}
        session.add(Decision(**shared, action="edit", who="Ada", changes=edit))
        jobs.resume(session, first.job_id)
    queue.work()
    assert [run.job().state for run in queue.runs] == ["parked", "parked"]
    assert [step.node for step in second.steps()] == ["concept", "culture"]
    assert second.steps()[0].output == changed
    assert asked_for_concepts(queue) == 1


def test_who_waits_for_a_brief_goes_on_when_its_maker_is_stopped(queue: Queue) -> None:
    queue.submit(2, review_mode="every")
    queue.work()
    queue.runs[0].cancel()
    with queue.db.write() as session:
        jobs.wake(session)
    queue.work()
    assert queue.runs[1].job().state == "parked"
    assert queue.runs[1].job().waits_for is None
    assert asked_for_concepts(queue) == 2


def asked_for_concepts(queue: Queue) -> int:
    return queue.desk.nodes().count("concept-extraction")


def shared(queue: Queue) -> list[bool]:
    def is_shared(run: Studio) -> bool:
        return next(step for step in run.steps() if step.node == "concept").status == SHARED

    return [is_shared(run) for run in queue.runs]


def test_the_concept_brief_is_made_once_and_shared(queue: Queue) -> None:
    queue.submit(3)
    queue.work()
    assert asked_for_concepts(queue) == 1
    assert shared(queue) == [False, True, True]
    taken = queue.runs[1].steps()[0]
    assert (taken.state, taken.model_key, taken.output) == ("passed", "", CONCEPT)
    assert [run.unit().concept_brief for run in queue.runs] == [CONCEPT] * 3
    assert [visit["shared"] for visit in queue.runs[1].unit().pipeline_metadata["timings"]] == [True, *[False] * 6]


def test_if_the_first_one_fails_the_next_one_makes_it_and_the_first_takes_it_when_it_is_retried(queue: Queue) -> None:
    queue.desk.script["concept-extraction"] = [ModelError("The weights are damaged.")]
    queue.submit(3)
    queue.work()
    assert [run.job().state for run in queue.runs] == ["failed", "done", "done"]
    queue.runs[0].retry()
    queue.work()
    assert asked_for_concepts(queue) == 2
    assert shared(queue) == [True, False, True]
    assert queue.runs[0].unit().status == "completed"


def test_a_market_whose_language_model_cannot_be_loaded_leaves_the_others_to_come_to_their_end(
    config: Config, db: Database
) -> None:
    queue = Queue(config, db, desk=Short())
    queue.submit(1)
    queue.submit(1, models=TWO_MODELS | {"writer": ABSENT})
    queue.submit(1)
    queue.work()
    assert [run.job().state for run in queue.runs] == ["done", "failed", "done"]
    assert [run.unit().status for run in queue.runs] == ["completed", "failed", "completed"]
    assert "not on this machine, and the hub could not be asked" in (queue.runs[1].job().error or "")
    assert queue.runs[1].unit().cultural_brief == CULTURE


def test_a_run_that_stops_right_after_its_concept_brief_has_not_lost_it_for_itself(queue: Queue) -> None:
    queue.desk.script["cultural-research"] = [ModelError("The weights are damaged.")]
    queue.submit(2)
    queue.work()
    queue.runs[0].retry()
    queue.work()
    assert asked_for_concepts(queue) == 1
    assert [run.unit().status for run in queue.runs] == ["completed"] * 2


@pytest.mark.parametrize(
    "change",
    [
        {"brand": BRAND.model_copy(update={"voice": "Loud."})},
        {"brand": None},
        {"models": TWO_MODELS | {"concept": WRITER}},
        {"rows": ROWS[:3]},
        {"templates": TEMPLATES | {"concept-extraction": TemplateText(version=2, body="")}},
        {"batch_id": 99},
        {"batch_id": None},
    ],
    ids=["another brand", "no brand", "another model", "other rows", "another template", "another batch", "no batch"],
)
def test_a_brief_of_something_else_is_not_taken(db: Database, change: dict[str, Any]) -> None:
    with db.write() as session:
        session.add(Batch(id=1))
    same = {"batch_id": 1, "models": TWO_MODELS}
    SharedConcept(db, job(**same)).keep(CONCEPT)
    assert SharedConcept(db, job(**same | {"market": JAPAN, "review_mode": "every"})).take() == CONCEPT
    assert SharedConcept(db, job(**same | change)).take() is None


def test_the_brief_that_is_there_first_stays(db: Database) -> None:
    with db.write() as session:
        session.add(Batch(id=1))
    share = SharedConcept(db, job(batch_id=1))
    share.keep(CONCEPT)
    share.keep(CONCEPT | {"core_message": "Another."})
    assert share.take() == CONCEPT


def test_who_waits_goes_on_though_another_brief_was_there_first(db: Database) -> None:
    with db.write() as session:
        session.add(Batch(id=1))
        maker, other = (jobs.submit(session, "adaptation", title, {}).id for title in ("The maker", "Another"))
        session.get_one(Job, other).waits_for = maker
    SharedConcept(db, job(batch_id=1)).keep(CONCEPT)
    SharedConcept(db, job(batch_id=1), maker).keep(CONCEPT | {"core_message": "Another."})
    with db.read() as session:
        assert session.get_one(Job, other).waits_for is None


def test_a_template_is_counted_as_used_by_who_used_it(queue: Queue) -> None:
    queue.submit(2)
    queue.work()
    with queue.db.read() as session:
        used = dict(session.execute(select(PromptTemplate.slug, PromptTemplate.use_count)).tuples().all())
    assert [used[slug] for slug in SLUGS] == [1, 2, 2, 2, 2, 2, 2]
