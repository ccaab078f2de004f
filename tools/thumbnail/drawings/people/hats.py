"""Hats: a cap, a flat cap, a cook's toque, a headband."""

from __future__ import annotations

from tools.thumbnail.drawings.people.face import Face
from tools.thumbnail.drawings.people.strokes import dot, rounded
from tools.thumbnail.pen import Colour, Pen, darker

_WHITE: Colour = (248, 247, 243)
_GREY: Colour = (208, 211, 216)


def draw_hat(pen: Pen, face: Face) -> None:
    _HATS[face.hat](pen, face)


def _cap(pen: Pen, face: Face) -> None:
    """A baseball cap, its peak to the right."""
    cloth = face.cloth
    rounded(pen, ((-0.41, -0.1), (-0.41, -0.3), (-0.24, -0.48), (0.04, -0.52), (0.28, -0.45), (0.41, -0.26),
                  (0.4, -0.12), (0.0, -0.15)), cloth)  # fmt: skip
    rounded(pen, ((0.1, -0.5), (0.28, -0.45), (0.41, -0.26), (0.4, -0.12), (0.2, -0.14), (0.22, -0.34)),
            darker(cloth, 0.16))  # fmt: skip
    rounded(pen, ((-0.1, -0.14), (0.16, -0.2), (0.42, -0.2), (0.64, -0.1), (0.66, -0.05), (0.4, -0.08), (0.1, -0.07)),
            darker(cloth, 0.3))  # fmt: skip
    if face.detail:
        dot(pen, 0.02, -0.51, 0.04, 0.025, darker(cloth, 0.3))


def _flat_cap(pen: Pen, face: Face) -> None:
    cloth = face.cloth
    rounded(pen, ((-0.4, -0.06), (-0.44, -0.24), (-0.3, -0.44), (0.02, -0.5), (0.32, -0.42), (0.52, -0.2),
                  (0.46, -0.1), (0.1, -0.14)), cloth)  # fmt: skip
    rounded(pen, ((0.02, -0.14), (0.3, -0.2), (0.52, -0.2), (0.56, -0.1), (0.36, -0.06), (0.1, -0.08)),
            darker(cloth, 0.3))  # fmt: skip
    if face.detail:
        pen.line([(0.04, -0.48), (0.12, -0.32), (0.14, -0.17)], 0.016, darker(cloth, 0.2))


def _toque(pen: Pen, face: Face) -> None:
    """A cook's tall hat."""
    rounded(pen, ((-0.36, -0.2), (-0.42, -0.6), (-0.56, -0.78), (-0.5, -1.02), (-0.26, -1.08), (-0.08, -1.17),
                  (0.18, -1.15), (0.32, -1.06), (0.53, -1.0), (0.56, -0.76), (0.42, -0.58), (0.37, -0.2)),
            _WHITE)  # fmt: skip
    rounded(pen, ((0.3, -1.06), (0.53, -1.0), (0.56, -0.76), (0.42, -0.58), (0.37, -0.22), (0.18, -0.22), (0.2, -0.6),
                  (0.34, -0.8)), _GREY)  # fmt: skip
    if face.detail:
        for x in (-0.2, 0.02):
            pen.line([(x, -0.46), (x - 0.015, -0.72)], 0.02, _GREY)
    pen.box(-0.385, -0.42, 0.385, -0.16, _WHITE, round_by=0.04)
    pen.box(0.2, -0.42, 0.385, -0.16, _GREY, round_by=0.04)
    pen.box(-0.385, -0.44, 0.385, -0.405, _GREY)


def _headband(pen: Pen, face: Face) -> None:
    band = ((-0.39, -0.12), (-0.38, -0.26), (0.0, -0.3), (0.375, -0.26), (0.37, -0.12), (0.0, -0.16))
    pen.shape(band, face.cloth)


_HATS = {"cap": _cap, "flat": _flat_cap, "toque": _toque, "headband": _headband}
