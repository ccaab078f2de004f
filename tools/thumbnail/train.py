"""Train the built-in model: `python -m tools.thumbnail.train --minutes 60`; called again, a new run goes on with it.

Every picture is drawn when it is needed. Each step's pictures depend on the seed and the step alone, so the data of a
run are the same on every machine, and a run that goes on meets new ones. A run has two lessons; one that is stopped
keeps what it has learned, to the last few minutes, and the next begins with the first lesson again.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import shutil
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

# As in gcl/worker.py: threads that spin for long make each step several times slower as soon as anything else runs.
os.environ.setdefault("GOMP_SPINCOUNT", "20000")

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, IterableDataset

from tools.thumbnail.describe import any_description, caption, is_held_out
from tools.thumbnail.drawing import Batch, drawing_losses
from tools.thumbnail.layouts import layout_losses, layouts_of
from tools.thumbnail.model import TRAINING, Model, Recipe
from tools.thumbnail.reading import learn_to_read
from tools.thumbnail.scene import draw_with_mask
from tools.thumbnail.words import new_text_encoder

BUILD = Path("build/thumbnail")
WEIGHTS = Path("gcl/models/builtin/thumbnail")
ENCODER = Path("tools/thumbnail/weights")  # what only training needs of the weights
CARD = "README.md"  # beside the weights


@dataclass(frozen=True)
class Run:
    """How long a run is, in steps or in minutes, and how it is carried out."""

    device: torch.device
    steps: int | None
    minutes: float
    workers: int  # processes that draw
    at_once: int  # pictures in memory at a time
    fresh: bool  # begin anew, whatever is there

    def part(self, share: float) -> Run:
        """A run of so much of its length."""
        return replace(self, minutes=self.minutes * share, steps=self.steps and max(1, round(self.steps * share)))

    def gone(self, steps: int, seconds: float) -> float:
        """The part of the run that is done, from 0 to 1."""
        return steps / self.steps if self.steps else seconds / (60 * self.minutes)


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
            yield scenes(random.Random(f"{self.recipe.seed}/{step}"), self.recipe.batch)
            step += stride


def scenes(chance: random.Random, count: int) -> Batch:
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
        captions.append(said)
    return Batch(torch.from_numpy(np.stack(pictures)), torch.from_numpy(np.stack(subjects)), captions)


def rate(step: int, gone: float, recipe: Recipe) -> float:
    """Of the full learning rate: rising at the very start, falling to nothing at the end of a run (`gone` is 1)."""
    falling = min(1.0, max(0.0, (1 - gone) / recipe.decay))
    return min(1.0, (step + 1) / recipe.warmup) * falling


def train(recipe: Recipe, run: Run) -> None:
    """Go on from the checkpoint, or else from the exported weights; then export."""
    BUILD.mkdir(parents=True, exist_ok=True)
    tokenizer, text_encoder = new_text_encoder(BUILD)
    file, fresh = BUILD / "checkpoint.pt", run.fresh or not (WEIGHTS / TRAINING).exists()
    goes_on = file.exists() and not run.fresh
    if fresh and not goes_on:
        print({"read rightly": round(learn_to_read(tokenizer, text_encoder, recipe.seed), 3)}, flush=True)
    model = Model(recipe, run.device, tokenizer, text_encoder)
    if goes_on:
        model.restore(file)
    elif not fresh:
        model.begin_from(WEIGHTS, ENCODER)
    with (BUILD / "log.jsonl").open("a") as log:
        diary = Diary(log)
        diary.write({"recipe": asdict(recipe), "from_step": model.step, "device": run.device.type})
        if recipe.layouts < 1:
            learn_to_draw(model, run.part(1 - recipe.layouts), diary, file)
            model.save(file)
        learn_to_lay_out(model, run.part(recipe.layouts), diary)
    model.save(file)
    export(model)


def learn_to_draw(model: Model, run: Run, diary: Diary, file: Path) -> None:
    """The first lesson, with new pictures; `file` is written every few minutes."""
    recipe = model.recipe
    first, began, saved = model.step, time.monotonic(), time.monotonic()
    for batch in _loader(Scenes(recipe, model.step), run.workers):
        gone = run.gone(model.step - first, time.monotonic() - began)
        if gone >= 1:
            break
        falling = rate(model.step - model.warm_from, gone, recipe)
        seed = recipe.seed * 1_000_003 + model.step
        losses = model.learn(drawing_losses, batch.split(run.at_once), seed, model.step, falling)
        model.step += 1
        diary.note(model.step, losses)
        if time.monotonic() - saved > 300:
            model.save(file)
            saved = time.monotonic()


def learn_to_lay_out(model: Model, run: Run, diary: Diary) -> None:
    """The second lesson, with layouts of the last pictures, as the model that can draw them finds them. Finding them
    is not counted as part of the run."""
    recipe = model.recipe
    steps = -(-recipe.kept // recipe.batch)
    kept = layouts_of(model, islice(_loader(Scenes(recipe, max(0, model.step - steps)), run.workers), steps))
    began, step = time.monotonic(), 0
    order = torch.Generator().manual_seed(recipe.seed + model.step)
    waiting: list[Tensor] = []
    while (gone := run.gone(step, time.monotonic() - began)) < 1:
        waiting = waiting or list(torch.randperm(len(kept), generator=order).split(recipe.layout_batch))
        seed = recipe.seed * 1_000_003 + 1_000_000_007 + model.step * 10_007 + step
        losses = model.learn(layout_losses, [kept.chosen(waiting.pop())], seed, step, rate(step, gone, recipe))
        step += 1
        diary.note(step, losses)


class Diary:
    """What is said of a run: the means of 20 steps at a time, on the screen and in a file."""

    def __init__(self, file: TextIO) -> None:
        self.file, self.began = file, time.monotonic()
        self.recent: list[dict[str, float]] = []

    def note(self, step: int, losses: dict[str, float]) -> None:
        """Count the losses of a step, and write their means at every 20th."""
        if self.recent and losses.keys() != self.recent[0].keys():
            self.recent = []  # another lesson
        self.recent.append(losses)
        if step % 20 == 0:
            self.write({"step": step, "minutes": round((time.monotonic() - self.began) / 60, 2), **_means(self.recent)})
            self.recent = []

    def write(self, told: dict[str, Any]) -> None:
        """One line of JSON."""
        print(told, flush=True)
        self.file.write(json.dumps(told) + "\n")
        self.file.flush()


def _loader(pictures: Scenes, workers: int) -> DataLoader[Batch]:
    return DataLoader(pictures, batch_size=None, num_workers=workers, prefetch_factor=4 if workers else None)


def _means(losses: list[dict[str, float]]) -> dict[str, float]:
    """Of each loss. SystemExit if one of them is not a number any more: the run is lost from there on."""
    means = {name: round(sum(one[name] for one in losses) / len(losses), 5) for name in losses[0]} if losses else {}
    if not all(map(math.isfinite, means.values())):
        raise SystemExit("The loss is not a number any more: go on from the last checkpoint with a lower --rate.")
    return means


def export(model: Model) -> None:
    """The averaged weights as a pipeline folder, in half numbers; it is there when it is whole. Figures that were
    measured of other weights go."""
    draft = WEIGHTS.with_name(f".{WEIGHTS.name}")
    shutil.rmtree(draft, ignore_errors=True)
    model.export(draft, ENCODER)
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
    arguments.add_argument(
        "--layouts", type=float, default=Recipe.layouts, help="the part of the run for laying out; 1 draws as before"
    )
    arguments.add_argument("--at-once", type=int, default=1024, help="pictures in memory at a time")
    arguments.add_argument("--seed", type=int, default=Recipe.seed)
    arguments.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    arguments.add_argument("--fresh", action="store_true", help="begin anew, whatever is there")
    given = arguments.parse_args()
    run = Run(
        torch.device(given.device),
        given.steps,
        given.minutes,
        given.workers,
        given.at_once,
        given.fresh,
    )
    rates = {"muon_rate": given.rate * Recipe.muon_rate, "adam_rate": given.rate * Recipe.adam_rate}
    train(Recipe(seed=given.seed, batch=given.batch, layouts=given.layouts, **rates), run)


if __name__ == "__main__":
    main()
