"""What a check looks at and what it gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gcl.config import Config
from gcl.payloads import ScriptRow

CRITICAL, MAJOR, MINOR = "critical", "major", "minor"


@dataclass(frozen=True)
class Draft:
    """An adapted script beside its origin. Language codes are ISO 639-1; terms are those of the brand."""

    origin: Sequence[ScriptRow]
    rows: Sequence[ScriptRow]
    origin_language: str
    language: str
    locked_terms: Sequence[str] = ()
    forbidden_terms: Sequence[str] = ()
    max_cell_chars: int = Config.model_fields["max_cell_chars"].default

    @property
    def is_translated(self) -> bool:
        """Whether it is for an audience that is not addressed in English, so that its lines need translations."""
        return self.language != "en"

    def pairs(self) -> list[tuple[ScriptRow | None, ScriptRow]]:
        """Each row with that of the origin which has its shot number, or None."""
        known = {shot_key(row.shot_number): row for row in reversed(self.origin)}
        return [(known.get(shot_key(row.shot_number)), row) for row in self.rows]


def shot_key(shot: str) -> str:
    """A shot number to compare by: 2a and 2A are one, and so are 1 and 01."""
    return shot.strip().casefold().lstrip("0") or shot.strip().casefold()


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong. `shot` is a shot number, or "" for the script as a whole; `cell` is visual, audio,
    timecode, shot_number or ""; `quote` stands in that cell to the letter, or is "". `severity` is critical, major or
    minor: the gate passes with minor ones."""

    check: str
    severity: str
    shot: str
    cell: str
    quote: str
    problem: str
    fix: str


@dataclass(frozen=True)
class Check:
    """`label` says what is right if nothing is found: "Timecodes are consecutive"."""

    key: str
    label: str
    run: Callable[[Draft], list[Finding]]


@dataclass(frozen=True)
class CheckResult:
    key: str
    label: str
    findings: list[Finding]
