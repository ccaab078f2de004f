"""Approval: a person stands for one version of an adaptation. Only that one leaves the studio as final."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from gcl.db import Database, Decision, VideoAdUnit, utcnow
from gcl.errors import ConflictError, InputError
from gcl.person import person, remark
from gcl.services.archive import refuse_archived
from gcl.services.campaigns import find_ad_unit, refuse_while_adapted


@dataclass(frozen=True)
class Approval:
    """`state` is none, approved, or void: the script was edited after its version `revision` was approved."""

    state: str
    revision: int | None = None
    who: str = ""
    at: datetime | None = None


class ApprovalService:
    def __init__(self, db: Database) -> None:
        self.db = db

    def get(self, ad_unit_id: int) -> Approval:
        with self.db.read() as session:
            return approval_of(find_ad_unit(session, ad_unit_id))

    def approve(self, ad_unit_id: int, revision: int, *, who: str, note: str = "") -> Approval:
        """Approve version `revision`, which is the one that the person has seen.

        Raises InputError for an origin, a script without rows, no name or too long a note, and ConflictError while a
        run is on, for what is archived, if somebody saved a newer version, or if this one is approved already.
        """
        who, note = person(who), remark(note)
        with self.db.write() as session:
            unit = find_ad_unit(session, ad_unit_id)
            if unit.kind != "adaptation":
                raise InputError(f"{unit.title} is an origin, which needs no approval. Approve its adaptations.")
            refuse_archived(unit)
            refuse_while_adapted(session, unit)
            if not unit.rows:
                raise InputError(f"{unit.title} for {unit.market} has no script yet, so there is nothing to approve.")
            if unit.revision != revision:
                raise ConflictError(
                    f"The script is at version {unit.revision}, and you have seen version {revision}. "
                    "Look at the newest one, then approve it."
                )
            if unit.approved_revision == revision:
                raise ConflictError(f"Version {revision} was approved by {unit.approved_by} already.")
            unit.approved_revision, unit.approved_by, unit.approved_at = revision, who, utcnow()
            _record(session, unit, "approve", who, note, {"before": None, "after": {"revision": revision}})
            return approval_of(unit)

    def withdraw(self, ad_unit_id: int, *, who: str, note: str = "") -> Approval:
        """Take an approval back. ConflictError if there is none, InputError for no name or too long a note."""
        who, note = person(who), remark(note)
        with self.db.write() as session:
            unit = find_ad_unit(session, ad_unit_id)
            if unit.approved_revision is None:
                raise ConflictError(f"{unit.title} for {unit.market} is not approved, so nothing can be withdrawn.")
            before = {"revision": unit.approved_revision, "who": unit.approved_by}
            unit.approved_revision, unit.approved_by, unit.approved_at = None, "", None
            _record(session, unit, "withdraw", who, note, {"before": before, "after": None})
            return approval_of(unit)


def approval_of(unit: VideoAdUnit) -> Approval:
    if unit.approved_revision is None:
        return Approval("none")
    state = "approved" if unit.approved_revision == unit.revision else "void"
    return Approval(state, unit.approved_revision, unit.approved_by, unit.approved_at)


def require_approved(unit: VideoAdUnit) -> None:
    """ConflictError, with what to do, unless the script as it is now was approved. An origin needs no approval.

    Whatever shows an adaptation to a client as final asks this first.
    """
    approval = approval_of(unit)
    if unit.kind == "origin" or approval.state == "approved":
        return
    if approval.state == "void":
        raise ConflictError(
            f"{unit.title} for {unit.market} was edited after {approval.who} approved version {approval.revision}. "
            f"Approve version {unit.revision}, or take it as a draft."
        )
    raise ConflictError(f"{unit.title} for {unit.market} is not approved. Approve it, or take it as a draft.")


def _record(session: Session, unit: VideoAdUnit, action: str, who: str, note: str, changes: dict[str, object]) -> None:
    session.add(Decision(ad_unit_id=unit.id, action=action, who=who, note=note, changes=changes))
