"""The graph: which node follows which.

START -> concept -> culture -> writer -> format -> cultural -> concept_eval -> brand -> END
                                 ^          |         |            |           |
                                 '----------'---------'------------'-----------'   refused, with revisions left

Where the run's review mode asks for one, a node is followed by a review of its own (see gcl/pipeline/review.py), which
decides in its place where the run goes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime

from gcl.db import utcnow
from gcl.errors import GenerationError, TemplateError
from gcl.job_handle import MadeWay
from gcl.pipeline.gates import gate
from gcl.pipeline.nodes import Node, Update, concept, culture, writer
from gcl.pipeline.review import after_gate, review, review_of
from gcl.pipeline.state import AdaptationState, PipelineContext, Visit, model_of
from gcl.residency import llm_key
from gcl.stages import AUTOMATIC, GATES, REVISING, STAGES, Stage, is_reviewed

Graph = CompiledStateGraph[AdaptationState, PipelineContext, AdaptationState, AdaptationState]

# The longest run has 2 + 13 · 5 visits: 13 drafts when each of four gates asks for three revisions.
MOST_STEPS = 100

NODES: dict[str, Node] = {"concept": concept, "culture": culture, "writer": writer, **{key: gate(key) for key in GATES}}
# What a node leaves in the state for people to look at.
_OUTPUT: dict[str, Callable[[Update], Any]] = {
    "concept": lambda update: update["concept_brief"],
    "culture": lambda update: update["cultural_brief"],
    "writer": lambda update: {"rows": update["rows"]},
}


def build_graph(
    checkpointer: BaseCheckpointSaver[str], nodes: Mapping[str, Node] = NODES, review_mode: str = AUTOMATIC
) -> Graph:
    """The compiled graph of a review mode, which writes a checkpoint after every node."""
    builder = StateGraph(AdaptationState, context_schema=PipelineContext)
    keys = [stage.key for stage in STAGES]
    for stage in STAGES:
        builder.add_node(stage.key, tracked(stage, nodes[stage.key]))
    builder.add_edge(START, keys[0])
    for stage, following in zip(STAGES, [*keys[1:], END], strict=True):
        key = stage.key
        if is_reviewed(review_mode, stage):
            goes_to = tuple(dict.fromkeys((key, following, "writer", GATES[0], END)))
            builder.add_node(review_of(key), review(stage, following), destinations=goes_to)
            builder.add_edge(key, review_of(key))
        elif key in GATES:
            builder.add_conditional_edges(key, after_gate(following), ["writer", following, END])
        else:
            builder.add_edge(key, following)
    return builder.compile(checkpointer=checkpointer)


def tracked(stage: Stage, node: Node) -> Node:
    """`node` with what every visit leaves: its number and its facts in the state, and word to who follows the run."""

    def visit_node(state: AdaptationState, runtime: Runtime[PipelineContext]) -> Update:
        context = runtime.context
        draft = state["draft"] + 1 if stage.key == "writer" else state["draft"]
        taken: Update | None = None
        if stage.key == "concept" and not state.get("note"):  # what a person asks for again is made anew
            taken = context.concept.take()
            if taken is None and (maker := context.concept.maker()) is not None:
                raise MadeWay(llm_key(context.payload.models["concept"]), waits_for=maker)
        elif stage.key == "culture":
            context.concept.keep(state["concept_brief"])
        visit = Visit(
            number=state["step"] + 1,
            stage=stage,
            status=REVISING if stage.key == "writer" and draft > 1 else stage.status,
            draft=draft,
            model_key=model_of(stage, state, context.payload) if taken is None else "",
            shared=taken is not None,
        )
        started, clock = utcnow(), time.monotonic()
        context.track.started(visit)
        try:
            update: Update = node(state, runtime) if taken is None else {"concept_brief": taken}
        except GenerationError as error:
            raise GenerationError(f"{stage.label}: {error.sentence}") from error
        except TemplateError as error:
            anew = (
                "A job keeps its templates as they were when it was submitted: correct this one, then submit it anew."
            )
            raise TemplateError(f"{stage.label}: {error.sentence} {anew}", error.line) from error
        facts = {
            "step": visit.number,
            "node": stage.key,
            "draft": draft,
            "model_key": visit.model_key,
            "template": stage.slug,
            "template_version": context.payload.templates[stage.slug].version,
            "started_at": started.isoformat(),
            "seconds": round(time.monotonic() - clock, 3),
            "shared": visit.shared,
        }
        if stage.is_gate:
            [result] = update["evaluations"]
            where = {"step": visit.number, "model_key": visit.model_key, "created_at": utcnow().isoformat()}
            update = {**update, "evaluations": [{**where, "gate": stage.key, "draft": draft, **result}]}
        output = result if stage.is_gate else _OUTPUT[stage.key](update)
        context.track.finished(visit, output)
        return {**update, "step": visit.number, "visits": [facts], "note": ""}

    visit_node.__name__ = stage.key
    return visit_node
