"""The page about the checks names them all."""

from __future__ import annotations

from pathlib import Path

from gcl.checks import CHECKS


def test_each_check_has_its_row_in_the_documentation() -> None:
    page = (Path(__file__).parents[2] / "docs" / "checks.md").read_text(encoding="utf-8")
    assert [check.key for check in CHECKS] == [
        line.split("`")[1] for line in page.split("\n") if line.startswith("| `")
    ]
