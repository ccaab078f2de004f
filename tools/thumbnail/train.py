"""Train the built-in model: `python -m tools.thumbnail.train --minutes 60`; called again, it goes on from where it was.

Every picture is drawn when it is needed and seen once. Each step's pictures depend on the seed and the step alone, so
the data of a run are the same on every machine, and a run that goes on meets new ones.
"""

from __future__ import annotations

import argparse
import copy
import json
import math
import os
import random
import shutil
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

# As in gcl/worker.py: threads that spin for long make each step several times slower as soon as anything else runs.
os.environ.setdefault("GOMP_SPINCOUNT", "20000")

import numpy as np
import torch
from diffusers import FlowMatchEulerDiscreteScheduler
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812
from torch.utils.data import DataLoader, IterableDataset
from transformers import BertTokenizer, ElectraModel

from gcl.models.builtin.network import LEAST_SIGMA, ThumbnailDecoder, ThumbnailTransformer
from gcl.models.builtin.pipeline import ENLARGED, ThumbnailPipeline
from tools.thumbnail.describe import any_description, caption, is_held_out
from tools.thumbnail.muon import Muon
from tools.thumbnail.reading import learn_to_read, tokens
from tools.thumbnail.scene import draw_with_mask
from tools.thumbnail.words import new_text_encoder

BUILD = Path("build/thumbnail")
SHIFT = 4.5  # of the steps towards much noise; e ** Recipe.sigma_mean
WEIGHTS = Path("gcl/models/builtin/thumbnail")
TRAINING, CARD = "training.json", "README.md"  # beside the weights


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
class Run:
    """How long a run is, in steps or in minutes, and how it is carried out."""

    device: torch.device
    steps: int | None
    minutes: float
    workers: int  # processes that draw
    at_once: int  # pictures in memory at a time
    compiled: bool
    fresh: bool  # begin anew, whatever is there

    def gone(self, steps: int, seconds: float) -> float:
        """The part of the run that is done, from 0 to 1."""
        return steps / self.steps if self.steps else seconds / (60 * self.minutes)


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


class Scenes(IterableDataset):  # type: ignore[type-arg]
    """Batches from step `start` on."""

    def __init__(self, recipe: Recipe, start: int) -> None:
        self.recipe, self.start = recipe, start

    def __iter__(self) -> Iterator[Batch]:
        info = torch.utils.data.get_worker_info()
        step, stride = self.start, 1
        if info is not None:
            step, stride = step + info.id, info.num_workers
        while True:
            yield scenes(random.Random(f"{self.recipe.seed}/{step}"), self.recipe.batch, self.recipe.uncaptioned)
            step += stride


def scenes(chance: random.Random, count: int, uncaptioned: float = 0.0) -> Batch:
    """`count` pictures and captions that training may see."""
    pictures, subjects, captions = [], [], []
    while len(pictures) < count:
        description = any_description(chance)
        said = caption(description, chance)
        if is_held_out(description):
            continue
        picture, mask = draw_with_mask(description)
        pictures.append(np.asarray(picture))
        subjects.append(np.asarray(mask))
        captions.append("" if chance.random() < uncaptioned else said)
    return Batch(torch.from_numpy(np.stack(pictures)), torch.from_numpy(np.stack(subjects)), captions)


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


def rate(step: int, gone: float, recipe: Recipe) -> float:
    """Of the full learning rate: rising at the very start, falling to nothing at the end of a run (`gone` is 1)."""
    falling = min(1.0, max(0.0, (1 - gone) / recipe.decay))
    return min(1.0, (step + 1) / recipe.warmup) * falling


def _half_is_fast(device: torch.device) -> bool:
    """A processor without the instructions for bfloat16 takes a hundred times as long with it."""
    return device.type == "cuda" or torch.backends.cpu.get_cpu_capability().startswith("AVX512")


def train(recipe: Recipe, run: Run) -> None:
    """Go on from the checkpoint, or else from the exported weights; then export."""
    tokenizer, text_encoder = new_text_encoder(BUILD)
    file, fresh = BUILD / "checkpoint.pt", run.fresh or not (WEIGHTS / TRAINING).exists()
    goes_on = file.exists() and not run.fresh
    if fresh and not goes_on:
        print({"read rightly": round(learn_to_read(tokenizer, text_encoder, recipe.seed), 3)}, flush=True)
    model = Model(recipe, run.device, tokenizer, text_encoder)
    if goes_on:
        model.restore(file)
    elif not fresh:
        model.begin_from(WEIGHTS)
    if run.compiled:
        model.predict = torch.compile(model.predict)
    log = (BUILD / "log.jsonl").open("a")
    log.write(json.dumps({"recipe": asdict(recipe), "from_step": model.step, "device": run.device.type}) + "\n")
    prefetch = 4 if run.workers else None
    loader = DataLoader(Scenes(recipe, model.step), batch_size=None, num_workers=run.workers, prefetch_factor=prefetch)
    first, began, saved = model.step, time.monotonic(), time.monotonic()
    recent: list[dict[str, float]] = []
    for batch in loader:
        gone = run.gone(model.step - first, time.monotonic() - began)
        if gone >= 1:
            break
        recent.append(model.learn(batch, rate(model.step - model.warm_from, gone, recipe), run.at_once))
        if model.step % 20 == 0:
            told = {"step": model.step, "minutes": round((time.monotonic() - began) / 60, 2), **_means(recent)}
            print(told, flush=True)
            log.write(json.dumps(told) + "\n")
            log.flush()
            recent = []
            if time.monotonic() - saved > 300:
                model.save(file)
                saved = time.monotonic()
    _means(recent)
    model.save(file)
    export(model)


def _means(losses: list[dict[str, float]]) -> dict[str, float]:
    """Of each loss. SystemExit, before anything is saved, if one of them is not a number any more."""
    means = {name: round(sum(one[name] for one in losses) / len(losses), 5) for name in losses[0]} if losses else {}
    if not all(map(math.isfinite, means.values())):
        raise SystemExit("The loss is not a number any more: go on from the last checkpoint with a lower --rate.")
    return means


def export(model: Model) -> None:
    """The averaged weights as a pipeline folder, in half numbers; it is there when it is whole. Figures that were
    measured of other weights go."""
    draft = WEIGHTS.with_name(f".{WEIGHTS.name}")
    shutil.rmtree(draft, ignore_errors=True)
    model.pipeline().to(dtype=torch.float16).save_pretrained(draft)
    pictures = model.step * model.recipe.batch
    told = {"steps": model.step, "pictures": pictures, "recipe": asdict(model.recipe)}
    (draft / TRAINING).write_text(json.dumps(told, indent=2) + "\n")
    if (WEIGHTS / CARD).exists():
        shutil.copy(WEIGHTS / CARD, draft)
    shutil.rmtree(WEIGHTS, ignore_errors=True)
    draft.rename(WEIGHTS)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    length = arguments.add_mutually_exclusive_group(required=True)
    length.add_argument("--minutes", type=float, default=0.0)
    length.add_argument("--steps", type=int, help="the same weights on every machine of a kind")
    arguments.add_argument("--workers", type=int, default=1, help="processes that draw")
    arguments.add_argument("--batch", type=int, default=Recipe.batch)
    arguments.add_argument("--rate", type=float, default=1.0, help="of the recipe's learning rates")
    arguments.add_argument("--at-once", type=int, default=1024, help="pictures in memory at a time")
    arguments.add_argument("--seed", type=int, default=Recipe.seed)
    arguments.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    arguments.add_argument("--compiled", action="store_true", help="by torch.compile, which needs a C++ compiler")
    arguments.add_argument("--fresh", action="store_true", help="begin anew, whatever is there")
    given = arguments.parse_args()
    run = Run(
        torch.device(given.device),
        given.steps,
        given.minutes,
        given.workers,
        given.at_once,
        given.compiled,
        given.fresh,
    )
    rates = {"muon_rate": given.rate * Recipe.muon_rate, "adam_rate": given.rate * Recipe.adam_rate}
    train(Recipe(seed=given.seed, batch=given.batch, **rates), run)


if __name__ == "__main__":
    main()
