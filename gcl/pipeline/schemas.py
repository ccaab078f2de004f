"""What the nodes must answer with. The grammar made from a schema steers every token, and Pydantic checks the result.

Every string and list is capped, since a model that loops fills whatever it may fill. Fields run from evidence through
reasons to verdict, because a model writes them in this order and its verdict should rest on what it wrote before.
"""

from __future__ import annotations

import math
import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, WithJsonSchema

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

# In tenths: a free number lets a model write digits without end.
Score = Annotated[float, Field(ge=0, le=1), WithJsonSchema({"enum": [tenth / 10 for tenth in range(11)]})]


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


class AdaptedLine(Answer):
    """A line of an audio cell. Those made for a script add `text`, and `english` where that needs a translation."""

    label: str


class AdaptedRow(Answer):
    shot_number: str
    timecode: str
    visual: str
    audio: tuple[AdaptedLine, ...]


class AdaptationOutput(Answer):
    """A draft. What a model is asked for is `gcl.pipeline.draft.adaptation_schema` of the script at hand."""

    rows: tuple[AdaptedRow, ...]


class Issue(Answer):
    location: Phrase
    description: Sentence
    suggested_fix: Sentence
    severity: Literal["critical", "major", "minor"]


class EvaluationResult(Answer):
    """A gate's verdict on a draft."""

    issues: Annotated[list[Issue], UpToFour]
    summary: Sentence
    score: Score
    passed: bool


# Free whitespace is what small models loop on, so there is one way to set it: that of `json.dumps`, in which the
# prompts show their examples, for a model copies a form more surely than it follows a rule.
_LAYOUT = {"whitespace_flexible": False, "item_separator": ", ", "key_separator": ": "}


def json_schema(schema: type[BaseModel]) -> dict[str, Any]:
    """The JSON schema that steers a model, with llguidance's options for its layout."""
    return {**schema.model_json_schema(), "x-guidance": _LAYOUT}


_SENTENCE = re.compile(r".*(?:[。！？]|[.!?…।؟۔](?=[\"'”’」』»)]*(?:\s|$)))[\"'”’」』»)]*", re.DOTALL)
_LONGEST_TOKEN = 16  # characters, nearly always: a text is cut before a token that does not fit in any more


def end_sentences(schema: dict[str, Any], answer: Any) -> list[str]:
    """Shorten, in `answer`, the texts that ran into the length that `schema` allows to their last whole sentence.

    They were cut there, in the middle of whatever comes then. Returns the paths of those at the cap without a sentence.
    """
    lost: list[str] = []
    definitions = schema.get("$defs", {})

    def walk(part: dict[str, Any], value: Any, path: str) -> Any:
        part = definitions[part["$ref"].rsplit("/", 1)[-1]] if "$ref" in part else part
        if isinstance(value, str) and len(value) > (cap := part.get("maxLength", math.inf)) - _LONGEST_TOKEN:
            whole = _SENTENCE.match(value)
            if whole is None and len(value) == cap:
                lost.append(path)
            return whole.group() if whole else value
        if isinstance(value, dict):
            for key, child in value.items():
                value[key] = walk(part["properties"][key], child, f"{path}.{key}" if path else key)
        elif isinstance(value, list):
            fixed = part.get("prefixItems", [])
            for index, child in enumerate(value):
                value[index] = walk(fixed[index] if index < len(fixed) else part["items"], child, f"{path}[{index}]")
        return value

    walk(schema, answer, "")
    return lost
