"""The garden behind a house."""

from __future__ import annotations

from tools.thumbnail.drawings.backdrop import GOODS, LEFT, RIGHT, framed, glow, varied
from tools.thumbnail.drawings.outdoors.fixtures import pane
from tools.thumbnail.drawings.outdoors.ground import SNOW, heaven, land, puddles, roof_of, soil
from tools.thumbnail.drawings.outdoors.trees import GREENS, bush, leaf, tree, woods
from tools.thumbnail.kinds import Place, Scene
from tools.thumbnail.pen import Colour, Pen, darker, lighter, mixed


def _garden(pen: Pen, scene: Scene) -> None:
    chance = scene.random
    pen = framed(pen, scene, 0.87)
    wall, roof = chance.choice(
        [
            ((246, 234, 208), (178, 84, 66)),
            ((206, 222, 226), (92, 104, 124)),
            ((240, 206, 150), (138, 84, 68)),
            ((196, 112, 86), (96, 84, 90)),
            ((222, 228, 204), (120, 96, 84)),
        ]
    )
    grass = soil(scene, varied(chance, chance.choice([(126, 190, 82), (144, 194, 88), (108, 178, 88)])))
    heaven(pen, scene, 0.5)
    pen.box(LEFT, 0.48, RIGHT, 0.65, darker(grass, 0.2))
    woods(pen, scene, 0.8, RIGHT, 0.5, 0.16, mixed(chance.choice(GREENS), (170, 200, 190), 0.3))
    tree(pen, scene, 1.46 + chance.uniform(-0.06, 0.1), 0.6, 0.6, chance.choice(GREENS))
    _fence(pen, scene, 0.9, chance.choice([(250, 248, 240), (250, 248, 240), (196, 142, 94)]))
    _cottage(pen, scene, varied(chance, wall, 6), roof)
    land(pen, 0.62, lighter(grass, 0.1), darker(grass, 0.06))
    for band in (0.72, 0.88):
        pen.shape([(LEFT, band), (RIGHT, band - 0.02), (RIGHT, band + 0.05), (LEFT, band + 0.07)], darker(grass, 0.06))
    stone = soil(scene, (214, 204, 190))
    for index in range(5):
        y = 0.66 + index * 0.034 + index * index * 0.012
        pen.oval(0.52 + 0.035 * index * index * 0.3, y, 0.06 + 0.02 * index, 0.013 + 0.004 * index, stone)
    _flower_bed(pen, scene, 0.92, 1.86, 0.67)
    _flower_bed(pen, scene, LEFT, 0.36, 0.69)
    if chance.random() < 0.5:
        _washing(pen, scene, 1.02, 1.62)
    else:
        _shed(pen, scene, 1.5)
    for x in (0.08, 1.72):
        bush(pen, scene, x, 0.86, 0.14, chance.choice(GREENS))
        for dot in range(5 if scene.weather != "snow" else 0):
            pen.oval(x - 0.09 + dot * 0.045, 0.79 - 0.03 * (dot % 2), 0.02, 0.02, GOODS[7] if x < 1 else GOODS[2])
    puddles(pen, scene, 0.84)


def _fence(pen: Pen, scene: Scene, x0: float, paint: Colour) -> None:
    """Pickets, as one comb-shaped piece."""
    for y in (0.5, 0.59):
        pen.box(x0, y, RIGHT, y + 0.025, darker(paint, 0.16))
    x = x0
    while x < RIGHT:
        pen.shape([(x, 0.65), (x, 0.465), (x + 0.024, 0.435), (x + 0.048, 0.465), (x + 0.048, 0.65)], paint)
        if scene.weather == "snow":
            pen.shape([(x, 0.475), (x + 0.024, 0.43), (x + 0.048, 0.475)], SNOW)
        x += 0.068


def _cottage(pen: Pen, scene: Scene, wall: Colour, roof: Colour) -> None:
    chance = scene.random
    trim: Colour = (252, 250, 244)
    pen.box(0.72, -0.02, 0.8, 0.2, darker(roof, 0.2))
    pen.box(0.04, 0.26, 0.92, 0.66, wall)
    pen.box(0.04, 0.26, 0.92, 0.3, darker(wall, 0.2))
    pen.shape([(-0.06, 0.28), (0.14, 0.02), (0.84, 0.02), (1.0, 0.28)], roof_of(scene, roof))
    pen.shape([(-0.06, 0.28), (-0.04, 0.25), (0.98, 0.25), (1.0, 0.28)], darker(roof, 0.25))
    if chance.random() < 0.5:
        pen.shape([(0.33, 0.22), (0.48, 0.05), (0.63, 0.22)], darker(roof, 0.3))
        pen.shape([(0.37, 0.225), (0.48, 0.09), (0.59, 0.225)], wall)
        pane(pen, scene, [(0.44, 0.15), (0.52, 0.15), (0.52, 0.21), (0.44, 0.21)], 1.0)
    for x in (0.14, 0.68):
        pen.box(x - 0.015, 0.355, x + 0.185, 0.545, trim)
        pane(pen, scene, [(x, 0.37), (x + 0.17, 0.37), (x + 0.17, 0.53), (x, 0.53)], 0.9)
        pen.box(x + 0.078, 0.37, x + 0.092, 0.53, trim)
        pen.box(x - 0.02, 0.535, x + 0.19, 0.575, (150, 102, 68))
        for dot in range(4):
            pen.oval(
                x + 0.02 + dot * 0.045, 0.535, 0.026, 0.022, GOODS[(0, 7)[dot % 2]] if scene.weather != "snow" else SNOW
            )
    door = chance.choice([(66, 116, 128), (196, 74, 60), (88, 124, 84), (128, 84, 60)])
    pen.box(0.42, 0.38, 0.585, 0.66, trim)
    pen.box(0.437, 0.4, 0.568, 0.66, door)
    pane(pen, scene, [(0.465, 0.425), (0.54, 0.425), (0.54, 0.5), (0.465, 0.5)], 1.0)
    pen.box(0.4, 0.645, 0.605, 0.67, (196, 188, 178))
    if scene.time == "night":
        glow(pen, 0.63, 0.42, 0.14)
        pen.shining.oval(0.63, 0.42, 0.02, 0.026, (255, 232, 170))


def _flower_bed(pen: Pen, scene: Scene, x0: float, x1: float, y: float) -> None:
    """Earth, leaves and large blossoms in two hues."""
    chance = scene.random
    pen.box(x0, y - 0.02, x1, y + 0.025, soil(scene, (122, 86, 62)), round_by=0.02)
    pair, x, green = chance.sample(GOODS, 2), x0 + 0.05, leaf(scene, (78, 142, 74))
    while x < x1:
        pen.oval(x, y - 0.02, 0.055, 0.045, green)
        if scene.weather != "snow":
            pen.oval(x - 0.015, y - 0.058, 0.024, 0.024, chance.choice(pair))
            pen.oval(x + 0.03, y - 0.03, 0.018, 0.018, chance.choice(pair))
        x += 0.1


def _washing(pen: Pen, scene: Scene, x0: float, x1: float) -> None:
    for x in (x0, x1):
        pen.box(x - 0.01, 0.36, x + 0.01, 0.7, (130, 100, 76))
    pen.line([(x0, 0.37), ((x0 + x1) / 2, 0.4), (x1, 0.37)], 0.012, (240, 240, 240))
    for index in range(4):
        x, hue = x0 + 0.06 + index * 0.13, scene.random.choice(GOODS)
        tall = 0.12 + 0.06 * scene.random.random()
        pen.box(x, 0.39, x + 0.095, 0.39 + tall, hue)
        pen.box(x + 0.06, 0.39, x + 0.095, 0.39 + tall, darker(hue, 0.14))


def _shed(pen: Pen, scene: Scene, x: float) -> None:
    hue = scene.random.choice([(150, 106, 74), (98, 138, 142), (132, 150, 110)])
    pen.box(x - 0.15, 0.38, x + 0.15, 0.68, hue)
    pen.box(x + 0.08, 0.38, x + 0.15, 0.68, darker(hue, 0.14))
    pen.shape([(x - 0.2, 0.4), (x, 0.24), (x + 0.2, 0.4)], roof_of(scene, darker(hue, 0.4)))
    pen.box(x - 0.075, 0.46, x + 0.05, 0.68, darker(hue, 0.28))
    pane(pen, scene, [(x - 0.045, 0.49), (x + 0.02, 0.49), (x + 0.02, 0.55), (x - 0.045, 0.55)], 0.5)


GARDEN = Place(
    "garden",
    (
        "in a garden",
        "in the garden",
        "in the backyard",
        "in front of the house",
        "on the lawn",
        "in the yard behind the house",
    ),
    _garden,
    ground=0.87,
    indoors=False,
)
