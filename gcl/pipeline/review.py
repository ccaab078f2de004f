"""The review after a node: the run waits there, without a worker, until a person has decided how it goes on.

A review is a node of its own, since LangGraph runs a node from its start again when it is resumed: it does nothing but
wait and then apply the decision. It may be applied twice, by a worker that is killed and by the next, with one result.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

from langgraph.graph import END
from langgraph.runtime import Runtime
from langgraph.types import Command, interrupt

from gcl.pipeline.state import AdaptationState, Json, PipelineContext, revision_count
from gcl.shots_named import shots_named
from gcl.stages import GATES, Stage

Update = dict[str, Any]

BRIEFS = {"concept": "concept_brief", "culture": "cultural_brief"}


def review_of(key: str) -> str:
    """The name of the review node that follows the node `key`."""
    return f"review_{key}"


def review(stage: Stage, following: str) -> Callable[..., Command[str]]:
    """The review node of `stage`, after which comes `following` where all goes well."""

    def wait(state: AdaptationState, runtime: Runtime[PipelineContext]) -> Command[str]:
        if state["visits"] and state["visits"][-1].get("shared"):
            return Command(goto=following)  # it was reviewed in the run that made it
        decision = interrupt({"step": state["step"], "node": stage.key})
        shots = [row.shot_number for row in runtime.context.payload.origin.rows]
        update, goto = decided(stage, following, state, decision, shots)
        return Command(update=update, goto=goto)

    wait.__name__ = review_of(stage.key)
    return wait


def after_gate(following: str) -> Callable[[AdaptationState], str]:
    """Where a run goes after a gate's verdict that nobody reviews."""

    def route(state: AdaptationState) -> str:
        if state["failed_gate"]:
            return END
        return "writer" if state["feedback"] else following

    return route


def decided(
    stage: Stage, following: str, state: AdaptationState, decision: Json, shots: Sequence[str]
) -> tuple[Update, str]:
    """What a decision changes in the state, and the node that comes next. `shots` are the origin's shot numbers.

    A decision has action, who, note, at (ISO 8601), and of an edit `after`: the brief, or {"rows": ...}.
    """
    action, note = decision["action"], decision["note"]
    if action == "accept":
        goto = after_gate(following)(state) if stage.is_gate else following
        return ({"note": note} if goto == "writer" else {}), goto
    if action == "edit":
        return _edited(stage, following, state, decision)
    if action == "again":
        asked = {"feedback": feedback} if stage.key == "writer" and (feedback := _named_only(note, shots)) else {}
        return {**_undone(stage, state), **asked, "note": note}, stage.key
    if action == "override":
        return _overridden(stage, following, state, decision, shots)
    raise ValueError(f"no review ends with {action!r}")


def _edited(stage: Stage, following: str, state: AdaptationState, decision: Json) -> tuple[Update, str]:
    """A person's change is a step like a node's; a changed draft is a new one, which passes every gate again."""
    after, step = decision["after"], state["step"] + 1
    if stage.key in BRIEFS:
        return {BRIEFS[stage.key]: after, "step": step}, following
    draft = {"draft": state["draft"] + 1, "model_key": decision["who"], "rows": after["rows"], "by_hand": True}
    changed = {"rows": draft["rows"], "draft": draft["draft"], "drafts": [draft], "step": step}
    return {**_undone(stage, state), **changed}, GATES[0]


def _overridden(
    stage: Stage, following: str, state: AdaptationState, decision: Json, shots: Sequence[str]
) -> tuple[Update, str]:
    passes = not state["evaluations"][-1]["passed"]
    facts = {"who": decision["who"], "reason": decision["note"], "passed": passes, "at": decision["at"]}
    update = {**_undone(stage, state), "overrides": [{"step": state["step"], **facts}]}
    if passes:
        return update, following
    reason = decision["note"]
    # The gate did not ask for this revision, so it counts for none of its retries.
    return {**update, "feedback": _named_only(reason, shots) or [_feedback(reason, [""])]}, "writer"


def _undone(stage: Stage, state: AdaptationState) -> Update:
    """Takes back what a gate's refusal did to the state. Every other node leaves it without feedback."""
    if not stage.is_gate:
        return {}
    asked_for = revision_count(state, stage.key) - (1 if state["feedback"] else 0)
    return {"feedback": [], "failed_gate": None, f"{stage.key}_revision_count": asked_for}


def _named_only(text: str, shots: Sequence[str]) -> list[Json]:
    """Feedback about the shots that `text` names, so that all others stay as they are; none where it is about all."""
    found = shots_named(text, shots)
    return [_feedback(text, found)] if found else []


def _feedback(text: str, shots: Sequence[str]) -> Json:
    issues = [
        {
            "severity": "major",
            "location": f"Shot {shot}" if shot else "The whole script",
            "description": text,
            "suggested_fix": "",
            "shot": shot,
            "cell": "",
            "quote": "",
        }
        for shot in shots
    ]
    return cast(Json, {"gate": "review", "summary": text, "issues": issues})
