"""What the nodes must answer with. The grammar made from a schema steers every token, and Pydantic checks the result.

Every string and list is capped, since a model that loops fills whatever it may fill. Fields run from evidence through
reasons to verdict, because a model writes them in this order and its verdict should rest on what it wrote before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, WithJsonSchema, create_model

from gcl.payloads import ScriptRow

_END = ".!?…。！？"  # what ends a sentence
_ANY = rf"[^{_END}\u0000-\u001f]"
# Descriptions stay in English, so other scripts only stand in quotes, as a title that is seen does.
_LATIN_OR_QUOTED = r"[ #-\-/->@-~\u00a0-\u024f\u2010-\u2025\u2030-\u203a\u20ac\u2122]|\"[^\"\u0000-\u001f]{1,160}\""


def _text(longest: int, sentences: int, letter: str = _ANY, shortest: int = 1) -> StringConstraints:
    """A text of so many characters and sentences at most, the last perhaps without its full stop.

    A small model that does not know how to stop is stopped by the sentences, at the end of one, and not by the length
    in the middle of one.
    """
    full = rf"({letter})+[{_END}]+[)\"'”’」』 ]*"
    pattern = rf"^({full}){{0,{sentences - 1}}}({full}|({letter})+)?$"
    return StringConstraints(strip_whitespace=True, min_length=shortest, max_length=longest, pattern=pattern)


Phrase = Annotated[str, _text(100, 2)]
Sentence = Annotated[str, _text(240, 3)]
OneToFour = Field(min_length=1, max_length=4)
UpToFour = Field(max_length=4)

# In tenths: a free number lets a model write digits without end.
Score = Annotated[float, Field(ge=0, le=1), WithJsonSchema({"enum": [tenth / 10 for tenth in range(11)]})]


class _Answer(BaseModel):
    # Without "forbid" the schema lets a model add keys of its own.
    model_config = ConfigDict(extra="forbid")


class NarrativeStructure(_Answer):
    setup: Sentence
    conflict: Sentence
    resolution: Sentence


class Themes(_Answer):
    universal: Annotated[list[Phrase], OneToFour]
    culture_specific: Annotated[list[Phrase], UpToFour]


class BrandVoice(_Answer):
    tone: Phrase
    style: Phrase
    personality: Phrase


class ConceptBrief(_Answer):
    """What the origin spot says and how, so that another market's spot can say the same."""

    narrative_structure: NarrativeStructure
    emotional_beats: Annotated[list[Phrase], OneToFour]
    themes: Themes
    cultural_assumptions: Annotated[list[Phrase], UpToFour]
    brand_voice: BrandVoice
    core_message: Sentence
    must_preserve: Annotated[list[Phrase], OneToFour]
    can_adapt: Annotated[list[Phrase], OneToFour]


class Substitution(_Answer):
    original: Phrase
    rationale: Phrase
    replacement: Phrase


class CulturalBrief(_Answer):
    """What the target market asks of the spot."""

    market_context: Sentence
    pitfalls: Annotated[list[Phrase], UpToFour]
    opportunities: Annotated[list[Phrase], UpToFour]
    regulatory_notes: Annotated[list[Phrase], UpToFour]
    tone_adjustments: Annotated[list[Phrase], OneToFour]
    substitutions: Annotated[list[Substitution], UpToFour]


class AdaptedRow(_Answer):
    shot_number: str
    timecode: str
    visual: str
    audio: str


class AdaptationOutput(_Answer):
    """A draft. What a model is asked for is `adaptation_schema` of the script at hand."""

    rows: tuple[AdaptedRow, ...]


class Issue(_Answer):
    location: Phrase
    description: Sentence
    suggested_fix: Sentence
    severity: Literal["critical", "major", "minor"]


class EvaluationResult(_Answer):
    """A gate's verdict on a draft."""

    issues: Annotated[list[Issue], UpToFour]
    summary: Sentence
    score: Score
    passed: bool


def adaptation_schema(origin: Sequence[ScriptRow], *, translated: bool) -> type[AdaptationOutput]:
    """AdaptationOutput with exactly the rows of `origin`, in order, their shot numbers and timecodes as constants.

    So a model can neither lose nor double a row. A cell may be half as long again as the origin's and have a sentence
    more; an audio cell has room for each line's English translation too if the market's language is `translated`.
    """
    rows: list[Any] = [_row_schema(f"Row{number}", row, translated) for number, row in enumerate(origin, start=1)]
    fields: dict[str, Any] = {"rows": (tuple.__class_getitem__(tuple(rows)), ...)}
    return create_model("AdaptationOutput", __base__=AdaptationOutput, **fields)


def _cell(origin: str, letter: str, times: int) -> Any:
    sentences = len(re.findall(rf"[^{_END}]+", origin)) or 1
    longest = min(2000, 80 + int(len(origin) * 1.5 * times))
    # A silent shot may stay silent; one that says something may not fall silent.
    return Annotated[str, _text(longest, sentences * times + 1, letter, shortest=1 if origin.strip() else 0)]


def _row_schema(name: str, row: ScriptRow, translated: bool) -> type[AdaptedRow]:
    fields: dict[str, Any] = {
        "shot_number": (Literal[row.shot_number], ...),
        "timecode": (Literal[row.timecode], ...),
        "visual": (_cell(row.visual, _LATIN_OR_QUOTED, times=1), ...),
        "audio": (_cell(row.audio, _ANY, times=2 if translated else 1), ...),
    }
    return create_model(name, __base__=AdaptedRow, **fields)


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
