"""Descriptions by chance, which of them are kept from training, and the captions that name them."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any, get_args

import pytest

from tools.thumbnail.describe import (
    GROUP_WORDS,
    NOBODY_WORDS,
    SHOT_WORDS,
    SKY_WORDS,
    TIME_WORDS,
    any_description,
    caption,
    is_held_out,
)
from tools.thumbnail.drawings import PLACES, SUBJECTS
from tools.thumbnail.kinds import COLOURS, Shot, Time
from tools.thumbnail.scene import GROUPS, NOBODY, Description

EVERYBODY = (*SUBJECTS, *GROUPS, NOBODY)


def descriptions(count: int, seed: int = 7) -> list[Description]:
    chance = random.Random(seed)
    return [any_description(chance) for _ in range(count)]


def captions(description: Description, count: int, **how: Any) -> Iterator[str]:
    return (caption(description, random.Random(seed), **how) for seed in range(count))


def says(text: str, words: tuple[str, ...]) -> bool:
    return any(word in text for word in words)


def said_of(subject: str) -> tuple[str, ...]:
    """All words for a subject."""
    if subject == NOBODY:
        return NOBODY_WORDS
    return GROUP_WORDS[subject] if subject in GROUPS else SUBJECTS[subject].words


def said_where(place: str) -> tuple[str, ...]:
    """All phrases for a place, as sentences and as headings have them."""
    words = PLACES[place].words
    return (*words, *(phrase.split(" ", 1)[1] for phrase in words if " " in phrase))


def test_the_same_seed_gives_the_same_descriptions_and_captions() -> None:
    assert descriptions(50) == descriptions(50)
    for description in descriptions(50):
        assert caption(description, random.Random(3)) == caption(description, random.Random(3))


def test_everything_that_can_be_drawn_is_described_sooner_or_later() -> None:
    found = descriptions(3000)
    assert {one.subject for one in found} == set(EVERYBODY)
    assert {one.place for one in found} == set(PLACES)
    assert {one.colour for one in found} == set(COLOURS)
    assert {(one.time, one.weather) for one in found} == set(product(TIME_WORDS, SKY_WORDS))
    assert {one.shot for one in found} == set(SHOT_WORDS)
    assert {one.count for one in found} == {1, 2, 3}
    assert {one.companion for one in found} > {None, "dog", "car", "cup"}


def test_what_is_described_makes_sense_in_a_shot() -> None:
    for one in descriptions(3000):
        assert one.weather == "clear" or not PLACES[one.place].indoors
        assert one.shot == "wide" or one.subject != NOBODY
        assert one.count == 1 or one.subject in SUBJECTS
        assert one.count < 3 or one.shot != "close"
        assert one.companion is None or (one.count == 1 and SUBJECTS[one.companion].kind != "person")


def test_about_one_combination_in_twenty_is_held_out() -> None:
    parts = product(EVERYBODY, COLOURS, PLACES, get_args(Time), get_args(Shot))
    held = [
        is_held_out(Description(subject, 1, colour, place, time, "clear", shot))
        for subject, colour, place, time, shot in parts
    ]
    assert 0.045 < sum(held) / len(held) < 0.055


def test_whether_a_combination_is_held_out_never_changes() -> None:
    # What was trained without a combination is judged by it ever after.
    held = {
        (subject, colour, place)
        for subject, colour, place in product(("runner", "cup"), COLOURS, ("beach", "kitchen", "street"))
        if is_held_out(Description(subject, 1, colour, place, "night", "clear", "medium"))
    }
    assert held == {("runner", "green", "beach"), ("runner", "black", "beach"), ("cup", "blue", "street")}


def test_the_parts_that_no_combination_has_do_not_decide_what_is_held_out() -> None:
    for one in descriptions(200):
        other = replace(one, count=3, weather="fog", companion="dog", seed=one.seed + 1)
        assert is_held_out(other) == is_held_out(one)


def test_a_whole_caption_names_subject_colour_place_time_and_shot() -> None:
    for number, one in enumerate(replace(one, count=1) for one in descriptions(2000)):
        text = caption(one, random.Random(number), whole=True)
        assert says(text, said_of(one.subject))
        assert one.subject == NOBODY or re.search(rf"\b{one.colour}\b", text)
        assert says(text, said_where(one.place))
        assert says(text, TIME_WORDS[one.time])
        assert says(text, SHOT_WORDS[one.shot])


def test_a_caption_leaves_out_only_what_goes_without_saying() -> None:
    for number, one in enumerate(descriptions(2000)):
        text = caption(one, random.Random(number))
        assert says(text, said_where(one.place))
        assert one.time == "day" or says(text, TIME_WORDS[one.time])
        assert one.weather == "clear" or says(text, SKY_WORDS[one.weather])
        assert one.companion is None or says(text, SUBJECTS[one.companion].words)


def test_captions_of_one_description_take_many_forms() -> None:
    [one] = descriptions(1)
    assert len(set(captions(one, 200))) > 150


def test_captions_are_clean_lines_in_lower_case() -> None:
    for number, one in enumerate(descriptions(1000)):
        text = caption(one, random.Random(number))
        assert text == text.lower().strip()
        assert not says(text, ("  ", "\n", ", ,", " a a", " a e", " a i", " a o", "None"))


@pytest.mark.parametrize(
    ("subject", "several"),
    [
        ("man", "men"),
        ("woman", "ladies"),
        ("woman", "women"),
        ("businessman", "businessmen"),
        ("businessman", "salesmen"),
        ("horse", "ponies"),
        ("bus", "buses"),
        ("watch", "wristwatches"),
        ("gift", "gift boxes"),
        ("bowl", "dishes"),
        ("cup", "coffee cups"),
        ("car", "cars"),
    ],
)
def test_several_of_one_are_named_in_the_plural(subject: str, several: str) -> None:
    one = Description(subject, 2, "red", "park", "day", "clear", "wide")
    assert any(several in text for text in captions(one, 200))


def test_no_word_belongs_to_two_subjects_and_no_phrase_to_two_places() -> None:
    words = Counter(word for subject in EVERYBODY for word in said_of(subject))
    phrases = Counter(phrase for place in PLACES.values() for phrase in place.words)
    assert set(words.values()) == set(phrases.values()) == {1}


def test_no_word_for_a_subject_or_a_place_contains_the_name_of_a_colour() -> None:
    for colour in COLOURS:
        assert not says(" / ".join(word for subject in EVERYBODY for word in said_of(subject)), (colour,))
        assert not says(" / ".join(phrase for place in PLACES.values() for phrase in place.words), (colour,))


def test_words_are_in_lower_case_as_captions_are() -> None:
    for words in (*map(said_of, EVERYBODY), *(place.words for place in PLACES.values())):
        assert words
        assert all(word == word.lower().strip() for word in words)
