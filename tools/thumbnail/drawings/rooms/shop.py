"""The shop, a supermarket."""

from __future__ import annotations

from tools.thumbnail.drawings.backdrop import GOODS, LEFT, MIDDLE, RIGHT, SHADE, TOP, WOOD, framed
from tools.thumbnail.drawings.rooms.furniture import row_of
from tools.thumbnail.drawings.rooms.interior import lamplit, room, tiles, window
from tools.thumbnail.kinds import Place, Scene
from tools.thumbnail.pen import Colour, Pen, darker, lighter


def _shop(pen: Pen, scene: Scene) -> None:
    chance = scene.random
    pen = framed(pen, scene, 0.86, flip=False)
    wall, trim, floor = chance.choice(
        [
            ((236, 238, 232), (206, 64, 52), (222, 220, 212)),
            ((232, 238, 238), (52, 142, 84), (214, 220, 216)),
            ((240, 234, 222), (52, 104, 184), (226, 216, 202)),
            ((238, 236, 240), (240, 150, 44), (218, 212, 214)),
        ]
    )
    pen = lamplit(pen, scene, 0.6)
    room(pen, wall, floor, 0.7)
    pen.box(LEFT, TOP, RIGHT, 0.07, (196, 204, 208))
    tiles(pen, floor, 0.7)
    bright: Colour = (255, 252, 236)
    for side in (-1, 1):
        pen.shining.shape(
            [(MIDDLE + side * at, y) for at, y in ((0.14, 0.05), (0.2, 0.05), (0.62, TOP), (0.42, TOP))], bright
        )
    window(pen, scene, MIDDLE - 0.42, 0.07, MIDDLE + 0.42, 0.22, frame=(120, 128, 138), panes=4, town=True)
    pen.box(MIDDLE - 0.46, 0.235, MIDDLE + 0.46, 0.3, trim)
    pen.box(MIDDLE - 0.16, 0.252, MIDDLE + 0.16, 0.282, lighter(trim, 0.7), round_by=0.015)
    pen.box(MIDDLE - 0.42, 0.3, MIDDLE + 0.42, 0.72, (128, 136, 146))
    hues = [chance.sample(GOODS, 4) for _ in range(3)]
    for shelf in range(3):
        y = 0.43 + shelf * 0.13
        pen.box(MIDDLE - 0.41, y - 0.112, MIDDLE + 0.41, y, (92, 98, 112))
        row_of(pen, scene, MIDDLE - 0.4, MIDDLE + 0.4, y, 0.1, hues[shelf], 0.078)
        pen.box(MIDDLE - 0.42, y, MIDDLE + 0.42, y + 0.018, (250, 250, 246))
    for side in (-1, 1):
        _aisle(pen, scene, side, trim)
    prop, at = chance.random(), chance.choice([0.42, 1.36])
    if prop < 0.4:
        _trolley(pen, scene, at)
    elif prop < 0.8:
        _crates(pen, scene, at)


def _aisle(pen: Pen, scene: Scene, side: int, trim: Colour) -> None:
    """Shelves along one side that run towards the back wall."""
    chance, eye = scene.random, 0.42
    near, far = 2.25, 1.0

    def at(depth: float, height: float) -> tuple[float, float]:
        """`depth` from 0, at the back wall, to 1, beside us; `height` from -1 to 1, from the top board to the foot."""
        scale = far * near / (near + (far - near) * depth)
        return MIDDLE + side * 0.46 * scale, eye + height * 0.3 * scale

    pen.shape([at(0, -1), at(1, -1), at(1, 1.06), at(0, 1.06)], (108, 114, 128))
    for shelf in range(4):
        low, high = 0.9 - shelf * 0.47, 0.9 - shelf * 0.47 - 0.4
        hues = chance.sample(GOODS, 4)
        depth = 0.0
        while depth < 0.97:
            end = min(1.0, depth + 0.13 + 0.1 * chance.random())
            tall = low + (high - low) * (0.72 + 0.26 * chance.random())
            pen.shape(
                [at(depth, tall), at(end - 0.012, tall), at(end - 0.012, low), at(depth, low)], chance.choice(hues)
            )
            depth = end
        pen.shape([at(0, low), at(1, low), at(1, low + 0.07), at(0, low + 0.07)], (250, 250, 246))
    pen.shape([at(0, -1.0), at(1, -1.0), at(1, -1.14), at(0, -1.14)], trim)


def _crates(pen: Pen, scene: Scene, x: float) -> None:
    """Crates with fruit and vegetables."""
    pen.oval(x, 0.835, 0.27, 0.022, SHADE)
    hues = scene.random.sample((GOODS[0], GOODS[1], GOODS[2], GOODS[3], GOODS[6]), 2)
    for offset, hue in ((-0.12, hues[0]), (0.12, hues[1])):
        at = x + offset
        for fruit in range(7):
            low = fruit < 4
            dx = -0.078 + fruit * 0.052 if low else -0.052 + (fruit - 4) * 0.052
            pen.oval(at + dx, 0.66 if low else 0.625, 0.03, 0.03, hue if fruit % 2 else darker(hue, 0.14))
        pen.box(at - 0.115, 0.67, at + 0.115, 0.83, WOOD)
        for y in (0.715, 0.77):
            pen.box(at - 0.115, y, at + 0.115, y + 0.014, darker(WOOD, 0.35))


def _trolley(pen: Pen, scene: Scene, x: float) -> None:
    row_of(pen, scene, x - 0.1, x + 0.11, 0.66, 0.1, GOODS, 0.06)
    pen.shape([(x - 0.15, 0.6), (x + 0.14, 0.62), (x + 0.11, 0.76), (x - 0.1, 0.76)], (186, 194, 202, 215))
    for y in (0.64, 0.69):
        pen.line([(x - 0.13, y), (x + 0.12, y)], 0.012, (120, 128, 140))
    pen.line([(x - 0.22, 0.57), (x - 0.15, 0.6), (x - 0.1, 0.8), (x + 0.12, 0.8)], 0.018, (96, 104, 116), smooth=False)
    pen.line([(x - 0.24, 0.565), (x - 0.19, 0.58)], 0.026, (210, 60, 52))
    for wheel in (-0.08, 0.1):
        pen.oval(x + wheel, 0.825, 0.022, 0.022, (50, 52, 60))


SHOP = Place(
    "shop",
    (
        "in a shop",
        "in a supermarket",
        "in the store",
        "in a grocery store",
        "in front of the shelves",
        "in the supermarket aisle",
    ),
    _shop,
    ground=0.86,
    indoors=True,
)
