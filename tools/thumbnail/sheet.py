"""Look at the drawings: `python -m tools.thumbnail.sheet people out.png` draws each subject or place of a group.

The groups are people, animals, vehicles, things and places. A row shows one of them by several seeds.
"""

from __future__ import annotations

import random
import sys

from PIL import Image

from tools.thumbnail.drawings import PLACES, SUBJECTS
from tools.thumbnail.kinds import COLOURS, Look, Place, Scene, Subject, Time, Weather
from tools.thumbnail.light import light_of
from tools.thumbnail.pen import OVERSAMPLED, Pen
from tools.thumbnail.scene import HEIGHT, WIDTH

_KINDS = {"people": "person", "animals": "animal", "vehicles": "vehicle", "things": "thing"}
_GAP = 4

_TIMES: tuple[Time, ...] = ("day", "sunset", "night")
_CLEAR: Weather = "clear"
_BAD: tuple[tuple[Time, Weather], ...] = (("day", "rain"), ("day", "snow"), ("night", "snow"), ("day", "fog"))


def main(group: str, file: str) -> None:
    rows = [_place_row(place) for place in PLACES.values()] if group == "places" else _subject_rows(_KINDS[group])
    width = max(sum(tile.width + _GAP for tile in row) for row in rows)
    sheet = Image.new("RGB", (width, (HEIGHT + _GAP) * len(rows)), "white")
    for number, row in enumerate(rows):
        left = 0
        for tile in row:
            sheet.paste(tile, (left, number * (HEIGHT + _GAP)))
            left += tile.width + _GAP
    sheet.save(file)


def _subject_rows(kind: str) -> list[list[Image.Image]]:
    return [
        [*(_subject_tile(subject, seed) for seed in range(6)), _subject_tile(subject, 9, close=True)]
        for subject in SUBJECTS.values()
        if subject.kind == kind
    ]


def _place_row(place: Place) -> list[Image.Image]:
    return [_place_tile(place, seed) for seed in range(6)]


def _subject_tile(subject: Subject, seed: int, *, close: bool = False) -> Image.Image:
    chance = random.Random(seed)
    image = Image.new("RGB", (HEIGHT * OVERSAMPLED, HEIGHT * OVERSAMPLED), (196, 204, 208))
    pen = Pen.over(image)
    if close:
        x, y, side = subject.close
        pen = pen.at(0.5 - x / side, 0.5 - y / side, 1 / side)
    else:
        pen = pen.at(0.5, 0.94, 0.88 / max(1.0, subject.wide))
    subject.draw(pen, Look(chance, chance.choice(list(COLOURS.values()))))
    return image.reduce(OVERSAMPLED)


def _place_tile(place: Place, seed: int) -> Image.Image:
    """The first three in the three hours, the next, outdoors, in bad weather."""
    bad = seed >= 3 and not place.indoors
    time, weather = _BAD[(seed - 3) % 4] if bad else (_TIMES[seed % 3], _CLEAR)
    # A place fills its frame: what it leaves out is magenta.
    image = Image.new("RGB", (WIDTH * OVERSAMPLED, HEIGHT * OVERSAMPLED), (255, 0, 255))
    place.draw(Pen.over(image, light_of(time, weather, place.indoors)), Scene(random.Random(seed), time, weather))
    return image.reduce(OVERSAMPLED)


if __name__ == "__main__":
    main(*sys.argv[1:])
