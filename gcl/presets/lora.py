"""A LoRA in presets.json."""

from __future__ import annotations

from pydantic import Field, model_validator

from gcl.lora_bases import Architecture
from gcl.presets.base import Preset

MAX_LORA_WEIGHT = 2.0
AIR = r"^urn:air:[\w.-]+:[\w.-]+:civitai:(\d+)@(\d+)$"


class LoraPreset(Preset):
    """A small change to a model, which it learnt: a style, a product, a face. `weight` is how much of it is taken by
    default, `theme` what it is filed under."""

    air: str | None = Field(None, pattern=AIR, description="Where it is on CivitAI: urn:air:sdxl:lora:civitai:1@2.")
    weight_name: str | None = Field(None, pattern=r"\.safetensors$", description="Its file in the repository.")
    base: list[Architecture] = Field(min_length=1, description="The architectures that it was made for.")
    theme: str = ""
    trigger_words: list[str] = Field(default_factory=list)
    weight: float = Field(1.0, ge=-MAX_LORA_WEIGHT, le=MAX_LORA_WEIGHT)
    sha256: str | None = Field(None, pattern="^[0-9a-f]{64}$")

    @property
    def sources(self) -> list[object]:
        return [self.repo, self.path, self.air]

    @model_validator(mode="after")
    def _names_its_file(self) -> LoraPreset:
        if (self.repo is None) != (self.weight_name is None):
            raise ValueError("a repo needs a weight_name, and only a repo has one")
        return self
