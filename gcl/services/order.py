"""In which order the worker will take what waits, so that people can be told their place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, defer

from gcl.db import Job

# An adaptation's payload carries its templates and insights, 20 kB that no list shows and no tick should read.
LIGHT = defer(Job.payload, raiseload=True)
# How far back jobs are looked for that go ahead of their turn: each look is into another page of the database.
LOOKED_AT = 500


@dataclass(frozen=True)
class Order:
    """The order of `gcl.jobs.claim`: highest priority, then what goes ahead for the warm model, then the oldest.

    `ahead` are the jobs for the warm model that go before `passed`, the oldest one that needs another model, though
    they are younger. The order is exact up to that one; what comes after it is told as first come, first served, since
    which model will be warm then is not known.
    """

    passed: int | None = None
    priority: int = 0
    ahead: tuple[int, ...] = ()

    def head(self, session: Session, kind: str | None, size: int) -> list[tuple[Job, int]]:
        """The next `size` jobs, only those of a kind if it is given, each with its place; without their payloads."""
        wanted = [Job.kind == kind] if kind else []
        ids = {*self.ahead, *_oldest(session, size + len(self.ahead), *wanted)}
        found = session.scalars(select(Job).where(Job.id.in_(ids), *wanted).options(LIGHT))
        return [(job, self.place(session, job)) for job in sorted(found, key=self._key)[:size]]

    def place(self, session: Session, job: Job) -> int:
        """1 and the number of waiting jobs that are taken before this one, which an index counts."""
        if self.passed is not None and job.id in self.ahead:
            return 1 + _before(session, self.priority, self.passed) + self.ahead.index(job.id)
        is_passed = self.passed is not None and job.priority == self.priority and job.id >= self.passed
        return 1 + _before(session, job.priority, job.id) + sum(is_passed and other > job.id for other in self.ahead)

    def _key(self, job: Job) -> tuple[int, int, bool, int]:
        """What goes ahead stands where the one that it passes stands, and before it."""
        passes = self.passed if self.passed is not None and job.id in self.ahead else None
        return -job.priority, job.id if passes is None else passes, passes is None, job.id


def read_order(session: Session, warm: str | None, affinity_bound: int) -> Order:
    """The order in which a worker that has the model `warm` in memory will empty the queue."""
    for priority in _priorities(session) if warm is not None else ():
        queue = _queued(priority).add_columns(Job.model_key, Job.passed_over)
        near = queue.limit(LOOKED_AT).subquery()
        other = session.execute(select(near).where(near.c.model_key.is_distinct_from(warm)).limit(1)).first()
        if other is not None:
            behind = queue.where(Job.id > other.id).limit(LOOKED_AT).subquery()
            passing = select(behind.c.id).where(behind.c.model_key == warm)
            most = max(0, affinity_bound - other.passed_over)
            return Order(other.id, priority, tuple(session.scalars(passing.limit(most))))
    return Order()


def _oldest(session: Session, size: int, *wanted: ColumnElement[bool]) -> Iterator[int]:
    """The first `size` ids by priority and age."""
    for priority in _priorities(session):
        found = session.scalars(_queued(priority).where(*wanted).limit(size)).all()
        size -= len(found)
        yield from found
        if not size:
            return


def _queued(priority: int) -> Select[int]:
    """The ids of the waiting jobs of one priority, oldest first: the order of an index, so that nothing is sorted."""
    return select(Job.id).where(Job.state == "queued", Job.priority == priority).order_by(Job.id)


def _priorities(session: Session) -> Iterator[int]:
    """The priorities that anything waits with, highest first."""
    query = select(func.max(Job.priority)).where(Job.state == "queued")
    found = session.scalar(query)
    while found is not None:
        yield found
        found = session.scalar(query.where(Job.priority < found))


def _before(session: Session, priority: int, job_id: int) -> int:
    """How many waiting jobs have a higher priority, or the same and are older: two ranges of an index."""
    waiting = select(func.count()).where(Job.state == "queued")
    higher = waiting.where(Job.priority > priority).scalar_subquery()
    older = waiting.where(Job.priority == priority, Job.id < job_id).scalar_subquery()
    return session.scalar(select(higher + older)) or 0
