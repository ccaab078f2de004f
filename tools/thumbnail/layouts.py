"""The second lesson: to lay out. Layouts are small, so those of a few thousand pictures are kept and learned many times
over, in other noise each time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

from tools.thumbnail.drawing import Batch, shown
from tools.thumbnail.model import Model


@dataclass(frozen=True)
class Layouts:
    """mean, spread [B, C, h, w], the logarithm of the variance; text [B, T, D], mask [B, T], of their captions;
    unsaid [1, T, D] and its mask, of no caption at all."""

    mean: Tensor
    spread: Tensor
    text: Tensor
    mask: Tensor
    unsaid: tuple[Tensor, Tensor]

    def __len__(self) -> int:
        return len(self.mean)

    def chosen(self, which: Tensor) -> Layouts:
        """Those of the pictures `which`, [n], int64."""
        return Layouts(self.mean[which], self.spread[which], self.text[which], self.mask[which], self.unsaid)


@torch.no_grad()
def layouts_of(model: Model, batches: Iterable[Batch]) -> Layouts:
    """The layouts of these pictures, as the averaged weights find them."""
    found: list[tuple[Tensor, ...]] = []
    longest = model.tokenizer.model_max_length
    for batch in batches:
        _, small = shown(batch, model.device)
        found.append((*model.average["encoder"](small), *_padded(*model.read(batch.captions), longest)))
    mean, spread, text, mask = (torch.cat(parts) for parts in zip(*found, strict=True))
    used = int(mask.sum(dim=1).max())
    unsaid, unsaid_mask = _padded(*model.read([""]), longest)
    return Layouts(mean, spread, text[:, :used], mask[:, :used], (unsaid[:, :used], unsaid_mask[:, :used]))


def layout_losses(model: Model, layouts: Layouts, noise: torch.Generator) -> dict[str, Tensor]:
    """The velocity's error, where there is as much noise as the logistic of a normal number."""
    count = len(layouts)
    latents = layouts.mean + (layouts.spread / 2).exp() * torch.randn(layouts.mean.shape, generator=noise).to(
        layouts.mean
    )
    unsaid = (torch.rand(count, generator=noise) < model.recipe.uncaptioned).to(latents.device)
    text = torch.where(unsaid[:, None, None], layouts.unsaid[0], layouts.text)
    mask = torch.where(unsaid[:, None], layouts.unsaid[1], layouts.mask)
    sigma = torch.sigmoid(torch.randn(count, generator=noise)).to(latents)
    at = sigma.view(-1, 1, 1, 1)
    pure = torch.randn(latents.shape, generator=noise).to(latents)
    velocity = model.parts["transformer"]((1 - at) * latents + at * pure, sigma, text, mask)
    return {"layout": (velocity - (pure - latents)).square().mean()}


def _padded(text: Tensor, mask: Tensor, length: int) -> tuple[Tensor, Tensor]:
    more = length - text.shape[1]
    return F.pad(text, (0, 0, 0, more)), F.pad(mask, (0, more))
