"""From a preset to the folder, file or repository of its weights; and what goes wrong there, as sentences."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from diffusers import AutoencoderKL
from httpx2 import HTTPError  # the library that huggingface_hub speaks to the hub with
from huggingface_hub import constants, model_info
from huggingface_hub.errors import GatedRepoError, LocalEntryNotFoundError, RepositoryNotFoundError
from safetensors import SafetensorError

from gcl.catalog import Catalog, builtin_folder
from gcl.errors import DiskFull, GclError, ModelError, causes, is_disk_full
from gcl.hubcache import holds_model
from gcl.presets.annotator import AnnotatorPreset
from gcl.presets.controlnet import ControlNetPreset
from gcl.presets.diffusion import DiffusionPreset
from gcl.torch_errors import is_out_of_memory

Opened = DiffusionPreset | ControlNetPreset | AnnotatorPreset

_PICKLES = (".ckpt", ".pt", ".pth", ".bin", ".pkl")


@dataclass(frozen=True)
class Source:
    """Where the weights are: a path, or the name of a repository on the hub.

    `here` tells that nothing has to be fetched, so the network is left alone.
    """

    place: Path | str
    here: bool

    @property
    def is_single_file(self) -> bool:
        return isinstance(self.place, Path) and self.place.suffix == ".safetensors"


def find_source(preset: Opened, catalog: Catalog) -> Source:
    """Where `preset` loads from. ModelError if a local path is no use."""
    if preset.builtin:
        if not catalog.is_present(preset):
            raise ModelError(_incomplete(preset))
        return Source(builtin_folder(preset.builtin), here=True)
    if preset.path is None:
        return Source(str(preset.repo), here=catalog.is_present(preset))
    path = catalog.local_path(preset)
    if not path.exists():
        raise ModelError(f"The weights of {preset.name} are not at {path}. Put them there, or correct presets.json.")
    if path.is_file() and path.suffix != ".safetensors":
        raise ModelError(
            f"{path.name} is not a .safetensors file; other formats can run code when they are opened. "
            f"Convert it, or choose another file for {preset.name}."
        )
    return Source(path, here=True)


def open_vae(preset: DiffusionPreset, dtype: torch.dtype) -> AutoencoderKL:
    """The VAE that the preset puts in the place of the model's own, from a folder or the hub; errors as for a model."""
    name = str(preset.vae)
    folder = Path(name)
    source = Source(folder, here=True) if folder.is_dir() else Source(name, here=holds_model(name))
    with opening_errors(preset, source):
        if not source.here:
            model_info(name)  # says at once that there is no network; fetching a file would try for 20 s first
        return AutoencoderKL.from_pretrained(name, dtype=dtype, use_safetensors=True, local_files_only=source.here)


@contextmanager
def opening_errors(preset: Opened, source: Source) -> Iterator[None]:
    """Turn what diffusers, transformers and the hub raise while loading into one ModelError (or DiskFull) with a
    sentence. Running out of memory passes through."""
    try:
        yield
    except Exception as error:
        if isinstance(error, GclError) or is_out_of_memory(error):
            raise
        chain = causes(error)
        if is_disk_full(chain):
            raise DiskFull(
                f"The disk that holds {constants.HF_HUB_CACHE} became full while {preset.name} was fetched. "
                "Free some space there, then retry the job."
            ) from error
        raise ModelError(_sentence(preset, source, chain)) from error


def refuse_empty_tokenizers(components: dict[str, Any]) -> None:
    """Raise if a tokenizer has no words: where its files are missing transformers makes an empty one and says nothing,
    and every prompt would then be read as no prompt."""
    for name, part in components.items():
        if name.startswith("tokenizer") and part is not None and len(part) <= len(part.all_special_tokens):
            raise FileNotFoundError(f"the files of {name} are missing")


def _sentence(preset: Opened, source: Source, chain: list[BaseException]) -> str:
    name, place = preset.name, source.place
    if preset.builtin:
        return f"{_incomplete(preset)} ({_first_line(chain[-1]).replace(str(place), preset.builtin)})"
    said = " ".join(str(error) for error in chain)
    if any(isinstance(error, GatedRepoError) for error in chain):
        return (
            f"{place} asks for consent: accept its terms on {constants.ENDPOINT}/{place}, run `hf auth login` "
            "on this machine, then retry the job."
        )
    if any(isinstance(error, RepositoryNotFoundError) for error in chain):
        return (
            f"The hub has no repository {place}, or it is private. Correct it in presets.json, "
            "or run `hf auth login` on this machine."
        )
    if _only_pickles(place) or "Could not find the necessary `safetensors`" in said:
        return (
            f"{name} has its weights only as pickle files, which can run code when they are opened. "
            "Convert them to .safetensors, or choose another repository in presets.json."
        )
    if any(isinstance(error, SafetensorError | json.JSONDecodeError | UnicodeDecodeError) for error in chain):
        return (
            f"The files of {name} at {place} are damaged or incomplete. Delete them and fetch them again. "
            f"({_first_line(chain[-1])})"
        )
    if preset.variant and "no such modeling files" in said:
        return f'{place} has no files of the variant {preset.variant!r}. Remove "variant" of {name} in presets.json.'
    if any(isinstance(error, HTTPError | ConnectionError | LocalEntryNotFoundError) for error in chain):
        if source.is_single_file or (isinstance(preset, ControlNetPreset) and preset.weight_name):
            return (
                f"{name} is a single file, and the configuration for it is not on this machine and the hub cannot be "
                'reached. Connect it to the network once, or give "single_file_config" in presets.json a folder.'
            )
        return (
            f"The weights of {name} are not on this machine and the hub cannot be reached. Connect it to the network "
            f'once to fetch {place}, or give "path" in presets.json a folder that has them.'
        )
    return (
        f"{name} cannot be loaded from {place}: its files are incomplete or of another family than {preset.family}. "
        f"({_first_line(chain[0])})"
    )


def _incomplete(preset: DiffusionPreset) -> str:
    return (
        f"The weights of {preset.name}, which come with the studio, are missing or damaged. Install the studio again."
    )


def _only_pickles(place: Path | str) -> bool:
    """Whether some component of a local folder has pickled weights and no others."""
    if not isinstance(place, Path):
        return False
    return any(not any(file.parent.glob("*.safetensors")) for file in place.glob("*/*") if file.suffix in _PICKLES)


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)[:200]
