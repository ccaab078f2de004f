"""The stadium."""

from __future__ import annotations

from tools.thumbnail.drawings.backdrop import BOTTOM, GOODS, LEFT, MIDDLE, RIGHT, framed, glow, varied
from tools.thumbnail.drawings.outdoors.ground import heaven, puddles, roof_of, soil
from tools.thumbnail.kinds import Place, Scene
from tools.thumbnail.pen import Colour, Light, Pen, Point, darker, lighter


def _stadium(pen: Pen, scene: Scene) -> None:
    chance = scene.random
    pen = framed(pen, scene, 0.85, flip=False)
    heaven(pen, scene, 0.4)
    if scene.time == "night":
        # Floodlights make the pitch and the stands nearly as bright as by day.
        pen = pen.lit(Light((0.74, 0.79, 0.83)))
    seats, roof = chance.choice(
        [
            ((62, 104, 178), (226, 230, 234)),
            ((188, 62, 58), (206, 210, 216)),
            ((70, 136, 96), (232, 230, 222)),
            ((104, 84, 152), (214, 218, 226)),
        ]
    )
    top, edge = 0.3 + chance.uniform(-0.03, 0.03), 0.56
    for side in (-1, 1):
        for x in (0.4, 0.8):
            _floodlight(pen, scene, MIDDLE + side * (x + 0.02), top - 0.03, 0.11 if x == 0.4 else 0.15)
    _stands(pen, scene, top, edge, seats, roof)
    colours = chance.sample(GOODS, 4)
    for index in range(9):
        x = LEFT + index * 0.26
        pen.box(x, edge - 0.035, x + 0.252, edge + 0.02, colours[index % 4])
        pen.box(x + 0.06, edge - 0.016, x + 0.19, edge + 0.003, lighter(colours[index % 4], 0.6))
    _pitch(pen, scene, edge + 0.02)
    _goal(pen, MIDDLE + chance.choice([-0.3, -0.06, 0.12, 0.32]), edge + 0.075)
    puddles(pen, scene, 0.8)


def _stands(pen: Pen, scene: Scene, top: float, edge: float, seats: Colour, roof: Colour) -> None:
    """Rows of people; the heads of a row in one colour are one comb-shaped piece."""
    chance, rows = scene.random, 6
    deep = (edge - top) / rows
    pen.box(LEFT, top, RIGHT, edge + 0.03, darker(seats, 0.4))
    hues = [lighter(seats, 0.55), (242, 226, 196), seats, (236, 190, 90), (250, 250, 250), (198, 132, 104)]
    for row in range(rows):
        y = top + deep * (row + 0.75)
        for layer in range(2):
            points: list[Point] = [(LEFT, y)]
            x = LEFT + 0.03 * chance.random()
            while x < RIGHT:
                wide = 0.026 + 0.004 * row
                if chance.random() < 0.62:
                    lift = deep * (0.52 + 0.16 * chance.random())
                    points += [(x, y), (x + 0.006, y - lift), (x + wide - 0.006, y - lift), (x + wide, y)]
                x += wide + 0.008
            pen.shape(
                [*points, (RIGHT, y), (RIGHT, y + 0.004), (LEFT, y + 0.004)],
                chance.choice(hues) if layer else hues[(row * 2) % 6],
            )
        pen.box(LEFT, y, RIGHT, y + deep * 0.3, seats if row % 2 else darker(seats, 0.14))
    for x in (0.22, 0.66, 1.11, 1.55):
        lean = (x - MIDDLE) * 0.12
        pen.shape([(x, top), (x + 0.04, top), (x + 0.05 + lean, edge), (x - 0.01 + lean, edge)], (206, 206, 210))
    pen.shape([(LEFT, top - 0.1), (RIGHT, top - 0.1), (RIGHT, top - 0.005), (LEFT, top - 0.005)], roof_of(scene, roof))
    pen.box(LEFT, top - 0.03, RIGHT, top + 0.012, darker(roof, 0.25))


def _floodlight(pen: Pen, scene: Scene, x: float, y: float, size: float) -> None:
    top = y - 0.17
    pen.box(x - 0.012, top, x + 0.012, y, (116, 124, 136))
    pen.box(x - size, top - 0.06, x + size, top + 0.055, (76, 84, 98))
    lamps = pen.shining if scene.time == "night" else pen
    hue: Colour = (255, 252, 226) if scene.time == "night" else (226, 232, 236)
    for row in range(2):
        for lamp in range(4):
            at = x - size * 0.75 + lamp * size * 0.5
            lamps.oval(at, top - 0.03 + row * 0.052, 0.021, 0.021, hue)
    if scene.time == "night":
        glow(pen, x, top, size * 1.9, (255, 250, 220))


def _pitch(pen: Pen, scene: Scene, y: float) -> None:
    grass = soil(scene, varied(scene.random, (86, 168, 74), 8))
    pen.box(LEFT, y, RIGHT, BOTTOM, grass)
    near, far = 0.62, 0.26
    for index in range(-5, 5, 2):
        pen.shape(
            [
                (MIDDLE + index * far, y),
                (MIDDLE + (index + 1) * far, y),
                (MIDDLE + (index + 1) * near, BOTTOM),
                (MIDDLE + index * near, BOTTOM),
            ],
            darker(grass, 0.12),
        )
    chalk: Colour = (246, 250, 244) if scene.weather != "snow" else (226, 120, 60)
    pen.box(LEFT, y + 0.04, RIGHT, y + 0.054, chalk)
    pen.line(
        [(MIDDLE - 0.52, y + 0.05), (MIDDLE - 0.68, y + 0.17), (MIDDLE + 0.68, y + 0.17), (MIDDLE + 0.52, y + 0.05)],
        0.016,
        chalk,
        smooth=False,
    )
    pen.line(
        [
            (MIDDLE - 0.9, y + 0.52),
            (MIDDLE - 0.5, y + 0.36),
            (MIDDLE, y + 0.31),
            (MIDDLE + 0.5, y + 0.36),
            (MIDDLE + 0.9, y + 0.52),
        ],
        0.02,
        chalk,
    )


def _goal(pen: Pen, x: float, y: float) -> None:
    wide, tall = 0.26, 0.19
    pen.shape([(x - wide, y - tall), (x + wide, y - tall), (x + wide, y), (x - wide, y)], (230, 236, 240, 70))
    for index in range(1, 8):
        at = x - wide + index * wide / 4
        pen.line([(at, y - tall), (at, y)], 0.006, (240, 244, 248, 120))
    for index in range(1, 4):
        pen.line([(x - wide, y - tall * index / 4), (x + wide, y - tall * index / 4)], 0.006, (240, 244, 248, 120))
    pen.line(
        [(x - wide, y), (x - wide, y - tall), (x + wide, y - tall), (x + wide, y)], 0.02, (252, 252, 252), smooth=False
    )


STADIUM = Place(
    "stadium",
    (
        "in a stadium",
        "in the stadium",
        "on the pitch",
        "on a football pitch",
        "on a soccer field",
        "in front of the stands",
    ),
    _stadium,
    ground=0.85,
    indoors=False,
)
