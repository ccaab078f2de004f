"""Jobs of the kind "frame" that are stopped, fail or meet trouble: what is kept of them, and what is told."""

from __future__ import annotations

import sqlite3

import pytest
import structlog
from PIL import Image

from gcl import jobs
from gcl.config import Config
from gcl.errors import Cancelled, DatabaseBusy, DiskFull, InputError, ModelError, NotFound, OutOfMemory
from gcl.models.draw import Draw
from gcl.models.factory import FAMILIES
from gcl.models.output import job_name
from gcl.models.sd15 import StableDiffusion15
from gcl.references import keep_picture
from gcl.torch_errors import is_out_of_memory
from tests.disks import small_disk
from tests.models.conftest import CPU, Studio, draw


def test_a_cancelled_job_stops_at_its_next_step_and_keeps_what_is_finished(studio: Studio) -> None:
    handle = studio.submit(count=3, steps=4)

    def cancel_in_the_second_image(done: int) -> None:
        if done == 6:
            with studio.workshop.db.write() as session:
                jobs.cancel(session, handle.id)

    handle.at_report = cancel_in_the_second_image
    with pytest.raises(Cancelled):
        studio.run(handle)
    assert studio.reports[-1][0] == 6
    assert [frame.number for frame in studio.frames(handle)] == [0]
    assert len(studio.files()) == 2
    assert studio.workshop.residency.key == "diffusion:tiny"


def test_a_job_that_runs_again_after_a_crash_draws_only_what_is_missing(studio: Studio) -> None:
    handle = studio.submit(count=3)

    def crash_in_the_second_image(done: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    handle.at_report = crash_in_the_second_image
    with pytest.raises(KeyboardInterrupt):
        studio.run(handle)
    (first,) = studio.frames(handle)
    folder = studio.workshop.config.frames
    written = (folder / first.file).stat().st_mtime_ns
    name = job_name(handle.id, handle.submitted_at)
    (folder / f".{name}-01.png.part").write_bytes(b"half an image")
    (folder / f"{name}-01.png").write_bytes(b"an image whose row was never written")

    handle.at_report = lambda done: None
    studio.reports.clear()
    frames = studio.run(handle)
    assert [frame.number for frame in frames] == [0, 1, 2]
    assert frames[0].id == first.id
    assert (folder / first.file).stat().st_mtime_ns == written
    assert studio.reports[0][0] == 2
    assert sorted(studio.files()) == sorted(name for frame in frames for name in (frame.file, frame.thumbnail))
    assert Image.open(folder / frames[1].file).size == (64, 64)


def test_a_job_whose_images_are_all_there_loads_nothing(studio: Studio) -> None:
    handle = studio.submit()
    studio.run(handle)
    studio.workshop.residency.release()
    studio.run(handle)
    assert studio.workshop.residency.loads == 1


def test_a_full_disk_keeps_what_was_finished_and_records_nothing_else(studio: Studio) -> None:
    with small_disk(studio.workshop.config.frames, kilobytes=40):
        handle = studio.submit(count=4, width=96, height=64)
        with pytest.raises(DiskFull, match="is full"):
            studio.run(handle)
        frames = studio.frames(handle)
        assert 0 < len(frames) < 4
        assert studio.files() == sorted(name for frame in frames for name in (frame.file, frame.thumbnail))


def test_a_frame_whose_row_cannot_be_written_leaves_no_file(studio: Studio, config: Config) -> None:
    handle = studio.submit()
    other = sqlite3.connect(config.database, isolation_level=None)

    def lock_at_the_last_step(done: int) -> None:
        if done == 2 and not other.in_transaction:
            other.execute("BEGIN IMMEDIATE")

    handle.at_report = lock_at_the_last_step
    with pytest.raises(DatabaseBusy):
        studio.run(handle)
    other.execute("ROLLBACK")
    other.close()
    assert studio.files() == []
    assert studio.frames(handle) == []


def test_a_step_that_cannot_be_reported_does_not_cost_the_image(studio: Studio, config: Config) -> None:
    handle = studio.submit(steps=3)
    other = sqlite3.connect(config.database, isolation_level=None)

    def lock_for_one_step(done: int) -> None:
        if done == 1:
            other.execute("BEGIN IMMEDIATE")
        elif other.in_transaction:
            other.execute("ROLLBACK")

    handle.at_report = lock_for_one_step
    with structlog.testing.capture_logs() as told:
        assert len(studio.run(handle)) == 1
    other.close()
    assert "could not report a step" in [line["event"] for line in told]


class Boundless(StableDiffusion15):
    """Tries to draw any size."""

    def validate(self, draw: Draw) -> None: ...


def test_running_out_of_memory_is_a_sentence_and_frees_the_model(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(FAMILIES, "sd15", Boundless)
    studio.run(studio.submit())
    model = studio.workshop.residency.hold("diffusion:tiny", lambda: Boundless(None, None, CPU))  # the warm one
    # Noise of two and a half terabytes: no machine gives that, and it refuses at once.
    with pytest.raises(OutOfMemory, match=r"Tiny needs more memory than is free here\."):
        studio.run(studio.submit(width=10**8, height=10**5))
    assert studio.workshop.residency.key is None
    with pytest.raises(RuntimeError, match="not loaded"):
        model.generate(draw())
    assert len(studio.run(studio.submit())) == 1


@pytest.mark.parametrize(
    ("error", "is_it"),
    [
        (MemoryError(), True),
        (RuntimeError("[enforce fail at alloc_cpu.cpp:121] DefaultCPUAllocator: can't allocate memory"), True),
        (RuntimeError("MPS backend out of memory (MPS allocated: 1 GB)"), True),
        (RuntimeError("mat1 and mat2 shapes cannot be multiplied"), False),
        (ValueError("out of memory"), False),
    ],
)
def test_running_out_of_memory_is_told_from_other_errors(error: Exception, is_it: bool) -> None:
    assert is_out_of_memory(error) is is_it


def test_a_model_that_left_presets_json_is_named(studio: Studio) -> None:
    with pytest.raises(NotFound, match="Did you mean 'tiny"):
        studio.run(studio.submit(model="tinny"))


def test_a_job_that_the_preset_has_come_to_refuse_fails_with_the_reason(studio: Studio) -> None:
    with pytest.raises(InputError, match="multiples of 8"):
        studio.run(studio.submit(width=100))
    assert studio.files() == []


def test_a_model_whose_weights_are_not_here_says_so_and_holds_nothing(studio: Studio) -> None:
    with pytest.raises(ModelError) as caught:
        studio.run(studio.submit(model="sdxl-turbo", guidance=0.0))
    assert caught.value.sentence == (
        "The weights of SDXL Turbo are not on this machine (about 6.9 GB). Download them first: with the button below "
        "the model in Generate, or with: gcl download sdxl-turbo"
    )
    assert studio.workshop.residency.key is None


def test_a_map_that_cannot_be_kept_to_is_told_before_the_model_is_loaded(studio: Studio) -> None:
    name = keep_picture(Image.new("RGB", (64, 64), "white"), studio.workshop.config.references)
    asked = {"controlnet": "sdxl-union", "kind": "canny", "image": name, "scale": 1.0}
    with pytest.raises(ModelError, match="gcl download sdxl-union"):
        studio.run(studio.submit(model="tiny-sdxl", control=asked))
    assert studio.workshop.residency.key is None


def test_an_image_to_begin_from_that_is_gone_is_told_before_the_model_is_loaded(studio: Studio) -> None:
    with pytest.raises(NotFound):
        studio.run(studio.submit(start={"image": f"{0:032}.png", "strength": 0.5}))
    assert studio.workshop.residency.key is None
