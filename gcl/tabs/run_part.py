"""Adapt, the run of a market: its head and ending, its track of nodes, its rows beside the origin's."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from gcl.services import Services
from gcl.services.adaptations import Track
from gcl.services.track import NodeView, StepView
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
KEPT, KEPT_STEPS = 16, 64  # drawn runs, and drawn steps of runs that go on


class RunViews:
    """The head and the track of a run, drawn anew only when something that they show has changed. While it runs that is
    always so, since the time goes on; what its finished steps gave is then kept as it was drawn."""

    def __init__(self, services: Services, brand_names: dict[str, str], names: dict[str, str]) -> None:
        self.services, self.brand_names, self.names = services, brand_names, names
        self._drawn, self._steps = Drawn[tuple[str, str]](KEPT), Drawn[str](KEPT_STEPS)

    def of(self, ad_unit_id: int, opened: str) -> tuple[str, str]:
        """(head, track) with the node `opened` unfolded. InputError for an origin."""

        def key(state: TrackState | None = None) -> tuple[object, ...]:
            state = state or self.services.adaptations.track_state(ad_unit_id)
            return ad_unit_id, opened, state, self._waits(state)

        state = self.services.adaptations.track_state(ad_unit_id)
        if state.job_state == "running":
            return self._draw(ad_unit_id, opened)
        return self._drawn.get(key(state), lambda: self._draw(ad_unit_id, opened), key)

    def _waits(self, state: TrackState) -> tuple[int, bool] | None:
        """What a run that waits tells of the queue: its place, and whether a worker is there."""
        if state.job_state != "queued" or state.job_id is None:
            return None
        return self.services.jobs.place(state.job_id) or 1, self.services.jobs.worker_alive()

    def _draw(self, ad_unit_id: int, opened: str) -> tuple[str, str]:
        run = self.services.adaptations.track(ad_unit_id)
        return head(self.services, run, self.brand_names), track(run, opened, self.names, self._steps)


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


def track(run: Track, opened: str, names: dict[str, str], drawn: Drawn[str]) -> str:
    """The nodes, and what each visit to the one `opened` gave, newest first; `drawn` keeps those that are over."""
    shown = next((node for node in run.nodes if node.key == opened), None)
    return render(
        "track",
        nodes=run.nodes,
        opened=opened,
        shown=shown,
        model_name=names.get(shown.model_key, shown.model_key) if shown else "",
        steps=_steps(run, shown, drawn) if shown else [],
    )


def _steps(run: Track, node: NodeView, drawn: Drawn[str]) -> list[Markup]:
    unit, overrides = run.ad_unit, _overrides(run, node)

    def draw(step: StepView) -> str:
        return render(
            "track_step",
            node=node,
            step=step,
            unit=unit,
            override=overrides[step.number],
            newest=step is node.steps[-1],
        )

    def kept(step: StepView) -> str:
        if step.finished_at is None:
            return draw(step)
        newest, override = step is node.steps[-1], repr(overrides[step.number])
        key = (unit.id, unit.title, unit.job_id, step.number, step.state, step.finished_at, newest, override)
        return drawn.get(key, lambda: draw(step))

    return [Markup(kept(step)) for step in reversed(node.steps)]


def _overrides(run: Track, node: NodeView) -> dict[int, dict[str, Any] | None]:
    """What a person overrode, by the number of the step. It is on the verdict once the run has stored that."""
    job_id = run.job.id if run.job else None
    stored = {one.step: one.override for one in run.evaluations if one.job_id == job_id}
    return {step.number: stored.get(step.number) or (step.output or {}).get("override") for step in node.steps}
