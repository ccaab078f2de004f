"""The way back: what a frame, or a PNG that is dropped, asks for again, and what is said of what cannot come back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from gcl import jobs
from gcl.db import Frame
from gcl.services import Services
from gcl.services.axes import read_axis
from gcl.services.frame_request import FrameRequest

SETTINGS = {"prompt": "a fox", "model_key": "tiny", "width": 512, "height": 288, "steps": 8, "guidance": 5.0, "seed": 1}


def dropped(services: Services, tmp_path: Path, **changes: Any) -> tuple[FrameRequest, str]:
    chunks = PngInfo()
    chunks.add_text("gcl", json.dumps(SETTINGS | changes))
    Image.new("RGB", (64, 64)).save(tmp_path / "theirs.png", pnginfo=chunks)
    found = services.frames.settings_of(tmp_path / "theirs.png", "thumbnail")
    return found.request, found.told


@pytest.fixture
def kept(services: Services, tmp_path: Path) -> str:
    image = Image.new("RGB", (64, 64), "white")
    image.paste("black", (16, 16, 48, 48))
    image.save(tmp_path / "kept.png")
    return services.frames.starts.keep(tmp_path / "kept.png")


def test_an_enlarged_png_asks_for_the_size_that_was_drawn(services: Services, tmp_path: Path) -> None:
    enlarged = {"width": 512, "height": 288, "from_frame": 1, "by": "Lanczos"}
    request, told = dropped(services, tmp_path, width=1024, height=576, enlarged=enlarged)
    assert (request.width, request.height, told) == (512, 288, "")
    odd, _ = dropped(services, tmp_path, enlarged={"width": "nonsense"})
    assert (odd.width, odd.height) == (512, 288)


def test_a_png_brings_back_what_it_began_from(services: Services, tmp_path: Path, kept: str) -> None:
    request, told = dropped(services, tmp_path, reference=kept, strength=0.4)
    assert (request.image, request.mask, request.strength, told) == (kept, None, 0.4, "")


def test_a_png_brings_back_the_map_that_it_kept_to(services: Services, tmp_path: Path, kept: str) -> None:
    control = {"key": "sd15-canny", "kind": "canny", "image": kept, "scale": 0.6}
    request, told = dropped(services, tmp_path, control=control)
    assert (request.control_kind, request.control_image, request.control_scale, told) == ("canny", kept, 0.6, "")


@pytest.mark.parametrize("name", ["0" * 32 + ".png", "../gcl.db", "/etc/passwd"])
def test_an_image_that_is_not_here_is_told_and_left_out(services: Services, tmp_path: Path, name: str) -> None:
    request, told = dropped(services, tmp_path, reference=name, strength=0.4)
    assert request.image is None
    assert "began from is not here" in told
    request, told = dropped(services, tmp_path, control={"kind": "canny", "image": name, "scale": 1})
    assert request.control_image is None
    assert "kept to is not here" in told


def test_a_model_that_cannot_begin_from_an_image_is_not_asked_to(services: Services, tmp_path: Path, kept: str) -> None:
    request, told = dropped(services, tmp_path, model_key="thumbnail", reference=kept, strength=0.4)
    assert request.image is None
    assert "Thumbnail cannot begin from one" in told


def frame_of(services: Services, settings: dict[str, Any]) -> int:
    with services.db.write() as session:
        job = jobs.submit(session, "frame", "a fox", {})
        frame = Frame(
            job_id=job.id, number=0, file="a.png", thumbnail="a.webp", seconds=1.0, settings=settings, **SETTINGS
        )
        session.add(frame)
        session.flush()
        return frame.id


def sheet(services: Services, **changes: Any) -> dict[str, Any]:
    """What the contact sheet of a comparison keeps of it."""
    request = FrameRequest(prompt="a fox", axes=(read_axis("seed=1,2"),), **changes)
    with services.db.read() as session:
        payload = jobs.get(session, services.frames.submit(request)).payload
    return {"grid": {"asked": payload["grid"]["asked"]}}


def test_a_comparison_that_left_all_to_the_model_comes_back_with_what_that_was(services: Services) -> None:
    again = services.frames.request_of(frame_of(services, sheet(services, model="tiny")))
    preset = services.catalog.diffusion("tiny")
    assert (again.model, again.width, again.height) == ("tiny", preset.width, preset.height)
    assert (again.steps, again.guidance) == (preset.steps, preset.guidance)
    assert len(again.axes) == 1


def test_a_comparison_comes_back_without_an_image_that_is_gone(services: Services, kept: str) -> None:
    settings = sheet(services, model="tiny", image=kept, strength=0.5)
    frame = frame_of(services, settings)
    assert services.frames.request_of(frame).image == kept
    services.frames.starts.file(kept).unlink()
    again = services.frames.request_of(frame)
    assert (again.image, again.strength, len(again.axes)) == (None, None, 1)


def test_what_a_comparison_says_without_its_axes_need_not_be_possible(services: Services, kept: str) -> None:
    request = FrameRequest(prompt="a fox", model="tiny", image=kept, steps=1, axes=(read_axis("steps=2,4"),))
    assert services.frames.submit(request)
