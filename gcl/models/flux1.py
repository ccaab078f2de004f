"""FLUX.1: CLIP gives the sum of the prompt, T5 its words. schnell draws without guidance, dev has it built in."""

from __future__ import annotations

from diffusers import (
    FluxControlNetImg2ImgPipeline,
    FluxControlNetInpaintPipeline,
    FluxControlNetModel,
    FluxControlNetPipeline,
    FluxImg2ImgPipeline,
    FluxInpaintPipeline,
    FluxPipeline,
)

from gcl.models.base import BaseModel
from gcl.models.mixins import DebugLogging, SequenceLength, rest_after


class Flux1(SequenceLength, DebugLogging, BaseModel):
    pipeline_class = FluxPipeline
    image_class = FluxImg2ImgPipeline
    inpaint_class = FluxInpaintPipeline
    control_class = FluxControlNetPipeline
    control_image_class = FluxControlNetImg2ImgPipeline
    control_inpaint_class = FluxControlNetInpaintPipeline
    control_net_class = FluxControlNetModel

    def unread_prompt(self, prompt: str) -> str:
        """Of T5, which reads most; CLIP's 77 tokens only give the mood."""
        tokenizer = self.pipeline.tokenizer_2
        limit = self.preset.max_sequence_length - tokenizer.num_special_tokens_to_add()
        return rest_after(tokenizer, prompt, prompt, limit)
