"""What a scene is made of: the kinds of its parts, and the few choices that all of them know."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from tools.thumbnail.pen import Colour, Pen

ASPECT = 16 / 9

Time = Literal["day", "sunset", "night"]
Weather = Literal["clear", "rain", "snow", "fog"]
Shot = Literal["wide", "medium", "close"]

# The colours that captions name; a drawing takes a shade near it.
COLOURS: dict[str, tuple[int, int, int]] = {
    "red": (206, 48, 44),
    "orange": (238, 130, 38),
    "yellow": (244, 200, 48),
    "green": (62, 150, 72),
    "blue": (44, 98, 196),
    "purple": (126, 66, 164),
    "pink": (240, 130, 168),
    "white": (240, 238, 232),
    "black": (38, 38, 44),
}


@dataclass(frozen=True)
class Look:
    """What the drawings of one subject have in common. All that varies comes from `random`, which is seeded."""

    random: random.Random
    colour: Colour  # of the coat, the paint, the label: what the caption names
    time: Time = "day"


@dataclass(frozen=True)
class Subject:
    """Somebody or something that a shot shows.

    `draw` gets a pen whose origin is the middle of where the subject stands; one unit is its height, so its top is at
    y = -1; it looks to the right, or at us. `wide` is how wide it is, in the same unit. A close-up shows the square
    `close`: (x, y of its middle, side). `metres` is its real height.
    """

    key: str
    words: tuple[str, ...]  # nouns for one of it, the plainest first, all lower case
    draw: Callable[[Pen, Look], None]
    wide: float
    metres: float
    close: tuple[float, float, float]
    kind: Literal["person", "animal", "vehicle", "thing"]
    wears: bool = False  # "a woman in a red coat", not "a red woman"


@dataclass(frozen=True)
class Scene:
    """What a place has to know. `random` is seeded; the light is already in the pen."""

    random: random.Random
    time: Time
    weather: Weather


@dataclass(frozen=True)
class Place:
    """Where a shot plays.

    `draw` gets a pen whose origin is the frame's upper left corner; one unit is the frame's height, so the frame is
    ASPECT wide, and fills all of it and a margin of 0.1 around. Subjects stand at y = `ground`.
    """

    key: str
    words: tuple[str, ...]  # as in "in a kitchen", "on the beach": with the preposition, the plainest first
    draw: Callable[[Pen, Scene], None]
    ground: float
    indoors: bool
