"""The gallery: what was drawn, found again and kept in order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from gcl.catalog import Catalog
from gcl.config import Config
from gcl.db import Database, Frame, folded, utcnow
from gcl.errors import NotFound
from gcl.services.paging import window

MOST_WORDS, LONGEST_WORD = 20, 100  # that are looked for


@dataclass(frozen=True)
class FrameView:
    """One image with the settings that made it; `seconds` is the time it took to draw, loading set aside."""

    id: int
    job_id: int
    path: Path
    thumbnail: Path
    prompt: str
    negative_prompt: str
    model_key: str
    model_name: str
    width: int
    height: int
    steps: int
    guidance: float
    seed: int
    seconds: float
    created_at: datetime
    settings: dict[str, Any]
    favourite: bool


@dataclass(frozen=True)
class FrameFilter:
    """What a person looks for: frames whose prompt has all of `words`, in any order, as parts of its words; drawn by
    `model`; made in the last `days`; favourites alone."""

    words: str = ""
    model: str | None = None
    days: int | None = None
    favourites: bool = False

    def conditions(self) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = [
            func.folded(Frame.prompt).contains(word[:LONGEST_WORD], autoescape=True)
            for word in folded(self.words).split()[:MOST_WORDS]
        ]
        if self.model is not None:
            found.append(Frame.model_key == self.model)
        if self.days is not None:
            found.append(Frame.created_at >= utcnow() - timedelta(days=self.days))
        if self.favourites:
            found.append(Frame.favourite.is_(True))
        return found


@dataclass(frozen=True)
class FramePage:
    frames: list[FrameView]
    total: int
    page: int
    pages: int


class GalleryService:
    def __init__(self, config: Config, db: Database, catalog: Catalog) -> None:
        self.config, self.db, self.catalog = config, db, catalog

    def page(self, page: int = 1, size: int = 24, chosen: FrameFilter = FrameFilter()) -> FramePage:
        """The frames that a filter chooses, newest first; `page` counts from 1."""
        where = chosen.conditions()
        with self.db.read() as session:
            total = session.scalar(select(func.count()).select_from(Frame).where(*where)) or 0
            part = window(page, size, total)
            query = select(Frame).where(*where).order_by(Frame.id.desc()).offset(part.offset).limit(part.size)
            return FramePage([self._view(frame) for frame in session.scalars(query)], total, part.number, part.pages)

    def used_models(self) -> dict[str, str]:
        """{key: name} of the models that drew what is in the gallery, by name."""
        with self.db.read() as session:
            keys = session.scalars(select(Frame.model_key).distinct())
            names = {key: self._name(key) for key in keys}
        return dict(sorted(names.items(), key=lambda item: item[1].casefold()))

    def favour(self, frame_id: int, favourite: bool) -> None:
        """Count a frame among the favourites, or no more."""
        with self.db.write() as session:
            find_frame(session, frame_id).favourite = favourite

    def get(self, frame_id: int) -> FrameView:
        with self.db.read() as session:
            return self._view(find_frame(session, frame_id))

    def of_job(self, job_id: int) -> list[FrameView]:
        """The frames of a job that are finished, in the order in which they were asked for."""
        with self.db.read() as session:
            found = session.scalars(select(Frame).where(Frame.job_id == job_id).order_by(Frame.number))
            return [self._view(frame) for frame in found]

    def _name(self, key: str, otherwise: str | None = None) -> str:
        preset = self.catalog.diffusion_models.get(key)
        return preset.name if preset else otherwise or key

    def _view(self, frame: Frame) -> FrameView:
        return FrameView(
            id=frame.id,
            job_id=frame.job_id,
            path=self.config.frames / frame.file,
            thumbnail=self.config.frames / frame.thumbnail,
            prompt=frame.prompt,
            negative_prompt=frame.negative_prompt,
            model_key=frame.model_key,
            # A preset may have gone since; the frame still knows what drew it.
            model_name=self._name(frame.model_key, str(frame.settings.get("model", frame.model_key))),
            width=frame.width,
            height=frame.height,
            steps=frame.steps,
            guidance=frame.guidance,
            seed=frame.seed,
            seconds=frame.seconds,
            created_at=frame.created_at,
            settings=frame.settings,
            favourite=frame.favourite,
        )


def find_frame(session: Session, frame_id: int) -> Frame:
    """The frame of this id; NotFound if there is none."""
    frame = session.get(Frame, frame_id)
    if frame is None:
        raise NotFound(f"There is no frame {frame_id}. Choose one from the gallery.")
    return frame
