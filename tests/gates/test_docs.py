"""docs/gates.md says what is in the benchmark."""

from __future__ import annotations

import re
from collections import Counter

from gcl.config import ROOT
from tools.gates.cases import load_cases
from tools.gates.kinds import KINDS

TEXT = (ROOT / "docs" / "gates.md").read_text(encoding="utf-8")
CASES = load_cases()


def test_the_table_has_every_kind_of_defect_and_how_many_there_are() -> None:
    counted = Counter(case.kind.label for case in CASES if case.kind)
    shown = {
        label: int(number)
        for label, number in re.findall(r"^\| ([A-Z][^|]+) \| (\d+) \| [^|]*gate", TEXT, re.MULTILINE)
    }
    assert shown == counted
    assert len(shown) == len(KINDS)


def test_it_says_how_many_scripts_and_which_markets() -> None:
    markets = sorted({case.market.code for case in CASES})
    assert f"{len(CASES)} scripts: {len(CASES) // 2} adaptations of" in TEXT
    assert f"({', '.join(markets)})" in TEXT


def test_it_says_how_many_defects_a_program_can_decide() -> None:
    decidable = sum(case.is_for_checks for case in CASES)
    assert f"| Recall of what a program can decide | {decidable} of {decidable} |" in TEXT
    assert f"in all {len(CASES)} scripts" in TEXT
