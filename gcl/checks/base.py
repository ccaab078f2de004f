"""What a check looks at and what it gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gcl.payloads import ScriptRow


@dataclass(frozen=True)
class Draft:
    """An adapted script beside its origin. Language codes are ISO 639-1; terms are those of the brand."""

    origin: Sequence[ScriptRow]
    rows: Sequence[ScriptRow]
    origin_language: str
    language: str
    locked_terms: Sequence[str] = ()
    forbidden_terms: Sequence[str] = ()


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
