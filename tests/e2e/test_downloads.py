"""Weights that are not here: seen, agreed to, fetched, drawn with; and LoRAs, from CivitAI and with their words."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from gcl.config import Config
from tests import tiny
from tests.downloads.sites import Site, serve
from tests.e2e.studio import Studio, own_studio, unfold
from tests.models.hub import serve_hub
from tests.models.lora_files import make_lora
from tests.tiny_presets import with_tiny_models

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]
LONG = 180_000  # milliseconds: the first frame waits until the worker has imported torch
Open = Callable[..., Page]
AIR = "urn:air:sd1:lora:civitai:123@456"


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory, models_dir: Path) -> Iterator[Studio]:
    """With "Hub model" first in presets.json, whose weights a hub on this machine has, and a site with a LoRA."""
    folder = tmp_path_factory.mktemp("studio")
    presets = json.loads(with_tiny_models(folder / "presets.json").read_text(encoding="utf-8"))
    models = presets["diffusion_models"]
    ours = models["tiny"] | {"name": "Hub model", "repo": "test/whole", "width": 64, "height": 64, "memory_gb": 2.1}
    presets["diffusion_models"] = {"hub-model": {k: v for k, v in ours.items() if k != "path"}, **models}
    (folder / "presets.json").write_text(json.dumps(presets), encoding="utf-8")
    metadata = {"ss_base_model_version": "sd_1.5"}
    served = make_lora("sd15", models_dir, folder / "served.safetensors", metadata=metadata)
    make_lora("sd15", models_dir, folder / "models" / "loras" / "film" / "grain.safetensors", metadata=metadata)
    with (
        serve_hub({"test/whole": tiny.make("sd15", models_dir)}, pause=0.3) as hub,
        serve(Site(served.read_bytes(), name="ink.safetensors")) as site,
    ):
        config = Config(
            home=folder / "home",
            models=folder / "models",
            presets=folder / "presets.json",
            device="cpu",
            civitai=site.address,
        )
        environment = {"HF_ENDPOINT": hub, "HF_HOME": str(folder / "hub"), "HF_HUB_OFFLINE": "0"}
        with own_studio(config, **environment) as opened:
            yield opened


def test_a_model_is_downloaded_after_its_size_was_seen_and_then_draws_with_loras(open_page: Open) -> None:
    page = open_page()
    form = page.locator("#generate-form")
    choose(page, "Model", "Hub model")
    expect(form).to_contain_text("Its weights are not on this machine: about 2.1 GB.")
    page.get_by_label("Prompt", exact=True).fill("a lighthouse")
    page.get_by_role("button", name="Generate", exact=True).click()
    expect(form).to_contain_text("The weights of Hub model are not on this machine (about 2.1 GB). Download them first")

    form.get_by_role("button", name="Download…").click()
    expect(form.locator(".offer")).to_contain_text(
        re.compile(r"Hub model: 1\.\d MB.*from test/whole\. .* are free", re.S)
    )
    expect(form.locator(".offer")).to_contain_text("Apache-2.0 · Untrained.")
    form.get_by_role("button", name=re.compile("^Download 1")).click()
    download = form.locator(".download")
    expect(download).to_contain_text("Download Hub model (1.")
    expect(download.get_by_role("button", name="Cancel")).to_be_visible()
    expect(download).to_have_count(0, timeout=LONG)
    expect(form).not_to_contain_text("Its weights are not on this machine")

    unfold(page, "LoRAs")
    page.get_by_label("Add one from CivitAI").fill(AIR)
    page.get_by_label("Add one from CivitAI").press("Enter")
    expect(form.locator(".offer")).to_contain_text("Ink Wash")
    form.get_by_role("button", name=re.compile("^Download .* kB")).click()
    expect(form.locator(".offer")).to_have_count(0)
    expect(download).to_have_count(0, timeout=LONG)
    choose(page, "LoRAs for this model", "Ink Wash")
    page.get_by_label("Weight of Ink Wash").fill("0.8")
    about = page.locator("#loras-about")
    expect(about).to_contain_text("Terms on CivitAI")
    about.get_by_role("button", name="inkwash").click()
    expect(page.get_by_label("Prompt", exact=True)).to_have_value("a lighthouse, inkwash")

    page.get_by_role("button", name="Generate", exact=True).click()
    expect(page.locator("#stage .prompt")).to_have_text("a lighthouse, inkwash", timeout=LONG)
    expect(page.locator("#stage .stage-facts")).to_contain_text("Ink Wash 0.8")
    page.get_by_label("Weight of Ink Wash").fill("0.1")
    page.get_by_role("button", name="Reuse settings").click()
    expect(page.get_by_label("Weight of Ink Wash")).to_have_value("0.8")


def test_loras_are_offered_by_the_model_and_by_theme(open_page: Open) -> None:
    page = open_page()
    unfold(page, "LoRAs")
    choose(page, "Model", "Tiny sdxl")
    expect(page.locator("#loras-about")).to_contain_text("No LoRA fits Tiny sdxl yet. Put .safetensors files into")
    choose(page, "Model", "Tiny sd15")
    choose(page, "Theme", "film")
    choose(page, "LoRAs for this model", "grain")
    expect(page.get_by_label("Weight of grain")).to_have_value("1")
    choose(page, "Model", "Tiny")
    expect(page.get_by_label("Weight of grain")).to_have_value("1")
    choose(page, "Model", "Tiny sdxl")
    expect(page.get_by_label("Weight of grain")).to_have_count(0)


def choose(page: Page, label: str, option: str) -> None:
    page.locator("#generate-form").get_by_label(label, exact=True).click()
    page.get_by_role("option", name=re.compile(rf"^{option}( \(.*\))?$")).click()
