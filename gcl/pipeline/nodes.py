"""The first three nodes: concept analyst, cultural researcher, writer. Plain functions: (state, runtime) -> update."""

from __future__ import annotations

import json
from typing import Any, Protocol, TypeVar

from langgraph.runtime import Runtime
from pydantic import BaseModel

from gcl.payloads import AdaptationJob
from gcl.pipeline.draft import adaptation_schema, form, named_shots, revised, revision_form, script_rows
from gcl.pipeline.schemas import ConceptBrief, CulturalBrief
from gcl.pipeline.state import AdaptationState, PipelineContext, model_of
from gcl.prompts import VARIABLES, render_prompt
from gcl.stages import BY_KEY

Update = dict[str, Any]
T = TypeVar("T", bound=BaseModel)


class Node(Protocol):
    def __call__(self, state: AdaptationState, runtime: Runtime[PipelineContext]) -> Update:
        """What changes in the state."""


SEEDS_PER_STEP, SEEDS_PER_ASK = 100, 10  # each more than a generator has attempts


def ask(
    key: str,
    schema: type[T],
    state: AdaptationState,
    context: PipelineContext,
    *,
    shortest: str = "",
    asked: int = 0,
    **given: Any,
) -> T:
    """Render the prompt of the node `key` from the state, and have the node's model answer it as a `schema`.

    `given` are the variables of its template that do not stand in the state. `asked` counts what was asked in this
    visit before, so that each question is drawn anew.

    Raises TemplateError, InputError, ModelError, GenerationError, OutOfMemory or Cancelled.
    """
    stage, payload = BY_KEY[key], context.payload
    given = {**variables(state, payload), **given}
    prompt = render_prompt(stage.slug, payload.templates, **{name: given[name] for name in VARIABLES[stage.slug]})
    context.loader.switch_model(model_of(stage, state, payload))
    return context.loader.get_generator(schema)(
        prompt,
        max_new_tokens=payload.settings.max_new_tokens,
        temperature=payload.settings.temperature,
        seed=context.seed + SEEDS_PER_STEP * state["step"] + SEEDS_PER_ASK * asked,
        shortest=shortest,
        check=context.check,
    )


def variables(state: AdaptationState, payload: AdaptationJob) -> dict[str, Any]:
    """What the templates get of a run; a judge gets nothing that tells how often the draft was revised."""
    return {
        "origin": payload.origin.dump(),
        "market": payload.market.dump(),
        "brand": payload.brand.dump() if payload.brand else None,
        "concept_brief": state["concept_brief"],
        "cultural_brief": state["cultural_brief"],
        "rows": state["rows"],
        "latest": state["rows"],
        "feedback": state["feedback"],
        "note": state.get("note") or "",
        "misquoted": [],
    }


def concept(state: AdaptationState, runtime: Runtime[PipelineContext]) -> Update:
    return {"concept_brief": ask("concept", ConceptBrief, state, runtime.context).model_dump()}


def culture(state: AdaptationState, runtime: Runtime[PipelineContext]) -> Update:
    return {"cultural_brief": ask("culture", CulturalBrief, state, runtime.context).model_dump()}


def writer(state: AdaptationState, runtime: Runtime[PipelineContext]) -> Update:
    """Write a draft, or rewrite the shots of the latest one that a gate named; the others stay to the letter.

    A new draft has no feedback: every gate judges it again.
    """
    payload = runtime.context.payload
    shots = named_shots(state["feedback"], payload)
    asked_for = revision_form(payload, shots, state["rows"], state["answer"]) if state["rows"] else form(payload)
    answer = ask(
        "writer",
        adaptation_schema(payload, shots),
        state,
        runtime.context,
        shortest=json.dumps(asked_for, ensure_ascii=False),
        shots=shots,
        draft=asked_for,
    )
    written = answer.model_dump(mode="json", by_alias=True)["rows"]
    rows = revised(state["rows"], script_rows(answer, payload), payload)
    answers = revised((state["answer"] or {"rows": []})["rows"], written, payload)
    draft = state["draft"] + 1
    kept = {"draft": draft, "model_key": model_of(BY_KEY["writer"], state, payload), "rows": rows}
    return {"rows": rows, "answer": {"rows": answers}, "draft": draft, "drafts": [kept], "feedback": []}
