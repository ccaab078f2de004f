"""An independent eye: a small network that names what a picture shows. It is trained on drawings alone, never on what
the model makes, so that it cannot learn to see what the model meant."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import torch
from safetensors.torch import load_model, save_model
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812
from torch.utils.data import DataLoader, IterableDataset

from tools.thumbnail.describe import any_description
from tools.thumbnail.kinds import COLOURS
from tools.thumbnail.scene import GROUPS, NOBODY, PLACES, SUBJECTS, Description, draw

SIZE = (72, 128)  # what it looks at: half the picture's height and width


@dataclass(frozen=True)
class Question:
    """What is asked of a picture: the attribute of a Description, and the answers there are."""

    name: str
    answers: tuple[str, ...]

    def truth(self, description: Description) -> int:
        return self.answers.index(getattr(description, self.name))


QUESTIONS = (
    Question("subject", (*SUBJECTS, *GROUPS, NOBODY)),
    Question("place", tuple(PLACES)),
    Question("time", ("day", "sunset", "night")),
    Question("weather", ("clear", "rain", "snow", "fog")),
    Question("shot", ("wide", "medium", "close")),
    Question("colour", tuple(COLOURS)),
)


class Judge(nn.Module):
    """Residual convolutions at five sizes; the middle and the whole of the picture answer each question."""

    widths: ClassVar[tuple[int, ...]] = (32, 64, 96, 160, 224)

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        before = 3
        for width in self.widths:
            layers += [nn.Conv2d(before, width, 3, stride=2, padding=1), nn.BatchNorm2d(width), nn.ReLU()]
            layers.append(_Block(width))
            before = width
        self.body = nn.Sequential(*layers)
        self.heads = nn.ModuleDict({one.name: nn.Linear(2 * before, len(one.answers)) for one in QUESTIONS})

    def forward(self, pictures: Tensor) -> dict[str, Tensor]:
        """[B, 3, 72, 128] from -1 to 1 -> for each question, [B, answers]."""
        seen = self.body(pictures)
        summary = torch.cat([seen.mean(dim=(2, 3)), seen.amax(dim=(2, 3))], dim=1)
        return {name: head(summary) for name, head in self.heads.items()}

    @torch.no_grad()
    def answers(self, pictures: Tensor) -> dict[str, list[str]]:
        """What it sees in [B, 144, 256, 3] bytes, by question."""
        self.eval()
        said = self(prepared(pictures))
        return {one.name: [one.answers[int(best)] for best in said[one.name].argmax(dim=1)] for one in QUESTIONS}


class _Block(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.inner = nn.Sequential(
            nn.Conv2d(width, width, 3, padding=1),
            nn.BatchNorm2d(width),
            nn.ReLU(),
            nn.Conv2d(width, width, 3, padding=1),
            nn.BatchNorm2d(width),
        )

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x + self.inner(x))


def prepared(pictures: Tensor) -> Tensor:
    """[B, 144, 256, 3] bytes -> [B, 3, 72, 128] from -1 to 1."""
    return F.avg_pool2d(pictures.permute(0, 3, 1, 2).float() / 127.5 - 1, 2)


class Drawings(IterableDataset):  # type: ignore[type-arg]
    """Batches of drawings of every kind, the held-out ones too, and the true answers [B, questions]."""

    def __init__(self, seed: int, batch: int) -> None:
        self.seed, self.batch = seed, batch

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        info: Any = torch.utils.data.get_worker_info()
        chance = random.Random(f"judge/{self.seed}/{info.id if info else 0}")
        while True:
            descriptions = [any_description(chance) for _ in range(self.batch)]
            pictures = np.stack([np.asarray(draw(one)) for one in descriptions])
            truths = torch.tensor([[one.truth(description) for one in QUESTIONS] for description in descriptions])
            yield torch.from_numpy(pictures), truths


def train_judge(file: Path, minutes: float, workers: int = 1, seed: int = 0) -> Judge:
    """The judge in `file`, whatever it was trained for; or a new one, trained for `minutes`. Delete the file when the
    drawings have changed."""
    judge = Judge()
    if file.exists():
        load_model(judge, file)
        return judge
    torch.manual_seed(seed)
    judge = Judge()
    loader = DataLoader(
        Drawings(seed, 32), batch_size=None, num_workers=workers, prefetch_factor=8 if workers else None
    )
    optimiser = torch.optim.AdamW(judge.parameters(), lr=2e-3, weight_decay=0.02)
    noise = torch.Generator().manual_seed(seed)
    began, recent = time.monotonic(), []
    for step, (pictures, truths) in enumerate(loader):
        gone = (time.monotonic() - began) / (60 * minutes)
        if gone >= 1:
            break
        for group in optimiser.param_groups:
            group["lr"] = 2e-3 * min(1.0, (step + 1) / 50, 2.5 * (1 - gone))
        judge.train()
        seen = prepared(pictures)
        # The model's pictures are a little softer than drawings; a judge must not stumble over that.
        seen = seen + 0.08 * torch.rand(len(seen), 1, 1, 1, generator=noise) * torch.randn(seen.shape, generator=noise)
        said = judge(seen)
        losses = [F.cross_entropy(said[one.name], truths[:, at]) for at, one in enumerate(QUESTIONS)]
        optimiser.zero_grad()
        torch.stack(losses).sum().backward()
        optimiser.step()
        recent = [*recent[-19:], [float(loss.detach()) for loss in losses]]
        if step % 100 == 99:
            means = [round(sum(values) / len(values), 3) for values in zip(*recent, strict=True)]
            print({"step": step + 1, **dict(zip([one.name for one in QUESTIONS], means, strict=True))}, flush=True)
    file.parent.mkdir(parents=True, exist_ok=True)
    save_model(judge, file)
    return judge
