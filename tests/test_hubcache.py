"""What counts as "the weights are on this machine"."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gcl.hubcache import holds_model, holds_pipeline

INDEX = {
    "_class_name": "StableDiffusionPipeline",
    "unet": ["diffusers", "UNet2DConditionModel"],
    "vae": ["diffusers", "AutoencoderKL"],
    "scheduler": ["diffusers", "PNDMScheduler"],
    "tokenizer": ["transformers", "CLIPTokenizer"],
    "feature_extractor": ["transformers", "CLIPImageProcessor"],
    "safety_checker": [None, None],
    "requires_safety_checker": False,
}


@pytest.fixture
def snapshot(tmp_path: Path) -> Path:
    """The folder of org/model in a hub's cache at `tmp_path`, with the index of a pipeline and its weights."""
    repository = tmp_path / "models--org--model"
    folder = repository / "snapshots" / "abc"
    write(folder / "model_index.json", json.dumps(INDEX))
    write(repository / "refs" / "main", "abc")
    for part in ("unet", "vae"):
        write(folder / part / "diffusion_pytorch_model.safetensors")
    return folder


def write(file: Path, text: str = "") -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def test_a_pipeline_with_all_its_weights_is_here(snapshot: Path, tmp_path: Path) -> None:
    assert holds_pipeline("org/model", cache=tmp_path)


def test_a_repository_that_was_never_fetched_is_not(tmp_path: Path) -> None:
    assert not holds_pipeline("org/model", cache=tmp_path)
    assert not holds_model("org/model", cache=tmp_path)


def test_a_pipeline_without_the_weights_of_one_part_is_not(snapshot: Path, tmp_path: Path) -> None:
    (snapshot / "unet" / "diffusion_pytorch_model.safetensors").unlink()
    assert not holds_pipeline("org/model", cache=tmp_path)


def test_a_part_that_is_replaced_need_not_be_here(snapshot: Path, tmp_path: Path) -> None:
    (snapshot / "vae" / "diffusion_pytorch_model.safetensors").unlink()
    assert holds_pipeline("org/model", replaced=["vae"], cache=tmp_path)


def test_pickled_weights_do_not_count(snapshot: Path, tmp_path: Path) -> None:
    weights = snapshot / "unet" / "diffusion_pytorch_model.safetensors"
    weights.rename(weights.with_suffix(".bin"))
    assert not holds_pipeline("org/model", cache=tmp_path)


def test_only_the_wanted_variant_counts(snapshot: Path, tmp_path: Path) -> None:
    assert not holds_pipeline("org/model", variant="fp16", cache=tmp_path)
    for part in ("unet", "vae"):
        write(snapshot / part / "diffusion_pytorch_model.fp16.safetensors")
    assert holds_pipeline("org/model", variant="fp16", cache=tmp_path)


@pytest.mark.parametrize("variant", [None, "fp16"])
def test_weights_in_several_files_are_here_when_the_last_of_them_is(
    snapshot: Path, tmp_path: Path, variant: str | None
) -> None:
    infix = f".{variant}" if variant else ""
    names = [f"model{infix}-0000{number}-of-00002.safetensors" for number in (1, 2)]
    index = {"weight_map": {"a": names[0], "b": names[1]}}
    for part in ("unet", "vae"):
        write(snapshot / part / f"model.safetensors.index{infix}.json", json.dumps(index))
        write(snapshot / part / names[0])
    assert not holds_pipeline("org/model", variant, cache=tmp_path)
    for part in ("unet", "vae"):
        write(snapshot / part / names[1])
    assert holds_pipeline("org/model", variant, cache=tmp_path)


def test_a_single_model_needs_its_weights_too(snapshot: Path, tmp_path: Path) -> None:
    write(snapshot / "config.json", "{}")
    assert not holds_model("org/model", cache=tmp_path)
    write(snapshot / "model.safetensors")
    assert holds_model("org/model", cache=tmp_path)
