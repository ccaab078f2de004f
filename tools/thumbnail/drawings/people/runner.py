"""The runner."""

from __future__ import annotations

from tools.thumbnail.drawings.people.arms import Sleeve, draw_arm_through
from tools.thumbnail.drawings.people.cast import cast_of, person
from tools.thumbnail.drawings.people.chances import Dice, pick
from tools.thumbnail.drawings.people.cloth import CHARCOAL, DENIM, NAVY, WHITE, apart, tones
from tools.thumbnail.drawings.people.face import Face
from tools.thumbnail.drawings.people.hair import draw_hair_behind
from tools.thumbnail.drawings.people.head import draw_head
from tools.thumbnail.drawings.people.legs import Legs, draw_leg
from tools.thumbnail.drawings.people.skin import skin_shade
from tools.thumbnail.drawings.people.strokes import Points, bone, bow, is_below, rounded
from tools.thumbnail.kinds import Look
from tools.thumbnail.pen import Colour, Pen

_VEST: Points = (
    (0.02, -0.828), (0.075, -0.8), (0.118, -0.82), (0.15, -0.76), (0.135, -0.66), (0.085, -0.55), (0.06, -0.49),
    (-0.06, -0.5), (-0.05, -0.6), (-0.025, -0.7), (-0.012, -0.79),
)  # fmt: skip
_VEST_SHADE: Points = (
    (-0.012, -0.79), (0.015, -0.72), (0.01, -0.6), (0.005, -0.495), (-0.06, -0.5), (-0.05, -0.6), (-0.025, -0.7),
)  # fmt: skip
# Digits of seven segments, and where each segment begins and ends.
_SEGMENTS = ("abcefg", "cf", "acdeg", "acdfg", "bcdf", "abdfg", "abdefg", "acf", "abcdefg", "abcdfg")
_STROKES = {
    "a": (0, 0, 1, 0), "b": (0, 0, 0, 1), "c": (1, 0, 1, 1), "d": (0, 1, 1, 1), "e": (0, 1, 0, 2), "f": (1, 1, 1, 2),
    "g": (0, 2, 1, 2),
}  # fmt: skip


def _runner(pen: Pen, look: Look) -> None:
    """Runs to the right: headband, number, shirt in the colour, shorts."""
    cast = cast_of(pen, look)
    d, skin, cloth = cast.d, cast.skin, cast.cloth
    shorts = tones(apart(d.legs, (CHARCOAL, NAVY, DENIM), look.colour))
    shoe: Colour = apart(d.shoes, ((52, 60, 84), (96, 104, 116), (54, 50, 56)), look.colour)
    legs = Legs(shorts, skin, shoe, 0.6, sock=WHITE)
    sleeve = Sleeve(skin, cloth, pick(d.outfit, (0.0, 0.55, 0.55)), d.prop)
    if d.walk < 0.5:  # pushes off
        front, back, turns = ((0.155, -0.42), (0.13, -0.2)), ((-0.08, -0.28), (-0.235, -0.085)), (6, 38)
    else:  # lands
        front, back, turns = ((0.12, -0.29), (0.2, -0.045)), ((-0.04, -0.26), (-0.25, -0.25)), (-12, 84)
    draw_arm_through(pen, 0.032, ((0.1, -0.77), (0.19, -0.665), (0.275, -0.775)), "", sleeve, far=True)
    if not is_below(pen, -0.58):
        draw_leg(pen, 0.05, ((0.01, -0.5), *back), legs, turns[1], far=True)
        draw_leg(pen, 0.05, ((-0.01, -0.5), *front), legs, turns[0], far=False)
    female = d.style < 0.45
    style = "blown" if female else pick(d.hair, ("short", "curls", "short"))
    band = look.colour if d.trim < 0.5 else WHITE
    face = Face(
        skin, cast.hair, "woman" if female else "man", style, cast.detail, turn=0.1, mouth=pick(d.mouth, (0, 1, 2)),
        hat="headband", cloth=band,
    )  # fmt: skip
    top = pen.at(0.115, -0.922, 0.156, turn=5)
    draw_hair_behind(top, face)
    bone(pen, (0.105, -0.88), 0.026, (0.07, -0.8), 0.034, skin_shade(skin))
    rounded(pen, _VEST, cloth.base)
    rounded(pen, _VEST_SHADE, cloth.shade)
    if cast.detail:
        bow(pen, (0.03, -0.826), (0.078, -0.794), (0.118, -0.816), 0.012, cloth.light)
    _bib(pen.at(0.066, -0.655, turn=14), d, cast.detail)
    draw_head(top, face)
    draw_arm_through(pen, 0.032, ((0.036, -0.768), (-0.085, -0.68), (0.03, -0.6)), "", sleeve, far=False)


def _bib(pen: Pen, d: Dice, fine: int) -> None:
    """The number on the chest."""
    pen.box(-0.05, -0.045, 0.055, 0.05, (250, 250, 250))
    if not fine:
        pen.box(-0.03, -0.02, 0.036, 0.026, (52, 56, 70))
        return
    pen.box(-0.05, -0.045, 0.055, -0.028, (196, 70, 60) if d.prop < 0.5 else (60, 96, 160))
    for x, digit in ((-0.036, int(d.prop * 10)), (0.008, int(d.trim * 10))):
        _digit(pen, x, -0.016, digit)


def _digit(pen: Pen, x: float, y: float, digit: int) -> None:
    wide, tall = 0.026, 0.024
    for segment in _SEGMENTS[digit]:
        x0, y0, x1, y1 = _STROKES[segment]
        pen.line([(x + x0 * wide, y + y0 * tall), (x + x1 * wide, y + y1 * tall)], 0.009, (44, 48, 60), smooth=False)


RUNNER = person(("runner", "athlete", "jogger", "sprinter", "marathon runner"), _runner, 1.72, (0.09, -0.885, 0.3))
