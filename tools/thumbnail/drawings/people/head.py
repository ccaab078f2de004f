"""Heads: a face with its ears, hair and hat, where the body carries it."""

from __future__ import annotations

from tools.thumbnail.drawings.people.build import Build
from tools.thumbnail.drawings.people.face import Face, draw_face, draw_glasses
from tools.thumbnail.drawings.people.hair import draw_hair
from tools.thumbnail.drawings.people.hats import draw_hat
from tools.thumbnail.drawings.people.skin import skin_shade
from tools.thumbnail.drawings.people.strokes import dot
from tools.thumbnail.pen import Pen


def head_at(pen: Pen, build: Build, tilt: float) -> Pen:
    """The pen for the head on a body; at a `tilt` of 0.5 it is upright."""
    return pen.at(build.lean * 1.5, -1 + build.head * 0.5, build.head, turn=(tilt - 0.5) * 8)


def draw_head(pen: Pen, face: Face) -> None:
    """Ears, face, hair and hat."""
    shade = skin_shade(face.skin)
    dot(pen, -0.35, 0.1, 0.075, 0.105, face.skin)
    if face.detail > 1:
        dot(pen, -0.355, 0.1, 0.04, 0.065, shade)
    if face.turn < 0.1:
        dot(pen, 0.345, 0.1, 0.05, 0.09, shade)
    draw_face(pen, face)
    draw_hair(pen, face)
    if face.glasses:
        draw_glasses(pen, face)
    if face.hat:
        draw_hat(pen, face)
