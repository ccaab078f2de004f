"""A script as a file to take away: final where it is approved, and otherwise a draft that says so."""

from __future__ import annotations

from dataclasses import dataclass

from gcl.db import Database
from gcl.errors import InputError
from gcl.formats.script_out import FORMATS, OutgoingScript, check_format, script_name, write_script
from gcl.services.approvals import require_approved
from gcl.services.campaigns import brand_of, find_ad_unit, row_views


@dataclass(frozen=True)
class ScriptFile:
    name: str
    media_type: str
    content: bytes


class ScriptFileService:
    def __init__(self, db: Database) -> None:
        self.db = db

    def make(self, ad_unit_id: int, form: str, *, draft: bool = False) -> ScriptFile:
        """The script as it is now, as "json" or "csv".

        Raises ConflictError for an adaptation that is not approved, unless a draft will do, and InputError for a script
        without rows or another format.
        """
        check_format(form)
        with self.db.read() as session:
            unit = find_ad_unit(session, ad_unit_id)
            if not unit.rows:
                raise InputError(f"{unit.title} for {unit.market} has no rows yet, so there is nothing to take away.")
            if not draft:
                require_approved(unit)
            brand = brand_of(unit)
            script = OutgoingScript(
                title=unit.title,
                market=unit.market,
                brand=brand.key if brand else None,
                version=unit.revision,
                rows=row_views(unit.rows),
                is_draft=draft,
                approved_by=unit.approved_by,
                approved_at=unit.approved_at,
            )
        return ScriptFile(script_name(script, form), FORMATS[form], write_script(script, form))
