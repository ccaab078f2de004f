"""Downloads run beside the queue: they hold up no frame and take nobody's place."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from gcl import jobs
from gcl.config import Config
from gcl.db import Database
from gcl.services import Services
from gcl.worker import Worker
from tests.downloads.work import claimed

RUNNERS = {"frame": "tests.runners:waits", "download": "tests.runners:works"}


def submit(db: Database, kind: str, **more: object) -> int:
    priority = jobs.LAST if kind in jobs.BESIDE else 0
    with db.write() as session:
        return jobs.submit(session, kind, f"a {kind}", {"what": "one"}, priority=priority, **more).id


@pytest.fixture
def worker(config: Config) -> Iterator[Worker]:
    opened = Worker(config, runners=RUNNERS)
    yield opened
    opened.consumer.stop_flag.set()
    opened.queue.close()
    opened.db.close()


def test_each_lane_takes_its_own_kinds(db: Database) -> None:
    download, frame = submit(db, "download"), submit(db, "frame")
    assert jobs.claim(db, None, 0) == frame
    assert jobs.claim(db, None, 0) is None
    assert jobs.claim(db, None, 0, beside=True) == download
    assert jobs.claim(db, None, 0, beside=True) is None


def test_a_download_is_done_while_a_frame_is_drawn(worker: Worker) -> None:
    frame, download = submit(worker.db, "frame"), submit(worker.db, "download")
    drawing = threading.Thread(target=worker.run_next)
    drawing.start()
    assert worker.beside.run_next()
    assert state(worker, download) == "done"
    wait_for_state(worker, frame, "running")
    with worker.db.write() as session:
        jobs.cancel(session, frame)
    drawing.join(20)
    assert state(worker, frame) == "cancelled"
    assert not worker.beside.run_next()


def test_one_that_fails_says_why_and_the_lane_goes_on(worker: Worker) -> None:
    worker.runners = RUNNERS | {"download": "tests.runners:refuses"}
    first = submit(worker.db, "download")
    assert worker.beside.run_next()
    with worker.db.read() as session:
        assert jobs.get(session, first).error == "The model gave nothing usable. Retry the job."
    worker.runners = RUNNERS
    submit(worker.db, "download")
    assert worker.beside.run_next()


def test_an_error_that_nobody_foresaw_does_not_end_the_lane(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gcl.beside.PAUSE_SECONDS", 0.0)
    settle, broken = worker.beside.run_job, [True]

    def breaks_once(job_id: int) -> None:
        if broken.pop() if broken else False:
            raise RuntimeError("the disk image is malformed")
        settle(job_id)

    worker.beside.run_job = breaks_once
    first, second = submit(worker.db, "download"), submit(worker.db, "download")
    worker.beside.start()
    wait_for_state(worker, second, "done")
    assert state(worker, first) == "running"  # given back when the worker starts again


def state(worker: Worker, job_id: int) -> str:
    with worker.db.read() as session:
        return jobs.get(session, job_id).state


def wait_for_state(worker: Worker, job_id: int, wanted: str) -> None:
    for _ in range(2000):
        if state(worker, job_id) == wanted:
            return
        time.sleep(0.01)
    raise AssertionError(f"job {job_id} is {state(worker, job_id)}")


def test_a_waiting_download_takes_nobody_s_place(services: Services) -> None:
    submit(services.db, "download")
    first = submit(services.db, "frame", model_key="diffusion:tiny")
    second = submit(services.db, "frame", model_key="diffusion:tiny")
    assert [services.jobs.place(job) for job in (first, second)] == [1, 2]
    live = services.jobs.live("frame")
    assert [(job.id, place) for job, place in live.waiting] == [(first, 1), (second, 2)]
    assert live.queued == 2


def test_a_running_download_does_not_count_as_the_model_in_use(services: Services) -> None:
    claimed(services, submit(services.db, "download"))
    first = submit(services.db, "frame", model_key="diffusion:a")
    second = submit(services.db, "frame", model_key="diffusion:b")
    assert jobs.claim(services.db, None, 12) == first
    third = submit(services.db, "frame", model_key="diffusion:a")
    assert [services.jobs.place(job) for job in (third, second)] == [1, 2]
