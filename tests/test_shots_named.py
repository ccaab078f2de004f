"""What a note names is what is rewritten."""

from __future__ import annotations

import pytest

from gcl.shots_named import shots_named, told

SHOTS = ["1", "2", "2A", "3", "4", "5"]
EVERY: list[str] = []


@pytest.mark.parametrize(
    ("note", "named"),
    [
        ("Shot 2 is stiff.", ["2"]),
        ("Shots 2 and 2a: softer.", ["2", "2A"]),
        ("Shots 2-4 are too stiff", ["2", "2A", "3", "4"]),
        ("Shots 3\N{EN DASH}4 are too stiff", ["3", "4"]),
        ("Shots 3 to 5", ["3", "4", "5"]),
        ("shots 4 through 3, 1", ["1", "3", "4"]),
        ("Shots 1, 3, and 5", ["1", "3", "5"]),
        ("Shots 1, 3-4 & 5", ["1", "3", "4", "5"]),
        ("Shot 1 and shot 3", ["1", "3"]),
        ("Shots 4-9 are long", ["4", "5"]),
        ("Shot 2 to be softer", ["2"]),
        ("Shot 9 is stiff", EVERY),
        ("Softer.", EVERY),
        ("Shot 2 is great; rewrite the others", EVERY),
        ("Shot 2 and all the rest are stiff", EVERY),
        ("Shot 2 is the worst, but it is stiff everywhere", EVERY),
        ("Rewrite shot 2 and keep the rest", ["2"]),
        ("Everything is fine, but shot 2 is stiff", ["2"]),
        ("Shot 2 and the rest are not good", EVERY),
    ],
)
def test_the_shots_of_a_note_are_found(note: str, named: list[str]) -> None:
    assert shots_named(note, SHOTS) == named


@pytest.mark.parametrize(
    ("shots", "words"), [([], "every shot"), (["2"], "shot 2"), (["2", "3", "4"], "shots 2, 3 and 4")]
)
def test_the_shots_are_told_in_words(shots: list[str], words: str) -> None:
    assert told(shots) == words
