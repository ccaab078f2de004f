"""The bus: a city bus, a double-decker or a coach."""

from __future__ import annotations

from tools.thumbnail.drawings.shapes import CREAM, DARK, GLASS, STEEL, Tones, near, soft, tones
from tools.thumbnail.drawings.vehicles.parts import TAIL_LIGHT, draw_headlight, draw_wheel
from tools.thumbnail.kinds import Look, Subject
from tools.thumbnail.pen import Colour, Pen, lighter


def _bus(pen: Pen, look: Look) -> None:
    style = look.random.choice((_city_bus, _city_bus, _double_decker, _coach))
    style(pen, look, tones(near(look)))


def _bus_body(pen: Pen, look: Look, paint: Tones, front: float) -> None:
    """What every bus has: a long box on wheels, lamps, a sill."""
    soft(pen, ((-1.1, -0.12, 0.06), (-1.1, -1.0, 0.1), (front, -1.0, 0.16), (1.1, -0.5, 0.2), (1.1, -0.12, 0.08)),
         paint.base)  # fmt: skip
    pen.box(-1.1, -0.24, 1.1, -0.12, paint.shade, round_by=0.04)
    pen.box(-1.11, -0.42, -1.06, -0.28, TAIL_LIGHT, round_by=0.02)
    for x in (-0.62, 0.34):
        pen.oval(x, -0.21, 0.205, 0.2, paint.shade)
        draw_wheel(pen, x, 0.17, STEEL, 0)
    draw_headlight(pen, look, 1.05, -0.3, 0.05, 0.045, 0.5)


def _bus_panes(pen: Pen, look: Look, x0: float, x1: float, top: float, bottom: float, count: int) -> None:
    """A row of windows; at night the light is on."""
    glass: Colour = (255, 226, 150) if look.time == "night" else GLASS
    pen = pen.shining if look.time == "night" else pen
    step = (x1 - x0) / count
    for index in range(count):
        x = x0 + index * step
        pen.box(x, top, x + step - 0.04, bottom, glass, round_by=0.03)
        if look.time != "night" and index % 2 == 0:
            pen.shape([(x + 0.12, top), (x + 0.2, top), (x + 0.1, bottom), (x + 0.02, bottom)], lighter(GLASS, 0.45))


def _city_bus(pen: Pen, look: Look, paint: Tones) -> None:
    _bus_body(pen, look, paint, 1.08)
    stripe = look.random.choice((paint.light, paint.on, None))
    if stripe:
        pen.box(-1.09, -0.42, 0.62, -0.35, stripe)
    pen.box(-1.04, -0.88, 1.08, -0.48, DARK, round_by=0.05)
    _bus_panes(pen, look, -1.0, 0.54, -0.85, -0.51, 4)
    _bus_door(pen, look, 0.57, -0.85)
    _windscreen(pen, look, -0.85, -0.42)
    pen.shining.box(0.3, -0.975, 0.8, -0.91, (255, 196, 70), round_by=0.02)


def _double_decker(pen: Pen, look: Look, paint: Tones) -> None:
    _bus_body(pen, look, paint, 1.06)
    pen.box(-1.02, -0.94, 0.98, -0.7, DARK, round_by=0.04)
    _bus_panes(pen, look, -0.99, 1.0, -0.92, -0.72, 6)
    pen.box(-1.09, -0.66, 1.09, -0.62, look.random.choice((paint.light, CREAM)))
    pen.box(-1.02, -0.59, 0.55, -0.38, DARK, round_by=0.04)
    _bus_panes(pen, look, -0.99, 0.56, -0.57, -0.4, 4)
    _bus_door(pen, look, 0.59, -0.58)
    _windscreen(pen, look, -0.58, -0.37)


def _coach(pen: Pen, look: Look, paint: Tones) -> None:
    _bus_body(pen, look, paint, 0.94)
    pen.shape([(-1.09, -0.3), (-0.3, -0.3), (0.1, -0.48), (-0.2, -0.48), (-0.55, -0.38), (-1.09, -0.38)], paint.light)
    soft(pen, ((-1.06, -0.48, 0.04), (-1.06, -0.9, 0.05), (0.96, -0.9, 0.1), (1.08, -0.48, 0.06)), DARK)
    _bus_panes(pen, look, -1.03, 0.53, -0.88, -0.51, 3)
    _bus_door(pen, look, 0.56, -0.86)
    _windscreen(pen, look, -0.86, -0.42, 0.12)
    pen.box(-0.7, -1.05, 0.0, -0.99, paint.shade, round_by=0.03)


def _bus_door(pen: Pen, look: Look, x: float, top: float) -> None:
    pen.box(x, top, x + 0.27, -0.16, DARK, round_by=0.02)
    glass: Colour = (255, 226, 150) if look.time == "night" else lighter(GLASS, 0.2)
    pen = pen.shining if look.time == "night" else pen
    for left in (x + 0.02, x + 0.145):
        pen.box(left, top + 0.03, left + 0.105, -0.2, glass, round_by=0.02)


def _windscreen(pen: Pen, look: Look, top: float, bottom: float, lean: float = 0.01) -> None:
    glass: Colour = (255, 236, 180) if look.time == "night" else lighter(GLASS, 0.3)
    pen = pen.shining if look.time == "night" else pen
    soft(pen, ((0.87, bottom, 0.03), (0.87, top, 0.03), (1.07 - lean, top, 0.05), (1.09, bottom, 0.03)), glass)


BUS = Subject("bus", ("bus", "coach", "omnibus"), _bus, 2.2, 3.2, (0.3, -0.52, 1.3), "vehicle")
