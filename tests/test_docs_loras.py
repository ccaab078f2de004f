"""docs/loras.md, followed to the letter."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from gcl.config import ROOT, Config
from gcl.lora_bases import ARCHITECTURES
from gcl.presets.lora import LoraPreset
from gcl.services import open_services
from tests.lora_headers import SDXL, write_header
from tests.shell import Shell

PAGE = (ROOT / "docs" / "loras.md").read_text(encoding="utf-8")


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(home=tmp_path / "home", models=tmp_path / "models", presets=tmp_path / "presets.json", device="cpu")


def test_files_in_the_folder_and_an_entry_are_used_as_the_page_says(config: Config, gcl: Shell) -> None:
    [entry] = re.findall(r"```json\n(.*?)```", PAGE, flags=re.DOTALL)
    presets = json.loads((ROOT / "presets.json").read_text(encoding="utf-8"))
    config.presets.write_text(json.dumps(presets), encoding="utf-8")
    for name in ("product/red-can", "film-grain"):
        write_header(config.models_dir / "loras" / f"{name}.safetensors", SDXL)
    [command] = re.findall(r"    gcl (frame .*)", PAGE)
    _, prompt, rest = re.split(r'"', command)
    asked = gcl("frame", prompt, *rest.split(), "--detach", "--json")
    assert asked.status == 0, asked.err
    presets["loras"] |= json.loads("{" + entry + "}")
    config.presets.write_text(json.dumps(presets), encoding="utf-8")
    asked = gcl("frame", prompt, "--model", "juggernaut-xl-v9", "--lora", "red-can", "--detach", "--json")
    assert asked.status == 0, asked.err
    services = open_services(config)
    jobs = [services.jobs.get(number).payload["loras"] for number in (1, 2)]
    services.close()
    assert jobs == [[["product/red-can", 0.8], ["film-grain", 0.4]], [["red-can", 0.8]]]


def test_the_page_names_every_field_and_every_architecture() -> None:
    table = PAGE.partition("| Field |")[2]
    named = set(re.findall(r"`([a-z_0-9]+)`", "".join(row.split("|")[1] for row in table.splitlines() if "|" in row)))
    assert named == set(LoraPreset.model_fields)
    assert all(f"`{architecture}`" in table for architecture in ARCHITECTURES)
