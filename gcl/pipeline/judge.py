"""A gate's verdict, computed from evidence: what programs found, and a checklist that a model answers with quotes.

The model decides one yes/no question at a time (CheckEval, TICK), after the words of the script that its answer rests
on and a reason. Whether those words stand in the script is looked up, not believed: a quote that does not is asked for
once more, and if the second stands there no better, the answer has no part in the score. `passed` and `score` are
reckoned from what is left by the severities; no model gives a verdict or a number.

What is missing cannot be quoted. So a "no" without a quote has no part in the score either, but to a critical or major
question it keeps the draft from passing. If something else failed as well, the writer
hears of both; if it is all that stands against the draft, the gate is undecided. So it is where not one answer is
supported, and there is no check either: a draft passes on evidence alone.

An undecided gate asks the writer for nothing: it is not shown that the draft failed, so a revision could meet the same
doubts, and a run go in circles. `Verdict.undecided` says so, and the run ends there for a person to look.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, Union

from pydantic import Field, create_model

from gcl.checks import CheckResult, Draft, Place, find_quote, run_checks
from gcl.payloads import AdaptationJob, ChecklistQuestion, ScriptRow
from gcl.pipeline.nodes import ask
from gcl.pipeline.schemas import CUT, SIGNS, Answer, EvaluationResult, Issue, text_of
from gcl.pipeline.state import AdaptationState, Json, PipelineContext
from gcl.stages import BLOCKING, SEVERITIES

LONGEST_QUOTE, LONGEST_REASON = 80, 120  # characters
ASKS = 2  # how often an answer may be quoted anew, the first time included
_WHOLE = "The whole script"
# What stands before a cell in the prompt, and is copied along: "Shot 2 [00:05-00:12] audio: ". Where the script has no
# brackets, a quote can have none either.
_CELL_NAME = re.compile(
    r"^\s*(?:(?:shot\s+\S+\s+(?:\[[^\]]*\]\s*)?)?(?:visual|audio):|shot\s+\S+\s+\[[^\]]*\])\s*", re.IGNORECASE
)


class Answers(Answer):
    """What a judge gives. What a model is asked for is `answers_schema` of the questions at hand."""

    answers: tuple[Answer, ...]


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


def judge(key: str, state: AdaptationState, context: PipelineContext) -> Verdict:
    """The verdict of the gate `key` on the draft in `state["rows"]`.

    The format gate begins with the checks of a program, and asks no model about a draft that fails one of them.
    Raises what `gcl.pipeline.nodes.ask` raises.
    """
    payload = context.payload
    if key == "brand" and payload.brand is None:
        return _not_judged("this ad unit has no brand to be held against")
    rows = [ScriptRow(**row) for row in state["rows"]]
    checks = _checks(draft_of(payload, rows, context.max_cell_chars)) if key == "format" else []
    if any(finding["severity"] in BLOCKING for check in checks for finding in check["findings"]):
        return reckoned(checks, [], " No model was asked.")
    asked = questions(key, state, payload)
    if not asked and not checks:
        return _not_judged("this gate has no questions")
    return reckoned(checks, _answered(key, asked, rows, state, context))


def draft_of(payload: AdaptationJob, rows: Sequence[ScriptRow], max_cell_chars: int) -> Draft:
    """The draft of a run as the checks look at it; see `gcl.config.Config.max_cell_chars`."""
    return Draft(
        origin=payload.origin.rows,
        rows=rows,
        origin_language=payload.origin.market.partition("-")[0],
        language=payload.market.language_code,
        locked_terms=payload.brand.locked_terms if payload.brand else (),
        forbidden_terms=payload.brand.forbidden_terms if payload.brand else (),
        max_cell_chars=max_cell_chars,
    )


def questions(key: str, state: AdaptationState, payload: AdaptationJob) -> list[ChecklistQuestion]:
    """The checklist of a gate: its items, and what the briefs of this run ask for.

    Judges who are told the norm are right far more often than such as are told the country (NormAd), so each pitfall
    that the researcher found is asked about, and each thing that must stay.
    """
    briefs: list[ChecklistQuestion] = []
    if key == "cultural":
        pitfalls = (state["cultural_brief"] or {}).get("pitfalls", [])
        briefs = _each("pitfall", "Does the script keep clear of this: {}?", "major", pitfalls)
    elif key == "concept_eval":
        kept = (state["concept_brief"] or {}).get("must_preserve", [])
        briefs = _each("must-preserve", "Is this still in the script: {}?", "critical", kept)
    return [*payload.checklist.get(key, []), *briefs]


def _each(key: str, question: str, severity: str, phrases: Iterable[str]) -> list[ChecklistQuestion]:
    return [
        ChecklistQuestion(key=f"{key}-{number}", question=question.format(phrase.rstrip(" .?!")), severity=severity)
        for number, phrase in enumerate(phrases, start=1)
    ]


def answers_schema(asked: Sequence[ChecklistQuestion], rows: Sequence[ScriptRow] = ()) -> type[Answers]:
    """Answers with exactly these questions, in order, each repeated as a constant before its quote, reason and answer.

    So a model has the question before its eyes where it answers, and can neither skip nor reword one. Only "no" is
    followed by a fix.
    """
    script = "".join(row.visual + row.audio for row in rows)
    quote = _text(LONGEST_QUOTE, "", "".join(sign for sign in SIGNS if sign not in script))
    said = _text(LONGEST_REASON, "…", SIGNS)
    items: list[Any] = []
    for number, item in enumerate(asked, start=1):
        fields: dict[str, Any] = {
            "question": (Literal[item.question], ...),
            "quote": (quote, ...),
            "reason": (said, ...),
        }
        yes: dict[str, Any] = {**fields, "answer": (Literal["yes"], ...)}
        no: dict[str, Any] = {**fields, "answer": (Literal["no"], ...), "fix": (said, ...)}
        either = (
            create_model(f"Yes{number}", __base__=Answer, **yes),
            create_model(f"No{number}", __base__=Answer, **no),
        )
        items.append(Union.__getitem__(either))
    every: dict[str, Any] = {"answers": (tuple.__class_getitem__(tuple(items)), ...)}
    return create_model("Answers", __base__=Answers, **every)


def _text(longest: int, cut: str, signs: str) -> Any:
    return Annotated[str, text_of(longest, signs=signs), Field(json_schema_extra={CUT: cut})]


def _answered(
    key: str,
    asked: Sequence[ChecklistQuestion],
    rows: Sequence[ScriptRow],
    state: AdaptationState,
    context: PipelineContext,
) -> list[Json]:
    """An answer to every question; those whose quote does not stand in the script are asked for once more."""
    found: dict[str, Json] = {}
    left, misquoted = list(asked), list[str]()
    for number in range(ASKS):
        if not left:
            break
        given = {"questions": [item.model_dump() for item in left], "misquoted": misquoted}
        shortest = json.dumps([item.question for item in left], ensure_ascii=False)
        answer = ask(key, answers_schema(left, rows), state, context, shortest=shortest, asked=number, **given)
        said = answer.model_dump(mode="json")["answers"]
        found |= {item.key: _answer(item, one, rows) for item, one in zip(left, said, strict=True)}
        left = [item for item in left if not found[item.key]["supported"]]
        misquoted = [found[item.key]["quote"] for item in left]
    return [found[item.key] for item in asked]


def quoted(rows: Sequence[ScriptRow], said: str) -> tuple[str, Place | None]:
    """The words of a quote and where they stand: as they were given, or else without the name of a cell."""
    bare = _CELL_NAME.sub("", said, count=1)
    for words in (said, bare) if bare else ():
        place = find_quote(rows, words)
        # A shot's number or time is no evidence of what is shown or said in it.
        if place is not None and place.cell in ("visual", "audio"):
            return words, place
    return said, None


def _answer(item: ChecklistQuestion, said: Json, rows: Sequence[ScriptRow]) -> Json:
    quote, place = quoted(rows, said["quote"])
    return {
        "item": item.key,
        "question": item.question,
        "severity": item.severity,
        "answer": said["answer"],
        "reason": said["reason"],
        "fix": said.get("fix", ""),
        "quote": quote,
        "shot": place.shot if place else "",
        "cell": place.cell if place else "",
        "supported": place is not None,
    }


def _checks(draft: Draft) -> list[Json]:
    return [_check(result) for result in run_checks(draft)]


def _check(result: CheckResult) -> Json:
    names = ("severity", "shot", "cell", "quote", "problem", "fix")
    findings = [{name: getattr(finding, name) for name in names} for finding in result.findings]
    return {"check": result.key, "label": result.label, "findings": findings}


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


def _not_judged(why: str) -> Verdict:
    return Verdict(EvaluationResult(issues=[], summary=f"Not judged: {why}.", score=1.0, passed=True))
