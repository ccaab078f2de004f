"""What several families share but not all: put a mixin before BaseModel in the list of bases."""

from __future__ import annotations

from typing import Any, ClassVar

import structlog
import torch

from gcl.models.base import BaseModel
from gcl.models.draw import Draw

log = structlog.get_logger(__name__)


class ShortPrompt(BaseModel):
    """Prompts for a text encoder that reads a fixed number of tokens (CLIP 77), its own marks among them, and drops the
    rest."""

    def unread_prompt(self, prompt: str) -> str:
        tokenizer = self.pipeline.tokenizer
        return rest_after(tokenizer, prompt, prompt, tokenizer.model_max_length - tokenizer.num_special_tokens_to_add())


class SequenceLength(BaseModel):
    """Tells the pipeline how many tokens of the prompt it is to read."""

    def call_arguments(self, draw: Draw) -> dict[str, Any]:
        return super().call_arguments(draw) | {"max_sequence_length": self.preset.max_sequence_length}


class ChatPrompt(SequenceLength):
    """Prompts that go to a language model as a person's message, in the chat template of its tokenizer."""

    thinking: ClassVar[bool]  # what the pipeline tells the template of it, which changes the message

    def unread_prompt(self, prompt: str) -> str:
        # The template's own end is cut first, which is no loss.
        tokenizer = self.pipeline.tokenizer
        message = [{"role": "user", "content": prompt}]
        text = tokenizer.apply_chat_template(
            message, tokenize=False, add_generation_prompt=True, enable_thinking=self.thinking
        )
        return rest_after(tokenizer, text, prompt, self.preset.max_sequence_length)


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


def rest_after(tokenizer: Any, text: str, prompt: str, limit: int) -> str:
    """The part of `prompt` that lies behind the first `limit` tokens of `text`, in which it stands; "" if none does.

    The tokenizer's own marks are not counted.
    """
    encoded = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
    starts = [start for start, _ in encoded["offset_mapping"]]
    return prompt[max(0, starts[limit] - text.index(prompt)) :].strip() if len(starts) > limit else ""
