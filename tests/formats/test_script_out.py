from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gcl.config import Config
from gcl.errors import InputError, ScriptError
from gcl.formats.script import check_rows, parse_script
from gcl.formats.script_out import FORMATS, OutgoingScript, script_name, write_script
from gcl.payloads import ScriptRow

LIMITS = Config()
# Everything that a cell may hold: no control characters but line ends and tabs, no halves of pairs.
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\t\",;=+-@'＝"), max_size=60)
ROWS = st.lists(
    st.builds(ScriptRow, shot_number=st.just("x"), timecode=TEXT.map(lambda text: text[:32]), visual=TEXT, audio=TEXT),
    min_size=1,
    max_size=5,
)


def script(rows: list[ScriptRow], **changes: Any) -> OutgoingScript:
    return replace(OutgoingScript(title="Tea", market="ja-JP", brand=None, version=3, rows=rows), **changes)


def kept(rows: list[ScriptRow]) -> list[ScriptRow]:
    """The rows as the studio would keep them; none if it would refuse them."""
    numbered = [row.model_copy(update={"shot_number": str(number)}) for number, row in enumerate(rows, start=1)]
    try:
        return check_rows(numbered, LIMITS)
    except ScriptError:
        return []


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("is_draft", [True, False])
@given(rows=ROWS)
def test_a_script_that_was_written_is_read_back_as_it_was(form: str, is_draft: bool, rows: list[ScriptRow]) -> None:
    rows = kept(rows)
    if rows:
        read = parse_script(f"spot.{form}", write_script(script(rows, is_draft=is_draft), form), LIMITS)
        assert read.rows == rows


ROW = ScriptRow(shot_number="1", timecode="0-3", visual="A cup.", audio='VO: "朝。" (Morning.)')


def test_json_keeps_title_market_and_brand() -> None:
    read = parse_script("x.json", write_script(script([ROW], brand="maple-gold"), "json"), LIMITS)
    assert (read.title, read.market, read.brand) == ("Tea", "ja-JP", "maple-gold")


@pytest.mark.parametrize("form", FORMATS)
def test_a_draft_says_so_in_its_name_and_inside(form: str) -> None:
    draft, final = script([ROW], is_draft=True), script([ROW])
    assert script_name(draft, form) == f"tea-ja-JP-v3-draft.{form}"
    assert script_name(final, form) == f"tea-ja-JP-v3.{form}"
    assert "draft, not approved" in write_script(draft, form).decode("utf-8-sig")
    assert "draft" not in write_script(final, form).decode("utf-8-sig")


def test_a_final_script_says_who_approved_it_and_when() -> None:
    made = script([ROW], approved_by="Ann", approved_at=datetime(2026, 11, 20, 14, 3, tzinfo=UTC))
    said = json.loads(write_script(made, "json"))
    assert (said["status"], said["approved_by"], said["approved_at"]) == (
        "approved",
        "Ann",
        "2026-11-20T14:03:00+00:00",
    )


@pytest.mark.parametrize(
    ("title", "name"),
    [('朝 / 15"', "朝-15-ja-JP-v3.csv"), ("../../etc", "etc-ja-JP-v3.csv"), ("?!", "script-ja-JP-v3.csv")],
)
def test_the_name_of_a_file_is_made_of_the_title_and_nothing_that_a_path_has(title: str, name: str) -> None:
    assert script_name(script([ROW], title=title), "csv") == name


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "'=1+1", "＝1"])
def test_no_cell_of_a_csv_is_a_formula_and_none_is_changed_by_that(cell: str) -> None:
    row = ScriptRow(shot_number=cell[:3], timecode=cell, visual=cell, audio=cell)
    made = write_script(script([row]), "csv")
    written = list(csv.reader(io.StringIO(made.decode("utf-8-sig"), newline="")))[1]
    assert written == [f"'{cell[:3]}", f"'{cell}", f"'{cell}", f"'{cell}"]
    assert parse_script("x.csv", made, LIMITS).rows == [row]


def test_an_apostrophe_that_guards_nothing_stays() -> None:
    row = ROW.model_copy(update={"visual": "'Tis morning."})
    assert parse_script("x.csv", write_script(script([row]), "csv"), LIMITS).rows == [row]


def test_another_format_is_refused_in_a_sentence() -> None:
    with pytest.raises(InputError, match="json or csv, not as docx"):
        write_script(script([ROW]), "docx")
