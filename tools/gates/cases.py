"""The benchmark's scripts: clean adaptations of a few spots, and beside each the same with one planted defect.

All of it is read from data/: spots/ (origin, brand and concept brief), markets.json (the markets and their insights),
scripts/SPOT/MARKET.json (a clean adaptation and its cultural brief), defects.json (what is planted where, and why).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from gcl.checks import Draft
from gcl.payloads import BrandBook, Market, ScriptRow
from tools.gates.kinds import KINDS, Kind
from tools.gates.planting import planted

DATA = Path(__file__).parent / "data"
Json = dict[str, Any]


@dataclass(frozen=True)
class Spot:
    """An origin script, whose market is such as en-US, with what the concept analyst found in it."""

    key: str
    title: str
    market: str
    language: str
    brand: BrandBook
    concept_brief: Json
    rows: list[ScriptRow]


@dataclass(frozen=True)
class Case:
    """An adaptation to be judged. One with a defect has its kind, the number of its shot in the clean script, and why
    it is one."""

    spot: Spot
    market: Market
    cultural_brief: Json
    rows: list[ScriptRow]
    kind: Kind | None = None
    shot: str = ""
    because: str = ""

    @property
    def script(self) -> str:
        return f"{self.spot.key}/{self.market.code}"

    @property
    def name(self) -> str:
        return f"{self.script} ({self.kind.key if self.kind else 'clean'})"

    @property
    def is_for_checks(self) -> bool:
        """Whether a program has something to find in it."""
        return self.kind is not None and self.kind.is_decidable

    def draft(self) -> Draft:
        """It as the checks look at it."""
        return Draft(
            origin=self.spot.rows,
            rows=self.rows,
            origin_language=self.spot.market.partition("-")[0],
            language=self.market.language_code,
            locked_terms=self.spot.brand.locked_terms,
            forbidden_terms=self.spot.brand.forbidden_terms,
        )


def load_cases(data: Path = DATA) -> list[Case]:
    """All scripts, a clean one and after it the one with a defect, by spot and market."""
    defects = {defect["script"]: defect for defect in _read(data / "defects.json")}
    cases = []
    for clean in clean_cases(data):
        defect = defects[clean.script]
        kind, because = KINDS[defect["kind"]], defect.get("because", "")
        cases += [
            clean,
            replace(clean, rows=planted(clean.rows, defect), kind=kind, shot=defect["shot"], because=because),
        ]
    return cases


def clean_cases(data: Path = DATA) -> list[Case]:
    """The clean scripts alone, by spot and market."""
    markets = {code: Market.model_validate(market) for code, market in _read(data / "markets.json").items()}
    cases = []
    for file in sorted((data / "spots").glob("*.json")):
        spot = _spot(file)
        for script in sorted((data / "scripts" / spot.key).glob("*.json")):
            written = _read(script)
            cases.append(Case(spot, markets[script.stem], written["cultural_brief"], _rows(written)))
    return cases


def _spot(file: Path) -> Spot:
    spot = _read(file)
    brand = BrandBook.model_validate(spot["brand"])
    return Spot(file.stem, spot["title"], spot["market"], spot["language"], brand, spot["concept_brief"], _rows(spot))


def _rows(script: Json) -> list[ScriptRow]:
    return [ScriptRow.model_validate(row) for row in script["rows"]]


def _read(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))
