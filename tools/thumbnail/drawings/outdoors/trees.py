"""Trees and bushes, near and far, in leaf or under snow."""

from __future__ import annotations

from tools.thumbnail.drawings.backdrop import SHADE
from tools.thumbnail.drawings.outdoors.ground import SNOW
from tools.thumbnail.kinds import Scene
from tools.thumbnail.pen import Colour, Pen, darker, mixed

GREENS: tuple[Colour, ...] = ((92, 158, 72), (116, 170, 66), (72, 146, 90), (136, 172, 78))
AUTUMN: tuple[Colour, ...] = ((222, 132, 52), (206, 92, 56), (232, 178, 66))


def leaf(scene: Scene, colour: Colour) -> Colour:
    """The colour of a tree in the scene's weather."""
    return mixed(mixed(colour, (104, 140, 136), 0.7), SNOW, 0.72) if scene.weather == "snow" else colour


def _bare(scene: Scene, colour: Colour) -> Colour:
    """The shaded side of a tree, where no snow lies."""
    return mixed(mixed(colour, (96, 132, 132), 0.6), SNOW, 0.3) if scene.weather == "snow" else darker(colour, 0.2)


def pines(pen: Pen, scene: Scene, x0: float, x1: float, y: float, tall: float, colour: Colour) -> None:
    """A far row of firs, one jagged shape."""
    chance, points, x = scene.random, [(x0, y)], x0
    while x < x1:
        wide, high = tall * (0.3 + 0.16 * chance.random()), tall * (0.6 + 0.4 * chance.random())
        points += [(x + wide * 0.1, y - high * 0.34), (x + wide * 0.5, y - high), (x + wide * 0.9, y - high * 0.34)]
        x += wide
    pen.shape([*points, (x, y), (x, y + 0.02), (x0, y + 0.02)], leaf(scene, colour))


def woods(pen: Pen, scene: Scene, x0: float, x1: float, y: float, tall: float, colour: Colour) -> None:
    """A far row of round trees on y."""
    hue, x = leaf(scene, colour), x0
    while x < x1:
        r = tall * (0.42 + 0.2 * scene.random.random())
        pen.oval(x, y - r * 0.7, r, r * 1.1, mixed(hue, darker(hue, 0.16), scene.random.random()))
        x += r * 1.25
    pen.box(x0, y - tall * 0.3, x1, y + 0.005, darker(hue, 0.14))


def fir(pen: Pen, scene: Scene, x: float, y: float, tall: float, colour: Colour) -> None:
    """A fir that stands at y."""
    pen.box(x - tall * 0.035, y - tall * 0.2, x + tall * 0.035, y, (98, 68, 50))
    light, dark = leaf(scene, colour), _bare(scene, colour)
    for top, low, wide in ((0.42, 0.1, 0.3), (0.68, 0.34, 0.235), (1.0, 0.58, 0.165)):
        pen.shape([(x, y - tall * top), (x + tall * wide, y - tall * low), (x - tall * wide, y - tall * low)], dark)
        pen.shape(
            [(x, y - tall * top), (x + tall * 0.02, y - tall * (low + 0.05)), (x - tall * wide, y - tall * low)], light
        )


def tree(pen: Pen, scene: Scene, x: float, y: float, tall: float, colour: Colour) -> None:
    """A tree with a round crown that stands at y."""
    pen.oval(x, y, tall * 0.22, tall * 0.03, SHADE)
    trunk: Colour = (112, 78, 56)
    pen.shape(
        [
            (x - tall * 0.035, y - tall * 0.5),
            (x + tall * 0.035, y - tall * 0.5),
            (x + tall * 0.055, y),
            (x - tall * 0.055, y),
        ],
        trunk,
    )
    light, dark = leaf(scene, colour), _bare(scene, colour)
    lean = scene.random.uniform(-0.04, 0.04)
    for dx, up, r in ((-0.16, 0.5, 0.17), (0.17, 0.52, 0.17), (lean, 0.68, 0.28)):
        pen.oval(x + tall * dx, y - tall * up, tall * r, tall * r, dark)
    for dx, up, r in ((-0.17, 0.55, 0.13), (0.1, 0.6, 0.14), (lean - 0.04, 0.76, 0.2)):
        pen.oval(x + tall * dx, y - tall * up, tall * r, tall * r * 0.95, light)


def bush(pen: Pen, scene: Scene, x: float, y: float, wide: float, colour: Colour) -> None:
    hue = leaf(scene, colour)
    pen.blob(
        [
            (x - wide, y),
            (x - wide * 0.8, y - wide * 0.6),
            (x, y - wide * 0.9),
            (x + wide * 0.8, y - wide * 0.55),
            (x + wide, y),
        ],
        darker(hue, 0.16),
    )
    pen.blob(
        [
            (x - wide * 0.8, y - wide * 0.2),
            (x - wide * 0.6, y - wide * 0.62),
            (x, y - wide * 0.86),
            (x + wide * 0.4, y - wide * 0.5),
        ],
        hue,
    )
