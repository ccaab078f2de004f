"""People in the loop: versions of a script, what people decided, alternatives for a line, batches of markets."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gcl.db.base import Base, utcnow


class ScriptVersion(Base):
    """The rows of an ad unit as they were after one save. Never changed; VideoAdUnit.revision is the `number` of
    the one that is the script, and others may be newer: a run keeps its drafts beside what a person edited."""

    __tablename__ = "script_version"
    __table_args__ = (UniqueConstraint("ad_unit_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ad_unit_id: Mapped[int] = mapped_column(ForeignKey("video_ad_unit.id"))
    number: Mapped[int]
    rows: Mapped[list[Any]]
    # Who made it: a person's name, or a language model's.
    author: Mapped[str] = mapped_column(String(120), default="")
    note: Mapped[str] = mapped_column(String(300), default="")
    # The run and the draft that it is of, if it is.
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))
    draft: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)


class Decision(Base):
    """What a person decided about an ad unit, kept for good: in a review of a run, or afterwards.

    `action` is accept, edit, again, override, stop, approve or withdraw; `note` is what they said; `changes` is what
    they changed, as {"before": ..., "after": ...}.
    """

    __tablename__ = "decision"
    __table_args__ = (
        Index("ix_decision_ad_unit_id", "ad_unit_id", "id"),
        Index("ix_decision_job_id", "job_id", "step"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ad_unit_id: Mapped[int] = mapped_column(ForeignKey("video_ad_unit.id"))
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))
    # The number of the PipelineStep that was reviewed, and its node.
    step: Mapped[int | None]
    node: Mapped[str] = mapped_column(String(32), default="")
    action: Mapped[str] = mapped_column(String(16))
    who: Mapped[str] = mapped_column(String(80))
    note: Mapped[str] = mapped_column(default="")
    changes: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)


class LineOptions(Base):
    """Alternatives that the writer was asked for, for one line of one version of a script."""

    __tablename__ = "line_options"
    __table_args__ = (Index("ix_line_options_ad_unit_id", "ad_unit_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ad_unit_id: Mapped[int] = mapped_column(ForeignKey("video_ad_unit.id"))
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))
    revision: Mapped[int]
    shot_number: Mapped[str] = mapped_column(String(16))
    # Which line of the audio cell, from 0.
    line: Mapped[int]
    # [{"text", "back_translation", "rationale"}]; empty until the model has answered.
    options: Mapped[list[Any]] = mapped_column(default=list)
    # Which one a person took, from 0.
    taken: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)


class Batch(Base):
    """One origin adapted for several markets at once: the ad units with its id. The concept brief is made by the first
    run and shared.

    `concept_brief` has it under the sum of what it was made of (gcl/pipeline/sharing.py): runs whose concept analysts
    have different models have one each.
    """

    __tablename__ = "batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    concept_brief: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
