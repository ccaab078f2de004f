"""The names of the adaptation pipeline: its nodes in order, their status words, gates and prompt templates.

The front shows them and the back runs them; fixed by the product's specification.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Stage:
    """One node: its key in settings and state, what people call it, its template and its status while it runs."""

    key: str
    label: str
    slug: str
    status: str
    is_gate: bool = False


STAGES = (
    Stage("concept", "Concept analyst", "concept-extraction", "concept_analysis"),
    Stage("culture", "Cultural researcher", "cultural-research", "cultural_analysis"),
    Stage("writer", "Writer", "adaptation", "writing"),
    Stage("format", "Format gate", "eval-format", "format_evaluation", is_gate=True),
    Stage(
        "cultural",
        "Cultural gate",
        "eval-cultural",
        "cultural_evaluation",
        is_gate=True,
    ),
    Stage(
        "concept_eval",
        "Concept gate",
        "eval-concept",
        "concept_evaluation",
        is_gate=True,
    ),
    Stage("brand", "Brand gate", "eval-brand", "brand_evaluation", is_gate=True),
)
BY_KEY = {stage.key: stage for stage in STAGES}
NODES = tuple(BY_KEY)
GATES = tuple(stage.key for stage in STAGES if stage.is_gate)
SLUGS = tuple(stage.slug for stage in STAGES)

REVISING = "revising"  # the writer's status from its second draft on
EDITED = "edited"  # of a step that no node made: a person changed what the one before it gave
IN_REVIEW = "in_review"  # while the run is parked and waits for a person's decision
COMPLETED = "completed"
FAILED = "failed"
CANCELLED = "cancelled"
SHARED = "shared"  # of a step that took what another run of its batch had made
QUEUED = "queued"
DRAFT = "draft"

# Where a run stops for a person: nowhere, after each gate's verdict, or after every node.
AUTOMATIC, GATES_ONLY, EVERY_STEP = "automatic", "gates", "every"
REVIEW_MODES = {AUTOMATIC: "Automatic", GATES_ONLY: "Review the gates", EVERY_STEP: "Review every step"}

# After this many failed revisions in total the writer switches to the language's alternative model.
REVISIONS_BEFORE_SWITCH = 2

# How grave something is that is wrong with a draft, and what it weighs in a score. A gate passes with minor ones.
SEVERITIES = {"critical": 3, "major": 2, "minor": 1}
BLOCKING = ("critical", "major")


def is_reviewed(mode: str, stage: Stage) -> bool:
    """Whether a run of this review mode stops after `stage` until a person has decided."""
    return mode == EVERY_STEP or (mode == GATES_ONLY and stage.is_gate)
