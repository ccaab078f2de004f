"""An enhanced prompt as people see it: its state, what was added and why, and what of the prompt it lost."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from gcl.db import Enhancement
from gcl.enhance_rules import is_foreign
from gcl.services.jobs import JobView

MOST_LOST = 8  # words that are named
_WORD = re.compile(r"\d+|[^\W\d_]{4,}")
_FILLERS = frozenset({"with", "from", "that", "this", "into", "over", "their", "them", "they", "have", "been", "some"})


@dataclass(frozen=True)
class Addition:
    aspect: str
    words: str
    why: str


@dataclass(frozen=True)
class EnhancementView:
    """`state` is working, failed, cancelled, proposed, used or discarded; `text` the answer as a person has it by now,
    `result` as it came; `lost` are words of the prompt that are not in `text` any more."""

    id: int
    state: str
    by: str
    author: str
    prompt: str
    model_key: str
    style: str | None
    seed: int
    result: str
    text: str
    added: tuple[Addition, ...]
    left: tuple[Addition, ...]
    lost: tuple[str, ...]
    job: JobView | None


def comes_from(prompt: str, text: str) -> bool:
    """Whether half of the words of a text are in a prompt."""
    words = set(_WORD.findall(text.casefold()))
    return 2 * len(words & set(_WORD.findall(prompt.casefold()))) >= len(words)


def lost_words(prompt: str, text: str) -> tuple[str, ...]:
    """Words and numbers of a prompt whose beginning is nowhere in `text`, in their order; small words set aside.

    None of a prompt in another script, which was to be translated.
    """
    if is_foreign(prompt):
        return ()
    there = re.findall(r"\w+", text.casefold())
    lost: dict[str, None] = {}
    for word in _WORD.findall(prompt):
        small = word.casefold()
        stem = small if small.isdigit() else small[: max(3, len(small) - 3)]
        if small not in _FILLERS and not any(other.startswith(stem) for other in there):
            lost.setdefault(word)
    return tuple(lost)[:MOST_LOST]


def enhancement_view(row: Enhancement, job: JobView | None) -> EnhancementView:
    return EnhancementView(
        id=row.id,
        state=_state(row, job),
        by=row.by,
        author=row.author,
        prompt=row.prompt,
        model_key=row.model_key,
        style=row.style,
        seed=row.seed,
        result=row.result or "",
        text=row.text or "",
        added=_additions(row.added),
        left=_additions(row.left),
        lost=lost_words(row.prompt, row.text) if row.text else (),
        job=job,
    )


def _state(row: Enhancement, job: JobView | None) -> str:
    if row.decision:
        return row.decision
    if row.result is not None:
        return "proposed"
    return job.state if job is not None and job.state in ("failed", "cancelled") else "working"


def _additions(rows: list[Any]) -> tuple[Addition, ...]:
    return tuple(Addition(row["aspect"], row["words"], row["why"]) for row in rows)
