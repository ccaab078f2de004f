"""What a person asks for when they ask for frames."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from gcl.services.axes import AxisRequest

MAX_SEED = 2**53 - 1  # a JSON reader in a browser keeps whole numbers exactly up to here
RANDOM_SEEDS = 2**32  # short enough to be read out


class FrameRequest(BaseModel):
    """What a form holds. None stands for the model's own default, and for a random seed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    prompt: str
    negative_prompt: str = ""
    model: str | None = None
    width: int | None = None
    height: int | None = None
    steps: int | None = None
    guidance: float | None = None
    seed: int | None = None
    count: int = 1
    style: str | None = None
    typed_prompt: str | None = None  # what the prompt was before it was enhanced
    enhanced_by: str | None = None
    loras: list[tuple[str, float]] = Field(default_factory=list)
    axes: tuple[AxisRequest, ...] = ()  # settings to compare: one frame for each combination of their values
    # What StartService kept: an image to begin from, and a mask of what alone is drawn anew; `strength` says how much.
    image: str | None = None
    strength: float | None = None
    mask: str | None = None
    # A map to keep to, that ControlService made or StartService kept, what kind it is, and how strictly.
    control_kind: str | None = None
    control_image: str | None = None
    control_scale: float | None = None
