"""What a person changes of what a run produced: checked by the rules that a model keeps to, and told as differences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from gcl.briefs import checked_brief, field_name
from gcl.config import Config
from gcl.errors import InputError, ScriptError
from gcl.formats.script import check_rows
from gcl.payloads import ROWS, ScriptRow
from gcl.stages import BY_KEY

Json = dict[str, Any]

CELLS = ("visual", "audio")


@dataclass(frozen=True)
class Change:
    """One text that differs; `place` is what people call it: "Core message", or "Shot 2, audio"."""

    place: str
    before: str
    after: str


def is_brief(node: str) -> bool:
    return node in ("concept", "culture")


def checked_edit(node: str, edit: object, origin: Sequence[ScriptRow], limits: Config) -> Json:
    """What a person made of the output of `node`, as it is kept: a brief, or {"rows": ...} of any other node.

    `edit` is a brief, or a list of rows, or {"rows": ...}. Raises InputError or ScriptError for what breaks a rule.
    """
    if is_brief(node):
        if not isinstance(edit, Mapping):
            raise InputError(f"A change of the {BY_KEY[node].label.lower()}'s brief is an object with its fields.")
        return checked_brief(node, edit)
    given = edit.get("rows") if isinstance(edit, Mapping) else edit
    try:
        rows = ROWS.validate_python(given)
    except ValidationError as error:
        raise ScriptError(
            "A changed script is a list of rows with shot_number, timecode, visual and audio, all of them texts."
        ) from error
    return {"rows": [row.dump() for row in checked_adaptation(rows, origin, limits)]}


def checked_adaptation(rows: Sequence[ScriptRow], origin: Sequence[ScriptRow], limits: Config) -> list[ScriptRow]:
    """Rows that keep to the rules of a script, with the shots and timecodes of its origin and no cell lost."""
    checked = check_rows(list(rows), limits)
    wanted, found = [row.shot_number for row in origin], [row.shot_number for row in checked]
    if found != wanted:
        missing = [shot for shot in wanted if shot not in found]
        added = [shot for shot in found if shot not in wanted]
        wrong = f"Shot {missing[0]} is missing" if missing else f"Shot {added[0]} is new" if added else "Shots moved"
        raise ScriptError(f"{wrong}. An adaptation has the shots of its origin, in their order: {', '.join(wanted)}.")
    for row, old in zip(checked, origin, strict=True):
        if row.timecode != old.timecode:
            raise ScriptError(f"Shot {row.shot_number}: its timecode is {old.timecode} in the origin; keep it.")
        for cell in CELLS:
            if getattr(old, cell) and not getattr(row, cell):
                raise ScriptError(f"Shot {row.shot_number}: its {cell} is empty, while the origin has one. Fill it in.")
    return checked


def differences(before: Json, after: Json) -> list[Change]:
    """Where two briefs, or two outputs with rows, differ; in the order of `before`."""
    old, new = dict(_texts(before)), dict(_texts(after))
    places = [*old, *(place for place in new if place not in old)]
    return [
        Change(place, old.get(place, ""), new.get(place, "")) for place in places if old.get(place) != new.get(place)
    ]


def _texts(value: object, place: str = "") -> list[tuple[str, str]]:
    """Every text in it, with the place that it stands at."""
    if isinstance(value, Mapping) and "shot_number" in value:
        shot = f"Shot {value['shot_number']}"
        return [(f"{shot}, {cell}", str(value.get(cell, ""))) for cell in CELLS]
    if isinstance(value, Mapping):
        inner = [("" if key == "rows" else field_name(key), part) for key, part in value.items()]
        return [pair for name, part in inner for pair in _texts(part, _joined(place, name))]
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [pair for at, part in enumerate(value, 1) for pair in _texts(part, _joined(place, str(at)))]
    return [(place, "" if value is None else str(value))]


def _joined(place: str, name: str) -> str:
    if not place:
        return name if not name.isdigit() else ""
    return f"{place} {name}" if name.isdigit() else f"{place}, {name.lower()}"
