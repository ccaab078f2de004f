"""The two briefs of a run, as a model must write them and as a person may change them: each text has its longest.

Fields run from evidence to conclusion, because a model writes them in this order and rests each on those before.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic_core import ErrorDetails

from gcl.errors import InputError
from gcl.formats.room import rounded_cap

# A small model that closes a quotation goes on to close the object, unless the signs of JSON are out of its reach.
SIGNS = "[]{}\\"


def text_of(longest: int, *, but: str = "", signs: str = SIGNS, opening: str = "") -> StringConstraints:
    """A text of at most `longest` characters, rounded up, in one line and without `signs`.

    `but` has more that may not stand in it, as in a character class. `opening` is a pattern that it begins with, in
    place of anything but a space. Caps are rounded and patterns kept to one class, so that the texts of an answer
    share their states in the grammar's engine: it gives up at 250,000, which a script of 60 rows would reach.
    """
    never = rf"\u0000-\u001f{''.join(chr(92) + sign for sign in signs)}{but}"
    return StringConstraints(
        strip_whitespace=True,
        min_length=1,
        max_length=rounded_cap(longest),
        pattern=rf"^{opening or f'[^ {never}]'}[^{never}]*$",
    )


Phrase = Annotated[str, text_of(120)]
Sentence = Annotated[str, text_of(250)]
OneToFour = Field(min_length=1, max_length=4)
UpToFour = Field(max_length=4)


class Answer(BaseModel):
    # Without "forbid" the schema lets a model add keys of its own.
    model_config = ConfigDict(extra="forbid")


class NarrativeStructure(Answer):
    setup: Sentence
    conflict: Sentence
    resolution: Sentence


class Themes(Answer):
    universal: Annotated[list[Phrase], OneToFour]
    culture_specific: Annotated[list[Phrase], UpToFour]


class BrandVoice(Answer):
    tone: Phrase
    style: Phrase
    personality: Phrase


class ConceptBrief(Answer):
    """What the origin spot says and how, so that another market's spot can say the same."""

    narrative_structure: NarrativeStructure
    emotional_beats: Annotated[list[Phrase], OneToFour]
    themes: Themes
    cultural_assumptions: Annotated[list[Phrase], UpToFour]
    brand_voice: BrandVoice
    core_message: Sentence
    must_preserve: Annotated[list[Phrase], OneToFour]
    can_adapt: Annotated[list[Phrase], OneToFour]


class Substitution(Answer):
    original: Phrase
    rationale: Phrase
    replacement: Phrase


class CulturalBrief(Answer):
    """What the target market asks of the spot."""

    market_context: Sentence
    pitfalls: Annotated[list[Phrase], UpToFour]
    opportunities: Annotated[list[Phrase], UpToFour]
    regulatory_notes: Annotated[list[Phrase], UpToFour]
    tone_adjustments: Annotated[list[Phrase], OneToFour]
    substitutions: Annotated[list[Substitution], UpToFour]


# What the fields of a brief are called where their key does not say it.
FIELD_WORDS = {
    "must_preserve": "Must be kept",
    "can_adapt": "May be adapted",
    "culture_specific": "Bound to the culture",
}
_MOST_TOLD = 3  # problems in one sentence

BRIEFS: dict[str, type[Answer]] = {"concept": ConceptBrief, "culture": CulturalBrief}  # by the node that writes it


def field_name(key: str) -> str:
    """A key of a brief as people read it: "core_message" becomes "Core message"."""
    return FIELD_WORDS.get(key, key.replace("_", " ").strip().capitalize())


def checked_brief(node: str, brief: object) -> dict[str, Any]:
    """A brief that a person changed, as it is kept. InputError names what breaks a rule: an empty or a long text, more
    items than a list may have, a sign that models stumble over."""
    try:
        return BRIEFS[node].model_validate(brief).model_dump()
    except ValidationError as error:
        wrong = [_problem(one) for one in error.errors(include_url=False)]
        more = f" And {len(wrong) - _MOST_TOLD} more." if len(wrong) > _MOST_TOLD else ""
        raise InputError(" ".join(wrong[:_MOST_TOLD]) + more) from error


def _problem(error: ErrorDetails) -> str:
    """A sentence: "Themes, universal, item 2 has 140 characters and may have 120.\""""
    parts = [f"item {part + 1}" if isinstance(part, int) else field_name(part) for part in error["loc"]]
    where = ", ".join([*parts[:1], *(part.lower() for part in parts[1:])]) or "The brief"
    given, limits = error["input"], error.get("ctx", {})
    kind = error["type"]
    if kind == "string_too_short":
        return f"{where} is empty."
    if kind == "string_too_long":
        return f"{where} has {len(given.strip())} characters and may have {limits['max_length']}."
    if kind == "string_pattern_mismatch":
        sign = next((sign for sign in given if sign in SIGNS or sign < " "), None)
        shown = (
            "a line break" if sign in ("\n", "\r") else f"the sign {sign}" if sign and sign >= " " else "a control sign"
        )
        return f"{where} has {shown}, which a brief cannot hold."
    if kind == "too_long":
        return f"{where} has {len(given)} items and may have {limits['max_length']}."
    if kind == "too_short":
        return f"{where} needs at least one item."
    if kind == "missing":
        return f"{where} is missing."
    if kind == "extra_forbidden":
        return f"{where} is no part of this brief."
    return f"{where} is not of the right kind: {error['msg'][:1].lower()}{error['msg'][1:]}."
