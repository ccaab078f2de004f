"""The horse: stands or trots, under a saddle on its blanket."""

from __future__ import annotations

from collections.abc import Sequence

from tools.thumbnail.drawings.animals.parts import EYE, Fur, fur_apart
from tools.thumbnail.drawings.shapes import DARK, Joint, Tones, dot, limb, near, soft, tones
from tools.thumbnail.kinds import Look, Subject
from tools.thumbnail.pen import Colour, Pen, darker

_HORSES = (
    Fur((150, 88, 50), (40, 32, 32), (206, 160, 120)),
    Fur((178, 104, 56), (132, 72, 38), (240, 220, 196)),
    Fur((96, 62, 46), (42, 32, 32), (150, 110, 86)),
    Fur((232, 228, 220), (196, 190, 184), (206, 190, 186)),
    Fur((214, 172, 110), (246, 234, 208), (240, 216, 176)),
    Fur((66, 60, 66), (36, 33, 40), (110, 102, 108)),
    Fur((158, 160, 168), (96, 98, 108), (120, 120, 130)),
)


def _horse(pen: Pen, look: Look) -> None:
    chance = look.random
    fur = fur_apart(look, _HORSES)
    cloth = tones(near(look))
    trots, blazed, socks = chance.random() < 0.5, chance.random() < 0.5, chance.random() < 0.4
    sock = (246, 240, 230) if socks else fur.mark if fur.mark[0] < 60 else fur.base
    _horse_tail(pen, fur, trots)
    _horse_legs(pen, fur, sock, trots)
    pen.blob([(0.16, -0.69), (0.2, -0.84), (0.3, -0.94), (0.39, -0.9), (0.4, -0.76), (0.36, -0.62), (0.33, -0.48),
              (0.2, -0.37), (-0.04, -0.35), (-0.26, -0.38), (-0.42, -0.42), (-0.47, -0.55), (-0.38, -0.66),
              (-0.2, -0.65), (-0.02, -0.63)], fur.base)  # fmt: skip
    pen.blob([(0.32, -0.46), (0.2, -0.37), (-0.04, -0.35), (-0.26, -0.38), (-0.04, -0.42), (0.18, -0.45)], fur.far)
    _saddle(pen, cloth)
    _horse_head(pen, fur, cloth, blazed)


def _horse_tail(pen: Pen, fur: Fur, trots: bool) -> None:
    out = 0.06 if trots else 0.0
    limb(pen, [(-0.42, -0.63, 0.07), (-0.52 - out, -0.58, 0.1), (-0.55 - out, -0.38, 0.12),
               (-0.52 - 2 * out, -0.2, 0.03)], fur.mark)  # fmt: skip


def _hoofed(pen: Pen, joints: Sequence[Joint], colour: Colour, sock: Colour, shape: bool = True) -> None:
    limb(pen, joints, colour)
    (x0, y0, _), (x, y, width) = joints[-2:]
    middle = ((x + x0) / 2, (y + y0) / 2)
    if sock != colour:
        pen.line([middle, (x, y)], width, sock, smooth=False)
    if shape:
        half = width / 2
        pen.shape([(x - half, y - 0.015), (x + half, y - 0.015), (x + half + 0.02, y + 0.045), (x - half, y + 0.045)],
                  DARK)  # fmt: skip


def _horse_legs(pen: Pen, fur: Fur, sock: Colour, trots: bool) -> None:
    dim = darker(sock)
    if trots:
        _hoofed(pen, [(0.26, -0.46, 0.13), (0.42, -0.36, 0.08), (0.46, -0.2, 0.055), (0.4, -0.13, 0.055)], fur.far, dim)
        _hoofed(pen, [(-0.32, -0.44, 0.16), (-0.3, -0.28, 0.085), (-0.46, -0.16, 0.055), (-0.5, -0.08, 0.055)],
                fur.far, dim)  # fmt: skip
        _hoofed(pen, [(-0.36, -0.5, 0.24), (-0.34, -0.27, 0.09), (-0.28, -0.14, 0.06), (-0.24, -0.045, 0.06)],
                fur.base, sock)  # fmt: skip
        _hoofed(pen, [(0.22, -0.46, 0.16), (0.18, -0.26, 0.085), (0.14, -0.14, 0.06), (0.12, -0.045, 0.06)],
                fur.base, sock)  # fmt: skip
        return
    _hoofed(pen, [(0.27, -0.46, 0.12), (0.3, -0.26, 0.075), (0.3, -0.14, 0.055), (0.3, -0.045, 0.055)], fur.far, dim)
    _hoofed(pen, [(-0.28, -0.44, 0.16), (-0.26, -0.27, 0.085), (-0.29, -0.14, 0.055), (-0.27, -0.045, 0.055)],
            fur.far, dim)  # fmt: skip
    _hoofed(pen, [(-0.37, -0.5, 0.22), (-0.38, -0.28, 0.1), (-0.43, -0.15, 0.065), (-0.41, -0.045, 0.06)],
            fur.base, sock)  # fmt: skip
    _hoofed(pen, [(0.2, -0.46, 0.16), (0.19, -0.26, 0.085), (0.18, -0.14, 0.06), (0.18, -0.045, 0.06)], fur.base, sock)


def _saddle(pen: Pen, cloth: Tones) -> None:
    """Its blanket is what has the colour."""
    soft(pen, ((-0.29, -0.665, 0.03), (0.12, -0.67, 0.03), (0.14, -0.41, 0.06), (-0.3, -0.4, 0.06)), cloth.base)
    pen.line([(-0.27, -0.435), (-0.08, -0.428), (0.11, -0.44)], 0.026, cloth.light, smooth=False)
    leather: Colour = (112, 66, 40)
    pen.blob([(-0.24, -0.7), (-0.14, -0.68), (0.0, -0.68), (0.08, -0.73), (0.1, -0.66), (0.02, -0.6), (0.0, -0.5),
              (-0.1, -0.5), (-0.13, -0.6), (-0.23, -0.64)], leather)  # fmt: skip
    pen.line([(-0.04, -0.52), (-0.03, -0.4)], 0.018, darker(leather), smooth=False)
    dot(pen, -0.03, -0.375, 0.028, (206, 206, 210))
    dot(pen, -0.03, -0.378, 0.014, cloth.shade)


def _horse_head(pen: Pen, fur: Fur, cloth: Tones, blazed: bool) -> None:
    pen.shape([(0.34, -0.93), (0.4, -1.0), (0.41, -0.9)], fur.far)
    pen.blob([(0.3, -0.9), (0.36, -0.955), (0.44, -0.92), (0.51, -0.82), (0.595, -0.71), (0.6, -0.645), (0.55, -0.615),
              (0.48, -0.66), (0.42, -0.72), (0.34, -0.75), (0.29, -0.82)], fur.base)  # fmt: skip
    pen.blob([(0.55, -0.765), (0.6, -0.705), (0.605, -0.645), (0.55, -0.612), (0.49, -0.65), (0.5, -0.72)], fur.pale)
    if blazed:
        pen.shape([(0.42, -0.93), (0.46, -0.89), (0.56, -0.755), (0.52, -0.775)], (250, 246, 238))
    dot(pen, 0.57, -0.68, 0.014, EYE)
    dot(pen, 0.425, -0.845, 0.024, EYE)
    dot(pen, 0.431, -0.852, 0.008, (255, 255, 255))
    pen.line([(0.335, -0.94), (0.36, -0.77), (0.47, -0.68)], 0.024, cloth.base, smooth=False)
    pen.line([(0.545, -0.775), (0.47, -0.67)], 0.026, cloth.base, smooth=False)
    pen.line([(0.48, -0.66), (0.32, -0.6), (0.1, -0.68)], 0.016, cloth.shade)
    pen.shape([(0.29, -0.92), (0.33, -1.0), (0.38, -0.91)], fur.base)
    pen.blob([(0.4, -0.965), (0.33, -0.98), (0.22, -0.93), (0.12, -0.8), (0.08, -0.66), (0.16, -0.66), (0.21, -0.74),
              (0.25, -0.76), (0.27, -0.84), (0.33, -0.88), (0.42, -0.88)], fur.mark)  # fmt: skip


HORSE = Subject(
    "horse", ("horse", "pony", "mare", "stallion"), _horse, 1.3, 2.1, (0.26, -0.72, 0.8), "animal", wears=True
)
