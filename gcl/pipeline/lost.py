"""Runs that ended without their runner: their worker was lost once too often, or a person cancelled one that waited to
go on. What they had made is in their steps, and is put where a runner would have put it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from gcl.db import Database, Job, PipelineStep, VideoAdUnit
from gcl.errors import DatabaseBusy, DiskFull, GclError
from gcl.payloads import AdaptationJob
from gcl.pipeline.record import save
from gcl.pipeline.state import AdaptationState, Json, first_state
from gcl.rounds import sent_back
from gcl.stages import BY_KEY, CANCELLED, COMPLETED, DRAFT, EDITED, FAILED, GATES, SHARED

log = structlog.get_logger(__name__)


def save_lost(db: Database) -> list[int]:
    """Save every run whose job is over and whose ad unit does not know it. Returns the ids of those jobs.

    Of one that cannot be saved only the end is kept, and it keeps none of the others from being saved.
    """
    query = (
        select(Job.id)
        .join(VideoAdUnit, VideoAdUnit.job_id == Job.id)
        .where(VideoAdUnit.status.not_in((DRAFT, COMPLETED, FAILED, CANCELLED)), Job.state.in_(("failed", "cancelled")))
    )
    with db.read() as session:
        lost = list(session.scalars(query))
    for job_id in lost:
        _save_or_end(db, job_id)
    return lost


def _save_or_end(db: Database, job_id: int) -> None:
    try:
        with db.write() as session:
            _save(session, session.get_one(Job, job_id))
    except (DatabaseBusy, DiskFull):
        raise  # so would the next one be refused; all are tried again after the next job
    except Exception:
        # Not tried again: it would fail after every job, for ever.
        log.exception("could not save what a lost run had made", job=job_id)
        with db.write() as session:
            _end(session, session.get_one(Job, job_id))
    else:
        log.warning("saved what a lost run had made", job=job_id)


def _save(session: Session, job: Job) -> None:
    try:
        payload = AdaptationJob.read(job.payload)
    except GclError:  # of another version of the studio, which this one cannot run either
        _end(session, job)
        return
    query = select(PipelineStep).where(PipelineStep.job_id == job.id).order_by(PipelineStep.number)
    save(session, job.id, payload, state_of(session.scalars(query).all(), payload), _status(job))


def _end(session: Session, job: Job) -> None:
    session.scalars(select(VideoAdUnit).where(VideoAdUnit.job_id == job.id)).one().status = _status(job)


def _status(job: Job) -> str:
    return CANCELLED if job.state == "cancelled" else FAILED


def state_of(steps: Sequence[PipelineStep], payload: AdaptationJob) -> AdaptationState:
    """What the state of a run holds after `steps`, as far as it is saved; a step that did not end adds nothing."""
    state: Json = dict(first_state(payload))
    asked_for = sent_back(steps)
    for step in steps:
        if step.finished_at is None or step.output is None:
            continue
        of_draft = {"draft": step.draft, "model_key": step.model_key}
        if step.node in GATES:
            where = {"step": step.number, "gate": step.node, "created_at": step.finished_at.isoformat()}
            said = {name: value for name, value in step.output.items() if name != "override"}
            state["evaluations"].append({**where, **of_draft, **said})
            if override := step.output.get("override"):
                state["overrides"].append({"step": step.number, **override})
        elif step.node == "writer":
            before = [one for one in asked_for if one.number < step.number]
            state |= {f"{gate}_revision_count": sum(one.node == gate for one in before) for gate in GATES}
            by_hand = {"by_hand": True} if step.status == EDITED else {}
            state["drafts"].append({**of_draft, "rows": step.output["rows"], **by_hand})
        else:
            state["concept_brief" if step.node == "concept" else "cultural_brief"] = step.output
        if step.status == EDITED:
            continue  # no node was visited
        slug = BY_KEY[step.node].slug
        state["visits"].append(
            {
                "step": step.number,
                "node": step.node,
                **of_draft,
                "template": slug,
                "template_version": payload.templates[slug].version,
                "started_at": step.started_at.isoformat(),
                "seconds": round((step.finished_at - step.started_at).total_seconds(), 3),
                "shared": step.status == SHARED,
            }
        )
    return cast(AdaptationState, state)
