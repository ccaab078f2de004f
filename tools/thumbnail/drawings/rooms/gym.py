"""The gym."""

from __future__ import annotations

from tools.thumbnail.drawings.backdrop import GOODS, LEFT, MIDDLE, RIGHT, SHADE, TOP, framed
from tools.thumbnail.drawings.rooms.interior import lamplit, room, window
from tools.thumbnail.kinds import Place, Scene
from tools.thumbnail.pen import Colour, Pen, darker, lighter, mixed

_STEEL: Colour = (196, 204, 210)


def _gym(pen: Pen, scene: Scene) -> None:
    chance = scene.random
    pen = framed(pen, scene, 0.88)
    wall, accent, floor = chance.choice(
        [
            ((198, 206, 212), (226, 66, 52), (74, 80, 92)),
            ((206, 208, 202), (244, 186, 44), (66, 68, 76)),
            ((188, 202, 216), (36, 122, 206), (84, 88, 98)),
            ((204, 202, 210), (90, 178, 84), (72, 74, 84)),
        ]
    )
    pen = lamplit(pen, scene)
    room(pen, wall, floor, 0.72)
    for x in (0.42, 0.74, 1.06):
        pen.box(x, 0.33, x + 0.305, 0.71, (180, 206, 218))
        pen.shape([(x + 0.2, 0.33), (x + 0.26, 0.33), (x + 0.1, 0.56), (x + 0.04, 0.56)], (220, 234, 240))
    pen.box(LEFT, 0.54, RIGHT, 0.64, accent)
    pen.box(LEFT, 0.65, RIGHT, 0.67, lighter(accent, 0.4))
    start, panes = chance.choice([(0.16, 5), (0.3, 4), (0.5, 4)])
    window(pen, scene, start, 0.05, start + 0.27 * panes, 0.29, frame=(92, 100, 112), panes=panes, town=True)
    pen.shape([(0.3, 0.8), (1.45, 0.8), (1.7, 0.97), (0.1, 0.97)], mixed(floor, accent, 0.35))
    for x in (0.38, 1.2):
        pen.shining.box(x, -0.03, x + 0.36, 0.012, (255, 250, 236))
    _rack(pen, scene, MIDDLE + chance.uniform(-0.12, 0.12), accent)
    if chance.random() < 0.5:
        _bag(pen, scene, 0.32, accent)
        _dumbbells(pen, scene, 1.36)
    else:
        _treadmill(pen, 0.26, accent)
        _dumbbells(pen, scene, 1.36) if chance.random() < 0.5 else _bag(pen, scene, 1.5, accent)
    if chance.random() < 0.6:
        ball = chance.choice([(232, 96, 130), (70, 150, 200), (126, 92, 176), (240, 150, 60)])
        x = chance.choice([0.55, 1.66])
        pen.oval(x, 0.75, 0.1, 0.1, ball)
        pen.oval(x - 0.03, 0.715, 0.045, 0.04, lighter(ball, 0.35))


def _rack(pen: Pen, scene: Scene, x: float, accent: Colour) -> None:
    """A power rack with a loaded barbell: the sign of a gym, so it is in the middle."""
    steel: Colour = (46, 50, 60)
    pen.oval(x, 0.79, 0.42, 0.03, SHADE)
    for offset in (-0.24, 0.21):
        pen.box(x + offset, 0.14, x + offset + 0.035, 0.79, steel)
        pen.box(x + offset - 0.03, 0.77, x + offset + 0.065, 0.8, steel)
    pen.box(x - 0.24, 0.14, x + 0.245, 0.175, darker(accent, 0.1))
    y = scene.random.choice([0.34, 0.4, 0.46])
    pen.box(x - 0.54, y - 0.011, x + 0.54, y + 0.011, (104, 112, 124))
    for side in (-1, 1):
        for offset, tall, hue in (
            (0.3, 0.15, (48, 52, 62)),
            (0.335, 0.15, accent),
            (0.4, 0.105, (48, 52, 62)),
            (0.425, 0.105, _STEEL),
        ):
            at = x + side * offset
            pen.oval(at, y, tall * 0.42, tall, hue)
            pen.oval(at, y, tall * 0.16, tall * 0.36, darker(hue, 0.3))
    pen.box(x - 0.15, 0.63, x + 0.15, 0.68, (34, 36, 44), round_by=0.02)
    for leg in (-0.11, 0.09):
        pen.box(x + leg, 0.67, x + leg + 0.022, 0.8, (92, 98, 110))


def _bag(pen: Pen, scene: Scene, x: float, accent: Colour) -> None:
    pen.line([(x, TOP), (x, 0.22)], 0.014, (50, 52, 60))
    bag = scene.random.choice([(176, 48, 44), (50, 52, 62), (60, 92, 150)])
    pen.box(x - 0.085, 0.2, x + 0.085, 0.66, bag, round_by=0.04)
    pen.box(x + 0.03, 0.22, x + 0.085, 0.64, darker(bag, 0.25), round_by=0.03)
    pen.box(x - 0.085, 0.3, x + 0.085, 0.34, lighter(accent, 0.5))
    pen.oval(x, 0.81, 0.1, 0.018, SHADE)


def _dumbbells(pen: Pen, scene: Scene, x: float) -> None:
    """A sloping rack with dumbbells."""
    for y in (0.5, 0.64):
        pen.box(x - 0.03, y, x + 0.44, y + 0.03, (52, 56, 66))
        for index in range(4):
            at = x + index * 0.11
            hue = GOODS[(index + scene.random.randint(0, 1)) % 5] if y > 0.6 else (70, 74, 84)
            pen.box(at, y - 0.03, at + 0.08, y - 0.012, _STEEL)
            pen.box(at - 0.006, y - 0.052, at + 0.024, y + 0.008, hue)
            pen.box(at + 0.056, y - 0.052, at + 0.086, y + 0.008, hue)
    for leg in (0.0, 0.39):
        pen.box(x + leg, 0.5, x + leg + 0.025, 0.8, (52, 56, 66))


def _treadmill(pen: Pen, x: float, accent: Colour) -> None:
    pen.oval(x, 0.82, 0.3, 0.02, SHADE)
    pen.shape([(x - 0.26, 0.76), (x + 0.24, 0.72), (x + 0.26, 0.8), (x - 0.26, 0.81)], (44, 48, 58))
    pen.shape([(x - 0.26, 0.785), (x + 0.25, 0.76), (x + 0.26, 0.8), (x - 0.26, 0.81)], accent)
    pen.line([(x + 0.2, 0.76), (x + 0.26, 0.42)], 0.03, (70, 76, 88))
    pen.line([(x + 0.25, 0.5), (x + 0.08, 0.54)], 0.026, (44, 48, 58))
    pen.shape([(x + 0.12, 0.38), (x + 0.29, 0.34), (x + 0.33, 0.44), (x + 0.18, 0.47)], (44, 48, 58))
    pen.shining.shape([(x + 0.16, 0.385), (x + 0.27, 0.36), (x + 0.295, 0.42), (x + 0.19, 0.445)], (120, 220, 240))


GYM = Place(
    "gym",
    ("in a gym", "in the gym", "at the gym", "in a fitness studio", "in front of the weights"),
    _gym,
    ground=0.88,
    indoors=True,
)
