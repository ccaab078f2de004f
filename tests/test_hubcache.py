"""What counts as "the weights are on this machine"."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gcl.hubcache import damaged_file, holds_model, holds_pipeline

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


def test_a_part_that_has_none_of_the_variant_counts_with_its_plain_weights(snapshot: Path, tmp_path: Path) -> None:
    write(snapshot / "unet" / "diffusion_pytorch_model.fp16.safetensors")
    assert holds_pipeline("org/model", variant="fp16", cache=tmp_path)
    (snapshot / "vae" / "diffusion_pytorch_model.safetensors").unlink()
    assert not holds_pipeline("org/model", variant="fp16", cache=tmp_path)


def test_plain_weights_do_not_stand_in_for_a_variant_that_is_half_here(snapshot: Path, tmp_path: Path) -> None:
    write(snapshot / "unet" / "diffusion_pytorch_model.fp16.safetensors")
    index = {"weight_map": {"a": "diffusion_pytorch_model.fp16-00001-of-00001.safetensors"}}
    write(snapshot / "vae" / "diffusion_pytorch_model.safetensors.index.fp16.json", json.dumps(index))
    assert not holds_pipeline("org/model", variant="fp16", cache=tmp_path)


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


DAMAGED = {
    "cut short": json.dumps(INDEX)[:40],
    "empty": "",
    "not text": "\udcff\udcfe",
    "a list": "[1, 2]",
    "nested without end": "[" * 100_000,
    "no components": '{"_class_name": "StableDiffusionPipeline"}',
    "a component without its class": json.dumps(INDEX | {"unet": ["diffusers"]}),
    "a component whose class is a number": json.dumps(INDEX | {"unet": ["diffusers", 1]}),
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED.keys())
def test_a_pipeline_whose_index_is_damaged_is_not_here_and_the_file_is_named(
    snapshot: Path, tmp_path: Path, content: str
) -> None:
    assert damaged_file("org/model", cache=tmp_path) is None
    (snapshot / "model_index.json").write_text(content, encoding="utf-8", errors="surrogateescape")
    assert not holds_pipeline("org/model", cache=tmp_path)
    assert damaged_file("org/model", cache=tmp_path) == snapshot / "model_index.json"


def test_a_list_of_numbers_in_an_index_is_a_setting(snapshot: Path, tmp_path: Path) -> None:
    write(snapshot / "model_index.json", json.dumps(INDEX | {"text_encoder_out_layers": [9, 18, 27]}))
    assert holds_pipeline("org/model", cache=tmp_path)


@pytest.mark.parametrize(
    "content", ['{"weight_map": {"a": "model-', '{"weight_map": ["a"]}', '{"weight_map": {"a": 1}}', "{}"]
)
def test_weights_whose_index_is_damaged_are_not_here_and_the_file_is_named(
    snapshot: Path, tmp_path: Path, content: str
) -> None:
    write(snapshot / "config.json", "{}")
    write(snapshot / "model.safetensors")
    for index, holds in (
        (snapshot / "unet" / "diffusion_pytorch_model.safetensors.index.json", holds_pipeline),
        (snapshot / "model.safetensors.index.json", holds_model),
    ):
        assert holds("org/model", cache=tmp_path)
        write(index, content)
        assert not holds("org/model", cache=tmp_path)
        assert damaged_file("org/model", cache=tmp_path) == index
        index.unlink()


def test_a_name_that_is_none_of_the_hubs_and_a_cache_with_damaged_notes_hold_nothing(
    snapshot: Path, tmp_path: Path
) -> None:
    assert not holds_model("not/a/repository", cache=tmp_path)
    (tmp_path / "models--org--model" / "refs" / "main").write_bytes(b"\xff\xfe")
    assert not holds_pipeline("org/model", cache=tmp_path)
    assert damaged_file("org/model", cache=tmp_path) is None
