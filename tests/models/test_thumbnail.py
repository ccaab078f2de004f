"""The built-in model as it comes with the studio: its real weights, loaded and asked as any other model."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from gcl.catalog import Catalog, builtin_folder
from gcl.errors import InputError
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


def test_night_is_darker_than_day_and_a_forest_greener_than_a_desert(thumbnail: BaseModel) -> None:
    assert (
        mean(thumbnail, "a man on a street at night").mean() + 30 < mean(thumbnail, "a man on a street by day").mean()
    )
    forest, desert = (mean(thumbnail, f"wide shot of a car in the {place} by day") for place in ("forest", "desert"))
    assert forest[1] - forest[0] > desert[1] - desert[0] + 10


def test_another_size_is_refused_with_a_sentence(thumbnail: BaseModel) -> None:
    with pytest.raises(InputError, match="draws 256×144 and no other size, not 512×288"):
        drawn(thumbnail, "a dog", width=512, height=288)


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
    assert sum(file.stat().st_size for file in files) < MOST_BYTES
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
