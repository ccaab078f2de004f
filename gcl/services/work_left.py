"""How much work is left of runs that go on side by side, told by how long their nodes took so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gcl.stages import NODES, SHARED


@dataclass(frozen=True)
class StepTime:
    """One visit of a run to a node, without what it gave."""

    node: str
    state: str
    status: str
    draft: int
    started_at: datetime
    finished_at: datetime | None

    @property
    def seconds(self) -> float | None:
        """None for one that did not end, or that took what another run had made."""
        if self.finished_at is None or self.status == SHARED:
            return None
        return (self.finished_at - self.started_at).total_seconds()


class WorkLeft:
    """Made of all visits of some runs; each node takes as long as it took on average, one that nobody was at yet as
    long as all of them on average."""

    def __init__(self, steps: Sequence[StepTime]) -> None:
        taken: dict[str, list[float]] = {}
        for step in steps:
            if step.seconds is not None:
                taken.setdefault(step.node, []).append(step.seconds)
        self._means = {node: sum(times) / len(times) for node, times in taken.items()}
        # A brief that is there is taken by the runs to come.
        self._shared = any(step.node == NODES[0] and step.finished_at is not None for step in steps)

    def of(self, steps: Sequence[StepTime]) -> float | None:
        """Seconds until the run of `steps` is through, if every gate from here on lets its draft pass; None before any
        visit has ended."""
        if not self._means:
            return None
        return sum(self._mean(node) for node in self._to_come(steps))

    def _to_come(self, steps: Sequence[StepTime]) -> Sequence[str]:
        if not steps:
            return NODES[1:] if self._shared else NODES
        last = steps[-1]
        if last.finished_at is not None and last.state == "failed":
            return NODES[NODES.index("writer") :]
        return NODES[NODES.index(last.node) + (last.finished_at is not None) :]

    def _mean(self, node: str) -> float:
        return self._means.get(node, sum(self._means.values()) / len(self._means))
