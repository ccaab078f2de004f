"""What the nodes must answer with. The grammar made from a schema steers every token, and Pydantic checks the result.

Every string and list is capped, since a model that loops fills whatever it may fill. Fields run from evidence through
reasons to verdict, because a model writes them in this order and its verdict should rest on what it wrote before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, WithJsonSchema, create_model

from gcl.payloads import ScriptRow

Phrase = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=240)]
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


def adaptation_schema(origin: Sequence[ScriptRow]) -> type[AdaptationOutput]:
    """AdaptationOutput with exactly the rows of `origin`, in order, their shot numbers and timecodes as constants.

    So a model can neither lose nor double a row. A cell may grow: a description by half, a spoken line to three times
    its length, since its English translation stands beside it.
    """
    rows: list[Any] = [_row_schema(f"Row{number}", row) for number, row in enumerate(origin, start=1)]
    fields: dict[str, Any] = {"rows": (tuple.__class_getitem__(tuple(rows)), ...)}
    return create_model("AdaptationOutput", __base__=AdaptationOutput, **fields)


def _row_schema(name: str, row: ScriptRow) -> type[AdaptedRow]:
    fields: dict[str, Any] = {
        "shot_number": (Literal[row.shot_number], ...),
        "timecode": (Literal[row.timecode], ...),
        "visual": (_cell(row.visual, growth=1.5), ...),
        "audio": (_cell(row.audio, growth=3), ...),
    }
    return create_model(name, __base__=AdaptedRow, **fields)


def _cell(origin: str, growth: float) -> Any:
    limit = min(2000, 120 + int(len(origin) * growth))
    # A silent shot may stay silent; one that says something may not fall silent.
    return Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1 if origin.strip() else 0, max_length=limit)
    ]


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
