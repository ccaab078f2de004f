"""Quotes are found in a script however they were copied."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gcl.checks import find_quote, locate
from gcl.payloads import ScriptRow

ROWS = [
    ScriptRow(
        shot_number="1",
        timecode="00:00-00:04",
        visual="Close on an alarm clock. The girl's hand hits snooze.",
        audio="SFX: Rain.\nVO: 「シリアルのために早起きする人はいない。」 (“Nobody gets up early for cereal.”)",
    ),
    ScriptRow(
        shot_number="2A",
        timecode="00:04-00:08",
        visual="A café in İzmir, 9ＡＭ.",
        audio="VO: « Ça sent bon – enfin. » (It smells good – at last.)\nSUPER: صباح الخير 🌞 (Good morning)",
    ),
]


@pytest.mark.parametrize(
    ("quote", "place"),
    [
        ("Close on an alarm clock.", ("1", "visual")),
        ("close on an ALARM  clock", ("1", "visual")),
        ("the girl’s hand", ("1", "visual")),
        ('"Nobody gets up early for cereal."', ("1", "audio")),
        ("シリアルのために", ("1", "audio")),
        ("「早起きする人はいない」", ("1", "audio")),
        ("Nobody ... cereal", ("1", "audio")),
        ("Rain", ("1", "audio")),
        ("«Ça sent bon - enfin.»", ("2A", "audio")),
        ("C\u0327a sent bon", ("2A", "audio")),
        ("صباح الخير 🌞", ("2A", "audio")),
        ("izmir, 9am", ("2A", "visual")),
        ("00:04-00:08", ("2A", "timecode")),
        ("2A", ("2A", "shot_number")),
    ],
)
def test_a_quote_is_found_whatever_its_marks_case_and_width(quote: str, place: tuple[str, str]) -> None:
    assert locate(ROWS, quote) == place


@pytest.mark.parametrize(
    "quote",
    [
        "",
        "  ",
        "…",
        '"."',
        "Close on a clock",
        "an alarm clock, a girl",
        "oo",
        "los",
        "cereal ... Nobody",
        "Ca sent bon",
        "早起きは",
    ],
)
def test_what_does_not_stand_there_is_not_found(quote: str) -> None:
    assert locate(ROWS, quote) is None


def test_the_place_of_a_quote_is_that_of_its_characters() -> None:
    place = find_quote(ROWS, "ça sent bon - enfin")
    assert place is not None
    assert ROWS[1].audio[place.start : place.end] == "Ça sent bon – enfin"


def test_a_quote_that_stands_twice_is_placed_where_it_is_said_to_be() -> None:
    rows = [row.model_copy(update={"audio": "VO: Morning."}) for row in ROWS]
    place = find_quote(rows, "Morning", shot="2A", cell="audio")
    assert place is not None
    assert (place.shot, place.cell) == ("2A", "audio")


@given(st.text(max_size=60), st.text(max_size=30))
def test_any_text_can_be_looked_for(text: str, quote: str) -> None:
    row = ScriptRow(shot_number="1", timecode="", visual=text, audio="")
    place = find_quote([row], quote)
    assert place is None or 0 <= place.start < place.end <= len(getattr(row, place.cell))


@given(st.text(max_size=60), st.integers(0, 50), st.integers(8, 30))
def test_what_was_copied_from_a_cell_stands_in_it(text: str, start: int, length: int) -> None:
    quote = text[start : start + length]
    row = ScriptRow(shot_number="", timecode="", visual=text, audio="")
    if len(quote) >= length and quote.isalpha():
        assert locate([row], quote) == ("", "visual")
