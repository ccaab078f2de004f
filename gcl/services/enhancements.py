"""Enhancements: a prompt goes in, a better one comes back to be read, edited, and used or not.

The rules answer at once; a language model, here or behind an API, is asked by the worker. Every answer is a row, so a
refresh shows it again, and what a person typed stays in it whatever becomes of the answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.orm import Session

from gcl import jobs
from gcl.api import api_name, why_no_api
from gcl.catalog import Catalog
from gcl.config import Config
from gcl.db import Database, Enhancement, Job, PipelineSettings
from gcl.db.enhancements import WAYS
from gcl.enhance_rules import enhance
from gcl.errors import ConflictError, InputError, NotFound
from gcl.formats.image_settings import NOT_TEXT
from gcl.payloads import EnhanceJob, StyleText
from gcl.presets.diffusion import DiffusionPreset
from gcl.prompts import active_templates
from gcl.queue import WorkQueue
from gcl.services.enhanced import EnhancementView, comes_from, enhancement_view
from gcl.services.jobs import job_view
from gcl.services.resolve import resolve_enhancer
from gcl.services.wording import style_text
from gcl.styles import words_of
from gcl.variants import has_choices

ENHANCER_SLUGS = ("prompt-enhancer-system", "prompt-enhancer-user")
WAY_NAMES = {"rules": "Rules", "llm": "Language model", "api": "API"}
BY_RULES = "the rules"
FIRST = 1  # priority: a person waits for the answer before anything can be drawn of it
MOST_WORDS = 120
OTHER_SEEDS = 40  # that are tried for another answer


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
    missing: str


class EnhancementService:
    def __init__(self, config: Config, db: Database, catalog: Catalog, queue: WorkQueue) -> None:
        self.config, self.db, self.catalog, self.queue = config, db, catalog, queue

    def ways(self) -> list[WayChoice]:
        """The ways to enhance a prompt, each with what is missing for it."""
        missing = {"rules": "", "llm": "", "api": why_no_api(self.config)}
        try:
            with self.db.read() as session:
                resolve_enhancer(session.get_one(PipelineSettings, 1), self.catalog)
        except InputError as error:
            missing["llm"] = error.sentence
        return [WayChoice(key, name, missing[key]) for key, name in WAY_NAMES.items()]

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
            row.author, row.result, row.text = BY_RULES, answer.prompt, answer.prompt
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

    def another(self, enhancement_ids: Sequence[int]) -> int:
        """Ask once more for what the last of these was asked for, and get another answer than any of them has.

        InputError if the rules have no other.
        """
        views = [self.get(one) for one in enhancement_ids]
        last = views[-1]
        key = last.model_key or self.catalog.default_diffusion()
        wish = EnhanceRequest(prompt=last.prompt, by=last.by, model=key, style=last.style)
        seeds = range((first := max(view.seed for view in views) + 1), first + OTHER_SEEDS)
        if last.by != "rules":
            return self.submit(wish.model_copy(update={"seed": seeds[0]}))
        family, style = self.catalog.diffusion(key).family, words_of(style_text(self.catalog, last.style, key))
        there = {view.result for view in views}
        for seed in seeds:
            if enhance(last.prompt, family, style=style, seed=seed).prompt not in there:
                return self.submit(wish.model_copy(update={"seed": seed}))
        raise InputError("The rules have no other answer to this prompt. Edit this one, or have a model enhance it.")

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
            row.author = BY_RULES if way == "rules" else WAY_NAMES[way]
            session.add(row)
            session.flush()
            return row.id

    def get(self, enhancement_id: int) -> EnhancementView:
        with self.db.read() as session:
            row = _find(session, enhancement_id)
            job = session.get(Job, row.job_id) if row.job_id is not None else None
            return enhancement_view(row, job_view(job) if job is not None else None)

    def edit(self, enhancement_id: int, text: str) -> None:
        """Keep what a person made of the answer. ConflictError if there is none yet, or it was decided about."""
        self._check_text("enhanced prompt", text)
        with self.db.write() as session:
            row = _find(session, enhancement_id)
            if row.result is None or row.decision:
                raise ConflictError("This enhanced prompt cannot be edited any more. Edit the prompt itself.")
            row.text = text

    def use(self, enhancement_id: int, text: str | None = None, typed: str | None = None) -> EnhancementView:
        """Take the answer, as it is or as `text`, for the prompt. `typed` is what the prompt is by now: a person may
        have typed on while the answer was written, and nothing typed is lost."""
        if text is not None:
            self.edit(enhancement_id, text)
        with self.db.write() as session:
            row = _find(session, enhancement_id)
            if not (row.text or "").strip():
                raise InputError("The enhanced prompt is empty. Write it, or discard it: your own is kept.")
            row.prompt = (typed or "").strip() or row.prompt
            row.decision = "used"
        return self.get(enhancement_id)

    def take_back(self, enhancement_id: int, text: str) -> EnhancementView:
        """Propose a used answer anew, as `text`, which is what a person made of it since."""
        with self.db.write() as session:
            row = _find(session, enhancement_id)
            row.decision, row.text = "", text.strip() or row.text
        return self.get(enhancement_id)

    def origin(self, enhancement_ids: Sequence[int], prompt: str) -> tuple[str, str] | None:
        """(what `prompt` was before it was enhanced, by what) if it comes from the last of these that was used; None
        for a prompt that was written anew since. One that was enhanced twice goes back to the first words."""
        with self.db.read() as session:
            found = [session.get(Enhancement, one) for one in enhancement_ids]
            used = [row for row in found if row is not None and row.decision == "used"]
        if not used or not comes_from(prompt, used[-1].text or ""):
            return None
        typed = used[-1].prompt
        for row in reversed(used[:-1]):
            typed = row.prompt if (row.text or "").strip() == typed else typed
        return typed, used[-1].by

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


def _find(session: Session, enhancement_id: int) -> Enhancement:
    row = session.get(Enhancement, enhancement_id)
    if row is None:
        raise NotFound(f"There is no enhanced prompt {enhancement_id}. Enhance the prompt again.")
    return row
