"""All campaigns at a glance, and the scripts of the one that is open: what the list beside the Adapt tab shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select

from gcl.db import Campaign, Database, VideoAdUnit
from gcl.services.campaigns import AdUnitSummary, ad_unit_summaries


@dataclass(frozen=True)
class OriginOutline:
    """An origin script with its adaptations, oldest first."""

    script: AdUnitSummary
    adaptations: list[AdUnitSummary]


@dataclass(frozen=True)
class CampaignOutline:
    """`scripts` counts origins and adaptations; `origins` are those of the open campaign, and empty in any other."""

    id: int
    name: str
    client: str
    scripts: int
    origins: list[OriginOutline] = field(default_factory=list)


class OutlineService:
    def __init__(self, db: Database) -> None:
        self.db = db

    def campaigns(self, opened: int = 0) -> list[CampaignOutline]:
        """Every campaign, oldest first, and the scripts of the campaign with the id `opened`.

        A studio may have thousands of scripts: those of the other campaigns are counted in an index and not read.
        """
        counted = (
            select(Campaign.id, Campaign.name, Campaign.client, func.count(VideoAdUnit.id))
            .outerjoin(VideoAdUnit, VideoAdUnit.campaign_id == Campaign.id)
            .group_by(Campaign.id)
            .order_by(Campaign.id)
        )
        with self.db.read() as session:
            rows = session.execute(counted).all()
            origins = (
                by_origin(ad_unit_summaries(session, VideoAdUnit.campaign_id == opened).get(opened, []))
                if opened
                else []
            )
        return [
            CampaignOutline(key, name, client, scripts, origins if key == opened else [])
            for key, name, client, scripts in rows
        ]

    def campaign_of(self, ad_unit_id: int) -> int:
        """The id of the campaign of a script; 0 where there is no such script."""
        with self.db.read() as session:
            return session.scalar(select(VideoAdUnit.campaign_id).where(VideoAdUnit.id == ad_unit_id)) or 0

    def first_script(self) -> int:
        """The id of the oldest script; 0 where there is none."""
        with self.db.read() as session:
            return session.scalar(select(func.min(VideoAdUnit.id))) or 0


def by_origin(scripts: Sequence[AdUnitSummary]) -> list[OriginOutline]:
    """The origins among some scripts, each with its adaptations, in the order in which they came."""
    under: dict[int | None, list[AdUnitSummary]] = {}
    for script in scripts:
        under.setdefault(script.source_id, []).append(script)
    return [OriginOutline(origin, under.get(origin.id, [])) for origin in under.get(None, [])]
