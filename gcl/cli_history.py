"""`gcl history`: what the gates decided, in numbers, or all of it as a file."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from gcl.cli_studio import studio, write_file
from gcl.errors import InputError, NotFound
from gcl.services import Services
from gcl.services.evaluations import EvaluationFilter
from gcl.services.statistics import Statistics, Tally
from gcl.services.verdict_files import FORMATS
from gcl.stages import BY_KEY, GATES

LONGEST_SPAN = 36_500  # days


def history(
    market: Annotated[str | None, typer.Option(help="Only this market, such as ja-JP.")] = None,
    gate: Annotated[str | None, typer.Option(help=f"Only this gate: {', '.join(GATES)}.")] = None,
    campaign: Annotated[str | None, typer.Option(help="Only this campaign: its name, or its id.")] = None,
    since: Annotated[
        str | None, typer.Option(help="From this day on: 2026-11-01, or 30d for the last 30 days.")
    ] = None,
    csv: Annotated[Path | None, typer.Option(help="Write all of it as CSV; - for stdout.", metavar="FILE")] = None,
    json: Annotated[Path | None, typer.Option(help="Write all of it as JSON; - for stdout.", metavar="FILE")] = None,
) -> None:
    """Say how the gates decided: pass rates by gate and market, scores by draft, what goes wrong most often."""
    if csv is not None and json is not None:
        raise InputError("Give --csv or --json, not both.")
    if gate is not None and gate not in GATES:
        raise NotFound.among("gate", gate, list(GATES))
    with studio() as services:
        chosen = EvaluationFilter(
            campaign_id=None if campaign is None else _campaign(services, campaign),
            market=None if market is None else _market(services, market),
            gate=gate,
            since=None if since is None else moment(since),
        )
        for kind, file in (("csv", csv), ("json", json)):
            if file is not None:
                written, _ = FORMATS[kind]
                _write(file, written(services.evaluations.each(chosen)))
                return
        typer.echo(text(services.statistics.of(chosen)))


def moment(since: str) -> datetime:
    """When a day of this machine's time zone began: of "2026-11-01", or of "30d", 30 days with today among them."""
    today = datetime.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    if days := re.fullmatch(r"([1-9]\d{0,4})d", since):
        return today - timedelta(days=min(int(days[1]), LONGEST_SPAN) - 1)
    try:
        day = datetime.strptime(since, "%Y-%m-%d").astimezone()
    except (ValueError, OverflowError):
        raise InputError(f"{since!r} is no day. Give one as 2026-11-01, or a number of days as 30d.") from None
    if day > today:
        raise InputError(f"{since} is still to come. Give a day that has begun, or a number of days as 30d.")
    return day


def text(found: Statistics) -> str:
    """The numbers as a table for the terminal."""
    if not found.all.verdicts:
        return "No verdicts here. Each gate of an adaptation leaves one; start with: gcl adapt SCRIPT --market ja-JP"
    labels = [BY_KEY[key].label for key in found.gates]
    heads = [f"{'':<10}", *(f"{label:>16}" for label in labels)]
    rows = [("all", found.gates), *found.markets.items()]
    lines = ["Passed", "".join(heads).rstrip()]
    for name, counts in rows:
        lines.append(f"{name:<10}" + "".join(f"{_of(counts[key].all):>16}" for key in found.gates))
    if found.more_markets:
        lines.append(f"and {found.more_markets} more markets; choose one with --market")
    lines += ["", "Mean score by draft"]
    drafts = {draft for count in found.gates.values() for draft in count.by_draft}
    for draft in sorted(drafts, key=lambda draft: (draft == 0, draft)):
        scores = (count.by_draft.get(draft, Tally()).score for count in found.gates.values())
        told = "".join(f"{'–' if score is None else f'{score:.0%}':>16}" for score in scores)
        lines.append(f"{f'draft {draft}' if draft else 'later':<10}{told}")
    if found.issues:
        lines += ["", "Most frequent issues"]
        for issue in found.issues:
            label = issue.label or "Named by a gate in its own words"
            lines.append(f"{issue.verdicts:>6}  {label} ({issue.severity}, {', '.join(issue.gates)})")
    return "\n".join(lines)


def _of(tally: Tally) -> str:
    return f"{tally.passed} of {tally.verdicts}" if tally.verdicts else "–"


def _campaign(services: Services, wanted: str) -> int:
    known = services.evaluations.campaigns()
    for key, name in known:
        if wanted == str(key) or wanted.casefold() == name.casefold():
            return key
    raise NotFound.among("campaign", wanted, [name for _, name in known])


def _market(services: Services, wanted: str) -> str:
    known = services.evaluations.markets()
    found = next((code for code in known if code.casefold() == wanted.casefold()), None)
    if found is None:
        raise NotFound.among("market that something was adapted for", wanted, known)
    return found


def _write(to: Path, lines: Iterable[str]) -> None:
    if str(to) == "-":
        sys.stdout.writelines(lines)
        return
    write_file(to, (line.encode() for line in lines))
    typer.echo(str(to))
