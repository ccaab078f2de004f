from __future__ import annotations

import sqlite3
import threading
import time
from datetime import UTC, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from gcl import jobs
from gcl.config import Config
from gcl.db import Base, Database, Insight, Job, PromptTemplate
from gcl.db.migrate import MIGRATIONS, REVISIONS
from gcl.db.seed import open_database
from gcl.errors import DatabaseBusy, DiskFull, InputError


def test_migrations_give_exactly_the_tables_of_the_models(db: Database) -> None:
    with db.read() as session:
        context = MigrationContext.configure(session.connection(), opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_a_database_uses_wal_and_checks_foreign_keys(db: Database) -> None:
    with db.read() as session:
        assert session.scalar(text("PRAGMA journal_mode")) == "wal"
        assert session.scalar(text("PRAGMA foreign_keys")) == 1
    with pytest.raises(IntegrityError), db.write() as session:
        session.execute(text("UPDATE video_ad_unit SET campaign_id = 999999"))


def test_opening_twice_keeps_what_people_changed(config: Config) -> None:
    first = open_database(config)
    with first.write() as session:
        template = session.scalars(select(PromptTemplate).limit(1)).one()
        template.body = "changed by hand"
        insight = session.scalars(select(Insight).limit(1)).one()
        session.delete(insight)
    first.close()
    second = open_database(config)
    with second.read() as session:
        assert session.get_one(PromptTemplate, template.id).body == "changed by hand"
        assert session.get(Insight, insight.id) is None
    second.close()


def test_two_processes_opening_a_new_home_at_once_seed_it_once(config: Config) -> None:
    opened: list[Database] = []
    threads = [threading.Thread(target=lambda: opened.append(open_database(config))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == 4
    with opened[0].read() as session:
        slugs = list(session.scalars(select(PromptTemplate.slug)))
    assert len(slugs) == len(set(slugs)) > 0


def test_a_newer_database_is_refused_with_a_sentence(config: Config) -> None:
    db = open_database(config)
    with db.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(InputError, match="newer version of the studio"):
        open_database(config)


def test_datetimes_come_back_aware(db: Database) -> None:
    with db.write() as session:
        job_id = jobs.submit(session, "frame", "a frame", {}).id
    with db.read() as session:
        created = session.get_one(Job, job_id).created_at
    assert created.tzinfo is UTC
    assert abs((datetime.now(UTC) - created).total_seconds()) < 60


def test_a_locked_database_gives_a_sentence_and_changes_nothing(config: Config, db: Database) -> None:
    holder = sqlite3.connect(config.database, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseBusy, match="Nothing was changed"), db.write() as session:
        jobs.submit(session, "frame", "never", {})
    holder.execute("ROLLBACK")
    holder.close()
    with db.read() as session:
        assert session.scalars(select(Job)).all() == []


def test_a_short_lock_is_waited_for(config: Config, db: Database) -> None:
    holder = sqlite3.connect(config.database, isolation_level=None, check_same_thread=False)
    holder.execute("BEGIN IMMEDIATE")

    def let_go() -> None:
        time.sleep(0.2)
        holder.execute("ROLLBACK")

    thread = threading.Thread(target=let_go)
    thread.start()
    with db.write() as session:
        jobs.submit(session, "frame", "waited", {})
    thread.join()
    holder.close()


def test_reading_goes_on_while_another_process_writes(config: Config, db: Database) -> None:
    holder = sqlite3.connect(config.database, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with db.read() as session:
        assert session.scalars(select(Job)).all() == []
    holder.execute("ROLLBACK")
    holder.close()


def test_a_full_disk_gives_a_sentence_and_changes_nothing(db: Database) -> None:
    # A quota inside SQLite itself: no more pages than the database has now.
    def write_much() -> None:
        with db.write() as session:
            session.execute(text("PRAGMA max_page_count = 1"))  # SQLite raises it to the present size
            jobs.submit(session, "frame", "big", {"prompt": "x" * 200_000})

    with pytest.raises(DiskFull, match="is full"):
        write_much()
    with db.read() as session:
        assert session.scalars(select(Job)).all() == []


NOT_TEXT = ["caf\udce9", "\ud800"]  # a byte of Latin-1 as the shell hands it over, and half a character


@pytest.mark.parametrize("value", NOT_TEXT, ids=ascii)
def test_what_is_not_text_cannot_be_looked_up_which_is_told(db: Database, value: str) -> None:
    with pytest.raises(InputError, match="is not text that can be stored or looked up") as caught, db.read() as session:
        session.scalar(select(PromptTemplate).where(PromptTemplate.slug == value))
    assert caught.value.sentence.startswith(ascii(value))


@pytest.mark.parametrize("value", NOT_TEXT, ids=ascii)
def test_what_is_not_text_cannot_be_stored_and_nothing_is(db: Database, value: str) -> None:
    def submit_two() -> None:
        with db.write() as session:
            jobs.submit(session, "frame", "a fox", {})
            jobs.submit(session, "frame", value, {})

    with pytest.raises(InputError, match="is not text"):
        submit_two()
    with db.read() as session:
        assert session.scalars(select(Job)).all() == []


def test_of_a_long_text_that_is_not_one_only_what_is_wrong_is_shown(db: Database) -> None:
    with pytest.raises(InputError) as caught, db.write() as session:
        jobs.submit(session, "frame", "x" * 50 + "\ud800" + "y" * 50, {})
    assert caught.value.sentence.startswith(f"'{'x' * 20}\\ud800{'y' * 20}' is not text")


def test_a_damaged_file_is_named_in_a_sentence(config: Config) -> None:
    config.home.mkdir(parents=True)
    config.database.write_bytes(b"this is not a database, whatever its name says" * 100)
    with pytest.raises(InputError, match="is damaged or not a database"):
        open_database(config)


def test_revisions_are_numbered_as_alembic_orders_them() -> None:
    alembic = AlembicConfig()
    alembic.set_main_option("script_location", str(MIGRATIONS))
    scripts = ScriptDirectory.from_config(alembic)
    assert [script.revision for script in scripts.walk_revisions()][::-1] == REVISIONS
