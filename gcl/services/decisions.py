"""What people decided about an ad unit, as it is listed: who, when, what, and what they changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from gcl import jobs
from gcl.db import Decision, Job, PipelineStep, VideoAdUnit, utcnow
from gcl.person import somebody
from gcl.services.edits import Change, differences
from gcl.shots_named import told
from gcl.stages import BY_KEY


@dataclass(frozen=True)
class DecisionView:
    """`what` follows the name in a sentence: "accepted the cultural brief". `step` is that of the run, if it is of
    one; `draft_passes` what an override made of a verdict."""

    id: int
    job_id: int | None
    step: int | None
    node: str
    action: str
    who: str
    note: str
    what: str
    changed: list[Change]
    draft_passes: bool | None
    created_at: datetime


def decisions_of(session: Session, ad_unit_id: int) -> list[DecisionView]:
    """Everything that was decided about an ad unit, newest first."""
    query = select(Decision).where(Decision.ad_unit_id == ad_unit_id).order_by(Decision.id.desc())
    return [decision_view(row) for row in session.scalars(query)]


def decision_view(row: Decision) -> DecisionView:
    changes = row.changes or {}
    passes = changes["after"]["passed"] if row.action == "override" and changes else None
    edited = row.action == "edit" and bool(changes)
    return DecisionView(
        id=row.id,
        job_id=row.job_id,
        step=row.step,
        node=row.node,
        action=row.action,
        who=row.who,
        note=row.note,
        what=_what(row.action, row.node, passes, (changes.get("after") or {}).get("shots")),
        changed=differences(changes["before"], changes["after"]) if edited else [],
        draft_passes=passes,
        created_at=row.created_at,
    )


def cancel_job(session: Session, job_id: int, who: str) -> Job:
    """Ask a job to stop. That of a run that waits for a person is a decision like theirs, and kept as one.

    Raises what `gcl.jobs.cancel` raises.
    """
    job = jobs.get(session, job_id)
    unit = session.scalar(select(VideoAdUnit).where(VideoAdUnit.job_id == job_id))
    step = session.scalar(
        select(PipelineStep).where(PipelineStep.job_id == job_id).order_by(PipelineStep.number.desc()).limit(1)
    )
    if job.state != "parked" or unit is None or step is None:
        return jobs.cancel(session, job_id)
    name = somebody(who)
    about = {"ad_unit_id": unit.id, "job_id": job_id, "step": step.number, "node": step.node}
    session.add(Decision(**about, action="stop", who=name, created_at=utcnow()))
    return jobs.stop(session, job_id, f"{name[:1].upper()}{name[1:]} stopped this run at {produced(step.node)}.")


def produced(node: str) -> str:
    """What a node gives, as the object of a sentence: "the cultural brief"."""
    if node in ("concept", "culture"):
        return "the concept brief" if node == "concept" else "the cultural brief"
    if node == "writer" or node not in BY_KEY:
        return "the draft"
    return f"the verdict of the {BY_KEY[node].label.lower()}"


def _what(action: str, node: str, passes: bool | None, shots: list[str] | None) -> str:
    thing = produced(node)
    label = BY_KEY[node].label.lower() if node in BY_KEY else ""
    if action == "edit":
        return f"changed {'the draft' if label.endswith('gate') else thing} and accepted it"
    if action == "again":
        if shots is not None:
            return f"asked the writer to rewrite {told(shots)}"
        return f"asked the {label} to do it again"
    if action == "override":
        if passes:
            return f"let the draft pass the {label} all the same"
        rewrite = f", and had {told(shots)} rewritten" if shots is not None else ""
        return f"refused the draft that passed the {label}{rewrite}"
    if action == "stop":
        return f"stopped the run at {thing}"
    return {"accept": f"accepted {thing}", "approve": "approved the script", "withdraw": "withdrew the approval"}.get(
        action, action
    )
