"""A pen for flat illustration: smooth shapes in any place, size and light, drawn large and reduced once."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from PIL import Image, ImageDraw

Point = tuple[float, float]
# Red, green, blue from 0 to 255, and how opaque it is, from 0 to 255, if not wholly.
Colour = tuple[int, int, int] | tuple[int, int, int, int]

OVERSAMPLED = 3  # drawn pixels a pixel of the picture, in each direction
_CURVE = 5  # straight pieces between two points of a smooth line
_CIRCLES = {
    count: [(math.cos(step * math.tau / count), math.sin(step * math.tau / count)) for step in range(count)]
    for count in (10, 20, 32)
}


@dataclass(frozen=True)
class Light:
    """What falls on everything that does not shine itself: its colour, as factors, and how much of it is `haze`, a
    colour that everything fades towards."""

    tint: tuple[float, float, float] = (1.0, 1.0, 1.0)
    haze: tuple[int, int, int] = (255, 255, 255)
    hazy: float = 0.0

    def on(self, colour: Colour) -> Colour:
        lit = tuple(
            min(255, round((value * tint) * (1 - self.hazy) + haze * self.hazy))
            for value, tint, haze in zip(colour[:3], self.tint, self.haze, strict=True)
        )
        return (*lit, *colour[3:])


@dataclass(frozen=True)
class Pen:
    """Draws on `image` through a linear map: local (x, y), y growing downwards, to drawn pixels.

    `at` gives the same pen with another origin, size, mirror image or angle. Everything is clipped by the picture.
    """

    image: Image.Image
    a: float
    b: float
    c: float
    d: float
    x: float
    y: float
    light: Light = Light()

    @classmethod
    def over(cls, image: Image.Image, light: Light = Light()) -> Pen:
        """A pen whose unit is the picture's height, with the origin at the upper left."""
        unit = float(image.height)
        return cls(image, unit, 0.0, 0.0, unit, 0.0, 0.0, light)

    def at(self, x: float, y: float, size: float = 1.0, *, flip: bool = False, turn: float = 0.0) -> Pen:
        """A pen with its origin at (x, y), `size` times as large; `turn` is in degrees, clockwise on the screen."""
        cos, sin = math.cos(math.radians(turn)) * size, math.sin(math.radians(turn)) * size
        way = -1.0 if flip else 1.0
        a, b = self.a * cos * way + self.b * sin * way, self.b * cos - self.a * sin
        c, d = self.c * cos * way + self.d * sin * way, self.d * cos - self.c * sin
        px, py = self._map(x, y)
        return replace(self, a=a, b=b, c=c, d=d, x=px, y=py)

    @property
    def shining(self) -> Pen:
        """The same pen for what gives light itself: lamps, windows at night, screens."""
        return replace(self, light=Light())

    def lit(self, light: Light) -> Pen:
        return replace(self, light=light)

    def shape(self, points: Iterable[Point], colour: Colour) -> None:
        """A polygon with straight edges."""
        self._fill([self._map(*point) for point in points], colour)

    def blob(self, points: Sequence[Point], colour: Colour) -> None:
        """A closed, smooth shape through the points (a Catmull-Rom spline)."""
        self._fill([self._map(*point) for point in smooth_line(points, closed=True)], colour)

    def oval(self, x: float, y: float, rx: float, ry: float, colour: Colour, turn: float = 0.0) -> None:
        """An ellipse around (x, y)."""
        cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
        pixels = max(rx, ry) * math.hypot(self.a, self.c)
        circle = _CIRCLES[32 if pixels > 40 else 20 if pixels > 12 else 10]
        self.shape([(x + rx * u * cos - ry * v * sin, y + rx * u * sin + ry * v * cos) for u, v in circle], colour)

    def box(self, x0: float, y0: float, x1: float, y1: float, colour: Colour, *, round_by: float = 0.0) -> None:
        """A rectangle with corners (x0, y0) and (x1, y1), its corners rounded by a radius."""
        if round_by <= 0:
            self.shape([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], colour)
            return
        r = min(round_by, abs(x1 - x0) / 2, abs(y1 - y0) / 2)
        centres = [(x1 - r, y0 + r, -90), (x1 - r, y1 - r, 0), (x0 + r, y1 - r, 90), (x0 + r, y0 + r, 180)]
        points = [
            (cx + r * math.cos(math.radians(start + part * 22.5)), cy + r * math.sin(math.radians(start + part * 22.5)))
            for cx, cy, start in centres
            for part in range(5)
        ]
        self.shape(points, colour)

    def line(self, points: Sequence[Point], width: float, colour: Colour, *, smooth: bool = True) -> None:
        """An open line with round ends and joints; `width` in local units. Good for limbs, tails, handles."""
        path = [self._map(*point) for point in (smooth_line(points, closed=False) if smooth else points)]
        pixels = width * math.hypot(self.a, self.c)
        ink = self.light.on(colour)
        draw = self._draw(ink)
        draw.line(path, fill=ink, width=max(1, round(pixels)), joint="curve")
        r = pixels / 2
        if r >= 1:
            for px, py in (path[0], path[-1]):
                draw.ellipse((px - r, py - r, px + r, py + r), fill=ink)

    def fade(self, x0: float, y0: float, x1: float, y1: float, top: Colour, bottom: Colour) -> None:
        """An upright rectangle whose colour changes from `top` to `bottom`, both opaque.

        Only for pens that were not turned.
        """
        (left, upper), (right, lower) = self._map(x0, y0), self._map(x1, y1)
        left, right = sorted((round(left), round(right)))
        box = (left, round(upper), right, round(lower))
        if box[2] <= box[0] or box[3] <= box[1]:
            return
        column = Image.new("RGB", (1, 2))
        column.putdata([self.light.on(end)[:3] for end in (top, bottom)])
        # Bilinear over two pixels is level in the outer quarters; twice the height, cut in the middle, is not.
        height = box[3] - box[1]
        strip = column.resize((1, 2 * height), Image.Resampling.BILINEAR).crop(
            (0, height // 2, 1, height // 2 + height)
        )
        fading = strip.resize((box[2] - box[0], height), Image.Resampling.NEAREST)
        self.image.paste(fading, box[:2])

    def _map(self, x: float, y: float) -> Point:
        return self.a * x + self.b * y + self.x, self.c * x + self.d * y + self.y

    def _draw(self, ink: Colour) -> ImageDraw.ImageDraw:
        # Blending costs three times as much as filling, and most colours are opaque.
        return ImageDraw.Draw(self.image, "RGBA" if len(ink) == 4 else None)

    def _fill(self, points: list[Point], colour: Colour) -> None:
        ink = self.light.on(colour)
        self._draw(ink).polygon(points, fill=ink)


def darker(colour: Colour, by: float = 0.2) -> Colour:
    """`colour` with `by` of its brightness gone."""
    return (*(round(value * (1 - by)) for value in colour[:3]), *colour[3:])


def lighter(colour: Colour, by: float = 0.2) -> Colour:
    """`colour`, `by` of the way to white."""
    return (*(round(value + (255 - value) * by) for value in colour[:3]), *colour[3:])


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """`share` of `other`, the rest of `one`."""
    return tuple(round(a + (b - a) * share) for a, b in zip(one[:3], other[:3], strict=True))  # type: ignore[return-value]


def smooth_line(points: Sequence[Point], *, closed: bool) -> list[Point]:
    """A Catmull-Rom spline through the points, as short straight pieces."""
    count = len(points)
    if count < 3:
        return list(points)
    path: list[Point] = []
    for index in range(count if closed else count - 1):
        if closed:
            p0, p1, p2, p3 = (points[(index + offset) % count] for offset in (-1, 0, 1, 2))
        else:
            p0, p1 = points[max(index - 1, 0)], points[index]
            p2, p3 = points[index + 1], points[min(index + 2, count - 1)]
        for step in range(_CURVE):
            t = step / _CURVE
            path.append((_catmull(p0[0], p1[0], p2[0], p3[0], t), _catmull(p0[1], p1[1], p2[1], p3[1], t)))
    if not closed:
        path.append(points[-1])
    return path


def _catmull(p0: float, p1: float, p2: float, p3: float, t: float) -> float:
    return 0.5 * (2 * p1 + (p2 - p0) * t + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2 + (3 * p1 - p0 - 3 * p2 + p3) * t**3)
