"""Arms, what they wear, their poses, and hands."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

from tools.thumbnail.drawings.people.build import Build
from tools.thumbnail.drawings.people.cloth import Tones
from tools.thumbnail.drawings.people.held import HELD
from tools.thumbnail.drawings.people.skin import skin_shade
from tools.thumbnail.drawings.people.strokes import between, bone, detail_of, dot, is_below, stepped
from tools.thumbnail.pen import Colour, Pen, Point, mixed


class Pose(NamedTuple):
    """The angles of an arm's two bones from straight down, outwards, in degrees."""

    upper: float
    lower: float
    holds: str = ""


HANG, LOOSE, HIP, POCKET = Pose(9, 3), Pose(15, 8), Pose(0, 0, "hip"), Pose(24, -22, "pocket")
WAVE, RAISE, REACH, CANE = Pose(50, 164, "wave"), Pose(24, 138, "thing"), Pose(22, 55, "open"), Pose(20, 34, "cane")
CARRY, CASE = Pose(7, 2, "bag"), Pose(8, 3, "case")
LADLE = Pose(24, 138, "ladle")


@dataclass(frozen=True)
class Sleeve:
    """What an arm wears. `to` is how much of the upper arm a short sleeve covers, or 2 for a long one."""

    skin: Colour
    cloth: Tones
    to: float = 2.0
    prop: float = 0.0
    cuff: Colour | None = None


def draw_arm(pen: Pen, build: Build, side: int, pose: Pose, sleeve: Sleeve) -> None:
    """The near arm is the left one of the picture, the far one, in shade, the right one."""
    inset = build.sleeve * 0.85
    start = (build.lean + side * (build.shoulder - inset), build.shoulder_y + inset * 0.95)
    if pose.holds == "hip":
        wrist = (build.lean * 0.4 + side * (build.waist + 0.012), build.waist_y + 0.045)
        elbow = _elbow(start, wrist, build.arm, build.arm * 0.88, side)
    else:
        elbow = stepped(start, side * pose.upper, build.arm)
        wrist = stepped(elbow, side * pose.lower, build.arm * 0.88)
    draw_arm_through(pen, build.sleeve, (start, elbow, wrist), pose.holds, sleeve, far=side > 0)


def draw_arm_through(
    pen: Pen, r: float, joints: tuple[Point, Point, Point], holds: str, sleeve: Sleeve, *, far: bool
) -> None:
    start, elbow, wrist = joints
    skin = skin_shade(sleeve.skin) if far and sleeve.to < 2 else sleeve.skin
    cloth = mixed(sleeve.cloth.base, sleeve.cloth.shade, 0.6) if far else sleeve.cloth.base
    _hand(pen, r, elbow, wrist, holds, skin, sleeve.prop)
    if sleeve.to >= 2:
        if not far and wrist[1] > start[1] and holds != "hip":  # the arm's shadow on the body parts the two
            shadow = (start[0] + r * 0.3, start[1] + r * 1.1), (elbow[0] + r * 0.34, elbow[1])
            bone(pen, shadow[0], r * 0.9, shadow[1], r * 0.84, sleeve.cloth.shade)
        if sleeve.cuff is not None and holds != "pocket":
            bone(pen, between(elbow, wrist, 0.9), r * 0.62, between(elbow, wrist, 1.05), r * 0.58, sleeve.cuff)
        bone(pen, start, r, elbow, r * 0.84, cloth)
        bone(pen, elbow, r * 0.84, wrist, r * 0.66, cloth)
        return
    bone(pen, elbow, r * 0.66, wrist, r * 0.48, skin)
    bone(pen, start, r * 0.8, elbow, r * 0.66, skin)
    if sleeve.to > 0:
        bone(pen, start, r * 1.02, between(start, elbow, sleeve.to), r * 0.98, cloth)


def _elbow(start: Point, end: Point, upper: float, lower: float, side: int) -> Point:
    """Where the elbow is if the hand is at `end`; it points outwards."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    long = min(math.hypot(dx, dy), (upper + lower) * 0.999)
    along = (upper**2 - lower**2 + long**2) / (2 * long)
    away = math.sqrt(max(0.0, upper**2 - along**2)) * side
    return start[0] + (dx * along + dy * away) / long, start[1] + (dy * along - dx * away) / long


def _hand(pen: Pen, r: float, elbow: Point, wrist: Point, holds: str, skin: Colour, prop: float) -> None:
    if holds == "pocket":
        return
    if is_below(pen, wrist[1] - r * 4):
        return
    angle = math.degrees(math.atan2(wrist[0] - elbow[0], wrist[1] - elbow[1]))
    palm = stepped(wrist, angle, r * (0.5 if holds == "hip" else 1.1))
    if holds in HELD:
        HELD[holds](pen, palm, r, prop)
    bone(pen, wrist, r * 0.48, palm, r * 0.6, skin)
    if not detail_of(pen):
        if not holds or holds == "wave":
            dot(pen, *stepped(palm, angle, r * 0.6), r * 0.55, r * 0.6, skin)
        return
    inward = -1 if wrist[0] > 0 else 1
    if holds in ("wave", "open"):
        for turn in (-24, -8, 8, 24) if holds == "wave" else (-14, -2, 10):
            knuckle, tip = stepped(palm, angle + turn * 2, r * 0.3), stepped(palm, angle + turn, r * 1.3)
            bone(pen, knuckle, r * 0.19, tip, r * 0.15, skin)
        bone(pen, palm, r * 0.25, stepped(palm, angle - 70 * inward, r), r * 0.17, skin)
    elif holds and holds != "hip":
        dot(pen, *palm, r * 0.66, r * 0.62, skin)
    else:
        bone(pen, palm, r * 0.56, stepped(palm, angle * 0.6, r * 0.8), r * 0.34, skin)
        if not holds:
            bone(pen, wrist, r * 0.3, stepped(palm, angle + 40 * inward, r * 0.55), r * 0.2, skin)
