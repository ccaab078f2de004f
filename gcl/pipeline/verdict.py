"""What a gate finds of its evidence: reckoned from checks and answers, without a model.

What is missing cannot be quoted. So a "no" without a quote has no part in the score either, but to a critical or major
question it keeps the draft from passing. If something else failed as well, the writer hears of both; if it is all that
stands against the draft, the gate is undecided. So it is where not one answer is supported, and there is no check
either: a draft passes on evidence alone.

An undecided gate asks the writer for nothing: it is not shown that the draft failed, so a revision could meet the same
doubts, and a run go in circles. `Verdict.undecided` says so, and the run ends there for a person to look.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from gcl.pipeline.schemas import EvaluationResult, Issue
from gcl.pipeline.state import Json
from gcl.stages import BLOCKING, SEVERITIES

_WHOLE = "The whole script"


@dataclass(frozen=True)
class Verdict:
    """A gate's result with what it rests on: `checks` and `answers` as they are kept with it (see gcl/db/campaigns.py).

    `undecided` says that it did not pass only for want of evidence.
    """

    result: EvaluationResult
    checks: list[Json] = field(default_factory=list)
    answers: list[Json] = field(default_factory=list)
    undecided: bool = False

    def dump(self) -> Json:
        return {
            **self.result.model_dump(),
            "checks": self.checks,
            "answers": self.answers,
            "undecided": self.undecided,
        }


def reckoned(checks: list[Json], answers: list[Json], remark: str = "") -> Verdict:
    """The verdict that follows from checks and answers (both as they are kept; see `Verdict`).

    score = 1 - (weights of what failed) / (weights of all that counts), with the weights of SEVERITIES. A check weighs
    what its worst finding does, or as much as a major one; an answer without evidence does not count. Passed: nothing
    failed that is critical or major, no such question was answered "no" without a quote, and something counted. If only
    such answers keep it from passing, it is undecided.
    """
    counted = [(_worst(check) or "major", bool(check["findings"])) for check in checks]
    counted += [(answer["severity"], answer["answer"] == "no") for answer in answers if answer["supported"]]
    unsupported = [answer for answer in answers if not answer["supported"]]
    doubts = [answer for answer in unsupported if answer["answer"] == "no" and answer["severity"] in BLOCKING]
    if not counted:
        return _undecided(checks, answers)
    failed = [severity for severity, has_failed in counted if has_failed]
    lost, whole = (sum(SEVERITIES[severity] for severity in each) for each in (failed, [s for s, _ in counted]))
    summary = f"{len(counted) - len(failed)} of {len(counted)} passed.{remark}"
    if unsupported:
        summary += f" Not counted, for want of a quote that stands in the script: {len(unsupported)}."
    if doubts:
        summary += f' Answered "no" without a quote, so that it cannot pass: {len(doubts)}.'
    refused = any(severity in BLOCKING for severity in failed)
    undecided = bool(doubts) and not refused
    result = EvaluationResult(
        issues=[*_issues_of_checks(checks), *_issues_of_answers(answers), *_issues_of_doubts(doubts)],
        summary=f"Undecided. {summary}" if undecided else summary,
        score=round(1 - lost / whole, 4),
        passed=not refused and not doubts,
    )
    return Verdict(result, checks, answers, undecided=undecided)


def _worst(check: Json) -> str:
    severities = [finding["severity"] for finding in check["findings"]]
    return max(severities, key=lambda severity: SEVERITIES[severity], default="")


def _issues_of_checks(checks: Sequence[Json]) -> list[Issue]:
    return [
        _issue(finding, description=finding["problem"], suggested_fix=finding["fix"])
        for check in checks
        for finding in check["findings"]
    ]


def _issues_of_answers(answers: Sequence[Json]) -> list[Issue]:
    return [
        _issue(answer, description=f"{answer['question']} No: {answer['reason']}", suggested_fix=answer["fix"])
        for answer in answers
        if answer["supported"] and answer["answer"] == "no"
    ]


def _issues_of_doubts(doubts: Sequence[Json]) -> list[Issue]:
    nowhere = {"shot": "", "cell": "", "quote": ""}
    return [
        _issue(
            {**answer, **nowhere},
            description=f"{answer['question']} No, without a quote: {answer['reason']}",
            suggested_fix=answer["fix"],
        )
        for answer in doubts
    ]


def _issue(about: Json, **texts: str) -> Issue:
    shot, cell = about["shot"], about["cell"]
    location = f"Shot {shot}, {cell}" if shot and cell else f"Shot {shot}" if shot else _WHOLE
    return Issue(location=location, severity=about["severity"], shot=shot, cell=cell, quote=about["quote"], **texts)


def _undecided(checks: list[Json], answers: list[Json]) -> Verdict:
    issue = Issue(
        location=_WHOLE,
        description=f"None of the {len(answers)} answers rests on words that stand in the script, so there is nothing "
        "to judge it by.",
        suggested_fix="Read the script and decide this gate yourself, or choose a larger model for it in Settings.",
        severity="major",
    )
    result = EvaluationResult(issues=[issue], summary="Undecided: no answer had evidence.", score=0.0, passed=False)
    return Verdict(result, checks, answers, undecided=True)


def not_judged(why: str) -> Verdict:
    """The verdict of a gate that has nothing to go by: it passes, and says why."""
    return Verdict(EvaluationResult(issues=[], summary=f"Not judged: {why}.", score=1.0, passed=True))
