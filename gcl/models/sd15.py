"""Stable Diffusion 1.5 and its children."""

from __future__ import annotations

from typing import Any

from compel import ReturnedEmbeddingsType
from diffusers import (
    ControlNetModel,
    StableDiffusionControlNetImg2ImgPipeline,
    StableDiffusionControlNetInpaintPipeline,
    StableDiffusionControlNetPipeline,
    StableDiffusionImg2ImgPipeline,
    StableDiffusionInpaintPipeline,
    StableDiffusionPipeline,
)

from gcl.errors import GenerationError
from gcl.models.base import BaseModel
from gcl.models.draw import Draw
from gcl.models.mixins import DebugLogging
from gcl.models.weighted_prompt import WeightedPrompt


class StableDiffusion15(DebugLogging, WeightedPrompt, BaseModel):
    pipeline_class = StableDiffusionPipeline
    image_class = StableDiffusionImg2ImgPipeline
    inpaint_class = StableDiffusionInpaintPipeline
    control_class = StableDiffusionControlNetPipeline
    control_image_class = StableDiffusionControlNetImg2ImgPipeline
    control_inpaint_class = StableDiffusionControlNetInpaintPipeline
    control_net_class = ControlNetModel
    hidden_states = ReturnedEmbeddingsType.LAST_HIDDEN_STATES_NORMALIZED

    def check_result(self, result: Any) -> None:
        """The safety checker that comes with some of these models blackens what it holds back, and says no more."""
        if any(result.nsfw_content_detected or []):
            raise GenerationError(
                f"The safety checker of {self.preset.name} held the image back. Change the prompt or the seed."
            )

    def control_arguments(self, draw: Draw) -> dict[str, Any]:
        """What draws from words alone calls the map its image."""
        arguments = super().control_arguments(draw)
        if draw.control is None or draw.start is not None:
            return arguments
        return arguments | {"image": arguments.pop("control_image")}
