"""Stable Diffusion XL and its children: SDXL Turbo, DreamShaper XL Lightning, Juggernaut XL.

What sets the children apart (scheduler, guidance, steps, the VAE that survives float16) is in presets.json.
"""

from __future__ import annotations

from compel import ReturnedEmbeddingsType
from diffusers import StableDiffusionXLImg2ImgPipeline, StableDiffusionXLInpaintPipeline, StableDiffusionXLPipeline

from gcl.models.base import BaseModel
from gcl.models.mixins import DebugLogging
from gcl.models.weighted_prompt import WeightedPrompt


class StableDiffusionXL(DebugLogging, WeightedPrompt, BaseModel):
    pipeline_class = StableDiffusionXLPipeline
    image_class = StableDiffusionXLImg2ImgPipeline
    inpaint_class = StableDiffusionXLInpaintPipeline
    hidden_states = ReturnedEmbeddingsType.PENULTIMATE_HIDDEN_STATES_NON_NORMALIZED
    pooled = True
