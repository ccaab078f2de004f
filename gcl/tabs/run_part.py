"""Adapt, the run of a market: its head and ending, its track of nodes, its rows beside the origin's."""

from __future__ import annotations

from typing import Any

from gcl.services import Services
from gcl.services.adaptations import Track
from gcl.services.track import NodeView, at_work
from gcl.services.track_state import TrackState
from gcl.tabs.drawn import Drawn
from gcl.tabs.render import render

# What a status looks like: the icon's name; anything else is a run under way.
MOODS = {
    "draft": "waiting",
    "queued": "waiting",
    "completed": "passed",
    "failed": "failed",
    "cancelled": "stopped",
    "in_review": "parked",
}
WORDS = {
    "waiting": "waiting",
    "passed": "done",
    "failed": "failed",
    "stopped": "cancelled",
    "running": "running",
    "parked": "to decide",
}
KEPT = 16  # drawn runs

Views = tuple[str, str, str]


class RunViews:
    """The head, the track and what the open node gave, drawn anew only when something that they show has changed. While
    a run goes on its time does: head and track are then drawn from what was last read of it."""

    def __init__(self, services: Services, brand_names: dict[str, str], names: dict[str, str]) -> None:
        self.services, self.brand_names, self.names = services, brand_names, names
        self._drawn, self._at_work = Drawn[Views](KEPT), Drawn[tuple[Track, str]](KEPT)

    def of(self, ad_unit_id: int, opened: str) -> Views:
        """(head, track, output) with the node `opened` unfolded. InputError for an origin."""

        def read() -> TrackState:
            return self.services.adaptations.track_state(ad_unit_id)

        def key(state: TrackState) -> tuple[object, ...]:
            return ad_unit_id, opened, state, self._waits(state)

        def run_and_output() -> tuple[Track, str]:
            run = self.services.adaptations.track(ad_unit_id)
            return run, output(run, opened, self.names)

        def draw() -> Views:
            run, shown = run_and_output()
            return self._views(run, opened, shown)

        state = read()
        if state.job is None or state.job.state != "running":
            return self._drawn.get(key(state), draw, lambda: key(read()))
        run, shown = self._at_work.get(key(state), run_and_output, lambda: key(read()))
        # Over since the state was read? Then it is shown as it ended.
        return self._views(at_work(run, state.job) if _goes_on(run) else run, opened, shown)

    def _views(self, run: Track, opened: str, shown: str) -> Views:
        return head(self.services, run, self.brand_names), track(run, opened), shown

    def _waits(self, state: TrackState) -> tuple[int, bool] | None:
        """What a run that waits tells of the queue: its place, and whether a worker is there."""
        if state.job is None or state.job.state != "queued":
            return None
        return self.services.jobs.place(state.job.id) or 1, self.services.jobs.worker_alive()


def _goes_on(run: Track) -> bool:
    return run.job is not None and run.job.state == "running"


def head(services: Services, run: Track, brand_names: dict[str, str]) -> str:
    unit = run.ad_unit
    return render(
        "unit_head",
        unit=unit,
        origin=run.origin,
        brand=brand_names.get(unit.brand_key or ""),
        job=run.job,
        mood=MOODS.get(unit.status, "running"),
        place=_place(services, run),
        alive=services.jobs.worker_alive(),
        ending=ending(run),
    )


def _place(services: Services, run: Track) -> int:
    """Where a run that waits stands in the queue. One that was taken since it was read has none: it was the next."""
    if run.job is None or run.job.state != "queued":
        return 1
    return services.jobs.place(run.job.id) or 1


def ending(run: Track) -> str:
    """One honest sentence about a run that is over; empty for one that was completed, that still goes on, or whose
    script a person has approved since. What it wrote beside a script that was edited is told in any case."""
    unit = run.ad_unit
    beside = unit.pipeline_metadata.get("beside")
    if beside and beside["revision"] == unit.revision and unit.status in ("completed", "failed", "cancelled"):
        end = {"completed": "passed all gates", "failed": "failed", "cancelled": "was cancelled"}[unit.status]
        return (
            f"The script below was edited by hand and stays as it is. The run, tried again, {end}; its draft "
            f"{beside['draft']} is kept as version {beside['version']}. Bring it back under Versions to use it."
        )
    kept = " What it had written until then is below." if run.draft_rows else " It had not written a draft."
    if unit.status == "cancelled":
        return f"This run was cancelled.{kept}"
    if unit.status != "failed" or unit.approved:
        return ""
    if unit.pipeline_metadata.get("failed_gate") is None:
        return f"This run failed.{kept} See the job queue for the reason, then press Retry."
    # An evaluation that a person asked for later is of no draft.
    refused = next(one for one in reversed(run.evaluations) if not one.passed and one.draft)
    gate = f"The {refused.gate_label.lower()}"
    best = f"Draft {unit.pipeline_metadata['draft']}, which got furthest, is kept below; it is not an approved script."
    if unit.pipeline_metadata.get("undecided"):
        return (
            f"{gate} could not decide about draft {refused.draft} for want of evidence, so the run ended. "
            f"{best} Read it and decide yourself, or choose a larger model for this gate in Settings, then start again."
        )
    return (
        f"{gate} did not pass draft {refused.draft}, and no retries are left. {best} "
        "Change the origin script or raise the retries in Settings, then start again."
    )


def track(run: Track, opened: str) -> str:
    """The nodes, of which `opened` is unfolded."""
    return render("track", nodes=run.nodes, opened=opened)


def output(run: Track, opened: str, names: dict[str, str]) -> str:
    """What each visit to the node `opened` gave, newest first; empty for no node. Without the time of a visit that goes
    on, which the track has: an output is drawn once."""
    node = next((node for node in run.nodes if node.key == opened), None)
    if node is None:
        return ""
    return render(
        "node_output",
        node=node,
        unit=run.ad_unit,
        model_name=names.get(node.model_key, node.model_key),
        overrides=_overrides(run, node),
        goes_on=_goes_on(run),
    )


def _overrides(run: Track, node: NodeView) -> dict[int, dict[str, Any] | None]:
    """What a person overrode, by the number of the step. It is on the verdict once the run has stored that."""
    job_id = run.job.id if run.job else None
    stored = {one.step: one.override for one in run.evaluations if one.job_id == job_id}
    return {step.number: stored.get(step.number) or (step.output or {}).get("override") for step in node.steps}
