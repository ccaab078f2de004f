"""The park."""

from __future__ import annotations

from tools.thumbnail.drawings.backdrop import GOODS, LEFT, MIDDLE, RIGHT, SHADE, WOOD, framed, skyline, varied
from tools.thumbnail.drawings.outdoors.fixtures import street_lamp
from tools.thumbnail.drawings.outdoors.ground import SNOW, heaven, land, puddles, roof_of, soil
from tools.thumbnail.drawings.outdoors.trees import AUTUMN, GREENS, bush, tree, woods
from tools.thumbnail.kinds import Place, Scene
from tools.thumbnail.pen import Pen, darker, lighter


def _park(pen: Pen, scene: Scene) -> None:
    chance = scene.random
    pen = framed(pen, scene, 0.87)
    autumn = chance.random() < 0.25
    grass = soil(scene, varied(chance, chance.choice([(140, 194, 84), (118, 184, 92), (160, 196, 90)])))
    hues = AUTUMN if autumn else GREENS
    heaven(pen, scene, 0.52)
    skyline(pen, scene, LEFT, RIGHT, 0.56, 0.4, (164, 186, 208))
    woods(pen, scene, LEFT, RIGHT, 0.58, 0.17, darker(chance.choice(hues), 0.1))
    land(pen, 0.58, lighter(grass, 0.12), darker(grass, 0.08))
    path = soil(scene, (232, 210, 170)) if scene.weather != "snow" else (214, 216, 224)
    bend = chance.uniform(-0.12, 0.12)
    pen.blob(
        [
            (MIDDLE + bend + 0.2, 0.6),
            (MIDDLE + bend + 0.26, 0.6),
            (MIDDLE + 0.02, 0.7),
            (MIDDLE + 0.24, 0.8),
            (MIDDLE + 0.62, 1.2),
            (MIDDLE - 0.62, 1.2),
            (MIDDLE - 0.2, 0.8),
            (MIDDLE - 0.1, 0.7),
        ],
        path,
    )
    if chance.random() < 0.55:
        _fountain(pen, scene, MIDDLE + chance.uniform(-0.16, 0.06), 0.68)
    else:
        water = (120, 190, 216) if scene.weather != "snow" else (196, 216, 232)
        pen.oval(1.24, 0.66, 0.34, 0.045, darker(grass, 0.2))
        pen.oval(1.24, 0.665, 0.32, 0.038, water)
        pen.box(1.1, 0.655, 1.34, 0.667, lighter(water, 0.5), round_by=0.006)
    for x, y, tall in ((0.06, 0.78, 0.72), (0.42, 0.67, 0.42), (1.34, 0.66, 0.4), (1.72, 0.78, 0.78)):
        tree(
            pen,
            scene,
            x + chance.uniform(-0.05, 0.05),
            y,
            tall + chance.uniform(-0.06, 0.06),
            varied(chance, chance.choice(hues)),
        )
    for x in (0.28, 1.54):
        bush(pen, scene, x, 0.76, 0.1, chance.choice(hues))
        for dot in range(4 if scene.weather != "snow" else 0):
            pen.oval(
                x - 0.06 + dot * 0.04,
                0.72 - 0.03 * (dot % 2),
                0.014,
                0.014,
                chance.choice(GOODS[5:]) if dot % 2 else GOODS[2],
            )
    _bench(pen, scene, 0.55, 0.79)
    if chance.random() < 0.5:
        _bench(pen, scene, 1.34, 0.79)
    street_lamp(pen, scene, 1.14 + chance.uniform(-0.03, 0.05), 0.76, 0.5)
    if chance.random() < 0.5 or scene.time == "night":
        street_lamp(pen, scene, 0.7, 0.67, 0.3)
    puddles(pen, scene, 0.84)


def _bench(pen: Pen, scene: Scene, x: float, y: float) -> None:
    pen.oval(x, y, 0.2, 0.016, SHADE)
    for leg in (-0.13, 0.11):
        pen.box(x + leg, y - 0.2, x + leg + 0.022, y, (60, 62, 72))
    for top, tall, hue in ((0.21, 0.036, lighter(WOOD, 0.1)), (0.16, 0.036, WOOD), (0.1, 0.045, lighter(WOOD, 0.2))):
        pen.box(x - 0.17, y - top, x + 0.17, y - top + tall, hue)
    if scene.weather == "snow":
        pen.box(x - 0.17, y - 0.225, x + 0.17, y - 0.2, SNOW, round_by=0.01)
        pen.box(x - 0.17, y - 0.12, x + 0.17, y - 0.09, SNOW, round_by=0.01)


def _fountain(pen: Pen, scene: Scene, x: float, y: float) -> None:
    stone, water = (214, 208, 198), (168, 216, 236)
    if scene.weather != "snow":
        for reach, high in ((-0.19, 0.2), (0.19, 0.2), (-0.1, 0.27), (0.1, 0.27)):
            jet = [
                (x, y - 0.1),
                (x + reach * 0.2, y - high * 0.9),
                (x + reach * 0.5, y - high),
                (x + reach * 0.85, y - high * 0.6),
                (x + reach, y - 0.01),
            ]
            pen.line(jet, 0.016, (226, 244, 252))
    pen.box(x - 0.03, y - 0.1, x + 0.03, y, darker(stone, 0.15))
    pen.shape(
        [(x - 0.13, y - 0.1), (x + 0.13, y - 0.1), (x + 0.05, y - 0.06), (x - 0.05, y - 0.06)], roof_of(scene, stone)
    )
    pen.oval(x, y - 0.01, 0.23, 0.028, lighter(stone, 0.2))
    pen.oval(x, y - 0.008, 0.2, 0.02, water)
    pen.shape(
        [
            (x - 0.23, y - 0.01),
            (x - 0.15, y + 0.012),
            (x + 0.15, y + 0.012),
            (x + 0.23, y - 0.01),
            (x + 0.21, y + 0.04),
            (x - 0.21, y + 0.04),
        ],
        stone,
    )


PARK = Place(
    "park",
    ("in a park", "in the park", "in a city park", "by the park bench", "on the path in the park"),
    _park,
    ground=0.87,
    indoors=False,
)
