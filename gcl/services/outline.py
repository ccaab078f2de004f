"""All campaigns at a glance, and the scripts of the one that is open: what the list beside the Adapt tab shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from gcl.db import Campaign, Database, VideoAdUnit
from gcl.db.session import folded
from gcl.services import archive, markets
from gcl.services.campaigns import IMPORTS_KEY, AdUnitSummary, ad_unit_summaries
from gcl.services.paging import window

PAGE = 40  # campaigns
MOST_FOUND, MOST_WORDS = 60, 6


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
    archived: bool = False


@dataclass(frozen=True)
class OutlinePage:
    """Campaigns, newest first. `away` is how many campaigns and scripts are archived in all."""

    campaigns: list[CampaignOutline]
    total: int
    page: int
    pages: int
    away: int


@dataclass(frozen=True)
class Found:
    """What a search found, newest first; `more` tells that there is more than is listed. Campaigns by id."""

    campaigns: list[CampaignOutline]
    scripts: list[tuple[AdUnitSummary, CampaignOutline]]
    more: bool


class OutlineService:
    def __init__(self, db: Database) -> None:
        self.db = db

    def campaigns(self, opened: int = 0) -> list[CampaignOutline]:
        """Every campaign that is not archived, oldest first, and the scripts of the campaign with the id `opened`.

        A studio may have thousands of scripts: those of the other campaigns are counted in an index and not read.
        """
        with self.db.read() as session:
            return _outlines(session, select(Campaign).where(Campaign.archived_at.is_(None)), opened, archived=False)

    def page(self, opened: int = 0, page: int = 0, *, archived: bool = False, size: int = PAGE) -> OutlinePage:
        """One page of the campaigns, newest first; with `page` 0 the one that the campaign `opened` is on.

        What is archived is left out unless `archived`.
        """
        listed = [] if archived else [Campaign.archived_at.is_(None)]
        count = select(func.count()).select_from(Campaign).where(*listed)
        with self.db.read() as session:
            total = session.scalar(count) or 0
            if not page and opened:
                page = 1 + max(0, (session.scalar(count.where(Campaign.id >= opened)) or 0) - 1) // size
            part = window(page or 1, size, total)
            query = select(Campaign).where(*listed).order_by(Campaign.id.desc()).offset(part.offset).limit(part.size)
            found = _outlines(session, query, opened, archived=archived)
            away = select(
                select(func.count()).where(Campaign.archived_at.is_not(None)).scalar_subquery()
                + select(func.count()).where(VideoAdUnit.archived_at.is_not(None)).scalar_subquery()
            )
            return OutlinePage(found, total, part.number, part.pages, session.scalar(away) or 0)

    def find(self, text: str, *, archived: bool = False) -> Found:
        """The campaigns and scripts that have every word of `text` in a title, a market ("ja-JP", "Japan", "Japanese"),
        the campaign's name or its client."""
        # Those that few have first, as numbers and tags mostly are: the others are then looked for in little.
        words = sorted(folded(text).split()[:MOST_WORDS], key=lambda word: (word.isalpha(), -len(word)))
        with self.db.read() as session:
            named = and_(*(_in_campaign(word) for word in words))
            listed = [] if archived else [Campaign.archived_at.is_(None)]
            query = select(Campaign).where(named, *listed).order_by(Campaign.id.desc()).limit(MOST_FOUND + 1)
            campaigns = _outlines(session, query, 0, archived=archived)
            kept = [_in_script(session, word) for word in words]
            if not archived:
                kept.append(archive.listed())
            # By an expression: sorted by the id itself, SQLite would read whole rows in its order, with their briefs.
            newest = func.abs(VideoAdUnit.id).desc()
            ids = list(session.scalars(select(VideoAdUnit.id).where(*kept).order_by(newest).limit(MOST_FOUND + 1)))
            under = ad_unit_summaries(session, VideoAdUnit.id.in_(ids))
            owners = _outlines(session, select(Campaign).where(Campaign.id.in_(under)), 0, archived=True)
        by_id = {one.id: one for one in owners}
        scripts = [(script, by_id[key]) for key, own in under.items() for script in own]
        scripts.sort(key=lambda pair: -pair[0].id)
        more = max(len(campaigns), len(scripts)) > MOST_FOUND
        return Found(campaigns[:MOST_FOUND], scripts[:MOST_FOUND], more)

    def campaign(self, campaign_id: int) -> CampaignOutline | None:
        """A campaign without its scripts; None where there is no such campaign."""
        with self.db.read() as session:
            found = _outlines(session, select(Campaign).where(Campaign.id == campaign_id), 0, archived=True)
        return found[0] if found else None

    def imports(self) -> CampaignOutline | None:
        """The campaign of scripts that were imported into none, archived or not; None before the first."""
        with self.db.read() as session:
            found = _outlines(session, select(Campaign).where(Campaign.key == IMPORTS_KEY), 0, archived=True)
        return found[0] if found else None

    def campaign_of(self, ad_unit_id: int) -> int:
        """The id of the campaign of a script; 0 where there is no such script."""
        with self.db.read() as session:
            return session.scalar(select(VideoAdUnit.campaign_id).where(VideoAdUnit.id == ad_unit_id)) or 0

    def is_archived(self, ad_unit_id: int) -> bool:
        """Whether a script is put away: by itself, with its origin or with its campaign."""
        with self.db.read() as session:
            unit = session.get(VideoAdUnit, ad_unit_id)
            return unit is not None and archive.is_archived(unit)

    def first_script(self) -> int:
        """The id of the oldest script that is not archived; 0 where there is none."""
        first = select(func.min(VideoAdUnit.id)).where(archive.listed())
        with self.db.read() as session:
            return session.scalar(first) or 0


def by_origin(scripts: Sequence[AdUnitSummary]) -> list[OriginOutline]:
    """The origins among some scripts, each with its adaptations, in the order in which they came."""
    under: dict[int | None, list[AdUnitSummary]] = {}
    for script in scripts:
        under.setdefault(script.source_id, []).append(script)
    return [OriginOutline(origin, under.get(origin.id, [])) for origin in under.get(None, [])]


def _outlines(session: Session, campaigns: Select[Campaign], opened: int, *, archived: bool) -> list[CampaignOutline]:
    """These campaigns in their order, with how many scripts each has; archived ones count only if `archived`."""
    found = session.scalars(campaigns).all()
    counted = select(VideoAdUnit.campaign_id, func.count()).where(
        VideoAdUnit.campaign_id.in_([one.id for one in found])
    )
    counted = counted.group_by(VideoAdUnit.campaign_id)
    shown: list[ColumnElement[bool]] = [] if archived else [archive.listed()]
    counts = dict(session.execute(counted.where(*shown)).tuples().all())
    outlines = [
        CampaignOutline(one.id, one.name, one.client, counts.get(one.id, 0), [], one.archived_at is not None)
        for one in found
    ]
    if not any(one.id == opened for one in outlines):
        return outlines
    own = ad_unit_summaries(session, VideoAdUnit.campaign_id == opened, *shown).get(opened, [])
    return [replace(one, origins=by_origin(own)) if one.id == opened else one for one in outlines]


def _in_campaign(word: str) -> ColumnElement[bool]:
    text = func.folded(Campaign.name + " " + Campaign.client)
    return text.contains(word, autoescape=True)


def _in_script(session: Session, word: str) -> ColumnElement[bool]:
    tags = [choice.code for choice in markets.choices(session) if word in folded(choice.label)]
    places = [func.folded(VideoAdUnit.title).contains(word, autoescape=True)]
    places.append(VideoAdUnit.campaign_id.in_(select(Campaign.id).where(_in_campaign(word))))
    if tags:
        places.append((VideoAdUnit.language_code + "-" + VideoAdUnit.country_code).in_(tags))
    return or_(*places)
