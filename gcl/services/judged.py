"""The script that a verdict is about, as it was when it was judged."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from gcl.db import Evaluation, Job, PipelineStep, ScriptVersion
from gcl.payloads import ROWS, ScriptRow
from gcl.services.campaigns import row_views


@dataclass(frozen=True)
class JudgedScript:
    """`exact` is False where what was judged is not kept any more, and `rows` are those of today."""

    origin_market: str
    market: str
    origin: list[ScriptRow]
    rows: list[ScriptRow]
    exact: bool


def judged_script(session: Session, verdict: Evaluation) -> JudgedScript:
    unit, job = verdict.ad_unit, session.get(Job, verdict.job_id)
    source = unit.source or unit
    # What a person asked to be judged carries a run's payload in its own.
    payload = job.payload.get("run", job.payload) if job else {}
    given = _rows(payload.get("origin"), "rows")
    rows = _draft(session, verdict)
    return JudgedScript(
        origin_market=source.market,
        market=unit.market,
        origin=given or row_views(source.rows),
        rows=rows or row_views(unit.rows),
        exact=bool(rows),
    )


def _draft(session: Session, verdict: Evaluation) -> list[ScriptRow]:
    written = select(PipelineStep.output).where(
        PipelineStep.job_id == verdict.job_id,
        PipelineStep.node == "writer",
        PipelineStep.draft == verdict.draft,
        PipelineStep.number < verdict.step,
    )
    output = session.scalar(written.order_by(PipelineStep.number.desc()).limit(1))
    if found := _rows(output, "rows"):
        return found
    # What a person wrote, or asked about after the run.
    kept = select(ScriptVersion.rows).where(
        ScriptVersion.ad_unit_id == verdict.ad_unit_id, ScriptVersion.number == verdict.revision
    )
    return _rows({"rows": session.scalar(kept)}, "rows") if verdict.revision else []


def _rows(holder: object, name: str) -> list[ScriptRow]:
    """Rows out of what another version of the studio may have written; none where they cannot be read."""
    try:
        return ROWS.validate_python(holder[name]) if isinstance(holder, dict) else []
    except (KeyError, ValidationError):
        return []
