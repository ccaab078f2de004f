"""Scripts to files: JSON and CSV that `parse_script` reads back as they were.

A draft says so in its name and inside, so that nobody takes it for what was approved once it has left the studio.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gcl.errors import InputError
from gcl.formats.cells import guarded
from gcl.formats.script import COLUMNS
from gcl.payloads import ScriptRow

FORMATS = {"json": "application/json", "csv": "text/csv; charset=utf-8"}
DRAFT = "draft, not approved"


@dataclass(frozen=True)
class OutgoingScript:
    """`version` counts the saves; `approved_by` is "" for a draft, or for an origin, which nobody approves."""

    title: str
    market: str
    brand: str | None
    version: int
    rows: Sequence[ScriptRow]
    is_draft: bool = False
    approved_by: str = ""
    approved_at: datetime | None = None


def write_script(script: OutgoingScript, form: str) -> bytes:
    """The script as a file of the format "json" or "csv". InputError for any other."""
    check_format(form)
    return _json(script) if form == "json" else _csv(script)


def check_format(form: str) -> None:
    if form not in FORMATS:
        raise InputError(f"A script is written as {' or '.join(FORMATS)}, not as {form or 'a file without an ending'}.")


def script_name(script: OutgoingScript, form: str) -> str:
    """A name for the file, such as worth-getting-up-for-ja-JP-v3-draft.json."""
    title = re.sub(r"[^\w]+", "-", script.title.casefold()).strip("-_")[:60] or "script"
    draft = "-draft" if script.is_draft else ""
    return f"{title}-{script.market}-v{script.version}{draft}.{form}"


def _json(script: OutgoingScript) -> bytes:
    status: dict[str, object] = {"status": DRAFT} if script.is_draft else {}
    if script.approved_by and not script.is_draft:
        at = script.approved_at.isoformat(timespec="seconds") if script.approved_at else None
        status = {"status": "approved", "approved_by": script.approved_by, "approved_at": at}
    whole = {
        "title": script.title,
        "market": script.market,
        **({"brand": script.brand} if script.brand else {}),
        **status,
        "version": script.version,
        "rows": [row.dump() for row in script.rows],
    }
    return (json.dumps(whole, ensure_ascii=False, indent=2) + "\n").encode()


def _csv(script: OutgoingScript) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    mark = [DRAFT] if script.is_draft else []
    writer.writerow([*COLUMNS, *(["status"] if mark else [])])
    writer.writerows([*(guarded(getattr(row, column)) for column in COLUMNS), *mark] for row in script.rows)
    # With the mark at the beginning, without which a spreadsheet takes UTF-8 for something else.
    return out.getvalue().encode("utf-8-sig")
