"""The queue and the machine, as people see them: what runs, what waits, how far it is; stop it, or try it again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import psutil
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gcl import jobs
from gcl.catalog import Catalog
from gcl.config import Config
from gcl.db import Database, Job, WorkerStatus, utcnow
from gcl.db.work import JOB_STATES, OVER
from gcl.errors import NotFound
from gcl.queue import WorkQueue
from gcl.services.archive import refuse_archived_work
from gcl.services.decisions import cancel_job
from gcl.services.order import LIGHT, Order, read_order
from gcl.services.paging import window

# A heartbeat may be late by a few beats while a large model is copied to the card.
MISSED_BEATS = 5
LEAST_PATIENCE = timedelta(seconds=10)


@dataclass(frozen=True)
class JobView:
    """`done` of `total` in units of the job's own; `seconds` since it was claimed, `seconds_left` if it can be told.

    `payload` is empty in a list: only what looks at one job reads it.
    """

    id: int
    kind: str
    title: str
    state: str
    note: str
    done: int
    total: int
    seconds_left: float | None
    error: str | None
    error_code: str | None
    created_at: datetime
    claimed_at: datetime | None
    finished_at: datetime | None
    seconds: float | None
    model_key: str | None
    payload: dict[str, Any] = field(default_factory=dict)
    cancel_requested: bool = False


@dataclass(frozen=True)
class JobPage:
    jobs: list[JobView]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class LiveJobs:
    """What runs, and the head of the queue as (job, place); `place` is from 1, and `queued` is how many wait in all."""

    running: list[JobView]
    waiting: list[tuple[JobView, int]]
    queued: int


@dataclass(frozen=True)
class MachineView:
    """What the worker said of itself last; memory in bytes, of the card if there is one. `waiting` has the names of the
    models that wait in main memory to come back, the one used last at the end."""

    alive: bool
    device: str
    model_key: str | None
    model_name: str | None
    memory_used: int | None
    memory_total: int | None
    waiting: tuple[str, ...] = ()


class JobService:
    def __init__(self, config: Config, db: Database, catalog: Catalog, queue: WorkQueue) -> None:
        self.config, self.db, self.catalog, self.queue = config, db, catalog, queue

    def get(self, job_id: int) -> JobView:
        with self.db.read() as session:
            return job_view(jobs.get(session, job_id))

    def page(self, states: Sequence[str] = (), page: int = 1, size: int = 25) -> JobPage:
        """Jobs, newest first; only those in one of `states`, if any is named."""
        for state in states:
            if state not in JOB_STATES:
                raise NotFound.among("job state", state, list(JOB_STATES))
        chosen = Job.state.in_(states) if states else Job.id.is_not(None)
        with self.db.read() as session:
            total = session.scalar(select(func.count()).select_from(Job).where(chosen)) or 0
            part = window(page, size, total)
            # The ids first: sorting whole rows would drag every job's payload through memory.
            ids = select(Job.id).where(chosen).order_by(Job.id.desc()).offset(part.offset).limit(part.size)
            found = session.scalars(select(Job).where(Job.id.in_(ids)).order_by(Job.id.desc()).options(LIGHT))
            return JobPage([job_view(job, light=True) for job in found], total, part.number, part.pages)

    def live(self, kind: str | None = None, size: int = 10) -> LiveJobs:
        """Every job that runs, and the next `size` of the queue, in the order in which the worker will take them.

        `kind` narrows what is listed as waiting, never the places: those count all that wait.
        """
        with self.db.read() as session:
            order = self._order(session)
            running = session.scalars(select(Job).where(Job.state == "running").options(LIGHT))
            waiting = [(job_view(job, light=True), place) for job, place in order.head(session, kind, size)]
            queued = jobs.counts(session)["queued"] - jobs.waiting_beside(session)
            return LiveJobs([job_view(job, light=True) for job in running], waiting, queued)

    def place(self, job_id: int) -> int | None:
        """Where a waiting job stands in the queue, from 1; None for one that does not wait."""
        with self.db.read() as session:
            job = session.get(Job, job_id, options=[LIGHT])
            waits = job is not None and job.state == "queued"
            return self._order(session).place(session, job) if job is not None and waits else None

    def latest(self, kind: str) -> JobView | None:
        """The job of this kind that runs, else the one that will run next, else None."""
        live = self.live(kind, 1)
        return next((job for job in (*live.running, *(job for job, _ in live.waiting)) if job.kind == kind), None)

    def ended(self, *kinds: str) -> JobView | None:
        """The newest job of these kinds that is over."""
        over = select(Job).where(Job.state.in_(OVER)).order_by(Job.id.desc()).limit(1).options(LIGHT)
        with self.db.read() as session:
            # Kind by kind: the index gives each one's newest at once, and would have to be sorted for several.
            newest = [job for kind in kinds if (job := session.scalar(over.where(Job.kind == kind))) is not None]
            return job_view(max(newest, key=lambda job: job.id), light=True) if newest else None

    def counts(self) -> dict[str, int]:
        """{"running": 1, "queued": 4, "parked": 0}"""
        with self.db.read() as session:
            return jobs.counts(session)

    def cancel(self, job_id: int, who: str = "") -> JobView:
        """Stop a job: at once if it waits, at its next step if it runs. ConflictError if it is over.

        `who` is kept with the end of a run that waits for a person; without a name, that somebody did.
        """
        with self.db.write() as session:
            job = job_view(cancel_job(session, job_id, who))
        if job.state in OVER:
            self.queue.announce()  # the worker puts away what such a job had made before it waited
        return job

    def retry(self, job_id: int) -> JobView:
        """Queue a failed or cancelled job again; ConflictError in any other state, or if its script is archived."""
        with self.db.write() as session:
            refuse_archived_work(session, jobs.get(session, job_id))
            job = job_view(jobs.retry(session, job_id))
        self.queue.announce()
        return job

    def machine(self) -> MachineView:
        with self.db.read() as session:
            status = session.get(WorkerStatus, 1)
        if status is None or not self._is_alive(status):
            return MachineView(False, status.device if status else "", None, None, None, None)
        return MachineView(
            alive=True,
            device=status.device,
            model_key=status.model_key,
            model_name=self._model_name(status.model_key) if status.model_key else None,
            memory_used=status.memory_used,
            memory_total=status.memory_total,
            waiting=tuple(self._model_name(key) for key in status.aside),
        )

    def worker_alive(self) -> bool:
        """Whether a worker runs for this database: its heartbeat is fresh and its process exists."""
        with self.db.read() as session:
            status = session.get(WorkerStatus, 1)
        return status is not None and self._is_alive(status)

    def _order(self, session: Session) -> Order:
        runs = select(Job.model_key).where(Job.state == "running", Job.kind.not_in(jobs.BESIDE))
        running = session.scalar(runs.limit(1))
        status = session.get(WorkerStatus, 1)
        # What runs now will have left its model in memory when the next job is chosen.
        warm = running or (status.model_key if status and self._is_alive(status) else None)
        return read_order(session, warm, self.config.affinity_bound)

    def _is_alive(self, status: WorkerStatus) -> bool:
        patience = max(LEAST_PATIENCE, MISSED_BEATS * timedelta(seconds=self.config.heartbeat_seconds))
        return utcnow() - status.heartbeat_at < patience and _process_lives(status.pid)

    def _model_name(self, model_key: str) -> str:
        kind, _, key = model_key.partition(":")
        preset = (self.catalog.llm_models if kind == "llm" else self.catalog.diffusion_models).get(key)
        return preset.name if preset else key


def _process_lives(pid: int) -> bool:
    try:
        # A process that ended but was not yet waited for by its parent still has a pid.
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return True


def job_view(job: Job, *, light: bool = False) -> JobView:
    now = utcnow()
    seconds = (job.paused_at or job.finished_at or now) - job.claimed_at if job.claimed_at else None
    return JobView(
        id=job.id,
        kind=job.kind,
        title=job.title,
        state=job.state,
        note=job.progress_note,
        done=job.progress_done,
        total=job.progress_total,
        seconds_left=_seconds_left(job, now),
        error=job.error,
        error_code=job.error_code,
        created_at=job.created_at,
        claimed_at=job.claimed_at,
        finished_at=job.finished_at,
        seconds=seconds.total_seconds() if seconds else None,
        model_key=job.model_key,
        payload={} if light else job.payload,
        cancel_requested=job.cancel_requested,
    )


def _seconds_left(job: Job, now: datetime) -> float | None:
    """As long for each step to come as for the steps of this attempt; None until its first step is done."""
    counted = job.progress_done - job.progress_from
    if job.state != "running" or not job.progress_since or counted <= 0 or job.progress_done > job.progress_total:
        return None
    so_far = (now - job.progress_since).total_seconds()
    return so_far / counted * (job.progress_total - job.progress_done)
