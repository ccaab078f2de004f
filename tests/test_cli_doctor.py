"""`gcl doctor`: what is there, and what is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from huggingface_hub import constants

from gcl.config import ROOT
from tests.shell import Shell


def test_doctor_finds_nothing_wrong_with_a_new_studio(gcl: Shell) -> None:
    report = gcl("doctor", "--json")
    assert report.status == 0
    assert report.data["ok"]
    assert report.data["disk"]["free"] > 0
    assert report.data["database"]["check"] == "ok"
    assert report.data["worker"]["alive"] is False
    assert {"key": "thumbnail", "kind": "diffusion", "name": gcl_name("thumbnail"), "present": True} in report.data[
        "models"
    ]
    assert "All is well." in gcl("doctor").out


def gcl_name(key: str) -> str:
    presets = json.loads((ROOT / "presets.json").read_text(encoding="utf-8"))
    return str(presets["diffusion_models"][key]["name"])


def test_doctor_tells_that_jobs_wait_for_a_worker(gcl: Shell) -> None:
    gcl("frame", "a fox", "--detach")
    report = gcl("doctor")
    assert report.status == 1
    assert "Wrong: Jobs wait, but no worker runs" in report.out


def test_doctor_tells_that_a_database_is_damaged(gcl: Shell) -> None:
    gcl("init")
    content = bytearray(gcl.config.database.read_bytes())
    content[100:200] = b"\xff" * 100
    gcl.config.database.write_bytes(content)
    report = gcl("doctor", "--json")
    assert (report.status, report.err) == (1, "")
    assert "is damaged" in report.data["problems"][0]


@pytest.fixture
def hub_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    return tmp_path / "hub"


def test_doctor_names_a_download_that_was_cut_short_and_frames_are_drawn_by_another_model(
    gcl: Shell, hub_cache: Path
) -> None:
    folder = hub_cache / "models--Tongyi-MAI--Z-Image-Turbo"
    for file, content in (("refs/main", "abc"), ("snapshots/abc/model_index.json", '{"vae": ["diff')):
        (folder / file).parent.mkdir(parents=True)
        (folder / file).write_text(content, encoding="utf-8")
    report = gcl("doctor", "--json")
    damaged = folder / "snapshots" / "abc" / "model_index.json"
    assert report.status == 1
    assert report.data["problems"] == [
        f"{damaged} is damaged, so Tongyi-MAI/Z-Image-Turbo counts as absent. "
        f"Delete {folder}; with a connection it is fetched again when it is next used."
    ]
    assert {fact["present"] for fact in report.data["models"] if fact["key"] == "z-image-turbo"} == {False}
    assert gcl("frame", "a fox", "--detach").status == 0


def test_doctor_names_a_file_that_two_models_share_once(gcl: Shell, hub_cache: Path) -> None:
    folder = hub_cache / "models--madebyollin--sdxl-vae-fp16-fix"
    names = ("refs/main", "snapshots/abc/config.json", "snapshots/abc/model.safetensors.index.json")
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("abc", encoding="utf-8")
    (problem,) = gcl("doctor", "--json").data["problems"]
    assert f"{folder / names[2]} is damaged, so madebyollin/sdxl-vae-fp16-fix counts as absent." in problem


# Processes
