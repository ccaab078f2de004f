"""Defects of form are made from a shot and a line; those of language are edits that must meet what they change."""

from __future__ import annotations

from typing import Any

import pytest

from gcl.payloads import ScriptRow
from tools.gates.planting import planted

ROWS = [
    ScriptRow(shot_number="1", timecode="00:00-00:04", visual="Rain.", audio="SFX: Rain.\nVO: Regen. (Rain.)"),
    ScriptRow(shot_number="2", timecode="00:04-00:08", visual="Tea.", audio="VO: Tee. (Tea.)\nSUPER: Zeit. (Time.)"),
    ScriptRow(shot_number="3", timecode="00:08-00:12", visual="Sun.", audio="VO: Sonne. (Sun.)"),
]


def audio(**defect: Any) -> str:
    return planted(ROWS, {"shot": "2", **defect})[1].audio


def test_a_lost_row_leaves_its_number_missing() -> None:
    rows = planted(ROWS, {"kind": "row-lost", "shot": "2"})
    assert [row.shot_number for row in rows] == ["1", "3"]


def test_a_lost_row_may_leave_no_gap_in_the_numbers() -> None:
    rows = planted(ROWS, {"kind": "row-lost", "shot": "2", "renumbered": True})
    assert [(row.shot_number, row.visual) for row in rows] == [("1", "Rain."), ("2", "Sun.")]


def test_a_doubled_row_stands_after_itself() -> None:
    rows = planted(ROWS, {"kind": "row-doubled", "shot": "1"})
    assert [row.shot_number for row in rows] == ["1", "1", "2", "3"]


def test_a_translation_is_taken_from_one_line_alone() -> None:
    assert audio(kind="translation-missing", line=1) == "VO: Tee. (Tea.)\nSUPER: Zeit."


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ("before", "VO: (Tea.) Tee.\nSUPER: Zeit. (Time.)"),
        ("gathered", "VO: Tee.\nSUPER: Zeit. (Tea. Time.)"),
        ("visual", "VO: Tee.\nSUPER: Zeit. (Time.)"),
    ],
)
def test_a_translation_goes_to_a_wrong_place(how: str, expected: str) -> None:
    assert audio(kind="translation-misplaced", line=0, how=how) == expected


def test_a_translation_may_go_to_the_visual() -> None:
    defect = {"kind": "translation-misplaced", "shot": "2", "line": 0, "how": "visual"}
    assert planted(ROWS, defect)[1].visual == "Tea. (Tea.)"


def test_an_edit_changes_its_cell_alone() -> None:
    edit = {"shot": "3", "cell": "audio", "old": "Sonne.", "new": "Sun."}
    rows = planted(ROWS, {"kind": "left-in-english", "shot": "3", "edits": [edit]})
    assert rows == [*ROWS[:2], ROWS[2].model_copy(update={"audio": "VO: Sun. (Sun.)"})]


def test_an_edit_that_meets_nothing_is_refused() -> None:
    edit = {"shot": "3", "cell": "audio", "old": "Mond.", "new": "Moon."}
    with pytest.raises(ValueError, match=r"shot 3, audio: 'Mond\.' stands there 0 times"):
        planted(ROWS, {"kind": "left-in-english", "shot": "3", "edits": [edit]})


def test_a_line_without_a_translation_cannot_lose_one() -> None:
    with pytest.raises(ValueError, match="has no translation"):
        planted(ROWS, {"kind": "translation-missing", "shot": "1", "line": 0})
