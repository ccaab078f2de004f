"""The bird: its wings folded or lifted."""

from __future__ import annotations

from tools.thumbnail.drawings.animals.parts import EYE
from tools.thumbnail.drawings.shapes import CREAM, Tones, dot, near, soft, tones
from tools.thumbnail.kinds import Look, Subject
from tools.thumbnail.pen import Colour, Pen, darker, lighter


def _bird(pen: Pen, look: Look) -> None:
    chance = look.random
    feathers = tones(near(look))
    belly = chance.choice((feathers.light, CREAM, CREAM)) if sum(feathers.base[:3]) < 640 else (226, 220, 214)
    bill: Colour = chance.choice(((240, 166, 52), (232, 140, 46), (70, 66, 72)))
    crested, lifted = chance.random() < 0.35, chance.random() < 0.3
    drop = chance.uniform(-0.06, 0.1)
    for x in (0.04, 0.15):
        pen.line([(x - 0.02, -0.26), (x, -0.03)], 0.035, bill, smooth=False)
        pen.line([(x - 0.06, -0.018), (x + 0.1, -0.018)], 0.035, bill, smooth=False)
    if lifted:
        pen.blob([(0.12, -0.56), (0.02, -0.8), (-0.2, -0.98), (-0.42, -1.0), (-0.34, -0.8), (-0.18, -0.6)],
                 darker(feathers.shade, 0.15))  # fmt: skip
    soft(pen, ((-0.16, -0.46, 0.05), (-0.6, -0.5 + drop, 0.03), (-0.63, -0.36 + drop, 0.03), (-0.14, -0.26, 0.05)),
         feathers.shade)  # fmt: skip
    if crested:
        pen.blob([(0.3, -0.96), (0.18, -1.0), (0.0, -1.02), (0.08, -0.92), (0.12, -0.84)], feathers.shade)
    soft(pen, ((0.38, -0.87, 0.02), (0.6, -0.77, 0.03), (0.38, -0.7, 0.02)), bill)
    pen.blob([(0.22, -0.99), (0.38, -0.92), (0.43, -0.78), (0.4, -0.6), (0.36, -0.42), (0.22, -0.26), (0.02, -0.2),
              (-0.18, -0.27), (-0.36, -0.4), (-0.22, -0.56), (-0.02, -0.7), (0.07, -0.9)], feathers.base)  # fmt: skip
    pen.blob([(0.38, -0.66), (0.37, -0.42), (0.22, -0.26), (0.02, -0.2), (-0.1, -0.24), (0.1, -0.38), (0.22, -0.56),
              (0.28, -0.66)], belly)  # fmt: skip
    if lifted:
        pen.blob([(0.16, -0.52), (-0.02, -0.78), (-0.3, -0.9), (-0.52, -0.86), (-0.4, -0.66), (-0.16, -0.46)],
                 feathers.shade)  # fmt: skip
        pen.blob([(0.06, -0.56), (-0.06, -0.72), (-0.26, -0.8), (-0.2, -0.66), (-0.06, -0.54)], feathers.light)
    else:
        _folded(pen, feathers)
    dot(pen, 0.28, -0.82, 0.055, (255, 255, 255))
    dot(pen, 0.295, -0.82, 0.035, EYE)
    dot(pen, 0.308, -0.833, 0.012, (255, 255, 255))


def _folded(pen: Pen, feathers: Tones) -> None:
    pen.blob([(0.14, -0.62), (0.18, -0.5), (0.08, -0.36), (-0.12, -0.3), (-0.46, -0.32), (-0.28, -0.46), (-0.08, -0.6)],
             feathers.shade)  # fmt: skip
    pen.blob([(0.1, -0.58), (0.12, -0.5), (0.02, -0.44), (-0.14, -0.44), (-0.04, -0.56)], feathers.light)
    pen.line([(-0.26, -0.37), (-0.04, -0.37)], 0.018, lighter(feathers.shade, 0.2), smooth=False)


BIRD = Subject("bird", ("bird", "songbird", "finch", "little bird"), _bird, 1.25, 0.18, (0.06, -0.6, 1.0), "animal")
