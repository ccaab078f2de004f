"""The bicycle."""

from __future__ import annotations

import math

from tools.thumbnail.drawings.shapes import DARK, STEEL, Tones, dot, near, soft, tones
from tools.thumbnail.drawings.vehicles.parts import TYRE, draw_headlight
from tools.thumbnail.kinds import Look, Subject
from tools.thumbnail.pen import Colour, Pen, Point, darker, lighter


def _bicycle(pen: Pen, look: Look) -> None:
    chance = look.random
    paint = tones(near(look))
    r, back, front = 0.335, -0.45, 0.45
    spin = chance.random()
    for x in (back, front):
        for spoke in range(4):
            angle = spin + spoke * math.pi / 4
            dx, dy = r * math.cos(angle), r * math.sin(angle)
            pen.line([(x - dx, -0.36 - dy), (x + dx, -0.36 + dy)], 0.012, (158, 164, 172), smooth=False)
        _ring(pen, x, -0.36, r, 0.05, TYRE)
        _ring(pen, x, -0.36, r - 0.04, 0.022, (214, 216, 220))
    hub, crank, seat, head = (back, -0.36), (-0.07, -0.34), (-0.19, -0.76), (0.29, -0.8)
    ladies = chance.random() < 0.4
    thick = 0.062 + 0.012 * chance.random()
    pen.line([(front, -0.36), (0.3, -0.74), (0.26, -0.9)], thick * 0.85, paint.shade)
    if chance.random() < 0.55:
        _mudguards(pen, r, (back, front), paint)
    bars: list[tuple[Point, ...]] = [(hub, seat), (hub, crank), (crank, seat), (crank, head)]
    bars.append((((-0.1, -0.44)), (0.12, -0.5), (0.28, -0.7)) if ladies else (seat, head))
    for bar in bars:
        pen.line(bar, thick, paint.base)
    dot(pen, *crank, 0.075, DARK)
    dot(pen, *crank, 0.035, STEEL)
    pen.line([(crank[0] - 0.02, -0.34), (0.05, -0.2)], 0.03, DARK, smooth=False)
    pen.box(-0.0, -0.21, 0.12, -0.165, DARK, round_by=0.02)
    pen.line([seat, (-0.21, -0.87)], 0.035, STEEL, smooth=False)
    leather = chance.choice((DARK, (134, 82, 48)))
    pen.blob([(-0.36, -0.92), (-0.2, -0.9), (-0.05, -0.9), (-0.06, -0.86), (-0.22, -0.83), (-0.35, -0.85)], leather)
    if chance.random() < 0.5:
        _drop_bar(pen, leather)
    else:
        _upright_bar(pen, leather)
        if chance.random() < 0.6:
            _basket(pen)
    if look.time == "night":
        draw_headlight(pen, look, 0.42, -0.78, 0.035, 0.03, 0.5)


def _ring(pen: Pen, x: float, y: float, r: float, width: float, colour: Colour) -> None:
    turns = [(math.cos(step * math.tau / 24), math.sin(step * math.tau / 24)) for step in range(25)]
    outer, inner = r + width / 2, r - width / 2
    rim = [(x + outer * u, y + outer * v) for u, v in turns]
    pen.shape([*rim, *((x + inner * u, y + inner * v) for u, v in reversed(turns))], colour)


def _mudguards(pen: Pen, r: float, wheels: tuple[float, float], paint: Tones) -> None:
    for x, start, end in ((wheels[0], 165, 320), (wheels[1], 195, 330)):
        angles = [math.radians(start + (end - start) * part / 8) for part in range(9)]
        arc = [(x + (r + 0.045) * math.cos(angle), -0.36 + (r + 0.045) * math.sin(angle)) for angle in angles]
        pen.line(arc, 0.045, paint.base, smooth=False)


def _upright_bar(pen: Pen, grip: Colour) -> None:
    pen.line([(0.26, -0.88), (0.25, -0.97), (0.16, -0.985)], 0.045, (120, 126, 136))
    pen.line([(0.17, -0.985), (0.05, -0.955)], 0.065, grip, smooth=False)


def _drop_bar(pen: Pen, grip: Colour) -> None:
    pen.line([(0.26, -0.88), (0.26, -0.95), (0.4, -0.97), (0.45, -0.87), (0.36, -0.8)], 0.045, grip)


def _basket(pen: Pen) -> None:
    straw: Colour = (198, 150, 92)
    soft(pen, ((0.33, -0.96, 0.02), (0.68, -0.96, 0.02), (0.62, -0.72, 0.05), (0.37, -0.72, 0.05)), straw)
    for y in (-0.86, -0.79):
        pen.box(0.36, y, 0.65, y + 0.025, darker(straw))
    pen.box(0.32, -0.97, 0.69, -0.925, lighter(straw), round_by=0.02)


BICYCLE = Subject("bicycle", ("bicycle", "bike", "push bike"), _bicycle, 1.66, 1.05, (0.0, -0.5, 1.35), "vehicle")
