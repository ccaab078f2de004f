"""SANA-Sprint: two steps; Gemma reads the prompt behind an instruction to enhance it."""

from __future__ import annotations

import inspect
from typing import Any

from diffusers import SanaSprintImg2ImgPipeline, SanaSprintPipeline

from gcl.models.base import BaseModel
from gcl.models.draw import Draw
from gcl.models.mixins import DebugLogging, SequenceLength, rest_after


class SanaSprint(SequenceLength, DebugLogging, BaseModel):
    pipeline_class = SanaSprintPipeline
    image_class = SanaSprintImg2ImgPipeline

    def call_arguments(self, draw: Draw) -> dict[str, Any]:
        """Drawn in the size that was asked for, and not in the nearest of its list and then cropped."""
        arguments = super().call_arguments(draw) | {"use_resolution_binning": False}
        if draw.steps != 2:  # the moment between its two steps, which it refuses for any other number
            arguments["intermediate_timesteps"] = None
        return arguments

    def unread_prompt(self, prompt: str) -> str:
        tokenizer = self.pipeline.tokenizer
        parameters = inspect.signature(self.pipeline.__call__).parameters
        instruction = "\n".join(parameters["complex_human_instruction"].default)
        read = len(tokenizer.encode(instruction)) + self.preset.max_sequence_length - 2
        text = prompt.lower().strip()  # as the pipeline does
        rest = rest_after(tokenizer, instruction + text, text, read - tokenizer.num_special_tokens_to_add())
        return prompt.strip()[-len(rest) :] if rest else ""
