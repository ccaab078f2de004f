"""The two briefs of a run, as a model must write them and as a person may change them: each text has its longest.

Fields run from evidence to conclusion, because a model writes them in this order and rests each on those before.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

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
        max_length=next((cap for cap in _CAPS if cap >= longest), _CAPS[-1]),
        pattern=rf"^{opening or f'[^ {never}]'}[^{never}]*$",
    )


_CAPS = (120, 250, 400, 700, 1200, 2000, 4000)

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
