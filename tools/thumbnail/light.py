"""The light of an hour and a weather, and the sky that belongs to it."""

from __future__ import annotations

from tools.thumbnail.kinds import ASPECT, Scene, Time, Weather
from tools.thumbnail.pen import Colour, Light, Pen

_TINTS = {"day": (1.0, 1.0, 1.0), "sunset": (1.0, 0.80, 0.66), "night": (0.36, 0.42, 0.66)}
# At night a room is lit by its lamps.
_ROOM_TINTS = {"day": (1.0, 1.0, 1.0), "sunset": (1.0, 0.84, 0.70), "night": (0.60, 0.52, 0.52)}

_SKIES: dict[Time, tuple[Colour, Colour]] = {
    "day": ((92, 172, 234), (206, 234, 250)),
    "sunset": ((94, 86, 158), (255, 172, 84)),
    "night": ((12, 16, 44), (44, 56, 104)),
}
_OVERCAST: dict[Time, tuple[Colour, Colour]] = {
    "day": ((142, 154, 168), (206, 212, 218)),
    "sunset": ((112, 96, 118), (222, 166, 128)),
    "night": ((24, 28, 42), (54, 60, 80)),
}


def light_of(time: Time, weather: Weather, indoors: bool) -> Light:
    if indoors:
        return Light(_ROOM_TINTS[time])
    tint = _TINTS[time]
    if weather in ("rain", "snow"):
        tint = tuple(value * (0.86 if weather == "rain" else 0.95) for value in tint)  # type: ignore[assignment]
    if weather == "fog":
        return Light(tint, haze=_OVERCAST[time][1][:3], hazy=0.3)
    return Light(tint)


def sky(pen: Pen, scene: Scene, x0: float = -0.1, y0: float = -0.1, x1: float = ASPECT + 0.1, y1: float = 0.7) -> None:
    """The sky of the scene's hour and weather in a rectangle, with its sun, moon, stars or clouds.

    For the whole frame, or for a window: what it holds is placed in the rectangle, never outside.
    """
    shining, chance = pen.shining, scene.random
    overcast = scene.weather != "clear"
    top, bottom = (_OVERCAST if overcast else _SKIES)[scene.time]
    shining.fade(x0, y0, x1, y1, top, bottom)
    wide, tall = x1 - x0, y1 - y0
    if scene.time == "night" and not overcast:
        for _ in range(round(26 * wide)):
            x, y = x0 + chance.random() * wide, y0 + chance.random() * tall * 0.8
            size = 0.003 + 0.003 * chance.random()
            shining.oval(x, y, size, size, (255, 255, 240, 210))
    if not overcast:
        _disc(shining, scene, x0, y0, wide, tall)
    if scene.time != "night" and chance.random() < 0.7:
        for _ in range(chance.randint(1, 3)):
            _cloud(
                shining, scene, x0 + wide * (0.15 + 0.7 * chance.random()), y0 + tall * (0.2 + 0.4 * chance.random())
            )


def _disc(pen: Pen, scene: Scene, x0: float, y0: float, wide: float, tall: float) -> None:
    chance = scene.random
    size = min(0.07, 0.22 * min(wide, tall))
    x = x0 + wide * (0.15 + 0.7 * chance.random())
    if scene.time == "sunset":
        y = y0 + tall * (0.72 + 0.14 * chance.random())
        pen.oval(x, y, size * 2.2, size * 2.2, (255, 214, 120, 70))
        pen.oval(x, y, size * 1.25, size * 1.25, (255, 226, 150))
    elif scene.time == "day":
        y = y0 + tall * (0.22 + 0.16 * chance.random())
        pen.oval(x, y, size * 1.5, size * 1.5, (255, 250, 214, 90))
        pen.oval(x, y, size, size, (255, 244, 190))
    else:
        y = y0 + tall * (0.22 + 0.2 * chance.random())
        pen.oval(x, y, size * 0.85, size * 0.85, (244, 242, 222))
        pen.oval(x + size * 0.3, y - size * 0.15, size * 0.2, size * 0.2, (224, 222, 204))


def _cloud(pen: Pen, scene: Scene, x: float, y: float) -> None:
    chance = scene.random
    size = 0.05 + 0.05 * chance.random()
    colour: Colour = (250, 252, 255) if scene.time == "day" else (244, 186, 150)
    if scene.weather != "clear":
        colour = (178, 186, 194) if scene.time == "day" else (196, 150, 138)
    pen.box(x - size * 1.6, y - size * 0.28, x + size * 1.6, y + size * 0.3, colour, round_by=size * 0.3)
    pen.oval(x - size * 0.5, y - size * 0.3, size * 0.6, size * 0.5, colour)
    pen.oval(x + size * 0.4, y - size * 0.42, size * 0.75, size * 0.62, colour)
