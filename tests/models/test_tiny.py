"""The untrained models: made once, whole or not at all, the same everywhere."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests import tiny

FAMILIES = list(tiny.RECIPES)


def contents(folder: Path) -> dict[str, str]:
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.rglob("*")
        if file.is_file()
    }


@pytest.mark.parametrize("family", FAMILIES)
def test_a_tiny_model_is_made_once(family: str, tmp_path: Path) -> None:
    folder = tiny.make(family, tmp_path)
    written = folder.stat().st_mtime_ns
    assert tiny.make(family, tmp_path) == folder
    assert folder.stat().st_mtime_ns == written


@pytest.mark.parametrize("family", FAMILIES)
def test_it_has_the_same_weights_wherever_it_is_made(family: str, tmp_path: Path, models_dir: Path) -> None:
    assert contents(tiny.make(family, tmp_path)) == contents(tiny.make(family, models_dir))


@pytest.mark.parametrize("family", FAMILIES)
def test_it_is_small(family: str, models_dir: Path) -> None:
    size = sum(file.stat().st_size for file in tiny.make(family, models_dir).rglob("*"))
    assert size < 3_000_000


def test_two_that_make_it_at_once_both_get_it(tmp_path: Path) -> None:
    # The lock is on a file, so two threads meet it as two processes do.
    with ThreadPoolExecutor(2) as both:
        made = list(both.map(lambda _: tiny.make("sd15", tmp_path), range(2)))
    assert made == [tmp_path / "tiny-sd15"] * 2
    assert sorted(file.name for file in tmp_path.iterdir()) == [".tiny.lock", made[0].name]
