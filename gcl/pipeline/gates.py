"""The four gates, made by one factory: each judges the latest draft and sends it on, back to the writer, or nowhere."""

from __future__ import annotations

from langgraph.runtime import Runtime

from gcl.pipeline.judge import judge
from gcl.pipeline.nodes import Node, Update
from gcl.pipeline.state import AdaptationState, PipelineContext, revision_count


def gate(key: str) -> Node:
    """The node of the gate `key`.

    A refusal leaves feedback for the writer while the gate has revisions left to ask for (settings.max_retries[key]);
    after that it leaves `failed_gate`, which ends the run. So does a gate that could not decide: see
    gcl/pipeline/verdict.py.
    """

    def judge_draft(state: AdaptationState, runtime: Runtime[PipelineContext]) -> Update:
        context = runtime.context
        verdict = judge(key, state, context)
        update: Update = {"evaluations": [verdict.dump()]}
        if verdict.result.passed:
            return update
        asked_for = revision_count(state, key)
        if verdict.undecided or asked_for >= context.payload.settings.max_retries[key]:
            return {**update, "failed_gate": key}
        feedback = {"gate": key, **verdict.result.model_dump(include={"summary", "issues"})}
        return {**update, "feedback": [feedback], f"{key}_revision_count": asked_for + 1}

    judge_draft.__name__ = f"{key}_gate"
    return judge_draft
