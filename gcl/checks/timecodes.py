"""Timecodes: each can be read, one follows the other, and together they are as long as the origin's spot."""

from __future__ import annotations

from itertools import pairwise

from gcl.checks.base import MAJOR, Draft, Finding
from gcl.checks.rows import are_complete
from gcl.formats.timecodes import Notation, Span, length
from gcl.payloads import ScriptRow

KEY = "timecodes"
# Less than a frame at any rate in use, in seconds.
_SAME = 0.03
_ROUNDED = 0.25  # of a total, where one script counts frames and the other does not


def timecodes(draft: Draft) -> list[Finding]:
    """A timecode that the origin has can be read, does not end before it begins, and begins where the one before ends;
    the whole is as long as the origin's. What is odd in the origin, and the same here, is not held against a draft.

    Source: the specification of the adaptation pipeline (row structure).
    """
    notation = Notation.of(row.timecode for row in draft.origin)
    pairs = [(origin, row, _read(notation, origin), _read(notation, row)) for origin, row in draft.pairs()]
    found = [finding for pair in pairs for finding in _alone(*pair)]
    if found or not are_complete(draft) or not all(before for _, _, before, _ in pairs):
        return found
    rows = [(row, before, now) for _, row, before, now in pairs if before and now]
    return [*_following(rows), *_total(rows)]


def _read(notation: Notation, row: ScriptRow | None) -> Span | None:
    return notation.read(row.timecode) if row else None


def _alone(origin: ScriptRow | None, row: ScriptRow, before: Span | None, now: Span | None) -> list[Finding]:
    if origin is None or before is None or now == before:
        return []
    shot, was = row.shot_number, f"the origin has {origin.timecode}"
    if not row.timecode.strip():
        return [_finding(row, f"Shot {shot} has no timecode; {was}.", f"Write {origin.timecode}.")]
    if now is None:
        return [_finding(row, f"{row.timecode} cannot be read as a timecode; {was}.", f"Write {origin.timecode}.")]
    if (now.start is None, now.end is None) != (before.start is None, before.end is None):
        return [_finding(row, f"{row.timecode} is another kind of timecode; {was}.", f"Write {origin.timecode}.")]
    if now.length is not None and now.length <= 0 and (before.length or 0) > 0:
        return [_finding(row, f"{row.timecode} ends before it begins; {was}.", f"Write {origin.timecode}.")]
    return []


def _following(rows: list[tuple[ScriptRow, Span, Span]]) -> list[Finding]:
    found = []
    for (first, first_before, first_now), (then, then_before, then_now) in pairwise(rows):
        gap, was = _gap(first_now, then_now), _gap(first_before, then_before)
        if gap is None or was is None or abs(gap - was) < _SAME:
            continue
        if then_now.end is None and gap > 0:  # starts alone: any later one follows
            continue
        if abs(gap) < _SAME:  # better than the origin
            continue
        what = f"leaves {gap:.3g} s after" if gap > 0 else f"begins {-gap:.3g} s before the end of"
        if then_now.end is None:
            what = "begins no later than"
        found.append(
            _finding(
                then if then_now != then_before else first,
                f"Shot {then.shot_number} ({then.timecode}) {what} shot {first.shot_number} ({first.timecode}).",
                "Let each shot begin where the one before it ends.",
            )
        )
    return found


def _gap(first: Span, then: Span) -> float | None:
    """Seconds from the end of one to the start of the next; where ends are unknown, from start to start."""
    if first.start is None or then.start is None:
        return None
    return then.start - (first.start if first.end is None or then.end is None else first.end)


def _total(rows: list[tuple[ScriptRow, Span, Span]]) -> list[Finding]:
    before, now = length(was for _, was, _ in rows), length(span for _, _, span in rows)
    if before is None or now is None or abs(before - now) < _ROUNDED:
        return []
    changed = next((row for row, was, span in reversed(rows) if was != span), rows[-1][0])
    return [
        _finding(
            changed,
            f"The shots add up to {now:.4g} s; the origin's spot has {before:.4g} s.",
            f"Let the shots add up to {before:.4g} s.",
        )
    ]


def _finding(row: ScriptRow, problem: str, fix: str) -> Finding:
    return Finding(KEY, MAJOR, row.shot_number, "timecode", row.timecode, problem, fix)
