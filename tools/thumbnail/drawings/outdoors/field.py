"""The field, on a farm."""

from __future__ import annotations

from tools.thumbnail.drawings.backdrop import BOTTOM, LEFT, MIDDLE, RIGHT, SHADE, WOOD, framed, glow
from tools.thumbnail.drawings.outdoors.fixtures import pane
from tools.thumbnail.drawings.outdoors.ground import SNOW, heaven, land, puddles, ridge, roof_of, soil
from tools.thumbnail.drawings.outdoors.trees import GREENS, tree, woods
from tools.thumbnail.kinds import Place, Scene
from tools.thumbnail.pen import Colour, Pen, darker, lighter


def _field(pen: Pen, scene: Scene) -> None:
    chance = scene.random
    pen = framed(pen, scene, 0.87)
    crop, earth = chance.choice(
        [
            ((232, 190, 84), (206, 156, 66)),
            ((120, 178, 74), (132, 96, 66)),
            ((150, 190, 80), (118, 158, 66)),
            ((240, 204, 100), (176, 178, 78)),
            ((96, 164, 84), (150, 110, 74)),
        ]
    )
    horizon = 0.5 + chance.uniform(-0.02, 0.02)
    heaven(pen, scene, horizon)
    ridge(pen, scene, horizon - 0.06, 0.035, soil(scene, (142, 178, 150)), horizon + 0.1)
    ridge(pen, scene, horizon - 0.0, 0.015, soil(scene, (118, 166, 96)), horizon + 0.1, 2.0)
    woods(pen, scene, 1.15, RIGHT, horizon + 0.02, 0.07, (76, 132, 78))
    land(pen, horizon + 0.02, soil(scene, earth))
    _rows(
        pen,
        scene,
        horizon + 0.02,
        MIDDLE + chance.uniform(-0.2, 0.2),
        soil(scene, crop) if scene.weather != "snow" else SNOW,
    )
    _barn(pen, scene, 0.5 + chance.uniform(-0.06, 0.12), horizon + 0.06)
    prop = chance.random()
    if prop < 0.35:
        _windmill(pen, scene, 1.3, horizon + 0.05)
    elif prop < 0.75:
        for x, y, r in ((1.18, horizon + 0.1, 0.05), (1.38, horizon + 0.18, 0.075), (1.62, horizon + 0.27, 0.1)):
            _bale(pen, scene, x, y, r)
    else:
        tree(pen, scene, 1.36, horizon + 0.1, 0.36, chance.choice(GREENS))
    if chance.random() < 0.65:
        _rail_fence(pen, scene, horizon)
    puddles(pen, scene, 0.84)


def _rows(pen: Pen, scene: Scene, y: float, x: float, crop: Colour) -> None:
    """Rows of a crop that meet at (x, y)."""
    count = scene.random.choice([9, 11, 13])
    near, far = 5.4 / count, 0.9 / count
    for index in range(-count, count + 1):
        left, right = x + index * near, x + (index + 0.58) * near
        if x + index * far > RIGHT or x + (index + 0.58) * far < LEFT:
            continue
        upper = [(x + index * far, y), (x + (index + 0.58) * far, y)]
        pen.shape([*upper, (right, BOTTOM), (left, BOTTOM)], crop)
        pen.shape(
            [((upper[0][0] + 2 * upper[1][0]) / 3, y), upper[1], (right, BOTTOM), ((left + 2 * right) / 3, BOTTOM)],
            darker(crop, 0.13),
        )


def _barn(pen: Pen, scene: Scene, x: float, y: float) -> None:
    red = scene.random.choice([(188, 62, 50), (172, 54, 52), (156, 92, 62)])
    trim: Colour = (246, 240, 228)
    silo = (206, 212, 216)
    pen.box(x + 0.25, y - 0.36, x + 0.37, y, silo)
    pen.box(x + 0.32, y - 0.36, x + 0.37, y, darker(silo, 0.16))
    pen.oval(x + 0.31, y - 0.36, 0.06, 0.05, roof_of(scene, (150, 160, 172)))
    pen.shape(
        [
            (x - 0.2, y),
            (x - 0.2, y - 0.18),
            (x - 0.14, y - 0.28),
            (x, y - 0.34),
            (x + 0.14, y - 0.28),
            (x + 0.2, y - 0.18),
            (x + 0.2, y),
        ],
        red,
    )
    pen.line(
        [(x - 0.21, y - 0.175), (x - 0.14, y - 0.285), (x, y - 0.345), (x + 0.14, y - 0.285), (x + 0.21, y - 0.175)],
        0.03,
        roof_of(scene, (112, 74, 66)),
        smooth=False,
    )
    pen.box(x - 0.1, y - 0.15, x + 0.1, y, trim)
    pen.box(x - 0.085, y - 0.135, x + 0.085, y, darker(red, 0.2))
    for line in ([(x - 0.08, y - 0.13), (x + 0.08, y)], [(x + 0.08, y - 0.13), (x - 0.08, y)]):
        pen.line(line, 0.014, trim)
    pen.box(x - 0.045, y - 0.265, x + 0.045, y - 0.185, trim)
    if scene.time == "night":
        glow(pen, x, y - 0.22, 0.15)
    pane(
        pen,
        scene,
        [(x - 0.032, y - 0.252), (x + 0.032, y - 0.252), (x + 0.032, y - 0.198), (x - 0.032, y - 0.198)],
        1.0,
    )


def _windmill(pen: Pen, scene: Scene, x: float, y: float) -> None:
    body: Colour = (236, 226, 206)
    pen.shape([(x - 0.045, y - 0.27), (x + 0.045, y - 0.27), (x + 0.08, y), (x - 0.08, y)], body)
    pen.shape([(x + 0.01, y - 0.27), (x + 0.045, y - 0.27), (x + 0.08, y), (x + 0.02, y)], darker(body, 0.15))
    pen.blob([(x - 0.055, y - 0.26), (x, y - 0.33), (x + 0.055, y - 0.26)], roof_of(scene, (150, 82, 66)))
    start = scene.random.randint(0, 89)
    for turn in range(0, 360, 90):
        sail = pen.at(x, y - 0.275, turn=turn + start)
        sail.box(-0.006, -0.22, 0.006, 0, (110, 84, 64))
        sail.box(0, -0.22, 0.045, -0.05, (250, 246, 236))


def _bale(pen: Pen, scene: Scene, x: float, y: float, r: float) -> None:
    hay: Colour = (226, 182, 90)
    pen.oval(x + r * 0.3, y, r * 1.3, r * 0.16, SHADE)
    pen.box(x, y - 2 * r, x + r * 0.9, y, darker(hay, 0.16), round_by=r * 0.4)
    pen.oval(x, y - r, r, r, hay)
    pen.oval(x, y - r, r * 0.6, r * 0.6, darker(hay, 0.1))
    pen.oval(x, y - r, r * 0.28, r * 0.28, hay)
    if scene.weather == "snow":
        pen.oval(x + r * 0.2, y - r * 1.85, r * 0.8, r * 0.22, SNOW)


def _rail_fence(pen: Pen, scene: Scene, horizon: float) -> None:
    """A fence along the left side, away from us."""
    posts = [
        (-0.06, 1.0, 0.34),
        (0.14, 0.86, 0.25),
        (0.26, 0.77, 0.18),
        (0.34, 0.71, 0.13),
        (0.395, horizon + 0.165, 0.1),
    ]
    for up in (0.85, 0.45):
        ends = [(x, y - tall * up) for x, y, tall in (posts[0], posts[-1])]
        pen.shape(
            [ends[0], ends[1], (ends[1][0], ends[1][1] + 0.016), (ends[0][0], ends[0][1] + 0.045)], lighter(WOOD, 0.25)
        )
    for x, y, tall in posts:
        pen.box(x - tall * 0.08, y - tall, x + tall * 0.08, y, WOOD)
        if scene.weather == "snow":
            pen.box(x - tall * 0.09, y - tall, x + tall * 0.09, y - tall * 0.9, SNOW)


FIELD = Place(
    "field",
    (
        "in a field",
        "in the field",
        "on a farm",
        "in a farm field",
        "in the fields near a barn",
        "in a meadow on the farm",
    ),
    _field,
    ground=0.87,
    indoors=False,
)
