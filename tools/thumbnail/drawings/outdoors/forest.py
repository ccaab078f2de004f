"""The forest."""

from __future__ import annotations

from tools.thumbnail.drawings.backdrop import LEFT, MIDDLE, RIGHT, SHADE, TOP, framed
from tools.thumbnail.drawings.outdoors.fixtures import campfire
from tools.thumbnail.drawings.outdoors.ground import heaven, land, puddles, soil
from tools.thumbnail.drawings.outdoors.trees import AUTUMN, bush, fir, leaf, pines, woods
from tools.thumbnail.kinds import Place, Scene
from tools.thumbnail.pen import Colour, Light, Pen, darker, lighter, mixed


def _forest(pen: Pen, scene: Scene) -> None:
    chance = scene.random
    pen = framed(pen, scene, 0.87)
    firs = chance.random() < 0.5
    hue = chance.choice(
        [(70, 124, 84), (56, 116, 96), (84, 128, 70)]
        if firs
        else [(94, 154, 68), (124, 162, 60), (78, 146, 78), *AUTUMN[::2]]
    )
    pale: Colour = (206, 224, 206) if scene.weather != "snow" else (224, 232, 240)
    heaven(pen, scene, 0.56)
    back = pines if firs else woods
    # Mist between the trees catches the moon; without it they are black on black.
    misty = pen.lit(Light((0.5, 0.62, 0.84))) if scene.time == "night" else pen
    back(misty, scene, LEFT, RIGHT, 0.6, 0.42, mixed(hue, pale, 0.6))
    back(misty, scene, LEFT, RIGHT, 0.64, 0.26 if firs else 0.2, mixed(hue, pale, 0.34))
    floor = soil(scene, mixed(hue, (128, 116, 66), 0.4))
    land(pen, 0.63, lighter(floor, 0.1), darker(floor, 0.2))
    path = soil(scene, (194, 162, 112))
    bend = chance.uniform(-0.15, 0.15)
    pen.blob(
        [
            (MIDDLE + bend - 0.03, 0.64),
            (MIDDLE + bend + 0.04, 0.64),
            (MIDDLE + 0.16, 0.8),
            (MIDDLE + 0.5, 1.15),
            (MIDDLE - 0.4, 1.15),
            (MIDDLE - 0.08, 0.8),
        ],
        path,
    )
    bark = chance.choice([(112, 78, 58), (96, 72, 62), (232, 228, 220)]) if not firs else (104, 72, 56)
    middle = sorted(chance.uniform(-0.03, 0.03) + x for x in (0.5, 0.68, 1.12, 1.3))
    for x in middle:
        if firs:
            fir(pen, scene, x, 0.7 + chance.uniform(-0.02, 0.03), chance.uniform(0.46, 0.66), darker(hue, 0.06))
        else:
            _trunk(pen, scene, x, 0.69, 0.036, mixed(bark, pale, 0.22))
    for x in (0.06, 0.32, 1.48, 1.74):
        x += chance.uniform(-0.05, 0.05)
        if firs:
            fir(pen, scene, x, 0.83, chance.uniform(0.82, 1.0), darker(hue, 0.22))
        else:
            _trunk(pen, scene, x, 0.84, 0.075, bark)
    if not firs:
        _canopy(pen, scene, hue)
    for x in (0.18, 0.56, 1.24, 1.62):
        bush(
            pen,
            scene,
            x + chance.uniform(-0.06, 0.06),
            0.85 if x in (0.18, 1.62) else 0.74,
            chance.uniform(0.07, 0.13),
            darker(hue, 0.1),
        )
    if chance.random() < 0.7:
        campfire(pen, scene, chance.choice([0.5, 1.28]), 0.82)
    if chance.random() < 0.6 and scene.weather != "snow":
        for x in (0.42, 1.42):
            pen.box(x - 0.012, 0.83, x + 0.012, 0.88, (244, 232, 210))
            pen.blob([(x - 0.045, 0.845), (x - 0.03, 0.805), (x + 0.03, 0.805), (x + 0.045, 0.845)], (210, 62, 48))
    puddles(pen, scene, 0.84)


def _trunk(pen: Pen, scene: Scene, x: float, y: float, wide: float, bark: Colour) -> None:
    lean = scene.random.uniform(-0.04, 0.04)
    pen.oval(x, y, wide * 2, wide * 0.3, SHADE)
    pen.shape(
        [
            (x + lean - wide * 0.35, TOP),
            (x + lean + wide * 0.35, TOP),
            (x + wide * 0.5, y - 0.1),
            (x + wide * 0.95, y),
            (x - wide * 0.95, y),
            (x - wide * 0.5, y - 0.1),
        ],
        bark,
    )
    pen.shape(
        [
            (x + lean + wide * 0.1, TOP),
            (x + lean + wide * 0.35, TOP),
            (x + wide * 0.5, y - 0.1),
            (x + wide * 0.95, y),
            (x + wide * 0.2, y),
        ],
        darker(bark, 0.22),
    )
    if sum(bark[:3]) > 560:
        for mark in range(4):
            at = 0.1 + mark * 0.17
            pen.box(x - wide * 0.4, at, x + wide * 0.05, at + 0.018, (70, 66, 66))


def _canopy(pen: Pen, scene: Scene, hue: Colour) -> None:
    """Leaves that hang into the picture from above."""
    chance, colour = scene.random, leaf(scene, hue)
    for layer, shade in ((0.06, darker(colour, 0.24)), (0.0, colour)):
        x = LEFT
        while x < RIGHT:
            r = 0.11 + 0.06 * chance.random()
            edge = abs(x - MIDDLE) / MIDDLE
            pen.oval(x, -0.06 + layer + 0.12 * edge * edge, r, r, mixed(shade, darker(shade, 0.12), chance.random()))
            x += r * 1.3


FOREST = Place(
    "forest",
    ("in a forest", "in the forest", "in the woods", "among the trees", "on a forest path"),
    _forest,
    ground=0.87,
    indoors=False,
)
