"""What people wear or carry: shoe, watch, bag."""

from __future__ import annotations

import math

from tools.thumbnail.drawings.shapes import CREAM, DARK, STEEL, Tones, brightness, dot, heart, near, soft, tones
from tools.thumbnail.kinds import Look, Subject
from tools.thumbnail.pen import Colour, Pen, darker

_BRASS: Colour = (222, 180, 92)


def _shoe(pen: Pen, look: Look) -> None:
    chance = look.random
    cloth = tones(near(look))
    high = chance.random() < 0.45
    collar = -0.9 if high else -0.76
    white: Colour = (248, 246, 240) if brightness(cloth.base) < 215 else (196, 206, 218)
    pen.oval(-0.45, collar + 0.04, 0.26, 0.07, darker(cloth.shade, 0.3), 8)
    pen.blob([(-0.24, collar + 0.02), (-0.14, collar - 0.12), (-0.03, collar - 0.04), (0.1, -0.58), (-0.1, -0.5)],
             cloth.shade)  # fmt: skip
    pen.blob([(-0.74, collar - 0.03), (-0.62, collar + 0.05), (-0.4, collar + 0.14), (-0.2, collar + 0.06),
              (-0.04, -0.68 if high else -0.62), (0.2, -0.5), (0.5, -0.42), (0.78, -0.3), (0.82, -0.12), (0.4, -0.1),
              (-0.7, -0.1), (-0.78, -0.3), (-0.72, -0.58)], cloth.base)  # fmt: skip
    pen.blob([(-0.75, -0.52), (-0.6, -0.5), (-0.46, -0.3), (-0.42, -0.12), (-0.74, -0.12), (-0.79, -0.3)], cloth.shade)
    pen.blob([(0.46, -0.43), (0.66, -0.37), (0.81, -0.26), (0.83, -0.12), (0.44, -0.12), (0.38, -0.26)],
             white if chance.random() < 0.5 else cloth.shade)  # fmt: skip
    if chance.random() < 0.6:
        pen.shape([(-0.4, -0.18), (-0.2, -0.18), (0.0, -0.46), (-0.1, -0.52)], cloth.on)
        pen.shape([(-0.1, -0.18), (0.08, -0.18), (0.18, -0.36), (0.08, -0.4)], cloth.on)
    elif high:
        pen.oval(-0.42, -0.6, 0.12, 0.12, white)
        pen.oval(-0.42, -0.6, 0.075, 0.075, cloth.shade)
    _laces(pen, collar, white)
    soft(pen, ((-0.82, -0.2, 0.04), (-0.3, -0.17, 0.1), (0.84, -0.2, 0.05), (0.88, -0.1, 0.06), (0.8, 0, 0.06),
               (-0.78, 0, 0.06)), white)  # fmt: skip
    pen.box(-0.79, -0.055, 0.84, 0.0, darker(white, 0.18), round_by=0.027)


def _laces(pen: Pen, collar: float, white: Colour) -> None:
    x0, y0, x1, y1 = -0.17, collar + 0.13, 0.3, -0.5
    count = 4
    for index in range(count):
        part = index / (count - 1)
        x, y = x0 + (x1 - x0) * part, y0 + (y1 - y0) * part
        pen.line([(x - 0.07, y + 0.1), (x + 0.06, y - 0.04)], 0.045, white, smooth=False)


def _watch(pen: Pen, look: Look) -> None:
    chance = look.random
    strap = tones(near(look))
    case = chance.choice((STEEL, _BRASS, (70, 74, 84)))
    width = chance.uniform(0.14, 0.17)
    for top, bottom in ((-1.0, -0.6), (-0.4, 0.0)):
        far = top if top == -1.0 else bottom
        edge = ((-width * 0.86, far, 0.06), (width * 0.86, far, 0.06), (width, -0.5, 0), (-width, -0.5, 0))
        soft(pen, edge, strap.base)
        pen.box(width * 0.4, min(far, -0.5) + 0.04, width * 0.8, max(far, -0.5) - 0.04, strap.shade)
    for y in (-0.05, -0.11, -0.17):
        dot(pen, 0, y, 0.02, strap.shade)
    pen.box(-width - 0.01, -0.9, width + 0.01, -0.855, strap.shade, round_by=0.02)
    if chance.random() < 0.35:
        _smart(pen)
        return
    pen.box(0.23, -0.54, 0.31, -0.46, darker(case), round_by=0.02)
    pen.oval(0, -0.5, 0.27, 0.27, darker(case, 0.25))
    pen.oval(-0.008, -0.508, 0.258, 0.258, case)
    dark = chance.random() < 0.3
    face, ink = (DARK, CREAM) if dark else ((252, 250, 244), DARK)
    pen.oval(0, -0.5, 0.205, 0.205, face)
    for step in range(12):
        angle = step * math.tau / 12
        x, y = math.cos(angle), math.sin(angle)
        if step % 3 == 0:
            pen.line([(0.15 * x, -0.5 + 0.15 * y), (0.18 * x, -0.5 + 0.18 * y)], 0.022, ink, smooth=False)
    hour = chance.uniform(0, math.tau)
    pen.line([(0, -0.5), (0.085 * math.cos(hour), -0.5 + 0.085 * math.sin(hour))], 0.03, ink, smooth=False)
    minute = hour + chance.uniform(1.2, 4.8)
    pen.line([(0, -0.5), (0.14 * math.cos(minute), -0.5 + 0.14 * math.sin(minute))], 0.022, ink, smooth=False)
    dot(pen, 0, -0.5, 0.026, strap.base)


def _smart(pen: Pen) -> None:
    pen.box(0.22, -0.58, 0.29, -0.46, (90, 94, 104), round_by=0.02)
    pen.box(-0.25, -0.76, 0.25, -0.24, (70, 74, 84), round_by=0.12)
    pen.box(-0.22, -0.73, 0.22, -0.27, (24, 26, 34), round_by=0.1)
    lit = pen.shining
    for r, colour in ((0.15, (240, 92, 104)), (0.105, (140, 220, 120)), (0.06, (110, 200, 240))):
        arc = [(r * math.cos(step * 0.42 - 1.57), -0.5 + r * math.sin(step * 0.42 - 1.57)) for step in range(12)]
        lit.line(arc, 0.032, colour, smooth=False)


def _bag(pen: Pen, look: Look) -> None:
    if look.random.random() < 0.5:
        _shopping_bag(pen, look, tones(near(look)))
    else:
        _handbag(pen, look, tones(near(look)))


def _shopping_bag(pen: Pen, look: Look, paper: Tones) -> None:
    chance = look.random
    half, top = chance.uniform(0.34, 0.4), -0.72
    cord = chance.choice((CREAM if brightness(paper.base) < 170 else (92, 84, 96), (206, 170, 120)))
    pen.line([(-0.13, top + 0.04), (-0.13, -0.9), (0.0, -0.96), (0.17, -0.9), (0.17, top + 0.04)], 0.035, darker(cord))
    pen.shape([(-half, top), (half, top), (half + 0.02, 0), (-half - 0.02, 0)], paper.base)
    pen.shape([(half * 0.5, top), (half, top), (half + 0.02, 0), (half * 0.45, 0), (half * 0.72, -0.3)], paper.shade)
    pen.shape([(-half, top), (half, top), (half, top + 0.06), (-half, top + 0.06)], paper.light)
    pen.line([(-0.2, top + 0.06), (-0.2, -0.92), (-0.04, -1.0), (0.12, -0.92), (0.12, top + 0.06)], 0.042, cord)
    mark = chance.choice(("heart", "disc", "tissue"))
    if mark == "heart":
        heart(pen.at(-0.06, -0.33, 1.2), paper.on)
    elif mark == "disc":
        pen.oval(-0.05, -0.33, 0.13, 0.13, paper.on)
        pen.oval(-0.05, -0.33, 0.08, 0.08, paper.base)
    else:
        for x, y in ((-0.3, -0.8), (0.14, -0.82), (-0.06, -0.78)):
            pen.shape([(x - 0.09, top), (x, y), (x + 0.12, top)], CREAM)
        pen.box(-half + 0.06, -0.4, half * 0.4, -0.34, paper.light)


def _handbag(pen: Pen, look: Look, leather: Tones) -> None:
    half = look.random.uniform(0.46, 0.52)
    pen.line([(-0.28, -0.6), (-0.22, -0.88), (0.0, -0.97), (0.22, -0.88), (0.28, -0.6)], 0.06, leather.shade)
    soft(pen, ((-half + 0.1, -0.64, 0.1), (half - 0.1, -0.64, 0.1), (half, 0, 0.1), (-half, 0, 0.1)), leather.base)
    soft(pen, ((-half + 0.015, -0.12, 0), (half - 0.015, -0.12, 0), (half, 0, 0.1), (-half, 0, 0.1)), leather.shade)
    soft(pen, ((-half + 0.09, -0.66, 0.08), (half - 0.09, -0.66, 0.08), (half - 0.09, -0.36, 0.16), (0.0, -0.26, 0.2),
               (-half + 0.09, -0.36, 0.16)), leather.soft)  # fmt: skip
    pen.box(-0.07, -0.37, 0.07, -0.24, _BRASS, round_by=0.03)
    dot(pen, 0, -0.3, 0.022, darker(_BRASS, 0.4))
    for x in (-0.28, 0.28):
        dot(pen, x, -0.6, 0.045, _BRASS)


SHOE = Subject("shoe", ("shoe", "sneaker", "trainer", "running shoe"), _shoe, 1.75, 0.15, (0, -0.5, 1.82), "thing")
WATCH = Subject("watch", ("watch", "wristwatch", "timepiece"), _watch, 0.62, 0.2, (0, -0.5, 1.06), "thing")
BAG = Subject("bag", ("bag", "handbag", "tote", "carrier bag"), _bag, 1.04, 0.38, (0, -0.5, 1.08), "thing")
