"""What the commands print: one JSON object each, or text for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from gcl.cli_jobs import Listed
from gcl.services.adaptations import Track
from gcl.services.enhanced import EnhancementView
from gcl.services.gallery import FrameView
from gcl.services.jobs import JobView
from gcl.stages import FAILED, GATES


def frames_object(job: JobView, frames: Sequence[FrameView]) -> dict[str, Any]:
    """`sheet` is the contact sheet of a comparison, where there is one."""
    sheet = next((frame for frame in frames if frame.grid), None)
    return {
        "job": job.id,
        "status": job.state,
        "frames": [
            {"path": str(frame.path), "seed": frame.seed, "width": frame.width, "height": frame.height}
            for frame in frames
            if frame is not sheet
        ],
        "seconds": _rounded(job.seconds),
    } | ({"sheet": str(sheet.path)} if sheet else {})


def frames_text(job: JobView, frames: Sequence[FrameView]) -> str:
    lines = [
        f"{frame.path}  contact sheet"
        if frame.grid
        else f"{frame.path}  seed {frame.seed}  {frame.width}×{frame.height}"
        for frame in frames
    ]
    return "\n".join([_headline(job), *lines])


def adaptation_object(job: JobView, track: Track) -> dict[str, Any]:
    """`gates` has every verdict in order; `revisions` how often each gate sent the script back."""
    return {
        "job": job.id,
        "ad_unit": track.ad_unit.id,
        "status": track.ad_unit.status,
        "gates": [
            {"gate": verdict.gate, "passed": verdict.passed, "score": verdict.score, "draft": verdict.draft}
            for verdict in track.evaluations
        ],
        "revisions": {node.key: node.revisions for node in track.nodes if node.is_gate},
        "rows": [row.model_dump() for row in track.draft_rows],
        "seconds": _rounded(job.seconds),
    }


def adaptation_text(job: JobView, track: Track) -> str:
    lines = [_headline(job), f"{track.ad_unit.title} for {track.ad_unit.market}: {track.ad_unit.status}"]
    for verdict in track.evaluations:
        result = "passed" if verdict.passed else "failed"
        lines.append(f"  draft {verdict.draft}  {verdict.gate_label}: {result}, score {verdict.score:.2f}")
    for row in track.draft_rows:
        lines += [f"\n{row.shot_number}  {row.timecode}", _indented(row.visual), _indented(row.audio)]
    return "\n".join(lines)


def enhancement_object(made: EnhancementView) -> dict[str, Any]:
    return {
        "prompt": made.prompt,
        "enhanced": made.text,
        "by": made.by,
        "author": made.author,
        "added": [asdict(one) for one in made.added],
        "left": [asdict(one) for one in made.left],
        "lost": list(made.lost),
    }


def enhancement_text(made: EnhancementView) -> str:
    """The prompt alone on the first line, for whoever pipes it on; then what was added and why."""
    lines = [made.text, ""]
    lines += [f"  + {one.words}: {one.why}" if one.why else f"  + {one.words}" for one in made.added]
    lines += [f"  = {one.aspect}: {one.why}" if one.aspect else f"  = {one.why}" for one in made.left]
    if made.lost:
        lines.append(f"  - not in it any more: {', '.join(made.lost)}")
    return "\n".join(lines).rstrip()


def refusal(track: Track) -> str | None:
    """A sentence if the run ended without a draft that passes, None otherwise."""
    if track.ad_unit.status != FAILED:
        return None
    refused_by = next((node for node in track.nodes if node.key in GATES and node.state == "failed"), None)
    if refused_by is None:
        return "The adaptation did not come to its end. See its job with: gcl jobs."
    if track.ad_unit.pipeline_metadata.get("undecided"):
        return (
            f"The {refused_by.label.lower()} could not decide about the adaptation for want of evidence; its "
            "best draft is kept. Read it and decide yourself, or choose a larger model for this gate."
        )
    return (
        f"The adaptation did not pass the {refused_by.label.lower()} after {refused_by.revisions} revisions for it; "
        "its best draft is kept."
    )


def job_object(job: JobView) -> dict[str, Any]:
    """`progress` from 0 to 1."""
    return {
        "id": job.id,
        "kind": job.kind,
        "title": job.title,
        "state": job.state,
        "progress": _progress(job),
        "note": job.note,
        "error": job.error,
    }


def jobs_text(found: Listed, state: str | None = None) -> str:
    """`state` is the one that was asked for."""
    if not found.jobs and (found.page > 1 or state):
        return "No jobs here. List all of them with: gcl jobs"
    if not found.jobs:
        return 'No jobs yet. Make a frame with: gcl frame "a red fox in the snow"'
    lines = [f"{'id':>6}  {'kind':<11} {'state':<10} {'done':>5}  title"]
    for job in found.jobs:
        lines.append(f"{job.id:>6}  {job.kind:<11} {job.state:<10} {_progress(job):>5.0%}  {job.title}")
        if job.error:
            lines.append(f"{'':>8}{job.error}")
    if found.page < found.pages:
        narrowed = f" --state {state}" if state else ""
        lines.append(f"Page {found.page} of {found.pages}. The next one: gcl jobs --page {found.page + 1}{narrowed}")
    return "\n".join(lines)


def progress_line(job: JobView) -> str:
    """ "Step 3 of 8 · 2 s left", or what it waits for."""
    if job.state == "queued":
        return job.note or "Waiting for the worker"
    parts = [job.note or job.state]
    if job.cancel_requested:
        parts = ["Cancelling at the next step"]
    elif job.seconds_left is not None:
        parts.append(f"{_duration(job.seconds_left)} left")
    return " · ".join(parts)


def _headline(job: JobView) -> str:
    took = f" in {_duration(job.seconds)}" if job.seconds is not None and job.state == "done" else ""
    return f"Job {job.id}: {job.state}{took}"


def _progress(job: JobView) -> float:
    if job.state == "done":
        return 1.0
    return round(job.done / job.total, 3) if job.total else 0.0


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 3)


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())
