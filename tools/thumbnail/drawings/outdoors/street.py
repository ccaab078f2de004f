"""The street: an avenue or a terrace of houses."""

from __future__ import annotations

from tools.thumbnail.drawings.backdrop import BOTTOM, GOODS, LEFT, MIDDLE, RIGHT, framed, skyline, varied
from tools.thumbnail.drawings.outdoors.fixtures import pane, street_lamp
from tools.thumbnail.drawings.outdoors.ground import heaven, land, puddles, roof_of, soil
from tools.thumbnail.drawings.outdoors.trees import GREENS, tree
from tools.thumbnail.kinds import ASPECT, Place, Scene
from tools.thumbnail.pen import Colour, Pen, Point, darker, lighter, mixed

_FACADES: tuple[tuple[Colour, ...], ...] = (
    ((206, 104, 80), (238, 200, 140), (120, 148, 156), (232, 222, 204), (176, 92, 78)),
    ((236, 176, 116), (150, 172, 150), (240, 226, 200), (210, 126, 110), (112, 132, 162)),
    ((186, 90, 72), (220, 196, 170), (164, 112, 92), (236, 214, 178), (132, 126, 130)),
    ((242, 200, 176), (128, 170, 176), (246, 226, 168), (206, 150, 164), (160, 180, 140)),
)


def _street(pen: Pen, scene: Scene) -> None:
    pen = framed(pen, scene, 0.86)
    if scene.random.random() < 0.5:
        _avenue(pen, scene)
    else:
        _terrace(pen, scene)


def _terrace(pen: Pen, scene: Scene) -> None:
    """A row of houses across the street."""
    chance = scene.random
    heaven(pen, scene, 0.5)
    skyline(pen, scene, LEFT, RIGHT, 0.6, 0.52, (158, 178, 200))
    hues, x, shop = list(chance.choice(_FACADES)), LEFT - 0.2 * chance.random(), chance.random() < 0.5
    chance.shuffle(hues)
    for index in range(7):
        wide = chance.uniform(0.32, 0.46)
        if x + wide < -0.12 or x > ASPECT + 0.12:
            x += wide
            continue
        _house_front(pen, scene, x, x + wide, chance.uniform(0.02, 0.24), varied(chance, hues[index % 5]), shop)
        x, shop = x + wide, not shop
    pave, road = soil(scene, (196, 190, 184)), soil(scene, (98, 102, 114))
    pen.box(LEFT, 0.68, RIGHT, 0.77, pave)
    pen.box(LEFT, 0.755, RIGHT, 0.775, darker(pave, 0.2))
    land(pen, 0.775, lighter(road, 0.06), darker(road, 0.1))
    for index in range(7):
        x = LEFT + index * 0.36
        pen.shape(
            [(x, 0.91), (x + 0.2, 0.91), (x + 0.19, 0.935), (x - 0.015, 0.935)],
            (244, 226, 160) if scene.weather != "snow" else (206, 212, 222),
        )
    crossing = chance.choice([None, 0.3, 1.2])
    for stripe in range(6 if crossing else 0):
        y, x = 0.79 + stripe * 0.03 + stripe * stripe * 0.006, (crossing or 0) - stripe * 0.012
        pen.shape(
            [(x, y), (x + 0.3, y), (x + 0.315, y + 0.022 + stripe * 0.004), (x - 0.008, y + 0.022 + stripe * 0.004)],
            (238, 238, 234),
        )
    for x in (0.28 + chance.uniform(-0.1, 0.1), 1.36 + chance.uniform(-0.1, 0.1)):
        if chance.random() < 0.4 and scene.time != "night":
            tree(pen, scene, x, 0.75, 0.44, chance.choice(GREENS))
        else:
            street_lamp(pen, scene, x, 0.75, 0.52)
    puddles(pen, scene, 0.8)


def _house_front(pen: Pen, scene: Scene, x0: float, x1: float, top: float, hue: Colour, shop: bool) -> None:
    chance, trim = scene.random, lighter(hue, 0.5)
    pen.box(x0, top, x1, 0.69, hue)
    pen.box(x1 - 0.03, top, x1, 0.69, darker(hue, 0.14))
    if chance.random() < 0.45:
        pen.shape(
            [(x0 - 0.02, top + 0.01), ((x0 + x1) / 2, top - 0.17), (x1 + 0.02, top + 0.01)],
            roof_of(scene, (132, 78, 68)),
        )
    else:
        pen.box(x0 - 0.012, top - 0.03, x1 + 0.012, top + 0.015, roof_of(scene, darker(trim, 0.08)))
    columns = 2 if x1 - x0 < 0.38 else 3
    step, y = (x1 - x0 - 0.04) / columns, top + 0.065
    while y < 0.44:
        for column in range(columns):
            x = x0 + 0.02 + step * (column + 0.5)
            pen.box(x - 0.046, y - 0.012, x + 0.046, y + 0.106, trim)
            pane(pen, scene, [(x - 0.034, y), (x + 0.034, y), (x + 0.034, y + 0.09), (x - 0.034, y + 0.09)])
        y += 0.155
    if shop:
        pen.box(x0 + 0.02, 0.5, x1 - 0.03, 0.69, darker(hue, 0.4))
        pane(pen, scene, [(x0 + 0.04, 0.54), (x1 - 0.14, 0.54), (x1 - 0.14, 0.65), (x0 + 0.04, 0.65)], 0.9)
        pane(pen, scene, [(x1 - 0.115, 0.54), (x1 - 0.05, 0.54), (x1 - 0.05, 0.69), (x1 - 0.115, 0.69)], 0.9)
        awning, stripes = chance.choice(GOODS[:5]), 6
        wide = (x1 - x0 - 0.01) / stripes
        for stripe in range(stripes):
            x = x0 + stripe * wide
            pen.shape(
                [(x + 0.006, 0.48), (x + wide, 0.48), (x + wide, 0.56), (x, 0.56)],
                (248, 242, 230) if stripe % 2 else awning,
            )
    else:
        door = x0 + (x1 - x0) * chance.choice([0.3, 0.5, 0.66])
        pen.box(door - 0.06, 0.49, door + 0.06, 0.69, trim)
        pen.box(
            door - 0.042,
            0.51,
            door + 0.042,
            0.69,
            chance.choice([(70, 92, 122), (140, 60, 54), (66, 112, 92), (96, 66, 54)]),
        )
        pen.box(door - 0.08, 0.67, door + 0.08, 0.695, darker(trim, 0.24))


def _avenue(pen: Pen, scene: Scene) -> None:
    """A street that runs away from us between houses."""
    chance, eye = scene.random, 0.56
    far = MIDDLE + chance.uniform(-0.08, 0.08)
    heaven(pen, scene, eye)
    skyline(pen, scene, far - 0.3, far + 0.3, eye + 0.02, 0.4, (160, 178, 200))
    pave, road = soil(scene, (200, 192, 184)), soil(scene, (100, 104, 116))
    pen.box(LEFT, eye, RIGHT, BOTTOM, pave)
    pen.shape([(far - 0.03, eye), (far + 0.03, eye), (far + 0.94, BOTTOM), (far - 0.94, BOTTOM)], darker(pave, 0.25))
    pen.shape([(far - 0.026, eye), (far + 0.026, eye), (far + 0.9, BOTTOM), (far - 0.9, BOTTOM)], road)
    for near, end in ((1.0, 0.74), (0.56, 0.42), (0.33, 0.26), (0.2, 0.16), (0.12, 0.1)):
        pen.shape(
            [(far + side * 0.022 * at, eye + 0.56 * at) for at, side in ((near, -1), (near, 1), (end, 1), (end, -1))],
            (246, 230, 170) if scene.weather != "snow" else (210, 216, 226),
        )
    hues = list(chance.choice(_FACADES))
    _end_front(pen, scene, far + chance.uniform(-0.03, 0.03), eye, varied(chance, hues[0]))
    for side in (-1, 1):
        chance.shuffle(hues)
        depths = (1.5, 0.86, 0.53, 0.35, 0.24, 0.16)
        for index in range(4, -1, -1):
            _side_front(pen, scene, far, eye, side, depths[index], depths[index + 1], varied(chance, hues[index]))
    for depth in (0.3, 0.62):
        for side in (-1, 1):
            street_lamp(pen, scene, far + side * 0.84 * depth, eye + 0.36 * depth, 0.9 * depth)
    puddles(pen, scene, 0.78)


def _end_front(pen: Pen, scene: Scene, x: float, y: float, hue: Colour) -> None:
    """The house at the far end of the avenue."""
    top = y - scene.random.uniform(0.26, 0.34)
    hue = mixed(hue, (190, 206, 222), 0.25)
    pen.box(x - 0.13, top, x + 0.13, y + 0.02, hue)
    pen.shape([(x - 0.15, top + 0.01), (x, top - 0.11), (x + 0.15, top + 0.01)], roof_of(scene, (126, 84, 80)))
    for row in range(3):
        for left in (x - 0.1, x - 0.025, x + 0.05):
            up = top + 0.035 + row * 0.075
            pane(pen, scene, [(left, up), (left + 0.05, up), (left + 0.05, up + 0.045), (left, up + 0.045)])


def _side_front(
    pen: Pen, scene: Scene, far: float, eye: float, side: int, near: float, end: float, hue: Colour
) -> None:
    """A house between two depths on one side of the avenue; 1 is a depth beside us, 0 the vanishing point."""
    high = scene.random.uniform(0.62, 1.0)
    hue = darker(hue, 0.14) if side > 0 else hue

    def at(share: float, up: float) -> Point:
        """`share` of the way from the near to the far corner, at `up` above the eye."""
        depth = 1 / (1 / near + (1 / end - 1 / near) * share)
        return far + side * 1.02 * depth, eye - up * depth

    pen.shape([at(0, high), at(1, high), at(1, -0.34), at(0, -0.34)], hue)
    pen.shape([at(0, high + 0.05), at(1, high + 0.05), at(1, high), at(0, high)], roof_of(scene, lighter(hue, 0.4)))
    pen.shape([at(0.9, high), at(1, high), at(1, -0.34), at(0.9, -0.34)], darker(hue, 0.12))
    rows, columns = (3, 3) if near < 1 else (3, 4)
    if near < 0.3:
        rows, columns = 2, 2
    for row in range(rows):
        up = high - 0.08 - row * (high - 0.02) / rows
        for column in range(columns):
            left = (column + 0.25) / columns
            right, low = left + 0.5 / columns, up - 0.56 * high / rows
            pane(pen, scene, [at(left, up), at(right, up), at(right, low), at(left, low)])
    if scene.random.random() < 0.6:
        awning = scene.random.choice(GOODS[:5])
        pane(pen, scene, [at(0.1, 0.0), at(0.85, 0.0), at(0.85, -0.3), at(0.1, -0.3)], 0.9)
        pen.shape([at(0.05, 0.05), at(0.9, 0.05), at(0.9, -0.07), at(0.05, -0.07)], awning)
    else:
        pen.shape([at(0.35, -0.02), at(0.6, -0.02), at(0.6, -0.34), at(0.35, -0.34)], darker(hue, 0.5))


STREET = Place(
    "street",
    (
        "in the street",
        "on a city street",
        "in a street",
        "in the city",
        "on the street",
        "in front of the houses",
        "downtown",
    ),
    _street,
    ground=0.86,
    indoors=False,
)
