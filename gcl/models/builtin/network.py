"""The two networks of the built-in model: one draws a small picture out of noise, one enlarges it.

A transformer over patches of 8 × 8 pixels decides what is where; convolutions over patches of 4 × 4 before and behind
it give outlines that the patches do not show (the shape of "simple diffusion", Hoogeboom et al. 2023). It predicts the
clean image and is used as a velocity, which works in pixels (Li and He, "Back to basics: let denoising generative
models denoise", 2025). Time and the sum of the prompt come in by one set of adaptive layer norms (PixArt-alpha, Chen
et al. 2023), its words by cross-attention.
"""

from __future__ import annotations

import math
from typing import Any

import torch
from diffusers import ConfigMixin, ModelMixin
from diffusers.configuration_utils import register_to_config
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

LEAST_SIGMA = 0.05  # below it a velocity is not divided by the noise's share any more, which would blow up errors


class ThumbnailTransformer(ModelMixin, ConfigMixin):
    """`width` × `height`: the small picture, in pixels; `dim`: numbers a token; `channels`: of the convolutions."""

    @register_to_config
    def __init__(
        self,
        width: int = 128,
        height: int = 72,
        channels: int = 96,
        dim: int = 256,
        layers: int = 8,
        heads: int = 4,
        residuals: int = 2,
        text_dim: int = 256,
    ) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, channels, 4, stride=4)
        self.before = nn.ModuleList(_Residual(channels, dim) for _ in range(residuals))
        self.merge = nn.Conv2d(channels, dim, 2, stride=2)
        self.places = nn.Parameter(_sines(height // 8, width // 8, dim))
        self.time = nn.Sequential(nn.Linear(dim, dim), nn.SiLU(), nn.Linear(dim, dim))
        self.caption = nn.Linear(text_dim, dim)
        self.words = nn.Linear(text_dim, dim)
        self.modulation = nn.Linear(dim, 6 * dim)
        self.blocks = nn.ModuleList(_Block(dim, heads) for _ in range(layers))
        self.split = nn.Linear(dim, 4 * channels)
        self.join = nn.Conv2d(2 * channels, channels, 1)
        self.after = nn.ModuleList(_Residual(channels, dim) for _ in range(residuals))
        self.norm = nn.GroupNorm(8, channels)
        self.out = nn.Conv2d(channels, 3 * 16, 3, padding=1)
        _begin_at_zero(self.modulation, self.out)

    def forward(self, sample: Tensor, timestep: Tensor, encoder_hidden_states: Tensor, words_mask: Tensor) -> Tensor:
        """The velocity, noise minus image, [B, 3, H, W]; a part of it where there is less noise than LEAST_SIGMA.

        sample [B, 3, H, W], noisy, the image from -1 to 1; timestep [B], the noise's share from 0 to 1;
        encoder_hidden_states [B, T, text_dim], the first of a prompt standing for the whole; words_mask [B, T], bool.
        """
        clean = self.predict(sample, timestep, encoder_hidden_states, words_mask)
        return (sample - clean) / timestep.clamp(min=LEAST_SIGMA).view(-1, 1, 1, 1).to(sample.dtype)

    def predict(self, sample: Tensor, timestep: Tensor, encoder_hidden_states: Tensor, words_mask: Tensor) -> Tensor:
        """The clean image, [B, 3, H, W]; arguments as of `forward`."""
        about = self.time(_waves(timestep, self.config.dim).to(sample.dtype)) + self.caption(
            encoder_hidden_states[:, 0]
        )
        x = self.stem(sample)
        for residual in self.before:
            x = residual(x, about)
        fine = x
        grid = self.merge(x)
        tokens = grid.flatten(2).transpose(1, 2) + self.places
        shifts = self.modulation(F.silu(about)).unflatten(1, (6, 1, -1))
        words, mask = self.words(encoder_hidden_states), words_mask[:, None, None, :]
        for block in self.blocks:
            tokens = block(tokens, shifts, words, mask)
        coarse = self.split(tokens).transpose(1, 2).unflatten(2, grid.shape[2:])
        x = self.join(torch.cat([F.pixel_shuffle(coarse, 2), fine], dim=1))
        for residual in self.after:
            x = residual(x, about)
        return F.pixel_shuffle(self.out(F.silu(self.norm(x))), 4)


class _Block(nn.Module):
    """Attention among the tokens, attention to the words, a perceptron for each token."""

    def __init__(self, dim: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.table = nn.Parameter(torch.randn(6, 1, 1, dim) / math.sqrt(dim))
        self.qkv = nn.Linear(dim, 3 * dim)
        self.proj = nn.Linear(dim, dim)
        self.query = nn.Linear(dim, dim)
        self.key_value = nn.Linear(dim, 2 * dim)
        self.read = nn.Linear(dim, dim)
        self.wide = nn.Linear(dim, 4 * dim)
        self.narrow = nn.Linear(4 * dim, dim)
        _begin_at_zero(self.read)

    def forward(self, x: Tensor, shifts: Tensor, words: Tensor, mask: Tensor) -> Tensor:
        """x [B, N, D], shifts [B, 6, 1, D], words [B, T, D], mask [B, 1, 1, T]."""
        a, b, c, d, e, f = (shifts.transpose(0, 1) + self.table).unbind(0)
        h = _normed(x) * (1 + a) + b
        q, k, v = self.qkv(h).chunk(3, dim=-1)
        x = x + c * self.proj(self._attend(q, k, v, None))
        k, v = self.key_value(words).chunk(2, dim=-1)
        x = x + self.read(self._attend(self.query(_normed(x)), k, v, mask))
        h = _normed(x) * (1 + d) + e
        return x + f * self.narrow(F.gelu(self.wide(h), approximate="tanh"))

    def _attend(self, q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None) -> Tensor:
        q, k, v = (part.unflatten(-1, (self.heads, -1)).transpose(1, 2) for part in (q, k, v))
        # Normed queries and keys keep the training of a small model from running away.
        mixed = F.scaled_dot_product_attention(_unit(q), _unit(k), v, attn_mask=mask)
        return mixed.transpose(1, 2).flatten(2)


class _Residual(nn.Module):
    """Two convolutions; what the picture is about scales and shifts the channels between them."""

    def __init__(self, channels: int, dim: int) -> None:
        super().__init__()
        self.norm1, self.norm2 = nn.GroupNorm(8, channels), nn.GroupNorm(8, channels)
        self.conv1, self.conv2 = (nn.Conv2d(channels, channels, 3, padding=1) for _ in range(2))
        self.about = nn.Linear(dim, 2 * channels)
        _begin_at_zero(self.conv2)

    def forward(self, x: Tensor, about: Tensor) -> Tensor:
        h = self.norm2(self.conv1(F.silu(self.norm1(x))))
        scale, shift = self.about(about)[:, :, None, None].chunk(2, dim=1)
        return x + self.conv2(F.silu(h * (1 + scale) + shift))


class ThumbnailDecoder(ModelMixin, ConfigMixin):
    """The small picture, twice as large in each direction, with the clean edges of a drawing."""

    @register_to_config
    def __init__(self, channels: int = 32, residuals: int = 4) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, channels, 3, padding=1)
        self.body = nn.ModuleList(
            nn.Sequential(
                nn.Conv2d(channels, channels, 3, padding=1), nn.ReLU(), nn.Conv2d(channels, channels, 3, padding=1)
            )
            for _ in range(residuals)
        )
        self.out = nn.Conv2d(channels, 3 * 4, 3, padding=1)

    def forward(self, sample: Tensor) -> Tensor:
        """[B, 3, H, W], about from -1 to 1 -> [B, 3, 2 H, 2 W]."""
        x = self.stem(sample)
        for residual in self.body:
            x = x + residual(x)
        larger = F.interpolate(sample, scale_factor=2, mode="bilinear", align_corners=False)
        return larger + F.pixel_shuffle(self.out(F.relu(x)), 2)


def _begin_at_zero(*layers: nn.Module) -> None:
    """What adds nothing at first is learned without upsetting the rest."""
    for layer in layers:
        for parameter in layer.parameters():
            nn.init.zeros_(parameter)


def _normed(x: Tensor) -> Tensor:
    return F.layer_norm(x, x.shape[-1:])


def _unit(x: Tensor) -> Tensor:
    return F.rms_norm(x, x.shape[-1:])


def _waves(share: Tensor, dim: int) -> Tensor:
    """[B] from 0 to 1 -> [B, dim]: sines and cosines of many lengths."""
    lengths = torch.exp(-math.log(10_000) * torch.arange(dim // 2, device=share.device) / (dim // 2))
    angles = 1000 * share.float()[:, None] * lengths
    return torch.cat([angles.cos(), angles.sin()], dim=1)


def _sines(rows: int, columns: int, dim: int) -> Tensor:
    """[rows · columns, dim]: where each token lies, as a start that training goes on from."""
    y, x = torch.meshgrid(torch.arange(rows), torch.arange(columns), indexing="ij")
    parts: list[Any] = [_waves(axis.flatten() / 1000, dim // 2) for axis in (y, x)]
    return torch.cat(parts, dim=1)
