"""Prompts are encoded once, and what is drawn from what was kept is the same to the byte, in every family."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import torch
from peft import LoraConfig

from gcl.catalog import Catalog
from gcl.models import prompt_cache
from gcl.models.base import BaseModel
from gcl.models.factory import load_model
from tests.models.conftest import Studio, draw


@contextmanager
def encodings(model: BaseModel) -> Iterator[list[str]]:
    """Fills with the name of each text encoder, each time that it runs."""
    ran: list[str] = []

    def note(name: str) -> Callable[..., None]:
        return lambda *_: ran.append(name)

    parts = {name: part for name, part in model.pipeline.components.items() if name.startswith("text_encoder")}
    hooks = [part.register_forward_hook(note(name)) for name, part in parts.items()]
    yield ran
    for hook in hooks:
        hook.remove()


def variants(model: BaseModel) -> list[dict[str, Any]]:
    """With a negative prompt and guidance too, where the family takes them."""
    guided = {"guidance": 4.0, "negative_prompt": "blurred"}
    return [{}, guided] if model.preset.negative_prompt else [{}]


def test_a_prompt_is_encoded_once_and_the_image_stays_the_same_to_the_byte(model: BaseModel) -> None:
    for changes in variants(model):
        wanted = draw(prompt="a heron on a pier", **changes)
        model.prompts.forget()
        with encodings(model) as first:
            fresh = model.generate(wanted)
        with encodings(model) as second:
            kept = model.generate(wanted)
        model.prompts.detach(model.pipeline)
        bare = model.generate(wanted)
        model.prompts.attach(model.pipeline)
        assert first
        assert second == []
        assert fresh.tobytes() == kept.tobytes() == bare.tobytes()


def test_another_seed_and_another_size_need_no_encoding(model: BaseModel) -> None:
    model.generate(draw())
    with encodings(model) as ran:
        model.generate(draw(seed=8, width=96))
    assert ran == []


def test_another_prompt_and_another_negative_prompt_are_encoded(model: BaseModel) -> None:
    model.generate(draw())
    changes = [
        {"prompt": "a red fox in the snow."},
        *({**one, "negative_prompt": "dull"} for one in variants(model)[1:]),
    ]
    for change in changes:
        with encodings(model) as ran:
            model.generate(draw(**change))
        assert ran


def test_guidance_that_needs_the_negative_prompt_too_is_encoded_anew(catalog: Catalog) -> None:
    model = load_model("tiny-sdxl", catalog, "cpu")
    model.generate(draw(guidance=0.0))
    with encodings(model) as ran:
        guided = model.generate(draw(guidance=5.0, negative_prompt="blurred"))
    assert ran
    model.prompts.forget()
    assert model.generate(draw(guidance=5.0, negative_prompt="blurred")).tobytes() == guided.tobytes()


def test_only_so_many_prompts_are_kept_and_the_oldest_goes(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prompt_cache, "KEPT", 2)
    model = load_model("tiny-sdxl", catalog, "cpu")
    for prompt in ("one", "two", "one", "three"):
        model.generate(draw(prompt=prompt))
    assert len(model.prompts) == 2
    with encodings(model) as ran:
        model.generate(draw(prompt="one"))
    assert ran == []
    with encodings(model) as ran:
        model.generate(draw(prompt="two"))
    assert ran


def test_an_unloaded_model_keeps_no_prompt(catalog: Catalog) -> None:
    model = load_model("tiny-sd15", catalog, "cpu")
    model.generate(draw())
    model.unload()
    assert len(model.prompts) == 0


def test_what_a_pipeline_does_to_an_embedding_does_not_reach_the_kept_one(catalog: Catalog) -> None:
    model = load_model("tiny-sd15", catalog, "cpu")
    asked = ("a fox", torch.device("cpu"), 1, False)
    given = [model.pipeline.encode_prompt(*asked)[0] for _ in range(2)]
    before = given[0].clone()
    for one in given:
        one.zero_()
    assert torch.equal(model.pipeline.encode_prompt(*asked)[0], before)


def test_a_lora_in_a_text_encoder_is_never_answered_with_what_was_kept_without_it(catalog: Catalog) -> None:
    model = load_model("tiny-sdxl", catalog, "cpu")
    plain = model.generate(draw()).tobytes()
    encoder = model.pipeline.text_encoder
    lora = LoraConfig(r=2, lora_alpha=64, target_modules=["q_proj", "v_proj"], init_lora_weights=False)
    with torch.random.fork_rng():
        torch.manual_seed(3)
        encoder.add_adapter(lora, "style")
    styled = model.generate(draw()).tobytes()
    assert styled != plain
    for layer in encoder.modules():
        if hasattr(layer, "set_scale"):
            layer.set_scale("style", 0.25)
    weaker = model.generate(draw()).tobytes()
    assert weaker not in (plain, styled)
    encoder.disable_adapters()
    assert model.generate(draw()).tobytes() == plain
    encoder.enable_adapters()
    assert model.generate(draw()).tobytes() == weaker


def test_the_frames_of_a_job_encode_their_prompt_once(studio: Studio) -> None:
    studio.run(studio.submit(prompt="a wolf", model="tiny-sdxl", guidance=0.0, count=1))

    def load_again() -> BaseModel:
        raise AssertionError("it is in memory")

    model = studio.workshop.residency.hold("diffusion:tiny-sdxl", load_again)
    with encodings(model) as ran:
        studio.run(studio.submit(prompt="a bear", model="tiny-sdxl", guidance=0.0, count=3))
    assert sorted(ran) == ["text_encoder", "text_encoder_2"]
