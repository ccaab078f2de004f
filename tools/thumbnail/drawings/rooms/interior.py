"""What rooms are made of: walls, floors, windows, and lamplight."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from PIL import Image

from tools.thumbnail.drawings.backdrop import BOTTOM, LEFT, MIDDLE, RIGHT, TOP, skyline, varied
from tools.thumbnail.kinds import Scene
from tools.thumbnail.light import light_of, sky
from tools.thumbnail.pen import Colour, Light, Pen, darker, lighter

WHITE: Colour = (250, 247, 240)


def lamplit(pen: Pen, scene: Scene, share: float = 0.5) -> Pen:
    """The pen for a room full of lamps: at night, `share` of the way from the light of rooms to that of the day."""
    if scene.time != "night":
        return pen
    red, green, blue = pen.light.tint
    return pen.lit(Light((red + (1 - red) * share, green + (0.96 - green) * share, blue + (0.9 - blue) * share)))


def room(pen: Pen, wall: Colour, floor: Colour, y: float) -> None:
    """A wall, darker towards the ceiling, a skirting board at y and the floor."""
    pen.fade(LEFT, TOP, RIGHT, y, darker(wall, 0.1), lighter(wall, 0.16))
    pen.box(LEFT, y, RIGHT, BOTTOM, floor)
    pen.box(LEFT, y - 0.022, RIGHT, y, lighter(wall, 0.5))
    pen.box(LEFT, y, RIGHT, y + 0.012, darker(floor, 0.22))


def planks(pen: Pen, floor: Colour, y: float, count: int = 9) -> None:
    """Every second board of a floor that runs away from us."""
    near, far = 0.5, 0.22
    for index in range(-count // 2, count // 2 + 1, 2):
        pen.shape(
            [
                (MIDDLE + index * far, y),
                (MIDDLE + (index + 1) * far, y),
                (MIDDLE + (index + 1) * near, BOTTOM),
                (MIDDLE + index * near, BOTTOM),
            ],
            darker(floor, 0.07),
        )


def tiles(pen: Pen, floor: Colour, y: float) -> None:
    """The dark tiles of a chequered floor."""
    rows = (y, y + 0.055, y + 0.14, BOTTOM)
    for row, (upper, lower) in enumerate(pairwise(rows)):
        far, near = (0.13 + 0.5 * (at - y) for at in (upper, lower))
        for column in range(-8 + row % 2, 8, 2):
            if MIDDLE + column * far > RIGHT or MIDDLE + (column + 1) * far < LEFT:
                continue
            pen.shape(
                [
                    (MIDDLE + column * far, upper),
                    (MIDDLE + (column + 1) * far, upper),
                    (MIDDLE + (column + 1) * near, lower),
                    (MIDDLE + column * near, lower),
                ],
                darker(floor, 0.16),
            )


def window(
    pen: Pen,
    scene: Scene,
    x0: float,
    y0: float,
    x1: float,
    y1: float,
    *,
    frame: Colour = (246, 244, 238),
    panes: int = 2,
    town: bool = False,
) -> None:
    """A window with its frame, its bars and a sill."""
    pen.box(x0 - 0.022, y0 - 0.022, x1 + 0.022, y1 + 0.022, frame)

    def beyond(outside: Pen) -> None:
        if town:
            skyline(outside, scene, x0, x1, y1, (y1 - y0) * 0.72, (128, 146, 172))
        else:
            _greenery(outside, scene, x0, x1, y1)

    _view(pen, scene, x0, y0, x1, y1, beyond)
    for pane in range(1, panes):
        x = x0 + (x1 - x0) * pane / panes
        pen.box(x - 0.007, y0, x + 0.007, y1, frame)
    pen.box(x0 - 0.035, y1 + 0.01, x1 + 0.035, y1 + 0.035, darker(frame, 0.12))


def _view(
    pen: Pen, scene: Scene, x0: float, y0: float, x1: float, y1: float, beyond: Callable[[Pen], None] | None = None
) -> None:
    """What a window shows: the sky and, before it, `beyond`, both clipped by the pane (clouds are wider than it)."""
    left, right = sorted((round(pen.a * x0 + pen.x), round(pen.a * x1 + pen.x)))
    upper, lower = round(pen.d * y0 + pen.y), round(pen.d * y1 + pen.y)
    if right <= left or lower <= upper:
        return
    pane = Image.new("RGB", (right - left, lower - upper))
    light = light_of(scene.time, scene.weather, indoors=False)
    outside = replace(pen, image=pane, x=pen.x - left, y=pen.y - upper, light=light)
    sky(outside, scene, x0, y0, x1, y1)
    if beyond is not None:
        beyond(outside)
    pen.image.paste(pane, (left, upper))


def _greenery(pen: Pen, scene: Scene, x0: float, x1: float, y: float) -> None:
    """Bushes and hills behind a window, with their foot at y."""
    hue: Colour = (232, 238, 246) if scene.weather == "snow" else varied(scene.random, (112, 166, 96))
    wide = x1 - x0
    pen.oval(x0 + wide * 0.25, y, wide * 0.5, 0.1, darker(hue, 0.12))
    pen.oval(x0 + wide * 0.85, y, wide * 0.4, 0.07, hue)


def curtains(pen: Pen, x0: float, y0: float, x1: float, y1: float, colour: Colour) -> None:
    """A pair of curtains around the window between x0 and x1, on a rod."""
    for side, x in ((-1, x0), (1, x1)):
        pen.blob([(x - side * 0.05, y0), (x + side * 0.09, y0), (x + side * 0.08, y1), (x - side * 0.01, y1)], colour)
        pen.box(x + side * 0.035, y0 + 0.01, x + side * 0.06, y1 - 0.01, darker(colour, 0.14))
    pen.line([(x0 - 0.11, y0 - 0.005), (x1 + 0.11, y0 - 0.005)], 0.018, (110, 78, 54))
