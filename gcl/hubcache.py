"""What the hub's cache on this machine holds, asked without torch and without the network."""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path

from huggingface_hub import try_to_load_from_cache

# Components of a pipeline that are configuration only.
_WITHOUT_WEIGHTS = ("Tokenizer", "Scheduler", "Processor", "Extractor")


def holds_model(repo: str, cache: Path | None = None) -> bool:
    """Whether a repository of one model is here with all its weights, not just its configuration.

    `cache` is the hub's cache folder; default: where the hub's own settings put it.
    """
    config = try_to_load_from_cache(repo, "config.json", cache_dir=cache)
    return isinstance(config, str) and _has_weights(Path(config).parent, None)


def holds_pipeline(
    repo: str, variant: str | None = None, replaced: Collection[str] = (), cache: Path | None = None
) -> bool:
    """Whether a diffusion pipeline is here with the weights of every component, except those that are `replaced`."""
    index = try_to_load_from_cache(repo, "model_index.json", cache_dir=cache)
    if not isinstance(index, str):
        return False
    components = json.loads(Path(index).read_text(encoding="utf-8")).items()
    return all(
        _has_weights(Path(index).parent / name, variant)
        for name, value in components
        # ["diffusers", "AutoencoderKL"]; [null, null] for one that is left out.
        if isinstance(value, list) and value[1] and name not in replaced and not value[1].endswith(_WITHOUT_WEIGHTS)
    )


def _has_weights(folder: Path, variant: str | None) -> bool:
    """A download that was interrupted leaves an index that names files which are not there."""
    infix = f".{variant}" if variant else ""
    shards = {
        name
        for index in folder.glob(f"*.safetensors.index{infix}.json")
        for name in json.loads(index.read_text(encoding="utf-8"))["weight_map"].values()
    }
    if shards:
        return all((folder / name).exists() for name in shards)
    return any(folder.glob(f"*{infix}.safetensors"))
