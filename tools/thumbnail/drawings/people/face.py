"""Faces: outline, eyes, mouth, beard, glasses. One unit is a head with its hair, y from -0.5 (top) to 0.5 (chin)."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Literal

from tools.thumbnail.drawings.people.skin import skin_shade
from tools.thumbnail.drawings.people.strokes import CIRCLE, Points, bow, dot, rounded
from tools.thumbnail.pen import Colour, Pen, darker, mixed

Age = Literal["man", "woman", "child", "old"]

_INK: Colour = (46, 32, 32)

_FACES: dict[Age, Points] = {
    "man": ((-0.33, -0.2), (-0.345, 0.05), (-0.315, 0.26), (-0.2, 0.43), (0.03, 0.5), (0.2, 0.45), (0.315, 0.27),
            (0.345, 0.03), (0.33, -0.2), (0.2, -0.39), (0.0, -0.45), (-0.2, -0.39)),
    "woman": ((-0.32, -0.2), (-0.335, 0.05), (-0.285, 0.27), (-0.13, 0.435), (0.05, 0.495), (0.175, 0.44),
              (0.295, 0.27), (0.33, 0.03), (0.31, -0.2), (0.19, -0.39), (0.0, -0.45), (-0.19, -0.39)),
    "child": ((-0.36, -0.2), (-0.39, 0.08), (-0.36, 0.28), (-0.21, 0.43), (0.03, 0.485), (0.22, 0.44), (0.365, 0.27),
              (0.385, 0.06), (0.35, -0.2), (0.21, -0.39), (0.0, -0.45), (-0.21, -0.39)),
    "old": ((-0.325, -0.2), (-0.335, 0.05), (-0.32, 0.26), (-0.2, 0.42), (0.04, 0.49), (0.2, 0.44), (0.315, 0.27),
            (0.335, 0.03), (0.33, -0.2), (0.24, -0.39), (0.02, -0.475), (-0.21, -0.41)),
}  # fmt: skip
_CHEEKS: dict[Age, Points] = {
    age: (*points[4:9], (0.22, -0.37), (0.26, -0.2), (0.275, 0.05), (0.22, 0.27), (0.14, 0.41))
    for age, points in _FACES.items()
}
_GRIN: Points = ((-0.105, -0.03), (0.0, -0.012), (0.1, -0.032), (0.072, 0.04), (0.0, 0.066), (-0.072, 0.042))
_TEETH: Points = ((-0.088, -0.026), (0.0, -0.01), (0.084, -0.028), (0.068, 0.008), (0.0, 0.02), (-0.07, 0.01))
_BEARD: Points = (
    (-0.345, 0.02), (-0.335, 0.28), (-0.22, 0.47), (0.03, 0.545), (0.22, 0.48), (0.335, 0.28), (0.35, 0.02),
    (0.3, 0.15), (0.23, 0.24), (0.07, 0.235), (-0.1, 0.24), (-0.24, 0.22), (-0.3, 0.14),
)  # fmt: skip
_BRUSH: Points = (
    (-0.2, 0.34), (-0.13, 0.25), (0.0, 0.232), (0.13, 0.245), (0.19, 0.33), (0.09, 0.325), (0.0, 0.295), (-0.1, 0.335),
)  # fmt: skip


@dataclass(frozen=True)
class Face:
    """All that a head needs to know."""

    skin: Colour
    hair: Colour
    age: Age
    style: str  # a key of _HAIR in hair.py
    detail: int  # 0 from afar, 1 from the waist up, 2 close
    turn: float = 0.06  # how far the features are moved to the right
    mouth: int = 0
    beard: str = ""  # "", "full", "moustache", "stubble"
    glasses: bool = False
    hat: str = ""  # a key of _HATS in hats.py
    cloth: Colour = (200, 60, 60)  # of the hat or ribbon


def draw_face(pen: Pen, face: Face) -> None:
    """All of a face but its glasses, which lie on the hair."""
    rounded(pen, _FACES[face.age], face.skin)
    if face.detail:
        rounded(pen, _CHEEKS[face.age], skin_shade(face.skin))
    if face.beard in ("full", "stubble"):
        _beard(pen, face)
    (_features if face.detail else _far_features)(pen, face)
    if face.beard == "moustache":
        _moustache(pen, face)


def _far_features(pen: Pen, face: Face) -> None:
    """Seen from afar: two eyes and a mouth."""
    t = face.turn
    for x in (t - 0.15, t + 0.15):
        pen.box(x - 0.04, 0.02, x + 0.04, 0.13, _INK)
    if face.beard != "full":
        pen.box(t - 0.08, 0.29, t + 0.1, 0.345, mixed(skin_shade(face.skin), (120, 30, 36), 0.6))


def _features(pen: Pen, face: Face) -> None:
    t, shade = face.turn, skin_shade(face.skin)
    if face.age in ("woman", "child"):
        blush: Colour = (*mixed(face.skin, (226, 82, 84), 0.45)[:3], 120)
        dot(pen, t - 0.24, 0.2, 0.07, 0.05, blush)
        dot(pen, t * 0.5 + 0.23, 0.2, 0.045, 0.05, blush)
    for side in (-1, 1):
        _eye(pen, face, side)
    nose = t + 0.045
    if face.age == "child":
        bow(pen, (nose - 0.035, 0.198), (nose + 0.005, 0.222), (nose + 0.045, 0.195), 0.026, shade)
    else:
        pen.shape(
            [(nose + 0.004, 0.08), (nose + 0.026, 0.09), (nose + 0.066, 0.2), (nose + 0.04, 0.236), (nose - 0.03, 0.23),
             (nose - 0.028, 0.21), (nose + 0.026, 0.2)], shade)  # fmt: skip
    if face.age == "old" and face.detail > 1:
        bow(pen, (t - 0.17, 0.21), (t - 0.205, 0.27), (t - 0.2, 0.33), 0.016, shade)
        bow(pen, (-0.16, -0.235), (0.05, -0.25), (0.24, -0.23), 0.014, shade)
    _mouth(pen, face)


def _eye(pen: Pen, face: Face, side: int) -> None:
    big = 1.16 if face.age == "child" else 1.0
    x, y = face.turn + side * 0.152, 0.07
    rx, ry = (0.062 if side < 0 else 0.055) * big, 0.05 * big
    dot(pen, x, y, rx, ry, (252, 250, 246))
    dot(pen, x + 0.01, y + 0.002, 0.039 * big, 0.047 * big, _INK)
    if face.detail > 1:
        dot(pen, x + 0.024, y - 0.016, 0.013, 0.014, (255, 255, 255))
    out, thick = (0.03, 0.034) if face.age == "woman" else (0.006, 0.024)
    tail = (x + side * (rx + out), y - 0.012 - out * 0.5)
    inner = (x - side * rx * 0.95, y - 0.014)
    ends = (tail, inner) if side < 0 else (inner, tail)
    bow(pen, ends[0], (x, y - ry), ends[1], thick, _INK)
    brow = darker(face.hair, 0.14) if face.age == "old" else mixed(darker(face.hair, 0.15), _INK, 0.25)
    thick = {"man": 0.046, "woman": 0.032, "child": 0.032, "old": 0.044}[face.age]
    arch = 0.042 if face.age in ("woman", "child") else 0.03
    up = -0.056 - 0.012 * (big > 1)
    ends = ((x - 0.08, up + 0.014), (x + 0.075, up + 0.014))
    bow(pen, ends[0], (x + side * 0.01, up - arch + 0.014), ends[1], thick, brow)


def _mouth(pen: Pen, face: Face) -> None:
    x, y = face.turn + 0.015, 0.322
    dark = sum(face.skin[:3]) < 300
    lip: Colour = (196, 84, 84) if dark else (176, 40, 50)
    red: Colour = mixed(skin_shade(face.skin), lip, 0.75 if face.age == "woman" or dark else 0.45)
    if face.beard == "full":
        red = (176, 92, 84)
    if face.mouth == 0:
        bow(pen, (x - 0.1, y - 0.016), (x, y + 0.028), (x + 0.1, y - 0.018), 0.036, red)
    elif face.mouth == 1:
        rounded(pen, _grin(x, y, _GRIN), (122, 34, 40))
        pen.shape(_grin(x, y, _TEETH), (250, 248, 244))
    else:
        bow(pen, (x - 0.075, y - 0.008), (x, y + 0.02), (x + 0.075, y - 0.01), 0.036, red)
        if face.detail > 1:
            bow(pen, (x - 0.03, y + 0.066), (x, y + 0.07), (x + 0.035, y + 0.064), 0.018, skin_shade(face.skin))


@functools.cache
def _grin(x: float, y: float, points: Points) -> Points:
    return tuple((x + u, y + v) for u, v in points)


def _beard(pen: Pen, face: Face) -> None:
    colour = face.hair if face.beard == "full" else mixed(face.skin, darker(face.hair, 0.1), 0.3)
    rounded(pen, _BEARD, colour)


def _moustache(pen: Pen, face: Face) -> None:
    x = face.turn + 0.02
    rounded(pen, _grin(x, 0.0, _BRUSH), face.hair)


def draw_glasses(pen: Pen, face: Face) -> None:
    t, frame = face.turn, (52, 44, 52)
    left, right = t - 0.165, t + 0.155
    for x, rx in ((left, 0.118), (right, 0.108)):
        if not face.detail:
            dot(pen, x, 0.075, rx, 0.1, frame)
            dot(pen, x, 0.075, rx * 0.55, 0.055, mixed(face.skin, (206, 222, 232), 0.4))
            continue
        ring = [(x + rx * u, 0.075 + 0.108 * v) for u, v in CIRCLE]
        if face.detail > 1:
            pen.shape(ring, (226, 240, 248, 40))
        pen.line([*ring, ring[0], ring[1]], 0.024, frame, smooth=False)
    pen.line([(left + 0.115, 0.06), (right - 0.105, 0.06)], 0.024, frame)
    pen.line([(left - 0.115, 0.05), (-0.35, 0.04)], 0.022, frame)
