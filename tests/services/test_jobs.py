from __future__ import annotations

import os
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


@pytest.mark.parametrize(
    "values", [{"state": "queued"}, {"state": "running", "progress_total": 8}, {"state": "done", "progress_done": 1}]
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
