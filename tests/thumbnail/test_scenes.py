"""Scenes: a description is a picture, always the same, and each part of a description can be seen in it."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
from PIL import Image

from tools.thumbnail import sheet
from tools.thumbnail.describe import any_description
from tools.thumbnail.drawings import PLACES, SUBJECTS
from tools.thumbnail.kinds import ASPECT, COLOURS, Scene, Shot, Time, Weather
from tools.thumbnail.light import light_of
from tools.thumbnail.pen import Pen
from tools.thumbnail.scene import GROUPS, HEIGHT, NOBODY, WIDTH, Description, draw, draw_with_mask

TIMES, WEATHERS, SHOTS = get_args(Time), get_args(Weather), get_args(Shot)
OUTDOORS = [key for key, place in PLACES.items() if not place.indoors]
EVERYBODY = [*SUBJECTS, *GROUPS]

every_subject = pytest.mark.parametrize("subject", EVERYBODY)
every_place = pytest.mark.parametrize("place", PLACES)


def described(**changes: Any) -> Description:
    """In a gym by day: indoors, all that differs between two pictures of one seed is who or what is in them."""
    usual: dict[str, Any] = {
        "subject": NOBODY,
        "count": 1,
        "colour": "red",
        "place": "gym",
        "time": "day",
        "weather": "clear",
        "shot": "wide",
        "seed": 7,
    }
    return Description(**(usual | changes))


def pixels(description: Description) -> np.ndarray:
    return np.asarray(draw(description), dtype=np.int16)


@cache
def empty(description: Description) -> np.ndarray:
    return pixels(description)


def changed(description: Description) -> np.ndarray:
    """Where the picture differs from one of the same shot without anybody."""
    nobody = replace(description, subject=NOBODY, count=1, companion=None)
    return np.abs(pixels(description) - empty(nobody)).max(axis=-1) > 8


def near(picture: np.ndarray, colour: str) -> int:
    """How many pixels would be called so."""
    return int((np.abs(picture - np.array(COLOURS[colour], dtype=np.int16)).max(axis=-1) < 30).sum())


@cache
def small(place: str, time: Time, weather: Weather, shot: Shot = "wide") -> np.ndarray:
    """A place without anybody, small enough to be compared with many others."""
    picture = draw(described(place=place, time=time, weather=weather, shot=shot))
    return np.asarray(picture.reduce(8), dtype=np.int16)


def test_the_same_description_draws_the_same_bytes_whatever_was_drawn_before() -> None:
    chance = random.Random(7)
    descriptions = [any_description(chance) for _ in range(15)]
    first = [draw(description).tobytes() for description in descriptions]
    again = [draw(description).tobytes() for description in reversed(descriptions)]
    assert first == again[::-1]


def test_another_seed_draws_another_picture_of_the_same_description() -> None:
    pictures = {draw(described(subject="woman", seed=seed)).tobytes() for seed in range(10)}
    assert len(pictures) == 10


def test_whatever_is_described_the_picture_has_the_same_size_and_shape() -> None:
    chance = random.Random(11)
    for _ in range(20):
        picture = draw(any_description(chance))
        assert (picture.size, picture.mode) == ((WIDTH, HEIGHT), "RGB")
    assert WIDTH / HEIGHT == ASPECT


@every_subject
def test_a_subject_can_be_seen_at_every_time_and_in_every_shot(subject: str) -> None:
    for number, time in enumerate(TIMES, start=EVERYBODY.index(subject)):
        assert changed(described(subject=subject, time=time, shot=SHOTS[number % 3])).mean() > 0.015


@every_subject
def test_a_subject_can_be_out_in_every_weather(subject: str) -> None:
    for number, weather in enumerate(WEATHERS):
        place, time, shot = OUTDOORS[number], TIMES[number % 3], SHOTS[number % 3]
        out = described(subject=subject, place=place, time=time, weather=weather, shot=shot)
        assert changed(out).mean() > 0.015


@every_subject
def test_what_a_wide_shot_shows_is_wholly_in_the_frame(subject: str) -> None:
    rows, columns = np.nonzero(changed(described(subject=subject, count=1 if subject in GROUPS else 3)))
    assert rows.min() > 0
    assert rows.max() < HEIGHT - 1
    assert columns.min() > 0
    assert columns.max() < WIDTH - 1


@every_subject
def test_the_named_colour_is_the_one_that_the_subject_has(subject: str) -> None:
    red, blue = (pixels(described(subject=subject, colour=colour, shot="medium")) for colour in ("red", "blue"))
    assert near(red, "red") > near(blue, "red")
    assert near(blue, "blue") > near(red, "blue")


@pytest.mark.parametrize("subject", ["man", "woman", "car", "bottle", "bag", "gift"])
def test_black_and_white_are_told_apart_too(subject: str) -> None:
    black, white = (
        pixels(described(subject=subject, colour=colour, shot="medium")).mean() for colour in ("black", "white")
    )
    assert black < white


def test_the_mask_is_where_the_subjects_are_and_not_where_the_rain_falls() -> None:
    man = described(subject="man", place="beach")
    picture, mask = draw_with_mask(man)
    assert picture.tobytes() == draw(man).tobytes()
    assert (mask.size, mask.mode) == (picture.size, "L")
    assert (np.asarray(mask) > 0)[changed(man)].all()
    assert (np.asarray(draw_with_mask(replace(man, weather="rain"))[1]) > 0).mean() < 0.2
    assert not np.asarray(draw_with_mask(described(place="beach", weather="rain"))[1]).any()


def test_the_table_under_a_thing_is_no_part_of_it() -> None:
    bottle = described(subject="bottle", place="kitchen", shot="medium")
    mask = np.asarray(draw_with_mask(bottle)[1]) > 0
    assert 0.01 < mask.mean() < 0.15
    assert changed(bottle).mean() > 2 * mask.mean(), "the table fills the lower third"


def test_three_people_fill_more_of_the_picture_than_one() -> None:
    one, three = (changed(described(subject="man", count=count)).mean() for count in (1, 3))
    assert three > 2 * one


@pytest.mark.parametrize("companion", ["dog", "horse", "car", "cake"])
def test_a_companion_can_be_seen_beside_the_first(companion: str) -> None:
    alone, together = (changed(described(subject="man", companion=other)).mean() for other in (None, companion))
    assert together > 1.1 * alone


@pytest.mark.parametrize(
    ("time", "weather", "shot"),
    [
        ("day", "clear", "wide"),
        ("sunset", "clear", "wide"),
        ("night", "clear", "wide"),
        ("day", "rain", "medium"),
        ("sunset", "snow", "close"),
        ("night", "fog", "medium"),
    ],
)
def test_every_place_looks_like_no_other(time: Time, weather: Weather, shot: Shot) -> None:
    pictures = np.array([small(place, time, weather, shot) for place in PLACES])
    for number, picture in enumerate(pictures[1:], start=1):
        assert np.abs(pictures[:number] - picture).mean(axis=(1, 2, 3)).min() > 8


@every_place
def test_a_place_is_darker_at_night_and_differs_at_every_time(place: str) -> None:
    by_day, at_sunset, at_night = (small(place, time, "clear") for time in TIMES)
    assert at_night.mean() < 0.85 * by_day.mean()
    assert np.abs(at_sunset - by_day).mean() > 5
    assert np.abs(at_sunset - at_night).mean() > 5


@pytest.mark.parametrize("place", OUTDOORS)
def test_the_weather_can_be_seen_outdoors(place: str) -> None:
    pictures = np.array([small(place, "day", weather) for weather in WEATHERS])
    for number, picture in enumerate(pictures[1:], start=1):
        assert np.abs(pictures[:number] - picture).mean(axis=(1, 2, 3)).min() > 5


@every_place
def test_a_place_fills_its_frame_and_a_margin_around_it(place: str) -> None:
    magenta, margin = (255, 0, 255), 0.1
    for seed in range(4):
        time, weather = TIMES[seed % 3], WEATHERS[seed % 4]
        image = Image.new("RGB", (round((ASPECT + 2 * margin) * 100), 120), magenta)
        pen = Pen.over(image, light_of(time, weather, PLACES[place].indoors))
        pen = pen.at(margin / 1.2, margin / 1.2, 1 / 1.2)
        PLACES[place].draw(pen, Scene(random.Random(seed), time, weather))
        assert not (np.asarray(image) == magenta).all(axis=-1).any()


def test_the_sheet_shows_a_group_in_rows(tmp_path: Path) -> None:
    sheet.main("animals", str(tmp_path / "animals.png"))
    with Image.open(tmp_path / "animals.png") as picture:
        animals = [subject for subject in SUBJECTS.values() if subject.kind == "animal"]
        assert picture.height == len(animals) * (HEIGHT + 4)
