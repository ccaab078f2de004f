"""Drawing that begins from an image, for every family that can: image-to-image, and a painted part of it alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from gcl.errors import Cancelled, InputError
from gcl.models.base import BaseModel
from gcl.models.starting import Start, open_start
from gcl.payloads import StartImage
from gcl.references import keep_image, keep_mask
from tests.models.conftest import Studio, draw

SIZE = (64, 64)


def picture(colour: str = "teal") -> Image.Image:
    image = Image.new("RGB", SIZE, colour)
    ImageDraw.Draw(image).ellipse((16, 16, 48, 48), fill="orange")
    return image


def right_half() -> Image.Image:
    mask = Image.new("L", SIZE, 0)
    mask.paste(255, (32, 0, 64, 64))
    return mask


def begin(image: Image.Image | None = None, strength: float = 0.5, mask: Image.Image | None = None) -> Start:
    return Start("a.png", image or picture(), strength, "b.png" if mask else None, mask)


@pytest.fixture
def redraws(model: BaseModel) -> BaseModel:
    if not model.preset.abilities.redraws:
        pytest.skip(f"{model.preset.family} draws from words alone")
    return model


@pytest.fixture
def inpaints(model: BaseModel) -> BaseModel:
    if not model.preset.abilities.inpaints:
        pytest.skip(f"{model.preset.family} redraws no part of an image")
    return model


def four(**changes: Any) -> Any:
    return draw(steps=4, **changes)


def test_an_image_changes_what_is_drawn(redraws: BaseModel) -> None:
    plain = redraws.generate(four()).tobytes()
    first = redraws.generate(four(start=begin()))
    other = redraws.generate(four(start=begin(picture("black"))))
    assert first.size == SIZE
    assert len({plain, first.tobytes(), other.tobytes()}) == 3


def test_the_same_image_and_seed_give_the_same_bytes(redraws: BaseModel) -> None:
    assert redraws.generate(four(start=begin())).tobytes() == redraws.generate(four(start=begin())).tobytes()


def test_drawing_from_an_image_leaves_nothing_to_the_next(redraws: BaseModel) -> None:
    before = redraws.generate(four()).tobytes()
    redraws.generate(four(start=begin()))
    assert redraws.generate(four()).tobytes() == before


def test_the_weights_are_shared_and_stay_as_they_were_loaded(redraws: BaseModel) -> None:
    parts = {name: id(part) for name, part in redraws.pipeline.components.items() if hasattr(part, "parameters")}
    redraws.generate(four(start=begin()))
    other = redraws._pipeline_for(four(start=begin()))
    assert {name: id(part) for name, part in other.components.items() if name in parts} == parts
    assert all(weight.dtype == redraws.dtype for name in parts for weight in getattr(other, name).parameters())


@pytest.mark.parametrize("mask", [None, right_half()], ids=["whole", "painted"])
def test_progress_goes_to_the_last_step_and_cancel_stops(model: BaseModel, mask: Image.Image | None) -> None:
    able = model.preset.abilities
    if not (able.inpaints if mask else able.redraws):
        pytest.skip(f"{model.preset.family} cannot do that")
    seen: list[int] = []
    model.generate(four(start=begin(mask=mask)), seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 4

    def cancel(done: int) -> None:
        raise Cancelled("Cancelled.")

    before = model.generate(four()).tobytes()
    with pytest.raises(Cancelled):
        model.generate(four(start=begin(mask=mask)), cancel)
    assert model.generate(four()).tobytes() == before


def test_the_stronger_the_less_of_the_image_stays(redraws: BaseModel) -> None:
    if not redraws.preset.abilities.strength:
        pytest.skip(f"{redraws.preset.family} takes no strength")

    def told_apart(strength: float) -> float:
        """How much it matters which image a drawing began from."""
        one, other = (
            np.asarray(redraws.generate(draw(steps=10, start=begin(picture(colour), strength))), dtype=float)
            for colour in ("white", "black")
        )
        return float(np.abs(one - other).mean())

    assert told_apart(0.1) > told_apart(1.0)


def test_what_is_not_painted_stays_to_the_byte(inpaints: BaseModel) -> None:
    drawn = inpaints.generate(four(start=begin(mask=right_half())))
    assert drawn.crop((0, 0, 32, 64)).tobytes() == picture().crop((0, 0, 32, 64)).tobytes()
    assert drawn.crop((40, 0, 64, 64)).tobytes() != picture().crop((40, 0, 64, 64)).tobytes()


def test_a_family_that_cannot_says_so(model: BaseModel) -> None:
    able = model.preset.abilities
    if not able.redraws:
        with pytest.raises(InputError, match="from words alone"):
            model.generate(four(start=begin()))
    elif not able.inpaints:
        with pytest.raises(InputError, match="not a part of one"):
            model.generate(four(start=begin(mask=right_half())))


def test_a_strength_that_leaves_no_step_is_refused_before_any_work(redraws: BaseModel) -> None:
    if redraws.preset.abilities.strength:
        with pytest.raises(InputError, match="none of 4 steps is left"):
            redraws.generate(four(start=begin(strength=0.1)))
    with pytest.raises(InputError, match="more than 0"):
        redraws.generate(four(start=begin(strength=0.0)))


def test_metadata_names_the_image_and_not_its_pixels(inpaints: BaseModel) -> None:
    settings = inpaints.metadata(four(start=begin(mask=right_half())))
    assert (settings["reference"], settings["mask"], settings["strength"]) == ("a.png", "b.png", 0.5)
    assert "start" not in settings


def test_an_image_of_another_shape_is_cut_to_the_middle(tmp_path: Path) -> None:
    wide = Image.new("RGB", (200, 50), "blue")
    wide.paste("red", (75, 0, 125, 50))
    wide.save(tmp_path / "wide.png")
    mask = Image.new("L", (400, 100), 0)  # painted on a larger copy
    mask.paste(255, (200, 0, 400, 100))
    mask.save(tmp_path / "mask.png")
    asked = StartImage(
        image=keep_image(tmp_path / "wide.png", tmp_path), mask=keep_mask(tmp_path / "mask.png", tmp_path), strength=0.5
    )
    start = open_start(asked, tmp_path, 64, 64)
    assert start.mask is not None
    assert (start.image.size, start.mask.size) == (SIZE, SIZE)
    assert {start.image.getpixel((8, 8)), start.image.getpixel((56, 56))} == {(255, 0, 0)}
    assert (start.mask.getpixel((8, 32)), start.mask.getpixel((56, 32))) == (0, 255)


def test_a_job_draws_from_a_kept_image_and_its_row_says_so(studio: Studio, tmp_path: Path) -> None:
    folder = studio.workshop.config.references
    picture().save(tmp_path / "start.png")
    name = keep_image(tmp_path / "start.png", folder)
    handle = studio.submit(steps=4, start={"image": name, "strength": 0.5}, count=2)
    frames = studio.run(handle)
    assert [frame.settings["reference"] for frame in frames] == [name, name]
    assert "Denoising strength: 0.5" in Image.open(studio.workshop.config.frames / frames[0].file).text["parameters"]


def test_a_job_whose_image_is_gone_says_so(studio: Studio) -> None:
    handle = studio.submit(start={"image": "0" * 32 + ".png", "strength": 0.5})
    with pytest.raises(InputError, match="not here any more"):
        studio.run(handle)
    assert studio.frames(handle) == []
