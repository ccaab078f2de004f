from __future__ import annotations

from pathlib import Path

import pytest

from gcl.config import Config, read_config
from gcl.errors import InputError


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GCL_HOME", str(tmp_path / "studio"))
    monkeypatch.setenv("GCL_PORT", "8000")
    config = read_config()
    assert (config.home, config.port) == (tmp_path / "studio", 8000)
    assert config.frames == tmp_path / "studio" / "frames"


def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GCL_PORT", "many")
    with pytest.raises(InputError, match="GCL_PORT is not usable"):
        read_config()


def test_a_child_process_reads_the_same_configuration(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    config = read_config(home=tmp_path, port=9001, affinity_bound=3, models=tmp_path / "m")
    for name, value in config.environment().items():
        monkeypatch.setenv(name, value)
    assert read_config() == config


def test_a_relative_home_is_made_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert read_config(home=Path("here")).home == tmp_path / "here"


def test_every_setting_is_described_in_the_readme() -> None:
    readme = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
    missing = [name for name in Config.model_fields if f"`GCL_{name.upper()}`" not in readme]
    assert missing == []
