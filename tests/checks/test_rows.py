"""Rows stay those of the origin."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gcl.checks import Draft
from tests.checks.drafts import DRAFT, JAPANESE, ORIGIN, changed, found, places


def _with(*numbers: int) -> Draft:
    return replace(DRAFT, rows=[JAPANESE[number] for number in numbers])


def test_the_origins_rows_are_right() -> None:
    assert found(DRAFT, "rows") == []


def test_a_lost_row_is_named() -> None:
    findings = found(_with(0, 1, 3), "rows")
    assert [finding.problem for finding in findings] == ["Shot 2A of the origin is missing."]


def test_a_doubled_row_is_named_once() -> None:
    assert places(_with(0, 1, 1, 2, 3), "rows") == [("critical", "2", "shot_number")]


def test_a_row_that_the_origin_has_not_is_named() -> None:
    draft = replace(DRAFT, rows=[*JAPANESE, JAPANESE[0].model_copy(update={"shot_number": "4", "visual": "A cat."})])
    assert [finding.quote for finding in found(draft, "rows")] == ["4"]


def test_rows_in_another_order_are_named() -> None:
    assert [finding.problem for finding in found(_with(0, 2, 1, 3), "rows")] == [
        "Shot 2 stands after shot 2A; in the origin it comes before it."
    ]


def test_shot_numbers_may_differ_in_case_and_zeros() -> None:
    rows = [row.model_copy(update={"shot_number": f"0{row.shot_number.lower()}"}) for row in JAPANESE]
    assert found(replace(DRAFT, rows=rows), "rows") == []


def test_an_emptied_cell_is_named() -> None:
    assert places(changed("2", audio=" "), "rows") == [("major", "2", "audio")]


def test_a_cell_that_is_empty_in_the_origin_may_be_so() -> None:
    silent = [row.model_copy(update={"audio": ""}) for row in ORIGIN]
    rows = [row.model_copy(update={"audio": ""}) for row in JAPANESE]
    assert found(replace(DRAFT, origin=silent, rows=rows), "rows") == []


def test_a_row_that_repeats_another_is_named() -> None:
    draft = changed("2", visual=JAPANESE[0].visual, audio=JAPANESE[0].audio)
    assert places(draft, "rows") == [("major", "2", "audio")]


def test_rows_may_repeat_each_other_as_they_do_in_the_origin() -> None:
    origin = [ORIGIN[0], ORIGIN[0].model_copy(update={"shot_number": "2"})]
    rows = [JAPANESE[0], JAPANESE[0].model_copy(update={"shot_number": "2"})]
    assert found(replace(DRAFT, origin=origin, rows=rows), "rows") == []


def test_a_draft_without_rows_has_lost_them_all() -> None:
    assert len(found(_with(), "rows")) == len(ORIGIN)


@pytest.mark.parametrize(
    ("shot", "was", "now", "expected"),
    [
        ("3", "SUPER: ", "", ["Shot 3 has no line on the screen; the origin has 1."]),
        ("3", "SUPER: ", "VO: ", ["Shot 3 has no line on the screen; the origin has 1."]),
        ("1", "VO: ", "SUPER: ", ["Shot 1 has no spoken line; the origin has 1."]),
        ("1", "VO: ", "SFX: ", ["Shot 1 has no spoken line; the origin has 1."]),
        ("2A", "FATHER: ", "", ["This line has lost its label, such as VO: or SUPER:."]),
        ("2A", "FATHER: ", "VO: ", []),
        ("3", "SUPER: ", "テロップ：", []),
        ("3", "SUPER: ", "EINBLENDUNG: ", []),
        ("3", "SUPER: ", "ข้อความ: ", []),
    ],
)
def test_a_line_whose_label_was_lost_or_changed_its_kind_is_named(
    shot: str, was: str, now: str, expected: list[str]
) -> None:
    audio = next(row.audio for row in JAPANESE if row.shot_number == shot)
    findings = found(changed(shot, audio=audio.replace(was, now)), "rows")
    assert [finding.problem for finding in findings] == expected
    assert all(finding.quote in audio for finding in findings)


def _audio(origin: str, ours: str) -> list[tuple[str, str]]:
    rows = [ORIGIN[0].model_copy(update={"audio": origin})]
    draft = replace(DRAFT, origin=rows, rows=[rows[0].model_copy(update={"audio": ours})])
    return [(finding.severity, finding.problem) for finding in found(draft, "rows")]


def test_a_label_whose_words_are_gone_is_no_line() -> None:
    lost = [("major", "Shot 1 has no spoken line; the origin has 1.")]
    assert _audio("VO: Good morning.\nSFX: rain", "VO:\nSFX: rain") == lost


@pytest.mark.parametrize(
    ("ours", "line"),
    [
        ("VO: おはよう。 (Morning.)\nSUPER: 一。 (One.)\nSUPER: 二。 (Two.)", None),
        ("VO: おはよう。 (Morning.)\nSUPER: 一。 (One.)", "line on the screen"),
        ("SUPER: 一。 (One.)\nVO: おはよう。 (Morning.)\n二。 (Two.)", "line on the screen"),
    ],
)
def test_a_shot_with_fewer_lines_than_the_origin_is_pointed_out(ours: str, line: str | None) -> None:
    expected = [("minor", f"Shot 1 has 1 {line}; the origin has 2.")] if line else []
    assert _audio("VO: Morning.\nSUPER: One.\nSUPER: Two.", ours) == expected
