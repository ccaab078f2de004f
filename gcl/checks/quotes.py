"""Where a quote stands in a script."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gcl.checks.text import Folded, fold, folded
from gcl.payloads import ScriptRow

CELLS = ("visual", "audio", "timecode", "shot_number")
# A shorter quote must be whole words: "is" does not stand in "this". A longer one may have been cut.
_SURE = 8
_ELLIPSIS = re.compile(r"\s*(?:…|\.{3,}|\[\.\.\.\]|\[…\])\s*")
# Scripts that put spaces between words, and no particles on names as Korean does.
_SPACED = "a-z\u00df-\u024f\u0370-\u058f\u1e00-\u1fff0-9"


@dataclass(frozen=True)
class Place:
    """A quote's place: characters `start` to `end` of that cell."""

    shot: str
    cell: str
    start: int
    end: int


def locate(rows: Sequence[ScriptRow], quote: str) -> tuple[str, str] | None:
    """(shot number, cell) of the first cell that `quote` stands in, or None: see `find_quote`."""
    place = find_quote(rows, quote)
    return (place.shot, place.cell) if place else None


def find_quote(rows: Sequence[ScriptRow], quote: str, *, shot: str = "", cell: str = "") -> Place | None:
    """Where `quote` stands in a script, whatever its case, width, spaces and quotation marks; None if it does not.

    An ellipsis in it stands for anything in between. Pictures and sounds are looked through first, in order; a place in
    `shot` and `cell`, if they are given and it stands there too, goes before others.
    """
    parts = [part for part in (fold(part).strip(" .,;:-") for part in _ELLIPSIS.split(quote)) if _has_words(part)]
    if not parts:
        return None
    patterns = [_pattern(part) for part in parts]
    places = [(row, name) for names in (CELLS[:2], CELLS[2:]) for row in rows for name in names]
    places.sort(key=lambda place: (place[0].shot_number != shot, place[1] != cell))
    for row, name in places:
        span = _span(folded(getattr(row, name)), patterns)
        if span:
            return Place(row.shot_number, name, *span)
    return None


def _has_words(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _pattern(part: str) -> re.Pattern[str]:
    words = re.escape(part)
    if len(part) < _SURE:
        before = rf"(?<![{_SPACED}])" if re.match(f"[{_SPACED}]", part) else ""
        after = rf"(?![{_SPACED}])" if re.search(f"[{_SPACED}]$", part) else ""
        words = before + words + after
    return re.compile(words)


def _span(text: Folded, patterns: Sequence[re.Pattern[str]]) -> tuple[int, int] | None:
    start, end = None, 0
    for pattern in patterns:
        found = pattern.search(text.text, end)
        if found is None:
            return None
        start, end = found.start() if start is None else start, found.end()
    return text.span(start or 0, end)
