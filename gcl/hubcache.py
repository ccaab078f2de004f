"""What the hub's cache on this machine holds, asked without torch and without the network."""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

from huggingface_hub import try_to_load_from_cache

# Components of a pipeline that are configuration only.
_WITHOUT_WEIGHTS = ("Tokenizer", "Scheduler", "Processor", "Extractor")


class Damaged(Exception):
    """The file of the cache that it names cannot be read, or is not what its name says."""

    def __init__(self, file: Path) -> None:
        super().__init__(str(file))
        self.file = file


def holds_model(repo: str, cache: Path | None = None) -> bool:
    """Whether a repository of one model is here with all its weights, not just its configuration.

    `cache` is the hub's cache folder; default: where the hub's own settings put it. A damaged file counts as absent.
    """
    config = cached_file(repo, "config.json", cache)
    try:
        return config is not None and _has_weights(config.parent, None)
    except Damaged:
        return False


def holds_pipeline(
    repo: str, variant: str | None = None, replaced: Collection[str] = (), cache: Path | None = None
) -> bool:
    """Whether a diffusion pipeline is here with the weights of every component, except those that are `replaced`.

    A damaged file counts as absent.
    """
    index = cached_file(repo, "model_index.json", cache)
    return index is not None and is_whole_pipeline(index.parent, variant, replaced)


def is_whole_pipeline(folder: Path, variant: str | None = None, replaced: Collection[str] = ()) -> bool:
    """Whether a folder has a diffusion pipeline with the weights of every component, except those `replaced`.

    A component that has nothing of the `variant` is loaded from its plain weights; a pipeline of which no component
    has any is refused (diffusers 0.42, variant_compatible_siblings and _identify_model_variants).
    """
    index = folder / "model_index.json"
    try:
        if not index.is_file():
            return False
        parts = [
            folder / name
            for name, kind in components(index).items()
            if name not in replaced and not kind.endswith(_WITHOUT_WEIGHTS)
        ]
        kinds = {part: variant if variant and any(part.glob(f"*.{variant}[.-]*")) else None for part in parts}
        some = variant is None or any(kinds.values())
        return some and all(_has_weights(part, kind) for part, kind in kinds.items())
    except Damaged:
        return False


def damaged_file(repo: str, cache: Path | None = None) -> Path | None:
    """The first file of a repository's newest copy that tells where its weights are and cannot be read, or None."""
    found = (cached_file(repo, name, cache) for name in ("model_index.json", "config.json"))
    folder = next((file.parent for file in found if file is not None), None)
    try:
        if folder is not None and (folder / "model_index.json").exists():
            components(folder / "model_index.json")
        for index in sorted(folder.rglob("*.safetensors.index*.json")) if folder is not None else []:
            _shards(index)
    except Damaged as damage:
        return damage.file
    return None


def cached_file(repo: str, name: str, cache: Path | None = None) -> Path | None:
    """A file of a repository's newest copy in the cache, or None."""
    try:
        found = try_to_load_from_cache(repo, name, cache_dir=cache)
    except (OSError, ValueError):  # a name that is none of the hub's, or a cache whose own notes cannot be read
        return None
    return Path(found) if isinstance(found, str) else None


def components(index: Path) -> dict[str, str]:
    """{"vae": "AutoencoderKL", …} of a model_index.json, without the components that are left out. Damaged if it is no
    such file."""
    # ["diffusers", "AutoencoderKL"]; [null, null] for one that is left out; a list of numbers is a setting.
    pairs = {
        name: value
        for name, value in _read(index).items()
        if isinstance(value, list) and (not value or value[0] is None or isinstance(value[0], str))
    }
    whole = all(len(pair) == 2 and (pair[1] is None or isinstance(pair[1], str)) for pair in pairs.values())
    if not whole or not pairs:
        raise Damaged(index)
    return {name: pair[1] for name, pair in pairs.items() if pair[1]}


def _has_weights(folder: Path, variant: str | None) -> bool:
    """A download that was interrupted leaves an index that names files which are not there."""
    infix = f".{variant}" if variant else ""
    shards = {name for index in folder.glob(f"*.safetensors.index{infix}.json") for name in _shards(index)}
    if shards:
        return all((folder / name).exists() for name in shards)
    return any(folder.glob(f"*{infix}.safetensors"))


def _shards(index: Path) -> set[str]:
    """The names of the files that hold the weights."""
    places = _read(index).get("weight_map")
    if not isinstance(places, dict) or not all(isinstance(name, str) for name in places.values()):
        raise Damaged(index)
    return set(places.values())


def _read(file: Path) -> dict[str, Any]:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise Damaged(file) from error
    if not isinstance(content, dict):
        raise Damaged(file)
    return content
