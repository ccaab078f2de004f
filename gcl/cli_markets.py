"""`gcl adapt` for several markets: which are meant, and what is said of them once they are through."""

from __future__ import annotations

import json
from collections.abc import Sequence

import typer

from gcl import cli_show
from gcl.cli_follow import follow_all
from gcl.cli_reviews import end_waiting
from gcl.errors import Cancelled, GclError, InputError
from gcl.services import Services
from gcl.services.adaptations import Track
from gcl.services.batches import SubmittedBatch
from gcl.services.jobs import JobView

Ended = tuple[JobView, Track]


def tags(given: Sequence[str]) -> list[str]:
    """The markets of `--market ja-JP --market de-DE,fr-FR`, each once. InputError where there is none."""
    found = [tag.strip() for part in given for tag in part.split(",") if tag.strip()]
    if not found:
        raise InputError("Choose a market, such as ja-JP.")
    return list(dict.fromkeys(found))


def show(services: Services, submitted: SubmittedBatch, detach: bool, as_json: bool) -> None:
    """Wait for all markets unless `detach`, print what came of each, and raise where one did not come through."""
    ids = [run.job_id for run in submitted.runs]
    jobs = [services.jobs.get(job_id) for job_id in ids] if detach else follow_all(services, ids)
    ended = [(job, services.adaptations.track(run.ad_unit_id)) for job, run in zip(jobs, submitted.runs, strict=True)]
    if as_json:
        objects = [cli_show.adaptation_object(job, track) for job, track in ended]
        typer.echo(json.dumps(objects, ensure_ascii=False))
    else:
        typer.echo("\n\n".join(cli_show.adaptation_text(job, track) for job, track in ended))
    if not detach:
        _end_with(ended)
        end_waiting(services, [(job, track.ad_unit.id) for job, track in ended])


def _end_with(ended: Sequence[Ended]) -> None:
    """Raise if a market did not come through: Cancelled if all of those were cancelled, else what each one says."""
    cut = [(job, track) for job, track in ended if job.state == "cancelled" or job.cancel_requested]
    said = [f"{track.ad_unit.market}: {why}" for job, track in ended if (why := _why(job, track))]
    if cut and len(cut) == len(said):
        raise Cancelled(f"Cancelled: {', '.join(track.ad_unit.market for _, track in cut)}.")
    if said:
        raise GclError(f"{len(said)} of {len(ended)} markets did not come through. {' '.join(said)}")


def _why(job: JobView, track: Track) -> str | None:
    if job.state == "parked":
        return None
    if job.state == "done":
        return cli_show.refusal(track)
    if job.state == "cancelled" or job.cancel_requested:
        return "It was cancelled."
    return job.error or f"Its job {job.id} is {job.state}."
