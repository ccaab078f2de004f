"""The classroom."""

from __future__ import annotations

from tools.thumbnail.drawings.backdrop import GOODS, SHADE, WARM, WOOD, framed, varied
from tools.thumbnail.drawings.rooms.interior import WHITE, lamplit, planks, room, window
from tools.thumbnail.kinds import Place, Scene
from tools.thumbnail.pen import Colour, Pen, darker, lighter


def _classroom(pen: Pen, scene: Scene) -> None:
    chance = scene.random
    pen = framed(pen, scene, 0.87)
    wall, floor, board = chance.choice(
        [
            ((248, 228, 176), (206, 160, 112), (48, 112, 86)),
            ((222, 232, 214), (190, 142, 98), (40, 100, 84)),
            ((206, 224, 236), (212, 172, 124), (52, 108, 80)),
            ((248, 216, 190), (178, 130, 92), (44, 92, 76)),
        ]
    )
    wall, board = varied(chance, wall, 6), varied(chance, board, 8)
    pen = lamplit(pen, scene)
    room(pen, wall, floor, 0.7)
    planks(pen, floor, 0.712)
    move = chance.uniform(-0.04, 0.06)
    x0, x1 = 0.5 + move, 1.3 + move
    window(pen, scene, -0.02, 0.1, 0.36, 0.54)
    pen.box(x0 - 0.03, 0.15, x1 + 0.03, 0.53, WOOD)
    pen.box(x0, 0.18, x1, 0.5, board)
    pen.box(x0, 0.18, x1, 0.205, darker(board, 0.2))
    _chalk(pen, scene, x0, board)
    pen.box(x0 - 0.04, 0.515, x1 + 0.04, 0.54, lighter(WOOD, 0.25))
    noon = (x0 + x1) / 2
    pen.oval(noon, 0.085, 0.055, 0.055, (66, 60, 62))
    pen.oval(noon, 0.085, 0.043, 0.043, WHITE)
    pen.line([(noon, 0.055), (noon, 0.085), (noon + 0.025, 0.095)], 0.012, (60, 54, 60), smooth=False)
    for index, hue in enumerate(chance.sample(GOODS, 4)):
        x, y = 1.47 + (index % 2) * 0.17, 0.13 + (index // 2) * 0.19
        pen.box(x, y, x + 0.14, y + 0.16, hue)
        pen.oval(x + 0.07, y + 0.075, 0.04, 0.04, lighter(hue, 0.6))
    _teacher_desk(pen, scene, (0.62 if chance.random() < 0.5 else 1.16) + move)
    for x in (0.14, 1.62):
        _pupil_desk(
            pen, x, 0.88, varied(chance, (224, 170, 104)), chance.choice([(66, 122, 180), (206, 84, 66), (90, 150, 98)])
        )
    _pupil_desk(pen.at(0.42, 0.76, 0.75), 0, 0, (214, 160, 96), (66, 122, 180))
    _pupil_desk(pen.at(1.42, 0.76, 0.75), 0, 0, (214, 160, 96), (206, 84, 66))
    for x in (0.4, 1.08):
        lit = WARM if scene.time == "night" else (255, 255, 250)
        pen.shining.box(x, -0.03, x + 0.3, 0.0, lit)


def _chalk(pen: Pen, scene: Scene, x0: float, board: Colour) -> None:
    """Chalk drawings, no letters: lines, a triangle, a circle."""
    chance, chalk = scene.random, (236, 240, 232)
    left, right = (x0 + 0.08, x0 + 0.5) if chance.random() < 0.5 else (x0 + 0.4, x0 + 0.08)
    for row in range(3):
        y = 0.24 + row * 0.08
        pen.box(left, y, left + 0.16 + 0.16 * chance.random(), y + 0.016, chalk)
    if chance.random() < 0.5:
        pen.line(
            [(right, 0.44), (right + 0.1, 0.24), (right + 0.2, 0.44), (right, 0.44)],
            0.014,
            (250, 216, 120),
            smooth=False,
        )
    else:
        pen.oval(right + 0.085, 0.34, 0.095, 0.095, (250, 190, 170))
        pen.oval(right + 0.085, 0.34, 0.08, 0.08, board)
        pen.line([(right + 0.085, 0.34), (right + 0.16, 0.27)], 0.012, chalk)


def _teacher_desk(pen: Pen, scene: Scene, x: float) -> None:
    pen.oval(x, 0.76, 0.27, 0.025, SHADE)
    pen.box(x - 0.22, 0.6, x + 0.22, 0.76, darker(WOOD, 0.08))
    pen.box(x - 0.18, 0.63, x + 0.02, 0.74, darker(WOOD, 0.2))
    pen.box(x - 0.25, 0.575, x + 0.25, 0.61, lighter(WOOD, 0.2))
    for book, hue in enumerate(scene.random.sample(GOODS, 3)):
        pen.box(x - 0.19, 0.55 - book * 0.024, x - 0.05, 0.574 - book * 0.024, hue)
    pen.line([(x + 0.1, 0.57), (x + 0.1, 0.54)], 0.03, (110, 78, 54))
    pen.oval(x + 0.1, 0.48, 0.062, 0.062, (74, 140, 200))
    pen.blob([(x + 0.07, 0.44), (x + 0.12, 0.45), (x + 0.13, 0.49), (x + 0.09, 0.51)], (110, 176, 96))


def _pupil_desk(pen: Pen, x: float, y: float, wood: Colour, seat: Colour) -> None:
    pen.oval(x, y + 0.005, 0.2, 0.02, SHADE)
    pen.box(x - 0.09, y - 0.31, x + 0.09, y - 0.16, seat, round_by=0.03)
    for leg in (-0.16, 0.14):
        pen.box(x + leg, y - 0.16, x + leg + 0.02, y, (108, 114, 124))
    pen.shape(
        [(x - 0.17, y - 0.22), (x + 0.17, y - 0.22), (x + 0.2, y - 0.16), (x - 0.2, y - 0.16)], lighter(wood, 0.2)
    )
    pen.box(x - 0.2, y - 0.16, x + 0.2, y - 0.12, darker(wood, 0.15))
    pen.shape(
        [(x - 0.06, y - 0.21), (x + 0.05, y - 0.21), (x + 0.055, y - 0.175), (x - 0.065, y - 0.175)], (250, 250, 246)
    )


CLASSROOM = Place(
    "classroom",
    (
        "in a classroom",
        "in the classroom",
        "at school",
        "in front of the chalkboard",
        "in a school room",
        "before the class",
    ),
    _classroom,
    ground=0.87,
    indoors=True,
)
