"""Views: Jinja2 files that turn what services return into HTML. Everything is escaped unless a view made it itself."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from gcl.briefs import field_name
from gcl.control_maps import KINDS
from gcl.services.evidence import evidence, parts

FOLDER = Path(__file__).parent

JOB_WORDS = {
    "queued": "Waiting",
    "running": "Running",
    "parked": "Waits for a person",
    "done": "Done",
    "failed": "Failed",
    "cancelled": "Cancelled",
}
KIND_WORDS = {
    "frame": "Frame",
    "enlarge": "Larger frame",
    "map": "Map",
    "adaptation": "Adaptation",
    "evaluation": "Evaluation",
    "alternatives": "Alternatives",
    "enhancement": "Prompt",
}
STATUS_WORDS = {
    "draft": "Origin script",
    "queued": "Waiting in the queue",
    "concept_analysis": "Analysing the concept",
    "cultural_analysis": "Researching the culture",
    "writing": "Writing",
    "revising": "Revising",
    "format_evaluation": "At the format gate",
    "cultural_evaluation": "At the cultural gate",
    "concept_evaluation": "At the concept gate",
    "brand_evaluation": "At the brand gate",
    "in_review": "Waits for a decision",
    "completed": "Completed",
    "failed": "Failed",
    "cancelled": "Cancelled",
}
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_CUE = re.compile(r"[A-Z][A-Z0-9 .()'-]{0,30}:")


def seconds(value: float | None) -> str:
    """A length of time as people say it: "0.4 s", "12 s", "3 min 20 s", "2 h 5 min"."""
    if value is None:
        return "–"
    if value < 10:
        return f"{value:.1f} s"
    whole = round(value)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60} min"


def ago(moment: datetime | None, now: datetime | None = None) -> str:
    """How long ago, up to a day; then the date in this machine's time zone."""
    if moment is None:
        return "–"
    past = ((now or datetime.now(UTC)) - moment).total_seconds()
    if past < 60:
        return "just now"
    if past < 3600:
        return f"{int(past // 60)} min ago"
    if past < 24 * 3600:
        return f"{int(past // 3600)} h ago"
    return clock(moment)


def clock(moment: datetime | None) -> str:
    """Date and time in this machine's time zone: "20 Nov 2026, 14:03"."""
    if moment is None:
        return "–"
    local = moment.astimezone()
    return f"{local.day} {local:%b %Y, %H:%M}"


def gigabytes(size: int | None) -> str:
    return "–" if size is None else f"{size / 1024**3:.1f} GB"


def file_url(path: Path) -> str:
    """Address of a file under Config.frames as it lies on the disk; an image component would re-encode it."""
    return f"gradio_api/file={quote(str(path))}"


def kind_of(value: object) -> str:
    """Which layout a value of a brief gets: empty, text, list (of texts), table (of mappings) or group (a mapping)."""
    if value is None or value == "" or (isinstance(value, Sequence | Mapping) and len(value) == 0):
        return "empty"
    if isinstance(value, Mapping):
        return "group"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "table" if all(isinstance(item, Mapping) for item in value) else "list"
    return "text"


@dataclass(frozen=True)
class Line:
    """One line of an audio cell: its cue ("VO:"), its words, the translation in parentheses, and its direction."""

    cue: str
    words: str
    gloss: str
    direction: str


def lines(text: str) -> list[Line]:
    """The lines of an audio cell. In a right-to-left script each line has a direction of its own, since its cues and
    stage directions stay in English."""
    found = []
    for line in text.splitlines():
        words = line.strip()
        if not words:
            continue
        cue = found_cue[0] if (found_cue := _CUE.match(words)) else ""
        words, gloss = words[len(cue) :].strip(), ""
        # By hand: a pattern that looks for the end of a line takes the square of the spaces inside it.
        before, opened, inside = words.rpartition("(")
        if opened and inside.endswith(")") and inside.count(")") == 1 and len(inside) > 1:
            words, gloss = before.rstrip(), opened + inside
        found.append(Line(cue, words, gloss, direction(words)))
    return found


def direction(words: str) -> str:
    """How a line is read: rtl or ltr."""
    return "rtl" if _RIGHT_TO_LEFT.search(words) else "ltr"


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER / "views"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        seconds=seconds,
        ago=ago,
        clock=clock,
        gigabytes=gigabytes,
        file_url=file_url,
        sentence_case=field_name,
        lines=lines,
        evidence=lambda output: evidence(output.get("checks"), output.get("answers")),
        parts=parts,
    )
    environment.tests.update(
        {
            name: (lambda value, name=name: kind_of(value) == name)
            for name in ("empty", "text", "list", "table", "group")
        }
    )
    environment.globals.update(
        JOB_WORDS=JOB_WORDS, KIND_WORDS=KIND_WORDS, CONTROL_WORDS=KINDS, STATUS_WORDS=STATUS_WORDS
    )
    return environment


_VIEWS = _environment()


def render(view: str, /, **values: Any) -> str:
    """The HTML of views/<view>.html."""
    return _VIEWS.get_template(f"{view}.html").render(values).strip()
