"""Rows: those of the origin, all of them, in its order, each with something of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from gcl.checks.base import CRITICAL, MAJOR, MINOR, Draft, Finding, shot_key
from gcl.checks.cells import CUE, HEARD, READ, Said, spoken
from gcl.checks.text import fold
from gcl.payloads import ScriptRow

KEY = "rows"
_KINDS = ((HEARD, "spoken line", "spoken lines"), (READ, "line on the screen", "lines on the screen"))


def rows(draft: Draft) -> list[Finding]:
    """An adaptation has the origin's rows and shot numbers, none lost, none doubled, in its order; none is emptied, or
    repeats another where the origin's differ. What the origin has spoken stays spoken, and what it has on the screen
    stays there: the label of a line says which.

    Source: the specification of the adaptation pipeline (row structure); the two-column script, whose rows stay in
    step, and whose audio labels each voice and super.
    """
    return [
        *_lost(draft),
        *_doubled(draft),
        *_unknown(draft),
        *_out_of_order(draft),
        *_emptied(draft),
        *_copied(draft),
        *_relabelled(draft),
    ]


def are_complete(draft: Draft) -> bool:
    """Whether the shots are those of the origin, in its order."""
    return [shot_key(row.shot_number) for row in draft.rows] == [shot_key(row.shot_number) for row in draft.origin]


def _of_number(shot: str, quote: str, problem: str, fix: str) -> Finding:
    return Finding(KEY, CRITICAL, shot, "shot_number", quote, problem, fix)


def _lost(draft: Draft) -> list[Finding]:
    here = {shot_key(row.shot_number) for row in draft.rows}
    return [
        _of_number(
            row.shot_number,
            "",
            f"Shot {row.shot_number} of the origin is missing.",
            f"Write a row for shot {row.shot_number} ({row.timecode or 'no timecode'}).",
        )
        for row in draft.origin
        if shot_key(row.shot_number) not in here
    ]


def _doubled(draft: Draft) -> list[Finding]:
    times = Counter(shot_key(row.shot_number) for row in draft.rows)
    allowed = Counter(shot_key(row.shot_number) for row in draft.origin)
    first = {shot_key(row.shot_number): row.shot_number for row in reversed(draft.rows)}
    return [
        _of_number(
            shot,
            shot,
            f"Shot {shot} stands {times[key]} times.",
            f"Keep one row for shot {shot}, and give the others the numbers that they have in the origin.",
        )
        for key, shot in first.items()
        if times[key] > max(1, allowed[key])
    ]


def _unknown(draft: Draft) -> list[Finding]:
    known = {shot_key(row.shot_number) for row in draft.origin}
    return [
        _of_number(
            row.shot_number,
            row.shot_number,
            f"The origin has no shot {row.shot_number}." if row.shot_number else "A row has no shot number.",
            "Remove the row, or give it the number of the shot that it stands for.",
        )
        for row in draft.rows
        if shot_key(row.shot_number) not in known
    ]


def _out_of_order(draft: Draft) -> list[Finding]:
    place = {shot_key(row.shot_number): number for number, row in enumerate(draft.origin)}
    furthest, found = (-1, ""), []
    for row in draft.rows:
        number = place.get(shot_key(row.shot_number))
        if number is None:
            continue
        if number < furthest[0]:
            found.append(
                _of_number(
                    row.shot_number,
                    row.shot_number,
                    f"Shot {row.shot_number} stands after shot {furthest[1]}; in the origin it comes before it.",
                    "Put the rows in the order of the origin.",
                )
            )
        furthest = max(furthest, (number, row.shot_number))
    return found


def _emptied(draft: Draft) -> list[Finding]:
    names = {"visual": "picture", "audio": "sound"}
    return [
        Finding(
            KEY,
            MAJOR,
            row.shot_number,
            cell,
            "",
            f"Shot {row.shot_number} has no {what}; in the origin it has one.",
            f"Write what is {'seen' if cell == 'visual' else 'heard'} in shot {row.shot_number}.",
        )
        for origin, row in draft.pairs()
        for cell, what in names.items()
        if origin and getattr(origin, cell).strip() and not getattr(row, cell).strip()
    ]


def _copied(draft: Draft) -> list[Finding]:
    """The same row under two numbers, so that what one of them should say is lost."""
    seen: dict[tuple[str, str], tuple[str, tuple[str, str] | None]] = {}
    found = []
    for origin, row in draft.pairs():
        content, was = _content(row), _content(origin) if origin else None
        if not any(content):
            continue
        first, first_was = seen.setdefault(content, (row.shot_number, was))
        if shot_key(first) != shot_key(row.shot_number) and was != first_was:
            found.append(
                Finding(
                    KEY,
                    MAJOR,
                    row.shot_number,
                    "audio" if row.audio.strip() else "visual",
                    row.audio.strip() or row.visual.strip(),
                    f"Shot {row.shot_number} repeats shot {first} word for word; in the origin they differ.",
                    f"Write what is seen and heard in shot {row.shot_number} of the origin.",
                )
            )
    return found


def _relabelled(draft: Draft) -> list[Finding]:
    """Lines that were spoken or shown and now are not, and lines whose label is gone. Two voices may have become one,
    so that a shot has fewer lines than the origin is only pointed out."""
    found = []
    for origin, row in draft.pairs():
        if not origin or not row.audio.strip():
            continue
        before = [said for said in spoken(origin.audio) if said.kind != CUE]
        now = [said for said in spoken(row.audio, origin.audio, translated=draft.is_translated) if said.kind != CUE]
        fewer = False
        for kind, line, lines in _KINDS:
            wanted, have = _of(before, kind), _of(now, kind)
            if len(have) >= len(wanted):
                continue
            fewer = True
            left = f"{len(have) or 'no'} {line if len(have) < 2 else lines}"
            problem = f"Shot {row.shot_number} has {left}; the origin has {len(wanted)}."
            label = wanted[0].line.label.strip()
            fix = "See that nothing was left out, and that each line has its label."
            if not have:
                fix = f"Write its {line}, with {label} before it." if label else f"Write its {line}."
            found.append(Finding(KEY, MINOR if have else MAJOR, row.shot_number, "audio", "", problem, fix))
        if not fewer and len(now) <= len(before) and all(said.line.label for said in before):
            for said in now:
                if not said.line.label:
                    problem = "This line has lost its label, such as VO: or SUPER:."
                    fix = "Put before it who says it, as in the origin."
                    found.append(Finding(KEY, MINOR, row.shot_number, "audio", said.line.text.strip(), problem, fix))
    return found


def _of(lines: Iterable[Said], kind: str) -> list[Said]:
    """The lines of a kind that have words."""
    return [said for said in lines if said.kind == kind and said.text]


def _content(row: ScriptRow) -> tuple[str, str]:
    return fold(row.visual), fold(row.audio)
