"""Campaigns and their scripts: look, edit rows, import an origin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload, selectinload

from gcl.config import Config
from gcl.db import AdUnitScriptRow, Brand, Campaign, Country, Database, Job, Language, VideoAdUnit
from gcl.db.work import OVER
from gcl.errors import ConflictError, InputError, NotFound
from gcl.formats.script import ImportedScript, check_rows, parse_script
from gcl.payloads import ScriptRow
from gcl.person import somebody
from gcl.script_versions import as_table, first_version, write_rows
from gcl.services import markets
from gcl.services.archive import refuse_archived, refuse_archived_campaign
from gcl.stages import CANCELLED, COMPLETED, DRAFT, FAILED, IN_REVIEW, QUEUED

# Where a script goes that is imported without a campaign, and the market of one that does not say its own.
IMPORTS_KEY, IMPORTS_NAME = "imported-scripts", "Imported scripts"
DEFAULT_ORIGIN_MARKET = "en-US"
EDITED, IMPORTED = "Edited by hand", "Imported"  # notes of versions


@dataclass(frozen=True)
class AdUnitSummary:
    id: int
    title: str
    kind: str
    market: str
    status: str
    source_id: int | None
    job_id: int | None
    archived: bool = False


@dataclass(frozen=True)
class AdUnitView:
    """`language` is its English name, `direction` is ltr or rtl; `brand_key` is the ad unit's own or its campaign's;
    `approved` says whether a person approved the script as it is now."""

    id: int
    title: str
    kind: str
    market: str
    language: str
    country: str
    direction: str
    status: str
    campaign_id: int
    campaign_name: str
    source_id: int | None
    brand_key: str | None
    job_id: int | None
    revision: int
    rows: list[ScriptRow]
    concept_brief: dict[str, Any] | None
    cultural_brief: dict[str, Any] | None
    pipeline_metadata: dict[str, Any]
    approved: bool = False


class CampaignService:
    def __init__(self, config: Config, db: Database) -> None:
        self.config, self.db = config, db

    def ad_unit(self, ad_unit_id: int) -> AdUnitView:
        with self.db.read() as session:
            return ad_unit_view(session, find_ad_unit(session, ad_unit_id))

    def save_rows(
        self, ad_unit_id: int, rows: list[ScriptRow], revision: int, *, who: str = "", note: str = EDITED
    ) -> int:
        """Replace a script's rows by those of a person, kept as a version with the name `who` and a note; the new
        revision.

        Raises ScriptError for rows that break a rule, and ConflictError if somebody saved after `revision` was read or
        if an adaptation is still being written. A run that was submitted keeps the rows that it was submitted with.
        """
        with self.db.write() as session:
            return save_by_hand(session, self.config, find_ad_unit(session, ad_unit_id), rows, revision, who, note)

    def import_script(
        self,
        name: str,
        content: bytes,
        *,
        market: str | None = None,
        campaign_id: int | None = None,
        brand_key: str | None = None,
        title: str | None = None,
        who: str = "",
    ) -> int:
        """Add a script from the bytes of a file called `name` as an origin; the id of its ad unit.

        What is given here wins over what the file says of itself. A script that says no market is taken as en-US;
        one for no campaign goes to "Imported scripts", which that takes out of the archive. Raises ScriptError,
        NotFound for the market, brand or campaign, and InputError for a campaign that is archived.
        """
        script = parse_script(name, content, self.config)
        with self.db.write() as session:
            unit = add_origin(
                session, script, market=market, campaign_id=campaign_id, brand_key=brand_key, title=title, who=who
            )
            return unit.id


def save_by_hand(
    session: Session, config: Config, unit: VideoAdUnit, rows: list[ScriptRow], revision: int, who: str, note: str
) -> int:
    """See `CampaignService.save_rows`."""
    checked = check_rows(rows, config)
    refuse_archived(unit)
    refuse_while_adapted(session, unit)
    if unit.revision != revision:
        raise ConflictError(
            f"Somebody else saved {unit.title} while you edited it. Reload it, then make your change again."
        )
    return write_rows(session, unit, checked, author=somebody(who), note=note)


def refuse_while_adapted(session: Session, unit: VideoAdUnit) -> None:
    """ConflictError while the run that writes this script is not over."""
    state = session.scalar(select(Job.state).where(Job.id == unit.job_id)) if unit.job_id else None
    if state is not None and state not in OVER:
        raise ConflictError(f"{unit.title} is still being adapted. Wait until it is done, or cancel it first.")


def find_ad_unit(session: Session, ad_unit_id: int) -> VideoAdUnit:
    unit = session.get(
        VideoAdUnit,
        ad_unit_id,
        options=[
            selectinload(VideoAdUnit.rows),
            joinedload(VideoAdUnit.brand),
            joinedload(VideoAdUnit.campaign).joinedload(Campaign.brand),
        ],
    )
    if unit is None:
        raise NotFound(f"There is no script {ad_unit_id}. It may have been removed; choose one from the list.")
    return unit


def find_brand(session: Session, wanted: str) -> Brand:
    """The brand with this key, else the one with this name, whichever its capitals; NotFound if there is neither.

    InputError if several brands have the name.
    """
    brand = session.scalar(select(Brand).where(Brand.key == wanted))
    if brand is not None:
        return brand
    known = session.scalars(select(Brand).order_by(Brand.key)).all()
    called = [one for one in known if one.name.casefold() == wanted.strip().casefold()]
    if not called:
        raise NotFound.among("brand", wanted, [one.key for one in known])
    if len(called) > 1:
        raise InputError(f"Several brands are called {wanted!r}. Give a key: {', '.join(one.key for one in called)}.")
    return called[0]


def brand_of(unit: VideoAdUnit) -> Brand | None:
    """The ad unit's own brand, else its campaign's."""
    return unit.brand or unit.campaign.brand


def add_origin(
    session: Session,
    script: ImportedScript,
    *,
    market: str | None = None,
    campaign_id: int | None = None,
    brand_key: str | None = None,
    title: str | None = None,
    who: str = "",
) -> VideoAdUnit:
    """Add an origin with its rows; see `CampaignService.import_script`."""
    language, country = markets.find(session, market or script.market or DEFAULT_ORIGIN_MARKET)
    brand_key = brand_key or script.brand
    brand = find_brand(session, brand_key) if brand_key else None
    unit = VideoAdUnit(
        campaign=_campaign(session, campaign_id),
        kind="origin",
        title=(title or "").strip()[:160] or script.title,
        language_code=language.code,
        country_code=country.code,
        brand=brand,
    )
    session.add(unit)
    session.flush()
    session.add_all(as_table(script.rows, unit.id))
    first_version(session, unit, author=who, note=IMPORTED)
    session.flush()
    return unit


def same_origin(session: Session, script: ImportedScript) -> VideoAdUnit | None:
    """An origin that is this very script already, to the letter: one file, adapted for five markets, is one origin.

    Raises NotFound for the market or the brand that the script names.
    """
    language, country = markets.find(session, script.market or DEFAULT_ORIGIN_MARKET)
    brand = find_brand(session, script.brand) if script.brand else None
    alike = session.scalars(
        select(VideoAdUnit)
        .where(
            VideoAdUnit.kind == "origin",
            VideoAdUnit.title == script.title,
            VideoAdUnit.language_code == language.code,
            VideoAdUnit.country_code == country.code,
        )
        .order_by(VideoAdUnit.archived_at.is_not(None), VideoAdUnit.id)
    )
    return next((unit for unit in alike if brand_of(unit) is brand and row_views(unit.rows) == script.rows), None)


def row_views(rows: list[AdUnitScriptRow]) -> list[ScriptRow]:
    return [ScriptRow(shot_number=r.shot_number, timecode=r.timecode, visual=r.visual, audio=r.audio) for r in rows]


def ad_unit_view(session: Session, unit: VideoAdUnit) -> AdUnitView:
    language = session.get_one(Language, unit.language_code)
    brand = brand_of(unit)
    state = session.scalar(select(Job.state).where(Job.id == unit.job_id)) if unit.job_id else None
    return AdUnitView(
        id=unit.id,
        title=unit.title,
        kind=unit.kind,
        market=unit.market,
        language=language.name,
        country=session.get_one(Country, unit.country_code).name,
        direction=language.direction,
        status=shown_status(unit.status, state),
        campaign_id=unit.campaign_id,
        campaign_name=unit.campaign.name,
        source_id=unit.source_id,
        brand_key=brand.key if brand else None,
        job_id=unit.job_id,
        revision=unit.revision,
        rows=row_views(unit.rows),
        concept_brief=unit.concept_brief,
        cultural_brief=unit.cultural_brief,
        pipeline_metadata=unit.pipeline_metadata,
        approved=unit.approved_revision == unit.revision,
    )


def shown_status(status: str, job_state: str | None) -> str:
    """An ad unit's status in the light of its job's state.

    The run writes the status as it goes, but a job that never started, was queued again or lost its worker could not.
    """
    if job_state == "queued" or (job_state == "running" and status in (FAILED, CANCELLED)):
        return QUEUED  # a second try whose first node has not begun
    if job_state == "parked":
        return IN_REVIEW
    if job_state in OVER and status not in (COMPLETED, FAILED, CANCELLED, DRAFT):
        return CANCELLED if job_state == "cancelled" else FAILED
    return status


def find_campaign(session: Session, campaign_id: int) -> Campaign:
    campaign = session.get(Campaign, campaign_id)
    if campaign is None:
        raise NotFound(f"There is no campaign {campaign_id}. Choose one from the list.")
    return campaign


def _campaign(session: Session, campaign_id: int | None) -> Campaign:
    if campaign_id is not None:
        campaign = find_campaign(session, campaign_id)
        refuse_archived_campaign(campaign)
        return campaign
    imports = session.scalar(select(Campaign).where(Campaign.key == IMPORTS_KEY))
    if imports is None:
        return Campaign(key=IMPORTS_KEY, name=IMPORTS_NAME)
    imports.archived_at = None  # else what was just imported would be listed nowhere
    return imports


def ad_unit_summaries(session: Session, *where: ColumnElement[bool]) -> dict[int, list[AdUnitSummary]]:
    """{campaign id: its ad units, oldest first}, in one query however many there are."""
    found: dict[int, list[AdUnitSummary]] = {}
    columns = (
        VideoAdUnit.campaign_id,
        VideoAdUnit.id,
        VideoAdUnit.title,
        VideoAdUnit.kind,
        VideoAdUnit.language_code,
        VideoAdUnit.country_code,
        VideoAdUnit.status,
        VideoAdUnit.source_id,
        VideoAdUnit.job_id,
        Job.state,
        VideoAdUnit.archived_at,
    )
    rows = session.execute(
        select(*columns)
        .outerjoin(Job, VideoAdUnit.job_id == Job.id)
        .where(*where)
        .order_by(VideoAdUnit.campaign_id, VideoAdUnit.id)
    )
    for campaign, unit, title, kind, language, country, status, source, job, state, archived in rows:
        market, shown = f"{language}-{country}", shown_status(status, state)
        found.setdefault(campaign, []).append(
            AdUnitSummary(unit, title, kind, market, shown, source, job, archived is not None)
        )
    return found
