"""What every entry of presets.json says: its name, where it comes from, and what it may be used for."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Preset(BaseModel):
    """What every preset says. Exactly one source: `repo` (a hub repository), `path` or a kind's own."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    repo: str | None = Field(None, pattern=r"^[\w.-]+/[\w.-]+$", description="owner/name on the hub.")
    path: Path | None = Field(None, description="A local folder or .safetensors file; ~ is allowed.")
    licence: str
    commercial: Literal["yes", "no", "ask"]
    commercial_note: str = Field(description="What an agency may do with it, in a sentence.")
    unverified: list[str] = Field(
        default_factory=list,
        description="Fields whose value is not confirmed by the vendor.",
    )

    @property
    def sources(self) -> list[object]:
        return [self.repo, self.path]

    @model_validator(mode="after")
    def _one_source(self) -> Preset:
        if sum(source is not None for source in self.sources) != 1:
            raise ValueError("give exactly one source, such as repo or path")
        return self
