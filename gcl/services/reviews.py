"""Reviews: what waits for a person, what comes of each decision, and the decisions themselves, kept for good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gcl import jobs
from gcl.config import Config
from gcl.db import Database, Decision, Job, PipelineStep, VideoAdUnit, utcnow
from gcl.errors import ConflictError, InputError, NotFound
from gcl.payloads import AdaptationJob
from gcl.person import person, remark
from gcl.queue import WorkQueue
from gcl.rounds import sent_back
from gcl.services.campaigns import find_ad_unit
from gcl.services.decisions import DecisionView, decision_view, decisions_of, produced
from gcl.services.edits import Json, checked_edit, is_brief
from gcl.services.outcomes import comes_next
from gcl.shots_named import shots_named
from gcl.stages import BY_KEY, EDITED

ACTIONS = ("accept", "edit", "again", "override", "stop")


@dataclass(frozen=True)
class WaitingView:
    """A run that waits for a person; `passed` is the verdict of a gate, and None of any other node."""

    job_id: int
    ad_unit_id: int
    title: str
    market: str
    node: str
    label: str
    draft: int
    passed: bool | None
    since: datetime


@dataclass(frozen=True)
class ReviewView:
    """What a run waits with: `output` is what `node` gave at `step`, of `draft`; `passed` is the verdict of a gate.

    `rows` is the newest draft and `origin_rows` what it is an adaptation of, row by row. `comes_next` has, for each
    action that can be taken, what comes of it.
    """

    job_id: int
    ad_unit_id: int
    title: str
    market: str
    step: int
    node: str
    label: str
    is_gate: bool
    draft: int
    passed: bool | None
    output: Json
    rows: list[Json]
    origin_rows: list[Json]
    since: datetime
    comes_next: dict[str, str]

    @property
    def verdict(self) -> str:
        """What a gate made of the draft, in a word; "" of any other node."""
        if self.passed is None or self.passed:
            return "passed" if self.passed else ""
        return "undecided" if self.output.get("undecided") else "refused"


class ReviewService:
    def __init__(self, config: Config, db: Database, queue: WorkQueue) -> None:
        self.config, self.db, self.queue = config, db, queue

    def waiting(self, most: int = 50) -> list[WaitingView]:
        """The runs that wait for a person, the one that has waited longest first."""
        newest = (
            select(PipelineStep.job_id, func.max(PipelineStep.number).label("number"))
            .join(Job, Job.id == PipelineStep.job_id)
            .where(Job.state == "parked")
            .group_by(PipelineStep.job_id)
            .subquery()
        )
        query = (
            select(PipelineStep, VideoAdUnit)
            .join(newest, (newest.c.job_id == PipelineStep.job_id) & (newest.c.number == PipelineStep.number))
            .join(VideoAdUnit, VideoAdUnit.job_id == PipelineStep.job_id)
            .order_by(PipelineStep.finished_at, PipelineStep.id)
            .limit(most)
        )
        with self.db.read() as session:
            return [_waiting(step, unit) for step, unit in session.execute(query)]

    def of(self, ad_unit_id: int) -> ReviewView | None:
        """What the run of an ad unit waits with; None if it does not wait for a person."""
        with self.db.read() as session:
            unit = find_ad_unit(session, ad_unit_id)
            job = session.get(Job, unit.job_id) if unit.job_id else None
            return _review(session, unit, job) if job is not None and job.state == "parked" else None

    def decisions(self, ad_unit_id: int) -> list[DecisionView]:
        """Everything that people decided about an ad unit, newest first."""
        with self.db.read() as session:
            return decisions_of(session, ad_unit_id)

    def decide(
        self,
        ad_unit_id: int,
        action: str,
        who: str,
        *,
        note: str = "",
        edit: object = None,
        step: int | None = None,
    ) -> DecisionView:
        """Decide how the run of an ad unit goes on; it is queued again, or over after a stop.

        `edit` is what the output is changed into; `step` the one that the person saw. Raises, before anything is
        changed, NotFound for an unknown ad unit or action, InputError or ScriptError for a decision that lacks
        something or a change that breaks a rule, and ConflictError if nothing waits or somebody decided before.
        """
        if action not in ACTIONS:
            raise NotFound.among("decision", action, list(ACTIONS))
        name, note = person(who), remark(note)
        with self.db.write() as session:
            unit = find_ad_unit(session, ad_unit_id)
            job = session.get(Job, unit.job_id) if unit.job_id else None
            if job is None or job.state != "parked":
                raise ConflictError(_why_not(session, unit, job, step))
            review = _review(session, unit, job)
            if step is not None and step != review.step:
                raise ConflictError(_why_not(session, unit, job, step))
            _check(review, action, note)
            decision = Decision(
                ad_unit_id=unit.id,
                job_id=job.id,
                step=review.step,
                node=review.node,
                action=action,
                who=name,
                note=note,
                created_at=utcnow(),
            )
            if action == "edit":
                payload = AdaptationJob.read(job.payload)
                after = checked_edit(review.node, edit, payload.origin.rows, self.config)
                _edit(session, review, decision, after)
            elif action == "override":
                _override(session, review, decision)
            elif action == "again" and review.node == "writer":
                decision.changes = {"before": {}, "after": {"shots": _rewritten(review, note)}}
            session.add(decision)
            session.flush()
            if action == "stop":
                jobs.stop(session, job.id, f"{name} stopped this run at {produced(review.node)}.{_quoted(note)}")
            else:
                jobs.resume(session, job.id)
            made = decision_view(decision)
        self.queue.announce()  # after a stop too: the worker puts away what the run had made
        return made


def _review(session: Session, unit: VideoAdUnit, job: Job) -> ReviewView:
    query = select(PipelineStep).where(PipelineStep.job_id == job.id).order_by(PipelineStep.number)
    steps = list(session.scalars(query))
    if not steps or steps[-1].finished_at is None:
        raise ConflictError(f"The run of {unit.title} has nothing to decide about. Cancel it, then retry.")
    step = steps[-1]
    stage = BY_KEY[step.node]
    draft = next((one for one in reversed(steps) if one.node == "writer" and one.output), None)
    asked_for = sum(one.node == stage.key for one in sent_back(steps))
    payload = AdaptationJob.read(job.payload)
    most = payload.settings.max_retries.get(stage.key, 0)
    passed = step.state == "passed" if stage.is_gate else None
    return ReviewView(
        job_id=job.id,
        ad_unit_id=unit.id,
        title=unit.title,
        market=unit.market,
        step=step.number,
        node=stage.key,
        label=stage.label,
        is_gate=stage.is_gate,
        draft=step.draft,
        passed=passed,
        output=step.output or {},
        rows=(draft.output or {}).get("rows", []) if draft is not None else [],
        origin_rows=[row.dump() for row in payload.origin.rows],
        since=step.finished_at or step.started_at,
        comes_next=comes_next(stage, step.draft, passed, asked_for, most, bool((step.output or {}).get("undecided"))),
    )


def _check(review: ReviewView, action: str, note: str) -> None:
    if action not in review.comes_next:
        raise InputError(
            f"{review.label}: only the verdict of a gate can be overridden. Accept what it gave, change it, ask again "
            "or stop."
        )
    if action == "again" and not note:
        raise InputError("Say in the note what should be different; without one the same would come again.")
    if action == "override" and not note:
        raise InputError("Give the reason for overriding the gate in the note. It is kept beside the verdict.")


def _edit(session: Session, review: ReviewView, decision: Decision, after: Json) -> None:
    """A person's version stands as a step of its own behind the one that it changes, so that both are kept."""
    brief = is_brief(review.node)
    before = review.output if brief else {"rows": review.rows}
    if after == before:
        raise InputError("Nothing is changed yet. Change something, or accept it as it is.")
    decision.changes = {"before": before, "after": after}
    session.add(
        PipelineStep(
            job_id=review.job_id,
            number=review.step + 1,
            node=review.node if brief else "writer",
            status=EDITED,
            state="passed",
            model_key=decision.who,
            draft=review.draft if brief else review.draft + 1,
            output=after,
            started_at=decision.created_at,
            finished_at=decision.created_at,
        )
    )


def _override(session: Session, review: ReviewView, decision: Decision) -> None:
    step = session.scalars(
        select(PipelineStep).where(PipelineStep.job_id == review.job_id, PipelineStep.number == review.step)
    ).one()
    passes = not review.passed
    at = decision.created_at.isoformat()
    facts: dict[str, Any] = {"who": decision.who, "reason": decision.note, "passed": passes, "at": at}
    step.state, step.output = "passed" if passes else "failed", {**review.output, "override": facts}
    after: Json = {"passed": passes} if passes else {"passed": passes, "shots": _rewritten(review, decision.note)}
    decision.changes = {"before": {"passed": review.passed}, "after": after}


def _rewritten(review: ReviewView, note: str) -> list[str]:
    """The shots that the writer will rewrite for this note; empty for all."""
    return shots_named(note, [str(row["shot_number"]) for row in review.origin_rows])


def _why_not(session: Session, unit: VideoAdUnit, job: Job | None, step: int | None) -> str:
    """Why a decision about `step` comes too late, or is none that anybody asked for."""
    made = None
    if job is not None:
        query = select(Decision).where(Decision.job_id == job.id).order_by(Decision.id.desc()).limit(1)
        made = session.scalars(query if step is None else query.where(Decision.step == step)).first()
    if made is not None and (step is not None or (job is not None and job.state in ("queued", "cancelled"))):
        told = decision_view(made)
        return f"{told.who} was first and {told.what}.{_quoted(told.note)} Your decision was not taken."
    if step is not None and job is not None and job.state == "parked":
        return (
            f"{unit.title} for {unit.market} does not wait for a decision about step {step} any more. Look at what it "
            "waits with now, then decide."
        )
    state = f"its run is {job.state}" if job is not None else "it has no run"
    return f"{unit.title} for {unit.market} does not wait for a decision: {state}."


def _quoted(note: str) -> str:
    return f" They said: “{note}”" if note else ""


def _waiting(step: PipelineStep, unit: VideoAdUnit) -> WaitingView:
    stage = BY_KEY[step.node]
    return WaitingView(
        job_id=step.job_id,
        ad_unit_id=unit.id,
        title=unit.title,
        market=unit.market,
        node=stage.key,
        label=stage.label,
        draft=step.draft,
        passed=step.state == "passed" if stage.is_gate else None,
        since=step.finished_at or step.started_at,
    )
