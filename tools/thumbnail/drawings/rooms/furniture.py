"""What stands in several rooms: lamps, plants, pictures, things in a row."""

from __future__ import annotations

from collections.abc import Sequence

from tools.thumbnail.drawings.backdrop import SHADE, TOP, WARM, glow, varied
from tools.thumbnail.kinds import Scene
from tools.thumbnail.pen import Colour, Pen, darker, lighter, mixed


def pendant(pen: Pen, scene: Scene, x: float, y: float, colour: Colour, size: float = 1.0) -> None:
    """A lamp that hangs from the ceiling, its lower rim at y."""
    pen.line([(x, TOP), (x, y - 0.08 * size)], 0.012, (60, 54, 54))
    rim, bulb = 0.075 * size, WARM if scene.time == "night" else (255, 246, 220)
    pen.shining.oval(x, y, rim * 0.5, 0.03 * size, bulb)
    pen.shape(
        [(x - 0.025 * size, y - 0.085 * size), (x + 0.025 * size, y - 0.085 * size), (x + rim, y), (x - rim, y)], colour
    )
    pen.shape([(x, y - 0.085 * size), (x + 0.025 * size, y - 0.085 * size), (x + rim, y), (x, y)], darker(colour, 0.16))
    if scene.time == "night":
        pen.shining.shape([(x - rim, y), (x + rim, y), (x + rim * 4, y + 0.5), (x - rim * 4, y + 0.5)], (*WARM[:3], 26))
        glow(pen, x, y + 0.02, 0.2 * size)


def shade_lamp(pen: Pen, scene: Scene, x: float, y: float, tall: float, colour: Colour) -> None:
    """A lamp with a cloth shade that stands at y, on a table or on the floor."""
    size = 0.11 if tall > 0.3 else 0.085
    pen.box(x - 0.007, y - tall + size, x + 0.007, y, (92, 72, 60))
    pen.oval(x, y, size * 0.5, 0.014, (92, 72, 60))
    cloth = pen.shining if scene.time == "night" else pen
    shine = mixed(colour, WARM, 0.75) if scene.time == "night" else colour
    top, low = y - tall, y - tall + size * 1.15
    cloth.shape([(x - size * 0.45, top), (x + size * 0.45, top), (x + size * 0.8, low), (x - size * 0.8, low)], shine)
    cloth.shape(
        [(x + size * 0.1, top), (x + size * 0.45, top), (x + size * 0.8, low), (x + size * 0.2, low)],
        darker(shine, 0.1),
    )
    if scene.time == "night":
        glow(pen, x, top + size * 0.6, 0.3)


def plant(pen: Pen, scene: Scene, x: float, y: float, tall: float) -> None:
    """A plant in a pot that stands at y."""
    chance = scene.random
    leaf = varied(chance, (74, 142, 84), 14)
    for turn in (-58, -30, 0, 28, 56):
        blade = pen.at(x, y - tall * 0.3, tall, turn=turn + chance.randint(-7, 7))
        blade.blob([(0, 0), (0.09, -0.34), (0, -0.68), (-0.09, -0.34)], darker(leaf, 0.18) if turn % 4 else leaf)
    pot = chance.choice([(206, 108, 70), (238, 232, 220), (92, 124, 150)])
    rim = tall * 0.18
    pen.shape([(x - rim, y - tall * 0.34), (x + rim, y - tall * 0.34), (x + rim * 0.7, y), (x - rim * 0.7, y)], pot)


def row_of(
    pen: Pen, scene: Scene, x0: float, x1: float, y: float, tall: float, hues: Sequence[Colour], wide: float = 0.04
) -> None:
    """Books, boxes, bottles: upright things side by side on y."""
    chance, x = scene.random, x0
    while x < x1 - wide * 0.7:
        end = min(x1, x + wide * (0.7 + 0.6 * chance.random()))
        pen.box(x, y - tall * (0.68 + 0.32 * chance.random()), end - 0.004, y, chance.choice(hues))
        x = end


def picture(pen: Pen, scene: Scene, x0: float, y0: float, x1: float, y1: float) -> None:
    """A framed picture: hills and a disc in two hues."""
    chance = scene.random
    paper, ink = chance.choice(
        [((246, 234, 208), (222, 120, 84)), ((206, 226, 230), (60, 112, 132)), ((250, 214, 180), (118, 92, 140))]
    )
    pen.box(x0 + 0.014, y0 + 0.016, x1 + 0.014, y1 + 0.016, SHADE)
    pen.box(x0, y0, x1, y1, (70, 54, 46))
    pen.box(x0 + 0.016, y0 + 0.016, x1 - 0.016, y1 - 0.016, paper)
    wide, tall = x1 - x0, y1 - y0
    pen.oval(x0 + wide * (0.3 + 0.4 * chance.random()), y0 + tall * 0.38, wide * 0.14, wide * 0.14, lighter(ink, 0.3))
    pen.shape([(x0 + 0.016, y1 - 0.016), (x0 + wide * 0.4, y0 + tall * 0.5), (x1 - 0.016, y1 - 0.016)], ink)
