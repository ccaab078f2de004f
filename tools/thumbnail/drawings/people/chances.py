"""The chances of a figure, and how one of them chooses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

_T = TypeVar("_T")


class Dice(NamedTuple):
    """All the chances of a figure, thrown at once, so that nothing else changes which they are."""

    skin: float
    hair: float
    style: float
    near: float
    far: float
    walk: float
    legs: float
    shoes: float
    mouth: float
    beard: float
    outfit: float
    prop: float
    trim: float
    tilt: float


def pick(share: float, of: Sequence[_T]) -> _T:
    """The one of them that a chance from 0 to 1 falls on."""
    return of[int(share * len(of))]
