"""What people change in the Settings tab: the pipeline's settings and the prompt templates."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from gcl.db.base import Base, utcnow

AUTO = "auto"  # "the best model that is present", decided when a run is submitted


class PipelineSettings(Base):
    """One row. A model is a key of presets.json, "auto", or None for "ask the next in the chain"."""

    __tablename__ = "pipeline_settings"
    __table_args__ = (
        CheckConstraint("id = 1", name="one_row"),
        *(
            CheckConstraint(f"{gate}_max_retries BETWEEN 0 AND 3", name=f"{gate}_retries")
            for gate in ("format", "cultural", "concept_eval", "brand")
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    version: Mapped[int] = mapped_column(default=1)
    global_default_model: Mapped[str | None] = mapped_column(String(120), default=AUTO)
    concept_default_model: Mapped[str | None] = mapped_column(String(120))
    culture_default_model: Mapped[str | None] = mapped_column(String(120))
    format_default_model: Mapped[str | None] = mapped_column(String(120))
    cultural_default_model: Mapped[str | None] = mapped_column(String(120))
    concept_eval_default_model: Mapped[str | None] = mapped_column(String(120))
    brand_default_model: Mapped[str | None] = mapped_column(String(120))
    enhancer_default_model: Mapped[str | None] = mapped_column(String(120))
    # How prompts are enhanced where a person does not say: "rules", "llm" or "api".
    enhance_by: Mapped[str] = mapped_column(String(8), default="rules", server_default="rules")
    format_max_retries: Mapped[int] = mapped_column(default=3)
    cultural_max_retries: Mapped[int] = mapped_column(default=3)
    concept_eval_max_retries: Mapped[int] = mapped_column(default=3)
    brand_max_retries: Mapped[int] = mapped_column(default=3)
    # Tokens that one answer of a model may have.
    max_new_tokens: Mapped[int] = mapped_column(default=4096)
    temperature: Mapped[float] = mapped_column(default=0.7)
    # Where a run stops for a person if nobody says otherwise: see gcl/stages.py.
    review_mode: Mapped[str] = mapped_column(String(16), default="automatic", server_default="automatic")

    __mapper_args__ = {"version_id_col": version}


class PromptTemplate(Base):
    """One version of one template. Versions are never changed: an edit is a new row, and one row a slug is active."""

    __tablename__ = "prompt_template"
    __table_args__ = (
        UniqueConstraint("slug", "version"),
        Index("uq_prompt_template_active", "slug", unique=True, sqlite_where=text("active")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60))
    version: Mapped[int]
    active: Mapped[bool] = mapped_column(default=False)
    body: Mapped[str]
    author: Mapped[str] = mapped_column(String(80), default="")
    note: Mapped[str] = mapped_column(String(300), default="")
    use_count: Mapped[int] = mapped_column(default=0)
    last_used_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
