"""Verdicts as files to take away: CSV for spreadsheets, JSON for programs. Written piece by piece, however many."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

from gcl.formats.cells import guarded
from gcl.services.evaluations import EvaluationView
from gcl.services.evidence import FAILED

COLUMNS = (
    "id",
    "created_at",
    "campaign",
    "ad_unit_id",
    "ad_unit",
    "market",
    "gate",
    "draft",
    "passed",
    "score",
    "parts_passed",
    "parts_counted",
    "parts_not_counted",
    "overridden_by",
    "override_reason",
    "model",
    "job_id",
    "step",
    "summary",
    "failed",
    "issues",
    "checks",
    "answers",
)


def as_object(verdict: EvaluationView) -> dict[str, Any]:
    """All that is known of a verdict, by the names of COLUMNS."""
    parts, override = verdict.parts, verdict.override or {}
    return {
        "id": verdict.id,
        "created_at": verdict.created_at.isoformat(),
        "campaign": verdict.campaign_name,
        "ad_unit_id": verdict.ad_unit_id,
        "ad_unit": verdict.ad_unit_title,
        "market": verdict.market,
        "gate": verdict.gate,
        "draft": verdict.draft,
        "passed": verdict.passed,
        "score": verdict.score,
        "parts_passed": parts.passed if parts else None,
        "parts_counted": parts.counted if parts else None,
        "parts_not_counted": parts.unsupported if parts else None,
        "overridden_by": override.get("who"),
        "override_reason": override.get("reason"),
        "model": verdict.model_key,
        "job_id": verdict.job_id,
        "step": verdict.step,
        "summary": verdict.summary,
        "failed": [_told(one.severity, one.label, one.reason) for one in verdict.evidence if one.state == FAILED],
        "issues": verdict.issues,
        "checks": verdict.checks,
        "answers": verdict.answers,
    }


def as_json(verdicts: Iterable[EvaluationView]) -> Iterator[str]:
    """A JSON list of `as_object`, one line each."""
    between = "[\n"
    for verdict in verdicts:
        yield between + json.dumps(as_object(verdict), ensure_ascii=False)
        between = ",\n"
    yield "[]\n" if between == "[\n" else "\n]\n"


def as_csv(verdicts: Iterable[EvaluationView]) -> Iterator[str]:
    """A CSV table as RFC 4180 has it, with a byte order mark, without which Excel garbles what is not ASCII. Lists are
    JSON in their cell, but for `failed`, which is for people; no cell can be taken for a formula."""
    yield "\ufeff" + _line(COLUMNS)
    for verdict in verdicts:
        row = as_object(verdict)
        row["failed"] = "\n".join(row["failed"])
        yield _line([_cell(row[name]) for name in COLUMNS])


FORMATS = {"csv": (as_csv, "text/csv; charset=utf-8"), "json": (as_json, "application/json")}


def _line(cells: Iterable[object]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    return guarded(value) if isinstance(value, str) else value


def _told(severity: str, label: str, reason: str) -> str:
    return f"{severity.capitalize()}: {label}" + (f" {reason}" if reason else "")
