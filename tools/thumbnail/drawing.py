"""The first lesson: to draw what a caption says, and in the layout what it leaves open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

from gcl.models.builtin.pipeline import ENLARGED
from tools.thumbnail.model import Model, Recipe


@dataclass(frozen=True)
class Batch:
    """pictures [B, 144, 256, 3], bytes; subjects [B, 144, 256], bytes, above 0 where they are; their captions."""

    pictures: Tensor
    subjects: Tensor
    captions: list[str]

    def __len__(self) -> int:
        return len(self.captions)

    def split(self, size: int) -> Iterator[Batch]:
        """Parts of at most `size` pictures."""
        for at in range(0, len(self.captions), size):
            part = slice(at, at + size)
            yield Batch(self.pictures[part], self.subjects[part], self.captions[part])


def drawing_losses(model: Model, batch: Batch, noise: torch.Generator) -> dict[str, Tensor]:
    """Of the drawing, by pixel; of the enlarging, on a few of the pictures; and of the layout's size, in nats, once
    there are layouts."""
    decoder, recipe = model.parts["decoder"], model.recipe
    large, small = shown(batch, model.device)
    text, mask = model.read(batch.captions)
    sizes = {}
    if model.step < recipe.alone:
        shape = decoder.config
        latents = small.new_zeros(len(small), shape.latent_channels, shape.height, shape.width)
    else:
        mean, spread = model.parts["encoder"](small)
        latents = mean + (spread / 2).exp() * torch.randn(mean.shape, generator=noise).to(mean)
        nats = 0.5 * (mean.square() + spread.exp() - 1 - spread).sum(dim=(1, 2, 3)).mean()
        sizes = {"nats": nats * (recipe.nat if model.step < recipe.dear else recipe.nat_later)}
    pictures = decoder(latents, text, mask)
    few = slice(recipe.enlarged)
    return {
        "drawing": _drawing(pictures, small, subject_weights(batch.subjects.to(model.device), recipe), recipe.edges),
        "enlarging": _enlarging(model.parts["enlarger"](pictures[few].detach()), large[few]),
        **sizes,
    }


def shown(batch: Batch, device: torch.device) -> tuple[Tensor, Tensor]:
    """The pictures from -1 to 1, [B, 3, 144, 256], and half as large in each direction."""
    large = batch.pictures.to(device).permute(0, 3, 1, 2).float() / 127.5 - 1
    return large, F.avg_pool2d(large, ENLARGED).contiguous(memory_format=torch.channels_last)


def subject_weights(subjects: Tensor, recipe: Recipe) -> Tensor:
    """[B, 1, 72, 128], 1 on average: of each pixel's error. A far-off dog is few pixels, and all that matters."""
    where = F.max_pool2d((subjects > 0).float()[:, None], ENLARGED)
    area = where.mean(dim=(1, 2, 3), keepdim=True).clamp(min=1e-3)
    share = recipe.subject_share
    counts = (share * (1 - area) / ((1 - share) * area)).clamp(1, recipe.subject_most)
    weights = 1 + (counts - 1) * where
    return weights / weights.mean(dim=(1, 2, 3), keepdim=True)


def _drawing(pictures: Tensor, truth: Tensor, weights: Tensor, edges: float) -> Tensor:
    """Absolute errors, which flat colours with clean edges have the least of; and squared ones, which tell the way
    where absolute ones are alike, between two pictures that are as likely."""
    apart = pictures - truth
    error = ((apart.abs() + apart.square()) * weights).mean()
    for axis in (2, 3):
        both = weights.narrow(axis, 1, weights.shape[axis] - 1)
        error = error + edges * ((pictures.diff(dim=axis) - truth.diff(dim=axis)).abs() * both).mean()
    return error


def _enlarging(enlarged: Tensor, large: Tensor) -> Tensor:
    edges = sum((enlarged.diff(dim=axis) - large.diff(dim=axis)).abs().mean() for axis in (2, 3))
    return (enlarged - large).abs().mean() + edges
