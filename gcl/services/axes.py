"""The values of an axis of a grid, as people write them.

1, 2, 4              numbers
1-5                  from 1 to 5
1-10 (+3)            1, 4, 7, 10
0.5:2.5:0.5          from 0.5 to 2.5 in steps of 0.5
dawn, "dusk, late"   words; those with a comma in them in quotes
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from gcl.errors import InputError, NotFound

MAX_CHARS = 4000  # of the values of one axis
_NUMBER = r"([+-]?(?:\d{1,17}(?:\.\d{1,6})?|\.\d{1,6}))"
_ONE = re.compile(_NUMBER)
_RANGE = re.compile(rf"{_NUMBER}\s*-\s*{_NUMBER}(?:\s*\(\s*{_NUMBER}\s*\))?")
_STEPPED = re.compile(rf"{_NUMBER}\s*:\s*{_NUMBER}\s*:\s*{_NUMBER}")


class AxisRequest(BaseModel):
    """One axis as a person asks for it: a key of AXES, and its values as they were typed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    field: str
    values: str = Field(max_length=MAX_CHARS)


@dataclass(frozen=True)
class Axis:
    label: str
    kind: Literal["whole", "number", "words"]
    example: str


AXES = {
    "prompt": Axis("Prompt words", "words", "dawn, dusk, night"),
    "negative_prompt": Axis("Negative prompt", "words", '"", "blurred, text"'),
    "seed": Axis("Seed", "whole", "1-4"),
    "steps": Axis("Steps", "whole", "2, 4, 8"),
    "guidance": Axis("Guidance", "number", "1:5:0.5"),
    "size": Axis("Aspect ratio", "words", "16:9, 1:1"),
    "style": Axis("Style", "words", "none, ink wash"),
    "lora_weight": Axis("LoRA weight", "number", "0:1:0.25"),
    "strength": Axis("Strength", "number", "0.3:0.9:0.2"),
    "model": Axis("Model", "words", "sdxl-turbo, Juggernaut XL v9"),
}


def axis_of(field: str) -> Axis:
    if field not in AXES:
        raise NotFound.among("axis", field, list(AXES))
    return AXES[field]


def read_axis(text: str) -> AxisRequest:
    """An axis as it is written in a shell: steps=1,2,4."""
    field, equals, values = text.partition("=")
    if not equals:
        raise InputError(f"{text[:40]!r} is no axis. Write what differs and its values, such as steps=1,2,4.")
    if len(values) > MAX_CHARS:
        raise InputError(f"{field}: the values have more than {MAX_CHARS:,} characters. Take some away.")
    return AxisRequest(field=field.strip().replace("-", "_"), values=values)


def axis_values(asked: AxisRequest, most: int) -> list[str]:
    """The values of an axis, each once, numbers without what they need not have (2.50 is 2.5).

    Raises NotFound for an unknown axis, and InputError for values that cannot be read, that are none, or that are more
    than `most`.
    """
    axis = axis_of(asked.field)
    found: dict[str, None] = {}
    for piece in _pieces(axis, asked.values):
        for value in [piece] if axis.kind == "words" else _numbers(axis, piece, most):
            found[value] = None
            if len(found) > most:
                raise InputError(f"{axis.label}: more than {most} values. Take some away.")
    if not found:
        raise InputError(f"{axis.label}: no values yet. Write some with commas between them, such as {axis.example}.")
    return list(found)


def _pieces(axis: Axis, text: str) -> Iterator[str]:
    """What stands between commas. A pair of quotes with nothing in it is a value, nothing at all is none."""
    value, quoted, closed = "", False, False
    at = 0
    while at < len(text):
        sign = text[at]
        if quoted:
            if text[at : at + 2] == '""':
                value, at = value + '"', at + 1
            elif sign == '"':
                quoted, closed = False, True
            else:
                value += sign
        elif sign == ",":
            if closed or value.strip():
                yield value if closed else value.strip()
            value, closed = "", False
        elif sign == '"' and not value.strip() and not closed:
            value, quoted = "", True
        elif not closed:
            value += sign
        elif not sign.isspace():
            raise InputError(f"{axis.label}: after the quoted “{value}” comes {text[at:][:20]!r}. Write a comma there.")
        at += 1
    if quoted:
        raise InputError(f"{axis.label}: the quote before “{value[:40]}” does not end. Write another after it.")
    if closed or value.strip():
        yield value if closed else value.strip()


def _numbers(axis: Axis, piece: str, most: int) -> Iterator[str]:
    if _ONE.fullmatch(piece):
        first = last = Decimal(piece)
        step = Decimal(1)
    elif span := _RANGE.fullmatch(piece) or _STEPPED.fullmatch(piece):
        first, last = Decimal(span[1]), Decimal(span[2])
        step = Decimal(span[3]) if span[3] else Decimal(1 if last >= first else -1)
    else:
        raise InputError(
            f"{axis.label}: {piece[:40]!r} is not a number. Write numbers such as {axis.example}, or ranges such as "
            "1-5, 1-10 (+3) or 0.5:2.5:0.5."
        )
    if step == 0 or (last - first) * step < 0:
        raise InputError(f"{axis.label}: {piece!r} does not come to an end. Take another step.")
    if (last - first) / step >= most:
        raise InputError(f"{axis.label}: {piece!r} stands for more than {most} values. Take a larger step.")
    for number in range(int((last - first) / step) + 1):
        value = first + number * step
        if axis.kind == "whole" and value != value.to_integral_value():
            raise InputError(f"{axis.label} must be whole numbers, and {piece!r} has {_shown(value)}.")
        yield _shown(value)


def _shown(value: Decimal) -> str:
    return format(value.normalize() + 0, "f")
