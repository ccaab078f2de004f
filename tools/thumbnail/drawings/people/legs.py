"""Legs, what they wear, and shoes."""

from __future__ import annotations

from dataclasses import dataclass

from tools.thumbnail.drawings.people.build import Build
from tools.thumbnail.drawings.people.cloth import Tones
from tools.thumbnail.drawings.people.skin import skin_shade
from tools.thumbnail.drawings.people.strokes import between, bone, detail_of, is_below, rounded
from tools.thumbnail.pen import Colour, Pen, Point, darker, lighter


@dataclass(frozen=True)
class Legs:
    """What legs wear: trousers, or skin down from `covered` (the share of the thigh), socks and shoes."""

    cloth: Tones
    skin: Colour
    shoe: Colour
    covered: float = 2.0
    sock: Colour | None = None
    heel: bool = False
    wide: float = 1.0


def draw_legs(pen: Pen, build: Build, walk: float, legs: Legs) -> None:
    """`walk`: half the length of a step, or 0 for somebody who stands."""
    hip_y, half = build.hip_y + 0.01, build.hips - build.leg * 0.92
    if is_below(pen, hip_y - 0.06):
        return
    middle = build.hip_y * 0.52
    ankle = -0.045 if legs.heel else -0.032
    if walk < 0.02:
        far = ((half, hip_y), (half + 0.008, middle), (half + 0.006, ankle))
        near = ((-half, hip_y), (-half - 0.004, middle), (-half - 0.012, ankle))
        draw_leg(pen, build.leg, far, legs, 0, far=True)
        draw_leg(pen, build.leg, near, legs, 0, far=False)
        return
    ahead = ((half * 0.8, hip_y), (half * 0.7 + walk * 0.62, middle - 0.01), (walk + 0.02, ankle))
    behind = ((-half * 0.8, hip_y), (-half * 0.5 - walk * 0.2, middle), (-walk - 0.03, ankle - 0.028))
    draw_leg(pen, build.leg, ahead, legs, -4, far=True)
    draw_leg(pen, build.leg, behind, legs, 24, far=False)


def draw_leg(pen: Pen, r: float, joints: tuple[Point, Point, Point], legs: Legs, turn: float, *, far: bool) -> None:
    hip, knee, ankle = joints
    skin = skin_shade(legs.skin) if far else legs.skin
    cloth = legs.cloth.shade if far else legs.cloth.base
    _shoe(pen, ankle, r, legs, turn, far=far)
    if legs.covered >= 2:
        bone(pen, knee, r * 0.73 * legs.wide, ankle, r * 0.52 * legs.wide, cloth)
        bone(pen, hip, r, knee, r * 0.73 * legs.wide, cloth)
        return
    calf = between(knee, ankle, 0.3)
    bone(pen, calf, r * 0.66, ankle, r * 0.38, skin)
    bone(pen, knee, r * 0.62, calf, r * 0.66, skin)
    if legs.sock is not None:
        sock = darker(legs.sock, 0.1) if far else legs.sock
        bone(pen, between(knee, ankle, 0.72), r * 0.52, ankle, r * 0.45, sock)
    if legs.covered < 1:
        bone(pen, hip, r * 0.9, knee, r * 0.62, skin)
    if legs.covered > 0:
        bone(pen, hip, r * 1.05, between(hip, knee, legs.covered), r * 1.02, cloth)


def _shoe(pen: Pen, ankle: Point, r: float, legs: Legs, turn: float, *, far: bool) -> None:
    foot = pen.at(ankle[0], ankle[1], r, turn=turn)
    shoe = darker(legs.shoe, 0.15) if far else legs.shoe
    sole = (0.045 if legs.heel else 0.032) / r
    if legs.heel:
        foot.shape(
            [(-0.45, -0.2), (0.35, -0.3), (0.85, sole * 0.55), (1.4, sole * 0.82), (1.4, sole), (0.6, sole),
             (-0.1, sole * 0.62), (-0.22, sole), (-0.45, sole)], shoe)  # fmt: skip
        return
    side = ((-0.62, -0.2), (0.45, -0.32), (0.8, sole * 0.2), (1.25, sole * 0.4), (1.5, sole * 0.8), (1.4, sole),
            (0.4, sole), (-0.66, sole), (-0.7, sole * 0.6))  # fmt: skip
    if not detail_of(pen):
        foot.shape(side, shoe)
        return
    rounded(foot, side, shoe)
    under = lighter(shoe, 0.7) if legs.sock and sum(shoe[:3]) < 500 else darker(shoe, 0.35)
    foot.box(-0.72, sole * 0.8, 1.52, sole * 1.02, under, round_by=sole * 0.1)
