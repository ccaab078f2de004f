"""One script for several markets at once: submit them together, follow them side by side, stop or retry them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gcl import jobs
from gcl.db import Batch, Country, Database, Job, Language, PipelineStep, VideoAdUnit
from gcl.db.work import OVER
from gcl.errors import ConflictError, InputError, NotFound
from gcl.formats.script import parse_script
from gcl.queue import WorkQueue
from gcl.services import markets as known_markets
from gcl.services.adaptations import AdaptationRequest, AdaptationService, Submitted
from gcl.services.archive import is_archived, refuse_archived
from gcl.services.campaigns import find_ad_unit, shown_status
from gcl.services.decisions import cancel_job
from gcl.services.work_left import StepTime, WorkLeft
from gcl.stages import BY_KEY, GATES

LIVE = ("queued", "running", "parked")
RETRIED = ("failed", "cancelled")
NEWEST = 20  # batches of an origin that can be looked at


@dataclass(frozen=True)
class MarketRun:
    """How far one market is. `status` is the ad unit's, `state` its job's; `node` is what the run is at or waits for,
    "" before the first and after the last; `passed` of `gates` have passed the newest draft. `seconds_left` is the work
    that is left of it, if every gate lets its draft pass: None where that cannot be told, or it waits for a person.
    """

    ad_unit_id: int
    job_id: int
    market: str
    name: str
    status: str
    state: str
    node: str
    draft: int
    passed: int
    gates: int
    seconds_left: float | None
    note: str
    error: str | None
    stopping: bool = False


@dataclass(frozen=True)
class BatchView:
    """`seconds_left` is the work that is left of all its runs: they have one worker between them."""

    id: int
    origin_id: int
    title: str
    created_at: datetime
    runs: list[MarketRun]
    seconds_left: float | None

    def count(self, *states: str) -> int:
        return sum(run.state in states for run in self.runs)

    @property
    def live(self) -> int:
        return self.count(*LIVE)


@dataclass(frozen=True)
class BatchChoice:
    id: int
    created_at: datetime
    markets: int


@dataclass(frozen=True)
class SubmittedBatch:
    """`batch_id` is None for one market alone, which makes no batch."""

    batch_id: int | None
    runs: list[Submitted]


class BatchService:
    def __init__(self, db: Database, queue: WorkQueue, adaptations: AdaptationService) -> None:
        self.db, self.queue, self.adaptations = db, queue, adaptations

    def submit(self, request: AdaptationRequest, markets: Sequence[str]) -> SubmittedBatch:
        """Queue an adaptation for each of `markets`, a tag that stands twice once, in the place of `request.market`.

        All or none: raises, before anything is written, what `AdaptationService.submit` raises for any of them.
        """
        with self.db.write() as session:
            origin = find_ad_unit(session, request.origin_id)
            submitted = self._submit(session, origin, request, markets)
        self._announce(submitted)
        return submitted

    def submit_script(
        self, name: str, content: bytes, request: AdaptationRequest, markets: Sequence[str]
    ) -> SubmittedBatch:
        """Import a script from the bytes of a file, as `AdaptationService.submit_script`, and submit its adaptation for
        each of `markets`; the script takes the place of `request.origin_id`."""
        script = parse_script(name, content, self.adaptations.config)
        with self.db.write() as session:
            origin = self.adaptations.origin_of(session, script, request.brand)
            request = request.model_copy(update={"origin_id": origin.id})
            submitted = self._submit(session, origin, request, markets)
        self._announce(submitted)
        return submitted

    def get(self, batch_id: int) -> BatchView:
        """How far each of its markets is, in the order in which they were chosen."""
        with self.db.read() as session:
            return _view(session, batch_id)

    def of_origin(self, origin_id: int) -> list[BatchChoice]:
        """The batches of an origin, newest first."""
        query = (
            select(Batch.id, Batch.created_at, func.count())
            .join(VideoAdUnit, VideoAdUnit.batch_id == Batch.id)
            .where(VideoAdUnit.source_id == origin_id)
            .group_by(Batch.id)
            .order_by(Batch.id.desc())
            .limit(NEWEST)
        )
        with self.db.read() as session:
            return [BatchChoice(*row) for row in session.execute(query)]

    def of_ad_unit(self, ad_unit_id: int) -> int:
        """The batch that an adaptation was submitted with; 0 for none."""
        with self.db.read() as session:
            return session.scalar(select(VideoAdUnit.batch_id).where(VideoAdUnit.id == ad_unit_id)) or 0

    def cancel(self, batch_id: int, who: str = "") -> int:
        """Stop all runs that are not over; how many. ConflictError if there is none. `who`: see `JobService.cancel`."""
        with self.db.write() as session:
            ids = [job.id for job in _jobs(session, batch_id) if job.state in LIVE and not job.cancel_requested]
            if not ids:
                raise ConflictError("No market of this batch is at work or waits, so there is nothing to cancel.")
            for job_id in ids:
                cancel_job(session, job_id, who)
        self.queue.announce()  # the worker puts away what they had made
        return len(ids)

    def retry(self, batch_id: int, state: str = "failed") -> int:
        """Queue those runs again that failed, or with `state` "cancelled" those that were cancelled; how many.
        ConflictError if there is none. A market that is archived stays as it is."""
        if state not in RETRIED:
            raise InputError(f"Only what failed or was cancelled can be tried again, not what is {state}.")
        with self.db.write() as session:
            ids = [job.id for job in _jobs(session, batch_id) if job.state == state]
            if not ids:
                raise ConflictError(f"No market of this batch {'has failed' if state == 'failed' else 'is cancelled'}.")
            units = session.scalars(
                select(VideoAdUnit).where(VideoAdUnit.job_id.in_(ids)).order_by(VideoAdUnit.id)
            ).all()
            kept = [unit.job_id for unit in units if unit.job_id is not None and not is_archived(unit)]
            if not kept:
                refuse_archived(units[0])
            ids = kept
            for job_id in ids:
                jobs.retry(session, job_id)
        for _ in ids:
            self.queue.announce()
        return len(ids)

    def _submit(
        self, session: Session, origin: VideoAdUnit, request: AdaptationRequest, markets: Sequence[str]
    ) -> SubmittedBatch:
        tags = distinct(session, markets)
        if not tags:
            raise InputError("Choose the markets that this script is to be adapted for.")
        batch_id = None
        if len(tags) > 1:
            batch = Batch()
            session.add(batch)
            session.flush()
            batch_id = batch.id
        runs = [
            self.adaptations.submit_in(session, origin, request.model_copy(update={"market": tag}), batch_id)
            for tag in tags
        ]
        return SubmittedBatch(batch_id, runs)

    def _announce(self, submitted: SubmittedBatch) -> None:
        for _ in submitted.runs:
            self.queue.announce()


def distinct(session: Session, markets: Sequence[str]) -> list[str]:
    """The tags of some markets as the studio writes them, each once. NotFound or InputError for one that is none."""
    found = [known_markets.find(session, tag) for tag in markets]
    return list(dict.fromkeys(f"{language.code}-{country.code}" for language, country in found))


def _jobs(session: Session, batch_id: int) -> Sequence[Job]:
    _find(session, batch_id)
    own = select(VideoAdUnit.job_id).where(VideoAdUnit.batch_id == batch_id)
    return session.scalars(select(Job).where(Job.id.in_(own)).order_by(Job.id)).all()


def _find(session: Session, batch_id: int) -> Batch:
    batch = session.get(Batch, batch_id)
    if batch is None:
        raise NotFound(f"There is no batch {batch_id}. Choose one of a script's own.")
    return batch


def _view(session: Session, batch_id: int) -> BatchView:
    batch = _find(session, batch_id)
    rows: Sequence[Any] = session.execute(
        select(
            *(VideoAdUnit.id, VideoAdUnit.source_id, VideoAdUnit.title, VideoAdUnit.status),
            *(Language.code, Language.name, Country.code, Country.name),
            *(Job.id, Job.state, Job.progress_note, Job.error, Job.cancel_requested),
        )
        .join(Language, VideoAdUnit.language_code == Language.code)
        .join(Country, VideoAdUnit.country_code == Country.code)
        .join(Job, VideoAdUnit.job_id == Job.id)
        .where(VideoAdUnit.batch_id == batch_id)
        .order_by(VideoAdUnit.id)
    ).all()
    steps = _steps(session, [row[8] for row in rows])
    work = WorkLeft([step for own in steps.values() for step in own])
    runs = []
    for unit, _, _, status, lc, language, cc, country, job, state, note, error, stopping in rows:
        own = steps.get(job, [])
        runs.append(
            MarketRun(
                ad_unit_id=unit,
                job_id=job,
                market=f"{lc}-{cc}",
                name=f"{language}, {country}",
                status=shown_status(status, state),
                state=state,
                node="" if state in OVER or not own else BY_KEY[own[-1].node].label,
                draft=max((step.draft for step in own), default=0),
                passed=_passed(own),
                gates=len(GATES),
                seconds_left=work.of(own) if state in ("queued", "running") else None,
                note=note,
                error=error if state == "failed" else None,
                stopping=stopping and state not in OVER,
            )
        )
    told = [run.seconds_left for run in runs if run.seconds_left is not None]
    origin, title = (rows[0][1], rows[0][2]) if rows else (0, "")
    return BatchView(batch.id, origin, title, batch.created_at, runs, sum(told) if told else None)


def _steps(session: Session, job_ids: Sequence[int]) -> dict[int, list[StepTime]]:
    """Each job's visits in order, without what they gave."""
    columns = (
        *(PipelineStep.job_id, PipelineStep.node, PipelineStep.state, PipelineStep.status, PipelineStep.draft),
        *(PipelineStep.started_at, PipelineStep.finished_at),
    )
    query = select(*columns).where(PipelineStep.job_id.in_(job_ids)).order_by(PipelineStep.job_id, PipelineStep.number)
    found: dict[int, list[StepTime]] = {}
    for row in session.execute(query).tuples():
        found.setdefault(row[0], []).append(StepTime(*row[1:]))
    return found


def _passed(steps: Sequence[StepTime]) -> int:
    """How many gates have passed the newest draft."""
    newest = max((step.draft for step in steps), default=0)
    return sum(step.node in GATES and step.draft == newest and step.state == "passed" for step in steps)
