"""The first three nodes: concept analyst, cultural researcher, writer. Plain functions: (state, runtime) -> update."""

from __future__ import annotations

import json
from typing import Any, Protocol, TypeVar

from langgraph.runtime import Runtime
from pydantic import BaseModel

from gcl.pipeline.draft import adaptation_schema, form, script_rows
from gcl.pipeline.schemas import ConceptBrief, CulturalBrief
from gcl.pipeline.state import AdaptationState, PipelineContext, model_of
from gcl.prompts import VARIABLES, render_prompt
from gcl.stages import BY_KEY

Update = dict[str, Any]
T = TypeVar("T", bound=BaseModel)


class Node(Protocol):
    def __call__(self, state: AdaptationState, runtime: Runtime[PipelineContext]) -> Update:
        """What changes in the state."""


SEEDS_PER_STEP = 100  # more than a generator has attempts


def ask(key: str, schema: type[T], state: AdaptationState, context: PipelineContext, *, shortest: str = "") -> T:
    """Render the prompt of the node `key` from the state, and have the node's model answer it as a `schema`.

    Raises TemplateError, InputError, ModelError, GenerationError, OutOfMemory or Cancelled.
    """
    stage, payload = BY_KEY[key], context.payload
    given = {
        "origin": payload.origin.dump(),
        "market": payload.market.dump(),
        "brand": payload.brand.dump() if payload.brand else None,
        "concept_brief": state["concept_brief"],
        "cultural_brief": state["cultural_brief"],
        "rows": state["rows"],
        "draft": state["answer"] or form(payload),
        "feedback": state["feedback"],
    }
    prompt = render_prompt(stage.slug, payload.templates, **{name: given[name] for name in VARIABLES[stage.slug]})
    context.loader.switch_model(model_of(stage, state, payload))
    return context.loader.get_generator(schema)(
        prompt,
        max_new_tokens=payload.settings.max_new_tokens,
        temperature=payload.settings.temperature,
        seed=context.seed + SEEDS_PER_STEP * state["step"],
        shortest=shortest,
        check=context.check,
    )


def concept(state: AdaptationState, runtime: Runtime[PipelineContext]) -> Update:
    return {"concept_brief": ask("concept", ConceptBrief, state, runtime.context).model_dump()}


def culture(state: AdaptationState, runtime: Runtime[PipelineContext]) -> Update:
    return {"cultural_brief": ask("culture", CulturalBrief, state, runtime.context).model_dump()}


def writer(state: AdaptationState, runtime: Runtime[PipelineContext]) -> Update:
    """Write a draft, or revise the one that a gate refused. A new draft has no feedback: every gate judges it again."""
    payload = runtime.context.payload
    shortest = json.dumps(form(payload), ensure_ascii=False)
    answer = ask("writer", adaptation_schema(payload), state, runtime.context, shortest=shortest)
    rows = script_rows(answer, payload)
    draft = state["draft"] + 1
    kept = {"draft": draft, "model_key": model_of(BY_KEY["writer"], state, payload), "rows": rows}
    written = answer.model_dump(mode="json", by_alias=True)
    return {"rows": rows, "answer": written, "draft": draft, "drafts": [kept], "feedback": []}
