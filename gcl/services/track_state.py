"""Whether the track of an adaptation has changed, for a screen that looks every second."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, aliased

from gcl.db import Campaign, Evaluation, Job, PipelineStep, VideoAdUnit

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
_JOB = select(
    *(Job.state, Job.progress_note, Job.progress_done, Job.progress_total, Job.cancel_requested, Job.error),
    *(Job.attempts, Job.claimed_at, Job.paused_at, Job.finished_at),
).where(Job.id == bindparam("id"))
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
    """`key` tells two states of a track apart. That of a run whose `job_state` is running changes with the time, too:
    it shows how long it has taken. Without a job, the other two are "" and None."""

    key: tuple[object, ...]
    job_state: str
    job_id: int | None


def track_state(session: Session, ad_unit_id: int) -> TrackState:
    """What changes whenever `build_track` does, in four small queries that read no output of a node."""
    of_unit = {"id": ad_unit_id}
    unit = session.execute(_UNIT, of_unit).first()
    job_id = unit.job_id if unit is not None else None
    of_job = {"id": job_id}
    job = session.execute(_JOB, of_job).first()
    steps = tuple(map(tuple, session.execute(_STEPS, of_job)))
    key = (tuple(unit or ()), tuple(job or ()), steps, session.scalar(_VERDICT, of_unit))
    return TrackState(key, job.state if job is not None else "", job_id)
