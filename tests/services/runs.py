"""Adaptation runs made by hand, as the pipeline leaves them, so that following one can be tested without a model."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from gcl.db import Evaluation, Job, PipelineStep, VideoAdUnit, utcnow
from gcl.services import Services
from gcl.services.adaptations import AdaptationRequest, Submitted
from gcl.stages import BY_KEY

ROW = {"shot_number": "1", "timecode": "0-3", "visual": "A cup.", "audio": 'VO: "朝。" (Morning.)'}
VERDICT = {"score": 0.5, "summary": "The humour is lost.", "issues": [{"severity": "major", "location": "shot 1"}]}


def submit(services: Services, market: str = "ja-JP", **changes: Any) -> Submitted:
    """An adaptation of the first example spot, or of `origin_id`."""
    return services.adaptations.submit(AdaptationRequest(**{"origin_id": 1, "market": market} | changes))


class Run:
    """Writes the rows that a run writes, one call a node."""

    def __init__(self, services: Services, submitted: Submitted) -> None:
        self.services, self.ids = services, submitted
        self.number = 0

    def job(self, state: str, **values: Any) -> None:
        with self.services.db.write() as session:
            job = session.get_one(Job, self.ids.job_id)
            job.state = state
            for name, value in values.items():
                setattr(job, name, value)

    def visit(self, node: str, state: str, draft: int = 0, seconds: float = 1.0, **output: Any) -> None:
        """A visit that took `seconds`; one that is "running" began that long ago."""
        self.number += 1
        now = utcnow()
        with self.services.db.write() as session:
            session.add(
                PipelineStep(
                    job_id=self.ids.job_id,
                    number=self.number,
                    node=node,
                    status=BY_KEY[node].status,
                    state=state,
                    model_key="smollm2-135m",
                    draft=draft,
                    output=output or None,
                    started_at=now - timedelta(seconds=seconds),
                    finished_at=None if state == "running" else now,
                )
            )

    def to_format_gate(self) -> None:
        """Both briefs and a first draft."""
        self.job("running", claimed_at=utcnow())
        self.visit("concept", "passed", core_message="Worth it.")
        self.visit("culture", "passed", market_context="Autumn.")
        self.visit("writer", "passed", draft=1, rows=[ROW])

    def store(self, status: str, job_state: str = "done") -> None:
        """The end of a run: status, rows and verdicts in one transaction."""
        with self.services.db.write() as session:
            unit = session.get_one(VideoAdUnit, self.ids.ad_unit_id)
            unit.status = status
            session.add(
                Evaluation(
                    ad_unit_id=unit.id,
                    job_id=self.ids.job_id,
                    step=self.number,
                    gate="format",
                    draft=1,
                    passed=False,
                    model_key="smollm2-135m",
                    **VERDICT,
                )
            )
        self.job(job_state, finished_at=utcnow())
