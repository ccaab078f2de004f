"""Campaign > ad unit > script rows, and what an adaptation run leaves behind."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gcl.db.base import Base, utcnow
from gcl.db.knowledge import Brand


class Campaign(Base):
    __tablename__ = "campaign"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    client: Mapped[str] = mapped_column(String(120), default="")
    # The agency's own number for the work, as it stands on its time sheets; not a Job.
    job_number: Mapped[str] = mapped_column(String(40), default="")
    brand_id: Mapped[int | None] = mapped_column(ForeignKey("brand.id"))
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    # When it was put away: it is kept, and listed no more.
    archived_at: Mapped[datetime | None]

    brand: Mapped[Brand | None] = relationship()
    ad_units: Mapped[list[VideoAdUnit]] = relationship(back_populates="campaign")


class VideoAdUnit(Base):
    """One script: an origin, or an adaptation of one for a market."""

    __tablename__ = "video_ad_unit"
    __table_args__ = (
        CheckConstraint("(kind = 'origin') = (source_id IS NULL)", name="origin_has_no_source"),
        CheckConstraint("kind IN ('origin', 'adaptation')", name="kind"),
        Index("ix_video_ad_unit_campaign_id", "campaign_id", "id"),
        # All that a search looks at, so that it reads no whole rows.
        Index("ix_video_ad_unit_search", "title", "language_code", "country_code", "campaign_id", "archived_at"),
        Index("ix_video_ad_unit_archived_at", "archived_at", sqlite_where=text("archived_at IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    kind: Mapped[str] = mapped_column(String(16))
    source_id: Mapped[int | None] = mapped_column(ForeignKey("video_ad_unit.id"), index=True)
    title: Mapped[str] = mapped_column(String(160))
    language_code: Mapped[str] = mapped_column(ForeignKey("language.code"))
    country_code: Mapped[str] = mapped_column(ForeignKey("country.code"))
    # Overrides the campaign's brand.
    brand_id: Mapped[int | None] = mapped_column(ForeignKey("brand.id"))

    # A run's status word (see gcl/stages.py), or "draft" before any run.
    status: Mapped[str] = mapped_column(String(32), default="draft")
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"), index=True)
    llm_model: Mapped[str | None] = mapped_column(String(120))
    pipeline_model_config: Mapped[dict[str, Any]] = mapped_column(default=dict)
    concept_brief: Mapped[dict[str, Any] | None]
    cultural_brief: Mapped[dict[str, Any] | None]
    pipeline_metadata: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # Counts the saves of the script, so that a second editor is told instead of overwriting the first. Each has a
    # ScriptVersion of that number.
    revision: Mapped[int] = mapped_column(default=1)
    # The revision that the newest verdicts are about; with another one the script was edited since.
    evaluated_revision: Mapped[int | None]
    # The newest job that a person asked for to judge the script as it is, beside `job_id`, the run that wrote it.
    evaluation_job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))
    # Which revision a person approved; an edit after that makes the approval void.
    approved_revision: Mapped[int | None]
    approved_by: Mapped[str] = mapped_column(String(80), default="", server_default="")
    approved_at: Mapped[datetime | None]
    # Of the run: where it stops for a person (gcl/stages.py), and the batch that it belongs to.
    review_mode: Mapped[str] = mapped_column(String(16), default="automatic", server_default="automatic")
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batch.id"), index=True)
    archived_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)

    campaign: Mapped[Campaign] = relationship(back_populates="ad_units")
    brand: Mapped[Brand | None] = relationship()
    source: Mapped[VideoAdUnit | None] = relationship(remote_side=[id])
    rows: Mapped[list[AdUnitScriptRow]] = relationship(
        order_by="AdUnitScriptRow.position",
        cascade="all, delete-orphan",
        back_populates="ad_unit",
    )
    evaluation_history: Mapped[list[Evaluation]] = relationship(order_by="Evaluation.id", back_populates="ad_unit")

    @property
    def market(self) -> str:
        """As a BCP 47 tag: "ja-JP"."""
        return f"{self.language_code}-{self.country_code}"


class AdUnitScriptRow(Base):
    __tablename__ = "ad_unit_script_row"
    __table_args__ = (
        UniqueConstraint("ad_unit_id", "position"),
        UniqueConstraint("ad_unit_id", "shot_number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ad_unit_id: Mapped[int] = mapped_column(ForeignKey("video_ad_unit.id"))
    position: Mapped[int]
    # As on the call sheet: "1", "2", "2A".
    shot_number: Mapped[str] = mapped_column(String(16))
    # "00:00-00:05", the script's own notation kept.
    timecode: Mapped[str] = mapped_column(String(32))
    visual: Mapped[str]
    audio: Mapped[str]

    ad_unit: Mapped[VideoAdUnit] = relationship(back_populates="rows")


class Evaluation(Base):
    """One verdict of one gate on one draft: an EvaluationResult, kept whether it passed or not."""

    __tablename__ = "evaluation"
    __table_args__ = (
        UniqueConstraint("job_id", "step"),
        Index("ix_evaluation_gate_passed", "gate", "passed", "id"),
        Index("ix_evaluation_ad_unit_id", "ad_unit_id", "id"),
        # For counting without reading any text; the second for some ad units only.
        Index("ix_evaluation_created_at", "created_at", "gate", "draft", "passed", "score", "ad_unit_id"),
        Index("ix_evaluation_counted", "ad_unit_id", "created_at", "gate", "draft", "passed", "score"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ad_unit_id: Mapped[int] = mapped_column(ForeignKey("video_ad_unit.id"))
    job_id: Mapped[int] = mapped_column(ForeignKey("job.id"))
    # The number of the PipelineStep that gave it.
    step: Mapped[int]
    gate: Mapped[str] = mapped_column(String(32))
    # Which draft of the run was judged, from 1; 0 where a person asked for the script as it was. `revision` is the
    # number of the ScriptVersion that it is about, unknown where the verdict is older than versions.
    draft: Mapped[int]
    revision: Mapped[int | None]
    passed: Mapped[bool]
    score: Mapped[float]
    issues: Mapped[list[Any]]
    summary: Mapped[str]
    # What the verdict rests on: the results of gcl/checks, and the answers to the checklist (gcl/pipeline/judge.py).
    checks: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    answers: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    # Of a verdict that a person overrode: who, reason.
    override: Mapped[dict[str, Any] | None]
    model_key: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime] = mapped_column(default=utcnow)

    ad_unit: Mapped[VideoAdUnit] = relationship(back_populates="evaluation_history")


class PipelineStep(Base):
    """One visit of a run to one node, written when it starts and again when it ends: what the live track shows.

    A node that runs again after a crash has the same number, so it takes its own row up again.
    """

    __tablename__ = "pipeline_step"
    __table_args__ = (
        UniqueConstraint("job_id", "number"),
        CheckConstraint("state IN ('running', 'passed', 'failed')", name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[int] = mapped_column(ForeignKey("job.id"))
    number: Mapped[int]
    node: Mapped[str] = mapped_column(String(32))
    status: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(16))
    model_key: Mapped[str] = mapped_column(String(120))
    draft: Mapped[int] = mapped_column(default=0)
    output: Mapped[dict[str, Any] | None]
    started_at: Mapped[datetime] = mapped_column(default=utcnow)
    finished_at: Mapped[datetime | None]
