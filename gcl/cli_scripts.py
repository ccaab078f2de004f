"""`gcl script`, `versions`, `evaluate`, `alternatives` and `approve`: what happens to a script after its run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from gcl import cli_studio
from gcl.cli_follow import end_with, waited_for
from gcl.cli_show import job_object
from gcl.cli_studio import LARGEST_ID, As, AsJson, Detach, studio
from gcl.errors import InputError
from gcl.formats.differences import GONE, NEW, SAME, Piece
from gcl.services.approvals import Approval
from gcl.services.evaluations import EvaluationView
from gcl.services.rework import Option
from gcl.services.script_page import ScriptPage
from gcl.services.versions import CELLS, RowChange, VersionSummary

AdUnit = Annotated[int, typer.Argument(metavar="AD_UNIT", min=1, max=LARGEST_ID, help="The id of the script.")]
_MARKS = {SAME: "{}", GONE: "[-{}-]", NEW: "{{+{}+}}"}


def approve(
    ad_unit: AdUnit,
    name: As = None,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Take the approval back.")] = False,
    version: Annotated[
        int | None, typer.Option(min=1, max=LARGEST_ID, help="Which version you have seen; default: the newest.")
    ] = None,
    note: Annotated[str, typer.Option(help="What to remember with it.")] = "",
    as_json: AsJson = False,
) -> None:
    """Approve an adaptation as it is, so that it may leave as final; or take that back."""
    with studio() as services:
        who = cli_studio.who(name)
        if withdraw:
            made = services.approvals.withdraw(ad_unit, who=who, note=note)
        else:
            seen = version or services.campaigns.ad_unit(ad_unit).revision
            made = services.approvals.approve(ad_unit, seen, who=who, note=note)
        typer.echo(json.dumps(approval_object(made), ensure_ascii=False) if as_json else _approval_text(made))


def script(
    ad_unit: AdUnit,
    file: Annotated[Path, typer.Argument(help="Where to write it: .json or .csv.")],
    draft: Annotated[bool, typer.Option("--draft", help="Without approval, as a draft that says so.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
) -> None:
    """Write a script to a file: final if it is approved, otherwise as a draft whose name ends with -draft."""
    with studio() as services:
        made = services.script_files.make(ad_unit, file.suffix.lower().removeprefix("."), draft=draft)
        if draft and not file.stem.endswith("-draft"):
            file = file.with_name(f"{file.stem}-draft{file.suffix}")
        cli_studio.write_file(file, [made.content], force=force)
        typer.echo(str(file))


def evaluate(ad_unit: AdUnit, detach: Detach = False, as_json: AsJson = False) -> None:
    """Have the four gates judge a script as it is now. It writes no new draft."""
    with studio() as services:
        job = waited_for(services, services.rework.evaluate(ad_unit), detach)
        page = services.script_page.page(ad_unit)
        done = job.state == "done"
        if as_json:
            found = [verdict_object(one) for one in page.verdicts] if done else []
            typer.echo(json.dumps({**job_object(job), "version": page.evaluated, "gates": found}, ensure_ascii=False))
        elif done:
            typer.echo(_verdicts_text(page))
        else:
            typer.echo(f"Job {job.id}: {job.state}")
        end_with(job, detach)


def alternatives(
    ad_unit: AdUnit,
    shot: Annotated[str, typer.Argument(help="The shot number.")],
    line: Annotated[int, typer.Option(min=1, max=1000, help="Which line of its audio, from 1.")] = 1,
    take: Annotated[
        int | None, typer.Option(min=1, max=3, help="Put this one of the alternatives that are there into the script.")
    ] = None,
    name: As = None,
    detach: Detach = False,
    as_json: AsJson = False,
) -> None:
    """Ask the writer for three alternatives of one line; or put one of them into the script, as a new version."""
    with studio() as services:
        if take is not None:
            seen = services.campaigns.ad_unit(ad_unit).revision
            found = [one for one in services.rework.choices(ad_unit) if (one.shot_number, one.line) == (shot, line - 1)]
            if not found or not found[0].options:
                raise InputError("There are no alternatives for this line as it is now. Ask for them without --take.")
            made = services.rework.take(found[0].id, take - 1, seen, who=cli_studio.who(name))
            typer.echo(json.dumps({"version": made}) if as_json else f"Version {made} has alternative {take}.")
            return
        job = waited_for(services, services.rework.alternatives(ad_unit, shot, line - 1), detach)
        options = services.rework.choice(job.id)
        if as_json:
            typer.echo(json.dumps({**job_object(job), "options": [vars(one) for one in options]}, ensure_ascii=False))
        else:
            typer.echo(_options_text(options) or f"Job {job.id}: {job.state}")
        end_with(job, detach)


def versions(
    ad_unit: AdUnit,
    diff: Annotated[tuple[int, int] | None, typer.Option(metavar="A B", help="Compare two versions.")] = None,
    restore: Annotated[
        int | None, typer.Option(metavar="N", min=1, max=LARGEST_ID, help="Save this version anew, as the newest.")
    ] = None,
    name: As = None,
    as_json: AsJson = False,
) -> None:
    """List the versions of a script, compare two of them word by word, or bring one back."""
    if diff is not None and restore is not None:
        raise InputError("Give --diff or --restore, not both.")
    with studio() as services:
        if diff is not None:
            if not all(1 <= number <= LARGEST_ID for number in diff):
                raise InputError("Versions are numbered from 1. List them without --diff.")
            changes = services.versions.compare(ad_unit, *diff)
            objects = [change_object(change) for change in changes]
            typer.echo(json.dumps(objects, ensure_ascii=False) if as_json else _changes_text(changes))
            return
        if restore is not None:
            seen = services.campaigns.ad_unit(ad_unit).revision
            services.versions.restore(ad_unit, restore, seen, who=cli_studio.who(name))
        found = services.versions.history(ad_unit)
        typer.echo(
            json.dumps([version_object(one) for one in found], ensure_ascii=False) if as_json else _versions_text(found)
        )


def approval_object(made: Approval) -> dict[str, Any]:
    return {
        "state": made.state,
        "version": made.revision,
        "who": made.who,
        "at": made.at.isoformat() if made.at else None,
    }


def _approval_text(made: Approval) -> str:
    return f"Version {made.revision} is approved by {made.who}." if made.state == "approved" else "Not approved."


def verdict_object(one: EvaluationView) -> dict[str, Any]:
    return {"gate": one.gate, "passed": one.passed, "score": one.score, "summary": one.summary, "issues": one.issues}


def _verdicts_text(page: ScriptPage) -> str:
    lines = [f"{page.unit.title} for {page.unit.market}, version {page.evaluated}"]
    for one in page.verdicts:
        told = f", {one.parts}" if one.parts else ""
        lines.append(f"  {one.gate_label}: {'passed' if one.passed else 'did not pass'}{told}. {one.summary}")
        lines += [f"    {issue.get('location', '')}: {issue.get('description', '')}" for issue in one.issues]
    return "\n".join(lines)


def _options_text(options: Sequence[Option]) -> str:
    lines = []
    for number, one in enumerate(options, start=1):
        meaning = f" ({one.back_translation})" if one.back_translation else ""
        lines += [f"{number}  {one.text}{meaning}", f"   {one.rationale}"]
    return "\n".join(lines)


def version_object(one: VersionSummary) -> dict[str, Any]:
    return {
        "version": one.number,
        "author": one.author,
        "note": one.note,
        "at": one.created_at.isoformat(),
        "current": one.is_current,
        "approved": one.is_approved,
        "evaluated": one.is_evaluated,
    }


def _versions_text(found: Sequence[VersionSummary]) -> str:
    if not found:
        return "No version yet: the first draft of the run will be the first."
    lines = []
    for one in found:
        marks = [("current", one.is_current), ("approved", one.is_approved), ("evaluated", one.is_evaluated)]
        told = ", ".join(mark for mark, holds in marks if holds)
        lines.append(
            f"{one.number:>4}  {one.created_at:%Y-%m-%d %H:%M}  {one.author or '-'}  {one.note}  {told}".rstrip()
        )
    return "\n".join(lines)


def change_object(change: RowChange) -> dict[str, Any]:
    return {
        "shot": change.shot_number,
        "state": change.state,
        "cells": {cell: [[piece.kind, piece.text] for piece in pieces] for cell, pieces in change.cells.items()},
    }


def _changes_text(changes: Sequence[RowChange]) -> str:
    """The shots that differ, with [-what is gone-] and {+what is new+}."""
    lines = []
    for change in changes:
        if change.state != "same":
            lines.append(f"Shot {change.shot_number}" + ("" if change.state == "changed" else f", {change.state}"))
            lines += [f"  {cell}: {_marked(change.cells[cell])}" for cell in CELLS if _differs(change.cells[cell])]
    return "\n".join(lines) or "Both versions are the same."


def _marked(pieces: Sequence[Piece]) -> str:
    return "".join(_MARKS[piece.kind].format(piece.text) for piece in pieces).replace("\n", "\n    ")


def _differs(pieces: Sequence[Piece]) -> bool:
    return any(piece.kind != SAME for piece in pieces)


COMMANDS = (approve, script, evaluate, alternatives, versions)
