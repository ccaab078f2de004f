"""What a verdict rests on, as a list to read: the results of its checks, and the answers to its checklist."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from gcl.db.issues import CHECK, ITEM

PASSED, FAILED, UNSUPPORTED = "passed", "failed", "unsupported"
SEVERITIES = ("critical", "major", "minor")
_ORDER = (FAILED, UNSUPPORTED, PASSED)
_CELLS = {"visual": "visual", "audio": "audio", "timecode": "timecode", "shot_number": "shot number"}


@dataclass(frozen=True)
class Proof:
    """Where it shows: words of the script, or only a place in it; `problem` and `fix` where something is wrong there.
    Each may be empty."""

    shot: str = ""
    cell: str = ""
    quote: str = ""
    problem: str = ""
    fix: str = ""

    @property
    def place(self) -> str:
        """ "Shot 2, audio" """
        if not self.shot:
            return _CELLS.get(self.cell, "").capitalize()
        return f"Shot {self.shot}" + (f", {_CELLS[self.cell]}" if self.cell in _CELLS else "")


@dataclass(frozen=True)
class Evidence:
    """One check, or one item of the checklist. `state` is passed, failed or unsupported: an answer whose quote does not
    stand in the script, which has no part in the score."""

    source: str
    key: str
    label: str
    state: str
    severity: str
    reason: str = ""
    proofs: list[Proof] = field(default_factory=list)


@dataclass(frozen=True)
class Parts:
    """How many of those that count are passed; `unsupported` ones do not count."""

    passed: int
    counted: int
    unsupported: int

    def __str__(self) -> str:
        told = f"{self.passed} of {self.counted} passed" if self.counted else "Nothing could be judged"
        return f"{told}, {self.unsupported} not counted" if self.unsupported else told


def parts(evidence: Sequence[Evidence]) -> Parts:
    states = [one.state for one in evidence]
    unsupported = states.count(UNSUPPORTED)
    return Parts(states.count(PASSED), len(states) - unsupported, unsupported)


def evidence(checks: object, answers: object) -> list[Evidence]:
    """Both lists of a verdict, what failed first and the gravest of that before. What has another shape is left out:
    it may be of another version of the studio."""
    found = [_check(one) for one in _mappings(checks)] + [_answer(one) for one in _mappings(answers)]
    return sorted(
        found, key=lambda one: (one.source, _ORDER.index(one.state), _rank(one) if one.state != PASSED else 0)
    )


def _check(said: dict[str, Any]) -> Evidence:
    findings = _mappings(said.get("findings"))
    worst = min((_severity(one) for one in findings), key=SEVERITIES.index, default="major")
    return Evidence(
        source=CHECK,
        key=_text(said, "check"),
        label=_text(said, "label") or _text(said, "check"),
        state=FAILED if findings else PASSED,
        severity=worst,
        proofs=[_proof(one, _text(one, "problem"), _text(one, "fix")) for one in findings],
    )


def _answer(said: dict[str, Any]) -> Evidence:
    right = PASSED if _text(said, "answer") == "yes" else FAILED
    proof = _proof(said)
    return Evidence(
        source=ITEM,
        key=_text(said, "item"),
        label=_text(said, "question") or _text(said, "item"),
        state=right if said.get("supported", True) else UNSUPPORTED,
        severity=_severity(said),
        reason=_text(said, "reason"),
        proofs=[proof] if proof.quote or proof.shot else [],
    )


def _proof(said: dict[str, Any], problem: str = "", fix: str = "") -> Proof:
    return Proof(_text(said, "shot"), _text(said, "cell"), _text(said, "quote"), problem, fix)


def _rank(one: Evidence) -> int:
    return SEVERITIES.index(one.severity)


def _severity(said: dict[str, Any]) -> str:
    named = _text(said, "severity").lower()
    return named if named in SEVERITIES else "minor"


def _text(said: dict[str, Any], name: str) -> str:
    value = said.get(name)
    return str(value).strip() if value is not None else ""


def _mappings(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
