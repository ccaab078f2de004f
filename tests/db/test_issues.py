"""The issues of verdicts are counted whoever writes them: the database keeps the rows itself."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete, select

from gcl.db import Database, Evaluation, EvaluationIssue, Job, VideoAdUnit

FINDING = {"severity": "minor", "shot": "1", "cell": "audio", "quote": "", "problem": "p", "fix": "f"}
CHECKS: list[Any] = [
    {"check": "rows", "label": "Every row is there", "findings": []},
    {"check": "language", "label": "Lines are in Japanese", "findings": [FINDING, FINDING | {"severity": "critical"}]},
]
ANSWERS: list[Any] = [
    {"item": "arc", "question": "Is the arc kept?", "severity": "major", "answer": "no", "supported": True},
    {"item": "tone", "question": "Is the tone kept?", "severity": "major", "answer": "no", "supported": False},
    {"item": "name", "question": "Is the name kept?", "severity": "critical", "answer": "yes", "supported": True},
]
COUNTED = [
    ("check", "language", "Lines are in Japanese", "critical"),
    ("item", "arc", "Is the arc kept?", "major"),
]


def write(db: Database, **values: Any) -> int:
    with db.write() as session:
        unit = session.scalars(select(VideoAdUnit).limit(1)).one()
        job = Job(kind="adaptation", title="A run", payload={}, state="done")
        session.add(job)
        session.flush()
        verdict = Evaluation(ad_unit_id=unit.id, job_id=job.id, step=4, gate="format", draft=1, passed=False, score=0.5)
        verdict.issues, verdict.summary, verdict.model_key = [], "So.", "m"
        for name, value in values.items():
            setattr(verdict, name, value)
        session.add(verdict)
        session.flush()
        return verdict.id


def counted(db: Database) -> list[tuple[str, str, str, str]]:
    with db.read() as session:
        rows = session.scalars(select(EvaluationIssue).order_by(EvaluationIssue.source, EvaluationIssue.key))
        return [(row.source, row.key, row.label, row.severity) for row in rows]


def test_what_failed_and_counts_becomes_a_row_with_the_worst_severity(db: Database) -> None:
    verdict = write(db, checks=CHECKS, answers=ANSWERS, issues=[{"severity": "critical"}])
    assert counted(db) == COUNTED
    with db.read() as session:
        row, kept = session.scalars(select(EvaluationIssue)).first(), session.get_one(Evaluation, verdict)
        assert row is not None
        assert (row.evaluation_id, row.gate, row.created_at, row.ad_unit_id) == (
            verdict,
            "format",
            kept.created_at,
            kept.ad_unit_id,
        )


def test_a_verdict_without_evidence_has_one_issue_in_its_gates_own_words(db: Database) -> None:
    write(db, issues=[{"severity": "minor"}, {"severity": "major"}])
    write(db, issues=[])
    assert counted(db) == [("gate", "", "", "major")]


def test_an_issue_that_is_a_bare_sentence_is_a_minor_one(db: Database) -> None:
    write(db, issues=["Too long."])
    write(db, checks=[{"check": "rows", "label": "Rows", "findings": ["One is missing."]}])
    assert counted(db) == [("check", "rows", "Rows", "minor"), ("gate", "", "", "minor")]


def test_a_verdict_that_is_changed_or_deleted_is_counted_as_it_is_now(db: Database) -> None:
    verdict = write(db, checks=CHECKS)
    with db.write() as session:
        row = session.get_one(Evaluation, verdict)
        row.checks, row.answers = [], ANSWERS
    assert counted(db) == COUNTED[1:]
    with db.write() as session:
        session.execute(delete(Evaluation).where(Evaluation.id == verdict))
    assert counted(db) == []


@pytest.mark.parametrize("odd", [None, [None, 1, "x", [], {}], [{"check": None, "findings": [None]}]])
def test_what_another_version_wrote_is_stored_all_the_same(db: Database, odd: Any) -> None:
    assert write(db, checks=odd or [], answers=odd or [], issues=odd or [])
