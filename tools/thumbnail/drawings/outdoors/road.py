"""The country road."""

from __future__ import annotations

from tools.thumbnail.drawings.backdrop import BOTTOM, MIDDLE, framed, varied
from tools.thumbnail.drawings.outdoors.fixtures import hut
from tools.thumbnail.drawings.outdoors.ground import heaven, land, puddles, ridge, soil
from tools.thumbnail.drawings.outdoors.trees import GREENS, fir, tree
from tools.thumbnail.kinds import Place, Scene
from tools.thumbnail.pen import Colour, Pen, Point, darker, lighter, mixed


def _road(pen: Pen, scene: Scene) -> None:
    chance = scene.random
    pen = framed(pen, scene, 0.85)
    grass, hill = chance.choice(
        [
            ((150, 188, 88), (106, 158, 110)),
            ((214, 190, 104), (150, 160, 118)),
            ((126, 182, 96), (120, 144, 168)),
            ((202, 172, 110), (168, 128, 104)),
        ]
    )
    horizon, far = 0.48 + chance.uniform(-0.04, 0.04), MIDDLE + chance.uniform(-0.1, 0.1)
    heaven(pen, scene, horizon)
    ridge(pen, scene, horizon - 0.07, 0.05, mixed(soil(scene, hill), (206, 220, 230), 0.45), horizon + 0.04)
    ridge(pen, scene, horizon - 0.025, 0.02, soil(scene, hill), horizon + 0.04, 2.2)
    land(pen, horizon + 0.015, lighter(soil(scene, grass), 0.1), darker(soil(scene, grass), 0.08))
    for side in (-1, 1):
        stripe = darker(soil(scene, grass), 0.1)
        pen.shape(
            [
                (far + side * 0.5, horizon + 0.015),
                (far + side * 0.9, horizon + 0.015),
                (far + side * 3.4, BOTTOM),
                (far + side * 1.6, BOTTOM),
            ],
            stripe,
        )
    if scene.time == "night" or chance.random() < 0.35:
        hut(pen, scene, far + chance.choice([-0.5, 0.42]), horizon + 0.03, 0.11)
    _lane(pen, scene, far, horizon + 0.012)
    for depth in (0.09, 0.13, 0.2, 0.32, 0.56, 1.1):
        _pole(pen, far - 0.92 * depth, horizon + 0.012 + 0.4 * depth, 0.95 * depth)
    pen.line([(far - 1.02 * depth, horizon + 0.012 - 0.41 * depth) for depth in (0.09, 1.6)], 0.012, (70, 64, 70))
    firs = chance.random() < 0.4
    for depth in (0.14, 0.26, 0.5) if chance.random() < 0.6 else (0.2, 0.36, 0.62):
        x, y = far + (0.95 + 0.35 * chance.random()) * depth + 0.02, horizon + 0.012 + 0.36 * depth
        (fir if firs else tree)(
            pen, scene, x, y, 0.95 * depth, varied(chance, (74, 126, 88) if firs else chance.choice(GREENS))
        )
    if chance.random() < 0.7:
        x, y = far + 0.36, horizon + 0.19
        pen.box(x - 0.01, y - 0.2, x + 0.01, y, (140, 146, 154))
        pen.shape([(x, y - 0.3), (x + 0.075, y - 0.215), (x, y - 0.13), (x - 0.075, y - 0.215)], (40, 40, 46))
        pen.shape([(x, y - 0.285), (x + 0.06, y - 0.215), (x, y - 0.145), (x - 0.06, y - 0.215)], (248, 200, 52))
    puddles(pen, scene, 0.8)


def _lane(pen: Pen, scene: Scene, far: float, y: float) -> None:
    tar, white = soil(scene, (106, 108, 118)), (246, 244, 234)
    if scene.weather == "snow":
        tar = (176, 182, 194)

    def across(left: float, right: float, near: float = 1.0, end: float = 0.012) -> list[Point]:
        deep = BOTTOM - y
        return [
            (far + at * depth, y + deep * depth)
            for at, depth in ((left, end), (right, end), (right, near), (left, near))
        ]

    pen.shape(across(-1.08, 1.08), soil(scene, (186, 166, 124)))
    pen.shape(across(-0.96, 0.96), tar)
    pen.shape(across(0.3, 0.96), darker(tar, 0.06))
    pen.shape(across(-0.9, -0.84), white)
    pen.shape(across(0.84, 0.9), white)
    for near, end in ((1.0, 0.72), (0.56, 0.42), (0.34, 0.26), (0.21, 0.165), (0.135, 0.11), (0.09, 0.05)):
        pen.shape(across(-0.032, 0.032, near, end), (252, 214, 96))


def _pole(pen: Pen, x: float, y: float, tall: float) -> None:
    wood: Colour = (112, 82, 64)
    pen.box(x - tall * 0.022, y - tall, x + tall * 0.022, y, wood)
    pen.box(x - tall * 0.15, y - tall * 0.9, x + tall * 0.15, y - tall * 0.86, wood)


ROAD = Place(
    "road",
    (
        "on a country road",
        "on the road",
        "on a road",
        "on an empty road",
        "in the middle of the road",
        "on a long straight road",
    ),
    _road,
    ground=0.85,
    indoors=False,
)
