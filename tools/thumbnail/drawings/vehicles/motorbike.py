"""The motorbike, a scooter."""

from __future__ import annotations

from tools.thumbnail.drawings.shapes import DARK, STEEL, Tones, dot, limb, near, tones
from tools.thumbnail.drawings.vehicles.parts import TAIL_LIGHT, draw_headlight, draw_wheel
from tools.thumbnail.kinds import Look, Subject
from tools.thumbnail.pen import Pen


def _motorbike(pen: Pen, look: Look) -> None:
    chance = look.random
    paint = tones(near(look))
    seat = chance.choice((DARK, (128, 76, 46), (94, 62, 48)))
    r = 0.165
    pen.line([(0.55, -0.17), (0.4, -0.72), (0.37, -0.86)], 0.06, STEEL)
    draw_wheel(pen, -0.44, r, STEEL, 0)
    draw_wheel(pen, 0.55, r, STEEL, 0)
    pen.box(-0.3, -0.2, 0.1, -0.14, DARK, round_by=0.03)
    # The floor and the leg shield are one band; the tail is a drop around the hind wheel.
    limb(pen, [(-0.22, -0.24, 0.085), (0.1, -0.24, 0.085), (0.25, -0.31, 0.1), (0.35, -0.56, 0.1), (0.41, -0.82, 0.07)],
         paint.base)  # fmt: skip
    pen.line([(-0.16, -0.215), (0.12, -0.21)], 0.03, paint.shade, smooth=False)
    pen.blob([(-0.68, -0.5), (-0.5, -0.58), (-0.2, -0.57), (-0.1, -0.46), (-0.12, -0.24), (-0.26, -0.2),
              (-0.4, -0.3), (-0.52, -0.3), (-0.66, -0.34)], paint.base)  # fmt: skip
    pen.blob([(-0.58, -0.42), (-0.38, -0.5), (-0.22, -0.46), (-0.2, -0.36), (-0.3, -0.3), (-0.44, -0.38)], paint.light)
    pen.blob([(0.36, -0.26), (0.44, -0.36), (0.58, -0.38), (0.74, -0.26), (0.72, -0.2), (0.58, -0.28), (0.44, -0.26)],
             paint.base)  # fmt: skip
    pen.blob([(-0.62, -0.6), (-0.44, -0.665), (-0.28, -0.64), (-0.08, -0.66), (-0.04, -0.6), (-0.2, -0.55),
              (-0.5, -0.55)], seat)  # fmt: skip
    pen.box(-0.73, -0.47, -0.65, -0.4, TAIL_LIGHT, round_by=0.03)
    pen.blob([(0.3, -0.9), (0.4, -0.94), (0.49, -0.88), (0.49, -0.78), (0.4, -0.74), (0.33, -0.8)], paint.base)
    pen.line([(0.4, -0.9), (0.3, -0.93), (0.22, -0.9)], 0.04, DARK)
    pen.line([(0.32, -0.92), (0.27, -0.98)], 0.018, DARK, smooth=False)
    dot(pen, 0.26, -0.99, 0.045, STEEL)
    if chance.random() < 0.35:
        _top_box(pen, paint)
    elif chance.random() < 0.4:
        pen.blob([(0.38, -0.9), (0.49, -0.86), (0.5, -0.96), (0.44, -1.05), (0.39, -1.06), (0.4, -0.98)],
                 (176, 214, 228, 220))  # fmt: skip
    draw_headlight(pen, look, 0.49, -0.84, 0.04, 0.06, 0.6)


def _top_box(pen: Pen, paint: Tones) -> None:
    pen.box(-0.74, -0.64, -0.5, -0.6, DARK)
    pen.box(-0.82, -0.97, -0.46, -0.64, paint.shade, round_by=0.04)
    pen.box(-0.84, -0.99, -0.44, -0.89, paint.base, round_by=0.04)


MOTORBIKE = Subject(
    "motorbike",
    ("scooter", "motorbike", "moped", "motor scooter"),
    _motorbike,
    1.6,
    1.15,
    (0.02, -0.54, 1.3),
    "vehicle",
)
