"""ERNIE-Image Turbo: eight steps without guidance."""

from __future__ import annotations

from typing import Any

from diffusers import ErnieImagePipeline

from gcl.models.base import BaseModel
from gcl.models.draw import Draw
from gcl.models.mixins import DebugLogging, ShortPrompt


class ErnieImage(ShortPrompt, DebugLogging, BaseModel):
    pipeline_class = ErnieImagePipeline

    def call_arguments(self, draw: Draw) -> dict[str, Any]:
        """Without its own enhancer, which rewrites the prompt by chance, whatever the seed, and shows it to nobody."""
        return super().call_arguments(draw) | {"use_pe": False}
