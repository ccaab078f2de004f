"""What the checks of a program find, and whether that is what was planted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gcl.checks import Finding, run_checks
from tools.gates.cases import Case
from tools.gates.kinds import UNSETTLES_OTHERS


@dataclass(frozen=True)
class Checked:
    """`told` is the finding that tells the planted defect; `wrong` are those that accuse what is right."""

    case: Case
    told: Finding | None
    wrong: list[Finding]


def checked(case: Case) -> Checked:
    """Run all checks over a script, with and without a defect.

    A defect is told by a critical or major finding of a check of its kind, in its shot or about the whole script.
    Anything found elsewhere, and anything at all in a script that a program has nothing to find in, is a false alarm.
    """
    findings = [finding for result in run_checks(case.draft()) for finding in result.findings]
    told = [finding for finding in findings if _tells(finding, case)]
    return Checked(case, told[0] if told else None, [finding for finding in findings if not _is_due(finding, case)])


def recall(results: Iterable[Checked]) -> float:
    """The share of the defects that a program can decide which was told, from 0 to 1."""
    told = [result.told is not None for result in results if result.case.is_for_checks]
    return sum(told) / len(told) if told else 0.0


def false_alarms(results: Iterable[Checked]) -> int:
    return sum(len(result.wrong) for result in results)


def _tells(finding: Finding, case: Case) -> bool:
    if not case.is_for_checks or case.kind is None:
        return False
    is_there = finding.shot in ("", case.shot) or case.kind.key in UNSETTLES_OTHERS
    return finding.check in case.kind.checks and finding.severity in ("critical", "major") and is_there


def _is_due(finding: Finding, case: Case) -> bool:
    """Whether the planted defect explains a finding."""
    if not case.is_for_checks or case.kind is None:
        return False
    return case.kind.key in UNSETTLES_OTHERS or finding.shot in ("", case.shot)
