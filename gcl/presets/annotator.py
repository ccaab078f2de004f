"""What presets.json says of an annotator: a network that makes the map which a ControlNet reads."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Literal

from pydantic import Field

from gcl.presets.base import Preset


class AnnotatorPreset(Preset):
    """`kind` is the map that it makes. A pose is looked for in each person, whom `detector` finds first."""

    kind: Literal["depth", "openpose"]
    detector: str | None = Field(None, description="Repository or local folder of what finds the people of a picture.")
    memory_gb: float | None = None

    # What the presets of other kinds of model say.
    builtin: ClassVar[None] = None
    variant: ClassVar[None] = None
    family: ClassVar[str] = "annotators"

    @property
    def detector_folder(self) -> Path | None:
        """The detector as a folder on this machine, if it is one."""
        folder = Path(self.detector).expanduser() if self.detector else None
        return folder if folder is not None and folder.is_absolute() else None
