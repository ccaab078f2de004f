"""The car: hatchback, saloon, SUV or van."""

from __future__ import annotations

from typing import NamedTuple

from tools.thumbnail.drawings.shapes import DARK, STEEL, Corner, near, soft, tones
from tools.thumbnail.drawings.vehicles.parts import TAIL_LIGHT, draw_headlight, draw_wheel
from tools.thumbnail.kinds import Look, Subject
from tools.thumbnail.pen import Pen


class _Car(NamedTuple):
    """A body: its outline, its side windows, and where its wheels are."""

    outline: tuple[Corner, ...]
    windows: tuple[tuple[Corner, ...], ...]
    belt: float  # how high the line under the windows is
    wheels: tuple[float, float]
    radius: float
    handles: tuple[float, ...]


_HATCHBACK = _Car(
    ((-1.13, -0.15, 0.08), (-1.17, -0.5, 0.12), (-1.0, -0.72, 0.1), (-0.8, -1.0, 0.22), (0.06, -1.0, 0.3),
     (0.5, -0.63, 0.2), (1.06, -0.53, 0.2), (1.18, -0.36, 0.1), (1.17, -0.15, 0.08)),
    (((-0.87, -0.66, 0.05), (-0.7, -0.92, 0.1), (-0.3, -0.92, 0.02), (-0.3, -0.64, 0.02)),
     ((-0.24, -0.64, 0.02), (-0.24, -0.92, 0.02), (0.02, -0.92, 0.14), (0.36, -0.63, 0.05))),
    0.58, (-0.72, 0.72), 0.235, (-0.42, 0.16),
)  # fmt: skip
_SALOON = _Car(
    ((-1.16, -0.15, 0.08), (-1.2, -0.46, 0.12), (-1.12, -0.63, 0.1), (-0.78, -0.67, 0.1), (-0.46, -0.98, 0.24),
     (0.14, -0.98, 0.26), (0.52, -0.64, 0.2), (1.06, -0.55, 0.2), (1.2, -0.38, 0.1), (1.18, -0.15, 0.08)),
    (((-0.66, -0.65, 0.05), (-0.4, -0.9, 0.1), (-0.16, -0.9, 0.02), (-0.16, -0.64, 0.02)),
     ((-0.1, -0.64, 0.02), (-0.1, -0.9, 0.02), (0.1, -0.9, 0.12), (0.38, -0.63, 0.05))),
    0.57, (-0.74, 0.74), 0.23, (-0.3, 0.24),
)  # fmt: skip
_SUV = _Car(
    ((-1.1, -0.2, 0.06), (-1.13, -0.62, 0.08), (-1.03, -1.0, 0.12), (0.16, -1.0, 0.2), (0.46, -0.69, 0.1),
     (1.04, -0.64, 0.14), (1.14, -0.46, 0.08), (1.14, -0.2, 0.08)),
    (((-1.0, -0.68, 0.04), (-0.93, -0.92, 0.05), (-0.63, -0.92, 0.02), (-0.63, -0.68, 0.02)),
     ((-0.57, -0.68, 0.02), (-0.57, -0.92, 0.02), (-0.18, -0.92, 0.02), (-0.18, -0.68, 0.02)),
     ((-0.12, -0.68, 0.02), (-0.12, -0.92, 0.02), (0.12, -0.92, 0.1), (0.34, -0.68, 0.05))),
    0.62, (-0.68, 0.7), 0.26, (-0.26, 0.2),
)  # fmt: skip
_VAN = _Car(
    ((-1.15, -0.16, 0.06), (-1.17, -0.6, 0.1), (-1.05, -1.0, 0.16), (0.22, -1.0, 0.34), (0.74, -0.64, 0.24),
     (1.1, -0.52, 0.16), (1.18, -0.34, 0.1), (1.16, -0.16, 0.08)),
    (((-1.03, -0.66, 0.04), (-0.95, -0.91, 0.05), (-0.55, -0.91, 0.02), (-0.55, -0.66, 0.02)),
     ((-0.49, -0.66, 0.02), (-0.49, -0.91, 0.02), (-0.09, -0.91, 0.02), (-0.09, -0.66, 0.02)),
     ((-0.03, -0.66, 0.02), (-0.03, -0.91, 0.02), (0.2, -0.91, 0.16), (0.56, -0.64, 0.05))),
    0.59, (-0.74, 0.74), 0.22, (-0.18, 0.28),
)  # fmt: skip


def _car(pen: Pen, look: Look) -> None:
    chance = look.random
    car = chance.choice((_HATCHBACK, _HATCHBACK, _SALOON, _SALOON, _SUV, _VAN))
    paint = tones(near(look))
    rim, spokes = chance.choice((STEEL, (226, 228, 230))), chance.choice((0, 5, 5, 6))
    turn = chance.random()
    if car in (_SUV, _VAN) and chance.random() < 0.6:
        pen.box(-0.85, -1.04, -0.02, -0.98, DARK, round_by=0.02)
    soft(pen, car.outline, paint.base)
    back, front = car.outline[0][0], car.outline[-1][0]
    pen.box(back + 0.02, -0.3, front - 0.02, -0.15, paint.shade, round_by=0.04)
    pen.box(back + 0.06, -0.2, front - 0.06, -0.12, DARK, round_by=0.04)
    pen.box(back + 0.04, -car.belt, front - 0.22, -car.belt + 0.035, paint.light, round_by=0.017)
    _panes(pen, car)
    seam = [window[0][0] - 0.03 for window in car.windows[1:]]
    for x in (*seam, car.windows[-1][-1][0] - 0.02):
        pen.box(x - 0.008, -car.belt + 0.035, x + 0.008, -0.22, paint.shade)
    for x in car.handles:
        pen.box(x - 0.16, -car.belt + 0.08, x - 0.05, -car.belt + 0.11, paint.shade, round_by=0.015)
    for x in car.wheels:
        pen.oval(x, -car.radius - 0.06, car.radius + 0.05, car.radius + 0.04, paint.shade)
        draw_wheel(pen, x, car.radius, rim, spokes, turn)
    pen.box(back - 0.03, -0.54, back + 0.07, -0.4, TAIL_LIGHT, round_by=0.03)
    draw_headlight(pen, look, front - 0.08, -0.43, 0.085, 0.055)


def _panes(pen: Pen, car: _Car) -> None:
    for pane in car.windows:
        soft(pen, pane, (92, 134, 160))
    for pane in car.windows:
        left, right = max(pane[0][0], pane[1][0]), min(pane[2][0], pane[3][0])
        top, bottom = pane[1][1], pane[0][1]
        lean, width = 0.1, (right - left) * 0.36
        x = left + 0.04 + lean
        pen.shape([(x, top), (x + width, top), (x + width - lean, bottom), (x - lean, bottom)], (168, 206, 224))


CAR = Subject("car", ("car", "automobile", "motor car"), _car, 2.4, 1.5, (0.35, -0.48, 1.4), "vehicle")
