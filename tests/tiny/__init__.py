"""Untrained pipelines of the true classes, small enough for a processor: they draw noise, and prove the whole path.
No preset of the studio is one; the tests' own presets.json lists them.

Every component is the real class with two layers or so; the tokenizers are real too, with one token a byte. They are
saved as any model is, so that they load as any model does. The seed is fixed: the same weights on every machine.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import torch
from filelock import FileLock

from tests.tiny.recipes import RECIPES

__all__ = ["RECIPES", "make"]


def make(family: str, models_dir: Path) -> Path:
    """The folder of the untrained pipeline of `family` under `models_dir`, made if it is not there yet.

    It appears under its name only when it is whole. Safe from several processes at once.
    """
    folder = models_dir / f"tiny-{family}"
    models_dir.mkdir(parents=True, exist_ok=True)
    with FileLock(models_dir / ".tiny.lock"):
        if not folder.is_dir():
            _write(family, folder)
    return folder


def _write(family: str, folder: Path) -> None:
    unfinished = folder.with_name(f".{folder.name}")
    shutil.rmtree(unfinished, ignore_errors=True)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        pipeline = RECIPES[family]()
    pipeline.save_pretrained(unfinished)
    unfinished.rename(folder)
