"""What several families share but not all: put a mixin before BaseModel in the list of bases."""

from __future__ import annotations

from typing import Any

import structlog
import torch

from gcl.models.base import BaseModel, Draw

log = structlog.get_logger(__name__)


class ShortPrompt(BaseModel):
    """Prompts for a text encoder that reads a fixed number of tokens (CLIP 77), two of them its own marks, and drops
    the rest."""

    def unread_prompt(self, prompt: str) -> str:
        tokenizer = self.pipeline.tokenizer
        starts = token_starts(tokenizer, prompt)
        limit = tokenizer.model_max_length - tokenizer.num_special_tokens_to_add()
        return prompt[starts[limit] :].strip() if len(starts) > limit else ""


class DebugLogging(BaseModel):
    """With `enable_debug_logging` in the preset: what goes into the pipeline, and how the latents go, in the log."""

    def prepare_prompt(self, draw: Draw) -> dict[str, Any]:
        if self.preset.enable_debug_logging:
            log.info("drawing", **self.metadata(draw))
        return super().prepare_prompt(draw)

    def after_step(self, index: int, latents: torch.Tensor) -> None:
        super().after_step(index, latents)
        if self.preset.enable_debug_logging:
            values = latents.float()
            log.info(
                "step",
                index=index,
                mean=round(values.mean().item(), 4),
                spread=round(values.std().item(), 4),
                finite=bool(torch.isfinite(values).all()),
            )


def token_starts(tokenizer: Any, text: str) -> list[int]:
    """Where each token of a text begins, in characters; without the tokenizer's own marks."""
    encoded = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
    return [start for start, _ in encoded["offset_mapping"]]
