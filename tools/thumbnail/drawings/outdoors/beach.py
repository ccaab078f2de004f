"""The beach."""

from __future__ import annotations

import math

from tools.thumbnail.drawings.backdrop import BOTTOM, GOODS, LEFT, RIGHT, SHADE, framed, varied
from tools.thumbnail.drawings.outdoors.fixtures import campfire
from tools.thumbnail.drawings.outdoors.ground import heaven, puddles, ridge, soil
from tools.thumbnail.drawings.outdoors.trees import leaf
from tools.thumbnail.kinds import ASPECT, Place, Scene
from tools.thumbnail.pen import Colour, Pen, darker, lighter, mixed


def _beach(pen: Pen, scene: Scene) -> None:
    chance = scene.random
    pen = framed(pen, scene, 0.86)
    horizon, shore = 0.42 + chance.uniform(-0.03, 0.03), 0.64 + chance.uniform(-0.03, 0.03)
    heaven(pen, scene, horizon)
    deep: Colour = chance.choice([(34, 124, 186), (26, 138, 178), (44, 112, 176)])
    if scene.weather != "clear":
        deep = mixed(deep, (110, 132, 146), 0.5)
    if chance.random() < 0.6:
        ridge(pen.at(0.2, 0), scene, horizon - 0.01, 0.05, leaf(scene, (112, 158, 150)), horizon + 0.01, 1.1)
    pen.fade(LEFT, horizon, RIGHT, shore + 0.04, deep, mixed(deep, (134, 222, 214), 0.75))
    for band in range(5):
        y = horizon + 0.03 + band * band * 0.011
        x = chance.uniform(-0.1, 1.2)
        hue = (
            (150, 166, 214)
            if scene.time == "night"
            else (255, 206, 140)
            if scene.time == "sunset"
            else lighter(deep, 0.36)
        )
        glint = pen if scene.time == "day" or scene.weather != "clear" else pen.shining
        glint.box(x, y, x + 0.3 + 0.3 * chance.random(), y + 0.012, hue)
    sand = soil(scene, varied(chance, (240, 214, 160), 8))
    _shore(pen, scene, shore, mixed(deep, (250, 255, 255), 0.9), sand)
    if chance.random() < 0.7:
        _sailboat(pen, scene, chance.choice([0.72, 1.02, 1.14]), horizon + 0.05)
    if chance.random() < 0.8:
        _palm(pen, scene, 1.6 + chance.uniform(-0.06, 0.06), 0.82, 0.72)
    if chance.random() < 0.35:
        _palm(pen, scene, 1.78, 0.86, 0.55)
    hue = chance.choice(GOODS)
    at = chance.choice([0.3, 0.4, 0.5])
    _towel(pen, at + 0.12, 0.8, chance.choice(GOODS[:5]))
    _parasol(pen, scene, at, 0.8, 0.44, hue)
    campfire(pen, scene, 1.2 + chance.uniform(-0.05, 0.08), 0.82)
    if chance.random() < 0.6:
        x = chance.choice([0.08, 0.62])
        pen.oval(x, 0.84, 0.07, 0.014, SHADE)
        for r, ball in ((0.06, (246, 244, 238)), (0.04, GOODS[0]), (0.018, GOODS[2])):
            pen.oval(x - (0.06 - r) * 0.3, 0.785 - (0.06 - r) * 0.3, r, r, ball)
    puddles(pen, scene, 0.86)


def _shore(pen: Pen, scene: Scene, y: float, foam: Colour, sand: Colour) -> None:
    phase = scene.random.random() * math.tau
    for lift, colour in ((0.0, foam), (0.028, darker(sand, 0.2)), (0.062, sand)):
        edge = [
            (x, y + lift + 0.014 * math.sin(phase + x * 4.2) + 0.007 * math.sin(phase + x * 9))
            for x in (LEFT + (RIGHT - LEFT) * step / 30 for step in range(31))
        ]
        pen.shape([*edge, (RIGHT, BOTTOM), (LEFT, BOTTOM)], colour)
    for _ in range(4):
        x, low = scene.random.uniform(0, ASPECT), scene.random.uniform(0.8, 1.0)
        pen.oval(x, low, 0.16, 0.012, darker(sand, 0.07))


def _sailboat(pen: Pen, scene: Scene, x: float, y: float) -> None:
    pen.shape([(x - 0.09, y - 0.025), (x + 0.09, y - 0.025), (x + 0.06, y + 0.01), (x - 0.06, y + 0.01)], (176, 84, 62))
    pen.shape([(x - 0.005, y - 0.2), (x - 0.005, y - 0.035), (x - 0.085, y - 0.035)], (250, 248, 240))
    pen.shape([(x + 0.008, y - 0.17), (x + 0.008, y - 0.035), (x + 0.07, y - 0.035)], scene.random.choice(GOODS))


def _palm(pen: Pen, scene: Scene, x: float, y: float, tall: float) -> None:
    """A palm that leans to the left."""
    lean, trunk = tall * 0.26, (156, 112, 74)
    pen.oval(x, y, tall * 0.16, tall * 0.02, SHADE)
    path = [(x, y), (x - lean * 0.25, y - tall * 0.4), (x - lean, y - tall * 0.86)]
    pen.line(path, tall * 0.065, trunk)
    pen.line([(px - tall * 0.012, py) for px, py in path], tall * 0.025, lighter(trunk, 0.2))
    hue = leaf(scene, (58, 144, 82))
    crown = pen.at(x - lean, y - tall * 0.86, tall)
    for index, turn in enumerate((-168, -128, -92, -50, -12, 24, 155)):
        frond = crown.at(0, 0, 1.0, turn=turn + scene.random.randint(-6, 6), flip=False)
        if math.cos(math.radians(turn)) < 0:
            frond = crown.at(0, 0, 1.0, flip=True, turn=180 - turn if turn > 0 else -180 - turn)
        frond.blob(
            [(0, 0), (0.16, -0.07), (0.33, 0.0), (0.4, 0.11), (0.28, 0.06), (0.14, 0.02)],
            hue if index % 2 else darker(hue, 0.18),
        )
    for dx in (-0.03, 0.035):
        crown.oval(dx, 0.03, 0.035, 0.035, (122, 84, 54))


def _parasol(pen: Pen, scene: Scene, x: float, y: float, tall: float, hue: Colour) -> None:
    turned = pen.at(x, y, tall, turn=scene.random.choice([-10, 8, 12]))
    pen.oval(x + 0.08, y + 0.01, 0.26, 0.03, SHADE)
    turned.box(-0.02, -0.95, 0.02, 0.02, (240, 236, 226))
    r, white = 0.62, (250, 246, 236)
    for stripe in range(6):
        left, right = -1 + stripe / 3, -1 + (stripe + 1) / 3
        rim = [(r * at, -0.62 - 0.025 * (part == 1)) for part, at in ((0, right), (1, (left + right) / 2), (2, left))]
        crest = [
            (r * at * 0.72, -0.62 - 0.27 * math.sqrt(max(0.0, 1 - (at * 0.72) ** 2)) + 0.03) for at in (left, right)
        ]
        turned.blob([crest[0], (0, -1.0), crest[1], *rim], hue if stripe % 2 else white)
    turned.oval(0, -1.0, 0.03, 0.03, darker(hue, 0.2))


def _towel(pen: Pen, x: float, y: float, hue: Colour) -> None:
    pen.shape([(x - 0.2, y), (x + 0.12, y), (x + 0.22, y + 0.06), (x - 0.12, y + 0.06)], hue)
    pen.shape([(x - 0.12, y), (x - 0.04, y), (x + 0.05, y + 0.06), (x - 0.03, y + 0.06)], lighter(hue, 0.6))


BEACH = Place(
    "beach",
    ("on the beach", "on a beach", "at the beach", "at the seaside", "by the sea", "on the sand"),
    _beach,
    ground=0.86,
    indoors=False,
)
