"""Grids, run as the worker runs them: every cell a frame, then a contact sheet of them all."""

from __future__ import annotations

import json
from typing import Any

import pytest
from PIL import Image

from gcl import jobs
from gcl.errors import Cancelled, GenerationError
from gcl.job_handle import JobHandle
from gcl.models.draw import Draw
from gcl.models.opening import find_source
from gcl.models.sd15 import StableDiffusion15
from gcl.queue import WorkQueue
from gcl.services.axes import AxisRequest
from gcl.services.frame_request import FrameRequest
from gcl.services.frames import FrameService
from tests.models.conftest import CPU, Recording, Studio


def submit(studio: Studio, *axes: tuple[str, str], **changes: Any) -> Recording:
    """A grid as a person asks for it."""
    workshop = studio.workshop
    queue = WorkQueue(workshop.config)
    service = FrameService(workshop.config, workshop.db, workshop.catalog, queue)
    usual: dict[str, Any] = {"prompt": "a red fox", "model": "tiny", "width": 64, "height": 64, "steps": 2, "seed": 7}
    found = tuple(AxisRequest(field=field, values=values) for field, values in axes)
    job_id = service.submit(FrameRequest(**usual | changes, axes=found))
    queue.close()
    with workshop.db.write() as session:
        job = jobs.get(session, job_id)
        job.state = "running"
        return Recording(workshop.db, job.id, job.payload, job.title, reports=studio.reports)


def pixels(studio: Studio, file: str) -> bytes:
    return Image.open(studio.workshop.config.frames / file).tobytes()


def test_each_cell_becomes_a_frame_and_the_sheet_comes_last(studio: Studio) -> None:
    *cells, sheet = studio.run(submit(studio, ("steps", "1,2"), ("seed", "1-3")))
    assert [(cell.number, cell.steps, cell.seed) for cell in cells] == [
        (0, 1, 1), (1, 2, 1), (2, 1, 2), (3, 2, 2), (4, 1, 3), (5, 2, 3),
    ]  # fmt: skip
    assert [cell.settings["cell"] for cell in cells][:2] == [["Steps 1", "Seed 1"], ["Steps 2", "Seed 1"]]
    assert sheet.number == 6
    assert Image.open(studio.workshop.config.frames / sheet.file).size == (sheet.width, sheet.height)
    assert sheet.width > 2 * 64
    assert sheet.height > 3 * 64
    assert len(studio.files()) == 2 * 7


def test_a_cell_is_the_frame_that_its_settings_give_alone(studio: Studio) -> None:
    cells = studio.run(submit(studio, ("steps", "1,2"), ("seed", "5,6"), guidance=5.0))
    (alone,) = studio.run(studio.submit(steps=2, seed=6, guidance=5.0))
    assert pixels(studio, cells[3].file) == pixels(studio, alone.file)


def test_the_sheet_shows_each_frame_where_it_says(studio: Studio) -> None:
    *cells, sheet = studio.run(submit(studio, ("steps", "1,2"), ("seed", "1,2")))
    picture = Image.open(studio.workshop.config.frames / sheet.file)
    for cell, told in zip(cells, sheet.settings["grid"]["cells"], strict=True):
        left, top, width, height = told["box"]
        assert picture.crop((left, top, left + width, top + height)).tobytes() == pixels(studio, cell.file)
        assert told["name"] == ", ".join(cell.settings["cell"])


def test_the_file_of_the_sheet_carries_what_was_asked_for(studio: Studio) -> None:
    *_, sheet = studio.run(submit(studio, ("steps", "1,2"), prompt="a {red|blue} fox"))
    settings = json.loads(Image.open(studio.workshop.config.frames / sheet.file).text["gcl"])
    assert settings == sheet.settings
    asked = FrameRequest.model_validate(settings["grid"]["asked"])
    assert (asked.prompt, asked.seed, asked.axes) == (
        "a {red|blue} fox", 7, (AxisRequest(field="steps", values="1,2"),),
    )  # fmt: skip


def test_each_model_is_loaded_once(studio: Studio) -> None:
    frames = studio.run(submit(studio, ("model", "tiny-sd15, tiny-zimage"), ("seed", "1-2"), ("size", "64x64")))
    assert [frame.model_key for frame in frames[:4]] == ["tiny-sd15"] * 2 + ["tiny-zimage"] * 2
    assert studio.workshop.residency.loads == 2
    assert [note for _, _, note in studio.reports if note.startswith("Loading")] == [
        "Loading Tiny sd15",
        "Loading Tiny zimage",
    ]


def test_progress_counts_the_steps_of_all_cells(studio: Studio) -> None:
    studio.run(submit(studio, ("steps", "1,3"), ("model", "tiny-sd15, tiny-sdxl")))
    counted = [(done, total) for done, total, _ in studio.reports if total]
    assert {total for _, total in counted} == {8}
    assert [done for done, _ in counted] == sorted(done for done, _ in counted)
    assert counted[-1] == (8, 8)
    assert studio.reports[-1][2] == "Making the contact sheet"


def test_a_grid_that_runs_again_after_a_crash_draws_only_what_is_missing(studio: Studio) -> None:
    handle = submit(studio, ("steps", "1,2"), ("seed", "1-2"))

    def crash(done: int) -> None:
        if done == 4:
            raise KeyboardInterrupt

    handle.at_report = crash
    with pytest.raises(KeyboardInterrupt):
        studio.run(handle)
    before = {frame.number: frame.id for frame in studio.frames(handle)}
    assert set(before) == {0, 1}
    handle.at_report = lambda done: None
    frames = studio.run(handle)
    assert [frame.number for frame in frames] == [0, 1, 2, 3, 4]
    assert {frame.number: frame.id for frame in frames[:2]} == before


def test_a_crash_before_the_sheet_loses_no_frame_and_draws_none_again(studio: Studio) -> None:
    handle = submit(studio, ("seed", "1-2"))

    def crash(done: int) -> None:
        if studio.reports[-1][2] == "Making the contact sheet":
            raise KeyboardInterrupt

    handle.at_report = crash
    with pytest.raises(KeyboardInterrupt):
        studio.run(handle)
    handle.at_report = lambda done: None
    studio.workshop.residency.release()
    assert [frame.number for frame in studio.run(handle)] == [0, 1, 2]
    assert studio.workshop.residency.loads == 1
    assert len(studio.run(handle)) == 3


def test_a_cancelled_grid_keeps_what_is_drawn_and_makes_no_sheet(studio: Studio) -> None:
    handle = submit(studio, ("seed", "1-4"))

    def cancel(done: int) -> None:
        if done == 5:
            with studio.workshop.db.write() as session:
                jobs.cancel(session, handle.id)

    handle.at_report = cancel
    with pytest.raises(Cancelled):
        studio.run(handle)
    assert [frame.number for frame in studio.frames(handle)] == [0, 1]
    assert len(studio.files()) == 4


class Choosy(StableDiffusion15):
    """Gives nothing usable for some seeds."""

    refused: tuple[int, ...] = ()

    def generate(self, draw: Draw, *watching: Any) -> Image.Image:
        if draw.seed in self.refused:
            raise GenerationError("The image is all black.")
        return super().generate(draw, *watching)


def choosy(studio: Studio, *refused: int) -> None:
    preset = studio.workshop.catalog.diffusion("tiny")
    model = Choosy(preset, find_source(preset, studio.workshop.catalog), CPU)
    model.refused = refused
    model.load()
    studio.workshop.residency.hold("diffusion:tiny", lambda: model)


def test_a_cell_that_cannot_be_drawn_does_not_cost_the_others(studio: Studio) -> None:
    choosy(studio, 2)
    frames = studio.run(submit(studio, ("seed", "1-3")))
    assert [frame.number for frame in frames] == [0, 2, 3]
    assert [told["name"] for told in frames[-1].settings["grid"]["cells"]] == ["Seed 1", "Seed 2", "Seed 3"]


def test_a_grid_of_which_nothing_can_be_drawn_fails_with_the_reason(studio: Studio) -> None:
    choosy(studio, 1, 2)
    handle: JobHandle = submit(studio, ("seed", "1-2"))
    with pytest.raises(GenerationError, match="all black"):
        studio.run(handle)
    assert studio.frames(handle) == []
