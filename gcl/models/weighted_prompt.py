"""Long prompts and weights for models that read them with CLIP, by way of the compel library.

CLIP reads 77 tokens. A longer prompt is cut at its commas and full stops into pieces that fit; each is read by itself,
and the UNet gets them one behind the other. A weight above 1 takes the words' embeddings that much further away from
those of an empty prompt; one below 1 also blends in a prompt in which the words are masked.

A prompt that fits and weighs nothing goes to the pipeline as it is. The pooled embedding that SDXL wants besides knows
no weights and comes from the first piece, as everywhere.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

import torch
from compel import EmbeddingsProvider, ReturnedEmbeddingsType, SplitLongTextMode

from gcl.models.base import BaseModel
from gcl.models.draw import Draw
from gcl.prompt_weights import Part, check_weights, parse_weights, plain_text


class WeightedPrompt(BaseModel):
    hidden_states: ClassVar[ReturnedEmbeddingsType]  # the layer of the text encoders that the family's UNet reads
    pooled: ClassVar[bool] = False  # whether it takes the last encoder's pooled embedding besides

    def unread_prompt(self, _: str, /) -> str:
        return ""

    def validate(self, draw: Draw) -> None:
        super().validate(draw)
        check_weights(draw.prompt)
        check_weights(draw.negative_prompt)

    def prepare_prompt(self, draw: Draw) -> dict[str, Any]:
        prompt, negative = parse_weights(draw.prompt), parse_weights(draw.negative_prompt)
        if self._fits(prompt) and self._fits(negative):
            plain = replace(draw, prompt=plain_text(prompt), negative_prompt=plain_text(negative))
            return super().prepare_prompt(plain)
        encode = self.prompts.caching(self.pipeline, self._encode)
        made = encode(draw.prompt, draw.negative_prompt if draw.guidance > 1 else None)
        names = ("prompt_embeds", "negative_prompt_embeds", "pooled_prompt_embeds", "negative_pooled_prompt_embeds")
        return {name: embed for name, embed in zip(names, made, strict=True) if embed is not None}

    def _encoders(self) -> list[tuple[Any, Any]]:
        """Each tokenizer with its text encoder, in the order in which their embeddings stand side by side."""
        parts = self.pipeline.components
        pairs = [(parts.get(f"tokenizer{end}"), parts.get(f"text_encoder{end}")) for end in ("", "_2")]
        return [pair for pair in pairs if None not in pair]

    def _fits(self, prompt: list[Part]) -> bool:
        """Whether the pipeline itself reads all of it, and as it is meant."""
        if any(part.weight != 1 for part in prompt):
            return False
        text = plain_text(prompt)
        return all(
            len(tokenizer(text, verbose=False)["input_ids"]) <= tokenizer.model_max_length
            for tokenizer, _ in self._encoders()
        )

    @torch.no_grad()
    def _encode(self, weighted: str, negative: str | None) -> list[torch.Tensor | None]:
        """Both prompts, [1, pieces × 77, D] each, and what SDXL wants pooled of them, [1, D]. `negative` is None where
        nothing is guided away from."""
        providers = [
            EmbeddingsProvider(
                tokenizer,
                _Encoder(encoder, self.device),
                truncate=False,
                returned_embeddings_type=self.hidden_states,
                split_long_text_mode=SplitLongTextMode.PHRASES | SplitLongTextMode.COPY_FIRST_CLS_TOKEN,
            )
            for tokenizer, encoder in self._encoders()
        ]
        # SDXL was trained with zeros for "no negative prompt"; Stable Diffusion 1.5 has no such setting.
        zeros = negative == "" and bool(self.pipeline.config.get("force_zeros_for_empty_prompt", False))
        prompts = [parse_weights(text) for text in ([weighted] if negative is None or zeros else [weighted, negative])]
        embeds = [[_embed(provider, parts) for provider in providers] for parts in prompts]
        longest = max(embed.shape[1] for side in embeds for embed in side)
        whole: list[torch.Tensor | None] = [_side_by_side(providers, side, longest) for side in embeds]
        pooled: list[torch.Tensor | None] = [
            providers[-1].get_pooled_embeddings([plain_text(parts)]) if self.pooled else None for parts in prompts
        ]
        if len(prompts) == 1:
            for made in (whole, pooled):
                made.append(torch.zeros_like(made[0]) if zeros and made[0] is not None else None)
        return [*whole, *pooled]


class _Encoder:
    """A text encoder as compel calls it. One that is offloaded runs elsewhere than where its weights lie; and a mask
    that hides nothing is left out, as the pipelines do, so that the numbers are theirs to the last bit."""

    def __init__(self, encoder: Any, device: torch.device) -> None:
        self.encoder, self.device, self.dtype = encoder, device, encoder.dtype

    def __call__(self, token_ids: torch.Tensor, mask: torch.Tensor | None = None, **options: Any) -> Any:
        mask = None if mask is None or mask.all() else mask.to(self.device)
        return self.encoder(token_ids.to(self.device), attention_mask=mask, **options)


def _embed(provider: EmbeddingsProvider, parts: list[Part]) -> torch.Tensor:
    """[1, pieces × 77, D]"""
    # Blanks alone are no token, and no part at all no text: compel expects neither.
    parts = [part for part in parts if part.text.strip()] or [Part("", 1.0)]
    return provider.get_embeddings_for_weighted_prompt_fragments(
        [[part.text for part in parts]], [[part.weight for part in parts]], device=provider.device
    )


def _side_by_side(providers: list[EmbeddingsProvider], embeds: list[torch.Tensor], longest: int) -> torch.Tensor:
    """The embeddings of all encoders as one, made `longest` tokens long by pieces of an empty prompt."""
    filled = []
    for provider, embed in zip(providers, embeds, strict=True):
        missing = (longest - embed.shape[1]) // provider.max_token_count
        filled.append(torch.cat([embed, *[provider.empty_z.to(embed)] * missing], dim=1))
    return torch.cat(filled, dim=-1)
