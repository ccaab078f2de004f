"""Databases of earlier versions, with what was in them, brought to the newest schema."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config as AlembicConfig
from sqlalchemy import select

from gcl.db import Database, EvaluationIssue, VideoAdUnit
from gcl.db.migrate import MIGRATIONS, upgrade

WHEN = "2026-01-01 00:00:00"


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Database]:
    """At 0006: an origin; adaptations that were completed, that a gate refused, and that broke before any verdict."""
    db = Database(tmp_path / "old.db")
    with db.write() as session:
        alembic = AlembicConfig()
        alembic.set_main_option("script_location", str(MIGRATIONS))
        alembic.attributes["connection"] = session.connection()
        command.upgrade(alembic, "0006")
        insert = session.connection().exec_driver_sql
        insert("INSERT INTO language (code, name, native_name, direction) VALUES ('en', 'English', 'English', 'ltr')")
        insert("INSERT INTO country (code, name) VALUES ('US', 'United States')")
        insert(
            "INSERT INTO campaign (id, key, name, client, job_number, created_at) VALUES (1, 'c', 'C', '', '', ?)",
            (WHEN,),
        )
        insert(
            "INSERT INTO job (id, kind, state, title, priority, passed_over, payload, attempts, cancel_requested, "
            "progress_done, progress_total, progress_note, created_at) "
            "VALUES (1, 'adaptation', 'failed', 'A run', 0, 0, '{}', 1, 0, 0, 0, '', ?)",
            (WHEN,),
        )
        for number, status in enumerate(("draft", "completed", "failed", "failed"), start=1):
            insert(
                "INSERT INTO video_ad_unit (id, campaign_id, kind, source_id, title, language_code, country_code, "
                "status, pipeline_model_config, pipeline_metadata, revision, created_at) "
                "VALUES (?, 1, ?, ?, 'A spot', 'en', 'US', ?, '{}', '{}', 2, ?)",
                (number, "adaptation" if number > 1 else "origin", 1 if number > 1 else None, status, WHEN),
            )
        for step, (unit, issues) in enumerate(((2, []), (3, ["Too long.", None, {"severity": "major"}])), start=1):
            insert(
                "INSERT INTO evaluation (ad_unit_id, job_id, step, gate, draft, passed, score, issues, summary, "
                "model_key, created_at) VALUES (?, 1, ?, 'format', 1, ?, 0.5, ?, 'So.', 'm', ?)",
                (unit, step, not issues, json.dumps(issues), WHEN),
            )
    yield db
    db.close()


def test_only_what_a_gate_judged_counts_as_judged(old: Database) -> None:
    upgrade(old)
    with old.read() as session:
        judged = session.execute(select(VideoAdUnit.id, VideoAdUnit.evaluated_revision).order_by(VideoAdUnit.id))
        assert dict(judged.tuples().all()) == {1: None, 2: 2, 3: 2, 4: None}


def test_an_issue_that_is_a_bare_sentence_is_counted_by_the_worst_beside_it(old: Database) -> None:
    upgrade(old)
    with old.read() as session:
        found = session.execute(select(EvaluationIssue.ad_unit_id, EvaluationIssue.severity)).tuples().all()
        assert list(found) == [(3, "major")]
