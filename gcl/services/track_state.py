"""Whether the track of an adaptation has changed, for a screen that looks every second."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, aliased

from gcl.db import Campaign, Evaluation, Job, PipelineStep, VideoAdUnit
from gcl.services.jobs import JobView, job_view
from gcl.services.order import LIGHT

# Made once: to put a query together takes longer than to ask it.
_ORIGIN = aliased(VideoAdUnit)
_UNIT = (
    select(
        *(VideoAdUnit.title, VideoAdUnit.language_code, VideoAdUnit.country_code, VideoAdUnit.status),
        *(VideoAdUnit.revision, VideoAdUnit.approved_revision, VideoAdUnit.brand_id, VideoAdUnit.job_id),
        *(Campaign.name, Campaign.brand_id.label("campaign_brand_id")),
        *(_ORIGIN.id, _ORIGIN.title, _ORIGIN.language_code, _ORIGIN.country_code, _ORIGIN.revision),
    )
    .join(Campaign, VideoAdUnit.campaign_id == Campaign.id)
    .outerjoin(_ORIGIN, VideoAdUnit.source_id == _ORIGIN.id)
    .where(VideoAdUnit.id == bindparam("id"))
)
_JOB = select(Job).where(Job.id == bindparam("id")).options(LIGHT)
# A node that does its work again starts anew, and a person who overrides a verdict turns its state round: no output
# changes without one of these.
_STEPS = (
    select(
        *(PipelineStep.number, PipelineStep.node, PipelineStep.status, PipelineStep.state, PipelineStep.model_key),
        *(PipelineStep.draft, PipelineStep.started_at, PipelineStep.finished_at),
    )
    .where(PipelineStep.job_id == bindparam("id"))
    .order_by(PipelineStep.number)
)
_VERDICT = select(func.max(Evaluation.id)).where(Evaluation.ad_unit_id == bindparam("id"))


@dataclass(frozen=True)
class TrackState:
    """`key` tells two states of a track apart, but for the time and the progress of a run that goes on: these are in
    `job`, as they are now. It has no payload, and is None where there is no run."""

    key: tuple[object, ...]
    job: JobView | None = field(compare=False)


def track_state(session: Session, ad_unit_id: int) -> TrackState:
    """What changes whenever `build_track` does, in four small queries that read no output of a node."""
    of_unit = {"id": ad_unit_id}
    unit = session.execute(_UNIT, of_unit).first()
    of_job = {"id": unit.job_id if unit is not None else None}
    job = session.scalar(_JOB, of_job)
    steps = tuple(map(tuple, session.execute(_STEPS, of_job)))
    key = (tuple(unit or ()), _of_job(job), steps, session.scalar(_VERDICT, of_unit))
    return TrackState(key, job_view(job, light=True) if job is not None else None)


def _of_job(job: Job | None) -> tuple[object, ...]:
    if job is None:
        return ()
    ended = (job.state, job.cancel_requested, job.error, job.attempts, job.claimed_at, job.paused_at, job.finished_at)
    return ended if job.state == "running" else (*ended, job.progress_note, job.progress_done, job.progress_total)
