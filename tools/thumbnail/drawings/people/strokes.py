"""The strokes that people are drawn with, and how many of them can be seen."""

from __future__ import annotations

import functools
import math

from tools.thumbnail.pen import Colour, Pen, Point, smooth_line

Points = tuple[Point, ...]
# Drawn pixels of a whole figure from which small things, and very small ones, are worth drawing.
_FINE, _CLOSE = 290.0, 800.0
CIRCLE: Points = tuple((math.cos(step * math.tau / 14), math.sin(step * math.tau / 14)) for step in range(14))


def _half_circle(parts: int) -> tuple[Point, ...]:
    return tuple((math.cos(step * math.pi / parts), math.sin(step * math.pi / parts)) for step in range(parts + 1))


_HALF, _ROUGH = _half_circle(7), _half_circle(3)


@functools.cache
def _curve(points: Points) -> tuple[Point, ...]:
    return tuple(smooth_line(points, closed=True))


def rounded(pen: Pen, points: Points, colour: Colour) -> None:
    """pen.blob for the shapes that never change: smoothed only once."""
    pen.shape(_curve(points), colour)


def dot(pen: Pen, x: float, y: float, rx: float, ry: float, colour: Colour) -> None:
    """pen.oval for small things."""
    pen.shape([(x + rx * u, y + ry * v) for u, v in CIRCLE], colour)


@functools.cache
def _crescent(left: Point, middle: Point, right: Point, thick: float) -> Points:
    (x0, y0), (x1, y1), (x2, y2), r = left, middle, right, thick / 2
    return (
        left, ((x0 + x1) / 2, (y0 + y1) / 2 - r + (y1 - (y0 + y2) / 2) * 0.3), (x1, y1 - r),
        ((x1 + x2) / 2, (y1 + y2) / 2 - r + (y1 - (y0 + y2) / 2) * 0.3), right,
        ((x1 + x2) / 2, (y1 + y2) / 2 + r * 0.8 + (y1 - (y0 + y2) / 2) * 0.3), (x1, y1 + r),
        ((x0 + x1) / 2, (y0 + y1) / 2 + r * 0.8 + (y1 - (y0 + y2) / 2) * 0.3),
    )  # fmt: skip


def bow(pen: Pen, left: Point, middle: Point, right: Point, thick: float, colour: Colour) -> None:
    """A curved stroke through `middle` that tapers: a mouth, a brow, a fold."""
    rounded(pen, _crescent(left, middle, right, thick), colour)


def bone(pen: Pen, p: Point, r: float, q: Point, s: float, colour: Colour) -> None:
    """A tapered piece with round ends."""
    if is_below(pen, min(p[1] - r, q[1] - s)):
        return
    half = _HALF if max(r, s) * math.hypot(pen.a, pen.c) > 7 else _ROUGH
    long = math.hypot(q[0] - p[0], q[1] - p[1]) or 1.0
    ux, uy = (q[0] - p[0]) / long, (q[1] - p[1]) / long
    pen.shape(
        [(p[0] - r * (c * uy + k * ux), p[1] + r * (c * ux - k * uy)) for c, k in half]
        + [(q[0] + s * (c * uy + k * ux), q[1] - s * (c * ux - k * uy)) for c, k in half],
        colour,
    )


def between(p: Point, q: Point, share: float) -> Point:
    """The point at `share` of the way from p to q."""
    return p[0] + (q[0] - p[0]) * share, p[1] + (q[1] - p[1]) * share


def stepped(p: Point, angle: float, long: float) -> Point:
    """The point `long` away from p, at an angle from straight down, in degrees."""
    return p[0] + math.sin(math.radians(angle)) * long, p[1] + math.cos(math.radians(angle)) * long


def detail_of(pen: Pen) -> int:
    """How much can be seen: 0 from afar, 1 from the waist up, 2 close."""
    pixels = math.hypot(pen.a, pen.c)
    return 0 if pixels < _FINE else 1 if pixels < _CLOSE else 2


def is_below(pen: Pen, y: float) -> bool:
    """Whether all from `y` down is below the picture."""
    return pen.b == 0 and pen.d * y + pen.y > pen.image.height
