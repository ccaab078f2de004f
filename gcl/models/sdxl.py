"""Stable Diffusion XL and its children: SDXL Turbo, DreamShaper XL Lightning, Juggernaut XL.

What sets the children apart (scheduler, guidance, steps, the VAE that survives float16) is in presets.json.
"""

from __future__ import annotations

from typing import Any

from compel import ReturnedEmbeddingsType
from diffusers import (
    ControlNetUnionModel,
    StableDiffusionXLControlNetUnionImg2ImgPipeline,
    StableDiffusionXLControlNetUnionInpaintPipeline,
    StableDiffusionXLControlNetUnionPipeline,
    StableDiffusionXLImg2ImgPipeline,
    StableDiffusionXLInpaintPipeline,
    StableDiffusionXLPipeline,
)

from gcl.models.base import BaseModel
from gcl.models.draw import Draw
from gcl.models.mixins import DebugLogging
from gcl.models.weighted_prompt import WeightedPrompt


class StableDiffusionXL(DebugLogging, WeightedPrompt, BaseModel):
    pipeline_class = StableDiffusionXLPipeline
    image_class = StableDiffusionXLImg2ImgPipeline
    inpaint_class = StableDiffusionXLInpaintPipeline
    control_class = StableDiffusionXLControlNetUnionPipeline
    control_image_class = StableDiffusionXLControlNetUnionImg2ImgPipeline
    control_inpaint_class = StableDiffusionXLControlNetUnionInpaintPipeline
    control_net_class = ControlNetUnionModel
    hidden_states = ReturnedEmbeddingsType.PENULTIMATE_HIDDEN_STATES_NON_NORMALIZED
    pooled = True

    def control_arguments(self, draw: Draw) -> dict[str, Any]:
        """A union: the one network reads all kinds of maps and has to be told which this is."""
        arguments = super().control_arguments(draw)
        if draw.control is None:
            return arguments
        return arguments | {"control_image": [draw.control.image], "control_mode": [draw.control.mode]}
