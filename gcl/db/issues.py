"""What verdicts found wrong, as rows that can be counted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gcl.db.base import Base

CHECK, ITEM, GATE = "check", "item", "gate"


class EvaluationIssue(Base):
    """A check, or an item of the checklist, that a verdict says is not kept: one row each.

    Triggers of the database write these rows whenever an Evaluation is written (migration 0008), so nobody else may.
    `source` says what `key` is of: a check of gcl/checks, a ChecklistItem, or the gate's own words, which have no key
    to be counted by and are one issue a verdict. Gate, ad unit and time are the verdict's: counting a hundred thousand
    must not read its texts.
    """

    __tablename__ = "evaluation_issue"
    __table_args__ = (
        UniqueConstraint("evaluation_id", "source", "key"),
        Index("ix_evaluation_issue_key", "source", "key", "evaluation_id", "gate", "created_at", "ad_unit_id"),
        Index("ix_evaluation_issue_created_at", "created_at", "source", "key", "gate", "ad_unit_id"),
        Index("ix_evaluation_issue_ad_unit_id", "ad_unit_id", "created_at", "source", "key", "gate"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id", ondelete="CASCADE"))
    ad_unit_id: Mapped[int]
    gate: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime]
    source: Mapped[str] = mapped_column(String(8))
    key: Mapped[str] = mapped_column(String(60))
    # The check's label or the item's question, as it was then.
    label: Mapped[str] = mapped_column(String(300))
    severity: Mapped[str] = mapped_column(String(16))
