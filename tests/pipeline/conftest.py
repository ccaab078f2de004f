"""A job for a four-row script, its ad unit, and a workshop, all real; the language model is the scripted one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from gcl import jobs
from gcl.catalog import Catalog
from gcl.config import Config
from gcl.db import AdUnitScriptRow, Campaign, Database, Evaluation, Job, PipelineStep, ScriptVersion, VideoAdUnit
from gcl.job_handle import JobHandle, Parked
from gcl.payloads import (
    AdaptationJob,
    BrandBook,
    Market,
    MarketInsight,
    RunSettings,
    Script,
    ScriptRow,
)
from gcl.pipeline.run import run_adaptation
from gcl.queue import WorkQueue
from gcl.residency import Residency
from gcl.services.reviews import ReviewService
from gcl.stages import EVERY_STEP, GATES, NODES
from gcl.workshop import Workshop
from tests.pipeline.scripted import CHECKLIST, TEMPLATES, Desk

ROWS = [
    ScriptRow(
        shot_number="1",
        timecode="00:00-00:05",
        visual="A woman in a yellow raincoat runs through heavy rain toward her apartment building.",
        audio="SFX: rain. VO: Some days just won't quit.",
    ),
    ScriptRow(
        shot_number="2",
        timecode="00:05-00:12",
        visual="In her kitchen she fills a kettle. The window is fogged; she draws a smile on the glass.",
        audio="MUSIC: soft piano. VO: So put the kettle on.",
    ),
    ScriptRow(
        shot_number="2A",
        timecode="00:12-00:22",
        visual="Close on the red tin. A tea bag drops into the mug; steam rises and her shoulders drop.",
        audio="VO: Hearthside. Picked slow, so you can slow down.",
    ),
    ScriptRow(
        shot_number="3",
        timecode="00:22-00:30",
        visual="She sits on the sofa with the mug. The tin stands beside her.",
        audio="SUPER: Come on in.",
    ),
]
BRAND = BrandBook(
    key="hearthside",
    name="Hearthside",
    voice="Warm, plain, a little wry.",
    values=["Patience", "Honesty"],
    visual_identity="A deep red tin in warm light.",
    messaging=["Picked slow"],
    locked_terms=["Hearthside"],
)
MARKET = Market(
    code="en-GB",
    language="English",
    language_code="en",
    native_name="English",
    country="United Kingdom",
    regions=["Europe"],
    insights=[
        MarketInsight(
            level="country", category="humour", text="Understatement works; hard selling does not.", source="editorial"
        )
    ],
)
JAPAN = MARKET.model_copy(
    update={
        "code": "ja-JP",
        "language": "Japanese",
        "language_code": "ja",
        "native_name": "日本語",
        "country": "Japan",
    }
)


def job(**changes: Any) -> AdaptationJob:
    """What a job for the four rows carries; `rows` changes those of the origin."""
    rows = changes.pop("rows", ROWS)
    return AdaptationJob(
        **{
            "ad_unit_id": 2,
            "origin": Script(ad_unit_id=1, title="Rainy day", market="en-US", language="English", rows=rows),
            "market": MARKET,
            "brand": BRAND,
            "templates": TEMPLATES,
            "settings": RunSettings(max_retries=dict.fromkeys(GATES, 3), max_new_tokens=1000, temperature=0.7),
            "models": dict.fromkeys(NODES, "smollm2-135m"),
            "writer_alternative": None,
            "checklist": CHECKLIST,
            **changes,
        }
    )


WHO = "Ada Lovelace"  # who reviews a run


@dataclass
class Studio:
    """One job and everything around it. `run()` does what the worker does, and keeps the worker's promises."""

    config: Config
    db: Database
    desk: Desk = field(default_factory=Desk)
    residency: Residency = field(default_factory=Residency)
    job_id: int = 0
    ad_unit_id: int = 0

    def submit(self, **changes: Any) -> None:
        with self.db.write() as session:
            campaign = Campaign(key=f"tea-{self.job_id}", name="Tea")
            session.add(campaign)
            origin = VideoAdUnit(
                campaign=campaign, kind="origin", title="Rainy day", language_code="en", country_code="US"
            )
            origin.rows = [AdUnitScriptRow(position=n, **row.dump()) for n, row in enumerate(ROWS, start=1)]
            session.add(origin)
            session.flush()
            unit = VideoAdUnit(
                campaign=campaign,
                kind="adaptation",
                source_id=origin.id,
                title="Rainy day",
                language_code="en",
                country_code="GB",
                status="queued",
                batch_id=changes.get("batch_id"),
            )
            session.add(unit)
            session.flush()
            script = Script(ad_unit_id=origin.id, title="Rainy day", market="en-US", language="English", rows=ROWS)
            payload = job(**{"origin": script, **changes, "ad_unit_id": unit.id})
            row = jobs.submit(session, "adaptation", "Rainy day for en-GB", payload.dump())
            unit.job_id = row.id
            self.job_id, self.ad_unit_id = row.id, unit.id

    def queue(self, kind: str, payload: Any) -> None:
        """Another job for the ad unit, which `run` is then about."""
        with self.db.write() as session:
            self.job_id = jobs.submit(session, kind, "Rainy day for en-GB", payload.dump()).id

    def run(self, runner: Callable[..., None] = run_adaptation, **options: Any) -> None:
        """Claim the job and run it. What the runner raises is raised here as well; the job is settled by then."""
        assert jobs.claim(self.db, None, 0) == self.job_id
        try:
            self.go(runner, **options)
        except Parked as waits:
            jobs.park(self.db, self.job_id, waits.note)
            return
        except jobs.GclError as error:
            jobs.fail(self.db, self.job_id, error)
            raise
        jobs.finish(self.db, self.job_id)

    def go(self, runner: Callable[..., None] = run_adaptation, **options: Any) -> None:
        """Run the claimed job, and settle nothing."""
        runner(self.handle(), self.workshop(), **{"load": self.desk.load, **options})

    def retry(self) -> None:
        with self.db.write() as session:
            jobs.retry(session, self.job_id)

    def cancel(self) -> None:
        with self.db.write() as session:
            jobs.cancel(session, self.job_id)

    def workshop(self) -> Workshop:
        return Workshop(self.config, self.db, Catalog.read(self.config), self.residency)

    def handle(self) -> JobHandle:
        with self.db.read() as session:
            job = jobs.get(session, self.job_id)
            return JobHandle(self.db, job.id, job.payload, job.title, job.attempts)

    def job(self) -> Job:
        with self.db.read() as session:
            return session.get_one(Job, self.job_id)

    def unit(self) -> VideoAdUnit:
        with self.db.read() as session:
            unit = session.get_one(VideoAdUnit, self.ad_unit_id)
            _ = unit.rows  # loaded while the session lives
            return unit

    def evaluations(self) -> list[Evaluation]:
        with self.db.read() as session:
            return list(session.query(Evaluation).filter_by(job_id=self.job_id).order_by(Evaluation.id))

    def versions(self) -> list[ScriptVersion]:
        with self.db.read() as session:
            return list(
                session.query(ScriptVersion).filter_by(ad_unit_id=self.ad_unit_id).order_by(ScriptVersion.number)
            )

    def steps(self) -> list[PipelineStep]:
        with self.db.read() as session:
            return list(session.query(PipelineStep).filter_by(job_id=self.job_id).order_by(PipelineStep.number))


@pytest.fixture
def studio(config: Config, db: Database) -> Studio:
    """A studio with one queued job."""
    studio = Studio(config, db)
    studio.submit()
    return studio


@pytest.fixture
def submitted(config: Config, db: Database) -> Callable[..., Studio]:
    """`submitted(brand=None, ...)`: a studio whose job differs from the usual one."""

    def make(**changes: Any) -> Studio:
        studio = Studio(config, db)
        studio.submit(**changes)
        return studio

    return make


@pytest.fixture
def reviewed(submitted: Callable[..., Studio]) -> Iterator[Callable[..., tuple[Studio, ReviewService]]]:
    """`reviewed(mode, script)`: a studio whose run was started and has parked for the first time."""
    queues = []

    def make(mode: str = EVERY_STEP, **changes: Any) -> tuple[Studio, ReviewService]:
        studio = submitted(review_mode=mode, **changes)
        queues.append(WorkQueue(studio.config))
        return studio, ReviewService(studio.config, studio.db, queues[-1])

    yield make
    for queue in queues:
        queue.close()


def run_to(studio: Studio, reviews: ReviewService, node: str) -> None:
    """Run, and accept whatever comes, until `node` waits for a person."""
    studio.run()
    while (waits := reviews.of(studio.ad_unit_id)) is not None and waits.node != node:
        reviews.decide(studio.ad_unit_id, "accept", WHO)
        studio.run()
    assert waits is not None, f"{node} was never reviewed"
