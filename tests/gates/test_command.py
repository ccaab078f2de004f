"""python -m tools.gates: what it prints, writes and returns."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tools.gates import report
from tools.gates.__main__ import main
from tools.gates.cases import load_cases

SOME = [case for case in load_cases() if case.script in ("maple-gold-15/it-IT", "maple-gold-15/ar-SA")]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GCL_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_it_ends_with_its_figures_and_writes_them(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([], SOME) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "decidable: recall 1.00, false alarms 0"
    written = json.loads((home / "gates.json").read_text(encoding="utf-8"))
    assert (written["decidable"]["recall"], written["decidable"]["false_alarms"]) == (1, 0)
    assert written["models"] == {}


def test_a_miss_is_named_and_gives_a_bad_status(capsys: pytest.CaptureFixture[str]) -> None:
    clean, planted = (case for case in SOME if case.script == "maple-gold-15/it-IT")
    assert main([], [clean, replace(planted, rows=clean.rows)]) == 1
    assert "Missed: maple-gold-15/it-IT (translation-missing)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [(["--llm", "smollm3"], "smollm3"), (["--json"], "expected one argument"), (["--limit", "0"], "from 1 on")],
)
def test_what_cannot_be_asked_for_is_said(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        status = main(arguments)
    except SystemExit as stop:
        status = int(str(stop.code))
    assert status == 2
    assert sentence in capsys.readouterr().err


def test_the_figures_of_other_models_stay(tmp_path: Path) -> None:
    file = tmp_path / "gates.json"
    report.write(file, {"recall": 1.0}, {"one": {"scripts": 2}})
    report.write(file, {"recall": 0.9}, {"other": {"scripts": 4}})
    assert json.loads(file.read_text()) == {
        "decidable": {"recall": 0.9},
        "models": {"one": {"scripts": 2}, "other": {"scripts": 4}},
    }


def test_a_damaged_file_is_written_anew(tmp_path: Path) -> None:
    file = tmp_path / "gates.json"
    file.write_text("[")
    report.write(file, {"recall": 1.0}, {})
    assert json.loads(file.read_text()) == {"decidable": {"recall": 1.0}, "models": {}}
