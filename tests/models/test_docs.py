"""docs/add-a-model.md, followed to the letter."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import get_args

import pytest

from gcl.config import ROOT, Config
from gcl.presets.diffusion import DiffusionPreset
from tests import tiny
from tests.shell import Shell

PAGE = (ROOT / "docs" / "add-a-model.md").read_text(encoding="utf-8")


@pytest.fixture
def config(tmp_path: Path, tiny_models: None, models_dir: Path) -> Config:
    models = tmp_path / "models"
    shutil.copytree(tiny.make("sdxl", models_dir), models / "our-house-style")
    return Config(home=tmp_path / "home", models=models, presets=tmp_path / "presets.json", device="cpu")


@pytest.mark.slow
def test_the_page_adds_a_model_that_draws(config: Config, gcl: Shell) -> None:
    [entry] = re.findall(r"```json\n(.*?)```", PAGE, flags=re.DOTALL)
    presets = json.loads((ROOT / "presets.json").read_text(encoding="utf-8"))
    presets["diffusion_models"] = json.loads("{" + entry + "}") | presets["diffusion_models"]
    config.presets.write_text(json.dumps(presets), encoding="utf-8")
    commands = re.findall(r"^ +gcl (.+)$", PAGE, flags=re.MULTILINE)
    assert commands == ["doctor", 'frame "a lighthouse at dusk" --model our-house-style']

    found = {model["key"]: model for model in gcl("doctor", "--json").data["models"]}
    assert found["our-house-style"]["present"] is True
    drawn = gcl("frame", "a lighthouse at dusk", "--model", "our-house-style", "--size", "64x64", "--json")
    assert drawn.status == 0, drawn.err
    [frame] = drawn.data["frames"]
    assert (frame["width"], frame["height"]) == (64, 64)
    assert Path(frame["path"]).is_file()


def test_the_page_names_every_field_and_every_family() -> None:
    table = PAGE.partition("## What an entry says")[2].partition("## ")[0]
    named = set(re.findall(r"`([a-z0-9_]+)`", "".join(row.split("|")[1] for row in table.splitlines() if "|" in row)))
    assert named == set(DiffusionPreset.model_fields)
    [families] = re.findall(r"^\| `family` \| (.+) \|$", table, flags=re.MULTILINE)
    assert re.findall(r"`([\w-]+)`", families) == list(get_args(DiffusionPreset.model_fields["family"].annotation))
