"""Verdicts by the thousand, as years of runs leave them, written in one go."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from gcl.services import Services
from gcl.stages import GATES

FINDING = {"severity": "minor", "shot": "1", "cell": "audio", "quote": "x", "problem": "p", "fix": "f"}
MARKETS = ("ja-JP", "de-DE", "fr-FR", "en-GB", "ar-SA")


def add_runs(services: Services, moments: Sequence[datetime], *, padding: int = 0) -> int:
    """An adaptation for each moment, the markets in turn, with two drafts at all four gates; the number of verdicts.

    A first draft fails at the brand gate, every other one at the cultural gate as well; a second passes. `padding` is
    how many characters of reasons each verdict has more.
    """
    insert = "INSERT INTO video_ad_unit (id, campaign_id, kind, source_id, title, language_code, country_code, status, "
    insert += "job_id, pipeline_model_config, pipeline_metadata, revision, created_at) "
    insert += "VALUES (?, 1, 'adaptation', 1, 'A spot', ?, ?, 'completed', ?, '{}', '{}', 1, ?)"
    jobs = "INSERT INTO job (id, kind, state, title, priority, passed_over, payload, attempts, cancel_requested, "
    jobs += "progress_done, progress_total, progress_note, created_at) "
    jobs += "VALUES (?, 'adaptation', 'done', 'A run', 0, 0, '{}', 1, 0, 1, 1, '', ?)"
    verdicts = "INSERT INTO evaluation (ad_unit_id, job_id, step, gate, draft, passed, score, issues, summary, checks, "
    verdicts += "answers, model_key, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'So.', ?, ?, 'm', ?)"
    times = [moment.strftime("%Y-%m-%d %H:%M:%S.%f") for moment in moments]
    with services.db.write() as session:
        run = session.connection().exec_driver_sql
        first = (run("SELECT max(id) FROM video_ad_unit").scalar() or 0) + 1
        begun = (run("SELECT max(id) FROM job").scalar() or 0) + 1
        run(jobs, [(begun + n, when) for n, when in enumerate(times)])
        run(
            insert,
            [(first + n, *MARKETS[n % len(MARKETS)].split("-"), begun + n, when) for n, when in enumerate(times)],
        )
        run(
            verdicts,
            [
                (first + n, begun + n, 4 * draft + place, gate, draft, *_said(gate, draft, n, padding), when)
                for n, when in enumerate(times)
                for draft in (1, 2)
                for place, gate in enumerate(GATES)
            ],
        )
    return 2 * len(GATES) * len(moments)


def _said(gate: str, draft: int, number: int, padding: int) -> tuple[Any, ...]:
    passed = draft == 2 or not (gate == "brand" or (gate == "cultural" and number % 2))
    findings = [FINDING] if gate == "format" and draft == 1 else []
    checks = [{"check": "pace", "label": "Voices fit", "findings": findings}] if gate == "format" else []
    answer = {
        "item": f"{gate}-tone",
        "question": f"Is the tone right for the {gate} gate?",
        "severity": "major",
        "answer": "yes" if passed else "no",
        "reason": "x" * padding,
        "quote": "x",
        "shot": "1",
        "cell": "audio",
        "supported": True,
    }
    issues = [] if passed else [{"severity": "major", "description": "x", "location": "Shot 1, audio"}]
    return passed, 1.0 if passed else 0.5, json.dumps(issues), json.dumps(checks), json.dumps([answer])
