"""`gcl reviews` and `gcl review`: what waits for a person, and their decisions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from gcl import cli_show
from gcl.cli_follow import end_with, waited_for
from gcl.cli_studio import LARGEST_ID, As, AsJson, Detach, studio, who
from gcl.errors import GclError, InputError
from gcl.formats.script import parse_script
from gcl.services import Services
from gcl.services.decisions import DecisionView
from gcl.services.edits import is_brief
from gcl.services.jobs import JobView
from gcl.services.reviews import ACTIONS, ReviewView, WaitingView

_VERDICTS = {
    "": "",
    "passed": ", which let it pass",
    "refused": ", which refused it",
    "undecided": ", which could not decide",
}
WAITS = 3  # the exit status of a run that waits for a person


def reviews(as_json: AsJson = False) -> None:
    """List the runs that wait for a person, the one that has waited longest first."""
    with studio() as services:
        found = services.reviews.waiting()
        objects = [_waiting_object(one) for one in found]
        typer.echo(json.dumps(objects, ensure_ascii=False) if as_json else _waiting_text(found))


def review(
    ad_unit: Annotated[
        int, typer.Argument(metavar="AD_UNIT", min=1, max=LARGEST_ID, help="Its number, as gcl reviews lists it.")
    ],
    action: Annotated[
        str | None, typer.Argument(metavar="[ACTION]", help=f"{', '.join(ACTIONS)}; without one, show what waits.")
    ] = None,
    note: Annotated[str, typer.Option(help="What to do differently, or the reason for an override.")] = "",
    name: As = None,
    file: Annotated[
        Path | None, typer.Option(help="For edit: the changed brief as .json, or the changed rows as .json or .csv.")
    ] = None,
    given_step: Annotated[
        int | None, typer.Option("--step", min=0, max=LARGEST_ID, help="Only if it is still this step that waits.")
    ] = None,
    detach: Detach = False,
    as_json: AsJson = False,
) -> None:
    """Show what a run waits with, or decide how it goes on."""
    with studio() as services:
        if action is None:
            _show(services, ad_unit, as_json)
            return
        waits = services.reviews.of(ad_unit)
        step = given_step
        if step is None and waits is not None:
            step = waits.step  # what comes to wait while this command works is nothing that anybody has seen
        edit: object = None
        if action == "edit":
            edit, made_from = _edit(services, waits, ad_unit, file)
            step = made_from if given_step is None and made_from is not None else step
        made = services.reviews.decide(ad_unit, action, who(name), note=note, edit=edit, step=step)
        typer.echo(f"{made.who} {made.what}.", err=True)
        track = services.adaptations.track(ad_unit)
        if track.job is None or action == "stop":
            if as_json:
                typer.echo(json.dumps({"ad_unit": ad_unit, "decision": _decision_object(made)}, ensure_ascii=False))
            return
        job = waited_for(services, track.job.id, detach)
        show_run(services, job, ad_unit, detach, as_json)


def show_run(services: Services, job: JobView, ad_unit: int, detach: bool, as_json: bool) -> None:
    """Print how a run stands; end with WAITS where it waits for a person, and raise where it did not end well."""
    track = services.adaptations.track(ad_unit)
    typer.echo(
        json.dumps(cli_show.adaptation_object(job, track), ensure_ascii=False)
        if as_json
        else cli_show.adaptation_text(job, track)
    )
    if detach:
        return
    end_waiting(services, [(job, ad_unit)])
    end_with(job, detach)
    if refused := cli_show.refusal(track):
        raise GclError(refused)


def end_waiting(services: Services, ended: Sequence[tuple[JobView, int]]) -> None:
    """If one of these (job, ad unit) waits for a person, say for what and how to decide, and end with WAITS."""
    waiting = [review for job, unit in ended if job.state == "parked" and (review := services.reviews.of(unit))]
    for one in waiting:
        typer.echo(_waits(one), err=True)
    if waiting:
        raise typer.Exit(WAITS)


def _waits(review: ReviewView) -> str:
    verdict = _VERDICTS[review.verdict]
    draft = f"draft {review.draft} at the {review.label.lower()}" if review.draft else f"the {review.label.lower()}"
    return (
        f"{review.title} for {review.market} waits for a person: {draft}{verdict}. Look at it with: "
        f"gcl review {review.ad_unit_id}. Decide with: gcl review {review.ad_unit_id} "
        f"{'|'.join(review.comes_next)}; or in the studio's Adapt tab."
    )


def _show(services: Services, ad_unit: int, as_json: bool) -> None:
    waits, decisions = services.reviews.of(ad_unit), services.reviews.decisions(ad_unit)
    if as_json:
        shown = (_review_object(waits) if waits else {"ad_unit": ad_unit, "step": None}) | {
            "decisions": [_decision_object(one) for one in decisions]
        }
        typer.echo(json.dumps(shown, ensure_ascii=False))
        return
    lines = _review_lines(waits) if waits else ["Nothing of it waits for a person. List what does with: gcl reviews"]
    if decisions:
        lines += ["", "Decided so far, newest first:"]
        lines += [f"  {one.created_at:%Y-%m-%d %H:%M}  {one.who} {one.what}.{_noted(one.note)}" for one in decisions]
    typer.echo("\n".join(lines))


def _review_lines(waits: ReviewView) -> list[str]:
    verdict = f": {waits.verdict}" if waits.verdict else ""
    draft = f", draft {waits.draft}" if waits.draft else ""
    lines = [f"{waits.title} for {waits.market}", f"{waits.label}{draft}{verdict}", ""]
    if is_brief(waits.node):
        lines.append(json.dumps(waits.output, ensure_ascii=False, indent=2))
    elif waits.is_gate:
        lines.append(str(waits.output.get("summary", "")))
        for issue in waits.output.get("issues", []):
            lines.append(f"  {issue.get('severity', '')}  {issue.get('location', '')}: {issue.get('description', '')}")
            if issue.get("suggested_fix"):
                lines.append(f"      {issue['suggested_fix']}")
    else:
        for row in waits.rows:
            lines += [f"{row['shot_number']}  {row['timecode']}", f"    {row['visual']}"]
            lines += [f"    {line}" for line in row["audio"].splitlines()]
    lines.append("")
    return lines + [f"  {action:<9} {sentence}" for action, sentence in waits.comes_next.items()]


def _edit(services: Services, waits: ReviewView | None, ad_unit: int, file: Path | None) -> tuple[object, int | None]:
    """The changed version in a file: what `gcl review AD_UNIT --json` printed, or the brief or the rows alone; and the
    step that it was made from, where the file says so."""
    if file is None:
        raise InputError("Give what you changed with --file. To begin: gcl review AD_UNIT --json > review.json")
    try:
        content = file.read_bytes()
        if file.suffix.lower() in (".csv", ".tsv"):
            return [row.dump() for row in parse_script(file.name, content, services.config).rows], None
        given = json.loads(content)
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror or error}.") from error
    except ValueError as error:
        raise InputError(f"{file} is not JSON: {error}.") from error
    if not isinstance(given, dict) or "ad_unit" not in given:
        return given, None
    if given["ad_unit"] != ad_unit:
        raise InputError(f"{file} was made from ad unit {given['ad_unit']}, not {ad_unit}. Give the file of this one.")
    brief = waits is not None and is_brief(waits.node)
    made_from = given.get("step")
    return (
        given["output"] if brief and "output" in given else given,
        made_from if isinstance(made_from, int) else None,
    )


def _noted(note: str) -> str:
    return f" “{note}”" if note else ""


def _waiting_object(one: WaitingView | ReviewView) -> dict[str, Any]:
    return {
        "ad_unit": one.ad_unit_id,
        "job": one.job_id,
        "title": one.title,
        "market": one.market,
        "node": one.node,
        "draft": one.draft,
        "passed": one.passed,
        "since": one.since.isoformat(),
    }


def _waiting_text(found: Sequence[WaitingView]) -> str:
    if not found:
        return "Nothing waits for a person. A run does if it is started with: gcl adapt --review gates"
    lines = [f"{'ad unit':>7}  {'since':<16}  {'what':<32}  title"]
    for one in found:
        verdict = "" if one.passed is None else " passed" if one.passed else " refused"
        what = f"{one.label}{f', draft {one.draft}' if one.draft else ''}{verdict}"
        lines.append(f"{one.ad_unit_id:>7}  {one.since:%Y-%m-%d %H:%M}  {what:<32}  {one.title} for {one.market}")
    return "\n".join([*lines, "Look at one with: gcl review AD_UNIT"])


def _review_object(waits: ReviewView) -> dict[str, Any]:
    return {
        **_waiting_object(waits),
        "step": waits.step,
        "comes_next": waits.comes_next,
        "output": waits.output,
        "rows": waits.rows,
    }


def _decision_object(one: DecisionView) -> dict[str, Any]:
    return {
        "who": one.who,
        "action": one.action,
        "what": one.what,
        "note": one.note,
        "node": one.node,
        "step": one.step,
        "changed": [{"place": change.place, "before": change.before, "after": change.after} for change in one.changed],
        "at": one.created_at.isoformat(),
    }
