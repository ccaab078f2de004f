"""The four gates, made by one factory: each judges the latest draft and sends it on, back to the writer, or nowhere."""

from __future__ import annotations

from langgraph.runtime import Runtime

from gcl.pipeline.nodes import Node, Update, ask
from gcl.pipeline.schemas import EvaluationResult
from gcl.pipeline.state import AdaptationState, PipelineContext, revision_count

NOT_JUDGED = EvaluationResult(
    issues=[], summary="Not judged: this ad unit has no brand to be held against.", score=1.0, passed=True
)


def gate(key: str) -> Node:
    """The node of the gate `key`.

    A refusal leaves feedback for the writer while the gate has revisions left to ask for (settings.max_retries[key]);
    after that it leaves `failed_gate`, which ends the run.
    """

    def judge(state: AdaptationState, runtime: Runtime[PipelineContext]) -> Update:
        context = runtime.context
        if key == "brand" and context.payload.brand is None:
            result = NOT_JUDGED
        else:
            result = ask(key, EvaluationResult, state, context)
        update: Update = {"evaluations": [result.model_dump()]}
        if result.passed:
            return update
        asked_for = revision_count(state, key)
        if asked_for >= context.payload.settings.max_retries[key]:
            return {**update, "failed_gate": key}
        feedback = {"gate": key, **result.model_dump(include={"summary", "issues"})}
        return {**update, "feedback": [feedback], f"{key}_revision_count": asked_for + 1}

    judge.__name__ = f"{key}_gate"
    return judge
