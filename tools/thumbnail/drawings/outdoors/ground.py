"""Sky, land and hills, and what the weather does to them."""

from __future__ import annotations

import math

from tools.thumbnail.drawings.backdrop import BOTTOM, LEFT, RIGHT, TOP
from tools.thumbnail.kinds import Scene
from tools.thumbnail.light import sky
from tools.thumbnail.pen import Colour, Pen, Point, darker, mixed

SNOW: Colour = (240, 245, 252)


def heaven(pen: Pen, scene: Scene, y: float) -> None:
    """The sky down to y, as wide as a shifted frame may need."""
    sky(pen, scene, LEFT, TOP, RIGHT, y)


def soil(scene: Scene, colour: Colour) -> Colour:
    """The colour of the ground in the scene's weather: white under snow, darker when wet."""
    if scene.weather == "snow":
        return mixed(SNOW, colour, 0.1)
    return darker(colour, 0.16) if scene.weather == "rain" else colour


def roof_of(scene: Scene, colour: Colour) -> Colour:
    """The colour of a roof in the scene's weather."""
    return SNOW if scene.weather == "snow" else colour


def land(pen: Pen, y: float, colour: Colour, near: Colour | None = None) -> None:
    """The ground from y to the lower edge, towards `near`."""
    pen.fade(LEFT, y, RIGHT, BOTTOM, colour, near or darker(colour, 0.14))


def puddles(pen: Pen, scene: Scene, y: float) -> None:
    """Puddles on the ground below y, if it rains."""
    if scene.weather != "rain":
        return
    for index in range(5):
        x, low = -0.05 + index * 0.42 + 0.3 * scene.random.random(), y + (0.97 - y) * scene.random.random()
        wide = 0.08 + 0.22 * (low - y + 0.08)
        pen.oval(x, low, wide, wide * 0.17, (176, 196, 214))
        pen.oval(x + wide * 0.15, low + wide * 0.04, wide * 0.6, wide * 0.07, (212, 224, 234))


def ridge(
    pen: Pen, scene: Scene, y: float, high: float, colour: Colour, base: float = BOTTOM, waves: float = 1.6
) -> None:
    """A row of soft hills across the frame, around y."""
    phase, beat = scene.random.random() * math.tau, waves * (0.8 + 0.4 * scene.random.random())
    points: list[Point] = []
    for step in range(25):
        x = LEFT + (RIGHT - LEFT) * step / 24
        points.append((x, y - high * (math.sin(phase + x * beat * 2) + 0.4 * math.sin(phase * 2 + x * beat * 4.6))))
    pen.shape([*points, (RIGHT, base), (LEFT, base)], colour)
