"""Filters of templates, under Jinja's names with Jinja's arguments, that look first at how much would come of it."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterable
from typing import Any

from jinja2 import Environment, Undefined, filters, pass_environment
from jinja2.exceptions import SecurityError

from gcl.budget import CONTAINERS, TooMuch, current

# Looking for a text from its end, and stripping a set of characters, takes time in proportion to both lengths.
LONGEST_NEEDLE = 100  # characters
MOST_DIGITS = 100  # of a number that is read from a text
MOST_PLACES = 20  # that a number is rounded to, before or after the point
WIDEST_INDENT = 100  # characters

SEQUENCES = (str, *CONTAINERS)


def check_needles(values: Iterable[Any]) -> None:
    """Raise TooMuch if one of these is too long a text to look for, or to strip, in another."""
    if any(isinstance(value, str) and len(value) > LONGEST_NEEDLE for value in values):
        raise TooMuch(f"a method of a text is given a text of more than {LONGEST_NEEDLE} characters")


def _indent(s: str, width: int | str = 4, first: bool = False, blank: bool = False) -> str:
    wide = len(width) if isinstance(width, str) else width
    if wide > WIDEST_INDENT:
        raise TooMuch(f"it indents by more than {WIDEST_INDENT} characters")
    current().spend(max(0, wide) * (len(s.splitlines()) + 1))
    return filters.do_indent(s, width, first, blank)


@pass_environment
def _join(environment: Environment, value: Iterable[Any], d: Any = "", attribute: str | int | None = None) -> str:
    budget = current()
    entries = value if attribute is None else map(filters.make_attrgetter(environment, attribute), value)
    between = budget.text(d)
    texts = []
    for entry in entries:
        budget.spend(len(between))
        texts.append(budget.text(entry))
    return between.join(texts)


def _json(value: Any, indent: int | None = None) -> str:
    if indent is not None and indent > WIDEST_INDENT:
        raise TooMuch(f"it indents by more than {WIDEST_INDENT} characters")
    budget = current()
    pieces = _Json(ensure_ascii=False, indent=indent).iterencode(value)
    return "".join(budget.text(piece) for piece in pieces)


class _Json(json.JSONEncoder):
    def default(self, o: Any) -> Any:
        return str(o) if isinstance(o, Undefined) else super().default(o)  # str() says what is missing, and raises


def _read_as(kind: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(kind)
    def read(value: Any, *arguments: Any, **named: Any) -> Any:
        if isinstance(value, str) and len(value) > MOST_DIGITS:
            raise TooMuch(f"it reads a number from a text of more than {MOST_DIGITS} characters")
        return kind(value, *arguments, **named)

    return read


def _replace(s: Any, old: Any, new: Any, count: int | None = None) -> str:
    budget = current()
    text, found, put = budget.text(s), budget.text(old), budget.text(new)
    budget.spend(text.count(found) * len(put))
    return text.replace(found, put, -1 if count is None else count)


def _round(value: float, precision: int = 0, method: Any = "common") -> float:
    if abs(precision) > MOST_PLACES:
        raise TooMuch(f"it rounds to more than {MOST_PLACES} places")
    return filters.do_round(value, precision, method)


def _string(value: Any) -> str:
    return current().text(value)


@pass_environment
def _sum(environment: Environment, iterable: Iterable[Any], attribute: str | int | None = None, start: Any = 0) -> Any:
    if isinstance(start, SEQUENCES):
        raise SecurityError("sum is only for numbers here")
    return filters.sync_do_sum(environment, iterable, attribute, start)


def _trim(value: Any, chars: str | None = None) -> str:
    check_needles([chars])
    return filters.do_trim(value, chars)


_JINJAS = (
    "abs capitalize count d default dictsort first groupby items last length list lower map max min reject rejectattr "
    "reverse select selectattr sort title truncate unique upper wordcount"
)
FILTERS: dict[str, Callable[..., Any]] = {
    **{name: filters.FILTERS[name] for name in _JINJAS.split()},
    "float": _read_as(filters.do_float),
    "indent": _indent,
    "int": _read_as(filters.do_int),
    "join": _join,
    "json": _json,
    "replace": _replace,
    "round": _round,
    "string": _string,
    "sum": _sum,
    "tojson": _json,
    "trim": _trim,
}
