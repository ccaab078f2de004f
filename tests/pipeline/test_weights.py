"""The converted copy of a GGUF file: made once, and anew when what it was made of is another."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from safetensors.torch import load_file

from gcl.catalog import Catalog
from gcl.config import Config
from gcl.errors import DiskFull, ModelError
from gcl.pipeline.weights import forget_killed, stamp, weights
from gcl.presets.llm import LLMPreset
from tests.disks import small_disk
from tests.pipeline import tiny_gguf

Convert = Callable[..., Path]


def preset(**changes: object) -> LLMPreset:
    return LLMPreset(
        **{
            "name": "One layer",
            "gguf_file": "model.gguf",
            "licence": "none",
            "commercial": "yes",
            "commercial_note": "Untrained.",
            "context": 512,
            "languages": "none",
            **changes,
        }
    )


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """A models folder of its own with model.gguf in it."""
    tiny_gguf.write(tmp_path / "models" / "model.gguf")
    return tmp_path / "models"


@pytest.fixture
def converted(models: Path) -> Convert:
    """converted(**changes of the preset) -> the folder of the copy that a model with the key "one-layer" loads."""
    config = Config(home=models.parent, models=models, device="cpu")
    catalog = Catalog.read(config)
    return lambda **changes: Path(weights("one-layer", preset(**{"path": models} | changes), catalog, config))


def copies(models: Path) -> list[str]:
    return sorted(entry.name for entry in (models / "converted" / "one-layer").iterdir())


def embeddings(copy: Path) -> bytes:
    return load_file(copy / "model.safetensors")["model.embed_tokens.weight"].float().numpy().tobytes()


def test_a_file_is_converted_once(converted: Convert, models: Path) -> None:
    copy = converted()
    written = (copy / "model.safetensors").stat().st_mtime_ns
    assert {"config.json", "model.safetensors", "tokenizer.json"} <= {file.name for file in copy.iterdir()}
    assert converted() == copy
    assert (copy / "model.safetensors").stat().st_mtime_ns == written
    assert copies(models) == [copy.name]


def test_a_file_that_was_written_over_is_converted_anew_and_the_old_copy_goes(converted: Convert, models: Path) -> None:
    first = converted()
    before, long = embeddings(first), (models / "model.gguf").stat().st_size
    tiny_gguf.write(models / "model.gguf", seed=1)
    assert (models / "model.gguf").stat().st_size == long
    second = converted()
    assert embeddings(second) != before
    assert copies(models) == [second.name]


def test_another_file_folder_or_kind_of_numbers_in_the_presets_is_another_model(
    converted: Convert, models: Path, tmp_path: Path
) -> None:
    first = converted()
    for file in (models / "other.gguf", tmp_path / "elsewhere" / "model.gguf"):
        tiny_gguf.write(file)
        os.utime(file, ns=(0, (models / "model.gguf").stat().st_mtime_ns))
    others = [
        converted(gguf_file="other.gguf"),
        converted(path=tmp_path / "elsewhere"),
        converted(dtype="float32"),
    ]
    assert len({first, *others}) == 4
    assert copies(models) == [others[-1].name]


def test_a_copy_from_before_copies_had_a_folder_each_is_not_loaded_and_goes(converted: Convert, models: Path) -> None:
    old = models / "converted" / "one-layer"
    old.mkdir(parents=True)
    (old / "model.safetensors").write_bytes(b"of whatever source")
    copy = converted()
    assert copies(models) == [copy.name]


def test_the_old_copy_stays_until_the_new_one_is_whole(converted: Convert, models: Path) -> None:
    copy = converted()
    (models / "model.gguf").write_bytes(b"GGUF, but cut short")
    with pytest.raises(ModelError, match="One layer could not be loaded"):
        converted()
    assert copies(models) == [copy.name]


def test_a_disk_without_room_for_the_copy_is_told_and_nothing_of_it_stays(converted: Convert, models: Path) -> None:
    with small_disk(models / "converted", kilobytes=64):
        with pytest.raises(DiskFull, match="is full"):
            converted()
        assert copies(models) == []


def test_a_repository_on_the_hub_is_told_by_its_name() -> None:
    there = preset(repo="org/model")
    assert stamp("org/model", there) == stamp("org/model", there)
    assert stamp("org/model", there) != stamp("org/other", there)
    assert stamp("org/model", there) != stamp("org/model", preset(repo="org/model", gguf_file="q8.gguf"))


def test_what_a_killed_conversion_left_goes_with_the_next_but_one_under_way_stays(tmp_path: Path) -> None:
    for name in (".0123-killed", ".0123-working", "0123"):
        (tmp_path / name).mkdir()
    for name in (".0123-killed", "0123"):
        os.utime(tmp_path / name, (0, 0))
    forget_killed(tmp_path)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == [".0123-working", "0123"]
