"""The state of a run, and what its nodes get beside it.

The state is plain JSON data: it is written to the checkpoint after every node and read back without any class.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from operator import add
from typing import TYPE_CHECKING, Annotated, Any, Protocol, TypedDict, cast

from gcl.payloads import AdaptationJob
from gcl.stages import GATES, REVISIONS_BEFORE_SWITCH, STAGES, Stage

if TYPE_CHECKING:
    from gcl.pipeline.loader import PipelineModelLoader  # which imports torch
    from gcl.pipeline.sharing import SharedConcept

Json = dict[str, Any]


class AdaptationState(TypedDict, total=False):
    """`rows` is the latest draft, `answer` the same as the writer gave it, `draft` its number from 1; `step` counts the
    visits to nodes.

    `feedback` holds what the gate that refused the latest draft said; it is empty once a new draft is written. `note`
    is what a person said who asked a node to do its work again, and empty at any other visit. `overrides` are the
    verdicts that a person turned round: step, and what `Evaluation.override` holds.
    """

    payload_sum: str
    step: int
    draft: int
    concept_brief: Json | None
    cultural_brief: Json | None
    rows: list[Json]
    answer: Json | None
    feedback: list[Json]
    note: str
    failed_gate: str | None
    format_revision_count: int
    cultural_revision_count: int
    concept_eval_revision_count: int
    brand_revision_count: int
    drafts: Annotated[list[Json], add]
    evaluations: Annotated[list[Json], add]
    overrides: Annotated[list[Json], add]
    visits: Annotated[list[Json], add]


def revision_count(state: AdaptationState, gate: str) -> int:
    """How many revisions this gate has asked for."""
    return int(cast(Json, state)[f"{gate}_revision_count"])


def revision_counts(state: AdaptationState) -> dict[str, int]:
    return {gate: revision_count(state, gate) for gate in GATES}


def first_state(payload: AdaptationJob) -> AdaptationState:
    state: Json = {f"{gate}_revision_count": 0 for gate in GATES}
    state |= {"payload_sum": payload_sum(payload), "step": 0, "draft": 0, "concept_brief": None, "cultural_brief": None}
    state |= {
        "rows": [],
        "answer": None,
        "feedback": [],
        "note": "",
        "failed_gate": None,
        "drafts": [],
        "evaluations": [],
        "overrides": [],
        "visits": [],
    }
    return cast(AdaptationState, state)


def payload_sum(payload: AdaptationJob) -> str:
    """Tells whether a checkpoint belongs to this very job: job ids begin anew with a new database.

    Of what the job was submitted with, so that a run may wait for a person while the studio gets a new version.
    """
    given = payload.model_dump(mode="json", exclude_unset=True)
    return hashlib.sha256(json.dumps(given, sort_keys=True).encode()).hexdigest()


def model_of(stage: Stage, state: AdaptationState, payload: AdaptationJob) -> str:
    """The preset key that works at `stage` now.

    The writer's first revision answers a refused first draft; when two revisions have been refused as well, the next
    one is written by the alternative model, if there is one.
    """
    if stage.key == "writer" and payload.writer_alternative is not None:
        asked_for = sum(revision_counts(state).values())
        # The latest revision that was asked for is the one about to be written: it has not failed.
        if asked_for - 1 >= REVISIONS_BEFORE_SWITCH:
            return payload.writer_alternative
    return payload.models[stage.key]


@dataclass(frozen=True)
class Visit:
    """One visit of a run to one node. `number` counts from 1; `draft` is the one being written or judged.

    `shared`: nothing is done, since another run of the batch has done the same; `model_key` is "" then.
    """

    number: int
    stage: Stage
    status: str
    draft: int
    model_key: str
    shared: bool = False

    @property
    def expected(self) -> int:
        """Visits of the whole run if every gate from here on lets the draft pass."""
        return self.number + len(STAGES) - 1 - STAGES.index(self.stage)


class Track(Protocol):
    """Who follows a run while it goes on."""

    def started(self, visit: Visit) -> None:
        """A node begins. May raise Cancelled."""

    def finished(self, visit: Visit, output: Json, /) -> None:
        """A node has done its work, and left `output` for people to look at; its checkpoint follows."""


@dataclass(frozen=True)
class PipelineContext:
    """What nodes need and state does not hold. `check` raises Cancelled when a person asked the job to stop; `concept`
    is what the run shares with the others of its batch; `max_cell_chars` is the setting of that name."""

    payload: AdaptationJob
    loader: PipelineModelLoader
    track: Track
    check: Callable[[], None]
    seed: int
    concept: SharedConcept
    max_cell_chars: int
