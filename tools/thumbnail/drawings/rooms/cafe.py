"""The cafe."""

from __future__ import annotations

from tools.thumbnail.drawings.backdrop import GOODS, MIDDLE, RIGHT, SHADE, framed, varied
from tools.thumbnail.drawings.rooms.furniture import pendant
from tools.thumbnail.drawings.rooms.interior import lamplit, room, tiles, window
from tools.thumbnail.kinds import Place, Scene
from tools.thumbnail.pen import Colour, Pen, darker, lighter


def _cafe(pen: Pen, scene: Scene) -> None:
    chance = scene.random
    pen = lamplit(framed(pen, scene, 0.89), scene, 0.2)
    wall, wood, shade, floor = chance.choice(
        [
            ((70, 110, 108), (176, 112, 64), (232, 176, 76), (120, 84, 62)),
            ((188, 104, 80), (128, 82, 56), (60, 66, 76), (206, 176, 144)),
            ((232, 208, 168), (110, 74, 54), (196, 78, 62), (156, 112, 80)),
            ((84, 72, 92), (196, 134, 82), (236, 190, 110), (128, 94, 82)),
            ((112, 136, 104), (150, 98, 62), (244, 236, 216), (184, 144, 106)),
        ]
    )
    wall, wood = varied(chance, wall, 8), varied(chance, wood, 8)
    room(pen, wall, floor, 0.74)
    tiles(pen, floor, 0.74)
    window(pen, scene, 0.02, 0.14, 0.5, 0.58, frame=darker(wood, 0.3), panes=2, town=True)
    awning = chance.choice([(206, 66, 56), (60, 132, 108), (232, 146, 62)])
    for stripe in range(8):
        x = -0.04 + stripe * 0.075
        pen.box(x, 0.06, x + 0.075, 0.2, awning if stripe % 2 else (250, 242, 226), round_by=0.02)
    _bottles(pen, scene, 0.64, 1.22, wood)
    _chalkboard(pen, scene, 1.32, 0.1, 1.66, 0.42)
    _bar(pen, scene, 0.6, wood)
    _cafe_table(pen, scene, 0.22, wood)
    for x in chance.choice([(0.62, 0.93, 1.24), (0.58, 0.82, 1.06, 1.3), (0.72, 1.14)]):
        pendant(pen, scene, x, 0.18 + chance.uniform(-0.015, 0.015), shade)


def _bottles(pen: Pen, scene: Scene, x0: float, x1: float, wood: Colour) -> None:
    """Shelves with bottles and cups on the wall behind the bar."""
    pen.box(x0 - 0.03, 0.13, x1 + 0.03, 0.5, darker(wood, 0.45))
    glass: tuple[Colour, ...] = (
        (62, 122, 84),
        (198, 110, 50),
        (226, 176, 80),
        (150, 56, 52),
        (216, 226, 226),
        (84, 132, 170),
    )
    for y in (0.31, 0.46):
        x = x0 + 0.02
        while x < x1 - 0.03:
            hue = scene.random.choice(glass)
            tall = 0.075 + 0.025 * scene.random.random()
            pen.box(x, y - tall, x + 0.042, y, hue, round_by=0.012)
            pen.box(x + 0.013, y - tall - 0.035, x + 0.029, y - tall + 0.01, hue)
            x += 0.058 + 0.02 * scene.random.random()
        pen.box(x0 - 0.02, y, x1 + 0.02, y + 0.02, lighter(wood, 0.2))


def _chalkboard(pen: Pen, scene: Scene, x0: float, y0: float, x1: float, y1: float) -> None:
    pen.box(x0, y0, x1, y1, (150, 104, 68))
    pen.box(x0 + 0.02, y0 + 0.02, x1 - 0.02, y1 - 0.02, (48, 56, 58))
    for row in range(4):
        y = y0 + 0.06 + row * 0.06
        end = x0 + (x1 - x0) * (0.45 + 0.25 * scene.random.random())
        pen.box(x0 + 0.05, y, end, y + 0.016, (232, 232, 222) if row else (250, 206, 110))
        pen.box(x1 - 0.08, y, x1 - 0.045, y + 0.016, (232, 232, 222))


def _bar(pen: Pen, scene: Scene, x0: float, wood: Colour) -> None:
    """The counter with a coffee machine, cups, cakes under glass and stools before it."""
    chance = scene.random
    pen.oval(MIDDLE + 0.45, 0.8, 0.9, 0.03, SHADE)
    pen.box(x0, 0.58, RIGHT, 0.8, wood)
    for index in range(8):
        x = x0 + 0.03 + index * 0.2
        pen.box(x, 0.62, x + 0.16, 0.77, darker(wood, 0.16))
    pen.box(x0 - 0.03, 0.55, RIGHT, 0.59, lighter(wood, 0.3))
    pen.box(x0 - 0.03, 0.59, RIGHT, 0.605, darker(wood, 0.4))
    x = chance.choice([0.74, 0.84, 1.22])
    pen.box(x - 0.13, 0.4, x + 0.13, 0.55, (202, 208, 212), round_by=0.02)
    pen.box(x - 0.1, 0.47, x + 0.1, 0.535, (74, 78, 86))
    pen.box(x - 0.14, 0.385, x + 0.14, 0.42, chance.choice([(206, 66, 56), (60, 66, 76), (150, 158, 164)]))
    for cup in (-0.05, 0.05):
        pen.box(x + cup - 0.022, 0.505, x + cup + 0.022, 0.545, (250, 248, 240))
    cake = x + 0.42
    for bun in (-0.07, 0.0, 0.07):
        pen.oval(cake + bun, 0.53, 0.035, 0.025, chance.choice([(214, 142, 70), (240, 170, 180), (122, 74, 50)]))
    pen.blob(
        [(cake - 0.13, 0.55), (cake - 0.12, 0.46), (cake, 0.42), (cake + 0.12, 0.46), (cake + 0.13, 0.55)],
        (226, 240, 244, 110),
    )
    seat = chance.choice([(206, 78, 62), (70, 124, 116), (236, 184, 84)])
    for stool in (0.78, 1.12, 1.46):
        pen.line([(stool, 0.7), (stool, 0.85)], 0.02, (60, 56, 60))
        pen.line([(stool - 0.06, 0.86), (stool + 0.06, 0.86)], 0.018, (60, 56, 60))
        pen.box(stool - 0.07, 0.67, stool + 0.07, 0.71, seat, round_by=0.02)


def _cafe_table(pen: Pen, scene: Scene, x: float, wood: Colour) -> None:
    _chair(pen, x - 0.2, 0.88, 0.32, darker(wood, 0.2))
    _chair(pen.at(x + 0.2, 0.88, flip=True), 0, 0, 0.32, darker(wood, 0.2))
    pen.box(x - 0.013, 0.68, x + 0.013, 0.88, (58, 52, 54))
    pen.oval(x, 0.885, 0.08, 0.014, (58, 52, 54))
    pen.oval(x, 0.68, 0.17, 0.024, lighter(wood, 0.35))
    pen.box(x - 0.05, 0.63, x, 0.675, (250, 248, 240), round_by=0.01)
    pen.box(x + 0.05, 0.6, x + 0.075, 0.675, scene.random.choice(GOODS))


def _chair(pen: Pen, x: float, y: float, tall: float, colour: Colour) -> None:
    """A chair, seen from the side, that looks to the right."""
    pen.box(x - tall * 0.24, y - tall, x - tall * 0.15, y, darker(colour, 0.12))
    pen.box(x - tall * 0.24, y - tall * 0.5, x + tall * 0.28, y - tall * 0.42, colour)
    pen.box(x + tall * 0.2, y - tall * 0.45, x + tall * 0.27, y, darker(colour, 0.12))
    pen.box(x - tall * 0.26, y - tall, x - tall * 0.12, y - tall * 0.62, colour, round_by=0.015)


CAFE = Place(
    "cafe",
    (
        "in a cafe",
        "in a restaurant",
        "in a bar",
        "in the cafe",
        "in a coffee shop",
        "at the bar",
        "in front of the counter of a cafe",
    ),
    _cafe,
    ground=0.89,
    indoors=True,
)
