"""Look at the machine and the studio: what there is, and what is wrong."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from gcl import machine
from gcl.catalog import Catalog
from gcl.config import Config
from gcl.db.seed import open_database
from gcl.errors import GclError
from gcl.hubcache import damaged_file
from gcl.presets.base import Preset
from gcl.presets.diffusion import DiffusionPreset
from gcl.queue import WorkQueue
from gcl.services.jobs import JobService

GB = 1e9
LEAST_MEMORY, LEAST_DISK = 2 * GB, 2 * GB


@dataclass
class Report:
    """`facts` by area, for programs; `lines` and `problems` for people, a problem being one sentence."""

    facts: dict[str, Any] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def add(self, area: str, facts: Any, line: str) -> None:
        self.facts[area] = facts
        self.lines.append(f"{area + ':':<10} {line}")

    def as_object(self) -> dict[str, Any]:
        return {"ok": not self.problems, "problems": self.problems, **self.facts}

    def as_text(self) -> str:
        verdict = ["", *(f"Wrong: {problem}" for problem in self.problems)] if self.problems else ["", "All is well."]
        return "\n".join([*self.lines, *verdict])


def examine(config: Config) -> Report:
    report = Report()
    _gpu(report)
    _memory(report)
    _disk(report, config)
    catalog = _models(report, config)
    if catalog is not None:
        _database(report, config, catalog)
    return report


def _gpu(report: Report) -> None:
    card = machine.gpu()
    if card is None:
        report.add("gpu", None, "none; models run on the processor, which is slow")
        return
    facts = {"name": card.name, "memory_used": card.memory_used, "memory_total": card.memory_total}
    report.add("gpu", facts, f"{card.name}, {card.memory_used / GB:.1f} of {card.memory_total / GB:.1f} GB in use")
    try:
        torch = version("torch")
    except PackageNotFoundError:
        report.problems.append("PyTorch is not installed. Run: make setup.")
        return
    if torch.endswith("+cpu"):
        report.problems.append(
            f"There is a {card.name}, but PyTorch {torch} cannot use it. Install a CUDA build of it."
        )


def _memory(report: Report) -> None:
    available, total = machine.memory()
    report.add(
        "memory", {"available": available, "total": total}, f"{available / GB:.1f} of {total / GB:.1f} GB available"
    )
    if available < LEAST_MEMORY:
        report.problems.append(f"Only {available / GB:.1f} GB of memory are free. Close other programs.")


def _disk(report: Report, config: Config) -> None:
    free = machine.disk_free(config.home)
    report.add("disk", {"home": str(config.home), "free": free}, f"{free / GB:.1f} GB free for {config.home}")
    if free < LEAST_DISK:
        report.problems.append(
            f"Only {free / GB:.1f} GB are free for {config.home}. Free some, or set GCL_HOME elsewhere."
        )
    nearest = next(folder for folder in (config.home, *config.home.parents) if folder.exists())
    if not os.access(nearest, os.W_OK | os.X_OK):
        report.problems.append(f"{nearest} cannot be written to. Give this user the right to write there.")


def _models(report: Report, config: Config) -> Catalog | None:
    try:
        catalog = Catalog.read(config)
    except GclError as error:
        report.problems.append(error.sentence)
        return None
    presets = [("diffusion", key, preset) for key, preset in catalog.diffusion_models.items()]
    facts = [
        {"key": key, "kind": kind, "name": preset.name, "present": catalog.is_present(preset)}
        for kind, key, preset in [*presets, *(("llm", key, preset) for key, preset in catalog.llm_models.items())]
    ]
    here = [str(fact["key"]) for fact in facts if fact["present"]]
    absent = [str(fact["key"]) for fact in facts if not fact["present"]]
    report.add("models", facts, f"present: {', '.join(here) or 'none'}")
    report.lines.append(f"{'':<10} absent: {', '.join(absent) or 'none'}")
    for preset in (*catalog.diffusion_models.values(), *catalog.llm_models.values()):
        _downloads(report, preset)
    if catalog.default_llm() is None:
        report.problems.append(
            "No language model is present, so nothing can be adapted. Fetch one with: make demo-llm."
        )
    return catalog


def _downloads(report: Report, preset: Preset) -> None:
    """Look whether what was fetched from the hub can be read: a file that was cut short makes its model absent."""
    for repo in (preset.repo, preset.vae if isinstance(preset, DiffusionPreset) else None):
        damaged = damaged_file(repo) if repo else None
        if damaged is None:
            continue
        # The hub's client would find the damaged content again if only the file were deleted.
        folder = next((one for one in damaged.parents if one.name.startswith("models--")), damaged.parent)
        problem = (
            f"{damaged} is damaged, so {repo} counts as absent. "
            f"Delete {folder}; with a connection it is fetched again when it is next used."
        )
        if problem not in report.problems:
            report.problems.append(problem)


def _database(report: Report, config: Config, catalog: Catalog) -> None:
    try:
        db = open_database(config)
        try:
            with db.read() as session:
                # The first fault is enough: a large damaged file would list thousands.
                found = str(session.scalar(text("PRAGMA quick_check(1)")))
            report.add("database", {"path": str(config.database), "check": found}, f"{config.database}: {found}")
            if found != "ok":
                report.problems.append(f"The database {config.database} is damaged: {found}. Restore a copy of it.")
            queue = WorkQueue(config)
            try:
                _worker(report, JobService(config, db, catalog, queue))
            finally:
                queue.close()
        finally:
            db.close()
    except GclError as error:
        report.problems.append(error.sentence)
    except DatabaseError as error:
        report.problems.append(f"The database {config.database} is damaged: {error.orig}. Restore a copy of it.")


def _worker(report: Report, jobs: JobService) -> None:
    seen, waiting = jobs.machine(), jobs.counts()
    facts = {"alive": seen.alive, "model": seen.model_key, "set_aside": list(seen.waiting), "jobs": waiting}
    doing = f"alive, {seen.model_name or 'no model'} in memory" if seen.alive else "none"
    report.add("worker", facts, f"{doing}; {waiting['running']} running, {waiting['queued']} waiting")
    if not seen.alive and (waiting["running"] or waiting["queued"]):
        report.problems.append(
            "Jobs wait, but no worker runs. Start one with: gcl worker, or the studio with: make run."
        )
