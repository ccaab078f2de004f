"""The kitchen."""

from __future__ import annotations

from tools.thumbnail.drawings.backdrop import GOODS, LEFT, RIGHT, SHADE, TOP, framed, varied
from tools.thumbnail.drawings.rooms.furniture import pendant, plant, row_of
from tools.thumbnail.drawings.rooms.interior import WHITE, lamplit, room, tiles, window
from tools.thumbnail.kinds import Place, Scene
from tools.thumbnail.pen import Colour, Pen, darker, lighter, mixed


def _kitchen(pen: Pen, scene: Scene) -> None:
    chance = scene.random
    pen = lamplit(framed(pen, scene, 0.88), scene, 0.2)
    wall, unit, top, floor = chance.choice(
        [
            ((246, 232, 202), (84, 148, 142), (190, 138, 88), (222, 196, 160)),
            ((214, 230, 222), (244, 240, 230), (146, 98, 64), (206, 178, 148)),
            ((250, 226, 196), (208, 110, 78), (240, 232, 216), (226, 206, 184)),
            ((226, 234, 240), (70, 108, 152), (238, 230, 216), (214, 208, 200)),
            ((248, 240, 214), (148, 172, 104), (160, 110, 70), (228, 214, 188)),
            ((252, 224, 212), (236, 226, 210), (96, 90, 92), (204, 190, 182)),
        ]
    )
    unit, wall = varied(chance, unit), varied(chance, wall, 6)
    room(pen, wall, floor, 0.8)
    tiles(pen, floor, 0.8)
    pen.box(LEFT, 0.36, RIGHT, 0.54, mixed(lighter(wall, 0.6), unit, 0.12))
    for index in range(16):
        x = LEFT + index * 0.15
        pen.box(x, 0.36 + 0.09 * (index % 2), x + 0.15, 0.45 + 0.09 * (index % 2), mixed(lighter(wall, 0.4), unit, 0.3))
    glazed, cooking = (0.74, 1.17) if chance.random() < 0.5 else (1.15, 0.68)
    window(pen, scene, glazed - 0.19, 0.08, glazed + 0.19, 0.44)
    _wall_units(pen, scene, unit, top, cooking)
    _base_units(pen, unit, top)
    _stove(pen, scene, cooking)
    _sink(pen, glazed)
    _fridge(pen, scene, 0.03)
    _worktop(pen, scene, [0.48, 1.42, 1.6])
    if chance.random() < 0.6 or scene.time == "night":
        lamp = chance.choice([(224, 90, 70), (246, 206, 96), (66, 92, 110), (250, 246, 236)])
        pendant(pen, scene, (glazed + cooking) / 2 + 0.02, 0.17, lamp)


def _wall_units(pen: Pen, scene: Scene, unit: Colour, top: Colour, cooking: float) -> None:
    doors = [(LEFT, 0.02), (0.02, 0.22), (0.22, 0.42), (1.4, 1.61), (1.61, 1.82), (1.82, RIGHT)]
    if scene.random.random() < 0.4:
        doors = doors[:3]
        for y in (0.16, 0.32):
            row_of(pen, scene, 1.42, 1.9, y, 0.1, (WHITE, GOODS[1], lighter(unit, 0.3), GOODS[4], WHITE), 0.075)
            pen.box(1.39, y, RIGHT, y + 0.024, top)
            pen.box(1.39, y + 0.024, RIGHT, y + 0.034, SHADE)
    for x0, x1 in doors:
        foot = 0.12 if x0 < 0.2 else 0.33
        pen.box(x0 + 0.006, TOP, x1 - 0.006, foot, unit)
        pen.box(x0 + 0.035, TOP, x1 - 0.035, foot - 0.035, lighter(unit, 0.16))
        pen.box(x0 + 0.006, foot, x1 - 0.006, foot + 0.02, darker(unit, 0.28))
    hood: Colour = (206, 212, 216)
    pen.box(cooking - 0.06, TOP, cooking + 0.06, 0.22, darker(hood, 0.06))
    pen.box(cooking + 0.02, TOP, cooking + 0.06, 0.22, darker(hood, 0.16))
    pen.shape([(cooking - 0.07, 0.2), (cooking + 0.07, 0.2), (cooking + 0.17, 0.31), (cooking - 0.17, 0.31)], hood)
    pen.box(cooking - 0.17, 0.3, cooking + 0.17, 0.335, darker(hood, 0.24))


def _base_units(pen: Pen, unit: Colour, top: Colour) -> None:
    pen.box(LEFT, 0.55, RIGHT, 0.8, darker(unit, 0.1))
    for index in range(8):
        x = 0.38 + index * 0.22
        pen.box(x, 0.6, x + 0.2, 0.785, unit)
        pen.box(x + 0.06, 0.62, x + 0.14, 0.636, darker(unit, 0.4))
    pen.box(LEFT, 0.785, RIGHT, 0.81, darker(unit, 0.5))
    pen.box(LEFT, 0.53, RIGHT, 0.565, top)
    pen.box(LEFT, 0.565, RIGHT, 0.582, darker(top, 0.3))


def _stove(pen: Pen, scene: Scene, x: float) -> None:
    pen.box(x - 0.17, 0.535, x + 0.17, 0.81, (228, 230, 230))
    pen.box(x - 0.17, 0.525, x + 0.17, 0.55, (52, 54, 60))
    pen.box(x - 0.13, 0.64, x + 0.13, 0.77, (58, 58, 66), round_by=0.02)
    for knob in (-0.11, -0.04, 0.04, 0.11):
        pen.oval(x + knob, 0.585, 0.017, 0.017, (70, 70, 78))
    pen.shining.box(x - 0.1, 0.68, x + 0.1, 0.74, (240, 150, 70) if scene.time == "night" else (96, 92, 100))
    pot = scene.random.choice([(212, 70, 56), (66, 124, 176), (240, 190, 70), (176, 184, 190)])
    at = x - 0.07 if scene.random.random() < 0.5 else x + 0.05
    pen.box(at - 0.07, 0.43, at + 0.07, 0.525, pot, round_by=0.015)
    pen.box(at - 0.08, 0.425, at + 0.08, 0.445, darker(pot, 0.2))
    pen.oval(at, 0.415, 0.016, 0.014, darker(pot, 0.4))
    pen.line([(at - 0.1, 0.46), (at + 0.1, 0.46)], 0.018, darker(pot, 0.3))
    pen.box(at + 0.02, 0.445, at + 0.07, 0.52, darker(pot, 0.14))


def _sink(pen: Pen, x: float) -> None:
    pen.box(x - 0.12, 0.53, x + 0.12, 0.548, (176, 186, 194))
    pen.line([(x + 0.02, 0.53), (x + 0.02, 0.43), (x - 0.02, 0.405), (x - 0.055, 0.44)], 0.018, (150, 160, 170))


def _fridge(pen: Pen, scene: Scene, x: float) -> None:
    colour = scene.random.choice([(238, 240, 240), (196, 204, 210), (204, 72, 62), (150, 204, 192), (244, 222, 170)])
    pen.box(x + 0.33, 0.2, x + 0.36, 0.82, SHADE)
    pen.box(x, 0.16, x + 0.33, 0.82, colour, round_by=0.025)
    pen.box(x + 0.27, 0.18, x + 0.33, 0.81, darker(colour, 0.1))
    pen.box(x, 0.36, x + 0.33, 0.375, darker(colour, 0.34))
    for y0, y1 in ((0.25, 0.34), (0.4, 0.56)):
        pen.box(x + 0.035, y0, x + 0.055, y1, darker(colour, 0.4))
    if scene.random.random() < 0.6:
        pen.box(x + 0.12, 0.43, x + 0.2, 0.51, (250, 220, 110))
        pen.box(x + 0.18, 0.5, x + 0.25, 0.58, (126, 186, 220))


def _worktop(pen: Pen, scene: Scene, places: list[float]) -> None:
    """Two or three things on the worktop, each at one of the places."""
    chance = scene.random
    props = chance.sample(range(4), len(places))
    for x, prop in zip(places, props, strict=True):
        if prop == 0:
            plant(pen, scene, x, 0.53, 0.2)
        elif prop == 1:
            row_of(pen, scene, x - 0.08, x + 0.08, 0.53, 0.12, GOODS, 0.06)
        elif prop == 2:
            for fruit, hue in ((-0.045, GOODS[0]), (0.0, GOODS[1]), (0.045, GOODS[3])):
                pen.oval(x + fruit, 0.475, 0.034, 0.034, hue)
            pen.blob([(x - 0.1, 0.48), (x, 0.49), (x + 0.1, 0.48), (x + 0.05, 0.53), (x - 0.05, 0.53)], (238, 228, 206))
        else:
            pen.box(x - 0.06, 0.42, x + 0.06, 0.53, (206, 72, 62), round_by=0.04)
            pen.line([(x - 0.05, 0.42), (x, 0.375), (x + 0.05, 0.42)], 0.018, (70, 64, 64))
            pen.shape([(x + 0.05, 0.47), (x + 0.1, 0.43), (x + 0.1, 0.45), (x + 0.05, 0.51)], (170, 52, 48))


KITCHEN = Place(
    "kitchen",
    (
        "in a kitchen",
        "in the kitchen",
        "at the kitchen counter",
        "in a farmhouse kitchen",
        "by the stove",
        "at the stove in the kitchen",
    ),
    _kitchen,
    ground=0.88,
    indoors=True,
)
