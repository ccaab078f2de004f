"""The cat: sits or walks, in a scarf or a bow."""

from __future__ import annotations

from tools.thumbnail.drawings.animals.parts import EYE, TONGUE, Fur, draw_leg, draw_scarf, fur_apart
from tools.thumbnail.drawings.shapes import Tones, dot, limb, near, soft, tones
from tools.thumbnail.kinds import Look, Subject
from tools.thumbnail.pen import Colour, Pen, darker, mixed

_CATS = (
    Fur((226, 146, 76), (188, 106, 48), (252, 236, 214)),
    Fur((150, 150, 158), (104, 104, 114), (232, 232, 234)),
    Fur((56, 54, 62), (84, 80, 92), (92, 88, 100)),
    Fur((240, 236, 228), (206, 196, 184), (255, 252, 248)),
    Fur((168, 128, 92), (118, 84, 58), (240, 224, 200)),
    Fur((232, 216, 192), (104, 78, 66), (246, 236, 220)),
)


def _cat(pen: Pen, look: Look) -> None:
    chance = look.random
    fur = fur_apart(look, _CATS)
    striped = chance.random() < 0.6
    cloth = tones(near(look))
    eyes = chance.choice(((150, 190, 84), (232, 186, 66), (110, 178, 206)))
    bow = chance.random() < 0.5
    if chance.random() < 0.55:
        _cat_sits(pen, fur, striped)
        head = pen.at(0.16, -0.73)
        neck = pen.at(0.16, -0.55)
    else:
        _cat_walks(pen, fur, striped)
        head = pen.at(0.3, -0.7)
        neck = pen.at(0.27, -0.52)
    if bow:
        limb(neck, [(-0.17, -0.05, 0.1), (0.0, 0.03, 0.12), (0.17, -0.05, 0.1)], cloth.shade)
        _cat_head(head, fur, striped, eyes)
        _bow(neck.at(0, 0.05), cloth)
    else:
        draw_scarf(neck.at(0, -0.01, 1.1), cloth)
        _cat_head(head, fur, striped, eyes)


def _bow(pen: Pen, cloth: Tones) -> None:
    for side in (-1, 1):
        soft(pen, ((0, 0, 0), (side * 0.16, -0.09, 0.05), (side * 0.17, 0.09, 0.05)), cloth.base)
        soft(pen, ((0, 0, 0), (side * 0.15, 0.0, 0.02), (side * 0.165, 0.08, 0.03)), cloth.shade)
    pen.oval(0, 0, 0.045, 0.05, cloth.light)


def _cat_sits(pen: Pen, fur: Fur, striped: bool) -> None:
    limb(pen, [(0.0, -0.06, 0.12), (-0.22, -0.06, 0.1), (-0.36, -0.16, 0.09), (-0.33, -0.32, 0.08),
               (-0.4, -0.42, 0.06)], fur.base if not striped else fur.mark)  # fmt: skip
    pen.blob([(0.16, -0.68), (0.29, -0.56), (0.33, -0.36), (0.41, -0.16), (0.36, -0.01), (0.16, 0.0), (-0.06, -0.01),
              (-0.11, -0.16), (-0.02, -0.36), (0.03, -0.56)], fur.base)  # fmt: skip
    if striped:
        for y, out in ((-0.36, 0.0), (-0.26, 0.035), (-0.16, 0.065)):
            pen.shape([(-0.01 - out, y - 0.03), (0.08 - out, y), (-0.03 - out, y + 0.02)], fur.mark)
            pen.shape([(0.33 + out, y - 0.03), (0.24 + out, y), (0.35 + out, y + 0.02)], fur.mark)
    pen.blob([(0.16, -0.6), (0.26, -0.46), (0.23, -0.26), (0.16, -0.2), (0.09, -0.26), (0.06, -0.46)], fur.pale)
    for x in (0.1, 0.22):
        limb(pen, [(x, -0.34, 0.11), (x, -0.16, 0.09), (x, -0.03, 0.09)], mixed(fur.base, fur.pale, 0.2))
        pen.oval(x, -0.035, 0.065, 0.04, fur.pale)
    pen.box(0.155, -0.28, 0.167, -0.04, darker(fur.base, 0.25))


def _cat_walks(pen: Pen, fur: Fur, striped: bool) -> None:
    limb(pen, [(-0.36, -0.48, 0.1), (-0.5, -0.58, 0.09), (-0.52, -0.78, 0.08), (-0.42, -0.92, 0.08),
               (-0.34, -0.86, 0.06)], fur.base if not striped else fur.mark)  # fmt: skip
    draw_leg(pen, [(0.24, -0.36, 0.13), (0.34, -0.18, 0.08), (0.36, -0.03, 0.075)], fur.far, darker(fur.pale, 0.12))
    draw_leg(pen, [(-0.24, -0.34, 0.16), (-0.24, -0.18, 0.08), (-0.18, -0.03, 0.075)], fur.far, darker(fur.pale, 0.12))
    pen.blob([(0.22, -0.62), (0.36, -0.56), (0.36, -0.38), (0.24, -0.26), (0.0, -0.27), (-0.2, -0.29), (-0.36, -0.28),
              (-0.44, -0.4), (-0.38, -0.53), (-0.2, -0.55), (0.04, -0.52)], fur.base)  # fmt: skip
    if striped:
        for x in (-0.24, -0.11, 0.02):
            pen.shape([(x - 0.03, -0.55), (x + 0.035, -0.545), (x - 0.0, -0.4)], fur.mark)
    pen.blob([(0.3, -0.44), (0.34, -0.34), (0.22, -0.26), (-0.06, -0.27), (0.16, -0.34)], fur.pale)
    draw_leg(pen, [(-0.34, -0.38, 0.22), (-0.39, -0.18, 0.09), (-0.38, -0.03, 0.08)], fur.base, fur.pale)
    draw_leg(pen, [(0.17, -0.38, 0.15), (0.15, -0.18, 0.09), (0.12, -0.03, 0.08)], fur.base, fur.pale)


def _cat_head(pen: Pen, fur: Fur, striped: bool, eyes: Colour) -> None:
    """It looks at us; around the middle of the face."""
    for side in (-1, 1):
        soft(pen, ((side * 0.21, 0.0, 0.02), (side * 0.185, -0.27, 0.03), (side * 0.03, -0.13, 0.02)), fur.base)
        soft(pen, ((side * 0.17, -0.08, 0.01), (side * 0.165, -0.21, 0.02), (side * 0.08, -0.13, 0.01)),
             mixed(fur.pale, TONGUE, 0.6))  # fmt: skip
    pen.blob([(0.0, -0.16), (0.13, -0.13), (0.215, 0.0), (0.17, 0.12), (0.0, 0.17), (-0.17, 0.12), (-0.215, 0.0),
              (-0.13, -0.13)], fur.base)  # fmt: skip
    if striped:
        for x in (-0.06, 0.0, 0.06):
            pen.shape([(x - 0.018, -0.155), (x + 0.018, -0.155), (x * 0.9, -0.07)], fur.mark)
    pen.oval(0, 0.085, 0.105, 0.07, fur.pale)
    for side in (-1, 1):
        pen.oval(side * 0.095, -0.015, 0.05, 0.045, eyes)
        dot(pen, side * 0.09, -0.015, 0.022, EYE, 1.8)
        dot(pen, side * 0.09 + 0.014, -0.032, 0.011, (255, 255, 255))
        for rise in (-0.02, 0.03):
            pen.line([(side * 0.09, 0.09), (side * 0.26, 0.085 + rise * 1.6)], 0.008, (255, 255, 255), smooth=False)
    pen.shape([(-0.035, 0.035), (0.035, 0.035), (0.0, 0.075)], (226, 120, 128))
    pen.line([(-0.045, 0.105), (-0.02, 0.115), (0.0, 0.07), (0.02, 0.115), (0.045, 0.105)], 0.012, EYE, smooth=False)


CAT = Subject(
    "cat", ("cat", "kitten", "pussycat", "tomcat"), _cat, 1.1, 0.42, (0.23, -0.68, 0.78), "animal", wears=True
)
