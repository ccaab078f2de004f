"""The live track of an adaptation: what each node of its run is doing, did, or never came to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from gcl.db import Evaluation, Job, PipelineStep, VideoAdUnit, utcnow
from gcl.db.work import OVER
from gcl.errors import InputError
from gcl.payloads import ROWS, ScriptRow
from gcl.rounds import refused, sent_back
from gcl.services.campaigns import AdUnitView, ad_unit_view, find_ad_unit
from gcl.services.evaluations import EvaluationView, evaluation_view, joined
from gcl.services.jobs import JobView, job_view
from gcl.stages import EDITED, GATES, SHARED, STAGES, Stage


@dataclass(frozen=True)
class StepView:
    """One visit to a node; `draft` is the draft that it wrote or judged, 0 before the first; `seconds` so far.

    An `edited` one was none: a person changed what the node had given, and `model_key` is their name.
    """

    number: int
    draft: int
    state: str
    model_key: str
    seconds: float
    output: dict[str, Any] | None
    started_at: datetime
    finished_at: datetime | None
    edited: bool = False


@dataclass(frozen=True)
class NodeView:
    """`state` is waiting, running, passed, failed or stopped, with regard to the newest draft.

    Failed: the gate refused the draft, or the run broke at this node. Stopped: the run was over before the node had
    finished with that draft. `seconds` is the sum over all visits;
    `revisions` is how often this gate sent the script back, or how often the writer rewrote it; `shared`, that it took
    what another run of its batch had made.
    """

    key: str
    label: str
    is_gate: bool
    state: str
    seconds: float
    visits: int
    revisions: int
    max_retries: int
    model_key: str
    steps: list[StepView]
    shared: bool = False


@dataclass(frozen=True)
class Track:
    """`draft_rows` is the newest draft while the run is on, and the adapted script afterwards."""

    ad_unit: AdUnitView
    origin: AdUnitView
    job: JobView | None
    nodes: list[NodeView]
    evaluations: list[EvaluationView]
    draft_rows: list[ScriptRow]


def build_track(session: Session, ad_unit_id: int) -> Track:
    """The track of an adaptation, in a fixed number of small queries. InputError for an origin: it has no run."""
    unit = find_ad_unit(session, ad_unit_id)
    if unit.source_id is None:
        raise InputError(f"{unit.title} is an origin, so it has no run. Choose one of its adaptations.")
    job = session.get(Job, unit.job_id) if unit.job_id else None
    steps: list[PipelineStep] = []
    if job is not None:
        query = select(PipelineStep).where(PipelineStep.job_id == job.id).order_by(PipelineStep.number)
        steps = list(session.scalars(query))
    over = job is None or job.state in OVER
    stored = session.execute(joined().where(Evaluation.ad_unit_id == unit.id).order_by(Evaluation.id)).all()
    view = ad_unit_view(session, unit)
    return Track(
        ad_unit=view,
        origin=ad_unit_view(session, find_ad_unit(session, unit.source_id)),
        job=job_view(job) if job else None,
        nodes=[_node(stage, steps, job) for stage in STAGES],
        evaluations=[evaluation_view(*row) for row in stored] if over and stored else _verdicts(steps, unit),
        draft_rows=view.rows if over and view.rows else _latest_draft(steps),
    )


def at_work(run: Track, job: JobView) -> Track:
    """A run that goes on, with the time and the progress of `job`, which is its own as it is now."""
    now = replace(job, payload=run.job.payload if run.job is not None else {})
    nodes = [replace(node, seconds=sum(_seconds(step, now) for step in node.steps)) for node in run.nodes]
    return replace(run, job=now, nodes=nodes)


def rows_at_start(run: Job | JobView | None, today: list[ScriptRow]) -> list[ScriptRow]:
    """The origin's rows as a run was given them; those of today where its job is gone or cannot be read."""
    try:
        return ROWS.validate_python(run.payload["origin"]["rows"]) if run else today
    except (KeyError, TypeError, ValidationError):
        return today


def _node(stage: Stage, steps: Sequence[PipelineStep], job: Job | None) -> NodeView:
    own = [step for step in steps if step.node == stage.key]
    return NodeView(
        key=stage.key,
        label=stage.label,
        is_gate=stage.is_gate,
        state=_state(stage, own, steps, job),
        seconds=sum(_seconds(step, job) for step in own),
        visits=len(own),
        revisions=_revisions(stage, own, steps),
        max_retries=job.payload.get("settings", {}).get("max_retries", {}).get(stage.key, 0) if job else 0,
        model_key=own[-1].model_key if own else (job.payload.get("models", {}).get(stage.key, "") if job else ""),
        steps=[_step(step, job) for step in own],
        shared=bool(own) and own[-1].status == SHARED,
    )


def _state(stage: Stage, own: Sequence[PipelineStep], steps: Sequence[PipelineStep], job: Job | None) -> str:
    unfinished = "stopped" if job is not None and job.state in OVER else "waiting"
    if not own:
        return unfinished
    last = own[-1]
    if last.state == "running":
        # A step that never ended is what the run broke at, unless a person stopped it there.
        ended = {"running": "running", "failed": "failed"}
        return ended.get(job.state, unfinished) if job is not None else unfinished
    newest_draft = max(step.draft for step in steps)
    # A new draft passes every gate again, so a verdict on an older one says nothing about it.
    return unfinished if stage.is_gate and last.draft < newest_draft else last.state


def _revisions(stage: Stage, own: Sequence[PipelineStep], steps: Sequence[PipelineStep]) -> int:
    if stage.is_gate:
        return sum(step.node == stage.key for step in sent_back(steps))
    return max(0, sum(step.status != EDITED for step in own) - 1) if stage.key == "writer" else 0


def _seconds(step: PipelineStep | StepView, job: Job | JobView | None) -> float:
    # When the worker of a run that waits to go on was lost is not known, so its last step counts for nothing.
    now = utcnow() if job is not None and job.state == "running" else step.started_at
    end = step.finished_at or (job.finished_at if job else None) or now
    return max(0.0, (end - step.started_at).total_seconds())


def _step(step: PipelineStep, job: Job | None) -> StepView:
    return StepView(
        number=step.number,
        draft=step.draft,
        state=step.state,
        model_key=step.model_key,
        seconds=_seconds(step, job),
        output=step.output,
        started_at=step.started_at,
        finished_at=step.finished_at,
        edited=step.status == EDITED,
    )


def _verdicts(steps: Sequence[PipelineStep], unit: VideoAdUnit) -> list[EvaluationView]:
    """What the gates said so far, from their steps: the run stores its evaluations when it ends."""
    found = []
    for step in steps:
        if step.node not in GATES or step.state == "running" or not step.output:
            continue
        said = step.output
        verdict = Evaluation(
            job_id=step.job_id,
            step=step.number,
            gate=step.node,
            draft=step.draft,
            passed=not refused(step),
            score=float(said.get("score", 0.0)),
            issues=said.get("issues", []),
            checks=said.get("checks", []),
            answers=said.get("answers", []),
            override=said.get("override"),
            summary=said.get("summary", ""),
            model_key=step.model_key,
            created_at=step.finished_at or step.started_at,
        )
        found.append(evaluation_view(verdict, unit, unit.campaign))
    return found


def _latest_draft(steps: Sequence[PipelineStep]) -> list[ScriptRow]:
    for step in reversed(steps):
        if step.node == "writer" and step.output:
            try:
                return ROWS.validate_python(step.output.get("rows", []))
            except ValidationError:
                continue  # a draft that broke off in mid-row
    return []
