"""Fill a new database from data/. What is already there is left alone: after the first start the database rules.

Two things come to a database that is in use, too: questions of the checklists that it lacks, and prompt templates that
the studio now ships in other words. Neither changes what a person wrote or chose.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, InterfaceError, NoResultFound, ProgrammingError
from sqlalchemy.orm import Session

from gcl.config import Config
from gcl.db.campaigns import AdUnitScriptRow, Campaign, VideoAdUnit
from gcl.db.knowledge import Brand, ChecklistItem, Country, Insight, Language, Region
from gcl.db.migrate import upgrade
from gcl.db.session import Database
from gcl.db.settings import PipelineSettings, PromptTemplate
from gcl.errors import DatabaseBusy, InputError, disk_errors
from gcl.script_versions import first_version

SETUP_SECONDS = 60.0
SHIPS = "Ships with the studio"  # the note of a template that nobody edited


def open_database(config: Config) -> Database:
    """The studio's database, created, migrated and seeded as far as needed. Safe from several processes at once."""
    db = Database(config.database, config.busy_seconds)
    try:
        _set_up(db, config)
    except BaseException:
        db.close()
        raise
    return db


def _set_up(db: Database, config: Config) -> None:
    try:
        with disk_errors(config.home), FileLock(config.home / "setup.lock", timeout=SETUP_SECONDS):
            upgrade(db)
            with db.write() as session:
                seed(session, config.data)
    except Timeout as error:
        raise DatabaseBusy(
            f"Another process has been setting {config.home} up for {SETUP_SECONDS:.0f} s. Stop it, then try again."
        ) from error


def seed(session: Session, data: Path) -> None:
    """Add the reference data, examples and settings to a new database, and to any the templates and questions that it
    lacks.

    Raises InputError that names the file of `data` which is missing or damaged.
    """
    is_new = session.scalar(select(Language.code).limit(1)) is None
    if is_new:
        with _fits(data / "reference"):
            _seed_reference(session, data / "reference")
        for file in sorted((data / "campaigns").glob("*.json")):
            with _fits(file):
                _seed_campaign(session, _json(file))
    if session.get(PipelineSettings, 1) is None:
        session.add(PipelineSettings())
    for file in sorted((data / "prompt_templates").glob("*.j2")):
        _seed_template(session, file.stem, _text(file))
    checklists = data / "checklists.json"
    if is_new or checklists.exists():
        with _fits(checklists):
            _seed_checklists(session, _json(checklists))


def _seed_template(session: Session, slug: str, body: str) -> None:
    """Add a shipped template that no version of its slug says yet.

    It becomes the active one where a shipped one is in use. Where a person's is, that stays: they decide.
    """
    versions = session.scalars(select(PromptTemplate).where(PromptTemplate.slug == slug)).all()
    if any(one.body == body for one in versions):
        return
    active = next((one for one in versions if one.active), None)
    takes_over = active is None or _ships(active)
    if active is not None and takes_over:
        active.active = False
        session.flush()  # one active version a slug, at any moment
    session.add(
        PromptTemplate(
            slug=slug,
            version=1 + max((one.version for one in versions), default=0),
            active=takes_over,
            body=body,
            note=SHIPS if takes_over else f"{SHIPS}. Yours stays in use until you activate this one",
        )
    )


def _ships(template: PromptTemplate) -> bool:
    """Whether it came with the studio; what a person saves has their name or a note of their own."""
    return template.note.startswith(SHIPS) and not template.author


def _seed_checklists(session: Session, items: list[dict[str, Any]]) -> None:
    """Add the questions whose keys the database lacks; of brands and markets that it does not have, none."""
    known = set(session.scalars(select(ChecklistItem.key)))
    brands = {brand.key: brand.id for brand in session.scalars(select(Brand))}
    languages, countries = set(session.scalars(select(Language.code))), set(session.scalars(select(Country.code)))
    for position, item in enumerate(items, start=1):
        item = {"brand": None, "language_code": None, "country_code": None} | item
        brand = item.pop("brand")
        fits = (
            item["key"] not in known
            and (brand is None or brand in brands)
            and item["language_code"] in {None, *languages}
            and item["country_code"] in {None, *countries}
        )
        if fits:
            session.add(ChecklistItem(**item, brand_id=brands.get(brand), position=position))
    session.flush()


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror or error if isinstance(error, OSError) else "it is not UTF-8"
        raise _unusable(file, f"cannot be read ({reason})") from error


def _json(file: Path) -> Any:
    try:
        return json.loads(_text(file))
    except json.JSONDecodeError as error:
        raise _unusable(file, f"is damaged (line {error.lineno}: {error.msg})") from error
    except RecursionError as error:
        raise _unusable(file, "is damaged (nested too deeply)") from error


def _unusable(source: Path, what: str) -> InputError:
    return InputError(
        f"{source}, which a new studio is filled from, {what}. "
        "Put it back as it came, or set GCL_DATA to a folder with the studio's data."
    )


@contextmanager
def _fits(source: Path) -> Iterator[None]:
    """Turn what valid JSON of another shape leads to into a sentence."""
    try:
        yield
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise _unusable(source, f"is damaged ({type(error).__name__}: {error})") from error
    except (IntegrityError, InterfaceError, ProgrammingError, NoResultFound) as error:
        reason = error.orig if isinstance(error, IntegrityError | InterfaceError | ProgrammingError) else error
        raise _unusable(source, f"is damaged ({reason})") from error


def _seed_reference(session: Session, folder: Path) -> None:
    def rows(name: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = _json(folder / f"{name}.json")
        return found

    languages = {row["code"]: Language(**row) for row in rows("languages")}
    countries = {
        row["code"]: Country(
            code=row["code"],
            name=row["name"],
            languages=[languages[code] for code in row["languages"]],
        )
        for row in rows("countries")
    }
    session.add_all([*languages.values(), *countries.values()])
    for row in rows("regions"):
        members = [countries[code] for code in row["countries"]]
        session.add(Region(code=row["code"], name=row["name"], countries=members))
    session.flush()
    session.add_all(Insight(**row) for row in rows("insights"))
    session.add_all(Brand(**row) for row in rows("brands"))
    session.flush()


def _seed_campaign(session: Session, campaign: dict[str, Any]) -> None:
    units = campaign.pop("ad_units")
    brand = campaign.pop("brand")
    brand_id = session.scalars(select(Brand.id).where(Brand.key == brand)).one()
    row = Campaign(**campaign, brand_id=brand_id)
    for unit in units:
        language, country = unit["market"].split("-")
        row.ad_units.append(
            VideoAdUnit(
                kind="origin",
                title=unit["title"],
                language_code=language,
                country_code=country,
                rows=[
                    AdUnitScriptRow(position=position, **line) for position, line in enumerate(unit["rows"], start=1)
                ],
            )
        )
    session.add(row)
    session.flush()
    for made in row.ad_units:
        first_version(session, made, note="Ships with the studio")
