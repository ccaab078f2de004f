"""The campaign list kept in order: new campaigns and scripts, copies, other names, and what is put away and taken back.

Nothing is ever deleted: what is archived is kept whole, and no longer listed.
"""

from __future__ import annotations

import re
import unicodedata

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from gcl.db import Campaign, Database, Job, LineOptions, VideoAdUnit, utcnow
from gcl.db.work import OVER
from gcl.errors import ConflictError, InputError
from gcl.script_versions import as_table, first_version
from gcl.services import markets
from gcl.services.archive import refuse_archived_campaign
from gcl.services.campaigns import find_ad_unit, find_campaign, row_views

LONGEST_NAME, LONGEST_TITLE, LONGEST_CLIENT, LONGEST_KEY = 120, 160, 120, 60
# Letters and symbols to Unicode, and blank on every screen.
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")


class FilingService:
    def __init__(self, db: Database) -> None:
        self.db = db

    def add_campaign(self, name: str, client: str = "") -> int:
        """A new campaign without scripts; its id. InputError without a name or where a campaign has it already."""
        name, client = _line(name, "The name of a campaign", LONGEST_NAME), _client(client)
        with self.db.write() as session:
            _refuse_taken(session, name)
            campaign = Campaign(key=_key(session, name), name=name, client=client)
            session.add(campaign)
            session.flush()
            return campaign.id

    def add_script(self, campaign_id: int, title: str, market: str) -> int:
        """A new origin script without rows; the id of its ad unit. NotFound for the campaign or the market, InputError
        for a campaign that is archived."""
        title = _line(title, "The title of a script", LONGEST_TITLE)
        with self.db.write() as session:
            campaign = find_campaign(session, campaign_id)
            refuse_archived_campaign(campaign)
            language, country = markets.find(session, market)
            unit = VideoAdUnit(
                campaign=campaign,
                kind="origin",
                title=title,
                language_code=language.code,
                country_code=country.code,
                revision=0,  # its first save will be version 1
            )
            session.add(unit)
            session.flush()
            return unit.id

    def duplicate(self, ad_unit_id: int, *, who: str = "") -> int:
        """A copy of an origin with its rows, in the same campaign and without adaptations; the id of its ad unit."""
        with self.db.write() as session:
            origin = _origin(session, ad_unit_id, "duplicated")
            refuse_archived_campaign(origin.campaign)
            copy = VideoAdUnit(
                campaign=origin.campaign,
                kind="origin",
                title=_copy_title(session, origin),
                language_code=origin.language_code,
                country_code=origin.country_code,
                brand=origin.brand,
                revision=1 if origin.rows else 0,
            )
            session.add(copy)
            session.flush()
            session.add_all(as_table(row_views(origin.rows), copy.id))
            if origin.rows:
                first_version(session, copy, author=who, note=f"Copied from {origin.title}"[:300])
            return copy.id

    def rename_campaign(self, campaign_id: int, name: str, client: str, *, was: tuple[str, str]) -> None:
        """Give a campaign another name and client. `was` is what the person saw: ConflictError if it is not so any
        more."""
        name, client = _line(name, "The name of a campaign", LONGEST_NAME), _client(client)
        with self.db.write() as session:
            campaign = find_campaign(session, campaign_id)
            if (campaign.name, campaign.client) != was:
                raise ConflictError(_overtaken(was[0], campaign.name))
            if name != campaign.name:
                _refuse_taken(session, name)
            campaign.name, campaign.client = name, client

    def rename_script(self, ad_unit_id: int, title: str, *, was: str) -> None:
        """Give an origin another title, and those of its adaptations that bear the old one. ConflictError if somebody
        renamed it since a person saw it called `was`."""
        title = _line(title, "The title of a script", LONGEST_TITLE)
        with self.db.write() as session:
            origin = _origin(session, ad_unit_id, "renamed")
            if origin.title != was:
                raise ConflictError(_overtaken(was, origin.title))
            alike = select(VideoAdUnit).where(VideoAdUnit.source_id == origin.id, VideoAdUnit.title == origin.title)
            for unit in (origin, *session.scalars(alike)):
                unit.title = title

    def archive_campaign(self, campaign_id: int, away: bool = True) -> None:
        """Put a campaign away with all its scripts, or take it back. ConflictError while one of them is at work."""
        with self.db.write() as session:
            campaign = find_campaign(session, campaign_id)
            if away:
                _refuse_at_work(session, campaign.name, VideoAdUnit.campaign_id == campaign.id)
            campaign.archived_at = (campaign.archived_at or utcnow()) if away else None

    def archive_script(self, ad_unit_id: int, away: bool = True) -> None:
        """Put an ad unit away, an origin with its adaptations, or take it back. ConflictError while it is at work."""
        with self.db.write() as session:
            unit = find_ad_unit(session, ad_unit_id)
            if away:
                own = (VideoAdUnit.id == unit.id) | (VideoAdUnit.source_id == unit.id)
                named = unit.title if unit.kind == "origin" else f"{unit.title} for {unit.market}"
                _refuse_at_work(session, named, own)
            unit.archived_at = (unit.archived_at or utcnow()) if away else None


def _origin(session: Session, ad_unit_id: int, done: str) -> VideoAdUnit:
    unit = find_ad_unit(session, ad_unit_id)
    if unit.kind != "origin":
        raise InputError(f"{unit.title} for {unit.market} is an adaptation. Only its origin can be {done}.")
    return unit


def _line(text: str, what: str, longest: int) -> str:
    line = " ".join(text.split())
    if not any(_is_seen(character) for character in line):
        raise InputError(f"{what} is empty. Give it one.")
    if len(line) > longest:
        raise InputError(f"{what} has {len(line)} characters; at most {longest} are taken. Shorten it.")
    return line


def _is_seen(character: str) -> bool:
    """Whether it is a letter, number, sign or symbol, and none of those that nothing shows."""
    return unicodedata.category(character)[0] in "LNPS" and character not in _BLANK


def _client(text: str) -> str:
    return _line(text, "The name of the client", LONGEST_CLIENT) if text.strip() else ""


def _refuse_taken(session: Session, name: str) -> None:
    if session.scalar(select(Campaign.id).where(Campaign.name == name).limit(1)) is not None:
        raise InputError(f"There is a campaign called {name} already. Give this one another name.")


def _key(session: Session, name: str) -> str:
    """A key that no campaign has: "maple-gold-spring", "maple-gold-spring-2"."""
    stem = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:LONGEST_KEY] or "campaign"
    taken = set(session.scalars(select(Campaign.key).where(Campaign.key.startswith(stem, autoescape=True))))
    number = 1
    while (key := stem if number == 1 else f"{stem}-{number}") in taken:
        number += 1
    return key


def _copy_title(session: Session, origin: VideoAdUnit) -> str:
    """ "Maple (copy)", "Maple (copy 2)": one that no script of the campaign has."""
    own = select(VideoAdUnit.title).where(VideoAdUnit.campaign_id == origin.campaign_id)
    taken = set(session.scalars(own.where(VideoAdUnit.kind == "origin")))
    number = 1
    while True:
        ending = " (copy)" if number == 1 else f" (copy {number})"
        title = origin.title[: LONGEST_TITLE - len(ending)] + ending
        if title not in taken:
            return title
        number += 1


def _refuse_at_work(session: Session, named: str, which: ColumnElement[bool]) -> None:
    """ConflictError while a job of one of these ad units is not over: a run, an evaluation or alternatives."""
    market = select(VideoAdUnit.language_code, VideoAdUnit.country_code).where(which).limit(1)
    runs = market.join(Job, Job.id.in_((VideoAdUnit.job_id, VideoAdUnit.evaluation_job_id)))
    lines = market.join(LineOptions, LineOptions.ad_unit_id == VideoAdUnit.id).join(Job, LineOptions.job_id == Job.id)
    at_work = (session.execute(query.where(Job.state.not_in(OVER))).first() for query in (runs, lines))
    found = next((one for one in at_work if one is not None), None)
    if found is not None:
        raise ConflictError(
            f"{named} is still at work on {found[0]}-{found[1]}. Wait until that is over or cancel it, then archive it."
        )


def _overtaken(was: str, now: str) -> str:
    return f"Somebody else changed {was} in the meantime: it is now called {now}. Look at it, then change it again."
