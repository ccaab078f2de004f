"""A site that gives one LoRA, and a workshop to fetch it in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gcl.config import Config
from tests.downloads.sites import Site, serve
from tests.lora_headers import SDXL, write_header

TOKEN = "a-secret-key"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """Its file is a LoRA for SDXL of 100 kB. Nothing waits between two tries."""
    monkeypatch.setattr("gcl.downloads.fetch.FIRST_WAIT", 0.0)
    shapes = SDXL | {"unet.down_blocks.1.attentions.0.proj_in.lora_A.weight": (4, 12_000)}
    with serve(Site(write_header(tmp_path / "served.safetensors", shapes).read_bytes())) as served:
        yield served


@pytest.fixture
def config(tmp_path: Path, presets: Path, site: Site) -> Config:
    home = tmp_path / "home"
    return Config(home=home, models=tmp_path / "models", presets=presets, device="cpu", civitai=site.address)
