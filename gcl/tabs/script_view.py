"""Adapt, how a script is drawn: an origin's editor; an adaptation side by side with its origin, its checks and scores;
its versions; the same editor. Which of these is shown stands in the address, as script=12-versions-3-5."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from gcl.checks import findings_about
from gcl.formats.differences import GONE, Piece, differences
from gcl.formats.lines import Line, split_lines, translated
from gcl.payloads import ScriptRow
from gcl.services import Services
from gcl.services.campaigns import AdUnitView
from gcl.services.rework import LineChoice
from gcl.services.script_page import ScriptPage
from gcl.tabs.kit import address, row_id
from gcl.tabs.render import direction, render

READ, EDIT, CHANGES, VERSIONS = "read", "edit", "changes", "versions"
VIEWS = (READ, EDIT, CHANGES, VERSIONS)

Pair = tuple[str, str, ScriptRow | None, ScriptRow | None]


@dataclass(frozen=True)
class Asked:
    """What to show of a script; with VERSIONS, `before` and `after` are the two to compare, or 0."""

    view: str = READ
    before: int = 0
    after: int = 0

    def address(self, ad_unit_id: int) -> str:
        """As it stands in the address; empty for what is shown anyway."""
        if self.view == READ:
            return ""
        compared = f"-{self.before}-{self.after}" if self.before and self.after else ""
        return f"{ad_unit_id}-{self.view}{compared}"


def read_asked(text: str, ad_unit_id: int) -> Asked:
    """What an address asks for, if it is about this script: another one is shown as usual."""
    parts = str(text).split("-")
    if parts[0] != str(ad_unit_id) or len(parts) < 2 or parts[1] not in VIEWS:
        return Asked()
    numbers = [row_id(part) for part in parts[2:4]]
    before, after = numbers if len(numbers) == 2 else (0, 0)
    return Asked(parts[1], before, after)


def draw(services: Services, ad_unit_id: int, asked: Asked, names: dict[str, str]) -> str:
    unit = services.campaigns.ad_unit(ad_unit_id)
    if asked.view == VERSIONS:
        return _versions(services, unit, asked, names)
    if unit.kind == "origin":
        versions = services.versions.history(ad_unit_id)
        return render("script_edit", unit=unit, versions=versions, origin_rows={}, page=address(script=""))
    page = services.script_page.page(ad_unit_id)
    if asked.view == EDIT and not page.live and page.rows:
        told_by = {row.shot_number: row for row in page.origin_rows}
        where = address(script=asked.address(unit.id))
        return render("script_edit", unit=unit, versions=page.versions, origin_rows=told_by, page=where)
    return side_by_side(page, asked if asked.view == CHANGES else Asked(), names, _base(services, page, asked))


def _base(services: Services, page: ScriptPage, asked: Asked) -> tuple[int, list[ScriptRow]]:
    """The version before the present one, which its audio is compared with; (0, []) where there is none."""
    if asked.view != CHANGES or len(page.versions) < 2:
        return 0, []
    found = services.versions.get(page.unit.id, page.versions[1].number)
    return found.number, found.rows


def side_by_side(
    page: ScriptPage, asked: Asked, names: dict[str, str], base: tuple[int, list[ScriptRow]] = (0, [])
) -> str:
    """The rows of origin and adaptation in step, each with what the checks find in it and the alternatives of its
    lines."""
    before = {row.shot_number: row for row in base[1]}
    choices = {(choice.shot_number, choice.line): choice for choice in page.choices}
    pairs = [_row(pair, page, asked, before.get(pair[0]), choices) for pair in pair_rows(page.origin_rows, page.rows)]
    findings = [finding for result in page.checks for finding in result.findings]
    shown_rows = {row["shot"] for row in pairs}
    return render(
        "script_pair",
        page=page,
        unit=page.unit,
        origin=page.origin,
        asked=asked,
        base=base[0],
        pairs=pairs,
        whole=[finding for finding in findings if finding.shot not in shown_rows],
        findings=findings,
        count=len(page.checks),
        current=page.versions[0] if page.versions else None,
        names=names,
        can_act=not page.live and bool(page.rows),
        where=address(script=asked.address(page.unit.id)),
    )


def _row(
    pair: Pair,
    page: ScriptPage,
    asked: Asked,
    before: ScriptRow | None,
    choices: dict[tuple[str, int], LineChoice],
) -> dict[str, Any]:
    shot, timecode, old, new = pair
    changes = asked.view == CHANGES
    return {
        "shot": shot,
        "timecode": timecode,
        "old": old,
        "new": new,
        "old_lines": cell_lines(old.audio) if old else [],
        "new_lines": cell_lines(new.audio) if new else [],
        "choices": {line: choice for (of, line), choice in choices.items() if of == shot},
        "visual_changes": in_lines(differences(old.visual, new.visual)) if changes and old and new else [],
        "audio_changes": in_lines(differences(before.audio, new.audio)) if changes and before and new else [],
        "findings": findings_about(page.checks, shot) if new else [],
    }


def pair_rows(origin: Sequence[ScriptRow], adapted: Sequence[ScriptRow]) -> list[Pair]:
    """(shot, timecode, origin row, adapted row) in the origin's order; adapted rows without a match come last."""
    left = {row.shot_number: row for row in adapted}
    pairs: list[Pair] = [(row.shot_number, row.timecode, row, left.pop(row.shot_number, None)) for row in origin]
    return pairs + [(row.shot_number, row.timecode, None, row) for row in left.values()]


@dataclass(frozen=True)
class CellLine:
    """One line of an audio cell: `number` from 0; `cue` is its label, or the bracket of a direction before `words`."""

    number: int
    cue: str
    words: str
    gloss: str
    direction: str
    is_cue: bool


def cell_lines(audio: str) -> list[CellLine]:
    """The lines of a cell, each in its own direction: cues and stage directions stay in English."""
    return [_cell_line(at, line) for at, line in enumerate(split_lines(audio))]


def _cell_line(at: int, line: Line) -> CellLine:
    if line.tail:
        return CellLine(at, "", f"{line.label}{line.text}{line.tail}".strip(), "", "ltr", True)
    words, gloss = translated(line.text)
    return CellLine(at, line.label.strip(), words, gloss, direction(words), line.is_cue)


@dataclass(frozen=True)
class ChangedLine:
    direction: str
    pieces: list[Piece]


def in_lines(pieces: Sequence[Piece]) -> list[ChangedLine]:
    """The pieces of a cell by its lines, since each is read in its own direction."""
    lines: list[list[Piece]] = [[]]
    for piece in pieces:
        for place, part in enumerate(piece.text.split("\n")):
            # What is gone breaks no line: it stood where the next one stands.
            if place and piece.kind != GONE:
                lines.append([])
            if part:
                lines[-1].append(replace(piece, text=f" {part}" if place and piece.kind == GONE else part))
    return [ChangedLine(direction("".join(piece.text for piece in line)), line) for line in lines if line]


def _versions(services: Services, unit: AdUnitView, asked: Asked, names: dict[str, str]) -> str:
    versions = services.versions.history(unit.id)
    known = [version.number for version in versions]
    before, after = asked.before, asked.after
    if not (before in known and after in known) and len(known) > 1:
        before, after = known[1], known[0]
    compared = services.versions.compare(unit.id, before, after) if before and after else []
    rows = [
        {"shot": change.shot_number, "state": change.state, "cells": {k: in_lines(v) for k, v in change.cells.items()}}
        for change in compared
    ]
    live = unit.job_id is not None and services.jobs.get(unit.job_id).state in ("queued", "running", "parked")
    return render(
        "script_versions",
        unit=unit,
        versions=versions,
        before=before,
        after=after,
        rows=rows,
        names=names,
        live=live and unit.kind != "origin",
        where=address(script=replace(asked, before=before, after=after).address(unit.id)),
    )
