"""What a runner holds of the job that it runs, and what it raises to stop at its checkpoint and go on later."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select, update

from gcl.db import Database, Job, utcnow
from gcl.errors import Cancelled


@dataclass
class JobHandle:
    """What a running job may do to its own row: report progress, and learn that it should stop."""

    db: Database
    id: int
    payload: dict[str, Any]
    title: str
    attempt: int = 1
    submitted_at: datetime = field(default_factory=utcnow)

    def progress(self, done: int, total: int, note: str) -> None:
        """Say how far the job is, in units of its own choosing; raises Cancelled if a person asked it to stop.

        `note` is a short phrase for people, such as "Step 3 of 8". The clock for the time left starts with the first
        report that has a `total`: report 0 of 0 while a model loads, and how far the job is once counted work begins.
        """
        values: dict[str, Any] = {
            "progress_done": done,
            "progress_total": total,
            "progress_note": note[:200],
        }
        if total:
            values["progress_since"] = func.coalesce(Job.progress_since, utcnow())
            values["progress_from"] = case((Job.progress_since.is_(None), done), else_=Job.progress_from)
        with self.db.write() as session:
            session.execute(update(Job).where(Job.id == self.id).values(values))
            cancelled = session.scalar(select(Job.cancel_requested).where(Job.id == self.id))
        if cancelled:
            raise Cancelled("Cancelled.")

    def check_cancelled(self) -> None:
        """Raise Cancelled if a person asked this job to stop."""
        with self.db.read() as session:
            if session.scalar(select(Job.cancel_requested).where(Job.id == self.id)):
                raise Cancelled("Cancelled.")


class MadeWay(Exception):
    """Not an error: a runner stops at its checkpoint, since others want the model that is in memory, or since the job
    `waits_for` has to come further. `model_key` is what its own job needs to go on."""

    def __init__(self, model_key: str, waits_for: int | None = None) -> None:
        super().__init__(model_key)
        self.model_key, self.waits_for = model_key, waits_for


class Parked(Exception):
    """Not an error: a runner stops at its checkpoint until a person has decided. `note` says what about."""

    def __init__(self, note: str) -> None:
        super().__init__(note)
        self.note = note
