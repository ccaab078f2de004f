"""`gcl` for the tests, as people type it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
import structlog

from gcl.cli import main
from gcl.config import ROOT, Config
from tests import processes

EXAMPLE = ROOT / "data" / "examples" / "maple-gold-15.json"


@dataclass(frozen=True)
class Answer:
    status: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)


class Shell:
    """`gcl` in this process, which is quick, or in one of its own, as people run it."""

    def __init__(self, config: Config, patch: pytest.MonkeyPatch, captured: pytest.CaptureFixture[str]) -> None:
        self.config, self.captured = config, captured
        for name, value in config.environment().items():
            patch.setenv(name, value)

    def __call__(self, *arguments: str) -> Answer:
        self.captured.readouterr()
        before = structlog.get_config()
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        structlog.configure(**before)  # other tests in this process log as they did
        said = self.captured.readouterr()
        return Answer(int(str(ended.value.code)), said.out, said.err)

    def process(self, *arguments: str, **options: Any) -> subprocess.Popen[str]:
        return subprocess.Popen(
            command(arguments),
            env=processes.environment(self.config),
            cwd=ROOT,
            text=True,
            **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options,
        )

    def run(self, *arguments: str, seconds: float = 200) -> Answer:
        process = self.process(*arguments)
        out, err = process.communicate(timeout=seconds)
        return Answer(process.returncode, out, err)


def command(arguments: Sequence[str]) -> list[str]:
    return [sys.executable, "-m", "gcl.cli", *arguments]
