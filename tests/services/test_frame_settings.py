"""The settings of an image or of a frame come back as the request that draws it again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from gcl.errors import NotFound
from gcl.services.frames import FrameService
from tests.services.conftest import ask, stored
from tests.services.drawn import add_frames


def image(folder: Path, **settings: Any) -> Path:
    chunks = PngInfo()
    chunks.add_itxt("gcl", json.dumps({"prompt": "a red fox"} | settings))
    Image.new("RGB", (512, 288)).save(folder / "image.png", pnginfo=chunks)
    return folder / "image.png"


def test_the_settings_of_an_image_become_a_request_that_its_model_takes(service: FrameService, tmp_path: Path) -> None:
    made = {
        "model": "Tiny",
        "model_key": "tiny",
        "negative_prompt": "no people",
        "steps": 3,
        "guidance": 4.0,
        "seed": 9,
    }
    found = service.settings_of(image(tmp_path, **made, width=64, height=64), "thumbnail")
    assert found.told == ""
    assert found.request == ask(negative_prompt="no people", steps=3, guidance=4.0, seed=9, width=64, height=64)
    service.submit(found.request)


def test_a_prompt_that_looks_like_choices_comes_back_as_the_one_that_was_drawn(
    service: FrameService, tmp_path: Path
) -> None:
    prompt = "a {red|blue} fox and __init__"
    for request in (
        service.settings_of(image(tmp_path, prompt=prompt, model="tiny"), "tiny").request,
        service.request_of(add_frames(service.db, 1, prompt=prompt)[0]),
    ):
        _, job = stored(service, service.submit(request))
        assert job.variants == [prompt]


def test_what_a_model_does_not_take_of_an_image_s_settings_is_told(service: FrameService, tmp_path: Path) -> None:
    found = service.settings_of(image(tmp_path, model="Somebody XL", steps=900, width=1024, height=1024), "thumbnail")
    assert "drawn by Somebody XL, which is not known here, so Thumbnail will draw" in found.told
    assert "Thumbnail does not take the image's size and steps, so what it is made for is used" in found.told
    assert (found.request.width, found.request.height, found.request.steps, found.request.seed) == (256, 144, 8, None)
    service.submit(found.request)
    odd = service.settings_of(image(tmp_path, model="tiny", width=10**400, seed=2**53), "thumbnail")
    assert (odd.request.width, odd.request.seed) == (512, None)
    assert "seed is larger than the studio takes" in odd.told
    named = service.settings_of(image(tmp_path, model="tiny"), "thumbnail")
    assert named.request.model == "tiny"


def test_a_frame_gives_back_the_request_that_draws_it_again(service: FrameService) -> None:
    add_frames(service.db, 1, negative_prompt="blurred", seed=12)
    request = service.request_of(1)
    assert request == ask(negative_prompt="blurred", width=512, height=288, steps=8, guidance=5.0, seed=12, count=1)
    assert service.submit(request) > 0


def test_loras_are_stored_with_their_weights_and_come_back_from_a_frame(service: FrameService, lora: str) -> None:
    _, payload = stored(service, service.submit(ask(model="tiny-sdxl", loras=[(lora, 0.5)])))
    assert payload.loras == [("ink", 0.5)]
    used = {"loras": [{"key": lora, "name": "Ink", "weight": 0.5}]}
    (frame,) = add_frames(service.db, 1, model_key="tiny-sdxl", settings=used)
    assert service.request_of(frame).loras == [("ink", 0.5)]


def test_the_loras_of_an_image_come_back_or_are_told_to_be_left_out(
    service: FrameService, lora: str, tmp_path: Path
) -> None:
    chunks = PngInfo()
    chunks.add_itxt("parameters", "a pier <lora:ink_v2:0.7> <lora:unknown:1>\nSteps: 4, Model: Tiny sdxl")
    Image.new("RGB", (512, 288)).save(tmp_path / "theirs.png", pnginfo=chunks)
    found = service.settings_of(tmp_path / "theirs.png", "tiny")
    assert (found.request.prompt, found.request.loras) == ("a pier", [("ink", 0.7)])
    assert "The image's LoRA unknown is left out" in found.told
    other = service.settings_of(image(tmp_path, model="tiny", loras=[{"key": "ink", "weight": 1}]), "tiny")
    assert other.request.loras == []
    assert "LoRA ink is left out: it is not here, or made for another model than Tiny." in other.told


def test_a_frame_that_is_not_there_has_no_request(service: FrameService) -> None:
    with pytest.raises(NotFound, match="There is no frame 5"):
        service.request_of(5)
