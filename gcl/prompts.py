"""render_prompt(slug, ...): strict, sandboxed Jinja2 over the template texts that a job carries.

A template can read what it is given and nothing else: no attribute that starts with an underscore, no method that
changes a value, no other template. A name that it was not given is an error, never an empty string.
"""

from __future__ import annotations

import json
import time
import traceback
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, meta
from jinja2.exceptions import SecurityError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from sqlalchemy import select, true
from sqlalchemy.orm import Session

from gcl.db import PromptTemplate
from gcl.errors import TemplateError
from gcl.payloads import TemplateText
from gcl.prompt_samples import SAMPLES

_SCRIPT = {
    "origin": "The origin script: title, market, language, rows (shot_number, timecode, visual, audio).",
    "brand": "The brand: name, voice, values, visual_identity, messaging, locked_terms; or None.",
}
_MARKET = {
    **_SCRIPT,
    "market": "The target: code, language, language_code, native_name, country, regions, insights (category, text).",
    "concept_brief": "What the concept analyst found, as a ConceptBrief.",
}
_WRITER = {**_MARKET, "cultural_brief": "What the cultural researcher found, as a CulturalBrief."}
_GATE = {**_WRITER, "rows": "The draft to judge: rows like those of the origin."}

# slug -> what its template may use. The editor shows it, and check_template refuses any other name.
VARIABLES: dict[str, dict[str, str]] = {
    "concept-extraction": _SCRIPT,
    "cultural-research": _MARKET,
    "adaptation": {
        **_WRITER,
        "draft": "What to rewrite, in the form of the answer: the origin, or the draft that a gate refused.",
        "feedback": "Why: a list of gate, summary, issues (severity, location, description, suggested_fix); or empty.",
    },
    "eval-format": _GATE,
    "eval-cultural": _GATE,
    "eval-concept": _GATE,
    "eval-brand": _GATE,
    "prompt-enhancer-system": {
        "model": "Name of the image model.",
        "max_words": "How long the enhanced prompt may be, in words.",
    },
    "prompt-enhancer-user": {"prompt": "The prompt as typed.", "style": "The style asked for, or an empty string."},
}


LONGEST_PROMPT = 500_000  # characters
MOST_SECONDS = 5.0
MOST_TURNS = 100_000  # of all loops over range() together
_PADDING = frozenset(("format", "format_map", "center", "ljust", "rjust", "zfill", "expandtabs"))


class _Budget:
    """What one rendering may still spend: a worker that is stuck in a template cannot be told from a busy one."""

    def __init__(self) -> None:
        self.ends = time.monotonic() + MOST_SECONDS
        self.turns = MOST_TURNS

    def look_at_the_clock(self) -> None:
        if time.monotonic() > self.ends:
            raise SecurityError(f"it takes longer than {MOST_SECONDS:.0f} s")

    def range(self, *bounds: int) -> range:
        turns = range(*bounds)
        self.turns -= len(turns)
        if self.turns < 0:
            raise SecurityError(f"its loops have more than {MOST_TURNS:,} turns")
        return turns


_budget: ContextVar[_Budget] = ContextVar("budget")


class _Environment(ImmutableSandboxedEnvironment):
    # Each of these can ask for more memory or time than there is: 9**9**9, 'x' * 10**9, '%0999999999d' % 1.
    intercepted_binops = frozenset(("**", "*", "%"))

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if operator == "**" or not all(isinstance(side, int | float) for side in (left, right)):
            raise SecurityError(f"{operator} is only for numbers here, and ** not at all")
        return super().call_binop(context, operator, left, right)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        return not (isinstance(obj, str) and attr in _PADDING) and super().is_safe_attribute(obj, attr, value)

    def call(self, context: Any, called: Any, /, *arguments: Any, **named: Any) -> Any:
        _budget.get().look_at_the_clock()
        return super().call(context, called, *arguments, **named)

    def getattr(self, obj: Any, attribute: str) -> Any:
        _budget.get().look_at_the_clock()
        # A brand has a field "values", which Jinja would take for the method of the dict that carries it.
        if isinstance(obj, Mapping) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


_NAME = "<template>"
# Not optimized: Jinja would carry out what is constant while it parses, which is when a person saves a template.
_ENVIRONMENT = _Environment(
    undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False, optimized=False
)
_ENVIRONMENT.globals = {"range": lambda *bounds: _budget.get().range(*bounds)}
for _filter in ("center", "format", "random"):
    del _ENVIRONMENT.filters[_filter]
# Jinja's own "tojson" escapes for HTML, which a language model would copy.
_ENVIRONMENT.filters["json"] = lambda value: json.dumps(value, ensure_ascii=False)


def render_prompt(slug: str, templates: Mapping[str, TemplateText], /, **variables: Any) -> str:
    """The text of the template `slug`, filled in.

    Raises TemplateError, with the line where that is known, if there is no such template, if it asks for a variable
    that it was not given (named in the message), or if it does something that templates may not do.
    """
    if slug not in templates:
        raise TemplateError(f"There is no prompt template {slug!r}. Restore it with: gcl init.")
    template = _compiled(templates[slug].body, slug)
    try:
        return _within_budget(template, variables).strip()
    except UndefinedError as error:
        reason = f"{error.message}. It gets: {', '.join(sorted(variables)) or 'nothing'}"
        raise _at_line(slug, reason, error) from error
    except SecurityError as error:
        raise _at_line(slug, f"{error}. Templates can only read the values that they are given", error) from error
    except Exception as error:  # a template is a small program, which can go wrong in any way
        raise _at_line(slug, f"{type(error).__name__}: {error}", error) from error


def _within_budget(template: Template, variables: Mapping[str, Any]) -> str:
    budget = _Budget()
    token = _budget.set(budget)
    try:
        pieces, length = [], 0
        for piece in template.generate(variables):
            budget.look_at_the_clock()
            length += len(piece)
            if length > LONGEST_PROMPT:
                raise SecurityError(f"it gives more than {LONGEST_PROMPT:,} characters")
            pieces.append(piece)
        return "".join(pieces)
    finally:
        _budget.reset(token)


def check_template(body: str, slug: str | None = None) -> None:
    """Raise TemplateError with the line if `body` cannot be parsed, uses a name that `slug` does not provide, or cannot
    be filled in with samples of what it will get: better told to who saves it than to a run that is under way."""
    _compiled(body, slug or "text")
    provided = VARIABLES.get(slug or "")
    if provided is None:
        return
    unknown = sorted(meta.find_undeclared_variables(_ENVIRONMENT.parse(body)) - set(provided))
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
    try:
        return _ENVIRONMENT.from_string(body)
    except TemplateSyntaxError as error:
        message = f"The template {slug} has an error in line {error.lineno}: {error.message}."
        raise TemplateError(message, error.lineno) from error
    except (RecursionError, MemoryError) as error:
        raise TemplateError(f"The template {slug} is nested too deeply. Make it simpler.") from error


def _at_line(slug: str, reason: str, error: Exception) -> TemplateError:
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == _NAME]
    line = lines[-1] if lines else None
    where = f" in line {line}" if line else ""
    return TemplateError(f"The template {slug} cannot be filled in{where}: {reason}.", line)
