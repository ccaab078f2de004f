"""What a model has already read: keys and values of its last prompts. The next is read from where it differs.

Within a run every prompt begins with the same script and most of the same briefs, and a second attempt has the same
prompt from end to end.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from transformers import DynamicCache
from transformers.cache_utils import DynamicLayer

# A gate's prompt comes back after each revision, when those of the writer and the other gates have been read since.
MOST_PROMPTS = 6
MOST_BYTES = 10**9  # a prompt of 3,000 tokens takes 0.14 GB of SmolLM2-135M, 0.44 GB of Qwen3 8B


def can_rewind(cache: object) -> bool:
    """Whether a cache holds each token's numbers apart, so that the last ones can be taken off again.

    One with a sliding window has dropped what lies before the window, one of linear attention has mixed all tokens
    into one state, and a static one is laid out for a single answer.
    """
    return (
        isinstance(cache, DynamicCache)
        and bool(cache.layers)
        and not cache.offloading
        and all(type(layer) is DynamicLayer for layer in cache.layers)
    )


@dataclass(frozen=True, eq=False)
class _Prompt:
    tokens: torch.Tensor  # [T], on the processor
    layers: list[tuple[torch.Tensor, torch.Tensor]]  # keys and values, [1, heads, T, width] each

    def bytes(self) -> int:
        return sum(part.untyped_storage().nbytes() for layer in self.layers for part in layer)

    def shares(self, tokens: torch.Tensor) -> int:
        """How many tokens it has in common with `tokens` from the start."""
        length = min(len(tokens), len(self.tokens))
        differs = (tokens[:length] != self.tokens[:length]).nonzero()
        return int(differs[0]) if len(differs) else length


class KeptPrompts:
    """The last prompts of one model, at most `most_bytes` of them, the one unused for the longest first to go."""

    def __init__(self, most_prompts: int = MOST_PROMPTS, most_bytes: int = MOST_BYTES) -> None:
        self._most_prompts, self._most_bytes = most_prompts, most_bytes
        self._prompts: list[_Prompt] = []  # the one unused for the longest first

    def bytes(self) -> int:
        """Memory that they take, in bytes."""
        return sum(prompt.bytes() for prompt in self._prompts)

    def restore(self, cache: DynamicCache, tokens: torch.Tensor) -> int:
        """Fill an empty `cache` with as much as is known of the prompt `tokens` [T]; how many tokens that is.

        Its last token is always left to be read, since its logits say how the answer begins.
        """
        best = max(self._prompts, key=lambda prompt: prompt.shares(tokens), default=None)
        known = min(best.shares(tokens), len(tokens) - 1) if best else 0
        if best is None or known == 0:
            return 0
        self._prompts.remove(best)
        self._prompts.append(best)
        for layer, (keys, values) in zip(cache.layers, best.layers, strict=True):
            layer.update(keys[:, :, :known], values[:, :, :known])  # a copy
        return known

    def keep(self, cache: DynamicCache, tokens: torch.Tensor) -> None:
        """Keep what `cache` holds of the prompt `tokens` [T], which it begins with."""
        length = len(tokens)
        layers = [(layer.keys[:, :, :length].clone(), layer.values[:, :, :length].clone()) for layer in cache.layers]
        prompt = _Prompt(tokens.clone(), layers)
        # What is the beginning of this one is no longer needed apart from it.
        self._prompts = [old for old in self._prompts if old.shares(tokens) < len(old.tokens)]
        self._prompts.append(prompt)
        while len(self._prompts) > self._most_prompts or self.bytes() > self._most_bytes:
            del self._prompts[0]

    def clear(self) -> bool:
        """Let go of all; whether there was anything."""
        had_any = bool(self._prompts)
        self._prompts.clear()
        return had_any
