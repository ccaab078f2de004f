"""Shapes and tones that the drawings of animals, vehicles and things have in common."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from tools.thumbnail.kinds import Look
from tools.thumbnail.pen import Colour, Pen, Point, darker, lighter, mixed

CREAM: Colour = (250, 243, 228)
DARK: Colour = (40, 42, 50)
STEEL: Colour = (196, 202, 208)
GLASS: Colour = (150, 192, 214)

LEAF: Colour = (74, 138, 84)

# A point and the radius that rounds its corner; a point and how thick a limb is there.
Corner = tuple[float, float, float]
Joint = tuple[float, float, float]

_CIRCLE = [(math.cos(step * math.tau / 12), math.sin(step * math.tau / 12)) for step in range(12)]


class Tones(NamedTuple):
    """The three tones of one paint, and one that stands out on it."""

    base: Colour
    shade: Colour
    light: Colour
    on: Colour

    @property
    def soft(self) -> Colour:
        """Between base and light: for a large part that is to keep its colour's name."""
        return mixed(self.base, self.light, 0.45)


def tones(colour: Colour) -> Tones:
    bright = brightness(colour)
    if bright < 70:  # Darker than black shows nothing: black's highlights carry its shape.
        return Tones(lighter(colour, 0.05), darker(colour, 0.4), lighter(colour, 0.24), CREAM)
    if bright > 215:
        return Tones(colour, mixed(colour, (150, 160, 180), 0.34), (255, 255, 255), (88, 104, 128))
    return Tones(colour, darker(colour, 0.22), lighter(colour, 0.32), CREAM if bright < 180 else DARK)


def brightness(colour: Colour) -> float:
    return 0.3 * colour[0] + 0.59 * colour[1] + 0.11 * colour[2]


def near(look: Look, amount: int = 10) -> Colour:
    """The look's colour, a little off."""
    off = [look.random.randint(-amount, amount) for _ in range(3)]
    red, green, blue = (max(0, min(255, value + by)) for value, by in zip(look.colour[:3], off, strict=True))
    return red, green, blue


def soft(pen: Pen, corners: Sequence[Corner], colour: Colour) -> None:
    """A polygon whose corners are rounded, each by its own radius."""
    path: list[Point] = []
    count = len(corners)
    for index, (x, y, r) in enumerate(corners):
        if r <= 0:
            path.append((x, y))
            continue
        (bx, by, _), (ax, ay, _) = corners[index - 1], corners[(index + 1) % count]
        back, ahead = math.hypot(bx - x, by - y), math.hypot(ax - x, ay - y)
        b, a = min(r / back, 0.5), min(r / ahead, 0.5)
        x0, y0, x1, y1 = x + (bx - x) * b, y + (by - y) * b, x + (ax - x) * a, y + (ay - y) * a
        for t in (0.0, 0.25, 0.5, 0.75, 1.0):
            u, v, w = (1 - t) ** 2, 2 * t * (1 - t), t * t
            path.append((u * x0 + v * x + w * x1, u * y0 + v * y + w * y1))
    pen.shape(path, colour)


def limb(pen: Pen, joints: Sequence[Joint], colour: Colour) -> None:
    """A leg, a tail, a neck: a smooth line whose thickness changes from joint to joint."""
    left: list[Point] = []
    right: list[Point] = []
    for index, (x, y, width) in enumerate(joints):
        (x0, y0, _), (x1, y1, _) = joints[max(index - 1, 0)], joints[min(index + 1, len(joints) - 1)]
        length = math.hypot(x1 - x0, y1 - y0) or 1.0
        dx, dy = -(y1 - y0) / length * width / 2, (x1 - x0) / length * width / 2
        left.append((x + dx, y + dy))
        right.append((x - dx, y - dy))
    pen.blob([*left, *reversed(right)], colour)


def dot(pen: Pen, x: float, y: float, r: float, colour: Colour, tall: float = 1.0) -> None:
    """A small circle of few points, or an upright ellipse `tall` times as high as wide."""
    pen.shape([(x + r * u, y + r * tall * v) for u, v in _CIRCLE], colour)


def heart(pen: Pen, colour: Colour) -> None:
    """Around its middle; 0.26 high."""
    dot(pen, -0.062, -0.04, 0.075, colour)
    dot(pen, 0.062, -0.04, 0.075, colour)
    pen.shape([(-0.127, -0.005), (0.0, -0.06), (0.127, -0.005), (0.0, 0.14)], colour)


def steam(pen: Pen, look: Look, xs: Sequence[float], y: float, top: float) -> None:
    """Curls of steam that rise from y to `top`, one at each x."""
    side = look.random.choice((-1, 1))
    for x in xs:
        rise, sway = y - top, 0.032 * side
        curl = [(x, y, 0.025), (x + sway, y - rise * 0.3, 0.055), (x - sway, y - rise * 0.7, 0.05), (x, top, 0.015)]
        limb(pen, curl, (255, 255, 255, 215))
