"""Timecodes are read in the notations that people use."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gcl.formats.timecodes import Notation, Span, length


@pytest.mark.parametrize(
    ("timecodes", "spans"),
    [
        (["00:00-00:05", "00:05–00:12"], [(0, 5), (5, 12)]),
        (["0-3", "3-7.5"], [(0, 3), (3, 7.5)]),
        (["0s-3s", "3 s – 8 s"], [(0, 3), (3, 8)]),
        (["00:00 to 00:05", "00:05-12"], [(0, 5), (5, 12)]),
        (["00:00:00-00:00:05", "00:00:05-00:00:12"], [(0, 5), (5, 12)]),
        (["00:00:00:00-00:00:03:00", "00:00:03:00-00:00:08:10"], [(0, 3), (3, 8.4)]),
        (["00:00:00:00-00:00:04:15", "00:00:04:15-00:00:08:29"], [(0, 4.5), (4.5, 8 + 29 / 30)]),
        (["00:00:00-00:04:12", "00:04:12-00:09:00"], [(0, 4.48), (4.48, 9)]),
        (["00:00-05:00", "05:00-08:00", "08:00-15:00"], [(0, 5), (5, 8), (8, 15)]),
        (["0.00-0.05", "0.05-0.30"], [(0, 5), (5, 30)]),
        (["0.0-2.5", "2.5-6.0"], [(0, 2.5), (2.5, 6)]),
        (["0,5-2,5", "2,5-6"], [(0.5, 2.5), (2.5, 6)]),
        (["０-３秒", "３～８秒"], [(0, 3), (3, 8)]),
        (["0'00\"-0'05\"", "0′05″-1′12″"], [(0, 5), (5, 72)]),
        (["TC 00:00-00:05 (5 sec)"], [(0, 5)]),
        (["0:00", "0:05", "0:11"], [(0, None), (5, None), (11, None)]),
        (['4"', "6 sec.", "5″"], [(None, 4), (None, 6), (None, 5)]),
    ],
)
def test_a_scripts_timecodes_are_read(timecodes: list[str], spans: list[tuple[float | None, float | None]]) -> None:
    notation = Notation.of(timecodes)
    read = [notation.read(timecode) for timecode in timecodes]
    assert [(span.start, span.end) if span else None for span in read] == spans


@pytest.mark.parametrize("text", ["", "opening", "1-", "00:00-00:05-00:09", "0:05 later", "1:2:3:4:5"])
def test_what_is_no_timecode_is_not_read(text: str) -> None:
    assert Notation.of([text]).read(text) is None


@pytest.mark.parametrize(
    ("timecodes", "seconds"),
    [(["0-3", "3-8"], 8), (["2-3", "3-8"], 6), (['4"', '6"'], 10), (["0:00", "0:05"], 5), ([], None)],
)
def test_the_length_of_a_spot_is_that_of_its_shots(timecodes: list[str], seconds: float | None) -> None:
    notation = Notation.of(timecodes)
    assert length(span for timecode in timecodes if (span := notation.read(timecode))) == seconds


def test_a_dot_before_a_colon_parts_as_the_colon_does() -> None:
    assert Notation().read("0.05:12") == Span(312.0, None)
    assert Notation().read("0:05.5-0:08") == Span(5.5, 8.0)


@given(st.text(alphabet="0123456789:;.,-–' \"sto秒", max_size=24))
@example("0.0:0")
def test_any_text_can_be_tried(text: str) -> None:
    span = Notation.of([text]).read(text)
    assert span is None or span.length is None or isinstance(span.length, float)
