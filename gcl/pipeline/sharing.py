"""The concept brief of a batch: made by the run that comes to it first, and taken by the others of the same origin."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from sqlalchemy import select

from gcl.db import Batch, Database, Job, PipelineStep, VideoAdUnit
from gcl.db.work import OVER
from gcl.jobs import wake
from gcl.payloads import AdaptationJob
from gcl.stages import SHARED, STAGES

CONCEPT = STAGES[0]


class SharedConcept:
    """A run's view of its batch; a run without one neither takes nor keeps anything."""

    def __init__(self, db: Database, payload: AdaptationJob, job_id: int = 0) -> None:
        self._db, self._batch_id, self._of, self._job_id = db, payload.batch_id, concept_sum(payload), job_id

    def take(self) -> dict[str, Any] | None:
        """The brief that another run of the batch made of the very same, if there is one by now."""
        if self._batch_id is None:
            return None
        with self._db.read() as session:
            batch = session.get(Batch, self._batch_id)
            made = (batch.concept_brief if batch else None) or {}
            return made.get(self._of)

    def maker(self) -> int | None:
        """The job of another run of the batch that has made this brief and is not through with it: a person may still
        change it."""
        if self._batch_id is None:
            return None
        made = (
            select(Job)
            .join(VideoAdUnit, VideoAdUnit.job_id == Job.id)
            .join(PipelineStep, PipelineStep.job_id == Job.id)
            .where(VideoAdUnit.batch_id == self._batch_id, Job.id != self._job_id, Job.state.not_in(OVER))
            .where(PipelineStep.node == CONCEPT.key, PipelineStep.finished_at.is_not(None))
            .where(PipelineStep.status != SHARED)
            .order_by(Job.id)
        )
        with self._db.read() as session:
            found = session.scalars(made.distinct()).all()
        return next((job.id for job in found if concept_sum(AdaptationJob.read(job.payload)) == self._of), None)

    def keep(self, brief: dict[str, Any] | None) -> None:
        """Keep a brief for the others, unless there is one already: it is final once the next node begins.

        Either way nobody has to wait for this run any more.
        """
        if self._batch_id is None or brief is None:
            return
        with self._db.write() as session:
            batch = session.get(Batch, self._batch_id)
            if batch is not None:
                batch.concept_brief = {self._of: brief} | (batch.concept_brief or {})
            wake(session, self._job_id)


def concept_sum(payload: AdaptationJob) -> str:
    """What a concept brief is made of, as a sum: runs with the same one may share theirs."""
    made_of = {
        "origin": payload.origin.dump(),
        "brand": payload.brand.dump() if payload.brand else None,
        "template": payload.templates[CONCEPT.slug].dump(),
        "model": payload.models[CONCEPT.key],
        "settings": [payload.settings.max_new_tokens, payload.settings.temperature],
    }
    return hashlib.sha256(json.dumps(made_of, sort_keys=True).encode()).hexdigest()
