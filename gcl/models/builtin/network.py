"""The three networks of the built-in model: one lays a shot out, one draws it, one enlarges the drawing.

The shape is that of Würstchen (Pernias et al. 2023), for the same reason, a small budget: what a caption leaves open
(where things stand, how large, which of many looks) fits in a few hundred numbers, so only those are made by diffusion;
what a caption says goes straight to the network that draws, which learns it from clean pictures. Time and the sum of
the prompt come in by one set of adaptive layer norms (PixArt-alpha, Chen et al. 2023), its words by cross-attention.
"""

from __future__ import annotations

import math
from typing import Any

import torch
from diffusers import ConfigMixin, ModelMixin
from diffusers.configuration_utils import register_to_config
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812


class ThumbnailTransformer(ModelMixin, ConfigMixin):
    """Lays a shot out: noise becomes the latents that ThumbnailDecoder draws, of `width` × `height` cells."""

    @register_to_config
    def __init__(
        self,
        width: int = 8,
        height: int = 5,
        channels: int = 8,
        dim: int = 192,
        layers: int = 8,
        heads: int = 3,
        text_dim: int = 256,
    ) -> None:
        super().__init__()
        self.enter = nn.Linear(channels, dim)
        self.places = nn.Parameter(_sines(height, width, dim))
        self.time = nn.Sequential(nn.Linear(dim, dim), nn.SiLU(), nn.Linear(dim, dim))
        self.caption = nn.Linear(text_dim, dim)
        self.words = nn.Linear(text_dim, dim)
        self.modulation = nn.Linear(dim, 6 * dim)
        self.blocks = nn.ModuleList(_Block(dim, heads) for _ in range(layers))
        self.leave = nn.Linear(dim, channels)
        _begin_at_zero(self.modulation, self.leave)

    def forward(self, sample: Tensor, timestep: Tensor, encoder_hidden_states: Tensor, words_mask: Tensor) -> Tensor:
        """The velocity, noise minus latents, [B, C, h, w].

        sample [B, C, h, w], noisy; timestep [B], the noise's share from 0 to 1; encoder_hidden_states
        [B, T, text_dim], the first of a prompt standing for the whole; words_mask [B, T], bool.
        """
        about = self.time(_waves(timestep, self.config.dim).to(sample.dtype))
        about = F.silu(about + self.caption(encoder_hidden_states[:, 0]))
        tokens = self.enter(sample.flatten(2).transpose(1, 2)) + self.places
        shifts = self.modulation(about).unflatten(1, (6, 1, -1))
        words, mask = self.words(encoder_hidden_states), words_mask[:, None, None, :]
        for block in self.blocks:
            tokens = block(tokens, shifts, words, mask)
        return self.leave(_normed(tokens)).transpose(1, 2).unflatten(2, sample.shape[2:])


class ThumbnailDecoder(ModelMixin, ConfigMixin):
    """Draws a layout as its caption says.

    A cell of latents is 16 × 16 pixels; the picture is 8 cells wide and 4.5 high, so half of the last row is outside.
    What finds the layouts of pictures is needed for training alone (tools/thumbnail/encoder.py).
    """

    @register_to_config
    def __init__(
        self,
        width: int = 8,
        height: int = 5,
        latent_channels: int = 8,
        channels: tuple[int, int, int] = (128, 64, 32),
        residuals: tuple[int, int, int] = (2, 2, 1),
        dim: int = 192,
        layers: int = 4,
        heads: int = 3,
        text_dim: int = 256,
    ) -> None:
        super().__init__()
        coarse, middle, fine = channels
        self.enter = nn.Linear(latent_channels, dim)
        self.places = nn.Parameter(_sines(height, width, dim))
        self.caption = nn.Linear(text_dim, dim)
        self.words = nn.Linear(text_dim, dim)
        self.modulation = nn.Linear(dim, 6 * dim)
        self.blocks = nn.ModuleList(_Block(dim, heads) for _ in range(layers))
        self.splits = nn.ModuleList(
            nn.Conv2d(before, 4 * after, 1) for before, after in ((dim, coarse), (coarse, middle), (middle, fine))
        )
        self.details = nn.ModuleList(
            _Residuals(Residual(width, dim) for _ in range(count))
            for width, count in zip(channels, residuals, strict=True)
        )
        self.norm = nn.GroupNorm(8, fine)
        self.out = nn.Conv2d(fine, 3 * 4, 3, padding=1)
        _begin_at_zero(self.modulation, self.out)

    def forward(self, latents: Tensor, encoder_hidden_states: Tensor, words_mask: Tensor) -> Tensor:
        """[B, C, h, w] and the caption, as for ThumbnailTransformer -> [B, 3, H, W], about from -1 to 1."""
        caption = self.caption(encoder_hidden_states[:, 0])
        about = F.silu(caption)
        tokens = self.enter(latents.flatten(2).transpose(1, 2)) + self.places + caption[:, None]
        shifts = self.modulation(about).unflatten(1, (6, 1, -1))
        words, mask = self.words(encoder_hidden_states), words_mask[:, None, None, :]
        for block in self.blocks:
            tokens = block(tokens, shifts, words, mask)
        x = tokens.transpose(1, 2).unflatten(2, latents.shape[2:])
        for number, (split, residuals) in enumerate(zip(self.splits, self.details, strict=True)):
            x = F.pixel_shuffle(split(x), 2)
            if number == 0:
                x = x[:, :, :-1]  # the half of the last row that is outside
            x = residuals(x, about)
        return F.pixel_shuffle(self.out(F.silu(self.norm(x))), 2)


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


class Residual(nn.Module):
    """Two convolutions; where there is something that the picture is about, of `dim` numbers, it scales and shifts the
    channels between them."""

    def __init__(self, channels: int, dim: int | None = None) -> None:
        super().__init__()
        self.norm1, self.norm2 = nn.GroupNorm(8, channels), nn.GroupNorm(8, channels)
        self.conv1, self.conv2 = (nn.Conv2d(channels, channels, 3, padding=1) for _ in range(2))
        self.about = None if dim is None else nn.Linear(dim, 2 * channels)
        _begin_at_zero(self.conv2)

    def forward(self, x: Tensor, about: Tensor | None = None) -> Tensor:
        h = self.norm2(self.conv1(F.silu(self.norm1(x))))
        if self.about is not None:
            scale, shift = self.about(about)[:, :, None, None].chunk(2, dim=1)
            h = h * (1 + scale) + shift
        return x + self.conv2(F.silu(h))


class _Residuals(nn.ModuleList):
    """One after the other."""

    def forward(self, x: Tensor, about: Tensor) -> Tensor:
        for residual in self:
            x = residual(x, about)
        return x


class ThumbnailEnlarger(ModelMixin, ConfigMixin):
    """The picture, twice as large in each direction, with the clean edges of a drawing."""

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
