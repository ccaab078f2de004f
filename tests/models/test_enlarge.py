"""A frame made twice as large: interpolated by the worker, or drawn anew by its model."""

from __future__ import annotations

import json

import pytest
from PIL import Image

from gcl import jobs
from gcl.db import Frame
from gcl.errors import GenerationError
from gcl.job_handle import JobHandle
from gcl.models.enlarge import run_enlarge
from gcl.payloads import EnlargeJob
from tests.models.conftest import Studio


def enlarge(studio: Studio, frame_id: int) -> JobHandle:
    payload = EnlargeJob(frame_id=frame_id).dump()
    with studio.workshop.db.write() as session:
        job = jobs.submit(session, "enlarge", "larger", payload)
        job.state = "running"
        return JobHandle(studio.workshop.db, job.id, job.payload, job.title, 1, job.created_at)


@pytest.fixture
def small(studio: Studio) -> Frame:
    return studio.run(studio.submit())[0]


def test_an_enlarged_frame_is_the_same_picture_twice_as_large(studio: Studio, small: Frame) -> None:
    handle = enlarge(studio, small.id)
    run_enlarge(handle, studio.workshop)
    large = studio.frames(handle)[0]
    folder = studio.workshop.config.frames
    with Image.open(folder / small.file) as before, Image.open(folder / large.file) as after:
        assert after.size == (128, 128) == (large.width, large.height)
        assert after.tobytes() == before.resize((128, 128), Image.Resampling.LANCZOS).tobytes()
        told = json.loads(after.text["gcl"])
    assert told["enlarged"] == {"width": 64, "height": 64, "from_frame": small.id, "by": "Lanczos"}
    assert (large.prompt, large.seed, large.model_key) == (small.prompt, small.seed, small.model_key)


def test_an_enlarged_frame_remembers_the_size_that_was_drawn_however_often_it_was(studio: Studio, small: Frame) -> None:
    first = enlarge(studio, small.id)
    run_enlarge(first, studio.workshop)
    again = enlarge(studio, studio.frames(first)[0].id)
    run_enlarge(again, studio.workshop)
    largest = studio.frames(again)[0]
    assert (largest.width, largest.settings["enlarged"]["width"]) == (256, 64)


def test_a_job_that_runs_again_after_a_crash_enlarges_once(studio: Studio, small: Frame) -> None:
    handle = enlarge(studio, small.id)
    run_enlarge(handle, studio.workshop)
    run_enlarge(handle, studio.workshop)
    assert len(studio.frames(handle)) == 1


def test_a_frame_whose_file_is_gone_is_told(studio: Studio, small: Frame) -> None:
    (studio.workshop.config.frames / small.file).unlink()
    with pytest.raises(GenerationError, match="not there any more"):
        run_enlarge(enlarge(studio, small.id), studio.workshop)
