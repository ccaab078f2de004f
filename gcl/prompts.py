"""render_prompt(slug, ...): strict, sandboxed Jinja2 over the template texts that a job carries.

A template can read what it is given and nothing else: no attribute that starts with an underscore, no method that
changes a value, no other template. A name that it was not given is an error, never an empty string.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from jinja2 import Template, TemplateSyntaxError, meta
from jinja2.exceptions import SecurityError, UndefinedError
from sqlalchemy import select, true
from sqlalchemy.orm import Session

from gcl.budget import LARGEST, TooMuch, spending
from gcl.db import PromptTemplate
from gcl.errors import TemplateError
from gcl.payloads import TemplateText
from gcl.prompt_samples import SAMPLES
from gcl.sandbox import Sandbox

_SCRIPT = {
    "origin": "The origin script: title, market, language, rows (shot_number, timecode, visual, audio).",
    "brand": "The brand: name, voice, values, visual_identity, messaging, locked_terms, forbidden_terms; or None.",
    "note": "What a person asks for who has this step done again; or an empty string.",
}
_MARKET = {
    **_SCRIPT,
    "market": "The target: code, language, language_code, native_name, country, regions, insights (category, text).",
    "concept_brief": "What the concept analyst found, as a ConceptBrief.",
}
_WRITER = {**_MARKET, "cultural_brief": "What the cultural researcher found, as a CulturalBrief."}
_GATE = {
    **_WRITER,
    "rows": "The draft to judge: rows like those of the origin.",
    "questions": "What to answer about it: a list of key, question, severity. The answer repeats each question.",
    "misquoted": "Quotes that were given before and do not stand in the draft; empty when a question is first asked.",
}

# slug -> what its template may use. The editor shows it, and check_template refuses any other name.
#
# The shipped templates of the pipeline begin alike, in the order in which these become known: script, brand, market,
# briefs, draft. What a model has read of one prompt it need not read again in the next, as far as they are the same.
VARIABLES: dict[str, dict[str, str]] = {
    "concept-extraction": _SCRIPT,
    "cultural-research": _MARKET,
    "adaptation": {
        **_WRITER,
        "latest": "The latest draft, to be revised: rows like those of the origin; empty before the first.",
        "shots": "The numbers of the shots to rewrite.",
        "draft": "These shots in the form of the answer: those of the origin, or of the latest draft.",
        "feedback": "Why a gate refused it: a list of gate, summary, issues (severity, location, description, "
        "suggested_fix, shot, cell, quote); or empty.",
    },
    "eval-format": _GATE,
    "eval-cultural": _GATE,
    "eval-concept": _GATE,
    "eval-brand": _GATE,
    "line-alternatives": {
        **_WRITER,
        "rows": "The adapted script as it is: rows like those of the origin.",
        "shot": "The number of the shot that the line belongs to.",
        "line": "The line: label, text, and translation, which is empty where the line needs none.",
        "origin_line": "The text of the same line in the origin, or an empty string.",
    },
    "prompt-enhancer-system": {
        "model": "Name of the image model.",
        "asks": "How this model likes to be told: plain sentences, or short phrases.",
        "max_words": "How long the enhanced prompt may be, in words.",
    },
    "prompt-enhancer-user": {
        "prompt": "The prompt as typed.",
        "style": "The words of the style that is put to the prompt afterwards, or an empty string.",
    },
}


LONGEST_REASON = 500  # characters; a template can put values of any length into the words of an error
_NAME = "<template>"
_SANDBOX = Sandbox()


def render_prompt(slug: str, templates: Mapping[str, TemplateText], /, **variables: Any) -> str:
    """The text of the template `slug`, filled in.

    Raises TemplateError, with the line where that is known, if there is no such template, if it asks for a variable
    that it was not given (named in the message), or if it does something that templates may not do.
    """
    if slug not in templates:
        raise TemplateError(f"There is no prompt template {slug!r}. Restore it with: gcl init.")
    template = _compiled(templates[slug].body, slug)
    try:
        return _filled_in(template, variables).strip()
    except UndefinedError as error:
        reason = f"{error.message}. It gets: {', '.join(sorted(variables)) or 'nothing'}"
        raise _at_line(slug, reason, error) from error
    except SecurityError as error:
        raise _at_line(slug, f"{error}. Templates can only read the values that they are given", error) from error
    except TooMuch as error:
        raise _at_line(slug, f"{error}. Make it simpler", error) from error
    except RecursionError as error:
        raise _at_line(slug, "it goes too deep, as a macro does that calls itself. Make it simpler", error) from error
    except Exception as error:  # a template is a small program, which can go wrong in any way
        raise _at_line(slug, _with_filters(f"{type(error).__name__}: {error}"), error) from error


def _filled_in(template: Template, variables: Mapping[str, Any]) -> str:
    with spending() as budget:
        pieces, length = [], 0
        for piece in template.generate(variables):
            budget.step()
            length += len(piece)
            if length > LARGEST:
                raise TooMuch(f"it gives more than {LARGEST:,} characters")
            pieces.append(piece)
        return "".join(pieces)


def check_template(body: str, slug: str | None = None) -> None:
    """Raise TemplateError with the line if `body` cannot be parsed, uses a name that `slug` does not provide, or cannot
    be filled in with samples of what it will get: better told to who saves it than to a run that is under way."""
    _compiled(body, slug or "text")
    provided = VARIABLES.get(slug or "")
    if provided is None:
        return
    with _parsing(str(slug)):
        unknown = sorted(meta.find_undeclared_variables(_SANDBOX.parse(body)) - set(provided))
    if unknown:
        known = ", ".join(sorted(provided))
        line = next((number for number, text in enumerate(body.splitlines(), 1) if unknown[0] in text), None)
        raise TemplateError(f"The template {slug} uses {unknown[0]!r}, which it is not given; it gets: {known}.", line)
    for case, sample in SAMPLES.items():
        try:
            given = {name: sample[name] for name in provided}
            render_prompt(str(slug), {str(slug): TemplateText(version=0, body=body)}, **given)
        except TemplateError as error:
            raise TemplateError(f"{error.sentence} (Tried {case}.)", error.line) from error


def active_templates(session: Session) -> dict[str, TemplateText]:
    """slug -> the version in use, for a job to carry along."""
    rows = session.scalars(select(PromptTemplate).where(PromptTemplate.active == true()))
    return {row.slug: TemplateText(version=row.version, body=row.body) for row in rows}


def _compiled(body: str, slug: str) -> Template:
    with _parsing(slug):
        return _SANDBOX.from_string(body)


@contextmanager
def _parsing(slug: str) -> Iterator[None]:
    """Turn what goes wrong while a template is compiled, which carries out some of it, into a TemplateError."""
    try:
        with spending():
            yield
    except TemplateSyntaxError as error:
        reason = _with_filters(_shortened(error.message or ""))
        raise TemplateError(
            f"The template {slug} has an error in line {error.lineno}: {reason}.", error.lineno
        ) from error
    except Exception as error:
        # Python reads what Jinja makes of a template, and bears twenty loops in each other.
        if isinstance(error, RecursionError | MemoryError) or "too many" in str(error):
            raise TemplateError(f"The template {slug} is nested too deeply. Make it simpler.") from error
        reason = _shortened(f"{type(error).__name__}: {error}")
        raise TemplateError(f"The template {slug} cannot be read: {reason}.") from error


def _with_filters(reason: str) -> str:
    """A reason, with the filters there are if it is that one is unknown; many of Jinja's own are not among them."""
    known = f"{reason.rstrip('.')}. There are: {', '.join(_SANDBOX.filters)}"
    return known if "No filter named" in reason else reason


def _shortened(reason: str) -> str:
    return reason.rstrip(".") if len(reason) <= LONGEST_REASON else reason[: LONGEST_REASON - 1] + "…"


def _at_line(slug: str, reason: str, error: Exception) -> TemplateError:
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == _NAME]
    line = lines[-1] if lines else None
    where = f" in line {line}" if line else ""
    return TemplateError(f"The template {slug} cannot be filled in{where}: {_shortened(reason)}.", line)
