"""docs/prompts.md, followed to the letter."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from gcl.config import ROOT, Config
from gcl.services import open_services
from gcl.styles import StylePreset
from tests.shell import Shell

PAGE = (ROOT / "docs" / "prompts.md").read_text(encoding="utf-8")


@pytest.fixture
def config(tmp_path: Path, models_dir: Path) -> Config:
    return Config(home=tmp_path / "home", models=models_dir, presets=tmp_path / "presets.json", device="cpu")


def test_the_page_adds_a_style_that_can_be_asked_for(config: Config, gcl: Shell) -> None:
    [entry] = re.findall(r"```json\n(.*?)```", PAGE, flags=re.DOTALL)
    presets = json.loads((ROOT / "presets.json").read_text(encoding="utf-8"))
    presets["styles"] |= json.loads("{" + entry + "}")
    config.presets.write_text(json.dumps(presets), encoding="utf-8")
    asked = gcl("frame", "a fox", "--style", "linocut", "--model", "sdxl-turbo", "--detach", "--json")
    assert asked.status == 0, asked.err
    services = open_services(config)
    assert services.jobs.get(1).payload["style"]["prompt"].startswith("linocut print, {prompt}")
    services.close()


def test_the_style_of_the_page_s_command_is_there(config: Config, gcl: Shell) -> None:
    config.presets.write_text((ROOT / "presets.json").read_text(encoding="utf-8"), encoding="utf-8")
    [style] = re.findall(r"gcl frame .+ --style (\S+) --model sdxl-turbo$", PAGE, flags=re.MULTILINE)
    assert gcl("frame", "a lighthouse", "--style", style, "--model", "sdxl-turbo", "--detach").status == 0


def test_the_page_names_every_field_of_a_style() -> None:
    table = PAGE.partition("| Field | Meaning |")[2].partition("\n\n")[0]
    named = set(re.findall(r"`([a-z_]+)`", "".join(row.split("|")[1] for row in table.splitlines() if "|" in row)))
    assert named == set(StylePreset.model_fields)
