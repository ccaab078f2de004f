"""One image to make: all that a model has to know of it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from gcl.loras import ChosenLora
from gcl.models.control import Control
from gcl.models.starting import Start


@dataclass(frozen=True)
class Draw:
    """One image to make. Sizes in pixels; `seed` from 0 to 2^53-1."""

    prompt: str
    negative_prompt: str
    width: int
    height: int
    steps: int
    guidance: float
    seed: int
    loras: tuple[ChosenLora, ...] = ()
    start: Start | None = None
    control: Control | None = None

    @property
    def drawn_steps(self) -> int:
        """The steps that are really taken, as diffusers counts them: of an image to begin from, its strength's part."""
        strength = 1.0 if self.start is None else self.start.strength
        return self.steps - int(self.steps - self.steps * strength)

    def told(self) -> dict[str, Any]:
        """It as plain JSON: pictures by their names."""
        apart = ("loras", "start", "control")
        settings = {field.name: getattr(self, field.name) for field in fields(self) if field.name not in apart}
        if self.loras:
            settings["loras"] = [{"key": one.key, "name": one.name, "weight": one.weight} for one in self.loras]
        if self.control is not None:
            one = self.control
            settings["control"] = {"key": one.key, "kind": one.kind, "image": one.name, "scale": one.scale}
        if self.start is not None:
            settings |= {"reference": self.start.name, "strength": self.start.strength}
            if self.start.mask_name is not None:
                settings["mask"] = self.start.mask_name
        return settings
