"""A gate's verdict, computed from evidence: what programs found, and a checklist that a model answers with quotes.

The model decides one yes/no question at a time (CheckEval, TICK), after the words of the script that its answer rests
on and a reason. Whether those words stand in the script is looked up, not believed: a quote that does not is asked for
once more, and if the second stands there no better, the answer has no part in the score. `passed` and `score` are
reckoned from what is left by the severities (gcl/pipeline/verdict.py); no model gives a verdict or a number.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Literal, Union

from pydantic import Field, create_model

from gcl.checks import CheckResult, Draft, Place, find_quote, run_checks
from gcl.payloads import AdaptationJob, ChecklistQuestion, ScriptRow
from gcl.pipeline.nodes import ask
from gcl.pipeline.schemas import CUT, SIGNS, Answer, text_of
from gcl.pipeline.state import AdaptationState, Json, PipelineContext
from gcl.pipeline.verdict import Verdict, not_judged, reckoned
from gcl.stages import BLOCKING

LONGEST_QUOTE, LONGEST_REASON = 80, 120  # characters
ASKS = 2  # how often an answer may be quoted anew, the first time included
# What stands before a cell in the prompt, and is copied along: "Shot 2 [00:05-00:12] audio: ". Where the script has no
# brackets, a quote can have none either.
_CELL_NAME = re.compile(
    r"^\s*(?:(?:shot\s+\S+\s+(?:\[[^\]]*\]\s*)?)?(?:visual|audio):|shot\s+\S+\s+\[[^\]]*\])\s*", re.IGNORECASE
)


class Answers(Answer):
    """What a judge gives. What a model is asked for is `answers_schema` of the questions at hand."""

    answers: tuple[Answer, ...]


def judge(key: str, state: AdaptationState, context: PipelineContext) -> Verdict:
    """The verdict of the gate `key` on the draft in `state["rows"]`.

    The format gate begins with the checks of a program, and asks no model about a draft that fails one of them.
    Raises what `gcl.pipeline.nodes.ask` raises.
    """
    payload = context.payload
    if key == "brand" and payload.brand is None:
        return not_judged("this ad unit has no brand to be held against")
    rows = [ScriptRow(**row) for row in state["rows"]]
    checks = _checks(draft_of(payload, rows, context.max_cell_chars)) if key == "format" else []
    if any(finding["severity"] in BLOCKING for check in checks for finding in check["findings"]):
        return reckoned(checks, [], " No model was asked.")
    asked = questions(key, state, payload)
    if not asked and not checks:
        return not_judged("this gate has no questions")
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
