"""The gallery: what was drawn, found again and kept in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from gcl import frame_bin
from gcl.catalog import Catalog
from gcl.config import Config
from gcl.db import Board, BoardFrame, Database, Frame, FrameTag, folded, utcnow
from gcl.errors import InputError, NotFound
from gcl.formats.frame_zip import file_name, write_zip
from gcl.formats.image_settings import NOT_TEXT
from gcl.services.paging import window

MOST_WORDS, LONGEST_WORD = 20, 100  # that are looked for
MOST_AT_ONCE = 500  # frames that one click concerns
BEST = 5
MOST_TAGS, LONGEST_TAG = 20, 60  # that are given at once
MOST_OFFERED = 500


@dataclass(frozen=True)
class FrameView:
    """One image with the settings that made it; `seconds` is the time it took to draw, loading set aside.

    `rating` is 1 to 5, or 0 for none. `tags` and `boards` ({id: name}) are empty in a list: only what looks at one
    frame reads them.
    """

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
    rating: int = 0
    deleted_at: datetime | None = None
    tags: tuple[str, ...] = ()
    boards: dict[int, str] = field(default_factory=dict)
    number: int = 0  # of the images of its job

    @property
    def grid(self) -> dict[str, Any] | None:
        """Of a contact sheet: its axes, and where its cells lie; None for any other frame."""
        grid = self.settings.get("grid")
        return grid if isinstance(grid, dict) else None


@dataclass(frozen=True)
class FrameFilter:
    """What a person looks for: frames whose prompt or tags have all of `words`, in any order, as parts of their words;
    drawn by `model`; made in the last `days`; favourites alone; rated `rated` or better, or not at all if that is 0;
    with the tag `tag`; on the board with the id `board`. From the gallery, or from the bin."""

    words: str = ""
    model: str | None = None
    days: int | None = None
    favourites: bool = False
    rated: int | None = None
    tag: str | None = None
    board: int | None = None
    binned: bool = False

    def conditions(self) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = [
            Frame.deleted_at.is_not(None) if self.binned else Frame.deleted_at.is_(None)
        ]
        for word in folded(self.words).split()[:MOST_WORDS]:
            tagged = select(FrameTag.frame_id).where(func.instr(FrameTag.tag, word[:LONGEST_WORD]) > 0)
            said = func.instr(func.folded(Frame.prompt), word[:LONGEST_WORD]) > 0
            found.append(or_(Frame.id.in_(tagged), said))
        if self.model is not None:
            found.append(Frame.model_key == self.model)
        if self.days is not None:
            found.append(Frame.created_at >= utcnow() - timedelta(days=self.days))
        if self.favourites:
            found.append(Frame.favourite.is_(True))
        if self.rated is not None:
            found.append(Frame.rating >= self.rated if self.rated else Frame.rating == 0)
        if self.tag is not None:
            found.append(Frame.id.in_(select(FrameTag.frame_id).where(FrameTag.tag == folded(self.tag))))
        if self.board is not None:
            found.append(Frame.id.in_(select(BoardFrame.frame_id).where(BoardFrame.board_id == self.board)))
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
        newest_first = select(Frame.id).where(*where).order_by(Frame.id.desc())
        with self.db.read() as session:
            if chosen.words:  # every prompt is read, so this is done once, not once to count and once to show
                ids = list(session.scalars(newest_first))
                part = window(page, size, len(ids))
                ids, total = ids[part.offset : part.offset + part.size], len(ids)
            else:
                total = session.scalar(select(func.count()).select_from(Frame).where(*where)) or 0
                part = window(page, size, total)
                ids = list(session.scalars(newest_first.offset(part.offset).limit(part.size)))
            found = session.scalars(select(Frame).where(Frame.id.in_(ids)).order_by(Frame.id.desc()))
            return FramePage([self._view(frame) for frame in found], total, part.number, part.pages)

    def used_models(self) -> dict[str, str]:
        """{key: name} of the models that drew what is in the gallery, by name."""
        with self.db.read() as session:
            keys = session.scalars(select(Frame.model_key).where(Frame.deleted_at.is_(None)).distinct())
            names = {key: self._name(key) for key in keys}
        return dict(sorted(names.items(), key=lambda item: item[1].casefold()))

    def used_tags(self) -> list[str]:
        """The tags that frames have, in the gallery or in the bin, by the alphabet; MOST_OFFERED of very many."""
        with self.db.read() as session:
            return list(session.scalars(select(FrameTag.tag).distinct().order_by(FrameTag.tag).limit(MOST_OFFERED)))

    def get(self, frame_id: int) -> FrameView:
        """A frame with its tags and boards, from the bin too."""
        on = select(Board.id, Board.name).join(BoardFrame).where(BoardFrame.frame_id == frame_id).order_by(Board.name)
        with self.db.read() as session:
            return replace(
                self._view(find_frame(session, frame_id)),
                tags=tuple(session.scalars(select(FrameTag.tag).where(FrameTag.frame_id == frame_id))),
                boards=dict(session.execute(on).tuples().all()),
            )

    def beside(self, frame_id: int, chosen: FrameFilter = FrameFilter()) -> int:
        """The next older of the frames that a filter chooses; the newest if there is none; 0 without any."""
        query = select(Frame.id).where(*chosen.conditions()).order_by(Frame.id.desc()).limit(1)
        with self.db.read() as session:
            return session.scalar(query.where(Frame.id < frame_id)) or session.scalar(query) or 0

    def of_job(self, job_id: int) -> list[FrameView]:
        """The frames of a job that are finished and not deleted, in the order in which they were asked for."""
        with self.db.read() as session:
            where = (Frame.job_id == job_id, Frame.deleted_at.is_(None))
            found = session.scalars(select(Frame).where(*where).order_by(Frame.number))
            return [self._view(frame) for frame in found]

    def favour(self, frame_id: int, favourite: bool) -> None:
        """Count a frame among the favourites, or no more."""
        with self.db.write() as session:
            find_frame(session, frame_id).favourite = favourite

    def rate(self, frame_ids: Sequence[int], rating: int) -> None:
        """Rate frames 1 to 5; 0 takes a rating back."""
        if not 0 <= rating <= BEST:
            raise InputError(f"A rating of {rating} is not possible. Choose 1 to {BEST}, or 0 for none.")
        with self.db.write() as session:
            ids = find_frames(session, frame_ids)
            session.execute(update(Frame).where(Frame.id.in_(ids)).values(rating=rating))

    def tag(self, frame_ids: Sequence[int], text: str) -> None:
        """Give frames the tags of a text, with commas between them."""
        tags = tags_of(text)
        with self.db.write() as session:
            rows = [{"frame_id": frame_id, "tag": tag} for frame_id in find_frames(session, frame_ids) for tag in tags]
            session.execute(insert(FrameTag).on_conflict_do_nothing(), rows)

    def untag(self, frame_ids: Sequence[int], text: str) -> None:
        """Take the tags of a text off frames, from those that have them."""
        where = (FrameTag.frame_id.in_(frame_ids), FrameTag.tag.in_(tags_of(text)))
        with self.db.write() as session:
            session.execute(delete(FrameTag).where(*where))

    def delete(self, frame_ids: Sequence[int]) -> list[int]:
        """Put frames into the bin; those that were not there yet, for `restore` to undo it."""
        with self.db.write() as session:
            return frame_bin.put(session, find_frames(session, frame_ids))

    def restore(self, frame_ids: Sequence[int]) -> list[int]:
        """Take frames out of the bin; those that were in it."""
        with self.db.write() as session:
            return frame_bin.take_out(session, find_frames(session, frame_ids))

    def binned(self) -> int:
        """How many frames are in the bin."""
        with self.db.read() as session:
            return session.scalar(select(func.count()).where(Frame.deleted_at.is_not(None))) or 0

    def empty_bin(self) -> int:
        """Remove everything in the bin for good, without waiting for its time; how many frames that were."""
        return frame_bin.empty(self.config, self.db, utcnow())

    def archive(self, frame_ids: Sequence[int]) -> IO[bytes]:
        """One zip of the PNG files of frames, which carry their settings; whoever reads it closes it."""
        with self.db.read() as session:
            ids = find_frames(session, frame_ids)
            found = session.execute(
                select(Frame.id, Frame.prompt, Frame.seed, Frame.file).where(Frame.id.in_(ids)).order_by(Frame.id)
            )
            files = [(file_name(id, prompt, seed), self.config.frames / file) for id, prompt, seed, file in found]
        return write_zip(self.config.home / "exports", files)

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
            rating=frame.rating,
            deleted_at=frame.deleted_at,
            number=frame.number,
        )


def find_frame(session: Session, frame_id: int) -> Frame:
    """The frame of this id; NotFound if there is none."""
    frame = session.get(Frame, frame_id)
    if frame is None:
        raise NotFound(f"There is no frame {frame_id}. Choose one from the gallery.")
    return frame


def find_frames(session: Session, frame_ids: Sequence[int]) -> list[int]:
    """Those of `frame_ids` that there are, in the gallery or in the bin. InputError for none or too many."""
    if len(frame_ids) > MOST_AT_ONCE:
        raise InputError(f"{len(frame_ids)} frames are too many at once. Choose at most {MOST_AT_ONCE}.")
    found = list(session.scalars(select(Frame.id).where(Frame.id.in_(frame_ids))))
    if not found:
        raise NotFound("None of these frames is there any more. Choose others from the gallery.")
    return found


def tags_of(text: str) -> list[str]:
    """The tags that a person typed, with commas between them: folded, each once. InputError if there are none."""
    tags = list(dict.fromkeys(tag for part in folded(text).split(",") if (tag := " ".join(part.split()))))
    if not tags:
        raise InputError("There is no tag. Type one word or more, with commas between the tags.")
    if len(tags) > MOST_TAGS:
        raise InputError(f"{len(tags)} tags are too many at once. Give at most {MOST_TAGS}.")
    if (long := next((tag for tag in tags if len(tag) > LONGEST_TAG), None)) is not None:
        raise InputError(f"The tag “{long[:20]}…” has {len(long):,} characters; at most {LONGEST_TAG} are taken.")
    if NOT_TEXT.search(text):
        raise InputError("The tags have characters that are not text. Type them again.")
    return tags
