"""Which shots a person's note is about: "Shots 2-4 and 6 are stiff." Both sides read a note: one to tell, one to do."""

from __future__ import annotations

import re
from collections.abc import Sequence

_SHOTS = re.compile(r"\bshots?\s+(?:no\.?\s*|numbers?\s+|#\s*)?", re.IGNORECASE)
_RANGE = re.compile(r"\s*(?:[-\N{EN DASH}\N{EM DASH}]|\bto\b|\bthrough\b|\bthru\b|\buntil\b)\s*", re.IGNORECASE)
_NEXT = re.compile(r"\s*(?:,\s*and\b|,|&|\+|\band\b|\bor\b)\s*(?:shots?\s+|#\s*)?", re.IGNORECASE)
_ANY = re.compile(r"\d+\w*")
_CLAUSE = re.compile(r"[.;:,!?\n]|\b(?:and|but|while)\b", re.IGNORECASE)
_EVERY = re.compile(
    r"\b(?:others|other shots|all|every|everything|everywhere|rest|remaining|whole|entire)\b", re.IGNORECASE
)
# "Rewrite shot 2 and keep the rest", "All is fine but shot 2": these are named to be left alone.
_LEFT = re.compile(
    r"\b(?:keep|leave|untouched|unchanged|stays?|don['\N{RIGHT SINGLE QUOTATION MARK}]t|do not|not the|not all|"
    r"as it is|as they are|(?<!not )(?:good|great|fine|perfect|okay|ok))\b",
    re.IGNORECASE,
)


def shots_named(note: str, shots: Sequence[str]) -> list[str]:
    """Those of `shots` that `note` asks to be rewritten, in their order: the ones that it names, ranges and lists too.

    Empty where it names none, or speaks of all, the others or the rest as well: then all of them are meant.
    """
    if any(_EVERY.search(clause) and not _LEFT.search(clause) for clause in _CLAUSE.split(note)):
        return []
    known = {shot.casefold(): place for place, shot in enumerate(shots)}
    longest_first = sorted(map(re.escape, known), key=len, reverse=True)
    one = re.compile(rf"(?:{'|'.join([*longest_first, _ANY.pattern])})(?!\w)", re.IGNORECASE)
    found: set[int] = set()
    for named in _SHOTS.finditer(note):
        at = named.end()
        while first := one.match(note, at):
            last, at = first, first.end()
            if (to := _RANGE.match(note, at)) and (end := one.match(note, to.end())):
                last, at = end, end.end()
            found |= _between(first[0].casefold(), last[0].casefold(), known)
            if not (further := _NEXT.match(note, at)):
                break
            at = further.end()
    return [shot for place, shot in enumerate(shots) if place in found]


def _between(first: str, last: str, known: dict[str, int]) -> set[int]:
    """The places of the shots from `first` to `last`; by their numbers where one of the two is no shot itself."""
    if first in known and last in known:
        low, high = sorted((known[first], known[last]))
        return set(range(low, high + 1))
    if first == last:
        return set()
    low, high = sorted((_number(first), _number(last)))
    return {place for shot, place in known.items() if 0 <= low <= _number(shot) <= high}


def _number(shot: str) -> int:
    digits = re.match(r"\d+", shot)
    return int(digits[0]) if digits else -1


def told(shots: Sequence[str]) -> str:
    """These shots as words: "shots 2, 3 and 4"; of none "every shot"."""
    if len(shots) < 2:
        return f"shot {shots[0]}" if shots else "every shot"
    return f"shots {', '.join(shots[:-1])} and {shots[-1]}"
