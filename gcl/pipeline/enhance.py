"""run_enhancement: the worker's runner for one prompt that a language model enhances, here or behind an API."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StringConstraints, create_model
from sqlalchemy import select

from gcl.api import api_name, why_no_api
from gcl.db import Database, Enhancement, PromptTemplate, utcnow
from gcl.enhance_rules import Enhanced, Proposal, Taste, is_foreign, put_together, taste_of
from gcl.errors import GenerationError, InputError
from gcl.formats.image_settings import NOT_TEXT
from gcl.job_handle import JobHandle
from gcl.payloads import EnhanceJob
from gcl.pipeline.llm import load_language_model
from gcl.pipeline.loader import Load, PipelineModelLoader
from gcl.pipeline.remote import ask
from gcl.pipeline.schemas import Answer, text_of
from gcl.prompts import render_prompt
from gcl.residency import llm_key
from gcl.workshop import Workshop

SYSTEM, USER = "prompt-enhancer-system", "prompt-enhancer-user"
TOKENS = 640  # of an answer: a long prompt and six additions take about 500
MOST_ADDED = 12
API_TOKENS = 4096  # an API's model may think before it answers


def _words(most: int) -> StringConstraints:
    """A text of two words to `most`, in one line. Counted in words: a cap on characters would end it within one."""
    word = r"[^\u0000-\u001f \[\]{}\\\",;]"
    return StringConstraints(pattern=rf"^{word}{{1,18}}( {word}{{1,18}}){{1,{most - 1}}}$")


class Added(Answer):
    """Reason first: what a model adds should rest on it."""

    why: Annotated[str, _words(14)]
    words: Annotated[str, _words(10)]


class EnhancedPrompt(Answer):
    """The prompt as it was, or in English where it was in another script; and what goes with it."""

    prompt: Annotated[str, text_of(700)]
    added: Annotated[list[Added], Field(min_length=2, max_length=6)]


class _Free(BaseModel):
    """The same from a model that no grammar keeps to it."""

    prompt: str = ""
    added: list[dict[str, Any]] = Field(default_factory=list)


def schema_for(prompt: str) -> type[EnhancedPrompt]:
    """What is asked for: where the prompt need not be translated, the model can only repeat it to the letter."""
    if is_foreign(prompt):
        return EnhancedPrompt
    own: Any = Literal[prompt]
    return create_model("EnhancedPrompt", __base__=EnhancedPrompt, prompt=(own, ...))


def run_enhancement(handle: JobHandle, workshop: Workshop, *, load: Load = load_language_model) -> None:
    """Ask for the enhanced prompt of a job and keep it in its row. Raises a GclError with a sentence."""
    payload = EnhanceJob.read(handle.payload)
    taste = taste_of(payload.family)
    system = render_prompt(SYSTEM, payload.templates, model=payload.model, asks=taste.asks, max_words=payload.max_words)
    user = render_prompt(USER, payload.templates, prompt=payload.prompt, style=payload.style)
    if payload.llm is None:
        prompt, added = _from_api(handle, workshop, system, user)
    else:
        answer = _from_model(handle, workshop, payload, f"{system}\n\n{user}", load)
        prompt, added = answer.prompt, [(one.words, one.why) for one in answer.added]
    own = prompt if is_foreign(payload.prompt) and prompt else payload.prompt
    _keep(workshop.db, payload, _combined(own, added, taste, payload.max_words, workshop.config.max_prompt_chars))


def _combined(own: str, added: list[tuple[str, str]], taste: Taste, max_words: int, longest: int) -> Enhanced:
    proposals: list[Proposal] = []
    said = own.casefold()
    for words, why in added:
        if words.casefold() not in said:
            proposals.append(Proposal("", "", len(proposals), words, why))
            said += f"\n{words.casefold()}"
    result = put_together(own, taste.model_copy(update={"most_words": max_words}), proposals)
    if len(result.prompt) > longest:
        raise GenerationError(
            f"The answer has {len(result.prompt):,} characters; {longest:,} are taken. Retry the job."
        )
    if result.prompt == own and not result.left:
        raise GenerationError("The model added nothing to the prompt. Retry the job, or choose another model.")
    return result


def _from_model(handle: JobHandle, workshop: Workshop, payload: EnhanceJob, prompt: str, load: Load) -> EnhancedPrompt:
    assert payload.llm is not None
    name = workshop.catalog.llm(payload.llm).name
    if workshop.residency.key != llm_key(payload.llm):
        handle.progress(0, 0, f"Loading {name}")
    loader = PipelineModelLoader(workshop.config, workshop.catalog, workshop.residency, load=load)
    loader.switch_model(payload.llm)
    generator = loader.get_generator(schema_for(payload.prompt))
    handle.progress(0, 1, f"{name} is writing")
    return generator(
        prompt,
        max_new_tokens=TOKENS,
        temperature=payload.temperature,
        seed=payload.seed,
        check=handle.check_cancelled,
    )


def _from_api(handle: JobHandle, workshop: Workshop, system: str, user: str) -> tuple[str, list[tuple[str, str]]]:
    config = workshop.config
    if missing := why_no_api(config):
        raise InputError(missing)
    name = api_name(config)
    handle.progress(0, 1, f"{name} is writing")
    text = ask(
        config,
        system,
        user,
        max_tokens=API_TOKENS,
        check=handle.check_cancelled,
        waiting=lambda seconds: handle.progress(0, 1, f"{name} is busy, asked again in {seconds:.0f} s"),
    )
    return read_answer(text, name)


def read_answer(text: str, name: str) -> tuple[str, list[tuple[str, str]]]:
    """The prompt, and (words, why) of each addition, from a model that was asked for JSON, whatever it puts around it.
    GenerationError if it is nothing of the kind."""
    start, end = text.find("{"), text.rfind("}")
    try:
        free = _Free.model_validate(json.loads(text[start : end + 1]))
    except (ValueError, RecursionError):
        raise GenerationError(
            f"{name} did not answer in the form that the template {SYSTEM} asks for. "
            "Retry the job, look at the template in Settings, or choose another model."
        ) from None
    added = [(_line(one.get("words")), _line(one.get("why"))) for one in free.added[:MOST_ADDED]]
    return _line(free.prompt), [(words, why) for words, why in added if words]


def _line(value: object) -> str:
    """A text of an answer in one line, without a mark at its end; "" for anything else."""
    return " ".join(NOT_TEXT.sub("", value).split()).rstrip(" .,;") if isinstance(value, str) else ""


def _keep(db: Database, payload: EnhanceJob, answer: Enhanced) -> None:
    with db.write() as session:
        row = session.get(Enhancement, payload.enhancement_id)
        if row is None:
            raise InputError("The prompt that this job was to enhance is gone. Enhance it again.")
        row.result = row.text = answer.prompt
        row.added, row.left = [vars(one) for one in answer.added], [vars(one) for one in answer.left]
        for slug, template in payload.templates.items():
            used = session.scalar(
                select(PromptTemplate).where(PromptTemplate.slug == slug, PromptTemplate.version == template.version)
            )
            if used is not None:
                used.use_count += 1
                used.last_used_at = utcnow()
