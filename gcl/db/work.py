"""The queue as rows: jobs, and what the worker says about itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from gcl.db.base import Base, utcnow

JOB_STATES = ("queued", "running", "parked", "done", "failed", "cancelled")
OVER = ("done", "failed", "cancelled")


class Job(Base):
    """One piece of work for the worker. The row is the truth about it; gcl/jobs.py holds every change of its state."""

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint(f"state IN {JOB_STATES}", name="state"),
        # The worker looks for the best queued job: highest priority, then oldest.
        Index("ix_job_state_priority", "state", "priority", "id"),
        Index("ix_job_kind", "kind", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(16), default="queued")
    title: Mapped[str] = mapped_column(String(200))
    priority: Mapped[int] = mapped_column(default=0)
    # What must be in memory for it, such as "diffusion:sdxl-turbo"; jobs for the model already there go first.
    model_key: Mapped[str | None] = mapped_column(String(120))
    passed_over: Mapped[int] = mapped_column(default=0)
    payload: Mapped[dict[str, Any]]
    attempts: Mapped[int] = mapped_column(default=0)
    cancel_requested: Mapped[bool] = mapped_column(default=False)

    progress_done: Mapped[int] = mapped_column(default=0)
    progress_total: Mapped[int] = mapped_column(default=0)
    progress_note: Mapped[str] = mapped_column(String(200), default="")
    # When counting began, loading set aside, and how much was done by then, by an earlier attempt: the time left is
    # estimated from here.
    progress_since: Mapped[datetime | None]
    progress_from: Mapped[int] = mapped_column(default=0)

    error: Mapped[str | None]
    error_code: Mapped[str | None] = mapped_column(String(32))
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    claimed_at: Mapped[datetime | None]
    # When a job that is to go on later was laid down; the time until then does not count as spent on it.
    paused_at: Mapped[datetime | None]
    # The job that has to come further before this one, which is queued, is taken up.
    waits_for: Mapped[int | None]
    finished_at: Mapped[datetime | None]


class WorkerStatus(Base):
    """One row, written by the worker: that it lives, and what it holds in memory."""

    __tablename__ = "worker_status"

    id: Mapped[int] = mapped_column(primary_key=True)
    pid: Mapped[int]
    started_at: Mapped[datetime]
    heartbeat_at: Mapped[datetime]
    model_key: Mapped[str | None] = mapped_column(String(120))
    # The keys of the models that wait in main memory to come back.
    aside: Mapped[list[str]] = mapped_column(JSON, default=list)
    device: Mapped[str] = mapped_column(String(120), default="")
    # Bytes; None where there is no graphics card.
    memory_used: Mapped[int | None]
    memory_total: Mapped[int | None]
