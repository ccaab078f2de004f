"""The dog: stands, sits or runs, in a scarf or a bandana."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tools.thumbnail.drawings.animals.parts import EYE, TONGUE, Fur, draw_leg, draw_scarf, fur_apart
from tools.thumbnail.drawings.shapes import Tones, brightness, dot, limb, near, soft, tones
from tools.thumbnail.kinds import Look, Subject
from tools.thumbnail.pen import Pen, Point, darker, mixed

_DOGS = (
    Fur((210, 158, 98), (160, 106, 62), (240, 214, 170)),
    Fur((228, 186, 122), (198, 146, 84), (246, 226, 184)),
    Fur((126, 82, 56), (94, 58, 40), (186, 138, 98)),
    Fur((62, 58, 62), (40, 38, 44), (184, 130, 82)),
    Fur((238, 232, 222), (160, 106, 68), (255, 250, 242)),
    Fur((142, 146, 156), (100, 104, 116), (234, 234, 236)),
    Fur((192, 132, 86), (138, 88, 56), (246, 234, 216)),
)


class _Dog(NamedTuple):
    fur: Fur
    pricked: bool
    snout: float
    bushy: bool
    patched: bool
    panting: bool


def _dog(pen: Pen, look: Look) -> None:
    chance = look.random
    fur = fur_apart(look, _DOGS)
    pricked = chance.random() < 0.4
    dog = _Dog(fur, pricked, chance.uniform(0.22, 0.29), chance.random() < 0.5,
               fur.mark != fur.base and chance.random() < 0.45, chance.random() < 0.5)  # fmt: skip
    pose = chance.choice((_dog_stands, _dog_stands, _dog_sits, _dog_sits, _dog_runs))
    cloth = tones(near(look))
    scarf = chance.random() < 0.5
    pose(pen, dog)
    neck = pen.at(0.25, -0.62)
    draw_scarf(neck, cloth) if scarf else _bandana(neck, cloth)
    _dog_head(pen.at(0.28, -0.81 if not pricked else -0.74, turn=chance.uniform(-8, 5)), dog)


def _dog_stands(pen: Pen, dog: _Dog) -> None:
    fur = dog.fur
    draw_leg(pen, [(0.24, -0.44, 0.13), (0.25, -0.2, 0.085), (0.25, -0.03, 0.08)], fur.far, darker(fur.pale))
    draw_leg(pen, [(-0.26, -0.4, 0.16), (-0.3, -0.2, 0.085), (-0.24, -0.03, 0.08)], fur.far, darker(fur.pale))
    _dog_tail(pen, dog, [(-0.38, -0.52), (-0.5, -0.62), (-0.54, -0.8)])
    back = [(0.2, -0.78), (0.36, -0.68), (0.36, -0.48), (0.26, -0.32), (0.02, -0.31), (-0.18, -0.35), (-0.3, -0.3),
            (-0.43, -0.4), (-0.43, -0.55), (-0.28, -0.61), (-0.05, -0.59), (0.08, -0.64)]  # fmt: skip
    pen.blob(back, fur.base)
    pen.blob([(0.34, -0.6), (0.36, -0.46), (0.26, -0.33), (0.0, -0.31), (0.2, -0.42)], fur.pale)
    if dog.patched:
        pen.blob([(-0.3, -0.6), (-0.1, -0.59), (-0.02, -0.5), (-0.14, -0.43), (-0.3, -0.5)], fur.mark)
    draw_leg(pen, [(-0.33, -0.46, 0.24), (-0.38, -0.22, 0.1), (-0.36, -0.03, 0.085)], fur.base, fur.pale)
    draw_leg(pen, [(0.17, -0.46, 0.15), (0.16, -0.2, 0.1), (0.16, -0.03, 0.09)], fur.base, fur.pale)


def _dog_sits(pen: Pen, dog: _Dog) -> None:
    fur = dog.fur
    _dog_tail(pen, dog, [(-0.24, -0.08), (-0.42, -0.08), (-0.52, -0.2)])
    draw_leg(pen, [(0.27, -0.4, 0.13), (0.3, -0.2, 0.09), (0.3, -0.03, 0.08)], fur.far, darker(fur.pale))
    pen.blob([(0.2, -0.8), (0.36, -0.68), (0.37, -0.5), (0.29, -0.3), (0.2, -0.08), (0.0, -0.02), (-0.24, -0.02),
              (-0.33, -0.14), (-0.28, -0.34), (-0.12, -0.52), (0.04, -0.66)], fur.base)  # fmt: skip
    pen.blob([(0.33, -0.64), (0.37, -0.48), (0.28, -0.3), (0.2, -0.34), (0.22, -0.52)], fur.pale)
    if dog.patched:
        pen.blob([(-0.26, -0.36), (-0.1, -0.53), (0.04, -0.58), (0.06, -0.44), (-0.08, -0.36)], fur.mark)
    pen.blob([(-0.24, -0.28), (-0.08, -0.32), (0.06, -0.22), (0.06, -0.08), (-0.06, -0.0), (-0.24, -0.02),
              (-0.31, -0.14)], mixed(fur.base, fur.mark, 0.35))  # fmt: skip
    pen.box(-0.12, -0.075, 0.14, 0.0, fur.pale, round_by=0.037)
    draw_leg(pen, [(0.2, -0.44, 0.15), (0.21, -0.2, 0.1), (0.2, -0.03, 0.09)], fur.base, fur.pale)


def _dog_runs(pen: Pen, dog: _Dog) -> None:
    fur = dog.fur
    pen = pen.at(0, -0.02)
    limb(pen, [(0.24, -0.46, 0.15), (0.4, -0.3, 0.09), (0.36, -0.14, 0.07), (0.42, -0.1, 0.06)], fur.far)
    limb(pen, [(-0.3, -0.44, 0.18), (-0.3, -0.26, 0.09), (-0.42, -0.18, 0.08), (-0.4, -0.08, 0.06)], fur.far)
    _dog_tail(pen, dog, [(-0.36, -0.54), (-0.5, -0.6), (-0.62, -0.68)])
    pen.blob([(0.2, -0.78), (0.36, -0.68), (0.36, -0.48), (0.26, -0.34), (0.02, -0.35), (-0.18, -0.39), (-0.32, -0.36),
              (-0.42, -0.44), (-0.42, -0.56), (-0.28, -0.62), (-0.05, -0.6), (0.08, -0.65)], fur.base)  # fmt: skip
    pen.blob([(0.34, -0.6), (0.36, -0.48), (0.26, -0.35), (0.0, -0.35), (0.2, -0.44)], fur.pale)
    if dog.patched:
        pen.blob([(-0.3, -0.6), (-0.1, -0.59), (-0.02, -0.5), (-0.14, -0.45), (-0.3, -0.5)], fur.mark)
    limb(pen, [(-0.32, -0.48, 0.24), (-0.46, -0.3, 0.11), (-0.54, -0.16, 0.08), (-0.6, -0.03, 0.07)], fur.base)
    limb(pen, [(0.2, -0.48, 0.18), (0.36, -0.28, 0.11), (0.5, -0.2, 0.08), (0.58, -0.1, 0.07)], fur.base)
    pen.oval(-0.58, -0.02, 0.05, 0.035, fur.pale, -30)
    pen.oval(0.59, -0.09, 0.05, 0.035, fur.pale, 30)


def _dog_tail(pen: Pen, dog: _Dog, points: Sequence[Point]) -> None:
    widths = (0.09, 0.14, 0.05) if dog.bushy else (0.085, 0.06, 0.035)
    limb(pen, [(x, y, width) for (x, y), width in zip(points, widths, strict=True)], dog.fur.base)
    if dog.bushy and not dog.pricked:  # A pricked dog with such a tail would be a fox.
        pen.oval(*points[-1], 0.045, 0.05, dog.fur.pale)


def _dog_head(pen: Pen, dog: _Dog) -> None:
    """Around the middle of its skull."""
    fur, nose = dog.fur, dog.snout
    if dog.pricked:
        pen.shape([(-0.02, -0.1), (0.03, -0.25), (0.1, -0.09)], fur.far)
    elif dog.panting:
        pen.oval(nose - 0.07, 0.13, 0.035, 0.07, TONGUE, -20)
    pen.blob([(-0.17, 0.0), (-0.12, -0.13), (0.0, -0.175), (0.1, -0.135), (0.15, -0.05), (nose, -0.02),
              (nose + 0.035, 0.04), (nose - 0.02, 0.1), (0.1, 0.135), (-0.04, 0.15), (-0.14, 0.11)],
             fur.base)  # fmt: skip
    pen.blob([(0.1, 0.0), (nose - 0.02, -0.01), (nose + 0.035, 0.04), (nose - 0.02, 0.1), (0.1, 0.135), (0.0, 0.13),
              (0.03, 0.06)], fur.pale)  # fmt: skip
    pen.oval(nose + 0.01, -0.005, 0.045, 0.036, EYE, 15)
    pen.line([(nose - 0.01, 0.06), (nose - 0.07, 0.075), (nose - 0.13, 0.06)], 0.014, EYE)
    if brightness(fur.base) < 100:
        dot(pen, 0.068, -0.055, 0.042, fur.pale)
    dot(pen, 0.065, -0.05, 0.028, EYE)
    dot(pen, 0.074, -0.06, 0.01, (255, 255, 255))
    ear = fur.mark if dog.patched or not dog.pricked else fur.base
    if dog.pricked:
        soft(pen, ((-0.15, -0.06, 0.03), (-0.12, -0.3, 0.03), (0.04, -0.13, 0.03)), ear)
        soft(pen, ((-0.11, -0.11, 0.01), (-0.1, -0.23, 0.02), (-0.02, -0.13, 0.02)), mixed(fur.pale, TONGUE, 0.4))
    else:
        pen.blob([(-0.1, -0.15), (-0.01, -0.11), (0.0, 0.03), (-0.04, 0.15), (-0.12, 0.14), (-0.16, 0.0)], ear)


def _bandana(pen: Pen, cloth: Tones) -> None:
    """A cloth tied around a neck, its corner on the chest."""
    soft(pen, ((-0.18, -0.06, 0.03), (0.16, -0.04, 0.03), (0.1, 0.24, 0.03)), cloth.base)
    for x, y in ((0.02, 0.05), (0.1, 0.06), (0.08, 0.15)):
        dot(pen, x, y, 0.02, cloth.light)
    limb(pen, [(-0.17, -0.08, 0.08), (-0.01, 0.0, 0.08), (0.16, -0.03, 0.08)], cloth.shade)


DOG = Subject("dog", ("dog", "puppy", "hound", "terrier"), _dog, 1.3, 0.62, (0.26, -0.7, 0.78), "animal", wears=True)
