"""What the nodes must answer with. The grammar made from a schema steers every token, and Pydantic checks the result.

Every string and list is capped, since a model that loops fills whatever it may fill. Fields run from evidence through
reasons to verdict, because a model writes them in this order and its verdict should rest on what it wrote before.
"""

from __future__ import annotations

import math
import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from gcl.briefs import (
    SIGNS,
    Answer,
    ConceptBrief,
    CulturalBrief,
    Phrase,
    Sentence,
    UpToFour,
    text_of,
)

__all__ = [
    "CUT",
    "SIGNS",
    "AdaptationOutput",
    "AdaptedLine",
    "AdaptedRow",
    "Answer",
    "ConceptBrief",
    "CulturalBrief",
    "EvaluationResult",
    "Issue",
    "Phrase",
    "Sentence",
    "UpToFour",
    "end_sentences",
    "json_schema",
    "text_of",
]

# In the schema of a text that may end anywhere: what is put after its last whole word then.
CUT = "x-cut"


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
    """Something that is wrong with a draft. `shot`, `cell` and `quote` say where, each "" where that is not known;
    `location` says the same in words: "Shot 2, audio"."""

    location: str
    description: str
    suggested_fix: str
    severity: Literal["critical", "major", "minor"]
    shot: str = ""
    cell: str = ""
    quote: str = ""


class EvaluationResult(Answer):
    """A gate's verdict on a draft, reckoned by gcl/pipeline/verdict.py from checks and a model's answers."""

    issues: list[Issue]
    summary: str
    score: Annotated[float, Field(ge=0, le=1)]
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

    They were cut there, in the middle of whatever comes then. One that may be cut ends with its last whole word if it
    has no whole sentence. Returns the paths of the others at the cap without a sentence.
    """
    lost: list[str] = []
    definitions = schema.get("$defs", {})

    def resolved(part: dict[str, Any]) -> dict[str, Any]:
        return definitions[part["$ref"].rsplit("/", 1)[-1]] if "$ref" in part else part

    def walk(part: dict[str, Any], value: Any, path: str) -> Any:
        part = resolved(part)
        if "anyOf" in part:
            part = next(one for one in map(resolved, part["anyOf"]) if set(one["properties"]) == set(value))
        if isinstance(value, str) and len(value) > (cap := part.get("maxLength", math.inf)) - _LONGEST_TOKEN:
            whole = _SENTENCE.match(value)
            if whole is None and len(value) == cap:
                if CUT in part:
                    return value.rsplit(" ", 1)[0] + part[CUT]
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
