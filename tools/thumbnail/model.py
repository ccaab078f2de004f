"""The model while it learns: its parts, what they are trained on, their errors, and one step of training."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from diffusers import FlowMatchEulerDiscreteScheduler
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812
from transformers import BertTokenizer, ElectraModel

from gcl.models.builtin.network import LEAST_SIGMA, ThumbnailDecoder, ThumbnailTransformer
from gcl.models.builtin.pipeline import ENLARGED, ThumbnailPipeline
from tools.thumbnail.muon import Muon
from tools.thumbnail.reading import tokens

SHIFT = 4.5  # of the steps towards much noise; e ** Recipe.sigma_mean
TRAINING = "training.json"  # beside the weights


@dataclass(frozen=True)
class Recipe:
    """What a run depends on. `decay`: the last part of a run in which the learning rate falls to nothing;
    `subject_share`: how much of a picture's error its subjects should be, however small they are, each of their pixels
    counting at most `subject_most` times; `sigma_mean`, `sigma_spread`: of the noise's share, as a logit: what is where
    shows through noise that hides each pixel, so it is only learned where there is very much of it; `channels`, `dim`,
    `layers`, `heads`: of the transformer."""

    seed: int = 0
    batch: int = 48
    decoder_batch: int = 4
    muon_rate: float = 0.02
    adam_rate: float = 1e-3
    warmup: int = 100
    decay: float = 0.3
    average: float = 0.998
    uncaptioned: float = 0.1
    sigma_mean: float = 1.5
    sigma_spread: float = 1.2
    subject_share: float = 0.4
    subject_most: float = 6.0
    channels: int = 64
    dim: int = 192
    layers: int = 8
    heads: int = 3


@dataclass(frozen=True)
class Batch:
    """pictures [B, 144, 256, 3], bytes; subjects [B, 144, 256], bytes, above 0 where they are; their captions."""

    pictures: Tensor
    subjects: Tensor
    captions: list[str]

    def split(self, size: int) -> Iterator[Batch]:
        for at in range(0, len(self.captions), size):
            part = slice(at, at + size)
            yield Batch(self.pictures[part], self.subjects[part], self.captions[part])


class Model:
    """All parts, their optimisers and their moving averages: what a checkpoint holds."""

    def __init__(
        self, recipe: Recipe, device: torch.device, tokenizer: BertTokenizer, text_encoder: ElectraModel
    ) -> None:
        torch.manual_seed(recipe.seed)
        self.recipe, self.device, self.tokenizer = recipe, device, tokenizer
        self.step = self.warm_from = 0  # where the optimisers began
        transformer = ThumbnailTransformer(
            channels=recipe.channels,
            dim=recipe.dim,
            layers=recipe.layers,
            heads=recipe.heads,
            text_dim=text_encoder.config.hidden_size,
        )
        self.parts = nn.ModuleDict(
            {
                "text_encoder": text_encoder,
                "transformer": transformer,
                "decoder": ThumbnailDecoder(),
            }
        ).to(device, memory_format=torch.channels_last)
        self.predict = transformer.predict
        self.average = copy.deepcopy(self.parts).requires_grad_(False)
        self.optimisers = _optimisers(self.parts, recipe)

    def loss(self, batch: Batch, noise: torch.Generator) -> dict[str, Tensor]:
        """Of the drawing, as the velocity's error; and of the enlarging, on a few of the pictures."""
        large = batch.pictures.to(self.device).permute(0, 3, 1, 2).float() / 127.5 - 1
        small = F.avg_pool2d(large, ENLARGED).contiguous(memory_format=torch.channels_last)
        words = tokens(self.tokenizer, batch.captions).to(self.device)
        mask = words["attention_mask"]
        text = self.parts["text_encoder"](input_ids=words["input_ids"], attention_mask=mask).last_hidden_state
        share = torch.randn(len(small), generator=noise) * self.recipe.sigma_spread + self.recipe.sigma_mean
        sigma = torch.sigmoid(share).to(self.device)
        at = sigma.view(-1, 1, 1, 1)
        noisy = (1 - at) * small + at * torch.randn(small.shape, generator=noise).to(small)
        clean = self.predict(noisy, sigma, text, mask.bool())
        errors = ((clean - small) / at.clamp(min=LEAST_SIGMA)).square()
        drawing = (errors * self.weights(batch.subjects.to(self.device))).mean()
        return {"drawing": drawing, "enlarging": self._enlarging(large[: self.recipe.decoder_batch], noise)}

    def weights(self, subjects: Tensor) -> Tensor:
        """[B, 1, 72, 128], 1 on average: of each pixel's error. A far-off dog is few pixels, and all that matters."""
        where = F.max_pool2d((subjects > 0).float()[:, None], ENLARGED)
        area = where.mean(dim=(1, 2, 3), keepdim=True).clamp(min=1e-3)
        share = self.recipe.subject_share
        counts = (share * (1 - area) / ((1 - share) * area)).clamp(1, self.recipe.subject_most)
        weights = 1 + (counts - 1) * where
        return weights / weights.mean(dim=(1, 2, 3), keepdim=True)

    def _enlarging(self, large: Tensor, noise: torch.Generator) -> Tensor:
        """Sharp pictures out of such as the transformer gives: a little noisy, a little ragged."""
        small = F.avg_pool2d(large, ENLARGED)
        amount = 0.12 * torch.rand(len(small), 1, 1, 1, generator=noise).to(small)
        rough = F.interpolate(torch.randn(*small.shape[:2], 18, 32, generator=noise), size=small.shape[2:])
        grain = torch.randn(small.shape, generator=noise)
        enlarged = self.parts["decoder"](small + amount * (grain + 0.4 * rough).to(small))
        edges = sum((enlarged.diff(dim=axis) - large.diff(dim=axis)).abs().mean() for axis in (2, 3))
        return (enlarged - large).abs().mean() + edges

    def learn(self, batch: Batch, rate: float, at_once: int = 1024) -> dict[str, float]:
        """One step of all optimisers at `rate`, from 0 to 1, of their full rates, `at_once` pictures of the batch at a
        time. Returns the losses before it."""
        noise = torch.Generator().manual_seed(self.recipe.seed * 1_000_003 + self.step)
        told: dict[str, float] = {}
        for part in batch.split(at_once):
            share = len(part.captions) / len(batch.captions)
            with torch.autocast(self.device.type, torch.bfloat16, enabled=_half_is_fast(self.device)):
                losses = self.loss(part, noise)
            sum(losses.values()).mul(share).backward()  # type: ignore[union-attr]
            for name, loss in losses.items():
                told[name] = told.get(name, 0.0) + share * float(loss.detach())
        nn.utils.clip_grad_norm_(self.parts.parameters(), 1.0)
        for optimiser, full in self.optimisers:
            for group in optimiser.param_groups:
                group["lr"] = full * rate
            optimiser.step()
            optimiser.zero_grad()
        self.step += 1
        keep = min(self.recipe.average, self.step / (self.step + 10))
        with torch.no_grad():
            ours, theirs = list(self.average.parameters()), list(self.parts.parameters())
            torch._foreach_lerp_(ours, theirs, 1 - keep)
        return told

    def save(self, file: Path) -> None:
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
        state = torch.load(file, map_location=self.device, weights_only=True)
        self.step, self.warm_from = state["step"], state["warm_from"]
        self.parts.load_state_dict(state["parts"])
        self.average.load_state_dict(state["average"])
        for (optimiser, _), saved in zip(self.optimisers, state["optimisers"], strict=True):
            optimiser.load_state_dict(saved)

    def begin_from(self, folder: Path) -> None:
        """Take the weights that were exported to `folder`: the way to go on where no checkpoint is at hand. The
        optimisers begin anew; the pictures go on."""
        pipeline = ThumbnailPipeline.from_pretrained(folder, use_safetensors=True)
        for name, part in self.parts.items():
            part.load_state_dict(getattr(pipeline, name).float().state_dict())
        self.average.load_state_dict(self.parts.state_dict())
        self.step = self.warm_from = json.loads((folder / TRAINING).read_text())["steps"]

    def pipeline(self) -> ThumbnailPipeline:
        """The model as it is now, of the averaged weights."""
        return ThumbnailPipeline(
            tokenizer=self.tokenizer,
            scheduler=FlowMatchEulerDiscreteScheduler(shift=SHIFT),
            **dict(self.average.items()),
        )


def _optimisers(parts: nn.ModuleDict, recipe: Recipe) -> list[tuple[torch.optim.Optimizer, float]]:
    """Muon for the matrices inside the blocks, which needs about half the steps; AdamW for all else."""
    matrices, others = [], []
    for name, parameter in parts.named_parameters():
        if parameter.requires_grad:
            inside = ".blocks." in name or ".layer." in name
            (matrices if inside and parameter.ndim == 2 else others).append(parameter)
    adam = torch.optim.AdamW(others, lr=recipe.adam_rate, betas=(0.9, 0.99), weight_decay=0.01)
    return [(Muon(matrices, lr=recipe.muon_rate), recipe.muon_rate), (adam, recipe.adam_rate)]


def _half_is_fast(device: torch.device) -> bool:
    """A processor without the instructions for bfloat16 takes a hundred times as long with it."""
    return device.type == "cuda" or torch.backends.cpu.get_cpu_capability().startswith("AVX512")
