"""Memory runs out at load, while denoising and while decoding: once, and the job goes on with less; twice, and it says
what would fit. The components are real ones that raise what torch raises on a full card."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path
from typing import Any, ClassVar

import pytest
import torch
from diffusers import AutoencoderKL, StableDiffusionXLPipeline, UNet2DConditionModel

from gcl.errors import OutOfMemory
from gcl.models.factory import FAMILIES
from gcl.models.sdxl import StableDiffusionXL
from tests.models.conftest import Studio

MODEL = "tiny-sdxl"


class Card:
    """Is full `times` times, at one of the three moments, from the `after`-th on."""

    moment: ClassVar[str] = ""
    times: ClassVar[int] = 0
    after: ClassVar[int] = 0
    pipelines: ClassVar[list[weakref.ref[Any]]] = []
    alive_at_load: ClassVar[list[int]] = []

    @classmethod
    def ask(cls, moment: str) -> None:
        if moment != cls.moment:
            return
        if cls.after > 0:
            cls.after -= 1
        elif cls.times > 0:
            cls.times -= 1
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")


class FullUNet(UNet2DConditionModel):
    def forward(self, *args: Any, **kwargs: Any) -> Any:
        Card.ask("denoise")
        return super().forward(*args, **kwargs)


class FullVAE(AutoencoderKL):
    def decode(self, *args: Any, **kwargs: Any) -> Any:
        Card.ask("decode")
        return super().decode(*args, **kwargs)


class FullPipeline(StableDiffusionXLPipeline):
    def to(self, *args: Any, **kwargs: Any) -> Any:
        Card.ask("load")
        return super().to(*args, **kwargs)


class OnAFullCard(StableDiffusionXL):
    pipeline_class = FullPipeline

    def _open(self, **parts: Any) -> Any:
        Card.alive_at_load.append(sum(pipeline() is not None for pipeline in Card.pipelines))
        place = Path(self.source.place)
        opened = super()._open(
            unet=FullUNet.from_pretrained(place / "unet"), vae=FullVAE.from_pretrained(place / "vae"), **parts
        )
        Card.pipelines.append(weakref.ref(opened))
        return opened


@pytest.fixture
def card(monkeypatch: pytest.MonkeyPatch) -> type[Card]:
    monkeypatch.setitem(FAMILIES, "sdxl", OnAFullCard)
    Card.moment, Card.times, Card.after = "", 0, 0
    Card.pipelines, Card.alive_at_load = [], []
    return Card


moments = pytest.mark.parametrize("moment", ["load", "denoise", "decode"])
SIZE = {"width": 128, "height": 64}


def notes(studio: Studio) -> list[str]:
    return [note for _, total, note in studio.reports if not total]


@moments
def test_a_job_that_runs_out_of_memory_once_goes_on_with_less(studio: Studio, card: type[Card], moment: str) -> None:
    card.moment, card.times = moment, 1
    (frame,) = studio.run(studio.submit(model=MODEL, guidance=0.0, **SIZE))
    assert frame.settings["plan"] == "fp8"
    assert notes(studio) == [
        "Loading Tiny sdxl",
        "Loading Tiny sdxl",
        "Loading Tiny sdxl with its weights in 8 bits",
    ]
    assert studio.workshop.residency.key == f"diffusion:{MODEL}"


@moments
def test_the_model_that_ran_out_is_gone_before_the_next_is_loaded(
    studio: Studio, card: type[Card], moment: str
) -> None:
    card.moment, card.times = moment, 1
    studio.run(studio.submit(model=MODEL, guidance=0.0, **SIZE))
    assert card.alive_at_load == [0, 0]


@moments
def test_a_job_that_runs_out_twice_says_what_would_fit_and_holds_nothing(
    studio: Studio, card: type[Card], moment: str
) -> None:
    card.moment, card.times = moment, 99
    with pytest.raises(OutOfMemory) as raised:
        studio.run(studio.submit(model=MODEL, guidance=0.0, **SIZE))
    assert raised.value.sentence == (
        "Tiny sdxl needs more memory than is free here. It was tried with its weights in 8 bits. "
        "Choose a smaller size, or choose a smaller model."
    )
    assert card.times == 97
    assert studio.workshop.residency.key is None
    del raised
    gc.collect()
    assert [pipeline() for pipeline in card.pipelines] == [None, None]


@moments
def test_the_next_job_of_that_size_does_not_fail_first(studio: Studio, card: type[Card], moment: str) -> None:
    card.moment, card.times = moment, 1
    studio.run(studio.submit(model=MODEL, guidance=0.0, **SIZE))
    studio.workshop.residency.release()
    studio.reports.clear()
    (frame,) = studio.run(studio.submit(model=MODEL, guidance=0.0, **SIZE))
    assert frame.settings["plan"] == "fp8"
    assert notes(studio) == ["Loading Tiny sdxl", "Loading Tiny sdxl with its weights in 8 bits"]


def test_a_smaller_size_starts_where_it_always_did(studio: Studio, card: type[Card]) -> None:
    card.moment, card.times = "denoise", 1
    studio.run(studio.submit(model=MODEL, guidance=0.0, **SIZE))
    studio.workshop.residency.release()
    (frame,) = studio.run(studio.submit(model=MODEL, guidance=0.0, width=64, height=64))
    assert frame.settings["plan"] == "full"


def test_a_model_that_is_warm_for_small_images_is_loaded_anew_for_a_size_that_is_known_to_be_too_large(
    studio: Studio, card: type[Card]
) -> None:
    card.moment, card.times = "decode", 1
    studio.run(studio.submit(model=MODEL, guidance=0.0, **SIZE))
    studio.workshop.residency.release()
    studio.run(studio.submit(model=MODEL, guidance=0.0, width=64, height=64))
    loads = studio.workshop.residency.loads
    (frame,) = studio.run(studio.submit(model=MODEL, guidance=0.0, **SIZE))
    assert frame.settings["plan"] == "fp8"
    assert studio.workshop.residency.loads == loads + 1


def test_what_was_drawn_before_memory_ran_out_is_kept(studio: Studio, card: type[Card]) -> None:
    card.moment, card.times, card.after = "decode", 1, 1
    frames = studio.run(studio.submit(model=MODEL, guidance=0.0, count=3, **SIZE))
    assert [frame.number for frame in frames] == [0, 1, 2]
    assert [frame.settings["plan"] for frame in frames] == ["full", "fp8", "fp8"]


def test_a_model_with_no_other_plan_says_at_once_what_would_fit(
    studio: Studio, card: type[Card], monkeypatch: pytest.MonkeyPatch
) -> None:
    preset = studio.workshop.catalog.diffusion(MODEL).model_copy(update={"plan": "fp8"})
    monkeypatch.setitem(studio.workshop.catalog.diffusion_models, MODEL, preset)
    card.moment, card.times = "decode", 1
    with pytest.raises(OutOfMemory, match="It was tried with its weights in 8 bits"):
        studio.run(studio.submit(model=MODEL, guidance=0.0, **SIZE))
    assert studio.workshop.residency.key is None


def test_models_that_waited_make_room_too(studio: Studio, card: type[Card]) -> None:
    studio.workshop.residency.budget = 10**9
    studio.run(studio.submit(model="tiny-zimage", guidance=0.0))
    card.moment, card.times = "denoise", 1
    studio.run(studio.submit(model=MODEL, guidance=0.0, **SIZE))
    assert studio.workshop.residency.aside == []
