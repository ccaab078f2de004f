"""Phone and laptop, and what their screens show."""

from __future__ import annotations

from tools.thumbnail.drawings.shapes import DARK, Tones, brightness, dot, near, soft, tones
from tools.thumbnail.kinds import Look, Subject
from tools.thumbnail.pen import Colour, Pen, darker, lighter


def _phone(pen: Pen, look: Look) -> None:
    chance = look.random
    case = tones(near(look))
    pen = pen.at(0, 0, turn=chance.choice((0, 0, -3, 3)))
    pen.box(-0.235, -1.0, 0.265, 0, case.shade, round_by=0.09)
    pen.box(-0.26, -1.0, 0.24, 0, case.base, round_by=0.09)
    pen.box(-0.265, -0.76, -0.25, -0.6, case.shade)
    pen.box(-0.205, -0.945, 0.185, -0.055, DARK, round_by=0.05)
    screen = pen.at(-0.01, 0).shining
    deep, wall = _screen_colours(case)
    screen.box(-0.175, -0.925, 0.175, -0.075, wall, round_by=0.035)
    chance.choice((_apps, _chat, _player))(screen, look, deep, wall)
    screen.box(-0.05, -0.905, 0.05, -0.88, DARK, round_by=0.012)


def _screen_colours(case: Tones) -> tuple[Colour, Colour]:
    """A deep and a pale colour that repeat the case's, or blues where that is black or white."""
    bright = brightness(case.base)
    if bright < 70:
        return (64, 84, 130), (150, 172, 208)
    if bright > 215:
        return (76, 128, 190), (160, 204, 236)
    return case.base, lighter(case.base, 0.62)


def _apps(pen: Pen, look: Look, deep: Colour, wall: Colour) -> None:
    bright: list[Colour] = [(238, 96, 84), (250, 190, 72), (84, 176, 120), (86, 132, 220), (250, 250, 250)]
    pen.oval(0, -0.72, 0.09, 0.09, deep)
    pen.oval(0.03, -0.74, 0.075, 0.075, lighter(wall, 0.6))
    for row in range(3):
        for column in range(3):
            x, y = -0.14 + column * 0.105, -0.54 + row * 0.13
            pen.box(x, y, x + 0.07, y + 0.07, look.random.choice(bright), round_by=0.02)
    pen.box(-0.15, -0.14, 0.15, -0.1, lighter(wall, 0.6), round_by=0.02)


def _chat(pen: Pen, look: Look, deep: Colour, wall: Colour) -> None:
    other, y = lighter(wall, 0.85), -0.84
    for index in range(4):
        tall, long = look.random.choice((0.1, 0.14)), look.random.uniform(0.18, 0.25)
        x = -0.15 if index % 2 == 0 else 0.15 - long
        pen.box(x, y, x + long, y + tall, other if index % 2 == 0 else deep, round_by=0.035)
        y += tall + 0.05
    pen.box(-0.15, -0.16, 0.15, -0.105, other, round_by=0.03)


def _player(pen: Pen, look: Look, deep: Colour, wall: Colour) -> None:
    pen.box(-0.135, -0.82, 0.135, -0.55, deep, round_by=0.03)
    pen.oval(0.04, -0.73, 0.05, 0.05, (255, 220, 120))
    pen.shape([(-0.13, -0.57), (-0.05, -0.7), (0.02, -0.63), (0.06, -0.67), (0.13, -0.57)], lighter(wall, 0.5))
    pen.box(-0.13, -0.47, 0.13, -0.45, lighter(wall, 0.7))
    pen.box(-0.13, -0.47, look.random.uniform(-0.06, 0.08), -0.45, deep)
    pen.oval(0, -0.28, 0.085, 0.085, (252, 252, 252))
    pen.shape([(-0.025, -0.325), (0.05, -0.28), (-0.025, -0.235)], deep)


def _laptop(pen: Pen, look: Look) -> None:
    chance = look.random
    metal = tones(near(look))
    wide = chance.uniform(0.6, 0.64)
    pen.box(-wide, -1.0, wide, -0.2, metal.base, round_by=0.06)
    pen.box(-wide + 0.035, -0.965, wide - 0.035, -0.25, DARK, round_by=0.035)
    shown = wide - 0.065
    _desktop(pen.shining, look, metal, shown)
    soft(pen, ((-wide, -0.22, 0.01), (wide, -0.22, 0.01), (0.78, -0.04, 0.03), (-0.78, -0.04, 0.03)), metal.light)
    soft(pen, ((-0.54, -0.195, 0), (0.54, -0.195, 0), (0.6, -0.11, 0.01), (-0.6, -0.11, 0.01)), DARK)
    for y, half in ((-0.168, 0.56), (-0.138, 0.58)):
        pen.line([(-half, y), (half, y)], 0.008, (96, 100, 112), smooth=False)
    pen.shape([(-0.15, -0.098), (0.15, -0.098), (0.17, -0.052), (-0.17, -0.052)], metal.base)
    pen.box(-0.79, -0.05, 0.79, 0.0, metal.base, round_by=0.03)
    pen.box(-0.77, -0.022, 0.77, 0.0, metal.shade, round_by=0.015)


def _desktop(pen: Pen, look: Look, metal: Tones, half: float) -> None:
    chance = look.random
    deep, wall = _screen_colours(metal)
    pale = lighter(wall, 0.6)
    style = chance.choice(("hills", "page", "chart"))
    pen.box(-half, -0.93, half, -0.285, wall if style == "hills" else pale)
    if style == "hills":
        dot(pen, chance.uniform(-0.3, 0.3), -0.7, 0.1, (255, 234, 168))
        ridge = [(-half, -0.48), (-0.25, -0.66), (0.0, -0.45), (0.25, -0.6), (half, -0.42)]
        pen.shape([(-half, -0.285), *ridge, (half, -0.285)], deep)
        pen.shape([(-half, -0.285), (-0.1, -0.45), (half, -0.33), (half, -0.285)], darker(deep, 0.25))
        return
    pen.box(-half, -0.93, half, -0.86, deep)
    if style == "page":
        pen.box(-half + 0.05, -0.8, -0.1, -0.35, wall, round_by=0.02)
        for y in (-0.78, -0.69, -0.6, -0.51, -0.42):
            pen.box(-0.02, y, chance.uniform(0.25, half - 0.06), y + 0.04, deep)
        return
    for index in range(5):
        x, tall = -0.4 + index * 0.17, chance.uniform(0.12, 0.46)
        pen.box(x, -0.33 - tall, x + 0.1, -0.33, (wall, deep)[index % 2])


PHONE = Subject("phone", ("phone", "smartphone", "mobile phone", "mobile"), _phone, 0.6, 0.15, (0, -0.5, 1.06), "thing")
LAPTOP = Subject("laptop", ("laptop", "notebook computer", "computer"), _laptop, 1.58, 0.24, (0, -0.5, 1.64), "thing")
