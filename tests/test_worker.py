"""The worker as a process: what it claims, settles, recovers, and what killing it does."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from gcl import jobs
from gcl.config import Config
from gcl.db import Database, Frame, Job, WorkerStatus
from gcl.errors import GclError
from gcl.services import Services
from gcl.services.frame_request import FrameRequest
from gcl.stages import GATES, NODES
from gcl.worker import ALREADY_RUNNING, Worker
from tests.pipeline.conftest import ROWS
from tests.pipeline.conftest import Studio as Run
from tests.processes import start_worker, stop, wait_for, worker
from tests.runners import RUNNERS

pytestmark = pytest.mark.usefixtures("tiny_models")
OTHERS = "tests.runners"  # the worker with those kinds of job, for what is the same with any


class InProcess:
    """A worker in this process, on runners that end in each of the possible ways."""

    def __init__(self, config: Config, db: Database) -> None:
        self.db = db
        self.worker = Worker(config, runners=RUNNERS)

    def submit(self, kind: str) -> int:
        with self.db.write() as session:
            return jobs.submit(session, kind, kind, {}).id

    def job(self, job_id: int) -> Job:
        with self.db.read() as session:
            return jobs.get(session, job_id)

    def run(self, kind: str) -> Job:
        job_id = self.submit(kind)
        self.worker.run_next()
        return self.job(job_id)


class Weights:
    """Holds the slot, and nothing in it."""

    def unload(self) -> None: ...

    def footprint(self) -> int:
        return 1

    def is_on_card(self) -> bool:
        return False

    def set_aside(self) -> None: ...

    def bring_back(self) -> None: ...


@pytest.fixture
def shop(config: Config, db: Database) -> Iterator[InProcess]:
    shop = InProcess(config, db)
    yield shop
    shop.worker.queue.close()
    shop.worker.db.close()


def test_a_job_that_works_is_done(shop: InProcess) -> None:
    job = shop.run("works")
    assert (job.state, job.error, job.progress_done) == ("done", None, 1)
    assert job.finished_at is not None


def test_a_job_that_makes_way_is_queued_with_what_it_needs_and_goes_on_where_it_was(shop: InProcess) -> None:
    job = shop.run("makes_way_once")
    assert (job.state, job.model_key, job.attempts, job.progress_done) == ("queued", "llm:other", 0, 1)
    assert shop.worker.queue.pending() == 1  # somebody will take it up
    shop.worker.run_next()
    job = shop.job(job.id)
    assert (job.state, job.attempts, job.paused_at) == ("done", 1, None)


def test_a_job_that_asks_a_person_is_parked_and_the_worker_is_free_for_the_next(shop: InProcess) -> None:
    job = shop.run("asks_a_person")
    assert (job.state, job.progress_note, job.attempts) == ("parked", "Cultural gate: waits for a decision", 0)
    assert shop.run("works").state == "done"
    assert jobs.recover(shop.worker.db, max_attempts=1) == {}, "a restart leaves it parked"


def test_a_job_that_refuses_fails_with_its_sentence(shop: InProcess) -> None:
    job = shop.run("refuses")
    assert (job.state, job.error) == ("failed", "The model gave nothing usable. Retry the job.")


def test_a_bug_in_a_runner_fails_its_job_and_not_the_worker(shop: InProcess) -> None:
    job = shop.run("breaks")
    assert job.state == "failed"
    assert "ZeroDivisionError: a bug" in str(job.error)
    assert "worker.log" in str(job.error)
    assert shop.run("works").state == "done"


def test_a_card_with_too_little_memory_is_not_lost(shop: InProcess) -> None:
    assert shop.run("has_too_little_memory").error_code == "out-of-memory"
    assert not shop.worker.consumer.stop_flag.is_set()


@pytest.mark.parametrize("kind", ["loses_the_card", "loses_the_card_while_loading"])
def test_a_worker_that_lost_the_card_fails_that_job_alone_and_makes_way_for_a_new_one(
    shop: InProcess, kind: str
) -> None:
    waiting = shop.submit("works")
    job = shop.run(kind)
    stopping: list[bool] = []
    settle = shop.worker._settle

    def watched(job_id: int, error: GclError | None) -> None:
        stopping.append(shop.worker.consumer.stop_flag.is_set())
        settle(job_id, error)

    shop.worker._settle = watched  # type: ignore[method-assign]
    shop.worker.run_next()
    assert stopping == [False], "a worker that stops first gives the job back, and the next one loses the card too"
    assert shop.job(waiting).state == "done"
    assert shop.job(job.id).error_code == "worker-died"
    assert "gave up in the middle of this job (CUDA error: an illegal memory access was encountered)." in str(
        shop.job(job.id).error
    )
    assert shop.worker.consumer.stop_flag.is_set()


def test_a_kind_that_is_not_known_fails_with_a_sentence(shop: InProcess) -> None:
    assert "cannot run jobs of the kind 'juggle'" in str(shop.run("juggle").error)


def test_a_running_job_is_cancelled_within_a_step(shop: InProcess) -> None:
    job_id = shop.submit("waits")
    thread = threading.Thread(target=shop.worker.run_next)
    thread.start()
    wait_for(lambda: shop.job(job_id).progress_done > 2, 5)
    with shop.db.write() as session:
        jobs.cancel(session, job_id)
    thread.join(5)
    assert not thread.is_alive()
    assert shop.job(job_id).state == "cancelled"


def test_a_token_without_a_job_does_nothing(shop: InProcess) -> None:
    shop.worker.run_next()
    assert shop.worker.current is None


def test_only_one_worker_runs_for_a_home(config: Config, services: Services) -> None:
    with worker(config, module=OTHERS) as first:
        wait_for(services.jobs.worker_alive, 20)
        second = start_worker(config)
        assert second.wait(20) == ALREADY_RUNNING
        assert first.poll() is None


def test_a_worker_stops_when_its_parent_is_gone(config: Config, services: Services) -> None:
    # Process 1 is never the parent of the worker that this test starts.
    with worker(config, "--parent", "1", module=OTHERS) as process:
        process.wait(30)


def test_a_job_whose_token_was_lost_still_runs(config: Config, services: Services) -> None:
    with services.db.write() as session:
        job_id = jobs.submit(session, "juggle", "no token was added for it", {}).id
    with worker(config.model_copy(update={"heartbeat_seconds": 0.2}), module=OTHERS):
        wait_for(lambda: services.jobs.get(job_id).state == "failed", 120)


def test_the_worker_says_what_it_holds(config: Config, services: Services) -> None:
    job_id = services.frames.submit(FrameRequest(prompt="a cup", model="tiny", width=64, height=64, steps=1))
    with worker(config):
        wait_for(lambda: services.jobs.get(job_id).state == "done", 90)
        wait_for(lambda: services.jobs.machine().model_key == "diffusion:tiny", 5)
        assert services.jobs.machine().alive
    with services.db.read() as session:
        assert session.get_one(WorkerStatus, 1).device
    assert not services.jobs.machine().alive


def test_a_model_that_nobody_uses_leaves_memory(config: Config, services: Services) -> None:
    frame = FrameRequest(prompt="a cup", model="tiny", width=64, height=64, steps=1)
    ids = [services.frames.submit(frame), services.frames.submit(frame.model_copy(update={"model": "tiny-sdxl"}))]
    quick = {"heartbeat_seconds": 0.2, "idle_minutes": 4 / 60, "ram_cache_gb": 1.0}
    with worker(config.model_copy(update=quick)):
        wait_for(lambda: {services.jobs.get(job_id).state for job_id in ids} == {"done"}, 90)
        wait_for(lambda: services.jobs.machine().model_key is None and not services.jobs.machine().waiting, 60)
        assert services.jobs.machine().alive


def test_nothing_leaves_memory_while_a_job_runs(shop: InProcess) -> None:
    residency = shop.worker.residency
    residency.hold("diffusion:a", lambda: Weights())
    shop.worker.config = shop.worker.config.model_copy(update={"idle_minutes": 1e-9})
    job_id = shop.submit("waits")
    thread = threading.Thread(target=shop.worker.run_next)
    thread.start()
    wait_for(lambda: shop.job(job_id).progress_done > 2, 5)
    shop.worker.tidy()
    assert residency.key == "diffusion:a"
    with shop.db.write() as session:
        jobs.cancel(session, job_id)
    thread.join(5)
    shop.worker.tidy()
    assert residency.key is None


def test_a_worker_killed_in_the_middle_of_a_frame_loses_nothing(config: Config, services: Services) -> None:
    request = FrameRequest(prompt="a lighthouse", model="tiny", width=128, height=64, steps=60, seed=7, count=3)
    job_id = services.frames.submit(request)
    with worker(config, "--until", str(job_id)) as process:
        # The second frame has begun, so the first is finished.
        wait_for(lambda: services.jobs.get(job_id).done >= 70, 120, every=0.01)
        stop(process, signal.SIGKILL)
    job = services.jobs.get(job_id)
    assert job.state == "running"
    assert 70 <= job.done < 180
    first = services.gallery.of_job(job_id)[0]
    kept = first.path.stat().st_mtime_ns

    with worker(config, "--until", str(job_id)) as process:
        assert process.wait(120) == 0
    assert services.jobs.get(job_id).state == "done"
    frames = services.gallery.of_job(job_id)
    assert [frame.seed for frame in frames] == [7, 8, 9]
    assert frames[0].id == first.id
    assert first.path.stat().st_mtime_ns == kept, "a finished frame was drawn again"
    assert leftovers(config) == set()


def test_a_job_of_another_version_fails_with_a_sentence(config: Config, services: Services) -> None:
    with services.db.write() as session:
        job_id = jobs.submit(session, "frame", "old", {"prompt": "a cup", "sampler": "euler"}).id
    with worker(config, "--until", str(job_id)) as process:
        assert process.wait(90) == 0
    job = services.jobs.get(job_id)
    assert (job.state, job.error) == (
        "failed",
        "This job was submitted by another version of the studio. Submit it again.",
    )


def test_the_heart_goes_on_after_an_error_nobody_foresaw(config: Config, services: Services) -> None:
    with worker(config.model_copy(update={"heartbeat_seconds": 0.1}), module=OTHERS):
        wait_for(services.jobs.worker_alive, 20)
        with services.db.write() as session:
            session.execute(text("ALTER TABLE worker_status RENAME TO away"))
        time.sleep(0.5)
        with services.db.write() as session:
            session.execute(text("ALTER TABLE away RENAME TO worker_status"))
            session.execute(text("DELETE FROM worker_status"))
        wait_for(services.jobs.worker_alive, 5)


def test_a_worker_that_is_asked_to_stop_in_the_middle_of_a_frame_gives_its_job_back(
    config: Config, services: Services
) -> None:
    job_id = services.frames.submit(
        FrameRequest(prompt="a pier", model="tiny", width=512, height=288, steps=100, count=4)
    )
    with worker(config, "--until", str(job_id)) as process:
        wait_for(lambda: services.jobs.get(job_id).done >= 1, 90, every=0.01)
        assert stop(process, signal.SIGTERM) == 0
    job = services.jobs.get(job_id)
    assert job.state == "queued"


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_worker_gives_its_job_back_whatever_the_signal(
    config: Config, services: Services, sign: signal.Signals
) -> None:
    with services.db.write() as session:
        job_id = jobs.submit(session, "waits", "waits", {}).id
    services.queue.announce()
    with worker(config, module=OTHERS) as process:
        wait_for(lambda: services.jobs.get(job_id).done >= 1, 90)
        assert stop(process, sign) == 0
    assert services.jobs.get(job_id).state == "queued"


def test_a_worker_killed_in_the_middle_of_an_adaptation_goes_on_from_its_checkpoint(
    config: Config, db: Database
) -> None:
    run = Run(config, db)
    run.submit()
    with worker(config, "--until", str(run.job_id), module=OTHERS) as process:
        wait_for(lambda: [step.state for step in run.steps()] == ["passed", "running"], 60)
        stop(process, signal.SIGKILL)
    first, second = run.steps()
    assert (first.node, second.node) == ("concept", "culture")
    assert run.job().state == "running"

    with worker(config, "--until", str(run.job_id), module=OTHERS) as process:
        assert process.wait(60) == 0
    job, after, unit = run.job(), run.steps(), run.unit()
    assert (job.state, job.error, unit.status) == ("done", None, "completed")
    assert [step.node for step in after] == list(NODES)
    assert (after[0].finished_at, after[0].output) == (first.finished_at, first.output), "it began from the start"
    assert after[1].started_at > second.started_at, "the node that was killed runs again"
    assert len(unit.rows) == len(ROWS)
    assert unit.concept_brief == first.output
    assert unit.cultural_brief
    assert [verdict.gate for verdict in run.evaluations()] == list(GATES)


def leftovers(config: Config) -> set[Path]:
    """Files in the frames folder that no row speaks of."""
    db = Database(config.database)
    with db.read() as session:
        known = {name for frame in session.query(Frame) for name in (frame.file, frame.thumbnail)}
    return {file for file in config.frames.rglob("*") if file.is_file() and file.name not in known}
