"""The bin: a deleted frame stays there whole until somebody takes it out, or the bin empties itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from sqlalchemy import delete, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from gcl.config import Config
from gcl.db import Database, Frame, Job, utcnow
from gcl.db.work import OVER
from gcl.errors import disk_errors

log = structlog.get_logger(__name__)

AT_ONCE = 100  # frames that one transaction removes: nobody else can write meanwhile


def put(session: Session, frame_ids: Sequence[int]) -> list[int]:
    """Put frames into the bin; those of `frame_ids` that were not there yet."""
    where = (Frame.id.in_(frame_ids), Frame.deleted_at.is_(None))
    return list(session.scalars(update(Frame).where(*where).values(deleted_at=utcnow()).returning(Frame.id)))


def take_out(session: Session, frame_ids: Sequence[int]) -> list[int]:
    """Put frames back into the gallery; those of `frame_ids` that were in the bin."""
    where = (Frame.id.in_(frame_ids), Frame.deleted_at.is_not(None))
    return list(session.scalars(update(Frame).where(*where).values(deleted_at=None).returning(Frame.id)))


def empty_expired(config: Config, db: Database) -> int:
    """Remove what has been in the bin for longer than the configuration says; how many frames that were."""
    return empty(config, db, utcnow() - timedelta(days=config.bin_days))


def empty(config: Config, db: Database, until: datetime) -> int:
    """Remove, rows and files, what went to the bin before `until`; how many frames that were.

    A frame that a row elsewhere refers to, or that a job needs which is not over, stays in the bin, where it can still
    be read.
    """
    _settle_leftovers(config, db)
    removed, last = 0, 0
    while ids := _expired(db, until, last):
        removed += _remove(config, db, ids, until)
        last = ids[-1]
    if removed:
        log.info("emptied the bin", frames=removed)
    return removed


def _expired(db: Database, until: datetime, after: int) -> list[int]:
    going_on = select(Job.id).where(Job.state.not_in(OVER))
    enlarged = select(Job.payload["frame_id"].as_integer()).where(Job.kind == "enlarge", Job.state.not_in(OVER))
    # Of a job that is not over, which may still need its frames: a contact sheet is made of them.
    needed = or_(Frame.job_id.in_(going_on), Frame.id.in_(enlarged))
    where = (Frame.deleted_at < until, Frame.id > after, ~needed)
    with db.read() as session:
        return list(session.scalars(select(Frame.id).where(*where).order_by(Frame.id).limit(AT_ONCE)))


def _remove(config: Config, db: Database, ids: Sequence[int], until: datetime) -> int:
    """The files are set aside before the rows go for good, and removed after: at any moment a crash leaves a frame
    whole, or files that `_settle_leftovers` puts where they belong."""
    removed = 0
    aside: list[tuple[Path, Path]] = []
    with disk_errors(config.frames):
        try:
            with db.write() as session:
                # Looked at again: somebody may have taken one out of the bin since.
                for frame in session.scalars(select(Frame).where(Frame.id.in_(ids), Frame.deleted_at < until)).all():
                    if not _row_removed(session, frame.id):
                        continue
                    removed += 1
                    for file in (config.frames / frame.file, config.frames / frame.thumbnail):
                        if file.exists():
                            aside.append((file, _set_aside(file)))
                            file.replace(_set_aside(file))
        except BaseException:
            for file, moved in aside:
                if moved.exists():
                    moved.replace(file)
            raise
        for _, moved in aside:
            moved.unlink(missing_ok=True)
    return removed


def _row_removed(session: Session, frame_id: int) -> bool:
    """Whether the row could go. The database refuses where another table refers to it; tags and boards go with it."""
    try:
        with session.begin_nested():
            session.execute(delete(Frame).where(Frame.id == frame_id).execution_options(synchronize_session=False))
    except IntegrityError:
        return False
    return True


def _set_aside(file: Path) -> Path:
    return file.with_name(f".{file.name}.deleted")


def _settle_leftovers(config: Config, db: Database) -> None:
    """Files that a crash left aside: back to a row that is still there, away where it is gone."""
    for moved in sorted(config.frames.glob(".*.deleted")):
        file = moved.with_name(moved.name[1:].removesuffix(".deleted"))
        with disk_errors(config.frames), db.write() as session:
            row = session.scalar(select(Frame.id).where(or_(Frame.file == file.name, Frame.thumbnail == file.name)))
            if row is None:
                moved.unlink(missing_ok=True)
            else:
                moved.replace(file)
