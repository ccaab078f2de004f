"""Images to begin from: kept under a name made of what they show, checked when a frame is asked for."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from gcl import jobs
from gcl.db import Frame
from gcl.errors import InputError, NotFound
from gcl.payloads import FrameJob
from gcl.services import Services
from gcl.services.frame_request import FrameRequest


def kept(services: Services, tmp_path: Path, colour: str = "teal") -> str:
    Image.new("RGB", (64, 64), colour).save(tmp_path / "start.png")
    return services.frames.starts.keep(tmp_path / "start.png")


def white_mask(services: Services) -> str:
    file = io.BytesIO()
    Image.new("L", (64, 64), 255).save(file, "PNG")
    return services.frames.starts.keep_mask(file)


def asked(**changes: Any) -> FrameRequest:
    return FrameRequest(**{"prompt": "a fox", "model": "tiny", "seed": 1} | changes)


def payload(services: Services, job_id: int) -> FrameJob:
    with services.db.read() as session:
        return FrameJob.read(jobs.get(session, job_id).payload)


def test_a_job_carries_the_image_the_mask_and_the_strength(services: Services, tmp_path: Path) -> None:
    image, mask = kept(services, tmp_path), white_mask(services)
    job = payload(services, services.frames.submit(asked(image=image, mask=mask, strength=0.4)))
    assert job.start is not None
    assert (job.start.image, job.start.mask, job.start.strength) == (image, mask, 0.4)


def test_the_same_picture_is_kept_once_whatever_its_file_is_called(services: Services, tmp_path: Path) -> None:
    names = {kept(services, tmp_path), kept(services, tmp_path)}
    Image.new("RGB", (64, 64), "teal").save(tmp_path / "other.webp", lossless=True)
    names.add(services.frames.starts.keep(tmp_path / "other.webp"))
    assert len(names) == 1
    assert kept(services, tmp_path, "red") not in names
    assert len(list(services.config.references.iterdir())) == 2


def test_a_transparent_picture_is_kept_on_white_and_a_turned_one_upright(services: Services, tmp_path: Path) -> None:
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(tmp_path / "clear.png")
    clear = Image.open(services.frames.starts.file(services.frames.starts.keep(tmp_path / "clear.png")))
    assert (clear.mode, clear.getpixel((0, 0))) == ("RGB", (255, 255, 255))
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera lay on its side
    Image.new("RGB", (40, 20), "teal").save(tmp_path / "turned.jpg", exif=exif)
    assert Image.open(services.frames.starts.file(services.frames.starts.keep(tmp_path / "turned.jpg"))).size == (
        20,
        40,
    )


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"no picture", b"\x89PNG\r\n\x1a\n"])
def test_a_file_that_is_no_picture_is_refused_and_nothing_is_kept(
    services: Services, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "broken.png").write_bytes(content)
    with pytest.raises(InputError, match="is not an image that can be read"):
        services.frames.starts.keep(tmp_path / "broken.png")
    assert not services.config.references.exists() or not list(services.config.references.iterdir())


def test_a_mask_that_marks_nothing_is_refused(services: Services) -> None:
    file = io.BytesIO()
    Image.new("L", (8, 8), 0).save(file, "PNG")
    with pytest.raises(InputError, match="marks nothing"):
        services.frames.starts.keep_mask(file)


@pytest.mark.parametrize("name", ["../gcl.db", "/etc/passwd", "", "0" * 32 + ".png", "0" * 32 + ".png\n"])
def test_a_name_that_names_no_kept_image_is_refused(services: Services, name: str) -> None:
    with pytest.raises(NotFound, match="not here any more"):
        services.frames.submit(asked(image=name))
    assert services.jobs.counts()["queued"] == 0


def test_what_a_model_cannot_do_is_refused_with_its_name(services: Services, tmp_path: Path) -> None:
    image, mask = kept(services, tmp_path), white_mask(services)
    with pytest.raises(InputError, match="Thumbnail draws from words alone"):
        services.frames.submit(asked(model="thumbnail", image=image))
    with pytest.raises(InputError, match="cannot redraw a part"):
        services.frames.submit(asked(model="tiny-sana-sprint", image=image, mask=mask))
    with pytest.raises(InputError, match="needs the image"):
        services.frames.submit(asked(mask=mask))
    with pytest.raises(InputError, match="none of 2 steps is left"):
        services.frames.submit(asked(image=image, steps=2, strength=0.4))
    with pytest.raises(InputError, match="not possible"):
        services.frames.submit(asked(image=image, strength=float("nan")))


def drawn(services: Services, **changes: object) -> int:
    """A frame as the worker records it."""
    values = {
        "number": 0, "file": "a.png", "thumbnail": "a.webp", "prompt": "a fox", "model_key": "tiny", "width": 512,
        "height": 288, "steps": 8, "guidance": 5.0, "seed": 1, "seconds": 1.0, "settings": {},
    }  # fmt: skip
    services.config.frames.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (512, 288), "teal").save(services.config.frames / "a.png")
    with services.db.write() as session:
        job = jobs.submit(session, "frame", "a fox", {})
        frame = Frame(job_id=job.id, **values | changes)
        session.add(frame)
        session.flush()
        return frame.id


def test_a_frame_brings_back_what_it_began_from_while_that_is_here(services: Services, tmp_path: Path) -> None:
    image = kept(services, tmp_path)
    frame = drawn(services, settings={"reference": image, "strength": 0.4})
    request = services.frames.request_of(frame)
    assert (request.image, request.mask, request.strength) == (image, None, 0.4)
    services.frames.starts.file(image).unlink()
    assert services.frames.request_of(frame).image is None


def test_an_enlarged_frame_brings_back_the_size_that_was_drawn(services: Services) -> None:
    frame = drawn(services, width=1024, height=576, settings={"enlarged": {"width": 512, "height": 288}})
    request = services.frames.request_of(frame)
    assert (request.width, request.height) == (512, 288)


def test_a_frame_is_drawn_anew_twice_as_large_with_its_own_words_and_seed(services: Services) -> None:
    job = payload(services, services.enlarging.redraw(drawn(services)))
    assert (job.width, job.height, job.prompt, job.seed) == (1024, 576, "a fox", 1)
    assert job.start is not None
    assert int(job.steps * job.start.strength) >= 4


def test_what_cannot_be_enlarged_is_told(services: Services) -> None:
    with pytest.raises(InputError, match="Thumbnail cannot draw an image anew"):
        services.enlarging.redraw(drawn(services, model_key="thumbnail"))
    with pytest.raises(InputError, match="not known here any more"):
        services.enlarging.redraw(drawn(services, model_key="gone", number=1))
    with pytest.raises(InputError, match="too large to be enlarged"):
        services.enlarging.enlarge(drawn(services, width=8000, number=2))


def test_a_frame_that_kept_to_a_map_is_redrawn_larger_without_it(services: Services, tmp_path: Path) -> None:
    made = kept(services, tmp_path)
    control = {"key": "sd15-canny", "kind": "canny", "image": made, "scale": 1.0}
    job = payload(services, services.enlarging.redraw(drawn(services, settings={"control": control})))
    assert job.control is None
    assert job.start is not None


def test_a_contact_sheet_is_not_enlarged(services: Services) -> None:
    sheet = drawn(services, settings={"grid": {"asked": {}}})
    for enlarge in (services.enlarging.enlarge, services.enlarging.redraw):
        with pytest.raises(InputError, match="contact sheet"):
            enlarge(sheet)


def test_paint_that_lies_outside_of_the_frame_is_told_before_anything_is_drawn(
    services: Services, tmp_path: Path
) -> None:
    Image.new("RGB", (400, 100), "teal").save(tmp_path / "wide.png")
    image = services.frames.starts.keep(tmp_path / "wide.png")
    painted = Image.new("L", (400, 100), 0)
    painted.paste(255, (0, 0, 40, 100))
    painted.save(tmp_path / "mask.png")
    mask = services.frames.starts.keep_mask(tmp_path / "mask.png")
    with pytest.raises(InputError, match="outside of the frame"):
        services.frames.submit(asked(image=image, mask=mask, width=512, height=512))
    assert services.frames.submit(asked(image=image, mask=mask, width=1024, height=256))


def test_sixteen_bits_of_grey_keep_their_shades(services: Services, tmp_path: Path) -> None:
    depth = Image.new("I;16", (256, 1))
    for at in range(256):
        depth.putpixel((at, 0), at * 257)
    depth.save(tmp_path / "depth.png")
    found = Image.open(services.frames.starts.file(services.frames.starts.keep(tmp_path / "depth.png")))
    red = found.getchannel("R")
    assert [red.getpixel((at, 0)) for at in (0, 64, 128, 255)] == [0, 64, 128, 255]
