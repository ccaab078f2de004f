"""Enhancements of prompts: one row an answer, from the moment it was asked for until a person decided about it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from gcl.db.base import Base, utcnow

WAYS = ("rules", "llm", "api")


class Enhancement(Base):
    """`job_id` is that of the job which asks a model; the rules need none. `result` is the answer, None until it is
    there; `text` is what a person made of it."""

    __tablename__ = "enhancement"
    __table_args__ = (
        CheckConstraint(f"by IN {WAYS}", name="by"),
        CheckConstraint("decision IN ('', 'used', 'discarded')", name="decision"),
        Index("ix_enhancement_job", "job_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))
    by: Mapped[str] = mapped_column(String(8))
    prompt: Mapped[str]
    # The image model that it is for, and the style, as keys of presets.json.
    model_key: Mapped[str] = mapped_column(String(120))
    style: Mapped[str | None] = mapped_column(String(120))
    seed: Mapped[int] = mapped_column(default=0)
    # Who wrote it, for people: a language model's name, with the host of an API.
    author: Mapped[str] = mapped_column(String(200), default="")
    result: Mapped[str | None]
    text: Mapped[str | None]
    # What was added and what was left, each as {"aspect", "words", "why"}.
    added: Mapped[list[Any]] = mapped_column(default=list)
    left: Mapped[list[Any]] = mapped_column(default=list)
    decision: Mapped[str] = mapped_column(String(12), default="")
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
