"""The sailing boat."""

from __future__ import annotations

from tools.thumbnail.drawings.shapes import CREAM, dot, near, soft, tones
from tools.thumbnail.kinds import Look, Subject
from tools.thumbnail.pen import Pen, darker, mixed


def _boat(pen: Pen, look: Look) -> None:
    chance = look.random
    paint = tones(near(look))
    pale = sum(paint.base[:3]) > 640
    cloth = paint.base if pale else CREAM
    main, jib = cloth, darker(cloth, 0.08)
    style = chance.random()
    if style < 0.35:
        main, jib = paint.base, cloth
    elif style < 0.6:
        jib = paint.base
    rake = chance.uniform(-0.02, 0.02)
    top, lean = -1.0, chance.uniform(0.38, 0.5)
    pen.line([(0.03, -0.2), (0.03 + rake, top)], 0.024, (140, 100, 66), smooth=False)
    pen.blob([(0.0, -0.93), (-0.16, -0.66), (-lean + 0.02, -0.36), (-lean, -0.325), (-0.2, -0.3), (0.0, -0.305),
              (0.005, -0.6)], main)  # fmt: skip
    soft(pen, ((-0.02, -0.86, 0.02), (-0.005, -0.31, 0), (-0.16, -0.305, 0), (-0.08, -0.55, 0.2)), darker(main, 0.1))
    if style >= 0.6 and chance.random() < 0.7:
        pen.shape([(-0.235, -0.55), (-0.005, -0.55), (-0.005, -0.46), (-0.3, -0.46)], paint.base)
    pen.blob([(0.07, -0.88), (0.2, -0.66), (0.33, -0.42), (0.42, -0.3), (0.24, -0.29), (0.09, -0.31), (0.08, -0.6)],
             jib)  # fmt: skip
    pen.line([(-lean - 0.02, -0.29), (0.03, -0.28)], 0.022, (140, 100, 66), smooth=False)
    pen.shape([(0.04, -1.03), (0.04, -0.95), (0.17, -0.99)], paint.base)
    if chance.random() < 0.4:
        pen.box(-0.26, -0.3, 0.02, -0.2, CREAM, round_by=0.03)
        for x in (-0.19, -0.08):
            dot(pen, x, -0.25, 0.025, (92, 134, 160))
    hull = ((-0.56, -0.235, 0.02), (0.62, -0.26, 0.02), (0.44, 0.0, 0.18), (-0.46, 0.0, 0.12))
    soft(pen, hull, paint.base)
    pen.shape([(-0.53, -0.14), (0.53, -0.14), (0.46, -0.06), (0.4, -0.01), (-0.44, -0.01), (-0.49, -0.05)],
              mixed(paint.shade, paint.on, 0.45) if pale else paint.shade)  # fmt: skip
    pen.shape([(-0.56, -0.235), (0.62, -0.26), (0.605, -0.225), (-0.55, -0.2)], paint.on)


BOAT = Subject("boat", ("sailing boat", "boat", "sailboat", "yacht"), _boat, 1.2, 6.0, (0.02, -0.5, 1.15), "vehicle")
