"""FLUX.2 klein: four steps without guidance; the prompt is a message to Qwen3."""

from __future__ import annotations

from diffusers import Flux2KleinInpaintPipeline, Flux2KleinPipeline

from gcl.models.base import BaseModel
from gcl.models.mixins import ChatPrompt, DebugLogging


class Flux2Klein(ChatPrompt, DebugLogging, BaseModel):
    pipeline_class = Flux2KleinPipeline
    image_class = Flux2KleinPipeline
    inpaint_class = Flux2KleinInpaintPipeline
    thinking = False
