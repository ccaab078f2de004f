"""Stable Diffusion XL and its children: SDXL Turbo, DreamShaper XL Lightning, Juggernaut XL.

What sets the children apart (scheduler, guidance, steps, the VAE that survives float16) is in presets.json.
"""

from __future__ import annotations

from diffusers import StableDiffusionXLPipeline

from gcl.models.base import BaseModel
from gcl.models.mixins import DebugLogging, ShortPrompt


class StableDiffusionXL(ShortPrompt, DebugLogging, BaseModel):
    pipeline_class = StableDiffusionXLPipeline
