"""The bedroom."""

from __future__ import annotations

from tools.thumbnail.drawings.backdrop import MIDDLE, framed, varied
from tools.thumbnail.drawings.rooms.furniture import picture, plant, shade_lamp
from tools.thumbnail.drawings.rooms.interior import curtains, lamplit, planks, room, window
from tools.thumbnail.kinds import Place, Scene
from tools.thumbnail.pen import Colour, Pen, darker, lighter


def _bedroom(pen: Pen, scene: Scene) -> None:
    chance = scene.random
    pen = lamplit(framed(pen, scene, 0.88), scene, 0.12)
    wall, cover, head, floor = chance.choice(
        [
            ((170, 190, 214), (82, 110, 168), (150, 104, 72), (204, 166, 126)),
            ((236, 212, 206), (206, 116, 126), (240, 232, 222), (190, 146, 112)),
            ((200, 212, 192), (226, 170, 92), (132, 92, 66), (196, 152, 110)),
            ((214, 200, 226), (128, 100, 160), (232, 222, 232), (176, 138, 114)),
            ((246, 226, 188), (92, 150, 150), (170, 116, 76), (188, 140, 100)),
            ((92, 116, 140), (228, 198, 150), (196, 146, 104), (160, 118, 90)),
        ]
    )
    wall, cover = varied(chance, wall, 8), varied(chance, cover, 12)
    room(pen, wall, floor, 0.7)
    planks(pen, floor, 0.712)
    middle = MIDDLE + chance.uniform(-0.04, 0.1)
    layout = chance.random()
    if layout < 0.3:
        window(pen, scene, middle - 0.26, 0.04, middle + 0.26, 0.31, panes=3)
        curtains(pen, middle - 0.26, 0.01, middle + 0.26, 0.56, lighter(cover, 0.35))
        picture(pen, scene, 0.12, 0.14, 0.36, 0.42)
    else:
        window(pen, scene, 0.1, 0.08, 0.42, 0.48)
        curtains(pen, 0.1, 0.04, 0.42, 0.64, lighter(cover, 0.35))
    if layout > 0.65:
        picture(pen, scene, middle - 0.2, 0.06, middle + 0.2, 0.28)
    elif layout > 0.3:
        for offset in (-0.2, 0.03):
            picture(pen, scene, middle + offset, 0.08, middle + offset + 0.17, 0.28)
    _wardrobe(pen, chance.choice([head, lighter(wall, 0.5), (150, 106, 76)]))
    pen.oval(middle, 0.9, 0.74, 0.1, lighter(cover, 0.55))
    for side in (-1, 1):
        x = middle + side * 0.47
        pen.box(x - 0.09, 0.58, x + 0.09, 0.76, darker(head, 0.08))
        pen.box(x - 0.075, 0.61, x + 0.075, 0.66, lighter(head, 0.12))
        pen.box(x - 0.1, 0.565, x + 0.1, 0.59, lighter(head, 0.1))
    _bed(pen, scene, middle, cover, head)
    shade_lamp(pen, scene, middle - 0.47, 0.57, 0.2, (250, 226, 176))
    if chance.random() < 0.6:
        shade_lamp(pen, scene, middle + 0.47, 0.57, 0.2, (250, 226, 176))
    else:
        plant(pen, scene, middle + 0.47, 0.57, 0.2)


def _wardrobe(pen: Pen, colour: Colour) -> None:
    pen.box(1.5, 0.08, 2.11, 0.76, darker(colour, 0.2))
    for x in (1.52, 1.72, 1.92):
        pen.box(x, 0.11, x + 0.185, 0.73, colour)
        pen.box(x + 0.03, 0.15, x + 0.155, 0.69, lighter(colour, 0.14))
    for x in (1.685, 1.735):
        pen.box(x - 0.006, 0.4, x + 0.008, 0.47, darker(colour, 0.5))


def _bed(pen: Pen, scene: Scene, x: float, cover: Colour, head: Colour) -> None:
    """A double bed, seen from its foot."""
    linen: Colour = (250, 246, 238)
    if scene.random.random() < 0.5:
        pen.box(x - 0.36, 0.33, x + 0.36, 0.75, head, round_by=0.06)
        pen.box(x - 0.31, 0.38, x + 0.31, 0.6, lighter(head, 0.16), round_by=0.04)
    else:
        pen.box(x - 0.34, 0.35, x + 0.34, 0.6, lighter(head, 0.1))
        for offset in (-0.34, -0.18, -0.02, 0.14, 0.3):
            pen.box(x + offset, 0.35, x + offset + 0.045, 0.6, darker(head, 0.14))
        pen.box(x - 0.37, 0.33, x + 0.37, 0.38, head)
    pen.shape([(x - 0.34, 0.56), (x + 0.34, 0.56), (x + 0.41, 0.76), (x - 0.41, 0.76)], linen)
    for side in (-1, 1):
        pen.blob(
            [(x + side * 0.05, 0.49), (x + side * 0.29, 0.49), (x + side * 0.3, 0.58), (x + side * 0.04, 0.58)],
            darker(linen, 0.07),
        )
        pen.blob(
            [(x + side * 0.06, 0.48), (x + side * 0.28, 0.48), (x + side * 0.28, 0.55), (x + side * 0.05, 0.55)], linen
        )
    pen.blob(
        [
            (x - 0.34, 0.585),
            (x, 0.575),
            (x + 0.34, 0.585),
            (x + 0.45, 0.8),
            (x + 0.45, 0.83),
            (x - 0.45, 0.83),
            (x - 0.45, 0.8),
        ],
        cover,
    )
    pen.shape([(x - 0.44, 0.775), (x + 0.44, 0.775), (x + 0.455, 0.84), (x - 0.455, 0.84)], darker(cover, 0.22))
    pen.shape([(x - 0.345, 0.59), (x + 0.345, 0.59), (x + 0.365, 0.635), (x - 0.365, 0.635)], lighter(cover, 0.55))
    if scene.random.random() < 0.6:
        pen.shape([(x - 0.39, 0.69), (x + 0.39, 0.69), (x + 0.405, 0.73), (x - 0.405, 0.73)], lighter(cover, 0.3))


BEDROOM = Place(
    "bedroom",
    ("in a bedroom", "in the bedroom", "beside the bed", "at the foot of the bed", "in a small bedroom"),
    _bedroom,
    ground=0.88,
    indoors=True,
)
