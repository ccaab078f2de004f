"""What a prompt template may still spend: steps, seconds, and the room that the texts and lists take which it makes."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

MOST_SECONDS = 5.0
MOST_STEPS = 100_000  # turns of loops, calls, filters, operators and outputs, all together
LARGEST = 500_000  # characters of one text; of a list or an object, the characters and entries of all that is in it
MOST_MADE = 10_000_000  # characters of all texts that are made on the way, with ENTRY for each entry of a list
ENTRY = 8

CONTAINERS = (list, tuple, dict, set, frozenset)


class TooMuch(Exception):
    """A template has used up its budget, or asks for a value that would."""


class Budget:
    """What one template may still spend."""

    def __init__(self) -> None:
        self.ends = time.monotonic() + MOST_SECONDS
        self.steps, self.room = MOST_STEPS, MOST_MADE

    def step(self, count: int = 1) -> None:
        self.steps -= count
        if self.steps < 0:
            raise TooMuch(f"it takes more than {MOST_STEPS:,} steps: turns of loops, calls, filters and so on")
        if time.monotonic() > self.ends:
            raise TooMuch(f"it takes longer than {MOST_SECONDS:.0f} s")

    def spend(self, room: int) -> None:
        """Take room for what is about to be made."""
        self.room -= room
        if self.room < 0:
            raise TooMuch(f"what it makes on the way has more than {MOST_MADE:,} characters")

    def check(self, value: Any) -> None:
        """Lists that are in lists several times have few entries and a text without end."""
        if _weight(value) > LARGEST:
            raise TooMuch(f"it makes a text or a list of more than {LARGEST:,} characters")

    def made(self, value: Any) -> Any:
        """`value`, which has just been made, with the room that it takes."""
        if isinstance(value, str):
            self.check(value)
            self.spend(len(value))
        elif isinstance(value, CONTAINERS):
            self.check(value)
            self.spend(ENTRY * len(value))
        return value

    def each(self, values: Iterable[Any]) -> Iterator[Any]:
        """The values, each counted when somebody asks for it."""
        for value in values:
            self.step()
            yield self.made(value)

    def text(self, value: Any) -> str:
        """`value` as an output shows it."""
        self.check(value)
        text = value if isinstance(value, str) else str(value)
        self.spend(len(text))
        return text


_budget: ContextVar[Budget] = ContextVar("budget")


@contextmanager
def spending() -> Iterator[Budget]:
    """A new budget, which every template that is compiled or filled in inside the block spends."""
    budget = Budget()
    token = _budget.set(budget)
    try:
        yield budget
    finally:
        _budget.reset(token)


def current() -> Budget:
    """The budget of the block that is under way."""
    return _budget.get()


def _weight(value: Any) -> int:
    """The characters and entries of a value with all that is in it, counted until they are more than LARGEST."""
    weight, waiting = 0, [value]
    while waiting and weight <= LARGEST:
        one = waiting.pop()
        if isinstance(one, str):
            weight += len(one)
        else:
            weight += 1
            if isinstance(one, dict):
                waiting.extend(one)
                waiting.extend(one.values())
            elif isinstance(one, CONTAINERS):
                waiting.extend(one)
    return weight
