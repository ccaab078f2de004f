"""The benchmark's figures: as data for gates.json, and as tables to read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from tools.gates.decidable import Checked, false_alarms, recall
from tools.gates.figures import kappa, share, table
from tools.gates.kinds import KINDS

if TYPE_CHECKING:
    from tools.gates.judged import Ruling  # which imports torch

Json = dict[str, Any]


def of_checks(results: Sequence[Checked]) -> Json:
    """What the checks alone found: recall by kind, and every false alarm."""
    kinds = {}
    for kind in KINDS.values():
        told = [result.told is not None for result in results if result.case.kind is kind]
        kinds[kind.key] = {"planted": len(told), "told": sum(told), "decidable": kind.is_decidable}
    clean = [result for result in results if result.case.kind is None]
    return {
        "scripts": len(results),
        "clean": len(clean),
        "markets": len({result.case.market.code for result in results}),
        "recall": recall(results),
        "false_alarms": false_alarms(results),
        "by_kind": kinds,
        "missed": [result.case.name for result in results if result.case.is_for_checks and result.told is None],
        "wrong": [
            {
                "script": result.case.name,
                "check": one.check,
                "shot": one.shot,
                "quote": one.quote,
                "problem": one.problem,
            }
            for result in results
            for one in result.wrong
        ],
    }


def of_model(rulings: Sequence[Ruling]) -> Json:
    """What the gates said with a model: recall by kind; by gate, false alarms and agreement with the truth."""
    gates = {}
    for gate in sorted({ruling.gate for ruling in rulings}):
        here = [ruling for ruling in rulings if ruling.gate == gate]
        clean = [ruling for ruling in here if not ruling.should_refuse]
        gates[gate] = {
            "judged": len(here),
            "clean": len(clean),
            "false_alarms": sum(ruling.refused for ruling in clean),
            "undecided": sum(ruling.passed is None for ruling in here),
            "kappa": kappa([ruling.refused for ruling in here], [ruling.should_refuse for ruling in here]),
            "seconds": round(median(ruling.seconds for ruling in here), 1),
        }
    kinds = {}
    for kind in KINDS.values():
        refused = [ruling.refused for ruling in rulings if ruling.case.kind is kind]
        kinds[kind.key] = {"planted": len(refused), "told": sum(refused)}
    said = [
        {"script": ruling.case.name, "gate": ruling.gate, "passed": ruling.passed, "reason": ruling.reason}
        for ruling in rulings
    ]
    return {"scripts": len({ruling.case.name for ruling in rulings}), "gates": gates, "by_kind": kinds, "rulings": said}


def show_checks(figures: Json, model: Json | None = None) -> str:
    """A table by kind of defect, and below it what went wrong."""
    head = ["Defect", "Gate", "Checks alone"] + (["With the model"] if model else [])
    rows = [head]
    for kind in KINDS.values():
        found = figures["by_kind"][kind.key]
        told = share(found["told"], found["planted"]) if kind.is_decidable else "for the model"
        row = [kind.label, kind.gate, told]
        if model:
            row.append(share(model["by_kind"][kind.key]["told"], model["by_kind"][kind.key]["planted"]))
        rows.append(row)
    lines = [table(rows), ""]
    lines += [f"Missed: {name}" for name in figures["missed"]]
    lines += [
        f"False alarm: {one['script']}, shot {one['shot'] or '-'}, {one['check']}: {one['problem']}"
        for one in figures["wrong"]
    ]
    lines.append(
        f"{figures['scripts']} scripts, {figures['clean']} of them clean, {figures['markets']} markets; "
        f"{figures['false_alarms']} false alarms of the checks."
    )
    return "\n".join(lines)


def show_model(key: str, figures: Json) -> str:
    """A table by gate."""
    rows = [["Gate", "Judged", "Refused of the clean", "Undecided", "Kappa", "Seconds (median)"]]
    for gate, one in figures["gates"].items():
        agreement = "-" if one["kappa"] is None else f"{one['kappa']:.2f}"
        refused = share(one["false_alarms"], one["clean"])
        rows.append([gate, str(one["judged"]), refused, str(one["undecided"]), agreement, f"{one['seconds']}"])
    return f"{key}, {figures['scripts']} scripts\n\n{table(rows)}"


def last_line(figures: Json) -> str:
    """Recall is cut, not rounded: 1.00 says that nothing was missed."""
    return f"decidable: recall {int(100 * figures['recall']) / 100:.2f}, false alarms {figures['false_alarms']}"


def is_good(figures: Json) -> bool:
    return bool(figures["recall"] == 1 and figures["false_alarms"] == 0)


def write(file: Path, figures: Json, models: Json) -> None:
    """Write the figures; those of models that were not asked this time stay as they were."""
    before = _read(file).get("models", {})
    text = json.dumps({"decidable": figures, "models": before | models}, ensure_ascii=False, indent=2) + "\n"
    file.parent.mkdir(parents=True, exist_ok=True)
    written = file.with_suffix(".json.part")
    written.write_text(text, encoding="utf-8")
    written.replace(file)


def _read(file: Path) -> Json:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
