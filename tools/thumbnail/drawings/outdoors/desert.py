"""The desert."""

from __future__ import annotations

from tools.thumbnail.drawings.backdrop import SHADE, framed, varied
from tools.thumbnail.drawings.outdoors.fixtures import campfire
from tools.thumbnail.drawings.outdoors.ground import SNOW, heaven, puddles, ridge, roof_of, soil
from tools.thumbnail.kinds import Place, Scene
from tools.thumbnail.pen import Colour, Pen, darker, lighter, mixed


def _desert(pen: Pen, scene: Scene) -> None:
    chance = scene.random
    pen = framed(pen, scene, 0.87)
    sand, stone = chance.choice(
        [
            ((236, 182, 110), (196, 98, 66)),
            ((240, 200, 134), (210, 128, 84)),
            ((228, 156, 96), (172, 82, 66)),
            ((244, 212, 156), (190, 120, 92)),
        ]
    )
    heaven(pen, scene, 0.58)
    if chance.random() < 0.65:
        for x, wide, top in ((0.2, 0.3, 0.3), (1.0, 0.22, 0.36), (1.5, 0.34, 0.26)):
            _mesa(
                pen,
                scene,
                x + chance.uniform(-0.15, 0.15),
                top + chance.uniform(-0.03, 0.05),
                wide,
                varied(chance, stone),
            )
    else:
        _dune(pen, scene, 1.2, 0.3, mixed(soil(scene, sand), (250, 230, 206), 0.3))
        _dune(pen, scene, 0.35, 0.36, mixed(soil(scene, sand), (250, 230, 206), 0.15))
    ground = soil(scene, sand)
    ridge(pen, scene, 0.55, 0.012, lighter(ground, 0.22))
    _dune(pen, scene, chance.uniform(0.3, 0.6), 0.5, ground)
    _dune(pen, scene, chance.uniform(1.2, 1.5), 0.54, mixed(ground, stone, 0.1 if scene.weather != "snow" else 0))
    ridge(pen, scene, 0.74, 0.022, ground, waves=1.2)
    ridge(pen, scene, 0.93, 0.02, darker(ground, 0.08), waves=1.4)
    hue = varied(chance, (78, 138, 88))
    _cactus(pen, scene, 0.28 + chance.uniform(-0.08, 0.08), 0.82, 0.5, hue)
    _cactus(pen, scene, 1.38 + chance.uniform(-0.08, 0.14), 0.78, 0.42, hue)
    _cactus(pen, scene, chance.choice([0.64, 1.1]), 0.66, 0.2, darker(hue, 0.05))
    if chance.random() < 0.6:
        _cactus(pen, scene, 1.66, 0.68, 0.22, darker(hue, 0.05))
    campfire(pen, scene, chance.choice([0.56, 1.18]), 0.82)
    for x in chance.sample([0.46, 0.08, 1.26, 1.6], 2):
        pen.blob([(x - 0.09, 0.84), (x - 0.05, 0.78), (x + 0.03, 0.78), (x + 0.09, 0.84)], roof_of(scene, stone))
        pen.blob([(x - 0.02, 0.845), (x + 0.01, 0.79), (x + 0.05, 0.8), (x + 0.09, 0.845)], darker(stone, 0.25))
    puddles(pen, scene, 0.86)


def _mesa(pen: Pen, scene: Scene, x: float, top: float, wide: float, stone: Colour) -> None:
    """A table mountain in layers."""
    foot = 0.6
    pen.shape(
        [(x - wide * 0.5, top + 0.14), (x + wide * 0.5, top + 0.14), (x + wide * 0.9, foot), (x - wide * 0.9, foot)],
        lighter(stone, 0.12),
    )
    pen.shape(
        [(x - wide * 0.46, top), (x + wide * 0.46, top), (x + wide * 0.52, top + 0.15), (x - wide * 0.52, top + 0.15)],
        stone,
    )
    pen.shape(
        [(x + wide * 0.12, top), (x + wide * 0.46, top), (x + wide * 0.9, foot), (x + wide * 0.24, foot)],
        darker(stone, 0.2),
    )
    pen.box(x - wide * 0.48, top + 0.05, x + wide * 0.49, top + 0.075, lighter(stone, 0.26))
    pen.box(x - wide * 0.47, top - 0.01, x + wide * 0.47, top + 0.014, roof_of(scene, lighter(stone, 0.16)))


def _dune(pen: Pen, scene: Scene, x: float, top: float, sand: Colour) -> None:
    """A dune with a sharp crest: bright to the left, dark to the right."""
    wide = scene.random.uniform(0.8, 1.1)
    left = [(x - wide, 0.8), (x - wide * 0.5, top + 0.12), (x - wide * 0.2, top + 0.03), (x, top)]
    crest = [(x + 0.06, top + 0.06), (x - 0.04, top + 0.14), (x + 0.12, 0.8)]
    pen.shape(
        [(x, top), (x + wide * 0.3, top + 0.06), (x + wide * 0.6, top + 0.15), (x + wide, 0.8), (x - 0.1, 0.8)],
        darker(sand, 0.15),
    )
    pen.shape([*left, *crest], lighter(sand, 0.12))


def _cactus(pen: Pen, scene: Scene, x: float, y: float, tall: float, hue: Colour) -> None:
    """A saguaro with two arms."""
    wide = tall * 0.19
    pen.oval(x + tall * 0.1, y, tall * 0.3, tall * 0.035, SHADE)
    arms = [(-1, 0.42, 0.7), (1, scene.random.uniform(0.3, 0.4), scene.random.uniform(0.6, 0.8))]
    for side, low, high in arms:
        path = [
            (x, y - tall * low),
            (x + side * tall * 0.24, y - tall * (low + 0.02)),
            (x + side * tall * 0.26, y - tall * (low + 0.1)),
            (x + side * tall * 0.26, y - tall * high),
        ]
        pen.line(path, wide * 0.72, darker(hue, 0.14) if side > 0 else hue)
    pen.box(x - wide * 0.5, y - tall, x + wide * 0.5, y, hue, round_by=wide * 0.5)
    pen.box(x + wide * 0.08, y - tall * 0.96, x + wide * 0.5, y, darker(hue, 0.2), round_by=wide * 0.2)
    pen.box(x - wide * 0.28, y - tall * 0.92, x - wide * 0.12, y, lighter(hue, 0.25))
    if scene.weather == "snow":
        pen.oval(x, y - tall * 0.97, wide * 0.5, wide * 0.36, SNOW)


DESERT = Place(
    "desert",
    ("in the desert", "in a desert", "among the dunes", "in the desert sand", "among the cacti"),
    _desert,
    ground=0.87,
    indoors=False,
)
