"""The built-in model as it comes with the studio: its real weights, loaded and asked as any other model."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from gcl.catalog import Catalog, builtin_folder
from gcl.errors import Cancelled, InputError, ModelError
from gcl.models.base import BaseModel
from gcl.models.factory import load_model
from tests.models.conftest import draw

MOST_BYTES = 40_000_000


@pytest.fixture(scope="module")
def thumbnail(catalog: Catalog) -> Iterator[BaseModel]:
    model = load_model("thumbnail", catalog, "cpu")
    yield model
    model.unload()


def drawn(model: BaseModel, prompt: str, seed: int = 1, **changes: Any) -> Image.Image:
    preset = model.preset
    own = {"width": preset.width, "height": preset.height, "steps": preset.steps, "guidance": preset.guidance}
    return model.generate(draw(prompt=prompt, seed=seed, **own | changes))


def pixels(image: Image.Image) -> np.ndarray:
    return np.asarray(image, dtype=np.float64)


def mean(model: BaseModel, prompt: str) -> np.ndarray:
    """[3]: the red, green and blue of four pictures on average, from 0 to 255."""
    return np.mean([pixels(drawn(model, prompt, seed)).mean(axis=(0, 1)) for seed in range(4)], axis=0)


def test_it_draws_in_its_own_size_the_same_for_a_seed_and_another_for_another(thumbnail: BaseModel) -> None:
    prompt = "Wide shot: a woman in a red coat on the beach at sunset"
    first = drawn(thumbnail, prompt)
    assert first.size == (256, 144)
    assert first.tobytes() == drawn(thumbnail, prompt).tobytes()
    assert np.abs(pixels(first) - pixels(drawn(thumbnail, prompt, seed=2))).mean() > 4


def test_night_is_darker_than_day_and_sunset_warmer_than_both(thumbnail: BaseModel) -> None:
    night, day, sunset = (
        mean(thumbnail, f"wide shot: a man in a park {when}") for when in ("at night", "at noon", "at sunset")
    )
    assert night.mean() + 40 < day.mean()
    assert sunset[0] - sunset[2] > max(day[0] - day[2], night[0] - night[2]) + 15


def test_another_size_is_refused_with_a_sentence(thumbnail: BaseModel) -> None:
    with pytest.raises(InputError, match="draws 256×144 and no other size, so not 512×288"):
        drawn(thumbnail, "a dog", width=512, height=288)


def test_the_image_is_what_the_bare_pipeline_draws(thumbnail: BaseModel) -> None:
    bare = thumbnail.pipeline(
        "a dog on the beach",
        num_inference_steps=8,
        guidance_scale=2.5,
        generator=torch.Generator("cpu").manual_seed(1),
    ).images[0]
    assert drawn(thumbnail, "a dog on the beach").tobytes() == bare.tobytes()


def test_one_step_gives_a_picture_and_a_drawing_stops_where_it_is_cancelled(thumbnail: BaseModel) -> None:
    assert drawn(thumbnail, "a dog", steps=1).size == (256, 144)
    seen: list[int] = []

    def cancel_at_two(done: int) -> None:
        seen.append(done)
        if done == 2:
            raise Cancelled("Cancelled.")

    with pytest.raises(Cancelled):
        thumbnail.generate(draw(width=256, height=144, steps=100, guidance=2.5), cancel_at_two)
    assert seen == [1, 2]


def test_what_is_told_as_unread_is_indeed_not_read(thumbnail: BaseModel) -> None:
    prompt = "a dog on the beach " * 20
    read = prompt.strip()[: -len(thumbnail.unread_prompt(prompt))]
    same = drawn(thumbnail, prompt).tobytes()
    assert drawn(thumbnail, read + "night forest car").tobytes() == same
    assert drawn(thumbnail, read[:-12] + " night forest car").tobytes() != same


def test_weights_that_are_missing_or_damaged_are_told_without_a_path(
    catalog: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = builtin_folder("thumbnail")
    monkeypatch.setattr("gcl.catalog.builtin_folder", lambda _: tmp_path / "copy")
    monkeypatch.setattr("gcl.models.opening.builtin_folder", lambda _: tmp_path / "copy")
    shutil.copytree(whole, tmp_path / "copy")
    weights = next((tmp_path / "copy" / "transformer").glob("*.safetensors"))
    weights.write_bytes(weights.read_bytes()[:1000])
    with pytest.raises(ModelError, match="are missing or damaged") as damaged:
        load_model("thumbnail", catalog, "cpu")
    assert str(tmp_path) not in damaged.value.sentence
    weights.unlink()
    assert not catalog.is_present(catalog.diffusion("thumbnail"))
    with pytest.raises(ModelError, match="Install the studio again"):
        load_model("thumbnail", catalog, "cpu")


def test_the_end_of_a_long_prompt_is_told_as_unread(thumbnail: BaseModel) -> None:
    prompt = "a dog on the beach " * 20 + "and a lighthouse"
    assert thumbnail.unread_prompt(prompt).endswith("and a lighthouse")
    assert thumbnail.unread_prompt("a dog on the beach") == ""


def test_its_metadata_names_no_path_of_this_machine(thumbnail: BaseModel) -> None:
    told = thumbnail.metadata(draw())
    assert told["source"] == "built in"
    assert str(Path.cwd()) not in str(told)


def test_it_is_small_and_safe_and_has_a_card() -> None:
    folder = builtin_folder("thumbnail")
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert 5_000_000 < sum(file.stat().st_size for file in files) < MOST_BYTES
    assert {file.suffix for file in files} <= {".json", ".safetensors", ".txt", ".md"}
    assert "Apache-2.0" in (folder / "README.md").read_text(encoding="utf-8")


def test_it_needs_no_more_than_its_eight_steps(thumbnail: BaseModel) -> None:
    steps: list[int] = []
    preset = thumbnail.preset
    thumbnail.generate(
        draw(width=preset.width, height=preset.height, steps=preset.steps, guidance=preset.guidance), steps.append
    )
    assert steps == list(range(1, 9))
    assert next(thumbnail.pipeline.transformer.parameters()).dtype == torch.float32, "halves are slow on a processor"
