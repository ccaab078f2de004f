"""What a measurement returns, the table, and bench.json."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """One measured figure. `goal` is a sentence such as "<= 1.05", or None where there is none yet."""

    name: str
    value: float
    unit: str
    goal: str | None
    ok: bool | None
    runs: int
    note: str = ""


def at_most(name: str, value: float, unit: str, bound: float, runs: int, note: str = "") -> Figure:
    return Figure(name, round(value, 3), unit, f"<= {bound:g}", value <= bound, runs, note)


def as_measured(name: str, value: float, unit: str, runs: int, note: str = "") -> Figure:
    return Figure(name, round(value, 3), unit, None, None, runs, note)


def percentile(values: list[float], share: float) -> float:
    """The smallest value that at least `share` of them do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-int(share * 100) * len(ordered) // 100) - 1)]


def show(figures: list[Figure]) -> str:
    """A table for the terminal, with the machine above it."""
    rows = [("figure", "value", "goal", "met", "runs", "note")]
    for figure in figures:
        met = {None: "", True: "yes", False: "NO"}[figure.ok]
        value = f"{figure.value:g} {figure.unit}".strip()
        rows.append((figure.name, value, figure.goal or "as measured", met, str(figure.runs), figure.note))
    widths = [max(len(row[column]) for row in rows) for column in range(6)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}", "", *lines])


def write(figures: list[Figure], file: Path) -> None:
    """Write {name: {"value", "unit", "goal", "ok", "runs", "note"}} and keep what this run did not measure."""
    known = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    for figure in figures:
        entry = asdict(figure)
        known[entry.pop("name")] = entry
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    part.write_text(json.dumps(known, indent=2) + "\n", encoding="utf-8")
    part.replace(file)
