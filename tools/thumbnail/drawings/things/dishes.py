"""What is eaten and drunk, and what it is served in: bottle, cup, cake, pizza, bowl."""

from __future__ import annotations

import math

from tools.thumbnail.drawings.shapes import (
    CREAM,
    DARK,
    LEAF,
    STEEL,
    Corner,
    Tones,
    brightness,
    dot,
    heart,
    near,
    soft,
    steam,
    tones,
)
from tools.thumbnail.kinds import Look, Subject
from tools.thumbnail.pen import Colour, Pen, darker, lighter


def _bottle(pen: Pen, look: Look) -> None:
    chance = look.random
    glass = tones(near(look))
    half = chance.uniform(0.15, 0.18)
    style = chance.choice(("wine", "juice", "lotion"))
    cap = chance.choice((DARK, (206, 162, 104), STEEL, CREAM))
    if style == "lotion":
        pen.line([(0.0, -0.8), (0.0, -0.97), (0.14, -0.97)], 0.05, cap, smooth=False)
        pen.box(-0.075, -0.86, 0.075, -0.74, darker(cap), round_by=0.02)
    elif style == "juice":
        pen.box(-0.085, -1.0, 0.085, -0.86, cap, round_by=0.025)
    top = {"lotion": -0.62, "juice": -0.56, "wine": -0.54}[style]
    soft(pen, _outline(style, half), glass.base)
    soft(pen, ((half * 0.4, top, 0.06), (half, top + 0.06, 0.03), (half, 0, 0.06), (half * 0.4, 0, 0.02)), glass.shade)
    pen.box(-half + 0.035, top - 0.02, -half + 0.065, -0.06, glass.light, round_by=0.015)
    if style == "wine":
        pen.box(-0.066, -1.0, 0.066, -0.82, cap, round_by=0.02)
    _label(pen, look, half, CREAM if brightness(glass.base) < 200 else (124, 158, 150), glass)


def _outline(style: str, half: float) -> tuple[Corner, ...]:
    if style == "lotion":
        return ((-half, 0, 0.06), (-half, -0.76, 0.14), (half, -0.76, 0.14), (half, 0, 0.06))
    if style == "juice":
        return ((-half, 0, 0.06), (-half, -0.66, 0.22), (-0.075, -0.88, 0.04), (0.075, -0.88, 0.04),
                (half, -0.66, 0.22), (half, 0, 0.06))  # fmt: skip
    return ((-half, 0, 0.04), (-half, -0.58, 0.12), (-0.062, -0.7, 0.1), (-0.062, -1.0, 0.02), (0.062, -1.0, 0.02),
            (0.062, -0.7, 0.1), (half, -0.58, 0.12), (half, 0, 0.04))  # fmt: skip


def _label(pen: Pen, look: Look, half: float, paper: Colour, glass: Tones) -> None:
    chance = look.random
    pen.box(-half, -0.46, half, -0.14, paper)
    pen.box(half * 0.4, -0.46, half, -0.14, darker(paper, 0.1))
    ink = glass.shade if brightness(glass.base) < 200 else CREAM
    mark = chance.choice(("disc", "leaf", "hill"))
    if mark == "disc":
        dot(pen, 0, -0.33, 0.07, ink)
    elif mark == "leaf":
        pen.blob([(0, -0.43), (0.06, -0.34), (0, -0.25), (-0.06, -0.34)], ink)
    else:
        pen.shape([(-0.1, -0.27), (-0.03, -0.4), (0.02, -0.33), (0.05, -0.37), (0.11, -0.27)], ink)
    pen.box(-0.08, -0.22, 0.08, -0.19, ink)


def _cup(pen: Pen, look: Look) -> None:
    chance = look.random
    clay = tones(near(look))
    pen = pen.at(-0.11, 0)  # The handle is on the right.
    half, low = chance.uniform(0.33, 0.37), chance.uniform(0.24, 0.35)
    top = -0.74
    steam(pen, look, (-0.13, 0.04, 0.2)[: chance.randint(2, 3)], top - 0.03, -1.02)
    handle = [(half - 0.05, -0.6), (half + 0.11, -0.61), (half + 0.2, -0.5), (half + 0.18, -0.35), (half + 0.06, -0.22),
              (half - 0.1, -0.19)]  # fmt: skip
    pen.line(handle, 0.085, clay.shade)
    soft(pen, ((-low, 0, 0.1), (-half, top, 0.02), (half, top, 0.02), (low, 0, 0.1)), clay.base)
    soft(pen, ((low - 0.13, 0, 0.02), (half - 0.14, top, 0), (half, top, 0), (low, 0, 0.1)), clay.shade)
    pen.oval(0, top, half, 0.085, clay.light)
    pen.oval(0, top + 0.012, half - 0.04, 0.06, chance.choice(((104, 64, 40), (146, 94, 58), (186, 128, 56))))
    pattern = chance.choice(("plain", "stripe", "heart", "dots"))
    if pattern == "stripe":
        low_at = low + (half - low) * 0.4
        pen.shape([(-low_at, -0.3), (low_at, -0.3), (low_at - 0.01, -0.22), (-low_at + 0.01, -0.22)], clay.on)
    elif pattern == "heart":
        heart(pen.at(-0.06, -0.34), clay.on)
    elif pattern == "dots":
        for x, y in ((-0.2, -0.46), (-0.06, -0.34), (-0.18, -0.2), (0.06, -0.5), (0.08, -0.18)):
            dot(pen, x, y, 0.035, clay.on)
    pen.line([(-half + 0.06, top + 0.16), (-low + 0.04, -0.16)], 0.035, clay.light, smooth=False)


def _cake(pen: Pen, look: Look) -> None:
    chance = look.random
    icing = tones(near(look))
    sponge = chance.choice(((236, 196, 132), (140, 88, 58), (246, 224, 180)))
    stand = chance.choice((CREAM, (206, 214, 220), (176, 200, 206)))
    pen.shape([(-0.12, -0.12), (0.12, -0.12), (0.22, 0.0), (-0.22, 0.0)], darker(stand, 0.12))
    pen.box(-0.6, -0.17, 0.6, -0.1, stand, round_by=0.035)
    candles = chance.random() < 0.5
    top = -0.72
    _tier(pen, icing, sponge, 0.5, top, -0.17)
    if candles:
        for index, x in enumerate((-0.26, -0.09, 0.09, 0.26)):
            y = top + (0.03 if index in (1, 2) else 0.0)
            pen.box(x - 0.022, y - 0.17, x + 0.022, y, icing.on if index % 2 else (246, 178, 170))
            pen.shining.oval(x, y - 0.22, 0.026, 0.045, (255, 196, 72))
        return
    for x, y in ((-0.33, 0.0), (-0.11, 0.03), (0.12, 0.03), (0.34, 0.0)):
        dot(pen, x, top + y - 0.04, 0.085, lighter(icing.base, 0.5) if brightness(icing.base) > 60 else CREAM, 0.7)
        dot(pen, x, top + y - 0.12, 0.062, (204, 40, 52))
        dot(pen, x - 0.02, top + y - 0.14, 0.016, (255, 190, 190))
    pen.line([(0.34, top - 0.16), (0.36, top - 0.24), (0.42, top - 0.27)], 0.014, LEAF)


def _tier(pen: Pen, icing: Tones, sponge: Colour, half: float, top: float, bottom: float) -> None:
    """A round of cake, the icing all around it but for a wedge that is cut out."""
    pen.box(-half, top, half, bottom, icing.base, round_by=0.04)
    pen.box(half * 0.45, top, half, bottom, icing.shade, round_by=0.04)
    for x, y in ((-0.44, 0.13), (-0.36, 0.2), (0.17, 0.24), (0.27, 0.17), (0.37, 0.21), (0.45, 0.12)):
        pen.box(x - 0.045, top, x + 0.045, top + y, icing.soft, round_by=0.045)
    pen.oval(0, top, half, 0.13, icing.soft)
    pen.shape([(0.02, top + 0.02), (-0.3, top + 0.11), (-0.3, bottom), (0.02, bottom)], sponge)
    pen.shape([(0.02, top + 0.02), (0.1, top + 0.13), (0.1, bottom), (0.02, bottom)], darker(sponge, 0.16))
    third = (bottom - top) / 3
    for step in (1, 2):
        y = top + step * third
        pen.shape([(-0.3, y + 0.06), (0.02, y), (0.1, y + 0.05), (0.1, y + 0.1), (0.02, y + 0.05), (-0.3, y + 0.11)],
                  CREAM)  # fmt: skip
    drip = bottom - 0.06
    for x in (-0.45, -0.36, 0.17, 0.27, 0.37, 0.46):
        dot(pen, x, drip, 0.055, icing.light)


def _pizza(pen: Pen, look: Look) -> None:
    chance = look.random
    paint = tones(near(look))
    boxed = chance.random() < 0.55
    if boxed:
        pen.shape([(-0.56, -1.0), (0.56, -1.0), (0.6, -0.62), (-0.6, -0.62)], paint.base)
        pen.shape([(-0.5, -0.96), (0.5, -0.96), (0.53, -0.66), (-0.53, -0.66)], paint.shade)
        pen.shape([(-0.6, -0.62), (0.6, -0.62), (0.68, -0.1), (-0.68, -0.1)], paint.soft)
        pen.box(-0.68, -0.11, 0.68, 0.0, paint.base, round_by=0.015)
        pen.box(-0.68, -0.04, 0.68, 0.0, paint.shade, round_by=0.015)
        pie = pen.at(0, -0.37)
        across, tall = 0.5, 0.23
    else:
        pen.oval(0, -0.46, 0.68, 0.46, paint.shade)
        pen.oval(0, -0.52, 0.68, 0.46, paint.base)
        pen.oval(0, -0.52, 0.6, 0.4, paint.soft)
        pie = pen.at(0, -0.54)
        across, tall = 0.54, 0.36
    _pie(pie, look, across, tall)


def _pie(pen: Pen, look: Look, across: float, tall: float) -> None:
    """The pizza itself, around the middle of an ellipse."""
    chance = look.random
    cheese: Colour = (250, 208, 104)
    pen.oval(0, 0.03, across, tall, (168, 104, 52))
    pen.oval(0, 0, across, tall, (216, 150, 80))
    pen.oval(0, 0.005, across * 0.87, tall * 0.85, (204, 70, 40))
    pen.oval(0, 0, across * 0.83, tall * 0.81, cheese)
    style = chance.choice(("salami", "salami", "garden"))
    start = chance.random()
    for index in range(7):
        angle, far = start + index * math.tau / 6, 0.0 if index == 6 else 0.56
        x, y = far * across * math.cos(angle), far * tall * math.sin(angle)
        topping: Colour = (198, 56, 44) if style == "salami" or index % 2 else (96, 60, 74)
        dot(pen, x, y + 0.008, across * 0.15, darker(topping, 0.3), tall / across)
        dot(pen, x, y, across * 0.145, topping, tall / across)
    for index in range(5):
        angle = start + 0.5 + index * math.tau / 5
        x, y = 0.4 * across * math.cos(angle), 0.4 * tall * math.sin(angle)
        pen.oval(x, y, across * 0.09, across * 0.045, LEAF, 60 * index)
    for angle in (start, start + math.tau / 3, start + 2 * math.tau / 3):
        dx, dy = across * 0.98 * math.cos(angle + 0.5), tall * 0.98 * math.sin(angle + 0.5)
        pen.line([(-dx, -dy), (dx, dy)], 0.014, (196, 132, 62), smooth=False)


def _bowl(pen: Pen, look: Look) -> None:
    chance = look.random
    clay = tones(near(look))
    top, half = -0.56, 0.62
    filling = chance.choice((_noodles, _noodles, _salad, _cereal))
    pen.oval(0, top, half, 0.14, clay.shade)
    if filling is _noodles:
        steam(pen, look, (-0.24, 0.0), -0.78, -1.0)
    filling(pen)
    if filling is _noodles:
        for tip in ((0.5, -1.02), (0.62, -0.95)):
            pen.line([(0.06, -0.63), tip], 0.035, (170, 104, 58), smooth=False)
    else:
        pen.line([(0.28, -0.64), (0.58, -0.94)], 0.045, (150, 158, 172), smooth=False)
        pen.oval(0.59, -0.945, 0.07, 0.05, (150, 158, 172), -45)
    pen.box(-0.24, -0.1, 0.24, 0.0, clay.shade, round_by=0.03)
    body = [(-half, top), (-half + 0.03, -0.4), (-0.42, -0.16), (-0.24, -0.05), (0.24, -0.05), (0.42, -0.16),
            (half - 0.03, -0.4), (half, top)]  # fmt: skip
    arc = [(half * math.cos(step * math.pi / 10), top + 0.12 * math.sin(step * math.pi / 10)) for step in range(11)]
    pen.shape([*arc, *body], clay.base)
    pen.shape([*arc[:4], (0.28, -0.05), (0.42, -0.16), (half - 0.03, -0.4), (half, top)], clay.shade)
    pen.line(arc, 0.045, clay.light, smooth=False)
    if chance.random() < 0.5:
        band = [(x * 0.94, y + 0.12) for x, y in arc]
        pen.line(band, 0.04, clay.on, smooth=False)


def _noodles(pen: Pen) -> None:
    straw: Colour = (246, 212, 132)
    pen.blob([(-0.55, -0.56), (-0.46, -0.68), (-0.2, -0.74), (0.1, -0.73), (0.4, -0.69), (0.55, -0.56), (0.0, -0.42)],
             straw)  # fmt: skip
    for x in (-0.42, -0.26, -0.1, 0.06):
        pen.line([(x, -0.5), (x + 0.02, -0.64), (x + 0.14, -0.68), (x + 0.2, -0.5)], 0.02, (216, 168, 82))
    pen.oval(0.36, -0.66, 0.15, 0.11, (255, 252, 244))
    pen.oval(0.37, -0.65, 0.07, 0.055, (246, 164, 48))
    for x, y in ((-0.32, -0.68), (-0.2, -0.62), (-0.06, -0.7), (-0.4, -0.6)):
        pen.oval(x, y, 0.05, 0.025, LEAF, 300 * x)


def _salad(pen: Pen) -> None:
    greens: tuple[Colour, ...] = ((104, 172, 78), (76, 142, 70), (146, 196, 92))
    for index, (x, y) in enumerate(((-0.42, -0.62), (0.4, -0.62), (-0.2, -0.7), (0.2, -0.72), (0.0, -0.64))):
        pen.blob([(x - 0.18, y + 0.1), (x - 0.14, y - 0.1), (x, y - 0.14), (x + 0.14, y - 0.12), (x + 0.18, y + 0.1),
                  (x, -0.44)], greens[index % 3])  # fmt: skip
    for x, y in ((-0.3, -0.64), (0.06, -0.74), (0.32, -0.6)):
        pen.oval(x, y, 0.085, 0.08, (218, 58, 48))
        pen.oval(x + 0.01, y, 0.05, 0.045, (242, 120, 96))
    for x, y in ((-0.1, -0.58), (0.2, -0.64)):
        dot(pen, x, y, 0.05, (250, 244, 214))


def _cereal(pen: Pen) -> None:
    pen.oval(0, -0.555, 0.56, 0.11, (252, 248, 240))
    loops: tuple[Colour, ...] = ((222, 160, 78), (236, 190, 110), (204, 66, 84))
    spots = ((-0.4, 0.0), (-0.24, -0.06), (-0.06, -0.03), (0.12, -0.07), (0.34, -0.01), (0.2, 0.03), (-0.2, 0.04),
             (0.0, -0.1), (0.02, 0.06))  # fmt: skip
    for index, (x, y) in enumerate(spots):
        dot(pen, x, y - 0.59, 0.085, loops[index % 3], 0.75)
        dot(pen, x, y - 0.59, 0.03, darker(loops[index % 3], 0.3), 0.75)


BOTTLE = Subject("bottle", ("bottle", "flask", "flacon"), _bottle, 0.36, 0.28, (0, -0.5, 1.06), "thing")
CUP = Subject("cup", ("cup", "mug", "coffee cup", "teacup"), _cup, 0.98, 0.12, (0, -0.52, 1.12), "thing")
CAKE = Subject("cake", ("cake", "birthday cake", "layer cake", "gateau"), _cake, 1.2, 0.22, (0, -0.5, 1.26), "thing")
PIZZA = Subject("pizza", ("pizza", "pizza pie", "flatbread"), _pizza, 1.36, 0.3, (0, -0.5, 1.42), "thing")
BOWL = Subject("bowl", ("bowl", "dish", "serving bowl"), _bowl, 1.3, 0.16, (0, -0.5, 1.36), "thing")
