"""The LoRAs that there are: those of presets.json, and the files in the folder GCL_MODELS/loras, found by themselves.

A file there is known by its path without the ending, such as "product/red-can"; the folder that it lies in is its
theme. Beside it may lie what CivitAI says of it (red-can.civitai.info), as the studio and other tools write it.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from gcl.catalog import Catalog
from gcl.errors import GclError, InputError, ModelError, NotFound
from gcl.formats.safetensors_header import read_header
from gcl.hubcache import cached_file
from gcl.lora_bases import BASE_NAMES, called, find_base, find_words, is_lora
from gcl.presets.diffusion import DiffusionPreset
from gcl.presets.lora import MAX_LORA_WEIGHT, LoraPreset

MOST_LORAS = 8  # in one frame
INFO = ".civitai.info"
_PICKLES = (".pt", ".ckpt", ".pth", ".bin", ".pkl")

Commercial = Literal["yes", "no", "ask"]


@dataclass(frozen=True)
class Lora:
    """`base` are the architectures that it fits. `file` is None where it has to be downloaded first; `problem` says in
    a sentence why it cannot be used at all, or is empty."""

    key: str
    name: str
    base: tuple[str, ...]
    theme: str
    trigger_words: tuple[str, ...]
    weight: float
    licence: str
    commercial: Commercial
    commercial_note: str
    file: Path | None
    problem: str = ""
    version: str = ""  # CivitAI's number of the file

    @property
    def base_name(self) -> str:
        return " and ".join(BASE_NAMES[base] for base in self.base) or "a model that is not known here"


@dataclass(frozen=True)
class ChosenLora:
    """A LoRA of a frame, ready to be loaded. `weight` is how much of it is taken; 1 is what it was trained for."""

    key: str
    name: str
    file: Path
    weight: float


class LoraLibrary:
    """Looks at the disk each time it is asked; a file is opened again only when it has changed. Several threads may
    ask at once."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.folder = catalog.models_dir / "loras"
        self._read: dict[Path, tuple[tuple[int, int, int], Lora]] = {}
        self._reading = threading.Lock()  # held while the disk is looked at: two threads would open each file twice

    def all(self) -> list[Lora]:
        """Those of presets.json in their order, then the files by name."""
        with self._reading:
            files = self._files()
        versions = {lora.version: lora for lora in files.values() if lora.version}
        listed, taken = [], set()
        for key, preset in self.catalog.loras.items():
            file, lora = self._place(preset, versions)
            listed.append(_listed(key, preset, file))
            taken.add(lora.key if lora else self._key(file) if file else "")
        named = {lora.key for lora in listed}
        return [*listed, *(lora for key, lora in files.items() if key not in taken and key not in named)]

    def get(self, key: str) -> Lora:
        found = {lora.key: lora for lora in self.all()}
        if key not in found:
            raise NotFound.among("LoRA", key, list(found))
        return found[key]

    def fitting(self, model: DiffusionPreset) -> list[Lora]:
        """Those that were made for this model's architecture and can be used."""
        return [lora for lora in self.all() if model.lora_base in lora.base and not lora.problem]

    def themes(self) -> list[str]:
        return sorted({lora.theme for lora in self.all() if lora.theme}, key=str.casefold)

    def named(self, texts: Sequence[str]) -> list[tuple[str, float]]:
        """What a shell's "key:0.8" or "key" asks for; without a number it is the LoRA's own weight."""
        return [self._named(text) for text in texts]

    def _named(self, text: str) -> tuple[str, float]:
        key, _, number = text.rpartition(":")
        try:
            return (key, float(number)) if key else (text, self.get(text).weight)
        except ValueError:
            raise InputError(
                f"{text!r} does not end with a weight. Write the LoRA and a number: red-can:0.8."
            ) from None

    def like(self, name: str) -> Lora | None:
        """The one with this key, or whose file or name is called so, as other programs write it."""
        found = self.all()
        tests: list[Callable[[Lora], bool]] = [
            lambda lora: lora.key == name,
            lambda lora: name in (lora.key.rpartition("/")[2], lora.name, lora.file.stem if lora.file else None),
        ]
        return next((lora for test in tests for lora in found if test(lora)), None)

    def choose(self, wanted: Sequence[tuple[str, float]], model: DiffusionPreset) -> list[ChosenLora]:
        """The files of what a frame asks for. Raises InputError, NotFound or ModelError with a sentence for what cannot
        be used: unknown, for another model, damaged, not here."""
        check_loras(wanted)
        known = {lora.key: lora for lora in self.all()} if wanted else {}
        chosen = []
        for key, weight in wanted:
            if key not in known:
                raise NotFound.among("LoRA", key, list(known))
            lora = known[key]
            if lora.problem:
                raise ModelError(lora.problem)
            if model.lora_base not in lora.base:
                raise InputError(
                    f"The LoRA {lora.name} is made for {lora.base_name}, so {model.name} cannot use it. "
                    "Leave it out, or choose a model that it fits."
                )
            if lora.file is None:
                raise ModelError(f"The LoRA {lora.name} is not on this machine. Download it: gcl download {key}")
            chosen.append(ChosenLora(key, lora.name, lora.file, weight))
        return chosen

    def _files(self) -> dict[str, Lora]:
        """What lies in the folder, hidden files and what is being downloaded aside."""
        found: dict[str, Lora] = {}
        for file in sorted(self.folder.rglob("*")) if self.folder.is_dir() else []:
            if file.name.startswith(".") or file.suffix not in (".safetensors", *_PICKLES) or not file.is_file():
                continue
            key = self._key(file)
            found.setdefault(key if key not in found else file.relative_to(self.folder).as_posix(), self._look(file))
        self._read = {file: read for file, read in self._read.items() if file.is_file()}
        return found

    def _key(self, file: Path) -> str:
        inside = file.relative_to(self.folder) if file.is_relative_to(self.folder) else Path(file.name)
        return inside.with_suffix("").as_posix()

    def _look(self, file: Path) -> Lora:
        info = file.with_name(file.stem + INFO)
        stamp = (file.stat().st_mtime_ns, file.stat().st_size, info.stat().st_mtime_ns if info.is_file() else 0)
        if file not in self._read or self._read[file][0] != stamp:
            self._read[file] = (stamp, self._dropped(file))
        return self._read[file][1]

    def _dropped(self, file: Path) -> Lora:
        told = read_info(file)
        base: str | None = None
        words: tuple[str, ...] = ()
        problem = ""
        if file.suffix in _PICKLES:
            problem = (
                f"{file.name} is not a .safetensors file; other formats can run code when they are opened. Convert it, "
                "or choose another file."
            )
        else:
            try:
                header = read_header(file)
                base, words = find_base(header) or called(str(told.get("baseModel", ""))), find_words(header)
                if not is_lora(header):
                    problem = (
                        f"{file.name} has no LoRA in it. Put models into the models folder, LoRAs into {self.folder}."
                    )
                elif base is None:
                    problem = (
                        f"{file.name} does not tell for which model it was made. Add it to loras in presets.json, "
                        'with its "base".'
                    )
            except GclError as error:
                problem = error.sentence
        folder, model, version = file.parent.relative_to(self.folder), told.get("model"), told.get("id")
        return Lora(
            key=self._key(file),
            name=str(model["name"]) if isinstance(model, dict) and model.get("name") else file.stem,
            base=(base,) if base else (),
            theme=folder.parts[0] if folder.parts else "",
            trigger_words=words or _trained_words(told),
            weight=1.0,
            **terms(told),
            file=file,
            problem=problem,
            version=str(version) if isinstance(version, int) else "",
        )

    def _place(self, preset: LoraPreset, versions: dict[str, Lora]) -> tuple[Path | None, Lora | None]:
        """Where a preset's file is, and what the folder has of it."""
        if preset.path is not None:
            file = self.catalog.local_path(preset)
            return (file if file.is_file() else None), None
        if preset.repo is not None:
            return cached_file(preset.repo, str(preset.weight_name)), None
        lora = versions.get(str(preset.air).rpartition("@")[2])
        return (lora.file if lora else None), lora


def check_loras(wanted: Sequence[tuple[str, float]]) -> None:
    """Raise InputError for too many, one twice, or a weight that is out of range."""
    if len(wanted) > MOST_LORAS:
        raise InputError(f"{len(wanted)} LoRAs are too many for one frame. Choose up to {MOST_LORAS}.")
    keys = [key for key, _ in wanted]
    for key, weight in wanted:
        if keys.count(key) > 1:
            raise InputError(f"The LoRA {key!r} is asked for twice. Name it once, with one weight.")
        if not -MAX_LORA_WEIGHT <= weight <= MAX_LORA_WEIGHT:
            raise InputError(
                f"A weight of {weight:g} is not possible for a LoRA. "
                f"Choose {-MAX_LORA_WEIGHT:g} to {MAX_LORA_WEIGHT:g}; 1 is what it was trained for."
            )


def read_info(file: Path) -> dict[str, Any]:
    """What CivitAI said of a file, if that lies beside it."""
    try:
        found = json.loads(file.with_name(file.stem + INFO).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _trained_words(told: dict[str, Any]) -> tuple[str, ...]:
    words = told.get("trainedWords")
    found = (word.strip(" ,") for word in words if isinstance(word, str)) if isinstance(words, list) else ()
    return tuple(word for word in found if word)


def _listed(key: str, preset: LoraPreset, file: Path | None) -> Lora:
    problem = ""
    if file is not None and file.suffix != ".safetensors":
        problem = (
            f"{file.name} is not a .safetensors file; other formats can run code when they are opened. Convert it."
        )
    elif preset.path is not None and file is None:
        problem = f"The file of the LoRA {preset.name} is not at {preset.path}. Put it there, or correct presets.json."
    return Lora(
        key=key,
        name=preset.name,
        base=tuple(preset.base),
        theme=preset.theme,
        trigger_words=tuple(preset.trigger_words),
        weight=preset.weight,
        licence=preset.licence,
        commercial=preset.commercial,
        commercial_note=preset.commercial_note,
        file=file,
        problem=problem,
    )


def terms(told: dict[str, Any]) -> dict[str, Any]:
    """What CivitAI says that people may do. Its list names what is allowed: Image, Rent, RentCivit, Sell."""
    model = told.get("model")
    allowed = told.get("allowCommercialUse") or (model.get("allowCommercialUse") if isinstance(model, dict) else None)
    if not allowed:
        return {
            "licence": "Licence not stated",
            "commercial": "ask",
            "commercial_note": "Ask whoever made it before a client sees it.",
        }
    names = allowed if isinstance(allowed, list) else [allowed]
    if any(str(name) in ("Image", "Sell") for name in names):
        return {
            "licence": "Terms on CivitAI",
            "commercial": "yes",
            "commercial_note": "CivitAI says that its images may be sold; the model's own licence holds too.",
        }
    return {
        "licence": "Terms on CivitAI",
        "commercial": "no",
        "commercial_note": "CivitAI says that its images may not be sold.",
    }
