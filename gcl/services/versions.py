"""The versions of a script: list, look, compare word by word, bring an older one back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from gcl.config import Config
from gcl.db import Database, ScriptVersion, VideoAdUnit
from gcl.errors import NotFound
from gcl.formats.differences import SAME, Piece, differences
from gcl.payloads import ROWS, ScriptRow
from gcl.services.campaigns import find_ad_unit, save_by_hand

CELLS = ("timecode", "visual", "audio")


@dataclass(frozen=True)
class VersionSummary:
    """`author` is a person's name, the key of a language model, or "" where it is not known; `draft` is the draft of
    the run that it is of, if it is."""

    number: int
    author: str
    note: str
    draft: int | None
    created_at: datetime
    is_current: bool
    is_approved: bool
    is_evaluated: bool


@dataclass(frozen=True)
class Version:
    number: int
    author: str
    note: str
    created_at: datetime
    rows: list[ScriptRow]


@dataclass(frozen=True)
class RowChange:
    """One shot in two versions. `state` is same, changed, gone or new; `cells` has the pieces of each cell."""

    shot_number: str
    state: str
    cells: dict[str, list[Piece]]


class VersionService:
    def __init__(self, config: Config, db: Database) -> None:
        self.config, self.db = config, db

    def history(self, ad_unit_id: int) -> list[VersionSummary]:
        """The versions of a script, newest first; NotFound if there is no such script."""
        columns = (
            ScriptVersion.number,
            ScriptVersion.author,
            ScriptVersion.note,
            ScriptVersion.draft,
            ScriptVersion.created_at,
        )
        with self.db.read() as session:
            unit = _unit(session, ad_unit_id)
            # Without their rows, of which a script of sixty versions has thousands.
            rows = session.execute(
                select(*columns).where(ScriptVersion.ad_unit_id == ad_unit_id).order_by(ScriptVersion.number.desc())
            )
            return [
                VersionSummary(
                    number=number,
                    author=author,
                    note=note,
                    draft=draft,
                    created_at=created_at,
                    is_current=number == unit.revision,
                    is_approved=number == unit.approved_revision,
                    is_evaluated=number == unit.evaluated_revision,
                )
                for number, author, note, draft, created_at in rows
            ]

    def get(self, ad_unit_id: int, number: int) -> Version:
        with self.db.read() as session:
            return _version(session, _unit(session, ad_unit_id), number)

    def compare(self, ad_unit_id: int, before: int, after: int) -> list[RowChange]:
        """What changed from one version to another, shot by shot."""
        with self.db.read() as session:
            unit = _unit(session, ad_unit_id)
            return compare_rows(_version(session, unit, before).rows, _version(session, unit, after).rows)

    def restore(self, ad_unit_id: int, number: int, revision: int, *, who: str = "") -> int:
        """Save the rows of an older version anew, as the newest one; its number. The versions in between stay.

        Raises what `CampaignService.save_rows` raises, and NotFound for a version that there is not.
        """
        with self.db.write() as session:
            rows = _version(session, _unit(session, ad_unit_id), number).rows
            unit = find_ad_unit(session, ad_unit_id)
            return save_by_hand(session, self.config, unit, rows, revision, who, f"Version {number} brought back")


def compare_rows(before: Sequence[ScriptRow], after: Sequence[ScriptRow]) -> list[RowChange]:
    """The shots of both, in the order of `after`; those that are gone stand where they stood."""
    old = {row.shot_number: row for row in before}
    new = {row.shot_number: row for row in after}
    return [_change(shot, old.get(shot), new.get(shot)) for shot in _in_order(list(old), list(new))]


def _in_order(before: Sequence[str], after: Sequence[str]) -> list[str]:
    order = list(after)
    for place, shot in enumerate(before):
        if shot not in after:
            previous = next((one for one in reversed(before[:place]) if one in order), None)
            order.insert(order.index(previous) + 1 if previous else 0, shot)
    return order


def _change(shot: str, old: ScriptRow | None, new: ScriptRow | None) -> RowChange:
    cells = {cell: differences(getattr(old, cell, ""), getattr(new, cell, "")) for cell in CELLS}
    if old is None or new is None:
        return RowChange(shot, "new" if old is None else "gone", cells)
    is_same = all(piece.kind == SAME for pieces in cells.values() for piece in pieces)
    return RowChange(shot, "same" if is_same else "changed", cells)


def _unit(session: Session, ad_unit_id: int) -> VideoAdUnit:
    unit = session.get(VideoAdUnit, ad_unit_id)
    if unit is None:
        raise NotFound(f"There is no script {ad_unit_id}. It may have been removed; choose one from the list.")
    return unit


def _version(session: Session, unit: VideoAdUnit, number: int) -> Version:
    found = session.scalar(
        select(ScriptVersion).where(ScriptVersion.ad_unit_id == unit.id, ScriptVersion.number == number)
    )
    if found is None:
        known = session.scalars(
            select(ScriptVersion.number).where(ScriptVersion.ad_unit_id == unit.id).order_by(ScriptVersion.number)
        ).all()
        there = f"It has {known[0]} to {known[-1]}" if known else "It has none yet"
        raise NotFound(f"{unit.title} for {unit.market} has no version {number}. {there}.")
    return Version(found.number, found.author, found.note, found.created_at, ROWS.validate_python(found.rows))
