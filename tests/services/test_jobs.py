from __future__ import annotations

import os
import random
import subprocess
import sys
from datetime import timedelta

import pytest

from gcl import jobs
from gcl.db import Job, WorkerStatus, utcnow
from gcl.errors import ConflictError, NotFound
from gcl.services import Services
from tests.unchanged import refused


def add(services: Services, kind: str = "frame", **values: object) -> int:
    with services.db.write() as session:
        job = jobs.submit(session, kind, "A job", {"prompt": "a fox"}, model_key="diffusion:tiny")
        for name, value in values.items():
            setattr(job, name, value)
        return job.id


def beat(services: Services, pid: int, age: timedelta = timedelta(0), **values: object) -> None:
    now = utcnow()
    status = WorkerStatus(id=1, pid=pid, started_at=now, heartbeat_at=now - age, device="CPU", **values)
    with services.db.write() as session:
        session.merge(status)


def test_a_job_shows_how_far_it_is_and_how_long_it_will_take(services: Services) -> None:
    began = utcnow() - timedelta(seconds=6)
    job_id = add(
        services,
        state="running",
        claimed_at=began - timedelta(seconds=4),
        progress_since=began,
        progress_done=3,
        progress_total=8,
        progress_note="Step 3 of 8",
    )
    job = services.jobs.get(job_id)
    assert (job.state, job.done, job.total, job.note) == ("running", 3, 8, "Step 3 of 8")
    assert job.seconds == pytest.approx(10, abs=1)
    assert job.seconds_left == pytest.approx(10, abs=1)


def test_what_an_earlier_attempt_did_is_no_measure_of_this_one(services: Services) -> None:
    began = utcnow() - timedelta(seconds=6)
    job_id = add(
        services, state="running", progress_since=began, progress_from=400, progress_done=403, progress_total=800
    )
    assert services.jobs.get(job_id).seconds_left == pytest.approx(397 * 2, rel=0.1)


@pytest.mark.parametrize(
    "values",
    [
        {"state": "queued"},
        {"state": "running", "progress_total": 8},
        {"state": "done", "progress_done": 1},
        {"state": "running", "progress_total": 8, "progress_done": 4, "progress_from": 4},
    ],
)
def test_the_time_left_is_unknown_until_a_first_step_is_done(services: Services, values: dict[str, object]) -> None:
    job = services.jobs.get(add(services, progress_since=utcnow(), **values))
    assert job.seconds_left is None
    assert job.seconds is None


def test_pages_have_the_newest_job_first(services: Services) -> None:
    ids = [add(services) for _ in range(5)]
    page = services.jobs.page(page=2, size=2)
    assert [job.id for job in page.jobs] == [ids[2], ids[1]]
    assert (page.total, page.page, page.pages) == (5, 2, 3)


def test_a_page_beyond_the_last_is_the_last(services: Services) -> None:
    add(services)
    page = services.jobs.page(page=9)
    assert (page.page, len(page.jobs)) == (1, 1)


def test_pages_can_be_of_some_states_only(services: Services) -> None:
    add(services)
    failed = add(services, state="failed", error="No.", error_code="model")
    assert [(job.id, job.error) for job in services.jobs.page(["failed", "cancelled"]).jobs] == [(failed, "No.")]
    with pytest.raises(NotFound, match="Did you mean 'failed'"):
        services.jobs.page(["fialed"])


def test_the_latest_job_is_the_one_that_runs_else_the_next_to_run(services: Services) -> None:
    assert services.jobs.latest("frame") is None
    add(services, state="done")
    first, _ = add(services), add(services)
    add(services, kind="adaptation", state="running")
    latest = services.jobs.latest("frame")
    assert latest is not None
    assert latest.id == first
    running = add(services, state="running")
    latest = services.jobs.latest("frame")
    assert latest is not None
    assert latest.id == running


def fill_queue(services: Services, seed: int) -> None:
    """A job for the warm model runs; thirty of three models and two priorities wait."""
    chance = random.Random(seed)
    add(services, state="running", model_key="a")
    for _ in range(30):
        add(
            services,
            priority=chance.choice((0, 0, 1)),
            model_key=chance.choice("aabc"),
            passed_over=chance.choice((0, 9)),
        )


def claims(services: Services, warm: str) -> list[tuple[int, str]]:
    """(id, model) of every job that waits, as a worker takes them."""
    taken = []
    while (job_id := jobs.claim(services.db, warm, services.config.affinity_bound)) is not None:
        warm = services.jobs.get(job_id).model_key or warm
        taken.append((job_id, warm))
    return taken


@pytest.mark.parametrize("seed", range(8))
def test_the_queue_is_told_in_the_order_in_which_the_worker_takes_it(services: Services, seed: int) -> None:
    fill_queue(services, seed)
    told = services.jobs.live(size=100)
    assert [place for _, place in told.waiting] == list(range(1, 31))
    assert [services.jobs.place(job.id) for job, _ in told.waiting] == list(range(1, 31))

    taken = claims(services, "a")
    # What will be warm after the first job for another model depends on that job, so the order is exact up to it.
    known = next(place for place, (_, model) in enumerate(taken, start=1) if model != "a")
    assert [job.id for job, _ in told.waiting[:known]] == [job_id for job_id, _ in taken[:known]]


def test_jobs_of_a_lower_priority_go_ahead_for_the_warm_model_too(services: Services) -> None:
    add(services, state="running", model_key="a")
    other, warm = add(services, model_key="b"), add(services, model_key="a")
    first = add(services, model_key="a", priority=1)
    told = [(job.id, place) for job, place in services.jobs.live().waiting]
    assert told == [(first, 1), (warm, 2), (other, 3)]
    assert [job_id for job_id, _ in claims(services, "a")] == [first, warm, other]


def test_a_job_that_was_passed_over_often_enough_is_told_as_next(services: Services) -> None:
    add(services, state="running", model_key="a")
    starved = add(services, model_key="b", passed_over=services.config.affinity_bound)
    warm = add(services, model_key="a")
    assert [(job.id, place) for job, place in services.jobs.live().waiting] == [(starved, 1), (warm, 2)]


def test_what_runs_is_told_however_many_jobs_wait(services: Services) -> None:
    running = add(services, state="running")
    waiting = [add(services) for _ in range(120)]
    last = add(services, kind="adaptation", model_key="llm:x")
    live = services.jobs.live("frame", 2)
    assert [job.id for job in live.running] == [running]
    assert [(job.id, place) for job, place in live.waiting] == [(waiting[0], 1), (waiting[1], 2)]
    assert live.queued == 121
    assert [(job.id, place) for job, place in services.jobs.live("adaptation").waiting] == [(last, 121)]


def test_only_a_job_that_waits_has_a_place(services: Services) -> None:
    assert services.jobs.place(add(services, state="running")) is None
    assert services.jobs.place(999) is None
    assert services.jobs.place(add(services)) == 1


def test_lists_do_not_read_the_payloads(services: Services) -> None:
    job_id = add(services)
    (waiting, _), *_ = services.jobs.live().waiting
    assert waiting.payload == services.jobs.page().jobs[0].payload == {}
    assert services.jobs.get(job_id).payload == {"prompt": "a fox"}


def test_the_newest_job_that_is_over_is_told_by_kind(services: Services) -> None:
    assert services.jobs.ended("frame") is None
    failed = add(services, state="failed")
    add(services, kind="adaptation", state="done")
    add(services)
    ended = services.jobs.ended("frame")
    assert ended is not None
    assert ended.id == failed
    last = services.jobs.ended("frame", "enlarge", "adaptation")
    assert last is not None
    assert last.kind == "adaptation"


def test_a_waiting_job_is_cancelled_at_once_and_a_running_one_is_asked_to_stop(services: Services) -> None:
    assert services.jobs.cancel(add(services)).state == "cancelled"
    running = services.jobs.cancel(add(services, state="running"))
    assert (running.state, running.cancel_requested) == ("running", True)


def test_a_retry_queues_the_job_and_announces_it(services: Services) -> None:
    job = services.jobs.retry(add(services, state="failed", error="No.", attempts=3))
    assert (job.state, job.error) == ("queued", None)
    assert services.queue.pending() == 1


def test_what_a_job_s_state_forbids_is_refused(services: Services) -> None:
    done = add(services, state="done")
    with refused(services, ConflictError, "already done"):
        services.jobs.cancel(done)
    with refused(services, ConflictError, "only a failed or cancelled job"):
        services.jobs.retry(done)
    with refused(services, NotFound, "There is no job 999"):
        services.jobs.cancel(999)


def test_no_worker_is_alive_before_one_was_started(services: Services) -> None:
    assert not services.jobs.worker_alive()
    machine = services.jobs.machine()
    assert (machine.alive, machine.device, machine.model_name) == (False, "", None)


def test_a_fresh_heartbeat_of_a_process_that_exists_means_alive(services: Services) -> None:
    beat(services, os.getpid(), model_key="diffusion:tiny", memory_used=1, memory_total=2)
    assert services.jobs.worker_alive()
    machine = services.jobs.machine()
    assert machine.model_name == services.catalog.diffusion("tiny").name
    assert (machine.memory_used, machine.memory_total) == (1, 2)
    beat(services, os.getpid(), model_key="llm:gone-since")
    assert services.jobs.machine().model_name == "gone-since"


def test_the_models_that_wait_in_main_memory_are_named(services: Services) -> None:
    beat(services, os.getpid(), aside=["diffusion:tiny", "llm:gone-since"])
    assert services.jobs.machine().waiting == (services.catalog.diffusion("tiny").name, "gone-since")
    beat(services, os.getpid(), aside=[])
    assert services.jobs.machine().waiting == ()


def test_an_old_heartbeat_means_dead(services: Services) -> None:
    beat(services, os.getpid(), age=timedelta(seconds=60), model_key="diffusion:tiny")
    assert not services.jobs.worker_alive()
    assert services.jobs.machine().model_key is None


def test_a_process_that_ended_is_dead_at_once_even_before_its_parent_looks(services: Services) -> None:
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    beat(services, process.pid)
    assert services.jobs.worker_alive()
    process.kill()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)  # it ended, and stays a zombie
    assert not services.jobs.worker_alive()
    process.wait()
    assert not services.jobs.worker_alive()


def test_counts_are_of_jobs_that_are_not_over(services: Services) -> None:
    for state in ("queued", "queued", "running", "done", "failed"):
        add(services, state=state)
    assert services.jobs.counts() == {"queued": 2, "running": 1, "parked": 0}


def test_a_view_keeps_no_hold_on_the_row(services: Services) -> None:
    job_id = add(services)
    view = services.jobs.get(job_id)
    with services.db.write() as session:
        session.get_one(Job, job_id).state = "done"
    assert view.state == "queued"
