"""What every family promises, on the true pipeline classes with two-layer parts."""

from __future__ import annotations

import inspect
import json
from pathlib import Path

import pytest
import torch

from gcl.catalog import Catalog
from gcl.errors import Cancelled, InputError
from gcl.families import ABILITIES
from gcl.models import factory
from gcl.models.base import BaseModel
from gcl.models.factory import load_model
from gcl.models.weighted_prompt import WeightedPrompt
from tests.models.conftest import draw
from tests.tiny_presets import FAMILIES


def test_a_prompt_becomes_an_image_of_the_asked_size(model: BaseModel) -> None:
    image = model.generate(draw(width=96, height=64))
    assert (image.size, image.mode) == ((96, 64), "RGB")
    assert len(image.getcolors(96 * 64)) > 100


def test_the_same_seed_gives_the_same_bytes(model: BaseModel) -> None:
    assert model.generate(draw()).tobytes() == model.generate(draw()).tobytes()


def test_another_seed_gives_other_bytes(model: BaseModel) -> None:
    assert model.generate(draw(seed=7)).tobytes() != model.generate(draw(seed=8)).tobytes()


def test_the_largest_seed_is_taken(model: BaseModel) -> None:
    assert model.generate(draw(seed=2**53 - 1)).size == (64, 64)


def test_another_prompt_gives_other_bytes(model: BaseModel) -> None:
    assert model.generate(draw()).tobytes() != model.generate(draw(prompt="a blue whale")).tobytes()


# How a pipeline is asked for the same in its own words, where they are not the common ones.
BARE: dict[str, dict[str, object]] = {
    "qwen-image": {"true_cfg_scale": 0.0},
    "ernie-image": {"guidance_scale": 0.0, "use_pe": False},
    "sana-sprint": {"guidance_scale": 0.0, "use_resolution_binning": False},
}


def test_the_image_is_what_the_bare_pipeline_draws(model: BaseModel) -> None:
    bare = model.pipeline(
        prompt="a red fox in the snow",
        width=64,
        height=64,
        num_inference_steps=2,
        generator=torch.Generator("cpu").manual_seed(7),
        **BARE.get(model.preset.family, {"guidance_scale": 0.0}),
    ).images[0]
    assert model.generate(draw()).tobytes() == bare.tobytes()


@pytest.mark.parametrize("steps", [1, 2, 5])
def test_progress_goes_step_by_step_to_the_last(model: BaseModel, steps: int) -> None:
    seen: list[int] = []
    model.generate(draw(steps=steps), seen.append)
    assert seen == sorted(seen)
    assert set(seen) - {0} == set(range(1, steps + 1))


def test_a_drawing_stops_at_the_step_at_which_it_is_cancelled(model: BaseModel) -> None:
    seen: list[int] = []

    def cancel_at_two(done: int) -> None:
        seen.append(done)
        if done == 2:
            raise Cancelled("Cancelled.")

    with pytest.raises(Cancelled):
        model.generate(draw(steps=9), cancel_at_two)
    assert seen[-1] == 2


def test_a_cancelled_drawing_leaves_nothing_to_the_next(model: BaseModel) -> None:
    before = model.generate(draw(steps=4)).tobytes()

    def cancel(done: int) -> None:
        raise Cancelled("Cancelled.")

    with pytest.raises(Cancelled):
        model.generate(draw(steps=9, seed=1), cancel)
    assert model.generate(draw(steps=4)).tobytes() == before


def test_each_drawing_has_a_scheduler_of_its_own(model: BaseModel) -> None:
    model.generate(draw())
    first = model.pipeline.scheduler
    model.generate(draw())
    assert model.pipeline.scheduler is not first
    assert model.pipeline.scheduler.config == first.config


def test_sizes_that_the_family_cannot_draw_are_refused_before_any_work(model: BaseModel) -> None:
    with pytest.raises(InputError, match="multiples of"):
        model.generate(draw(width=72))


def reads_the_end(model: BaseModel) -> bool:
    """Some read a prompt of any length; tests/models/test_weighted_prompt.py has their promises."""
    return isinstance(model, WeightedPrompt)


def test_the_end_of_a_long_prompt_that_is_not_read_is_told(model: BaseModel) -> None:
    if reads_the_end(model):
        pytest.skip("reads all of it")
    limit = model.preset.max_sequence_length
    prompt = "x" * limit + " and a lighthouse"
    assert model.unread_prompt("a red fox") == ""
    unread = model.unread_prompt(prompt)
    assert unread.endswith("and a lighthouse")
    assert prompt.endswith(unread)
    assert model.metadata(draw(prompt=prompt))["unread_prompt"] == unread


def test_what_is_told_as_unread_is_indeed_not_read(model: BaseModel) -> None:
    if reads_the_end(model):
        pytest.skip("reads all of it")
    prompt = "a fox, " * 200
    unread = model.unread_prompt(prompt)
    read = prompt[: -len(unread)] if prompt.endswith(unread) else prompt.strip()[: -len(unread)]
    same = model.generate(draw(prompt=prompt)).tobytes()
    assert model.generate(draw(prompt=read + "z" * 300)).tobytes() == same
    assert model.generate(draw(prompt=read[:-9] + "z" * 300)).tobytes() != same


def test_metadata_says_everything_that_went_into_the_image(model: BaseModel) -> None:
    settings = json.loads(json.dumps(model.metadata(draw())))
    assert settings["prompt"] == "a red fox in the snow"
    assert (settings["width"], settings["steps"], settings["seed"], settings["guidance"]) == (64, 2, 7, 0.0)
    assert settings["scheduler"] == type(model.pipeline.scheduler).__name__
    assert (settings["family"], settings["dtype"], settings["device"]) == (model.preset.family, "float32", "cpu")
    assert settings["versions"]["diffusers"]
    assert "unread_prompt" not in settings


def test_the_footprint_is_the_size_of_the_weights_on_the_disk(model: BaseModel) -> None:
    files = Path(model.source.place).rglob("*.safetensors")
    on_disk = sum(file.stat().st_size for file in files)
    # What is stored once and used twice, and small tables that are not stored, differ.
    assert 0.8 * on_disk < model.footprint() < 1.2 * on_disk


def test_a_model_that_was_set_aside_draws_the_same_again(model: BaseModel) -> None:
    before = model.generate(draw()).tobytes()
    model.set_aside()
    model.bring_back()
    assert model.generate(draw()).tobytes() == before


@pytest.mark.parametrize("family", FAMILIES)
def test_an_unloaded_model_lets_go_of_its_pipeline(family: str, catalog: Catalog) -> None:
    model = load_model(f"tiny-{family}", catalog, "cpu")
    model.unload()
    model.unload()
    with pytest.raises(RuntimeError, match="not loaded"):
        model.pipeline  # noqa: B018


def test_the_front_is_told_what_each_family_can_do() -> None:
    assert ABILITIES.keys() == factory.FAMILIES.keys()
    for family, model in factory.FAMILIES.items():
        takes = inspect.signature(model.image_class.__call__).parameters if model.image_class else {}
        able = ABILITIES[family]
        assert able.redraws == (model.image_class is not None), family
        assert able.strength == ("strength" in takes), family
        assert able.inpaints == (model.inpaint_class is not None), family
        assert able.controlled == (model.control_class is not None), family
        assert able.controlled_from == (model.control_image_class is not None), family
        assert able.controlled_from == (model.control_inpaint_class is not None), family
