"""The benchmark itself: its parts can be imported, its table and its file say what was measured."""

from __future__ import annotations

import importlib
import json
from pathlib import Path

import pytest
import torch

from gcl.catalog import Catalog
from gcl.config import Config
from tests.bench import __main__ as bench
from tests.bench import report
from tests.bench.gpu.architectures import ARCHITECTURES


@pytest.mark.parametrize("part", bench.PARTS)
def test_every_part_can_measure(part: str) -> None:
    assert callable(importlib.import_module(f"tests.bench.bench_{part}").measure)


def test_a_part_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["speed"]) == 2
    assert "There is no part speed" in capsys.readouterr().err


def test_the_file_has_one_entry_a_figure_and_keeps_the_others(tmp_path: Path) -> None:
    file = tmp_path / "bench.json"
    report.write([report.at_most("a", 1.04, "ratio", 1.05, 7)], file)
    report.write([report.as_measured("b", 3.0, "s", 5)], file)
    assert json.loads(file.read_text(encoding="utf-8")) == {
        "a": {"value": 1.04, "unit": "ratio", "goal": "<= 1.05", "ok": True, "runs": 7, "note": ""},
        "b": {"value": 3.0, "unit": "s", "goal": None, "ok": None, "runs": 5, "note": ""},
    }


def test_a_missed_goal_is_seen_in_the_table() -> None:
    assert "NO" in report.show([report.at_most("a", 2.0, "ratio", 1.05, 7)])


def test_a_percentile_is_one_of_the_values() -> None:
    values = [float(value) for value in range(1, 41)]
    assert report.percentile(values, 0.95) == 38.0
    assert report.percentile([5.0], 0.95) == 5.0


@pytest.mark.parametrize(
    ("family", "key"), [("sdxl", "sdxl-turbo"), ("flux2-klein", "flux2-klein-4b"), ("zimage", "z-image-turbo")]
)
def test_the_true_architectures_are_as_large_as_the_published_models(family: str, key: str) -> None:
    with torch.device("meta"):
        pipeline = ARCHITECTURES[family]()
    parts = [part for part in pipeline.components.values() if isinstance(part, torch.nn.Module)]
    weights = {id(weight): weight.numel() for part in parts for weight in part.parameters()}
    assert 2 * sum(weights.values()) / 1e9 == pytest.approx(Catalog.read(Config()).diffusion(key).memory_gb, rel=0.01)
