"""The colours of clothes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tools.thumbnail.pen import Colour, darker, lighter, mixed

DENIM, NAVY, CHARCOAL, BROWN, KHAKI = (66, 92, 132), (44, 54, 84), (62, 64, 72), (92, 72, 58), (168, 148, 116)
CREAM: Colour = (246, 240, 226)
WHITE: Colour = (247, 246, 243)
SCARVES: tuple[Colour, ...] = ((236, 226, 204), (196, 166, 120), (92, 96, 108), (120, 92, 76))
SHOES: tuple[Colour, ...] = ((58, 48, 46), (96, 64, 44), (44, 46, 56), (228, 226, 220))


class Tones(NamedTuple):
    """The three tones of one cloth."""

    base: Colour
    shade: Colour
    light: Colour


def tones(colour: Colour) -> Tones:
    bright = sum(colour[:3])
    if bright < 170:  # black needs room below itself
        return Tones(lighter(colour, 0.07), darker(colour, 0.45), lighter(colour, 0.2))
    if bright > 660:
        return Tones(colour, mixed(darker(colour, 0.14), (176, 190, 214), 0.3), (255, 255, 255))
    return Tones(colour, mixed(darker(colour, 0.22), (40, 30, 80), 0.1), lighter(colour, 0.18))


def apart(share: float, of: Sequence[Colour], cloth: Colour) -> Colour:
    """One of the colours that is not near `cloth`."""
    start = int(share * len(of))
    for step in range(len(of)):
        colour = of[(start + step) % len(of)]
        if sum(abs(a - b) for a, b in zip(colour[:3], cloth[:3], strict=True)) > 110:
            return colour
    return of[start]


def is_white(colour: Colour) -> bool:
    return sum(colour[:3]) > 660
