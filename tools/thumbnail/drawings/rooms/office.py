"""The office."""

from __future__ import annotations

from tools.thumbnail.drawings.backdrop import GOODS, LEFT, RIGHT, SHADE, TOP, framed, varied
from tools.thumbnail.drawings.rooms.furniture import plant, row_of
from tools.thumbnail.drawings.rooms.interior import WHITE, lamplit, room, window
from tools.thumbnail.kinds import Place, Scene
from tools.thumbnail.pen import Colour, Pen, darker, lighter, mixed


def _office(pen: Pen, scene: Scene) -> None:
    chance = scene.random
    pen = framed(pen, scene, 0.88)
    wall, accent, floor = chance.choice(
        [
            ((222, 228, 234), (60, 112, 172), (150, 160, 174)),
            ((232, 230, 222), (60, 148, 138), (138, 146, 148)),
            ((226, 224, 232), (232, 134, 66), (124, 128, 146)),
            ((214, 224, 220), (120, 92, 156), (168, 160, 152)),
        ]
    )
    accent = varied(chance, accent)
    pen = lamplit(pen, scene)
    room(pen, wall, floor, 0.7)
    pen.box(LEFT, TOP, RIGHT, 0.04, (204, 208, 214))
    for x in (-0.42, 0.15, 0.72, 1.29, 1.86):
        lit: Colour = (255, 250, 232) if scene.time == "night" else (252, 252, 250)
        pen.shining.shape([(x, -0.06), (x + 0.34, -0.06), (x + 0.32, 0.02), (x + 0.02, 0.02)], lit)
    first = 0.4 + chance.uniform(-0.04, 0.04)
    window(pen, scene, first, 0.1, first + 1.08, 0.5, frame=(120, 130, 142), panes=3, town=True)
    for pane in range(3):
        if chance.random() < 0.4:
            for slat in range(4):
                x, y = first + pane * 0.36 + 0.012, 0.1 + slat * 0.03
                pen.box(x, y, x + 0.336, y + 0.018, (240, 242, 244))
    if chance.random() < 0.4:
        _whiteboard(pen, scene, 0.0, accent)
    else:
        _cabinet(pen, scene, 0.02, accent)
    if chance.random() < 0.5:
        plant(pen, scene, 1.7, 0.76, 0.4)
    else:
        _cabinet(pen, scene, 1.58, accent)
    for x, y in ((0.52, 0.74), (1.2, 0.74)):
        _desk(pen, scene, x + chance.uniform(-0.04, 0.04), y, accent)


def _whiteboard(pen: Pen, scene: Scene, x: float, accent: Colour) -> None:
    """A whiteboard with coloured notes."""
    pen.box(x - 0.2, 0.14, x + 0.34, 0.5, (150, 158, 168))
    pen.box(x - 0.18, 0.16, x + 0.32, 0.48, WHITE)
    for note in range(6):
        left, top = x - 0.02 + (note % 3) * 0.1, 0.2 + (note // 3) * 0.12
        pen.box(left, top, left + 0.075, top + 0.08, scene.random.choice((accent, GOODS[2], GOODS[7], GOODS[3])))


def _cabinet(pen: Pen, scene: Scene, x: float, accent: Colour) -> None:
    """A filing cabinet with folders on it."""
    row_of(
        pen, scene, x + 0.02, x + 0.24, 0.38, 0.14, (accent, lighter(accent, 0.5), (240, 200, 90), (90, 96, 108)), 0.05
    )
    pen.box(x, 0.38, x + 0.26, 0.78, (172, 180, 190))
    for drawer in range(3):
        y = 0.395 + drawer * 0.125
        pen.box(x + 0.014, y, x + 0.246, y + 0.11, (198, 206, 214))
        pen.box(x + 0.09, y + 0.03, x + 0.17, y + 0.046, (110, 118, 130))


def _desk(pen: Pen, scene: Scene, x: float, y: float, accent: Colour) -> None:
    """A desk with a screen and a chair before it."""
    chance = scene.random
    pen.oval(x, y + 0.06, 0.34, 0.03, SHADE)
    pen.box(x - 0.29, y - 0.15, x + 0.29, y + 0.02, (150, 142, 140))
    for leg in (-0.28, 0.25):
        pen.box(x + leg, y - 0.15, x + leg + 0.03, y + 0.06, (92, 98, 110))
    top = chance.choice([(222, 178, 128), (240, 238, 232), (190, 140, 96)])
    pen.box(x - 0.32, y - 0.18, x + 0.32, y - 0.145, top)
    pen.box(x - 0.32, y - 0.145, x + 0.32, y - 0.13, darker(top, 0.3))
    for offset in (-0.14, 0.12):
        at = x + offset
        pen.box(at - 0.015, y - 0.24, at + 0.015, y - 0.18, (60, 64, 74))
        pen.box(at - 0.12, y - 0.4, at + 0.12, y - 0.22, (44, 48, 58), round_by=0.01)
        screen = mixed(accent, (150, 214, 250), 0.55)
        pen.shining.box(at - 0.105, y - 0.385, at + 0.105, y - 0.235, screen)
        pen.shining.box(at - 0.085, y - 0.365, at + 0.01, y - 0.325, (250, 252, 255))
        for bar in range(3):
            up = 0.03 + 0.06 * chance.random()
            pen.shining.box(
                at - 0.075 + bar * 0.055, y - 0.245 - up, at - 0.04 + bar * 0.055, y - 0.245, lighter(accent, 0.1)
            )
    side = x + (0.02 if chance.random() < 0.5 else -0.04)
    pen.box(side - 0.012, y, side + 0.012, y + 0.09, (60, 64, 74))
    pen.line([(side - 0.09, y + 0.1), (side, y + 0.075), (side + 0.09, y + 0.1)], 0.022, (60, 64, 74))
    pen.box(side - 0.1, y - 0.02, side + 0.1, y + 0.03, darker(accent, 0.25), round_by=0.02)
    pen.box(side - 0.09, y - 0.2, side + 0.09, y - 0.03, accent, round_by=0.04)


OFFICE = Place(
    "office",
    (
        "in an office",
        "in the office",
        "at the office",
        "in an open-plan office",
        "by the desks",
        "between the office desks",
    ),
    _office,
    ground=0.88,
    indoors=True,
)
