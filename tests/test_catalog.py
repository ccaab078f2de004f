"""presets.json: what is wrong in it is named, and nothing in it can stop the studio in another way."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gcl.catalog import Catalog
from gcl.config import Config
from gcl.errors import InputError, NotFound

SHIPPED: dict[str, Any] = json.loads(Config().presets.read_text(encoding="utf-8"))


def read(tmp_path: Path, presets: Any) -> Catalog:
    file = tmp_path / "presets.json"
    file.write_text(presets if isinstance(presets, str) else json.dumps(presets), encoding="utf-8")
    return Catalog.read(Config(home=tmp_path, presets=file))


def with_change(kind: str, key: str, **changes: Any) -> dict[str, Any]:
    return SHIPPED | {kind: SHIPPED[kind] | {key: SHIPPED[kind][key] | changes}}


@pytest.mark.parametrize(
    ("presets", "said"),
    [
        ("not json", "not valid JSON: line 1"),
        ("[" * 200_000, "nested too deeply"),
        ({}, "diffusion_models: Field required"),
        (SHIPPED | {"diffusion_models": {}}, "diffusion_models"),
        (SHIPPED | {"difusion_models": {}}, "difusion_models"),
        (with_change("diffusion_models", "thumbnail", stepz=4), "thumbnail > stepz"),
        (with_change("diffusion_models", "sdxl-turbo", path="/somewhere"), "exactly one source"),
        (with_change("diffusion_models", "sdxl-turbo", repo="a/b/c/d"), "sdxl-turbo > repo"),
        (with_change("diffusion_models", "sdxl-base", size_step=0), "size_step"),
        (with_change("diffusion_models", "sdxl-base", max_sequence_length=-5), "max_sequence_length"),
        (with_change("llm_models", "smollm2-135m", package="nope.sub.mod"), "package"),
        (with_change("llm_models", "qwen3-8b", context=0), "context"),
    ],
)
def test_an_error_is_named_in_one_sentence(tmp_path: Path, presets: Any, said: str) -> None:
    with pytest.raises(InputError) as raised:
        read(tmp_path, presets)
    assert said in raised.value.sentence
    assert "\n" not in raised.value.sentence


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="GCL_PRESETS"):
        Catalog.read(Config(presets=tmp_path / "none.json"))


def test_an_unknown_model_is_told_with_its_nearest(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="Did you mean 'sdxl-turbo'"):
        read(tmp_path, SHIPPED).diffusion("sdxl-trubo")


def test_with_no_weights_at_all_the_defaults_are_the_built_in_and_the_packaged_model(tmp_path: Path) -> None:
    catalog = read(tmp_path, SHIPPED)
    assert (catalog.default_diffusion(), catalog.default_llm()) == ("thumbnail", "smollm2-135m")


def test_a_file_with_other_models_alone_has_a_default_too(tmp_path: Path) -> None:
    only = {"sdxl-turbo": SHIPPED["diffusion_models"]["sdxl-turbo"]}
    catalog = read(tmp_path, {"diffusion_models": only, "llm_models": {}})
    assert (catalog.default_diffusion(), catalog.default_llm()) == ("sdxl-turbo", None)
