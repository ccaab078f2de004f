"""`gcl doctor`: what is there, and what is wrong."""

from __future__ import annotations

import json

from gcl.config import ROOT
from tests.shell import Shell


def test_doctor_finds_nothing_wrong_with_a_new_studio(gcl: Shell) -> None:
    report = gcl("doctor", "--json")
    assert report.status == 0
    assert report.data["ok"]
    assert report.data["disk"]["free"] > 0
    assert report.data["database"]["check"] == "ok"
    assert report.data["worker"]["alive"] is False
    assert {"key": "tiny", "kind": "diffusion", "name": gcl_name("tiny"), "present": True} in report.data["models"]
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


# Processes
