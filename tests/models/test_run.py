"""Jobs of the kind "frame", run as the worker runs them."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image

from gcl.config import Config
from gcl.db import Frame
from gcl.errors import InputError, ModelError, NotFound
from gcl.models.run import run_frames
from gcl.payloads import StyleText
from gcl.presets.lora import LoraPreset
from tests.models.conftest import Studio
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
