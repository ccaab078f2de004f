from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gcl.config import ROOT, Config
from gcl.errors import GclError, ScriptError
from gcl.formats.script import ImportedScript, check_rows, parse_script
from gcl.payloads import ScriptRow

LIMITS = Config()
HEADER = "shot_number,timecode,visual,audio\n"
ROWS = [
    ScriptRow(shot_number="1", timecode="00:00-00:03", visual="A kitchen, early.", audio='VO: "Morning."'),
    ScriptRow(shot_number="2A", timecode="00:03-00:05", visual="Steam.\nA hand.", audio='SUPER: "Up; early, too"'),
]


def as_json(**changes: object) -> bytes:
    return json.dumps({"title": "Spot", "rows": [row.model_dump() for row in ROWS]} | changes).encode()


def one_row(**changes: str) -> ScriptRow:
    return ROWS[0].model_copy(update=changes)


# What is read


def test_the_examples_that_ship_are_the_same_script_in_both_formats() -> None:
    examples = ROOT / "data" / "examples"
    from_json, from_csv = (
        parse_script(name, (examples / name).read_bytes(), LIMITS)
        for name in ("maple-gold-15.json", "maple-gold-15.csv")
    )
    assert len(from_json.rows) == 4
    assert from_json.rows == from_csv.rows
    assert (from_json.market, from_json.brand) == ("en-US", "maple-gold")


def test_json_says_title_market_and_brand() -> None:
    script = parse_script("x.json", as_json(title=" Spot ", market="en-US", brand="maple-gold"), LIMITS)
    assert script == ImportedScript("Spot", "en-US", "maple-gold", ROWS)


def test_a_script_without_a_title_is_called_after_its_file() -> None:
    assert parse_script("winter spot.JSON", as_json(title=None), LIMITS).title == "winter spot"
    assert parse_script("\udcff.json", as_json(title=None), LIMITS).title == "?"


def test_shot_numbers_may_be_numbers_in_json() -> None:
    rows = [{"shot": 7, "time": None, "video": "A cup.", "vo": ""}]
    assert parse_script("x.json", as_json(rows=rows), LIMITS).rows == [
        ScriptRow(shot_number="7", timecode="", visual="A cup.", audio="")
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_csv_is_read_whatever_spreadsheet_wrote_it(delimiter: str, encoding: str, ends: str) -> None:
    lines = ["shot_number,timecode,visual,audio", "1,0-3,Café,SFX", "", ",,,"]
    content = ends.join(line.replace(",", delimiter) for line in lines).encode(encoding)
    assert parse_script("x.csv", content, LIMITS).rows == [
        ScriptRow(shot_number="1", timecode="0-3", visual="Café", audio="SFX")
    ]


@pytest.mark.parametrize(
    "above", ["\n", ",,,\r\n \n", "sep=,\r\n", "\nSEP=,\n"], ids=["empty line", "empty cells", "separator", "both"]
)
def test_csv_may_begin_with_what_spreadsheets_put_above_a_table(above: str) -> None:
    table = f"{above}#,Time,Picture,Sound\n1,0-3,see,hear\n"
    assert [row.visual for row in parse_script("x.csv", table.encode(), LIMITS).rows] == ["see"]
    with pytest.raises(ScriptError, match=f"Line {above.count(chr(10)) + 3} has 5 cells"):
        parse_script("x.csv", f"{table}2,3-6,one, two,b\n".encode(), LIMITS)


@pytest.mark.parametrize(
    "header", ["#,Time,Picture,Sound", "Shot Number,Timecode,VISUAL,Audio/VO", "shot no.,TC,Video,Voice-over"]
)
def test_csv_columns_go_by_many_names(header: str) -> None:
    rows = parse_script("x.csv", f"{header}\n1,0-3,see,hear\n".encode(), LIMITS).rows
    assert rows == [ScriptRow(shot_number="1", timecode="0-3", visual="see", audio="hear")]


def test_csv_columns_come_in_any_order_beside_others() -> None:
    content = b"Notes,Audio,Visual,Time,Shot\nlater,hear,see,0-3,1\n"
    rows = parse_script("x.csv", content, LIMITS).rows
    assert rows == [ScriptRow(shot_number="1", timecode="0-3", visual="see", audio="hear")]


cell = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=40).map(str.strip)


@given(st.lists(st.tuples(cell, cell.filter(bool), cell), min_size=1, max_size=5))
def test_what_other_programs_write_is_read_as_it_is(cells: list[tuple[str, str, str]]) -> None:
    rows = [
        ScriptRow(shot_number=str(number), timecode=timecode[:30].strip(), visual=visual, audio=audio)
        for number, (timecode, visual, audio) in enumerate(cells, start=1)
    ]
    as_rows = [row.model_dump() for row in rows]
    assert parse_script("Spot.json", as_json(rows=as_rows), LIMITS).rows == rows
    sheet = io.StringIO()
    table = csv.DictWriter(sheet, list(as_rows[0]))
    table.writeheader()
    table.writerows(as_rows)
    assert parse_script("Spot.csv", sheet.getvalue().encode(), LIMITS).rows == rows


# What is refused


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("x.json", b"", "empty"),
        ("x.csv", b"\xef\xbb\xbf \n", "empty"),
        ("x.csv", HEADER.encode(), "no rows"),
        ("x.json", as_json(rows=[]), "no rows"),
        ("x.docx", b"PK", r"neither a .json nor a .csv"),
        ("x", b"{}", r"neither a .json nor a .csv"),
        ("x.csv", HEADER.encode() + b"1,0-3,Caf\xe9,x\n", "not UTF-8 text: line 2"),
        ("x.csv", (HEADER + "1,0-3,a,b\n").encode("utf-16"), "not UTF-8 text: line 1"),
        ("x.json", as_json()[:-5], "not valid JSON: line 1"),
        ("x.json", b"[" * 100_000, "not a script"),
        ("x.json", b'{"rows": ' + b"9" * 5000 + b"}", "not a script"),
        ("x.json", b"[1, 2]", 'object with "rows"'),
        ("x.json", b'{"rows": {"1": 2}}', 'object with "rows"'),
        ("x.json", as_json(rows=["a row"]), "Row 1 is not an object"),
        ("x.json", as_json(rows=[{"shot": 1, "visual": "a"}]), "Row 1 has no timecode and no audio"),
        ("x.json", as_json(rows=[ROWS[0].model_dump() | {"visual": ["a"]}]), "visual of row 1 is not text"),
        ("x.json", as_json(rows=[ROWS[0].model_dump() | {"visual": "a\ud800"}]), r"control character \(U\+D800\)"),
        ("x.json", as_json(title=["a"]), "title is not text"),
        ("x.json", as_json(title="t" * 161), "title has 161 characters"),
        ("x.json", as_json(brand="a\x00b"), r"brand has an invisible control character"),
        ("x.csv", b"shot,time,visual\n1,0-3,a\n", "header has no audio"),
        ("x.csv", b"just some text\nand more\n", "header has no shot number and no timecode"),
        ("x.csv", b"shot,time,visual,picture,audio\n1,0-3,a,b,c\n", "two columns for the visual"),
        ("x.csv", HEADER.encode() + b"1,0-3,one, two,b\n", "Line 2 has 5 cells"),
        ("x.csv", b"\n\nsep=;\n", "no table"),
        ("x.csv", b",,,\n", "no table"),
        ("x.csv", HEADER.encode() + b'1,0-3,"never closed,b\n', "Line 2 cannot be read as CSV"),
        ("x.csv", HEADER.encode() + b"1,0-3,a\x00b,c\n", r"visual of shot 1 has an invisible control .*U\+0000"),
        ("x.csv", HEADER.encode() + b"1,0-3,a\x1b[2Jb,c\n", r"U\+001B"),
        ("x.csv", HEADER.encode() + b"1,0-3,a,b\n1,3-5,c,d\n", "Shot 1 stands twice, in row 1 and row 2"),
        ("x.csv", HEADER.encode() + b"2a,0-3,a,b\n2A,3-5,c,d\n", "Shot 2A stands twice"),
        ("x.csv", HEADER.encode() + b",0-3,a,b\n", "Row 1 has no shot number"),
        ("x.csv", HEADER.encode() + b"1,0-3,,\n", "Shot 1 has neither a visual nor an audio"),
    ],
)
def test_what_is_no_script_is_refused_with_a_reason(name: str, content: bytes, says: str) -> None:
    with pytest.raises(ScriptError, match=says) as caught:
        parse_script(name, content, LIMITS)
    assert "\n" not in caught.value.sentence


def test_a_file_that_is_far_too_large_is_not_even_decoded() -> None:
    with pytest.raises(ScriptError, match="more than any script"):
        parse_script("x.csv", b"\xff" * 3_000_000, LIMITS)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (one_row(visual="a" * 2001), "visual of shot 1 has 2001 characters; at most 2000"),
        (one_row(audio="a" * 2001), "audio of shot 1 has 2001"),
        (one_row(shot_number="1" * 17), "shot number of row 1 has 17"),
        (one_row(timecode="0" * 33), "timecode of shot 1 has 33"),
    ],
)
def test_a_cell_that_is_too_long_is_named(row: ScriptRow, says: str) -> None:
    with pytest.raises(ScriptError, match=says):
        check_rows([row], LIMITS)


@pytest.mark.parametrize("sign", ["a", "朝", "ص", "🌞"])
@pytest.mark.parametrize("name", ["x.json", "x.csv"])
def test_a_file_with_a_cell_of_five_thousand_signs_is_refused_with_its_shot(name: str, sign: str) -> None:
    row = {**ROWS[0].model_dump(), "audio": sign * 5000}
    csv_file = ",".join(row) + "\n" + ",".join(f'"{cell}"' for cell in row.values())
    content = as_json(rows=[row]) if name == "x.json" else csv_file.encode()
    with pytest.raises(ScriptError, match="The audio of shot 1 has 5000 characters; at most 2000 are taken"):
        parse_script(name, content, LIMITS)


def test_a_script_that_is_too_long_is_refused() -> None:
    rows = [one_row(shot_number=str(number)) for number in range(61)]
    assert len(check_rows(rows[:60], LIMITS)) == 60
    with pytest.raises(ScriptError, match="61 rows; at most 60"):
        check_rows(rows, LIMITS)


def test_cells_are_kept_trimmed_and_with_plain_line_ends() -> None:
    assert check_rows([one_row(visual=" a\r\nb\rc ")], LIMITS)[0].visual == "a\nb\nc"


@given(st.binary(max_size=200), st.sampled_from(["x.json", "x.csv", "x.tsv"]))
def test_whatever_the_bytes_the_answer_is_a_script_or_a_sentence(content: bytes, name: str) -> None:
    sentence = "None needed."
    try:
        parse_script(name, content, LIMITS)
    except GclError as error:
        sentence = error.sentence
    assert sentence
