"""The rows of an ad unit and their history: a save replaces the rows and keeps a ScriptVersion that never changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from gcl.db import AdUnitScriptRow, ScriptVersion, VideoAdUnit
from gcl.payloads import ScriptRow

BEFORE_VERSIONS = "As it was before versions were kept"
LONGEST_NOTE = 300  # characters, as wide as the column


def write_rows(
    session: Session,
    unit: VideoAdUnit,
    rows: Sequence[ScriptRow],
    *,
    author: str = "",
    note: str = "",
    job_id: int | None = None,
    draft: int | None = None,
) -> int:
    """Make `rows` the script of `unit` and keep them as its next version; the number of that.

    Nothing is lost: rows that have no version yet get theirs first. `author` is a person's name or the key of a
    language model; `job_id` and `draft` say of which run they are.
    """
    number = keep_rows(session, unit, rows, author=author, note=note, job_id=job_id, draft=draft)
    session.execute(delete(AdUnitScriptRow).where(AdUnitScriptRow.ad_unit_id == unit.id))
    session.expire(unit, ["rows"])
    unit.revision = number
    session.add_all(as_table(rows, unit.id))
    session.flush()
    return number


def keep_rows(
    session: Session,
    unit: VideoAdUnit,
    rows: Sequence[ScriptRow],
    *,
    author: str = "",
    note: str = "",
    job_id: int | None = None,
    draft: int | None = None,
) -> int:
    """Keep `rows` as the next version of `unit` without making them its script; otherwise as `write_rows`."""
    _keep_present(session, unit)
    newest = session.scalar(select(func.max(ScriptVersion.number)).where(ScriptVersion.ad_unit_id == unit.id))
    version = _version(unit, [row.dump() for row in rows], author, note)
    version.number = max(unit.revision, newest or 0) + 1
    version.job_id, version.draft = job_id, draft
    session.add(version)
    session.flush()
    return version.number


def first_version(session: Session, unit: VideoAdUnit, *, author: str = "", note: str = "") -> None:
    """Keep the rows that a new ad unit begins with as the version of its present number."""
    session.flush()
    session.add(_version(unit, present_rows(unit), author, note))


def present_rows(unit: VideoAdUnit) -> list[dict[str, Any]]:
    """The rows of `unit` as they are kept in a version."""
    return [
        {"shot_number": row.shot_number, "timecode": row.timecode, "visual": row.visual, "audio": row.audio}
        for row in unit.rows
    ]


def as_table(rows: Sequence[ScriptRow], ad_unit_id: int) -> list[AdUnitScriptRow]:
    return [
        AdUnitScriptRow(ad_unit_id=ad_unit_id, position=position, **row.dump())
        for position, row in enumerate(rows, start=1)
    ]


def version_of_draft(session: Session, unit: VideoAdUnit, job_id: int, draft: int, rows: list[Any]) -> int | None:
    """The number of the newest version that holds these very rows of a run's draft; None where there is none."""
    found = session.scalars(
        select(ScriptVersion)
        .where(ScriptVersion.ad_unit_id == unit.id, ScriptVersion.job_id == job_id, ScriptVersion.draft == draft)
        .order_by(ScriptVersion.number.desc())
    )
    return next((version.number for version in found if version.rows == rows), None)


def is_by_hand(session: Session, unit: VideoAdUnit) -> bool:
    """Whether a person saved the script as it is, and no run wrote it."""
    newest = session.scalar(
        select(ScriptVersion).where(ScriptVersion.ad_unit_id == unit.id, ScriptVersion.number == unit.revision)
    )
    return newest is not None and newest.job_id is None and newest.note != BEFORE_VERSIONS


def _keep_present(session: Session, unit: VideoAdUnit) -> None:
    session.flush()
    known = session.scalar(
        select(ScriptVersion.id).where(ScriptVersion.ad_unit_id == unit.id, ScriptVersion.number == unit.revision)
    )
    if known is None and unit.rows:
        session.add(_version(unit, present_rows(unit), "", BEFORE_VERSIONS))


def _version(unit: VideoAdUnit, rows: list[dict[str, Any]], author: str, note: str) -> ScriptVersion:
    return ScriptVersion(
        ad_unit_id=unit.id, number=unit.revision, rows=rows, author=author[:120], note=note[:LONGEST_NOTE]
    )
