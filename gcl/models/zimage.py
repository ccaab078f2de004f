"""Z-Image: a transformer that reads the prompt as a message of a chat with Qwen3."""

from __future__ import annotations

from typing import Any

import torch
from diffusers import (
    ZImageControlNetModel,
    ZImageControlNetPipeline,
    ZImageImg2ImgPipeline,
    ZImageInpaintPipeline,
    ZImagePipeline,
)

from gcl.models.base import BaseModel
from gcl.models.draw import Draw
from gcl.models.mixins import ChatPrompt, DebugLogging

NOISED = 0.5  # part of the embedding's values that seed_variance touches


class ZImage(ChatPrompt, DebugLogging, BaseModel):
    pipeline_class = ZImagePipeline
    image_class = ZImageImg2ImgPipeline
    inpaint_class = ZImageInpaintPipeline
    control_class = ZImageControlNetPipeline
    control_net_class = ZImageControlNetModel
    control_shares_parts = True
    thinking = True

    def prepare_prompt(self, draw: Draw) -> dict[str, Any]:
        """With `seed_variance`, embeddings instead of text, so that two seeds do not draw nearly the same image."""
        if not self.preset.seed_variance:
            return super().prepare_prompt(draw)
        with torch.no_grad():
            embeds, negative = self.pipeline.encode_prompt(
                draw.prompt,
                do_classifier_free_guidance=draw.guidance > 0,
                negative_prompt=draw.negative_prompt or None,
                max_sequence_length=self.preset.max_sequence_length,
            )
        embeds = [vary(embed, self.preset.seed_variance, draw.seed) for embed in embeds]
        return {"prompt_embeds": embeds, "negative_prompt_embeds": negative}


def vary(embed: torch.Tensor, strength: float, seed: int) -> torch.Tensor:
    """Add noise to half of the values of an embedding [tokens, D]: even, up to `strength` times their spread.

    After InvokeAI's seed variance for Z-Image (its pull request 8753), where 0.1 counts as subtle.
    """
    random = torch.Generator("cpu").manual_seed(seed)
    noise = torch.rand(embed.shape, generator=random) * 2 - 1
    touched = torch.rand(embed.shape, generator=random) < NOISED
    return embed + (noise * touched).to(embed) * (strength * embed.std())
