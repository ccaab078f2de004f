"""The living room."""

from __future__ import annotations

from tools.thumbnail.drawings.backdrop import GOODS, MIDDLE, SHADE, TOP, WOOD, framed, glow, varied
from tools.thumbnail.drawings.rooms.furniture import picture, plant, row_of, shade_lamp
from tools.thumbnail.drawings.rooms.interior import curtains, lamplit, planks, room, window
from tools.thumbnail.kinds import Place, Scene
from tools.thumbnail.pen import Colour, Pen, darker, lighter, mixed


def _living_room(pen: Pen, scene: Scene) -> None:
    chance = scene.random
    pen = lamplit(framed(pen, scene, 0.87), scene, 0.12)
    wall, couch, accent, rug, floor = chance.choice(
        [
            ((118, 156, 158), (232, 160, 84), (246, 228, 190), (206, 84, 70), (184, 130, 86)),
            ((240, 220, 188), (84, 130, 124), (240, 168, 90), (222, 196, 150), (170, 116, 76)),
            ((226, 198, 182), (106, 112, 160), (248, 214, 130), (240, 226, 208), (160, 112, 80)),
            ((206, 214, 190), (196, 92, 78), (246, 220, 168), (94, 122, 116), (194, 146, 100)),
            ((96, 112, 146), (224, 200, 168), (220, 116, 84), (190, 110, 92), (150, 106, 76)),
            ((244, 212, 150), (150, 100, 126), (250, 236, 206), (116, 148, 150), (172, 118, 82)),
        ]
    )
    wall, couch = varied(chance, wall, 8), varied(chance, couch, 12)
    room(pen, wall, floor, 0.72)
    planks(pen, floor, 0.732)
    pen.oval(MIDDLE, 0.88, 0.72, 0.11, rug)
    pen.oval(MIDDLE, 0.88, 0.58, 0.08, lighter(rug, 0.3))
    pen.oval(MIDDLE, 0.88, 0.52, 0.068, rug)
    move = chance.uniform(-0.05, 0.05)
    if chance.random() < 0.35:
        window(pen, scene, 0.7 + move, 0.09, 1.22 + move, 0.44, panes=3)
        curtains(pen, 0.7 + move, 0.05, 1.22 + move, 0.6, mixed(accent, couch, 0.25))
        picture(pen, scene, 0.2, 0.14, 0.46, 0.4)
    else:
        window(pen, scene, 0.14, 0.1, 0.46, 0.5)
        curtains(pen, 0.14, 0.06, 0.46, 0.66, mixed(accent, couch, 0.25))
        _pictures(pen, scene, move)
    _sofa(pen, scene, 0.6 + move, 1.34 + move, 0.78, couch, accent)
    shade_lamp(pen, scene, 1.43 + move * 0.5, 0.76, 0.5, (250, 228, 180))
    if chance.random() < 0.6:
        _bookcase(pen, scene, 1.53, 1.84, 0.14, 0.76)
    else:
        _hearth(pen, scene, 1.54)
    if chance.random() < 0.7:
        plant(pen, scene, 0.535, 0.77, 0.34)
    if chance.random() < 0.6:
        _coffee_table(pen, scene, 0.2)


def _pictures(pen: Pen, scene: Scene, move: float) -> None:
    if scene.random.random() < 0.5:
        picture(pen, scene, 0.74 + move, 0.12, 0.98 + move, 0.37)
        picture(pen, scene, 1.04 + move, 0.16, 1.2 + move, 0.35)
    else:
        picture(pen, scene, 0.78 + move, 0.1, 1.18 + move, 0.37)


def _sofa(pen: Pen, scene: Scene, x0: float, x1: float, y: float, colour: Colour, accent: Colour) -> None:
    """A sofa, seen from the front, with cushions."""
    pen.oval((x0 + x1) / 2, y + 0.005, (x1 - x0) * 0.56, 0.03, SHADE)
    for x in (x0 + 0.03, x1 - 0.03):
        pen.box(x - 0.015, y - 0.05, x + 0.015, y, (84, 58, 42))
    pen.box(x0 + 0.03, y - 0.33, x1 - 0.03, y - 0.08, darker(colour, 0.1), round_by=0.05)
    seats = 2 if x1 - x0 < 0.75 else 3
    wide = (x1 - x0 - 0.16) / seats
    for seat in range(seats):
        x = x0 + 0.08 + seat * wide
        pen.box(x + 0.006, y - 0.315, x + wide - 0.006, y - 0.14, colour, round_by=0.03)
        pen.box(x + 0.004, y - 0.165, x + wide - 0.004, y - 0.09, lighter(colour, 0.16), round_by=0.025)
    pen.box(x0 + 0.04, y - 0.1, x1 - 0.04, y - 0.03, darker(colour, 0.22), round_by=0.02)
    for x in (x0, x1 - 0.1):
        pen.box(x, y - 0.23, x + 0.1, y - 0.03, darker(colour, 0.04), round_by=0.045)
    for x, turn in ((x0 + 0.15, -14), (x1 - 0.15, 12)):
        cushion = pen.at(x, y - 0.2, turn=turn + scene.random.randint(-6, 6))
        cushion.box(-0.065, -0.06, 0.065, 0.06, accent, round_by=0.02)


def _bookcase(pen: Pen, scene: Scene, x0: float, x1: float, y0: float, y1: float) -> None:
    pen.box(x0, y0, x1, y1, (128, 84, 54))
    count = 4
    for shelf in range(count):
        upper = y0 + 0.02 + (y1 - y0 - 0.02) * shelf / count
        lower = y0 + (y1 - y0) * (shelf + 1) / count - 0.012
        pen.box(x0 + 0.02, upper, x1 - 0.02, lower, (84, 54, 38))
        row_of(pen, scene, x0 + 0.025, x1 - 0.03, lower, (lower - upper) * 0.9, GOODS, 0.048)


def _hearth(pen: Pen, scene: Scene, x: float) -> None:
    """A fireplace, lit in the evening."""
    stone: Colour = (226, 216, 204)
    pen.box(x + 0.03, TOP, x + 0.33, 0.4, darker(stone, 0.08))
    pen.box(x, 0.42, x + 0.36, 0.76, stone)
    pen.box(x - 0.03, 0.39, x + 0.39, 0.43, (120, 82, 56))
    pen.box(x + 0.07, 0.5, x + 0.29, 0.76, (52, 42, 44))
    if scene.time != "day":
        pen.shining.blob(
            [(x + 0.1, 0.75), (x + 0.13, 0.6), (x + 0.18, 0.54), (x + 0.24, 0.62), (x + 0.26, 0.75)], (244, 132, 44)
        )
        pen.shining.blob([(x + 0.14, 0.75), (x + 0.18, 0.63), (x + 0.22, 0.75)], (255, 220, 110))
        glow(pen, x + 0.18, 0.65, 0.3, (255, 160, 80))
    pen.line([(x + 0.09, 0.745), (x + 0.27, 0.735)], 0.03, (112, 72, 48))


def _coffee_table(pen: Pen, scene: Scene, x: float) -> None:
    pen.oval(x, 0.87, 0.2, 0.02, SHADE)
    for leg in (-0.13, 0.13):
        pen.box(x + leg - 0.012, 0.72, x + leg + 0.012, 0.87, darker(WOOD, 0.35))
    pen.oval(x, 0.72, 0.2, 0.028, WOOD)
    pen.box(x - 0.09, 0.68, x + 0.02, 0.712, scene.random.choice(GOODS))


LIVING_ROOM = Place(
    "living room",
    (
        "in a living room",
        "in the living room",
        "in front of the sofa",
        "in the lounge",
        "by the couch",
        "at home in the living room",
    ),
    _living_room,
    ground=0.87,
    indoors=True,
)
