"""What is put away rests: no work begins on it, and nobody changes or approves it, until it is taken back."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, select, union_all
from sqlalchemy.orm import Session, aliased

from gcl.db import Campaign, Job, VideoAdUnit
from gcl.errors import ConflictError, InputError

OF_SCRIPTS = ("adaptation", "evaluation", "alternatives")  # kinds of jobs


def is_archived(unit: VideoAdUnit) -> bool:
    """Whether a script is put away: by itself, with its origin or with its campaign."""
    return any(one is not None and one.archived_at is not None for one in (unit, unit.source, unit.campaign))


def refuse_archived(unit: VideoAdUnit) -> None:
    """ConflictError, with what to do, for a script that is put away."""
    if not is_archived(unit):
        return
    named = unit.title if unit.kind == "origin" else f"{unit.title} for {unit.market}"
    if unit.campaign.archived_at is not None:
        raise ConflictError(f"{named} is archived with its campaign, {unit.campaign.name}. Take that out first.")
    if unit.archived_at is None:
        raise ConflictError(f"{named} is archived with its origin. Take that out of the archive first.")
    raise ConflictError(f"{named} is archived. Take it out of the archive first.")


def refuse_archived_campaign(campaign: Campaign) -> None:
    """InputError for a campaign that is put away: a script that is added to it would be listed nowhere."""
    if campaign.archived_at is not None:
        raise InputError(f"The campaign {campaign.name} is archived. Take it out of the archive, or choose another.")


def refuse_archived_work(session: Session, job: Job) -> None:
    """ConflictError for a job that works on a script that is put away."""
    if job.kind not in OF_SCRIPTS:
        return
    run = job.payload.get("run")
    given = run if isinstance(run, dict) else job.payload
    unit = session.get(VideoAdUnit, given.get("ad_unit_id") or 0)
    if unit is not None:
        refuse_archived(unit)


def listed() -> ColumnElement[bool]:
    """Of scripts: put away neither by themselves, nor with their origin or their campaign. Indices answer it: no script
    is read, and one look at a list of ids does for all that is put away with something else."""
    origin, adaptation, other = aliased(VideoAdUnit), aliased(VideoAdUnit), aliased(VideoAdUnit)
    with_origin = select(adaptation.id).where(
        adaptation.source_id.in_(select(origin.id).where(origin.archived_at.is_not(None)))
    )
    with_campaign = select(other.id).where(
        other.campaign_id.in_(select(Campaign.id).where(Campaign.archived_at.is_not(None)))
    )
    return and_(VideoAdUnit.archived_at.is_(None), VideoAdUnit.id.not_in(union_all(with_origin, with_campaign)))
