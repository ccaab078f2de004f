"""Alternatives for one line: the schema for the line at hand, and the way back to what people choose from."""

from __future__ import annotations

from typing import Any

from pydantic import create_model

from gcl.formats.lines import Line
from gcl.payloads import AdaptationJob
from gcl.pipeline.draft import line_fields
from gcl.pipeline.schemas import Answer, Sentence

Json = dict[str, Any]
COUNT = 3


class Option(Answer):
    """Reason first. Those made for a line add `text`, and `english` before it where that needs a translation."""

    rationale: Sentence


class Alternatives(Answer):
    """What a model is asked for is `alternatives_schema` of the line at hand: exactly three."""

    options: tuple[Option, ...]


def alternatives_schema(line: Line, payload: AdaptationJob) -> type[Alternatives]:
    """Alternatives whose texts have the room and the script of a draft's line; `line` is without its translation."""
    option = create_model("LineOption", __base__=Option, **line_fields(line, payload))
    three: Any = tuple.__class_getitem__((option,) * COUNT)
    return create_model("Alternatives", __base__=Alternatives, options=(three, ...))


def options(answer: Alternatives) -> list[Json]:
    """[{"text", "back_translation", "rationale"}]; the second is empty where the line is in English itself."""
    said = [option.model_dump() for option in answer.options]
    return [
        {"text": one["text"], "back_translation": one.get("english", ""), "rationale": one["rationale"]} for one in said
    ]
