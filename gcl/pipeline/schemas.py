"""What the nodes must answer with. The grammar made from a schema steers every token, and Pydantic checks the result.

Every string and list is capped, since a model that loops fills whatever it may fill. Fields run from evidence through
reasons to verdict, because a model writes them in this order and its verdict should rest on what it wrote before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, WithJsonSchema

# No line breaks, and none of the signs of JSON: a small model that closes a quotation goes on to close the object.
NEVER = r"\u0000-\u001f\[\]{}\\"
END = ".!?…。！？"  # what ends a sentence
ANY = rf"[^{END}{NEVER}]"
NO_PARENTHESIS = rf"[^{END}{NEVER}()（）]"
# In English, but what is quoted, such as a title that is seen, may be in any script.
ENGLISH = rf"[ #-\-/->@-Z^-z|~\u00a0-\u024f\u2010-\u2025\u2027-\u203a\u20ac\u2122]|\"[^\"{NEVER}]+\""
ENGLISH_NO_PARENTHESIS = r"[ -'*-\-/->@-Z^-z|~\u00a0-\u024f\u2010-\u2025\u2027-\u203a\u20ac\u2122]"


def count_sentences(text: str) -> int:
    return len(re.findall(rf"[^{END}]+", text)) or 1


def text_of(
    longest: int, sentences: int, letter: str = ANY, *, first: str = "", shortest: int = 1
) -> StringConstraints:
    """A text of so many characters and sentences at most, the last perhaps without its full stop.

    A small model that does not know how to stop is stopped by the sentences, at the end of one, and not by the length
    in the middle of one. `first` is a pattern that comes before them.
    """
    end = rf"[{END}]{{1,3}}[)\"'”’」』]{{0,2}} ?"
    full = rf"({letter})+{end}"
    if first:
        first += rf"({end})?"
    pattern = rf"^{first}({full}){{0,{sentences - 1}}}({full}|({letter})+)?$"
    return StringConstraints(strip_whitespace=True, min_length=shortest, max_length=longest, pattern=pattern)


Phrase = Annotated[str, text_of(120, 2)]
Sentence = Annotated[str, text_of(400, 3)]
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


def strings_at_cap(schema: dict[str, Any], value: Any) -> Iterator[str]:
    """Paths of the strings in `value` that are exactly as long as `schema` allows: they were cut in mid-sentence."""
    definitions = schema.get("$defs", {})

    def walk(part: dict[str, Any], value: Any, path: str) -> Iterator[str]:
        part = definitions[part["$ref"].rsplit("/", 1)[-1]] if "$ref" in part else part
        if isinstance(value, str) and len(value) == part.get("maxLength"):
            yield path
        elif isinstance(value, dict):
            for key, child in value.items():
                yield from walk(part["properties"][key], child, f"{path}.{key}" if path else key)
        elif isinstance(value, list):
            fixed = part.get("prefixItems", [])
            for index, child in enumerate(value):
                yield from walk(fixed[index] if index < len(fixed) else part["items"], child, f"{path}[{index}]")

    yield from walk(schema, value, "")
