"""The life of a job: every change of its state is a function here, and each is one transaction.

    queued -> running -> done | failed | cancelled
                |  ^
                v  |
              parked          waits for a person

A running job that others are let before goes back to queued, and on from its checkpoint.

The front submits, cancels, retries, and resumes once a person has decided; the worker claims, reports, parks and ends.
A change that a job's state does not allow raises ConflictError; a change that came too late (a cancel of a finished
job) is told, never forced.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from gcl.db import Database, Job, utcnow
from gcl.db.work import OVER
from gcl.errors import Cancelled, ConflictError, GclError, NotFound, WorkerDied

# Kinds that need no model: they run beside the queue, and have the last places in it, so that none is counted for them.
BESIDE = ("download",)
LAST = -100  # the priority of these
# Kinds whose payload says that they were retried, since nothing else tells their runner: see gcl/pipeline/rework.py.
DRAWN_ANEW = ("evaluation", "alternatives")
# What is said of a job that waits to go on: its worker stopped; it left its turn to others; or a person has decided.
AFTER_RESTART = "Waiting to go on after a restart"
MADE_WAY = "Goes on when its next model's turn comes"
AFTER_DECISION = "Waiting to go on after a decision"
WAITS_FOR_BRIEF = "Waits until the concept brief of its batch is reviewed"


def get(session: Session, job_id: int) -> Job:
    job = session.get(Job, job_id)
    if job is None:
        raise NotFound(f"There is no job {job_id}. List them with: gcl jobs.")
    return job


def submit(
    session: Session,
    kind: str,
    title: str,
    payload: dict[str, Any],
    *,
    model_key: str | None = None,
    priority: int = 0,
) -> Job:
    """Add a queued job. The caller commits, then announces it on the WorkQueue."""
    job = Job(
        kind=kind,
        title=title[:200],
        payload=payload,
        model_key=model_key,
        priority=priority,
    )
    session.add(job)
    session.flush()
    return job


def claim(db: Database, warm_model: str | None, affinity_bound: int, *, beside: bool = False) -> int | None:
    """Take the best queued job and mark it running; its id, or None if nothing waits. With `beside` one of the kinds
    that run beside the queue, otherwise one of the others.

    Best: highest priority, then a job for `warm_model`, then the oldest. A job that was passed over `affinity_bound`
    times for the sake of a warm model goes next, so nothing starves.
    """
    with db.write() as session:
        # A job cancelled while it waited never starts.
        lane = Job.kind.in_(BESIDE) if beside else Job.kind.not_in(BESIDE)
        free = (Job.state == "queued", Job.waits_for.is_(None))
        queued = select(Job).where(*free, lane).order_by(Job.priority.desc(), Job.id).limit(1)
        oldest = session.scalar(queued)
        if oldest is None:
            return None
        job = oldest
        if warm_model and oldest.model_key != warm_model and oldest.passed_over < affinity_bound:
            warm = session.scalar(queued.where(Job.priority == oldest.priority, Job.model_key == warm_model))
            if warm is not None:
                oldest.passed_over += 1
                job = warm
        job.state = "running"
        job.attempts += 1
        job.error = job.error_code = None
        job.progress_note = "Starting"
        if job.paused_at is not None and job.claimed_at is not None:
            _go_on(job, utcnow() - job.paused_at)
        else:
            job.claimed_at = utcnow()
            job.progress_done = job.progress_total = job.progress_from = 0
            job.progress_since = None
        return job.id


def _go_on(job: Job, waited: timedelta) -> None:
    """Move a paused job's clocks on by what it waited, so that they go on where they stood."""
    assert job.claimed_at is not None
    job.paused_at, job.claimed_at = None, job.claimed_at + waited
    if job.progress_since is not None:
        job.progress_since += waited


def should_make_way(db: Database, job_id: int, warm_model: str, affinity_bound: int) -> bool:
    """Whether a running job that needs another model now should go back to the queue: the next claim would then take
    one that wants `warm_model`."""
    if affinity_bound < 1:
        return False
    with db.read() as session:
        priority = get(session, job_id).priority
        waiting = select(Job).where(
            Job.state == "queued", Job.waits_for.is_(None), Job.kind.not_in(BESIDE), Job.priority >= priority
        )
        first = session.scalar(waiting.order_by(Job.priority.desc(), Job.id).limit(1))
        if first is None or first.model_key == warm_model:
            return first is not None
        # It may wait no longer if it is older, and would then be taken next, whatever it needs.
        if first.passed_over >= affinity_bound and (first.priority > priority or first.id < job_id):
            return False
        wanted = waiting.where(Job.priority == first.priority, Job.model_key == warm_model)
        return session.scalar(wanted.limit(1)) is not None


def make_way(db: Database, job_id: int, model_key: str, waits_for: int | None = None) -> None:
    """Lay a running job down, to go on from its checkpoint when its turn for `model_key` comes, and not before `wake`
    if it waits for another. That it stopped is no fault of the job, and it may be passed over anew; one that a person
    asked to stop is over."""
    with db.write() as session:
        job = get(session, job_id)
        if job.state != "running":
            return
        job.attempts = max(0, job.attempts - 1)
        if job.cancel_requested:
            _close(job, "cancelled", Cancelled("Cancelled."))
            return
        job.state, job.model_key, job.paused_at = "queued", model_key, utcnow()
        job.passed_over, job.waits_for = 0, waits_for
        job.progress_note = MADE_WAY if waits_for is None else WAITS_FOR_BRIEF


def wake(session: Session, of: int | None = None) -> None:
    """Let those go on that wait for the job `of`, or for any that is over."""
    over = select(Job.id).where(Job.state.in_(OVER))
    come = Job.waits_for == of if of is not None else Job.waits_for.in_(over)
    session.execute(update(Job).where(Job.waits_for.is_not(None), come).values(waits_for=None, progress_note=MADE_WAY))


def finish(db: Database, job_id: int) -> None:
    _end(db, job_id, "done", None)


def fail(db: Database, job_id: int, error: GclError) -> None:
    """End a job with the sentence of its error; a Cancelled error ends it as cancelled."""
    _end(db, job_id, "cancelled" if isinstance(error, Cancelled) else "failed", error)


def _end(db: Database, job_id: int, state: str, error: GclError | None) -> None:
    with db.write() as session:
        job = get(session, job_id)
        if job.state != "running":
            raise ConflictError(f"Job {job_id} is {job.state}, so it cannot become {state}.")
        job.state = state
        job.finished_at = utcnow()
        job.error = error.sentence if error else None
        job.error_code = error.code if error else None
        if state == "done":
            job.progress_done, job.progress_note = job.progress_total, ""


def park(db: Database, job_id: int, note: str) -> None:
    """Put a running job aside until `resume`. It has come this far, so it may be started as often as a new one."""
    with db.write() as session:
        job = get(session, job_id)
        if job.state != "running":
            raise ConflictError(f"Job {job_id} is {job.state}, so it cannot become parked.")
        if job.cancel_requested:
            _close(job, "cancelled", Cancelled("Cancelled."))
            return
        job.state, job.progress_note, job.paused_at = "parked", note[:200], utcnow()
        job.attempts = job.passed_over = 0


def resume(session: Session, job_id: int) -> Job:
    """Queue a parked job: a person has decided. The caller commits, then announces it on the WorkQueue."""
    job = _parked(session, job_id)
    job.state, job.progress_note = "queued", AFTER_DECISION
    return job


def stop(session: Session, job_id: int, sentence: str) -> Job:
    """End a parked job, since a person decided that it goes no further; `sentence` says so."""
    job = _parked(session, job_id)
    job.cancel_requested = True
    _close(job, "cancelled", Cancelled(sentence))
    return job


def _parked(session: Session, job_id: int) -> Job:
    job = get(session, job_id)
    if job.state != "parked":
        raise ConflictError(f"Job {job_id} is {job.state}, so it does not wait for a decision.")
    return job


def cancel(session: Session, job_id: int) -> Job:
    """Ask a job to stop. One that waits is over at once; one that runs stops at its next step."""
    job = get(session, job_id)
    if job.state in OVER:
        raise ConflictError(f"Job {job_id} is already {job.state}, so there is nothing to cancel.")
    job.cancel_requested = True
    if job.state in ("queued", "parked"):
        job.state, job.finished_at = "cancelled", utcnow()
        job.error = "Cancelled before it went on." if job.attempts or job.claimed_at else "Cancelled before it started."
        job.error_code = Cancelled.code
    return job


def retry(session: Session, job_id: int) -> Job:
    """Queue a failed or cancelled job again. An adaptation goes on from its last checkpoint."""
    job = get(session, job_id)
    if job.state not in ("failed", "cancelled"):
        raise ConflictError(f"Job {job_id} is {job.state}; only a failed or cancelled job can be tried again.")
    job.state = "queued"
    job.cancel_requested = False
    job.attempts = job.passed_over = 0
    job.error = job.error_code = job.finished_at = job.claimed_at = job.paused_at = job.waits_for = None
    job.progress_done = job.progress_total = job.progress_from = 0
    job.progress_note, job.progress_since = "", None
    if job.kind in DRAWN_ANEW:
        job.payload = {**job.payload, "tried_again": True}
    return job


def release(db: Database, job_id: int) -> None:
    """Give a running job back to the queue: its worker was asked to stop, which is no fault of the job. One that a
    person asked to stop is over."""
    with db.write() as session:
        job = get(session, job_id)
        if job.state != "running":
            return
        job.attempts = max(0, job.attempts - 1)
        if job.cancel_requested:
            _close(job, "cancelled", Cancelled("Cancelled."))
        else:
            job.state, job.progress_note = "queued", AFTER_RESTART


def recover(db: Database, max_attempts: int) -> dict[int, str]:
    """Decide every job that a dead worker left running: {job id: its new state}.

    Call it only while holding the worker's lock, so that no other worker can be running them. A job runs again from
    where it can (frames that were finished are kept, an adaptation resumes from its last checkpoint), unless a person
    asked it to stop, or it was already started `max_attempts` times: what kills its worker each time must not go on.
    """
    decided = {}
    with db.write() as session:
        for job in session.scalars(select(Job).where(Job.state == "running")):
            if job.cancel_requested:
                _close(job, "cancelled", Cancelled("Cancelled."))
            elif job.attempts >= max_attempts:
                died = (
                    f"The worker stopped {job.attempts} times in the middle of this job. Why is at the end of "
                    "worker.log and worker.out, in the folder logs of the studio's home; then retry it."
                )
                _close(job, "failed", WorkerDied(died))
            else:
                job.state, job.progress_note = "queued", AFTER_RESTART
            decided[job.id] = job.state
    return decided


def _close(job: Job, state: str, error: GclError) -> None:
    job.state, job.finished_at, job.error, job.error_code = (
        state,
        utcnow(),
        error.sentence,
        error.code,
    )


def counts(session: Session) -> dict[str, int]:
    """How many jobs are in each state that is not over: {"running": 1, "queued": 4, "parked": 0}."""
    found = session.execute(
        select(Job.state, func.count()).where(Job.state.in_(("running", "queued", "parked"))).group_by(Job.state)
    )
    return {"running": 0, "queued": 0, "parked": 0} | dict(found.tuples().all())


def waiting_beside(session: Session) -> int:
    """How many of the queued jobs will run beside the queue."""
    waits = select(func.count()).where(Job.state == "queued", Job.priority == LAST, Job.kind.in_(BESIDE))
    return session.scalar(waits) or 0
