"""Frames: one row an image, with the settings that made it and what people think of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from gcl.db.base import Base, utcnow


class Frame(Base):
    __tablename__ = "frame"
    __table_args__ = (
        # A job that runs again after a crash goes on at the first number that has no row.
        UniqueConstraint("job_id", "number"),
        # All that the gallery is narrowed by besides words: a row with its settings is a hundred times as large.
        Index("ix_frame_shown", "deleted_at", "id", "favourite", "rating", "model_key", "created_at"),
    )

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
    # 1 to 5, or 0 for none.
    rating: Mapped[int] = mapped_column(default=0, server_default="0")
    # When it went to the bin; None while it is in the gallery.
    deleted_at: Mapped[datetime | None]


class FrameTag(Base):
    """A word that a person gave to a frame, folded: "Hero" and "hero" are one tag."""

    __tablename__ = "frame_tag"
    __table_args__ = (Index("ix_frame_tag_tag", "tag", "frame_id"),)

    frame_id: Mapped[int] = mapped_column(ForeignKey("frame.id", ondelete="CASCADE"), primary_key=True)
    tag: Mapped[str] = mapped_column(String(60), primary_key=True)


class Board(Base):
    """A pile of frames that belong together for somebody. No two have the same name, whatever its case."""

    __tablename__ = "board"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(default=utcnow)


class BoardFrame(Base):
    __tablename__ = "board_frame"
    __table_args__ = (Index("ix_board_frame_frame_id", "frame_id"),)

    board_id: Mapped[int] = mapped_column(ForeignKey("board.id", ondelete="CASCADE"), primary_key=True)
    frame_id: Mapped[int] = mapped_column(ForeignKey("frame.id", ondelete="CASCADE"), primary_key=True)
