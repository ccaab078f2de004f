"""Qwen-Image: true classifier-free guidance, which is on only beside a negative prompt."""

from __future__ import annotations

from typing import Any

from diffusers import (
    QwenImageControlNetModel,
    QwenImageControlNetPipeline,
    QwenImageImg2ImgPipeline,
    QwenImageInpaintPipeline,
    QwenImagePipeline,
)

from gcl.models.base import BaseModel
from gcl.models.draw import Draw
from gcl.models.mixins import DebugLogging, SequenceLength, rest_after

NOTHING = " "  # what its makers give for "no negative prompt"; without one the guidance would be off


class QwenImage(SequenceLength, DebugLogging, BaseModel):
    pipeline_class = QwenImagePipeline
    image_class = QwenImageImg2ImgPipeline
    inpaint_class = QwenImageInpaintPipeline
    control_class = QwenImageControlNetPipeline
    control_net_class = QwenImageControlNetModel

    def prepare_prompt(self, draw: Draw) -> dict[str, Any]:
        return super().prepare_prompt(draw) | {"negative_prompt": draw.negative_prompt or NOTHING}

    def call_arguments(self, draw: Draw) -> dict[str, Any]:
        """Its `guidance_scale` is for a distilled model, which it is not."""
        arguments = super().call_arguments(draw)
        return arguments | {"true_cfg_scale": arguments.pop("guidance_scale")}

    def unread_prompt(self, prompt: str) -> str:
        # The instruction before the prompt is read and then dropped, so it takes none of the room.
        before, _, _ = self.pipeline.prompt_template_encode.partition("{}")
        limit = self.preset.max_sequence_length + self.pipeline.prompt_template_encode_start_idx
        return rest_after(self.pipeline.tokenizer, before + prompt, prompt, limit)
