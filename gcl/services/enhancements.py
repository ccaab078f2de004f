"""Enhancements: a prompt goes in, a better one comes back to be read, edited, and used or not.

The rules answer at once; a language model, here or behind an API, is asked by the worker. Every answer is a row, so a
refresh shows it again, and what a person typed stays in it whatever becomes of the answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.orm import Session

from gcl import jobs
from gcl.api import api_name, why_no_api
from gcl.catalog import Catalog, DiffusionPreset
from gcl.config import Config
from gcl.db import Database, Enhancement, Job, PipelineSettings
from gcl.db.enhancements import WAYS
from gcl.enhance_rules import enhance, is_foreign
from gcl.errors import ConflictError, InputError, NotFound
from gcl.formats.image_settings import NOT_TEXT
from gcl.payloads import EnhanceJob, StyleText
from gcl.prompts import active_templates
from gcl.queue import WorkQueue
from gcl.services.jobs import JobView, job_view
from gcl.services.resolve import resolve_enhancer
from gcl.services.wording import style_text
from gcl.styles import words_of
from gcl.variants import has_choices

ENHANCER_SLUGS = ("prompt-enhancer-system", "prompt-enhancer-user")
WAY_NAMES = {"rules": "Rules", "llm": "Language model", "api": "API"}
FIRST = 1  # priority: a person waits for the answer before anything can be drawn of it
MOST_WORDS = 120
MOST_LOST = 8  # words that are named
_WORD = re.compile(r"\d+|[^\W\d_]{4,}")
_FILLERS = frozenset({"with", "from", "that", "this", "into", "over", "their", "them", "they", "have", "been", "some"})


class EnhanceRequest(BaseModel):
    """`by` is a key of WAY_NAMES or None for the settings' own; `model` an image model, None for the default one.
    Another `seed` gives another answer."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    prompt: str
    by: str | None = None
    model: str | None = None
    style: str | None = None
    seed: int = 0


@dataclass(frozen=True)
class WayChoice:
    """`missing` says what to do before it can be chosen, "" if nothing."""

    key: str
    name: str
    author: str
    missing: str


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


class EnhancementService:
    def __init__(self, config: Config, db: Database, catalog: Catalog, queue: WorkQueue) -> None:
        self.config, self.db, self.catalog, self.queue = config, db, catalog, queue

    def ways(self) -> list[WayChoice]:
        """The ways to enhance a prompt, each with who would write, and what is missing for it."""
        author, missing = "", ""
        try:
            with self.db.read() as session:
                author = self.catalog.llm(resolve_enhancer(session.get_one(PipelineSettings, 1), self.catalog)).name
        except InputError as error:
            missing = error.sentence
        without = why_no_api(self.config)
        return [
            WayChoice("rules", WAY_NAMES["rules"], WAY_NAMES["rules"], ""),
            WayChoice("llm", WAY_NAMES["llm"], author, missing),
            WayChoice("api", WAY_NAMES["api"], "" if without else api_name(self.config), without),
        ]

    def default_way(self) -> str:
        with self.db.read() as session:
            return session.get_one(PipelineSettings, 1).enhance_by

    def submit(self, request: EnhanceRequest) -> int:
        """Enhance a prompt, or queue a job that does; the enhancement's id.

        Raises InputError or NotFound with a sentence, and then nothing was stored.
        """
        prompt = self._checked(request.prompt)
        by = request.by or self.default_way()
        if by not in WAYS:
            raise NotFound.among("way to enhance a prompt", by, list(WAYS))
        key = request.model or self.catalog.default_diffusion()
        preset = self.catalog.diffusion(key)
        style = style_text(self.catalog, request.style, key)
        row = Enhancement(by=by, prompt=prompt, model_key=key, style=request.style or None, seed=request.seed)
        if by == "rules":
            answer = enhance(prompt, preset.family, style=words_of(style), seed=request.seed)
            row.author, row.result, row.text = WAY_NAMES["rules"], answer.prompt, answer.prompt
            row.added, row.left = [vars(one) for one in answer.added], [vars(one) for one in answer.left]
        elif has_choices(prompt):
            raise InputError(
                "A language model would make one of the choices of this prompt, such as {a|b}, for all frames. "
                "Enhance it by rules, which keep them, or write one choice."
            )
        with self.db.write() as session:
            session.add(row)
            session.flush()
            if by != "rules":
                self._queue(session, row, preset, style)
            made = row.id
        if by != "rules":
            self.queue.announce()
        return made

    def remember(self, prompt: str, typed: str, by: str | None, model: str | None = None) -> int:
        """The enhancement that made `prompt` of `typed`, for settings that come from a frame or a file; its id."""
        way = by if by in WAYS else "rules"
        with self.db.write() as session:
            known = select(Enhancement.id).where(
                Enhancement.decision == "used", Enhancement.prompt == typed, Enhancement.text == prompt
            )
            found = session.scalar(known.order_by(Enhancement.id.desc()).limit(1))
            if found is not None:
                return found
            row = Enhancement(by=way, prompt=typed, model_key=model or "", result=prompt, text=prompt, decision="used")
            row.author = WAY_NAMES[way]
            session.add(row)
            session.flush()
            return row.id

    def get(self, enhancement_id: int) -> EnhancementView:
        with self.db.read() as session:
            row = _find(session, enhancement_id)
            job = session.get(Job, row.job_id) if row.job_id is not None else None
            return _view(row, job_view(job) if job is not None else None)

    def edit(self, enhancement_id: int, text: str) -> None:
        """Keep what a person made of the answer. ConflictError if there is none yet, or it was decided about."""
        self._check_text("enhanced prompt", text)
        with self.db.write() as session:
            row = _find(session, enhancement_id)
            if row.result is None or row.decision:
                raise ConflictError("This enhanced prompt cannot be edited any more. Edit the prompt itself.")
            row.text = text

    def use(self, enhancement_id: int, text: str | None = None) -> EnhancementView:
        """Take the answer, as it is or as `text`, for the prompt."""
        if text is not None:
            self.edit(enhancement_id, text)
        with self.db.write() as session:
            row = _find(session, enhancement_id)
            if not (row.text or "").strip():
                raise InputError("The enhanced prompt is empty. Write it, or discard it: your own is kept.")
            row.decision = "used"
        return self.get(enhancement_id)

    def discard(self, enhancement_id: int) -> EnhancementView:
        """Decide against the answer; a job that still works on it is stopped. Your own prompt stays as it is."""
        with self.db.write() as session:
            row = _find(session, enhancement_id)
            row.decision = "discarded"
            job = session.get(Job, row.job_id) if row.job_id is not None else None
            if job is not None and job.state in ("queued", "running", "parked"):
                jobs.cancel(session, job.id)
        return self.get(enhancement_id)

    def _queue(self, session: Session, row: Enhancement, preset: DiffusionPreset, style: StyleText | None) -> None:
        settings = session.get_one(PipelineSettings, 1)
        llm = resolve_enhancer(settings, self.catalog) if row.by == "llm" else None
        if llm is None and (missing := why_no_api(self.config)):
            raise InputError(missing)
        templates = active_templates(session)
        if lacking := [slug for slug in ENHANCER_SLUGS if slug not in templates]:
            raise InputError(f"The prompt template {lacking[0]} has no active version. Activate one in Settings.")
        payload = EnhanceJob(
            enhancement_id=row.id,
            prompt=row.prompt,
            style=words_of(style),
            model=preset.name,
            family=preset.family,
            # A word takes about one and a half tokens, with its marks.
            max_words=min(MOST_WORDS, preset.max_sequence_length * 6 // 10),
            templates={slug: templates[slug] for slug in ENHANCER_SLUGS},
            llm=llm,
            temperature=settings.temperature,
            seed=row.seed,
        )
        row.author = self.catalog.llm(llm).name if llm else api_name(self.config)
        title = f"Enhance: {' '.join(row.prompt.split())}"
        key = f"llm:{llm}" if llm else None
        row.job_id = jobs.submit(session, "enhancement", title, payload.dump(), model_key=key, priority=FIRST).id

    def _checked(self, prompt: str) -> str:
        prompt = prompt.strip()
        if not prompt:
            raise InputError("The prompt is empty. Say in a few words what the frame shows, then enhance it.")
        self._check_text("prompt", prompt)
        return prompt

    def _check_text(self, what: str, text: str) -> None:
        most = self.config.max_prompt_chars
        if len(text) > most:
            raise InputError(f"The {what} has {len(text):,} characters; at most {most:,} are taken. Shorten it.")
        if NOT_TEXT.search(text):
            raise InputError(f"The {what} has characters that are not text. Type it again, or paste it as plain text.")


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


def _find(session: Session, enhancement_id: int) -> Enhancement:
    row = session.get(Enhancement, enhancement_id)
    if row is None:
        raise NotFound(f"There is no enhanced prompt {enhancement_id}. Enhance the prompt again.")
    return row


def _view(row: Enhancement, job: JobView | None) -> EnhancementView:
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
