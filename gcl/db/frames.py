"""Frames: one row an image, with the settings that made it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from gcl.db.base import Base, utcnow


class Frame(Base):
    __tablename__ = "frame"
    # A job that runs again after a crash goes on at the first number that has no row.
    __table_args__ = (UniqueConstraint("job_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[int] = mapped_column(ForeignKey("job.id"))
    number: Mapped[int]
    # Names of files in Config.frames, never paths from outside.
    file: Mapped[str] = mapped_column(String(120))
    thumbnail: Mapped[str] = mapped_column(String(120))
    prompt: Mapped[str]
    negative_prompt: Mapped[str] = mapped_column(default="")
    model_key: Mapped[str] = mapped_column(String(120))
    width: Mapped[int]
    height: Mapped[int]
    steps: Mapped[int]
    guidance: Mapped[float]
    # 0 to 2^53-1, the range that a JSON reader in a browser keeps exactly.
    seed: Mapped[int]
    seconds: Mapped[float]
    # Everything that went into the image, as written into the PNG.
    settings: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    favourite: Mapped[bool] = mapped_column(default=False, server_default=false())
