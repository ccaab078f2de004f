"""Models small enough for a processor, through the same path as the big ones, and a workshop to run jobs in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import torch

from gcl import jobs
from gcl.catalog import Catalog
from gcl.config import Config
from gcl.db import Database, Frame, Job
from gcl.job_handle import JobHandle
from gcl.models.base import BaseModel
from gcl.models.draw import Draw
from gcl.models.factory import load_model
from gcl.models.run import run_frames
from gcl.payloads import FrameJob
from gcl.presets.diffusion import DiffusionPreset
from gcl.residency import Residency
from gcl.workshop import Workshop
from tests import tiny
from tests.tiny_presets import FAMILIES

CPU = torch.device("cpu")

# Threads that wait for each other cost more than they give on models of this size, most of all on a busy machine.
torch.set_num_threads(1)


def draw(**changes: Any) -> Draw:
    """A small image; 64 is a multiple of every family's divisor."""
    usual: dict[str, Any] = {
        "prompt": "a red fox in the snow",
        "negative_prompt": "",
        "width": 64,
        "height": 64,
        "steps": 2,
        "guidance": 0.0,
        "seed": 7,
    }
    return Draw(**usual | changes)


@pytest.fixture(scope="session")
def catalog(presets: Path, models_dir: Path, tiny_models: None) -> Catalog:
    return Catalog.read(Config(presets=presets, models=models_dir))


@pytest.fixture
def config(tmp_path: Path, models_dir: Path, presets: Path, tiny_models: None) -> Config:
    return Config(
        home=tmp_path / "home",
        models=models_dir,
        presets=presets,
        device="cpu",
        busy_seconds=0.2,
        worker_busy_seconds=0.2,
    )


@pytest.fixture(scope="session", params=FAMILIES)
def model(request: pytest.FixtureRequest, catalog: Catalog) -> Iterator[BaseModel]:
    """One loaded model of each family in turn."""
    loaded = load_model(f"tiny-{request.param}", catalog, "cpu")
    yield loaded
    loaded.unload()


@pytest.fixture(scope="session")
def like(catalog: Catalog, models_dir: Path) -> Callable[..., BaseModel]:
    """like("sdxl-turbo"): the tiny model of that preset's family, with everything else of the real preset."""

    def load(key: str, **changes: Any) -> BaseModel:
        real = catalog.diffusion(key)
        folder = tiny.make(real.family, models_dir)
        changes = {"repo": None, "path": folder, "variant": None, "vae": None} | changes
        return load_preset(real.model_copy(update=changes), models_dir)

    return load


def load_preset(preset: DiffusionPreset, models_dir: Path) -> BaseModel:
    """Load a preset that is in no file."""
    catalog = Catalog.read(Config(models=models_dir))
    catalog.diffusion_models["one"] = preset
    return load_model("one", catalog, "cpu")


@dataclass
class Studio:
    """The back of the studio in this process: submit a job, run it as the worker does, look at what it left."""

    workshop: Workshop
    reports: list[tuple[int, int, str]] = field(default_factory=list)

    def submit(self, **changes: Any) -> JobHandle:
        usual: dict[str, Any] = {"prompt": "a red fox", "model": "tiny", "width": 64, "height": 64, "steps": 2}
        payload = FrameJob(**usual | {"guidance": 5.0, "seed": 7} | changes)
        with self.workshop.db.write() as session:
            job = jobs.submit(session, "frame", "a red fox", payload.dump())
            job.state = "running"
            return Recording(self.workshop.db, job.id, job.payload, job.title, reports=self.reports)

    def run(self, handle: JobHandle) -> list[Frame]:
        run_frames(handle, self.workshop)
        return self.frames(handle)

    def frames(self, handle: JobHandle) -> list[Frame]:
        with self.workshop.db.read() as session:
            return list(session.query(Frame).filter_by(job_id=handle.id).order_by(Frame.number))

    def job(self, handle: JobHandle) -> Job:
        with self.workshop.db.read() as session:
            return jobs.get(session, handle.id)

    def files(self) -> list[str]:
        folder = self.workshop.config.frames
        return sorted(file.name for file in folder.iterdir()) if folder.exists() else []


@dataclass
class Recording(JobHandle):
    """A job's handle that also keeps what was reported, and can do something at a report: press "cancel", say."""

    reports: list[tuple[int, int, str]] = field(default_factory=list)
    at_report: Callable[[int], None] = lambda done: None

    def progress(self, done: int, total: int, note: str) -> None:
        self.reports.append((done, total, note))
        self.at_report(done)
        super().progress(done, total, note)


@pytest.fixture
def studio(config: Config, db: Database, catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> Studio:
    """Its steps take milliseconds; each is reported, so that a test can act at any of them."""
    monkeypatch.setattr("gcl.models.run.REPORT_EVERY", 0)
    return Studio(Workshop(config, db, catalog, Residency()))
