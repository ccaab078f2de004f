"""Timecodes of a draft: consecutive, and as long as the origin's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.checks.drafts import DRAFT, JAPANESE, ORIGIN, changed, found, places, retimed

NOTATIONS = [
    ["00:00-00:04", "00:04-00:08", "00:08-00:12", "00:12-00:15"],
    ["0-4", "4-8", "8-12", "12-15"],
    ["0:00–0:04", "0:04–0:08", "0:08–0:12", "0:12–0:15"],
    ["00:00:00:00-00:00:04:12", "00:00:04:12-00:00:08:00", "00:00:08:00-00:00:12:01", "00:00:12:01-00:00:15:00"],
    ['4"', '4"', '4"', '3"'],
    ["0:00", "0:04", "0:08", "0:12"],
]
ODD = [
    ["opening", "middle", "", "end"],
    ["00:00-00:04", "00:05-00:08", "00:07-00:12", "00:12-00:15"],
    ["00:10-00:14", "00:14-00:14", "00:18-00:16", "0:20"],
    ["", "", "", ""],
]


@pytest.mark.parametrize("timecodes", [*NOTATIONS, *ODD], ids=lambda timecodes: timecodes[0] or "none")
def test_the_origins_own_timecodes_are_right_whatever_they_are(timecodes: list[str]) -> None:
    given = dict(zip(("1", "2", "2A", "3"), timecodes, strict=True))
    assert found(replace(DRAFT, origin=retimed(given, ORIGIN), rows=retimed(given, JAPANESE)), "timecodes") == []


@pytest.mark.parametrize("timecodes", NOTATIONS[:3], ids=lambda timecodes: timecodes[0])
def test_another_notation_of_the_same_times_is_right(timecodes: list[str]) -> None:
    given = dict(zip(("1", "2", "2A", "3"), timecodes, strict=True))
    assert found(replace(DRAFT, rows=retimed(given, JAPANESE)), "timecodes") == []


def test_a_boundary_may_move() -> None:
    rows = retimed({"1": "00:00-00:05", "2": "00:05-00:08"}, JAPANESE)
    assert found(replace(DRAFT, rows=rows), "timecodes") == []


@pytest.mark.parametrize(
    ("timecode", "problem"),
    [
        ("", "Shot 2 has no timecode; the origin has 00:04-00:08."),
        ("soon", "soon cannot be read as a timecode; the origin has 00:04-00:08."),
        ("00:08-00:04", "00:08-00:04 ends before it begins; the origin has 00:04-00:08."),
        ("0:04", "0:04 is another kind of timecode; the origin has 00:04-00:08."),
        ("00:05-00:08", "Shot 2 (00:05-00:08) leaves 1 s after shot 1 (00:00-00:04)."),
        ("00:04-00:09", "Shot 2A (00:08-00:12) begins 1 s before the end of shot 2 (00:04-00:09)."),
    ],
)
def test_a_wrong_timecode_is_named(timecode: str, problem: str) -> None:
    findings = found(changed("2", timecode=timecode), "timecodes")
    assert [(finding.shot, finding.quote, finding.problem) for finding in findings] == [("2", timecode, problem)]


def test_a_spot_that_got_longer_is_named() -> None:
    findings = found(changed("3", timecode="00:12-00:16"), "timecodes")
    assert [finding.problem for finding in findings] == ["The shots add up to 16 s; the origin's spot has 15 s."]


def test_lengths_that_add_up_to_more_are_named() -> None:
    given = dict(zip(("1", "2", "2A", "3"), NOTATIONS[4], strict=True))
    rows = retimed({**given, "2": '5"'}, JAPANESE)
    assert places(replace(DRAFT, origin=retimed(given, ORIGIN), rows=rows), "timecodes") == [("major", "2", "timecode")]


def test_a_lost_row_is_not_a_gap_too() -> None:
    assert found(replace(DRAFT, rows=[*JAPANESE[:1], *JAPANESE[2:]]), "timecodes") == []
