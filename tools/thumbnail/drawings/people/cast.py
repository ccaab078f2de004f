"""What every figure starts with: its chances, its colours, how it becomes a subject."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tools.thumbnail.drawings.people.chances import Dice
from tools.thumbnail.drawings.people.cloth import Tones, tones
from tools.thumbnail.drawings.people.skin import pick_hair, pick_skin
from tools.thumbnail.drawings.people.strokes import detail_of
from tools.thumbnail.kinds import Look, Subject
from tools.thumbnail.pen import Colour, Pen

_ADULT = (0.01, -0.875, 0.3)


@dataclass(frozen=True)
class Cast:
    """What every figure starts with."""

    d: Dice
    skin: Colour
    hair: Colour
    cloth: Tones
    detail: int


def cast_of(pen: Pen, look: Look) -> Cast:
    """Throws the dice, all of them, and takes from them what every figure has."""
    d = Dice(*(look.random.random() for _ in Dice._fields))
    skin = pick_skin(d.skin)
    return Cast(d, skin, pick_hair(skin, d.hair), tones(look.colour), detail_of(pen))


def stride_of(share: float) -> float:
    """Half the length of a step; every second figure stands."""
    return 0.0 if share < 0.5 else 0.09 + 0.05 * (share - 0.5)


def person(
    words: tuple[str, ...],
    draw: Callable[[Pen, Look], None],
    metres: float,
    close: tuple[float, float, float] = _ADULT,
) -> Subject:
    """The subject that `draw` draws; the first of its words is its key."""
    return Subject(words[0], words, draw, 0.68, metres, close, "person", wears=True)
