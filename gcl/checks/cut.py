"""Texts that are cut off: at the length that a writer is allowed, at that of a cell, or within brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gcl.checks.base import MAJOR, Draft, Finding
from gcl.checks.cells import CUE, Said, spoken
from gcl.formats.room import room_for
from gcl.payloads import ScriptRow

KEY = "cut"

_ENDS = re.compile(r"[.!?…。！？।؟۔~～♪]['\"”’«»」』)\]）\s]*$")
_BRACKETS = {"(": ")", "（": "）", "「": "」", "『": "』", "【": "】"}
_FACE = re.compile(r"[:;=]['’]?-?[()]")


def cut_off(draft: Draft) -> list[Finding]:
    """No text ends where its room ends without ending a sentence, and no bracket that was opened stays open, unless
    the origin's does.

    Source: a model that fills its room is cut in the middle of whatever comes then, see `gcl.formats.room`.
    """
    found = []
    for origin, row in draft.pairs():
        for cell, text, cap in _texts(draft, origin, row):
            if cap - 1 <= len(text) <= cap and not _ENDS.search(text):
                problem = f"This text stops after {len(text)} characters, where its room ends, and ends no sentence."
                found.append(_finding(row, cell, text, problem, "Write it to its end, and shorter."))
        for cell in ("visual", "audio"):
            text = _open(getattr(row, cell))
            if text and not (origin and _open(getattr(origin, cell))):
                problem = f"A bracket that is opened here is never closed: {text[0]}"
                found.append(_finding(row, cell, text, problem, "Write the text to its end, and close the bracket."))
    return found


def _texts(draft: Draft, origin: ScriptRow | None, row: ScriptRow) -> Iterator[tuple[str, str, int]]:
    """(cell, text, its room)"""
    for cell in ("visual", "audio"):
        yield cell, getattr(row, cell).strip(), draft.max_cell_chars
    if origin is None:
        return
    yield "visual", row.visual.strip(), room_for(origin.visual)
    before = spoken(origin.audio, translated=False)
    now = spoken(row.audio, origin.audio, translated=draft.is_translated)
    if len(before) == len(now):
        for was, said in zip(before, now, strict=True):
            for text in _written(said):
                yield "audio", text, room_for(was.line.text)


def _written(said: Said) -> list[str]:
    if said.kind == CUE or said.translation is None:
        return [said.line.text.strip()]
    return [said.text, said.translation.strip()]


def _open(text: str) -> str:
    """From a bracket that is not closed to the end of its line; "" if there is none."""
    for line in text.split("\n"):
        plain = _FACE.sub(lambda face: " " * len(face.group()), line)
        for opening, closing in _BRACKETS.items():
            last = plain.rfind(opening)
            if last >= 0 and plain.count(opening) > plain.count(closing) and closing not in plain[last:]:
                return line[last:].strip()
    return ""


def _finding(row: ScriptRow, cell: str, quote: str, problem: str, fix: str) -> Finding:
    return Finding(KEY, MAJOR, row.shot_number, cell, quote if quote in getattr(row, cell) else "", problem, fix)
