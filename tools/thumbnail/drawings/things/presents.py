"""Flowers, ball and gift."""

from __future__ import annotations

import math

from tools.thumbnail.drawings.shapes import CREAM, LEAF, brightness, dot, near, soft, tones
from tools.thumbnail.kinds import Look, Subject
from tools.thumbnail.pen import Colour, Pen, darker, lighter, mixed

_BLOSSOMS: tuple[Colour, ...] = (CREAM, (250, 214, 120), (246, 178, 170))


def _flowers(pen: Pen, look: Look) -> None:
    chance = look.random
    glaze = tones(near(look))
    heads = [(0.0, -0.84), (-0.24, -0.76), (0.25, -0.77), (-0.12, -0.62), (0.13, -0.61), (-0.34, -0.56), (0.35, -0.57)]
    for x, y in heads:
        pen.line([(x * 0.25, -0.36), (x, y)], 0.022, LEAF, smooth=False)
    for x, y, turn in ((-0.36, -0.42, 30), (0.36, -0.43, -30), (-0.16, -0.46, 60), (0.17, -0.46, -60)):
        pen.oval(x, y, 0.15, 0.055, LEAF if turn > 0 else darker(LEAF), turn)
    kind = chance.choice((_daisy, _tulip, _rose))
    other = chance.choice(_BLOSSOMS)
    for index, (x, y) in enumerate(heads):
        x, y = x + chance.uniform(-0.02, 0.02), y + chance.uniform(-0.02, 0.02)
        petal = other if index in (3, 6) else (glaze.base, mixed(glaze.base, glaze.light, 0.5))[index % 2]
        kind(pen.at(x, y, chance.uniform(0.95, 1.1)), petal)
    if chance.random() < 0.5:
        vase = [(-0.14, -0.42), (-0.12, -0.36), (-0.22, -0.22), (-0.2, -0.06), (-0.12, 0.0), (0.12, 0.0), (0.2, -0.06),
                (0.22, -0.22), (0.12, -0.36), (0.14, -0.42)]  # fmt: skip
        pen.blob(vase, glaze.base)
        pen.blob([(0.06, -0.38), (0.13, -0.32), (0.22, -0.2), (0.19, -0.05), (0.08, -0.01), (0.12, -0.14)], glaze.shade)
    else:
        soft(pen, ((-0.2, -0.42, 0.02), (0.2, -0.42, 0.02), (0.14, 0, 0.05), (-0.14, 0, 0.05)), glaze.base)
        soft(pen, ((0.09, -0.42, 0), (0.2, -0.42, 0.02), (0.14, 0, 0.05), (0.06, 0, 0)), glaze.shade)
        pen.box(-0.21, -0.43, 0.21, -0.37, glaze.light, round_by=0.02)
    pen.line([(-0.12, -0.26), (-0.11, -0.12)], 0.03, glaze.light, smooth=False)


def _daisy(pen: Pen, petal: Colour) -> None:
    for step in range(6):
        angle = step * math.tau / 6
        dot(pen, 0.075 * math.cos(angle), 0.075 * math.sin(angle), 0.058, petal if step % 2 else darker(petal, 0.08))
    dot(pen, 0, 0, 0.05, (246, 190, 70) if brightness(petal) < 190 else (214, 140, 50))


def _tulip(pen: Pen, petal: Colour) -> None:
    pen.blob([(-0.1, -0.1), (-0.04, -0.04), (0.0, -0.13), (0.04, -0.04), (0.1, -0.1), (0.1, 0.03), (0.0, 0.1),
              (-0.1, 0.03)], petal)  # fmt: skip
    pen.blob([(0.0, -0.1), (0.05, -0.02), (0.0, 0.09), (-0.05, -0.02)], darker(petal, 0.16))


def _rose(pen: Pen, petal: Colour) -> None:
    dot(pen, 0, 0, 0.12, petal)
    dot(pen, 0.01, 0.0, 0.078, darker(petal, 0.16))
    dot(pen, -0.005, -0.01, 0.05, lighter(petal, 0.16))
    dot(pen, 0.005, 0.0, 0.022, darker(petal, 0.25))


def _ball(pen: Pen, look: Look) -> None:
    chance = look.random
    leather = tones(near(look))
    spot: Colour = (40, 42, 50) if brightness(leather.base) > 80 else (240, 238, 232)
    pen.oval(0, -0.5, 0.5, 0.5, leather.shade)
    pen.oval(-0.035, -0.535, 0.455, 0.455, leather.base)
    pen.oval(-0.2, -0.76, 0.12, 0.07, leather.light, -40)
    ball = pen.at(0, -0.5, turn=chance.uniform(0, 72))
    around = [(math.cos(step * math.tau / 5), math.sin(step * math.tau / 5)) for step in range(5)]
    ball.shape([(0.18 * x, 0.18 * y) for x, y in around], spot)
    for (x, y), (x1, y1) in zip(around, around[1:] + around[:1], strict=True):
        ball.line([(0.16 * x, 0.16 * y), (0.36 * x, 0.36 * y)], 0.024, spot, smooth=False)
        # From this patch at the rim to the next.
        ball.line([(0.41 * x - 0.14 * y, 0.41 * y + 0.14 * x), (0.41 * x1 + 0.14 * y1, 0.41 * y1 - 0.14 * x1)], 0.022,
                  spot, smooth=False)  # fmt: skip
        _patch(ball, math.atan2(y, x), spot)


def _patch(pen: Pen, angle: float, spot: Colour) -> None:
    """One of the patches at the rim of a football, foreshortened."""
    at = pen.at(0, 0, turn=math.degrees(angle))
    at.shape([(0.35, 0.0), (0.41, -0.14), (0.47, -0.155), (0.497, -0.05), (0.5, 0.0), (0.497, 0.05), (0.47, 0.155),
              (0.41, 0.14)], spot)  # fmt: skip


def _gift(pen: Pen, look: Look) -> None:
    chance = look.random
    paper = tones(near(look))
    ribbon = tones(chance.choice((CREAM, (246, 204, 96))) if brightness(paper.base) < 165 else
                   chance.choice(((196, 60, 66), (70, 110, 150))))  # fmt: skip
    half, top = chance.uniform(0.4, 0.5), -0.58
    pen.box(-half, top, half, 0.0, paper.base, round_by=0.02)
    pen.box(half * 0.5, top, half, 0.0, paper.shade, round_by=0.02)
    if chance.random() < 0.5:
        for row in range(3):
            for x in (-0.82, -0.42, 0.42, 0.8):
                dot(pen, half * x, -0.42 + 0.16 * row, 0.03, paper.light)
    band = 0.085
    pen.box(-band, top, band, 0.0, ribbon.base)
    pen.box(0.03, top, band, 0.0, ribbon.shade)
    pen.box(-half - 0.05, top - 0.17, half + 0.05, top + 0.02, paper.base, round_by=0.02)
    pen.box(-half, top + 0.02, half, top + 0.06, paper.shade)
    pen.box(-band, top - 0.17, band, top + 0.02, ribbon.base)
    y = top - 0.17
    for side in (-1, 1):
        pen.blob([(0.0, y), (side * 0.12, y - 0.2), (side * 0.3, y - 0.25), (side * 0.34, y - 0.1),
                  (side * 0.2, y - 0.02)], ribbon.base)  # fmt: skip
        pen.blob([(side * 0.06, y - 0.04), (side * 0.16, y - 0.16), (side * 0.27, y - 0.18), (side * 0.28, y - 0.09),
                  (side * 0.18, y - 0.04)], ribbon.shade)  # fmt: skip
    pen.box(-0.065, y - 0.12, 0.065, y + 0.015, ribbon.light, round_by=0.04)


FLOWERS = Subject(
    "flowers",
    ("bouquet", "flower bouquet", "flower arrangement", "flower vase"),
    _flowers,
    0.98,
    0.5,
    (0, -0.48, 1.06),
    "thing",
)
BALL = Subject("ball", ("ball", "football", "soccer ball"), _ball, 1.0, 0.22, (0, -0.5, 1.06), "thing")
GIFT = Subject("gift", ("gift", "present", "gift box", "parcel"), _gift, 1.1, 0.28, (0, -0.5, 1.14), "thing")
