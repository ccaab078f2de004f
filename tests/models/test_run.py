"""Jobs of the kind "frame", run as the worker runs them."""

from __future__ import annotations

import json
import sqlite3
from itertools import pairwise
from pathlib import Path

import pytest
import structlog
from PIL import Image

from gcl import jobs
from gcl.config import Config
from gcl.db import Frame
from gcl.errors import Cancelled, DatabaseBusy, DiskFull, InputError, ModelError, NotFound, OutOfMemory
from gcl.models.draw import Draw
from gcl.models.factory import FAMILIES
from gcl.models.output import job_name
from gcl.models.run import run_frames
from gcl.models.sd15 import StableDiffusion15
from gcl.payloads import StyleText
from gcl.presets.lora import LoraPreset
from gcl.references import keep_picture
from gcl.torch_errors import is_out_of_memory
from tests.disks import small_disk
from tests.models.conftest import CPU, Studio, draw
from tests.models.lora_files import make_lora


def test_a_job_becomes_a_file_a_thumbnail_and_a_row(studio: Studio) -> None:
    handle = studio.submit(prompt="a red fox", width=96, height=64, steps=3, guidance=4.5, seed=11)
    (frame,) = studio.run(handle)
    folder = studio.workshop.config.frames
    assert Image.open(folder / frame.file).size == (96, 64)
    assert Image.open(folder / frame.thumbnail).size == (96, 64)
    assert (frame.prompt, frame.model_key, frame.width, frame.height) == ("a red fox", "tiny", 96, 64)
    assert (frame.steps, frame.guidance, frame.seed, frame.number) == (3, 4.5, 11, 0)
    assert 0 < frame.seconds < 60
    assert studio.files() == sorted([frame.file, frame.thumbnail])


def test_the_file_carries_the_settings_of_the_row(studio: Studio) -> None:
    (frame,) = studio.run(studio.submit())
    settings = json.loads(Image.open(studio.workshop.config.frames / frame.file).text["gcl"])
    assert settings == frame.settings
    assert (settings["model_key"], settings["model"], settings["seed"]) == ("tiny", "Tiny", 7)


def test_several_images_of_a_job_have_seeds_that_follow_each_other(studio: Studio) -> None:
    frames = studio.run(studio.submit(count=3, seed=11))
    assert [(frame.number, frame.seed) for frame in frames] == [(0, 11), (1, 12), (2, 13)]
    pictures = {Image.open(studio.workshop.config.frames / frame.file).tobytes() for frame in frames}
    assert len(pictures) == 3


def test_an_image_of_a_series_can_be_drawn_again_alone(studio: Studio) -> None:
    folder = studio.workshop.config.frames
    series = studio.run(studio.submit(count=2, seed=11))
    (alone,) = studio.run(studio.submit(seed=12))
    assert (folder / series[1].file).read_bytes() == (folder / alone.file).read_bytes()


@pytest.mark.parametrize("model", ["tiny-sd15", "tiny-sdxl", "tiny-zimage"])
def test_every_family_runs(studio: Studio, model: str) -> None:
    (frame,) = studio.run(studio.submit(model=model, guidance=0.0))
    assert frame.settings["family"] == model.removeprefix("tiny-")


def test_each_image_is_drawn_of_its_own_variant_of_the_prompt(studio: Studio) -> None:
    frames = studio.run(studio.submit(prompt="a {red|blue} fox", variants=["a red fox", "a blue fox"], count=2))
    assert [frame.prompt for frame in frames] == ["a red fox", "a blue fox"]
    assert [frame.settings["prompt"] for frame in frames] == ["a red fox", "a blue fox"]
    assert {frame.settings["prompt_with_choices"] for frame in frames} == {"a {red|blue} fox"}


def test_a_frame_is_drawn_in_the_words_of_its_style_and_its_file_keeps_the_own_ones(studio: Studio) -> None:
    ink = StyleText(key="ink", name="Ink", prompt="{prompt}. In ink.", negative="colour")
    (frame,) = studio.run(studio.submit(prompt="a fox", negative_prompt="people", style=ink))
    (plain,) = studio.run(studio.submit(prompt="a fox. In ink.", negative_prompt="people, colour"))
    assert (frame.prompt, frame.negative_prompt) == ("a fox. In ink.", "people, colour")
    folder = studio.workshop.config.frames
    assert Image.open(folder / frame.file).tobytes() == Image.open(folder / plain.file).tobytes()
    kept = json.loads(Image.open(folder / frame.file).text["gcl"])
    assert (kept["prompt"], kept["own_prompt"], kept["style"]["key"]) == ("a fox. In ink.", "a fox", "ink")


def test_progress_tells_the_loading_and_then_each_step_over_all_images(studio: Studio) -> None:
    studio.run(studio.submit(count=2, steps=2, model="tiny-sdxl", guidance=0.0))
    assert studio.reports == [
        (0, 0, "Loading Tiny sdxl"),
        (0, 4, "Image 1 of 2, step 0 of 2"),
        (1, 4, "Image 1 of 2, step 1 of 2"),
        (2, 4, "Image 1 of 2, step 2 of 2"),
        (2, 4, "Image 2 of 2, step 0 of 2"),
        (3, 4, "Image 2 of 2, step 1 of 2"),
        (4, 4, "Image 2 of 2, step 2 of 2"),
    ]


def test_quick_steps_are_reported_a_few_times_a_second(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gcl.models.run.REPORT_EVERY", 3600)
    studio.run(studio.submit(count=2, steps=4))
    assert [done for done, total, _ in studio.reports if total] == [0, 4, 4, 8]


def test_progress_never_goes_back(studio: Studio) -> None:
    studio.run(studio.submit(count=3, steps=4))
    done = [done for done, total, _ in studio.reports if total]
    assert all(before <= after for before, after in pairwise(done))
    assert done[-1] == 12


def test_a_warm_model_is_not_loaded_again(studio: Studio) -> None:
    studio.run(studio.submit())
    studio.reports.clear()
    studio.run(studio.submit())
    assert studio.workshop.residency.loads == 1
    assert studio.workshop.residency.key == "diffusion:tiny"
    assert studio.reports[0] == (0, 2, "Step 0 of 2")


def test_a_job_for_another_model_frees_the_first(studio: Studio) -> None:
    studio.run(studio.submit())
    studio.run(studio.submit(model="tiny-zimage", guidance=0.0))
    assert studio.workshop.residency.key == "diffusion:tiny-zimage"
    assert studio.workshop.residency.loads == 2


def test_going_back_to_a_model_loads_nothing_and_draws_the_same(studio: Studio) -> None:
    residency = studio.workshop.residency
    residency.budget = 10**9
    (first,) = studio.run(studio.submit(model="tiny-sdxl", guidance=0.0))
    studio.run(studio.submit(model="tiny-zimage", guidance=0.0))
    assert residency.aside == ["diffusion:tiny-sdxl"]
    studio.reports.clear()
    (again,) = studio.run(studio.submit(model="tiny-sdxl", guidance=0.0))
    assert (residency.loads, residency.returns) == (2, 1)
    assert studio.reports[0] == (0, 0, "Taking back Tiny sdxl")
    folder = studio.workshop.config.frames
    assert (folder / first.file).read_bytes() == (folder / again.file).read_bytes()


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


@pytest.fixture
def ink(studio: Studio, models_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The LoRA "ink" of the model `tiny`."""
    file = make_lora("sd15", models_dir, tmp_path / "ink.safetensors")
    about = {"name": "Ink", "licence": "Ours", "commercial": "yes", "commercial_note": "Made here."}
    preset = LoraPreset(path=file, base=["sd15"], **about)
    monkeypatch.setitem(studio.workshop.catalog.loras, "ink", preset)
    return file


def test_a_job_is_drawn_with_its_loras_which_the_row_and_the_file_name(studio: Studio, ink: Path) -> None:
    (plain,), (frame,), (after,) = (studio.run(studio.submit(loras=loras)) for loras in ([], [("ink", 0.8)], []))
    images = [Image.open(studio.workshop.config.frames / one.file) for one in (plain, frame, after)]
    assert images[0].tobytes() == images[2].tobytes() != images[1].tobytes()
    assert frame.settings["loras"] == [{"key": "ink", "name": "Ink", "weight": 0.8}]
    assert images[1].text["parameters"].startswith("a red fox <lora:ink:0.8>\n")
    assert str(ink.parent) not in json.dumps(frame.settings)
    assert studio.workshop.residency.loads == 1


def test_a_lora_that_left_or_fits_another_model_fails_the_job_before_a_model_is_loaded(
    studio: Studio, ink: Path
) -> None:
    with pytest.raises(NotFound, match="There is no LoRA 'gone'"):
        studio.run(studio.submit(loras=[("gone", 1.0)]))
    with pytest.raises(InputError, match=r"made for Stable Diffusion 1.5, so Tiny sdxl cannot use it"):
        studio.run(studio.submit(model="tiny-sdxl", loras=[("ink", 1.0)]))
    ink.unlink()
    with pytest.raises(ModelError, match="The file of the LoRA Ink is not at"):
        studio.run(studio.submit(loras=[("ink", 1.0)]))
    assert studio.workshop.residency.key is None


def test_the_frames_folder_is_made_when_it_is_needed(studio: Studio, config: Config) -> None:
    assert not Path(config.frames).exists()
    studio.run(studio.submit())
    assert Path(config.frames).is_dir()


def test_the_settings_of_a_row_are_plain_json(studio: Studio) -> None:
    (frame,) = studio.run(studio.submit())
    assert json.loads(json.dumps(frame.settings)) == frame.settings


def test_the_runner_is_the_one_that_the_worker_names(studio: Studio) -> None:
    from gcl.worker import RUNNERS

    assert RUNNERS["frame"] == f"{run_frames.__module__}:{run_frames.__name__}"
    assert Frame.__tablename__ == "frame"


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
