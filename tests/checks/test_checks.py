"""All checks together: on any text, on scripts of all sizes, and how their findings are asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gcl.checks import CHECKS, Draft, Finding, findings_about, run_checks
from gcl.payloads import ScriptRow
from tests.checks.drafts import DRAFT, JAPANESE, ORIGIN, changed

# What cells are made of, and what breaks them.
PIECES = st.sampled_from(
    [
        *(
            "VO: ",
            "SUPER: ",
            "SFX: ",
            "(",
            ")",
            "（",
            "）",
            "「",
            "」",
            "“",
            '"',
            "\n",
            " ",
            ".",
            "。",
            "…",
            "朝",
            "おはよう",
        ),
        *(
            "Guten Morgen",
            "Good morning",
            "Maple Gold",
            "maple  gold",
            "صباح الخير",
            "सुबह",
            "เช้า",
            "아침",
            "🌞",
            "\u200f",
        ),
        *("\u0301", "\ufe0f", "12", "00:04", "strider.com", "#tag", "cheap", "İ", "ß", "\u0000", "ŉ", "ﷺ"),
    ]
)
CELLS = st.one_of(st.text(max_size=30), st.lists(PIECES, max_size=12).map("".join))
ROWS = st.lists(st.builds(ScriptRow, shot_number=CELLS, timecode=CELLS, visual=CELLS, audio=CELLS), max_size=4)


@settings(deadline=None, max_examples=40)
@given(ROWS, ROWS, st.sampled_from(["en", "de", "ja", "ar", "xx", ""]), st.lists(CELLS, max_size=2))
def test_no_text_breaks_a_check_and_each_quote_stands_where_it_says(
    origin: list[ScriptRow], rows: list[ScriptRow], language: str, terms: list[str]
) -> None:
    draft = Draft(origin, rows, "en", language, locked_terms=["Maple Gold", *terms], forbidden_terms=["cheap", *terms])
    for result in run_checks(draft):
        for finding in result.findings:
            assert finding.severity in ("critical", "major", "minor")
            assert finding.problem
            assert finding.fix
            assert finding.check == result.key
            cells = [getattr(row, finding.cell) for row in rows if row.shot_number == finding.shot and finding.cell]
            assert not finding.quote or any(finding.quote in cell for cell in cells)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.builds(ScriptRow, shot_number=CELLS, timecode=CELLS, visual=CELLS, audio=CELLS), max_size=4))
def test_an_origin_against_itself_has_all_its_rows_and_times(rows: list[ScriptRow]) -> None:
    shots = [row.model_copy(update={"shot_number": f"{number}{row.shot_number}"}) for number, row in enumerate(rows, 1)]
    results = run_checks(Draft(shots, shots, "en", "en"))
    assert [result.findings for result in results if result.key in ("rows", "timecodes", "cut")] == [[], [], []]


@pytest.mark.parametrize(("count", "letters"), [(1, 4800), (60, 400)])
@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("ja", "でも、匂いがちがう朝がある。"),
        ("ar", "لكن لبعض الصباحات رائحة أخرى. "),
        ("de", "Aber manche Morgen riechen anders. "),
        ("zh", "但有些早晨，闻起来不一样🌞。"),
    ],
)
def test_long_cells_and_many_rows_are_checked(language: str, sentence: str, count: int, letters: int) -> None:
    long = (sentence * 500)[:letters].rpartition(sentence.strip()[-1])[0]
    rows = [
        ScriptRow(shot_number=str(number), timecode="", visual=f"A door, number {number}.", audio=f"VO: {long} (Long.)")
        for number in range(count)
    ]
    origin = [row.model_copy(update={"audio": "VO: " + "Long. " * (letters // 6)}) for row in rows]
    draft = Draft(origin, rows, "en", language, max_cell_chars=5000)
    assert [finding for result in run_checks(draft) for finding in result.findings] == []


def test_the_result_of_every_check_is_there_also_without_findings() -> None:
    assert [(result.key, result.label, result.findings) for result in run_checks(DRAFT)] == [
        (check.key, check.label, []) for check in CHECKS
    ]


def test_the_same_draft_has_the_same_findings() -> None:
    draft = replace(DRAFT, rows=ORIGIN)
    assert run_checks(draft) == run_checks(draft)


def test_findings_are_asked_for_by_row() -> None:
    draft = changed("2", audio="VO: でも。", timecode="soon")
    results = run_checks(replace(draft, rows=[*draft.rows[:3], JAPANESE[3].model_copy(update={"visual": "台所の朝"})]))
    about: list[Finding] = findings_about(results, "2")
    assert {finding.check for finding in about} == {"timecodes", "translations"}
    assert [finding.check for finding in findings_about(results, "3")] == ["visual_english"]
    assert findings_about(results, "") == []
