"""Trunks and necks, and what is worn around a neck."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from tools.thumbnail.drawings.people.build import Build
from tools.thumbnail.drawings.people.cloth import Tones
from tools.thumbnail.drawings.people.skin import skin_shade
from tools.thumbnail.drawings.people.strokes import Points, bone, bow, detail_of, rounded
from tools.thumbnail.pen import Colour, Pen, Point, darker, smooth_line


def leaning(build: Build, points: Sequence[Point]) -> Points:
    """The points of an upright body, moved as far ahead as the build leans."""
    if not build.lean:
        return tuple(points)
    scale = build.lean / (build.hip_y - build.shoulder_y)
    return tuple((x + max(0.0, build.hip_y - y) * scale, y) for x, y in points)


@functools.cache
def _trunk_points(build: Build, hem_y: float, hem: float, straight: float) -> tuple[Points, Points]:
    """The trunk and the shaded part of it."""
    sh, sy, wy = build.shoulder, build.shoulder_y, build.waist_y
    waist = build.waist + (max(sh * 0.9, hem * 0.8) - build.waist) * straight
    mid = waist + (hem - waist) * 0.58
    side = smooth_line(
        [(0.044, sy - 0.02), (sh - 0.022, sy + 0.006), (sh, sy + 0.04), (sh * 0.5 + waist * 0.5, (sy + wy) / 2 + 0.02),
         (waist, wy), (mid, (wy + hem_y) / 2), (hem, hem_y - 0.008)], closed=False)  # fmt: skip
    side.append((hem - 0.008, hem_y))
    below = [point for point in side if point[1] > sy + 0.03]
    edge = [
        (sh * 0.9, sy + 0.036),
        (sh * 0.72, sy + 0.058),
        (sh * 0.58, sy + 0.11),
        (waist * 0.46, wy),
        (hem * 0.32, hem_y),
    ]
    inner = smooth_line(edge, closed=False)
    return (
        leaning(build, side + [(-x, y) for x, y in reversed(side)]),
        leaning(build, below + inner[::-1]),
    )


def draw_trunk(pen: Pen, build: Build, cloth: Tones, hem_y: float, hem: float, *, straight: float = 0.0) -> None:
    """Coat, dress, shirt: from the shoulders to a hem that is `hem` wide; its right side lies in shade.

    `straight` is how much of the waist is hidden.
    """
    whole, shaded = _trunk_points(build, hem_y, hem, straight)
    pen.shape(whole, cloth.base)
    pen.shape(shaded, cloth.shade)


def draw_neck(pen: Pen, build: Build, skin: Colour, wide: float, *, low: float = 0.0) -> None:
    """The neck and the skin that a neckline shows, `low` below the shoulders."""
    x, y, chin = build.lean, build.shoulder_y, -1 + build.head
    top = (x * 1.4, chin - 0.03)
    bone(pen, top, wide, (x, y - 0.012), wide * 1.12, skin)
    if low:
        edge = ((0.043, -0.022), (0.041, low * 0.25), (0.033, low * 0.68), (0.017, low * 0.94), (0.0, low))
        scoop = [(x + u, y + v) for u, v in edge] + [(x - u, y + v) for u, v in reversed(edge)]
        pen.shape(scoop, skin)
    bone(pen, top, wide * 0.98, (x * 1.25 + 0.004, chin + 0.012), wide * 0.94, skin_shade(skin))


def draw_collar(pen: Pen, build: Build, colour: Colour, wide: float, long: float) -> None:
    """Two flaps around the neck."""
    x, y = build.lean, build.shoulder_y
    for side in (-1, 1):
        flap = [(0.74, -0.034), (1.3, -0.012), (1.02, long * 0.86), (0.84, long), (0.06, long * 0.42)]
        pen.shape([(x + side * wide * u, y + v) for u, v in flap], colour if side < 0 else darker(colour, 0.12))


def draw_scarf(pen: Pen, build: Build, colour: Colour, wide: float) -> None:
    around = pen.at(build.lean * 1.15, build.shoulder_y - 0.012, wide)
    around.shape([(0.14, 0.0), (0.9, 0.0), (1.0, 2.3), (0.28, 2.3)], darker(colour, 0.2))
    rounded(around, ((-1.0, -0.42), (0.0, -0.14), (1.0, -0.42), (1.1, 0.2), (0.0, 0.6), (-1.1, 0.2)), colour)
    if detail_of(pen):
        bow(around, (-0.95, -0.1), (0.0, 0.2), (0.95, -0.1), 0.1, darker(colour, 0.2))
