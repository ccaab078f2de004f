"""presets.json -> validated presets, without torch: what can be loaded, how, under which licence, and what is here.

A new model is an entry in presets.json; unknown keys are refused so that a typing error does not pass silently.
"""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from gcl.config import Config
from gcl.errors import InputError, NotFound
from gcl.hubcache import cached_file, holds_model, holds_pipeline, is_whole_pipeline
from gcl.presets.annotator import AnnotatorPreset
from gcl.presets.base import Preset
from gcl.presets.controlnet import ControlNetPreset
from gcl.presets.diffusion import DiffusionPreset
from gcl.presets.llm import LLMPreset
from gcl.presets.lora import LoraPreset
from gcl.styles import StylePreset


class _Presets(BaseModel):
    model_config = ConfigDict(extra="forbid")

    diffusion_models: dict[str, DiffusionPreset] = Field(min_length=1)
    loras: dict[str, LoraPreset] = Field(default_factory=dict)
    controlnets: dict[str, ControlNetPreset] = Field(default_factory=dict)
    annotators: dict[str, AnnotatorPreset] = Field(default_factory=dict)
    llm_models: dict[str, LLMPreset]
    styles: dict[str, StylePreset] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _styles_name_families(self) -> _Presets:
        known = get_args(DiffusionPreset.model_fields["family"].annotation)
        for key, style in self.styles.items():
            if unknown := set(style.families) - set(known):
                raise ValueError(f"the style {key} names the family {min(unknown)!r}, which there is not")
        return self


P = TypeVar("P")


class Catalog:
    """The presets in their order of preference, and where their weights are."""

    def __init__(self, presets: _Presets, models_dir: Path) -> None:
        self._presets = presets
        self.models_dir = models_dir
        self.diffusion_models = presets.diffusion_models
        self.llm_models = presets.llm_models
        self.styles = presets.styles
        self.loras = presets.loras
        self.controlnets = presets.controlnets
        self.annotators = presets.annotators

    @classmethod
    def read(cls, config: Config) -> Catalog:
        """Read presets.json; InputError names the first entry that is wrong."""
        try:
            text = config.presets.read_text(encoding="utf-8")
            presets = _Presets.model_validate(json.loads(text))
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(
                f"{config.presets} cannot be read: {error}. Set GCL_PRESETS to a readable file."
            ) from error
        except RecursionError as error:
            raise InputError(f"{config.presets} is nested too deeply to be read.") from error
        except json.JSONDecodeError as error:
            raise InputError(f"{config.presets} is not valid JSON: line {error.lineno}: {error.msg}.") from error
        except ValidationError as error:
            first = error.errors()[0]
            where = " > ".join(str(part) for part in first["loc"])
            raise InputError(f"{config.presets.name}: {where}: {first['msg']}.") from error
        return cls(presets, config.models_dir)

    def diffusion(self, key: str) -> DiffusionPreset:
        return _named("model", key, self.diffusion_models)

    def llm(self, key: str) -> LLMPreset:
        return _named("language model", key, self.llm_models)

    def style(self, key: str) -> StylePreset:
        return _named("style", key, self.styles)

    def controlnet(self, key: str) -> ControlNetPreset:
        return _named("ControlNet", key, self.controlnets)

    def annotator(self, key: str) -> AnnotatorPreset:
        return _named("annotator", key, self.annotators)

    def default_diffusion(self) -> str:
        """The first preset whose weights are here, else the first one. The one that comes with the studio is the last
        in presets.json."""
        keys = list(self.diffusion_models)
        return next((key for key in keys if self.is_present(self.diffusion_models[key])), keys[0])

    def default_llm(self) -> str | None:
        """The first LLM whose weights are here, or None."""
        return next(
            (key for key, preset in self.llm_models.items() if self.is_present(preset)),
            None,
        )

    def is_present(self, preset: Preset) -> bool:
        """Whether the weights lie on this machine, so that loading needs no network."""
        if isinstance(preset, DiffusionPreset) and preset.builtin:
            return is_whole_pipeline(builtin_folder(preset.builtin))
        if isinstance(preset, LLMPreset) and preset.package:
            return self.packaged_file(preset) is not None
        if isinstance(preset, DiffusionPreset) and not _has_vae(preset):
            return False
        if isinstance(preset, AnnotatorPreset) and not _has_detector(preset):
            return False
        if preset.path is not None:
            file = self.local_path(preset)
            return (
                (file / preset.gguf_file).is_file()
                if isinstance(preset, LLMPreset) and preset.gguf_file
                else file.exists()
            )
        if preset.repo is None:
            return False
        if isinstance(preset, DiffusionPreset):
            return holds_pipeline(preset.repo, preset.variant, replaced=["vae"] if preset.vae else [])
        if isinstance(preset, ControlNetPreset) and preset.weight_name:
            return cached_file(preset.repo, preset.weight_name) is not None
        return holds_model(preset.repo)

    def vae_to_fetch(self, preset: DiffusionPreset) -> str:
        """The hub's repository of the VAE that a model which lies on this machine still lacks; "" if it lacks none."""
        if preset.path is None or preset.vae is None or Path(preset.vae).is_absolute() or _has_vae(preset):
            return ""
        return preset.vae if self.local_path(preset).exists() else ""

    def local_path(self, preset: Preset) -> Path:
        """`path` of a preset; a relative one is under Config.models_dir."""
        if preset.path is None:
            raise InputError(f"{preset.name} has no path in presets.json.")
        path = preset.path.expanduser()
        return path if path.is_absolute() else self.models_dir / path

    @staticmethod
    def packaged_file(preset: LLMPreset) -> Path | None:
        """The GGUF file that an installed package carries, found without importing the package."""
        spec = find_spec(preset.package or "")
        for folder in (spec.submodule_search_locations or []) if spec else []:
            file = Path(folder) / (preset.gguf_file or "")
            if file.is_file():
                return file
        return None


def builtin_folder(name: str) -> Path:
    """Where the weights of a model that comes with the studio lie."""
    return Path(__file__).parent / "models" / "builtin" / name


def _named(what: str, key: str, presets: dict[str, P]) -> P:
    if key not in presets:
        raise NotFound.among(what, key, list(presets))
    return presets[key]


def _has_detector(preset: AnnotatorPreset) -> bool:
    if preset.detector is None:
        return True
    folder = preset.detector_folder
    return folder.is_dir() if folder is not None else holds_model(preset.detector)


def _has_vae(preset: DiffusionPreset) -> bool:
    return preset.vae is None or Path(preset.vae).is_dir() or holds_model(preset.vae)
