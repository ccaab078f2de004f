"""Compose a shot: the place, who or what is in it, how close the camera is, the light, the weather."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageFilter

from tools.thumbnail.drawings import PLACES, SUBJECTS
from tools.thumbnail.kinds import ASPECT, COLOURS, Look, Place, Scene, Shot, Subject, Time, Weather
from tools.thumbnail.light import light_of
from tools.thumbnail.pen import OVERSAMPLED, Colour, Light, Pen, mixed

__all__ = ["GROUPS", "HEIGHT", "NOBODY", "PLACES", "SUBJECTS", "WIDTH", "Description", "draw"]

WIDTH, HEIGHT = 256, 144

# Groups of different people: who stands in them, from left to right.
GROUPS: dict[str, tuple[tuple[str, ...], ...]] = {
    "couple": (("man", "woman"), ("woman", "man"), ("grandmother", "grandfather")),
    "family": (("man", "girl", "woman"), ("woman", "boy", "man"), ("man", "boy", "girl", "woman")),
}
NOBODY = "nobody"  # an establishing shot
_FIGURE = {"boy": 0.74, "girl": 0.72, "grandmother": 0.94, "woman": 0.96}  # heights in a group, beside a man's


@dataclass(frozen=True)
class Description:
    """What a shot shows; with `seed` it is one picture, always the same."""

    subject: str  # a key of SUBJECTS or GROUPS, or NOBODY
    count: int  # how many of it, from 1 to 3
    colour: str  # a key of COLOURS
    place: str
    time: Time
    weather: Weather
    shot: Shot
    companion: str | None = None  # a second subject beside the first
    seed: int = 0


def draw(description: Description) -> Image.Image:
    """The picture, RGB, WIDTH × HEIGHT."""
    return draw_with_mask(description)[0]


def draw_with_mask(description: Description) -> tuple[Image.Image, Image.Image]:
    """The picture, and where its subjects and their shadows are: one channel of the same size, 0 where they are not."""
    chance = random.Random(description.seed)
    place = PLACES[description.place]
    light = light_of(description.time, description.weather, place.indoors)
    image = Image.new("RGB", (WIDTH * OVERSAMPLED, HEIGHT * OVERSAMPLED))
    pen = Pen.over(image, light)
    ground = _draw_place(pen, place, description, chance)
    if description.shot == "close":
        _blur(image)
    subjects = pen.lit(_key_light(light, description))
    # What a thing stands on is drawn with it, to its size, and is no part of it.
    put = _placed(subjects, description, ground, chance)
    empty = image.reduce(OVERSAMPLED)
    put()
    peopled = image.reduce(OVERSAMPLED)
    mask = ImageChops.difference(peopled, empty).convert("L")
    if place.indoors:
        return peopled, mask
    _draw_weather(pen.shining, description, chance)
    return image.reduce(OVERSAMPLED), mask


def _draw_place(pen: Pen, place: Place, description: Description, chance: random.Random) -> float:
    """Draw the place as near as the shot is. Returns the height at which subjects stand."""
    zoom = {"wide": 1.0, "medium": 1.45, "close": 2.1}[description.shot]
    ground = place.ground
    scene = Scene(chance, description.time, description.weather)
    if zoom == 1.0:
        place.draw(pen, scene)
        return ground
    # What is in the middle, a little above the floor, comes nearer.
    x = ASPECT / 2 + (chance.random() - 0.5) * 0.5 * (1 - 1 / zoom)
    y = 0.62 if description.shot == "medium" else 0.55
    place.draw(pen.at(ASPECT / 2 - x * zoom, 0.5 - y * zoom + 0.06, zoom), scene)
    return 0.56 + (ground - y) * zoom


def _key_light(light: Light, description: Description) -> Light:
    """Subjects are lit a little more than the place, as on a film set, so that their colours show at night."""
    share = 0.4 if description.time == "night" else 0.15
    tint = tuple(value + (1 - value) * share for value in light.tint)
    return Light(tint, light.haze, light.hazy * 0.3)  # type: ignore[arg-type]


def _placed(pen: Pen, description: Description, ground: float, chance: random.Random) -> Callable[[], None]:
    """Set the table, if one is needed; what is returned draws who or what the shot is about."""
    if description.subject == NOBODY:
        return lambda: None
    if description.subject in GROUPS:
        return lambda: _draw_group(pen, description, ground, chance)
    subject, _count = SUBJECTS[description.subject], description.count
    flip = chance.random() < 0.5 and subject.kind in ("animal", "vehicle")
    size, top = _size(subject, description, chance)
    foot = _foot(subject, description, size, top, ground, chance)
    if subject.kind == "thing" and description.shot != "wide" and PLACES[description.place].indoors:
        _table(pen, foot, chance)
    return lambda: _draw_subjects(pen, description, size, foot, flip, chance)


def _draw_subjects(
    pen: Pen, description: Description, size: float, foot: float, flip: bool, chance: random.Random
) -> None:
    subject, count = SUBJECTS[description.subject], description.count
    apart = subject.wide * size * (1.08 if subject.kind != "person" else 0.7)
    middle = ASPECT / 2 + (chance.random() - 0.5) * (ASPECT - min(ASPECT, count * apart)) * 0.55
    if description.shot == "close" and count == 1:
        middle -= subject.close[0] * size * (-1 if flip else 1)
    if description.companion is not None:
        _draw_companion(pen, description, middle, size, foot, subject, chance)
    for number in range(count):
        x = middle + (number - (count - 1) / 2) * apart
        y = foot + (chance.random() - 0.5) * 0.03 * (count > 1)
        _shadow(pen, x, y, subject.wide * size)
        look = Look(chance, _shade(description.colour, chance), description.time)
        subject.draw(pen.at(x, y, size, flip=flip), look)


def _draw_companion(
    pen: Pen, description: Description, middle: float, size: float, foot: float, beside: Subject, chance: random.Random
) -> None:
    companion = SUBJECTS[str(description.companion)]
    # Small things are drawn larger than life, or nobody would see them.
    height = min(min(max(companion.metres / beside.metres, 0.28), 1.1) * size, 0.8 / companion.wide)
    # On the side that has more room, and within the frame, behind the other if need be.
    side, half = (1 if middle < ASPECT / 2 else -1), companion.wide * height / 2
    x = min(max(middle + side * (beside.wide * size / 2 + half), half), ASPECT - half)
    y = min(foot, 1.02) if companion.kind != "thing" else min(foot, 0.97)
    _shadow(pen, x, y, companion.wide * height)
    colour = _shade(chance.choice(list(COLOURS)), chance)
    companion.draw(pen.at(x, y, height, flip=side > 0), Look(chance, colour, description.time))


def _draw_group(pen: Pen, description: Description, ground: float, chance: random.Random) -> None:
    """People side by side, overlapping a little. In a close shot the small ones are lifted into the frame."""
    members = chance.choice(GROUPS[description.subject])
    size, top = _size(SUBJECTS["man"], description, chance)
    wide = description.shot == "wide"
    if description.shot == "close":
        size *= 0.85 if len(members) == 2 else 0.65
        foot = 0.5 - SUBJECTS["man"].close[1] * size - 0.04
    else:
        foot = _foot(SUBJECTS["man"], description, size, top, ground, chance)
    apart = size * 0.26
    middle = ASPECT / 2 + (chance.random() - 0.5) * (0.9 if wide else 0.3)
    # One wears what the caption says, the others something that goes with it.
    dressed = chance.randrange(len(members))
    for number, key in enumerate(members):
        x = middle + (number - (len(members) - 1) / 2) * apart
        height = size * _FIGURE.get(key, 1.0)
        y = foot if wide else foot - (size - height) * 0.6
        _shadow(pen, x, y, 0.3 * height)
        named = number == dressed or chance.random() < 0.35
        colour = _shade(description.colour, chance) if named else mixed((150, 140, 130), (70, 80, 100), chance.random())
        SUBJECTS[key].draw(pen.at(x, y, height), Look(chance, colour, description.time))


def _size(subject: Subject, description: Description, chance: random.Random) -> tuple[float, float]:
    """How large the subject is, in frame heights, and where its top is."""
    shot, count, vary = description.shot, description.count, chance.random()
    if subject.kind == "person":
        child = 0.82 if subject.metres < 1.45 and shot == "wide" else 1.0
        if shot == "close":
            size = 0.92 / subject.close[2] * (0.9 + 0.25 * vary)
            return size, 0.5 + (subject.close[1]) * size
        size = (0.36 + 0.14 * vary) * child if shot == "wide" else 1.2 + 0.35 * vary
        return size, 0.1 + 0.08 * vary
    if shot == "close":
        size = 0.92 / subject.close[2] * (0.9 + 0.25 * vary)
        return size * (0.7 if count > 1 else 1.0), 0.0
    share = 0.24 + 0.12 * vary if shot == "wide" else 0.5 + 0.16 * vary
    # Broad things are measured by their width, and several of one share the frame.
    return min(share, share * ASPECT * 0.9 / subject.wide, ASPECT * 0.92 / (subject.wide * 1.1 * count)), 0.0


def _foot(
    subject: Subject, description: Description, size: float, top: float, ground: float, chance: random.Random
) -> float:
    """Where it stands, or would, if the frame went so far down."""
    if description.shot == "wide":
        return max(ground, size + 0.04) + 0.05 * chance.random()
    if subject.kind == "person":
        return top + size if description.shot == "medium" else 0.5 - subject.close[1] * size
    if description.shot == "close":
        return 0.5 - subject.close[1] * size + 0.02 * chance.random()
    return min(max(ground, size + 0.1), 0.93) - 0.04 * chance.random()


def _table(pen: Pen, foot: float, chance: random.Random) -> None:
    """A table top for what nobody puts on the floor."""
    wood = chance.choice([(176, 124, 82), (214, 184, 146), (232, 228, 222), (120, 84, 62), (196, 200, 204)])
    edge = min(foot, 0.97) - 0.14 - 0.05 * chance.random()
    pen.box(-0.2, edge, ASPECT + 0.2, 1.1, wood)
    pen.box(-0.2, edge, ASPECT + 0.2, edge + 0.012, mixed(wood, (255, 255, 255), 0.3))


def _shadow(pen: Pen, x: float, y: float, wide: float) -> None:
    pen.oval(x, y, wide * 0.55, wide * 0.07 + 0.004, (20, 24, 40, 80))


def _shade(name: str, chance: random.Random) -> Colour:
    """A colour that people would call so."""
    base = COLOURS[name]
    spread = 8 if name in ("white", "black") else 14
    return tuple(max(0, min(255, value + chance.randint(-spread, spread))) for value in base)  # type: ignore[return-value]


def _blur(image: Image.Image) -> None:
    """What lies behind a close-up is out of focus. Small and large again is a hundred times faster than a blur."""
    small = image.reduce(8).filter(ImageFilter.GaussianBlur(1.1))
    image.paste(small.resize(image.size, Image.Resampling.BICUBIC))


def _draw_weather(pen: Pen, description: Description, chance: random.Random) -> None:
    if description.weather == "rain":
        for x, y in _places(chance, 70):
            pen.line([(x, y), (x - 0.02, y + 0.075)], 0.005, (214, 226, 240, 150), smooth=False)
    elif description.weather == "snow":
        for x, y in _places(chance, 80):
            size = 0.005 + 0.006 * chance.random()
            pen.oval(x, y, size, size, (255, 255, 255, 235))
    elif description.weather == "fog":
        mist = (214, 218, 222) if description.time == "day" else (222, 186, 160)
        mist = (84, 92, 112) if description.time == "night" else mist
        for number in range(5):
            y = 0.3 + number * 0.15 + 0.1 * chance.random()
            pen.box(-0.1, y, ASPECT + 0.1, y + 0.12, (*mist, 66), round_by=0.06)


def _places(chance: random.Random, count: int) -> Iterator[tuple[float, float]]:
    return ((chance.random() * ASPECT, chance.random()) for _ in range(count))
