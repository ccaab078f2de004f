"""The bin: nothing is lost before its time, and then rows and files go together, whatever happens in between."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from gcl import frame_bin, jobs
from gcl.config import Config
from gcl.db import Board, BoardFrame, Database, Frame, FrameTag, Job, utcnow
from gcl.errors import DatabaseBusy
from gcl.worker import Worker
from tests.processes import wait_for, worker
from tests.services.drawn import add_frames


def drawn(config: Config, db: Database, count: int, days_in_bin: float | None = None) -> list[int]:
    """Frames with files, which went to the bin so long ago."""
    config.frames.mkdir(parents=True, exist_ok=True)
    ids = add_frames(db, count)
    with db.write() as session:
        for frame in session.scalars(select(Frame).where(Frame.id.in_(ids))):
            frame.file, frame.thumbnail = f"{frame.id}.png", f"{frame.id}.webp"
            frame.deleted_at = None if days_in_bin is None else utcnow() - timedelta(days=days_in_bin)
            for name in (frame.file, frame.thumbnail):
                (config.frames / name).write_bytes(b"image")
    return ids


def left(db: Database) -> list[int]:
    with db.read() as session:
        return list(session.scalars(select(Frame.id).order_by(Frame.id)))


def files(config: Config) -> set[str]:
    return {file.name for file in config.frames.iterdir()}


def named(ids: list[int]) -> set[str]:
    return {f"{id}.{kind}" for id in ids for kind in ("png", "webp")}


def test_what_was_in_the_bin_for_its_time_goes_with_its_files_tags_and_places_on_boards(
    config: Config, db: Database
) -> None:
    shown, young, old = drawn(config, db, 2), drawn(config, db, 2, 29.9), drawn(config, db, 3, 30.1)
    with db.write() as session:
        session.add(Board(id=1, name="Maple"))
        session.flush()
        session.add_all([FrameTag(frame_id=id, tag="hero") for id in (shown[0], old[0])])
        session.add_all([BoardFrame(frame_id=id, board_id=1) for id in (shown[0], old[0])])
    assert frame_bin.empty_expired(config, db) == 3
    assert left(db) == [*shown, *young]
    assert files(config) == named([*shown, *young])
    with db.read() as session:
        assert session.scalars(select(FrameTag.frame_id)).all() == [shown[0]]
        assert session.scalars(select(BoardFrame.frame_id)).all() == [shown[0]]


def test_a_bin_of_many_is_emptied_in_parts(config: Config, db: Database) -> None:
    drawn(config, db, frame_bin.AT_ONCE * 2 + 5, 40)
    kept = drawn(config, db, 1)
    assert frame_bin.empty_expired(config, db) == frame_bin.AT_ONCE * 2 + 5
    assert (left(db), files(config)) == (kept, named(kept))


def test_a_frame_that_another_table_refers_to_stays_readable(config: Config, db: Database) -> None:
    referred, free = drawn(config, db, 2, 40)
    with db.write() as session:
        session.execute(text("CREATE TABLE storyboard (frame_id INTEGER REFERENCES frame (id))"))
        session.execute(text(f"INSERT INTO storyboard VALUES ({referred})"))
    assert frame_bin.empty_expired(config, db) == 1
    assert left(db) == [referred]
    assert files(config) == named([referred])
    assert free not in left(db)


@pytest.mark.parametrize("state", ["queued", "running"])
def test_a_frame_that_a_job_still_needs_stays(config: Config, db: Database, state: str) -> None:
    enlarged, drawn_by_it, free = (drawn(config, db, 1, 40)[0] for _ in range(3))
    with db.write() as session:
        enlarging = jobs.submit(session, "enlarge", "Twice as large", {"frame_id": enlarged})
        grid = jobs.get(session, session.get_one(Frame, drawn_by_it).job_id)
        enlarging.state = grid.state = state
    frame_bin.empty_expired(config, db)
    assert left(db) == [enlarged, drawn_by_it]
    with db.write() as session:
        for job in session.scalars(select(Job)):
            job.state = "done"
    assert frame_bin.empty_expired(config, db) == 2
    assert free not in left(db)


def test_a_frame_whose_files_somebody_took_away_goes_all_the_same(config: Config, db: Database) -> None:
    (frame_id,) = drawn(config, db, 1, 40)
    (config.frames / f"{frame_id}.png").unlink()
    assert frame_bin.empty_expired(config, db) == 1
    assert (left(db), files(config)) == ([], set())


def test_a_database_that_is_busy_leaves_frames_whole(config: Config, db: Database) -> None:
    ids = drawn(config, db, 2, 40)
    with db.write() as session:
        session.scalar(select(func.count()).select_from(Frame))
        with pytest.raises(DatabaseBusy):
            frame_bin.empty_expired(config, db)
    assert (left(db), files(config)) == (ids, named(ids))


def test_a_commit_that_fails_puts_the_files_back(config: Config, db: Database) -> None:
    ids = drawn(config, db, 2, 40)
    with db.write() as session:
        # Checked at the commit, after the files were set aside.
        session.execute(
            text("CREATE TABLE late (frame_id INTEGER REFERENCES frame (id) DEFERRABLE INITIALLY DEFERRED)")
        )
        session.execute(text(f"INSERT INTO late VALUES ({ids[0]})"))
    with pytest.raises(Exception, match="FOREIGN KEY"):
        frame_bin.empty_expired(config, db)
    assert (left(db), files(config)) == (ids, named(ids))


def test_files_that_a_crash_left_aside_go_back_to_their_row_or_away(config: Config, db: Database) -> None:
    ids = drawn(config, db, 1)
    (config.frames / f"{ids[0]}.png").replace(config.frames / f".{ids[0]}.png.deleted")
    (config.frames / ".999.png.deleted").write_bytes(b"of a row that is gone")
    assert frame_bin.empty_expired(config, db) == 0
    assert files(config) == named(ids)


def test_the_worker_empties_the_bin_when_it_starts(config: Config, db: Database) -> None:
    drawn(config, db, 2, 40)
    kept = drawn(config, db, 1, 1)
    with worker(config):
        wait_for(lambda: left(db) == kept, 30)
        wait_for(lambda: files(config) == named(kept), 10)


def test_a_bin_that_cannot_be_emptied_does_not_stop_the_worker(config: Config, db: Database) -> None:
    (frame_id,) = drawn(config, db, 1, 40)
    ours = Worker(config)
    with db.write() as session:
        session.scalar(select(func.count()).select_from(Frame))
        ours._empty_bin()
    ours.queue.close()
    ours.db.close()
    assert left(db) == [frame_id]
