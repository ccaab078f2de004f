"""`gcl frame` and `gcl enlarge` with images: what is queued, and what is said to what cannot be done."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from gcl.config import Config
from gcl.db import Job
from gcl.payloads import FrameJob
from gcl.services import Services
from tests.shell import Shell


@pytest.fixture
def config(config: Config, tmp_path: Path) -> Config:
    """With the ControlNets of Stable Diffusion 1.5 on this machine, but for the one that reads poses."""
    presets = json.loads(config.presets.read_text(encoding="utf-8"))
    for key in ("sd15-canny", "sd15-depth"):
        del presets["controlnets"][key]["repo"]
        presets["controlnets"][key]["path"] = str(tmp_path)
    (tmp_path / "presets.json").write_text(json.dumps(presets), encoding="utf-8")
    return config.model_copy(update={"presets": tmp_path / "presets.json"})


@pytest.fixture
def photo(tmp_path: Path) -> str:
    image = Image.new("RGB", (64, 64), "white")
    image.paste("black", (16, 16, 48, 48))
    image.save(tmp_path / "photo.png")
    return str(tmp_path / "photo.png")


def queued(services: Services) -> FrameJob:
    with services.db.read() as session:
        return FrameJob.read(session.get_one(Job, 1).payload)


def test_a_frame_begins_from_an_image_and_a_mask(gcl: Shell, services: Services, photo: str) -> None:
    options = ("--model", "tiny", "--image", photo, "--mask", photo, "--strength", "0.4", "--detach")
    assert gcl("frame", "a fox", *options).status == 0
    start = queued(services).start
    assert start is not None
    assert start.strength == 0.4
    mask = Image.open(services.frames.starts.file(str(start.mask)))
    assert (mask.getpixel((0, 0)), mask.getpixel((32, 32))) == (255, 0)


def test_a_frame_keeps_to_a_map_that_is_made_and_to_one_that_is_ready(
    gcl: Shell, services: Services, photo: str
) -> None:
    assert gcl("frame", "a fox", "--model", "tiny", "--control", f"canny={photo}", "--detach").status == 0
    control = queued(services).control
    assert control is not None
    made = Image.open(services.frames.starts.file(control.image)).convert("L")
    assert (made.getpixel((4, 4)), made.getextrema()[1]) == (0, 255)
    ready = gcl("frame", "a fox", "--model", "tiny", "--control", f"depth={photo}:map", "--detach")
    assert ready.status == 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--image", "nowhere.png"), "There is no file nowhere.png"),
        (("--mask", "PHOTO"), "A mask needs the image"),
        (("--control", "depth=PHOTO"), "gcl download depth-anything-v2-small"),
        (("--control", "PHOTO"), "--control canny=photo.png"),
        (("--control", "cany=PHOTO"), "no kind of map"),
        (("--control", "openpose=PHOTO:map"), "gcl download sd15-openpose"),
        (("--image", "PHOTO", "--strength", "2"), "A strength of 2.0 is not possible"),
    ],
)
def test_what_cannot_be_done_with_an_image_is_one_sentence(
    gcl: Shell, services: Services, photo: str, options: tuple[str, ...], said: str
) -> None:
    given = [option.replace("PHOTO", photo) for option in options]
    answer = gcl("frame", "a fox", "--model", "tiny", *given, "--detach")
    assert answer.status == 1
    assert said in answer.err
    assert "Traceback" not in answer.err
    assert services.jobs.counts()["queued"] == 0


def test_a_frame_that_is_not_there_cannot_be_enlarged(gcl: Shell) -> None:
    assert "There is no frame 7" in gcl("enlarge", "7").err
