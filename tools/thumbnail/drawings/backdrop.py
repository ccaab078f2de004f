"""What rooms and places outdoors have in common: the frame, their colours, a glow, a skyline."""

from __future__ import annotations

import random

from tools.thumbnail.kinds import ASPECT, Scene
from tools.thumbnail.pen import Colour, Pen, mixed

LEFT, RIGHT, TOP, BOTTOM = -0.24, ASPECT + 0.24, -0.12, 1.12  # more than the frame and its margin: it is shifted
MIDDLE = ASPECT / 2
WARM: Colour = (255, 212, 128)  # a lit window, a bulb
WOOD: Colour = (172, 118, 72)
SHADE: Colour = (30, 24, 50, 46)  # what a thing leaves on the floor and on the wall behind it
GOODS: tuple[Colour, ...] = (
    (214, 66, 54),
    (240, 146, 48),
    (246, 206, 76),
    (96, 168, 92),
    (62, 126, 190),
    (236, 232, 220),
    (146, 92, 164),
    (234, 132, 158),
)


def varied(chance: random.Random, colour: Colour, by: int = 10) -> tuple[int, int, int]:
    """A shade near `colour`."""
    red, green, blue = (max(0, min(255, value + chance.randint(-by, by))) for value in colour[:3])
    return red, green, blue


def framed(pen: Pen, scene: Scene, ground: float, *, flip: bool = True) -> Pen:
    """The pen for one view of a place: mirrored or not, a little to one side, a little nearer; `ground` stays."""
    chance = scene.random
    size, mirror = chance.uniform(1.0, 1.08), flip and chance.random() < 0.5
    middle = MIDDLE + chance.uniform(-0.09, 0.09) + (size if mirror else -size) * MIDDLE
    return pen.at(middle, ground * (1 - size), size, flip=mirror)


def glow(pen: Pen, x: float, y: float, r: float, colour: Colour = WARM) -> None:
    """The shine around a lamp."""
    for part, strength in ((1.0, 18), (0.74, 22), (0.5, 28), (0.28, 56)):
        pen.shining.oval(x, y, r * part, r * part, (*colour[:3], strength))


def skyline(pen: Pen, scene: Scene, x0: float, x1: float, y: float, tall: float, hue: Colour) -> None:
    """A row of far towers on y, with some windows lit at night."""
    chance, x = scene.random, x0
    while x < x1:
        wide, high = 0.07 + 0.08 * chance.random(), tall * (0.45 + 0.55 * chance.random())
        pen.box(x, y - high, x + wide, y, mixed(hue, (255, 255, 255), 0.22 * chance.random()))
        for row in range(2 if scene.time == "night" else 0):
            at = y - high * (0.82 - 0.3 * row)
            pen.shining.box(x + wide * 0.2, at, x + wide * (0.45 + 0.35 * chance.random()), at + 0.022, WARM)
        x += wide
