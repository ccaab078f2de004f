"""What presets.json says of a ControlNet: a network that keeps a frame to the shapes of a map."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field, field_validator

from gcl.families import ABILITIES
from gcl.presets.base import Preset

Kind = Literal["canny", "lineart", "softedge", "depth", "openpose"]


class ControlNetPreset(Preset):
    """`kinds` has the maps that it reads; of one that reads several, the number by which it is told which."""

    family: str = Field(description="The family of the models that it goes with.")
    kinds: dict[Kind, int | None] = Field(min_length=1)
    scale: float = Field(1.0, gt=0, le=2, description="How strictly it holds, where a person says nothing.")
    weight_name: str | None = Field(
        None, pattern=r"^[\w.-]+\.safetensors$", description="The one file of the repository that it is."
    )
    single_file_config: str | None = Field(
        None,
        description="Repository or folder whose configuration fits a single .safetensors file, or the name of one that "
        "comes with the studio; default: found out.",
    )
    variant: str | None = None
    memory_gb: float | None = None

    builtin: ClassVar[None] = None

    @field_validator("family")
    @classmethod
    def _known(cls, family: str) -> str:
        if family not in ABILITIES or not ABILITIES[family].controlled:
            raise ValueError(f"no model of the family {family!r} takes a ControlNet")
        return family
