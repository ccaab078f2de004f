"""The model while it learns: its parts, their optimisers, and one step of them. What is learned is in drawing.py and
layouts.py."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

import torch
from diffusers import FlowMatchEulerDiscreteScheduler
from torch import Tensor, nn
from transformers import BertTokenizer, ElectraModel

from gcl.models.builtin.network import ThumbnailDecoder, ThumbnailEnlarger, ThumbnailTransformer
from gcl.models.builtin.pipeline import ThumbnailPipeline
from tools.thumbnail.encoder import ThumbnailEncoder
from tools.thumbnail.muon import Muon
from tools.thumbnail.reading import tokens

TRAINING = "training.json"  # beside the weights


@dataclass(frozen=True)
class Recipe:
    """What a run depends on. `decay`: the last part of a lesson in which the learning rate falls to nothing.

    Drawing: `enlarged`: pictures of each batch that the enlarger learns from; `edges`: how much the differences of
    neighbours count beside the pixels; `subject_share`: how much of a picture's error its subjects should be, however
    small they are, each of their pixels counting at most `subject_most` times; `nat`: what a nat of layout costs, in
    errors of the picture: less makes pictures that are true to their layouts, more makes layouts that are easy to draw
    up; `alone`: steps in which it draws from captions alone. Layouts are the easier teacher, and whatever they told
    first was never read; `dear`: steps after which captions are read so well that a nat may cost `nat_later`.

    Laying out: `layouts`: the part of a run that it gets; `kept`: pictures whose layouts are learned, `layout_batch` at
    a time; `uncaptioned`: the share that is learned without the caption, which guidance needs.
    """

    seed: int = 0
    batch: int = 32
    enlarged: int = 1
    muon_rate: float = 0.02
    adam_rate: float = 1e-3
    warmup: int = 100
    decay: float = 0.3
    average: float = 0.995
    edges: float = 1.0
    subject_share: float = 0.4
    subject_most: float = 6.0
    nat: float = 4e-4
    alone: int = 250
    dear: int = 2500
    nat_later: float = 2e-4
    layouts: float = 0.3
    kept: int = 32768
    layout_batch: int = 128
    uncaptioned: float = 0.1
    channels: tuple[int, int, int] = (160, 80, 40)  # of the convolutions, from coarse to fine
    dim: int = 256  # numbers a token
    heads: int = 4
    lays_out: int = 4  # layers of the transformer that lays out
    draws: int = 5  # layers of the one that draws


class Sized(Protocol):
    """Something to learn from, of a number of pictures."""

    def __len__(self) -> int: ...


S = TypeVar("S", bound=Sized)
Loss = Callable[["Model", S, torch.Generator], dict[str, Tensor]]


class Model:
    """All parts, their optimisers and their moving averages: what a checkpoint holds."""

    def __init__(
        self, recipe: Recipe, device: torch.device, tokenizer: BertTokenizer, text_encoder: ElectraModel
    ) -> None:
        torch.manual_seed(recipe.seed)
        self.recipe, self.device, self.tokenizer = recipe, device, tokenizer
        self.step = self.warm_from = 0  # of drawing; where the optimisers began
        sizes = {"dim": recipe.dim, "heads": recipe.heads, "text_dim": text_encoder.config.hidden_size}
        self.parts = nn.ModuleDict(
            {
                "text_encoder": text_encoder,
                "transformer": ThumbnailTransformer(layers=recipe.lays_out, **sizes),
                "encoder": ThumbnailEncoder(channels=recipe.channels, dim=recipe.dim),
                "decoder": ThumbnailDecoder(channels=recipe.channels, layers=recipe.draws, **sizes),
                "enlarger": ThumbnailEnlarger(),
            }
        ).to(device, memory_format=torch.channels_last)
        # It has learned to read; at the rates of the others it forgot what it knew within a hundred steps.
        self.parts["text_encoder"].requires_grad_(False)
        self.average = copy.deepcopy(self.parts).requires_grad_(False)
        self.optimisers = _optimisers(self.parts, recipe, torch.bfloat16 if _half_is_fast(device) else torch.float32)

    @torch.no_grad()
    def read(self, captions: Sequence[str]) -> tuple[Tensor, Tensor]:
        """What the text encoder makes of captions, [B, T, D], and which of the T words are not padding, [B, T]."""
        words = tokens(self.tokenizer, list(captions)).to(self.device)
        return self.parts["text_encoder"](**words).last_hidden_state, words["attention_mask"].bool()

    def learn(self, loss: Loss[S], parts: Iterable[S], seed: int, step: int, rate: float) -> dict[str, float]:
        """One step of all optimisers at `rate`, from 0 to 1, of their full rates, for a batch in `parts`, one in memory
        at a time. Returns the losses before it."""
        noise = torch.Generator().manual_seed(seed)
        told: dict[str, float] = {}
        parts = list(parts)
        for part in parts:
            share = len(part) / sum(map(len, parts))
            with torch.autocast(self.device.type, torch.bfloat16, enabled=_half_is_fast(self.device)):
                losses = loss(self, part, noise)
            sum(losses.values()).mul(share).backward()  # type: ignore[union-attr]
            for name, one in losses.items():
                told[name] = told.get(name, 0.0) + share * float(one.detach())
        nn.utils.clip_grad_norm_(self.parts.parameters(), 1.0)
        for optimiser, full in self.optimisers:
            for group in optimiser.param_groups:
                group["lr"] = full * rate
            optimiser.step()
        keep = min(self.recipe.average, (step + 1) / (step + 11))
        # Of what this lesson changes alone: the averages of the other parts are what it works with.
        both = zip(self.average.parameters(), self.parts.parameters(), strict=True)
        ours, theirs = zip(*((mean, now) for mean, now in both if now.grad is not None), strict=True)
        with torch.no_grad():
            torch._foreach_lerp_(ours, theirs, 1 - keep)
        for optimiser, _ in self.optimisers:
            optimiser.zero_grad()
        return told

    def check(self) -> None:
        """SystemExit if a weight is not a number any more: nothing is saved of such a model."""
        if not all(bool(weight.isfinite().all()) for weight in self.parts.parameters()):
            raise SystemExit("A weight is not a number any more: go on from the last checkpoint with a lower --rate.")

    def save(self, file: Path) -> None:
        """Write a checkpoint, whole or not at all."""
        self.check()
        file.parent.mkdir(parents=True, exist_ok=True)
        state = {
            "step": self.step,
            "warm_from": self.warm_from,
            "parts": self.parts.state_dict(),
            "average": self.average.state_dict(),
            "optimisers": [optimiser.state_dict() for optimiser, _ in self.optimisers],
        }
        torch.save(state, file.with_suffix(".part"))
        file.with_suffix(".part").replace(file)

    def restore(self, file: Path) -> None:
        """Go on from what `save` wrote for the same recipe."""
        state = torch.load(file, map_location=self.device, weights_only=True)
        self.step, self.warm_from = state["step"], state["warm_from"]
        self._load(self.parts, state["parts"])
        self.average.load_state_dict(state["average"])
        for (optimiser, _), saved in zip(self.optimisers, state["optimisers"], strict=True):
            optimiser.load_state_dict(saved)

    def begin_from(self, folder: Path, encoder: Path) -> None:
        """Take the weights that `export` wrote to these folders: the way to go on where no checkpoint is at hand. The
        optimisers begin anew; the pictures go on."""
        pipeline = ThumbnailPipeline.from_pretrained(folder, use_safetensors=True)
        found = {**pipeline.components, "encoder": ThumbnailEncoder.from_pretrained(encoder, use_safetensors=True)}
        for name, part in self.parts.items():
            self._load(part, found[name].float().state_dict())
        self.average.load_state_dict(self.parts.state_dict())
        self.step = self.warm_from = json.loads((folder / TRAINING).read_text())["steps"]

    def _load(self, part: nn.Module, weights: dict[str, Tensor]) -> None:
        try:
            part.load_state_dict(weights)
        except RuntimeError as error:
            raise SystemExit(
                "What was trained so far has other sizes than this recipe: begin anew with --fresh."
            ) from error

    def pipeline(self) -> ThumbnailPipeline:
        """The model as it is now, of the averaged weights."""
        drawing = {name: part for name, part in self.average.items() if name != "encoder"}
        return ThumbnailPipeline(tokenizer=self.tokenizer, scheduler=FlowMatchEulerDiscreteScheduler(), **drawing)

    def export(self, folder: Path, encoder: Path) -> None:
        """Write the averaged weights in half numbers: a pipeline to `folder`, and what only training needs to
        `encoder`."""
        half = copy.deepcopy(self.average).to(dtype=torch.float16)
        half["encoder"].save_pretrained(encoder)
        pipeline = self.pipeline()
        pipeline.register_modules(**{name: part for name, part in half.items() if name != "encoder"})
        pipeline.save_pretrained(folder)


def _optimisers(parts: nn.ModuleDict, recipe: Recipe, dtype: torch.dtype) -> list[tuple[torch.optim.Optimizer, float]]:
    """Muon for the matrices and convolutions inside, which needs about half the steps; AdamW for all else."""
    matrices, others = [], []
    for name, parameter in parts.named_parameters():
        if parameter.requires_grad:
            inside = any(part in name for part in (".blocks.", ".details.", ".look.", ".splits."))
            (matrices if inside and parameter.ndim in (2, 4) else others).append(parameter)
    adam = torch.optim.AdamW(others, lr=recipe.adam_rate, betas=(0.9, 0.99), weight_decay=0.01)
    return [(Muon(matrices, recipe.muon_rate, dtype), recipe.muon_rate), (adam, recipe.adam_rate)]


def _half_is_fast(device: torch.device) -> bool:
    """A processor without the instructions for bfloat16 takes a hundred times as long with it."""
    return device.type == "cuda" or torch.backends.cpu.get_cpu_capability().startswith("AVX512")
