"""What people put into a landscape: street lamps, lit windows, huts, campfires."""

from __future__ import annotations

from collections.abc import Sequence

from tools.thumbnail.drawings.backdrop import WARM, glow
from tools.thumbnail.drawings.outdoors.ground import roof_of
from tools.thumbnail.kinds import Scene
from tools.thumbnail.pen import Colour, Pen, Point


def street_lamp(pen: Pen, scene: Scene, x: float, y: float, tall: float) -> None:
    """A lamp on a pole with a lantern, lit at night."""
    iron: Colour = (58, 62, 74)
    pen.line([(x, y), (x, y - tall * 0.86)], tall * 0.035, iron)
    pen.box(x - tall * 0.045, y - tall * 0.06, x + tall * 0.045, y, iron)
    glass = pen.shining if scene.time == "night" else pen
    r = tall * 0.075
    lamp: Colour = (255, 226, 150) if scene.time == "night" else (250, 240, 210)
    glass.shape(
        [
            (x - r * 0.6, y - tall * 0.84),
            (x + r * 0.6, y - tall * 0.84),
            (x + r, y - tall * 0.97),
            (x - r, y - tall * 0.97),
        ],
        lamp,
    )
    pen.shape(
        [(x - r * 1.25, y - tall * 0.965), (x + r * 1.25, y - tall * 0.965), (x, y - tall * 1.04)], roof_of(scene, iron)
    )
    if scene.time == "night":
        glow(pen, x, y - tall * 0.9, tall * 0.32)
        pen.shining.oval(x, y, tall * 0.38, tall * 0.06, (*WARM[:3], 60))


def pane(pen: Pen, scene: Scene, points: Sequence[Point], lit: float = 0.55) -> None:
    """A window of a house, seen from outside: warm at night, if somebody is in."""
    if scene.time == "night" and scene.random.random() < lit:
        pen.shining.shape(points, WARM)
    else:
        pen.shape(points, (108, 144, 172) if scene.time != "sunset" else (150, 156, 176))


def hut(pen: Pen, scene: Scene, x: float, y: float, size: float) -> None:
    """A small house in the distance, with a light in its windows at night."""
    wall = pen.at(x, y, size)
    wall.box(-0.5, -0.5, 0.5, 0, (176, 124, 86))
    wall.box(0.2, -0.5, 0.5, 0, (146, 100, 72))
    wall.shape([(-0.64, -0.48), (-0.3, -0.98), (0.3, -0.98), (0.64, -0.48)], roof_of(scene, (132, 74, 62)))
    wall.box(0.24, -1.1, 0.38, -0.7, (120, 96, 90))
    for left in (-0.36, 0.06):
        pane(wall, scene, [(left, -0.38), (left + 0.28, -0.38), (left + 0.28, -0.14), (left, -0.14)], 1.0)
    if scene.time == "night":
        glow(wall, -0.05, -0.25, 0.9)


def campfire(pen: Pen, scene: Scene, x: float, y: float) -> None:
    """A fire that lights the ground around it, at night."""
    if scene.time != "night":
        return
    shining = pen.shining
    shining.oval(x, y, 0.3, 0.06, (255, 170, 80, 50))
    glow(pen, x, y - 0.06, 0.26, (255, 160, 70))
    for turn in (-70, 70):
        pen.at(x, y - 0.01, turn=turn).box(-0.014, -0.08, 0.014, 0.08, (150, 104, 80))
    shining.blob(
        [
            (x - 0.06, y - 0.02),
            (x - 0.045, y - 0.09),
            (x + 0.005, y - 0.17),
            (x + 0.04, y - 0.09),
            (x + 0.06, y - 0.02),
        ],
        (246, 132, 44),
    )
    shining.blob([(x - 0.03, y - 0.02), (x, y - 0.1), (x + 0.03, y - 0.02)], (255, 226, 120))
