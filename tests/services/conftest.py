"""The service of frames with a queue of its own, what is asked of it, and what it stores."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gcl import jobs
from gcl.catalog import Catalog
from gcl.config import Config
from gcl.db import Database, Job
from gcl.payloads import FrameJob
from gcl.presets.lora import LoraPreset
from gcl.queue import WorkQueue
from gcl.services.frame_request import FrameRequest
from gcl.services.frames import FrameService
from tests.lora_headers import SDXL, write_header


@pytest.fixture
def service(config: Config, db: Database) -> Iterator[FrameService]:
    queue = WorkQueue(config)
    yield FrameService(config, db, Catalog.read(config), queue)
    queue.close()


@pytest.fixture
def lora(service: FrameService, tmp_path: Path) -> str:
    """The key of a LoRA for SDXL."""
    file = write_header(tmp_path / "ink_v2.safetensors", SDXL)
    about = {"name": "Ink", "licence": "Ours", "commercial": "yes", "commercial_note": "Made here."}
    service.catalog.loras["ink"] = LoraPreset(path=file, base=["sdxl"], **about)
    return "ink"


def ask(**changes: Any) -> FrameRequest:
    return FrameRequest(**{"prompt": "a red fox", "model": "tiny"} | changes)


def stored(service: FrameService, job_id: int) -> tuple[Job, FrameJob]:
    with service.db.read() as session:
        job = jobs.get(session, job_id)
        return job, FrameJob.model_validate(job.payload)
