"""Which visits of a run sent its draft back to the writer. Both sides count them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from gcl.db import PipelineStep
from gcl.stages import EDITED, GATES


def sent_back(steps: Sequence[PipelineStep]) -> list[PipelineStep]:
    """The visits at which a gate refused a draft and the writer then revised it. `steps` are those of a run, in order.

    A refusal that a person overrode, had judged again or answered with a change of their own is none of them.
    """
    return [
        step
        for step, following in pairwise(steps)
        if step.node in GATES and refused(step) and following.node == "writer" and following.status != EDITED
    ]


def refused(step: PipelineStep) -> bool:
    """Whether the gate itself did not let the draft pass, whatever a person made of that."""
    return not (step.output or {}).get("passed", step.state == "passed")
