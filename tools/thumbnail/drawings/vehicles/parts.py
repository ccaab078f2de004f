"""What vehicles have in common: wheels and lights."""

from __future__ import annotations

import math

from tools.thumbnail.drawings.shapes import STEEL, dot, soft
from tools.thumbnail.kinds import Look
from tools.thumbnail.pen import Colour, Pen, darker

TYRE: Colour = (34, 35, 42)
_HEADLIGHT: Colour = (255, 244, 196)
TAIL_LIGHT: Colour = (222, 50, 44)


def draw_wheel(pen: Pen, x: float, r: float, rim: Colour = STEEL, spokes: int = 5, turn: float = 0.0) -> None:
    """A wheel that stands on the ground."""
    pen.oval(x, -r, r, r, TYRE)
    pen.oval(x, -r, r * 0.62, r * 0.62, rim)
    for spoke in range(spokes):
        angle = turn + spoke * math.tau / spokes
        dot(pen, x + r * 0.36 * math.cos(angle), -r + r * 0.36 * math.sin(angle), r * 0.13, TYRE)
    if not spokes:
        dot(pen, x, -r, r * 0.3, darker(rim, 0.3))


def draw_headlight(pen: Pen, look: Look, x: float, y: float, rx: float, ry: float, reach: float = 0.7) -> None:
    """A headlight; at night it shines, and so does the air before it."""
    if look.time == "night":
        pen = pen.shining
        for length, fall, dim in ((reach, 0.22, 46), (reach * 0.72, 0.14, 56)):
            end = x + length
            beam = ((x, y - ry * 0.6, 0), (end, y - 0.05, 0.05), (end, y + fall, 0.1), (x, y + ry * 0.6, 0))
            soft(pen, beam, (255, 236, 160, dim))
        pen.oval(x, y, rx * 2.2, ry * 2.2, (255, 240, 170, 90))
    pen.oval(x, y, rx, ry, _HEADLIGHT)
