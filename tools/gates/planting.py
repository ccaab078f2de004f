"""Defects, planted into a clean script.

Those of language are written by hand, as edits of a cell; those of form are made here from a shot and a line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from gcl.formats.lines import Line, split_lines
from gcl.payloads import ScriptRow

_TRANSLATED = re.compile(r"(?P<said>.*\S)\s*\((?P<english>[^()]*)\)", re.DOTALL)


def planted(rows: Sequence[ScriptRow], defect: dict[str, Any]) -> list[ScriptRow]:
    """The rows of a clean script with `defect`, an entry of defects.json.

    Raises ValueError if there is no such shot or line, or if an edit would change nothing.
    """
    at = [row.shot_number for row in rows].index(defect["shot"])
    row = rows[at]
    if defect["kind"] == "row-lost":
        return _in_order([*rows[:at], *rows[at + 1 :]], defect, rows)
    if defect["kind"] == "row-doubled":
        return _in_order([*rows[: at + 1], *rows[at:]], defect, rows)
    if "edits" in defect:
        for edit in defect["edits"]:
            row = _edited(row, edit)
    elif defect["kind"] == "translation-missing":
        row = _with_line(row, defect["line"], lambda said, _: said)
    elif defect["kind"] == "translation-misplaced":
        row = _misplaced(row, defect["line"], defect["how"])
    else:
        raise ValueError(f"a defect of the kind {defect['kind']} needs edits")
    return [*rows[:at], row, *rows[at + 1 :]]


def _in_order(rows: list[ScriptRow], defect: dict[str, Any], clean: Sequence[ScriptRow]) -> list[ScriptRow]:
    """With `renumbered` the shot numbers run on without a gap, as if nothing had happened."""
    if not defect.get("renumbered"):
        return rows
    first = int(clean[0].shot_number)
    return [row.model_copy(update={"shot_number": str(number)}) for number, row in enumerate(rows, start=first)]


def _edited(row: ScriptRow, edit: dict[str, str]) -> ScriptRow:
    """`new` in place of `old`, or of the whole cell where there is no `old`."""
    cell = getattr(row, edit["cell"])
    old = edit.get("old", cell)
    if cell.count(old) != 1:
        raise ValueError(f"shot {row.shot_number}, {edit['cell']}: {old!r} stands there {cell.count(old)} times")
    return row.model_copy(update={edit["cell"]: cell.replace(old, edit["new"])})


def _misplaced(row: ScriptRow, line: int, how: str) -> ScriptRow:
    """The translation of a line: before it, in the visual, or gathered with the last line's own."""
    english = _parts(split_lines(row.audio)[line])[1]
    if how == "before":
        return _with_line(row, line, lambda said, english: f"({english}) {said}")
    bare = _with_line(row, line, lambda said, _: said)
    if how == "visual":
        return bare.model_copy(update={"visual": f"{row.visual} ({english})"})
    if how == "gathered":
        last = len(split_lines(row.audio)) - 1
        return _with_line(bare, last, lambda said, own: f"{said} ({english} {own})")
    raise ValueError(f"a translation is not misplaced by {how!r}")


def _with_line(row: ScriptRow, number: int, change: Any) -> ScriptRow:
    """The row with `change`(what is said, its translation) as the text of a line of its audio cell, counted from 0."""
    lines = split_lines(row.audio)
    texts = [line.text if at != number else change(*_parts(line)) for at, line in enumerate(lines)]
    audio = "".join(line.lead + line.label + text + line.tail for line, text in zip(lines, texts, strict=True))
    return row.model_copy(update={"audio": audio})


def _parts(line: Line) -> tuple[str, str]:
    found = _TRANSLATED.fullmatch(line.text)
    if found is None:
        raise ValueError(f"{line.text!r} has no translation")
    return found["said"], found["english"]
