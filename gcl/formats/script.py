"""Scripts from and to files: JSON and CSV, and the rules that every script keeps to.

JSON: {"title", "market", "brand", "rows": [{"shot_number", "timecode", "visual", "audio"}]}; all but "rows" optional.
CSV:  a header, then a row a shot, in UTF-8, separated by commas, semicolons or tabs. The columns may stand in any
      order and go by any of the names in COLUMNS. An apostrophe before what would be a formula is left out.
"""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from gcl.config import Config
from gcl.errors import ScriptError
from gcl.formats.cells import unguarded
from gcl.payloads import ScriptRow

# What people call the columns; compared in lower case, without anything but letters, digits and #.
COLUMNS: dict[str, tuple[str, ...]] = {
    "shot_number": ("shot_number", "shot", "shot no", "shot #", "#", "no", "nr", "number", "scene"),
    "timecode": ("timecode", "time", "tc", "time code", "timing"),
    "visual": ("visual", "visuals", "video", "picture", "image", "action"),
    "audio": ("audio", "vo", "sound", "voice-over", "audio/vo", "dialogue"),
}
DELIMITERS = ",;\t"
# What spreadsheets put above a table: empty lines, and a line that tells Excel the separator.
_PREFACE = re.compile(r"(?:[,;\s]*\n)?(?:sep=.\r?\n)?", re.IGNORECASE)
# Width of the columns in the database.
MAX_SHOT_CHARS, MAX_TIMECODE_CHARS, MAX_TITLE_CHARS = 16, 32, 160
MAX_BRAND_CHARS = 80


@dataclass(frozen=True)
class ImportedScript:
    """`market` is a tag such as en-US, and `brand` a key or name, if the file says so."""

    title: str
    market: str | None
    brand: str | None
    rows: list[ScriptRow]


def parse_script(name: str, content: bytes, limits: Config) -> ImportedScript:
    """Read a script from the bytes of a file called `name`; its ending, .json or .csv, says which format it is.

    Raises ScriptError, with the row or line where it happened, for anything that is not a script.
    """
    ending = PurePath(name).suffix.lower()
    readers = {".json": _parse_json, ".csv": _parse_csv, ".tsv": _parse_csv}
    if ending not in readers:
        raise ScriptError(f"{PurePath(name).name} is neither a .json nor a .csv file. Save the script as one of these.")
    # Four bytes are the most that UTF-8 needs for a character; the rest is for numbers, names and punctuation.
    most = limits.max_script_rows * (limits.max_cell_chars * 2 * 4 + 1000)
    if len(content) > most:
        raise ScriptError(
            f"The file has {len(content):,} bytes, more than any script of {limits.max_script_rows} rows needs "
            f"({most:,}). Check that it is the right file."
        )
    text = _decode(content)
    if not text.strip():
        raise ScriptError("The file is empty. A script has at least one row.")
    # A file's name may hold bytes that are no text at all.
    stem = PurePath(name).stem.encode("utf-8", "replace").decode()[:MAX_TITLE_CHARS]
    script = readers[ending](text, stem)
    return ImportedScript(
        title=_checked_cell(script.title.strip(), "The title", MAX_TITLE_CHARS) or "Untitled script",
        market=script.market,
        brand=script.brand,
        rows=check_rows(script.rows, limits),
    )


def check_rows(rows: Sequence[ScriptRow], limits: Config) -> list[ScriptRow]:
    """The rows as they are kept: trimmed, line ends as \\n. ScriptError names the first row that breaks a rule."""
    if not rows:
        raise ScriptError("The script has no rows. It needs at least one, with what is seen and what is heard.")
    if len(rows) > limits.max_script_rows:
        raise ScriptError(f"The script has {len(rows)} rows; at most {limits.max_script_rows} are taken. Split it.")
    seen: dict[str, int] = {}
    return [_checked_row(row, number, seen, limits) for number, row in enumerate(rows, start=1)]


def _checked_row(row: ScriptRow, number: int, seen: dict[str, int], limits: Config) -> ScriptRow:
    shot = _checked_cell(row.shot_number, f"The shot number of row {number}", MAX_SHOT_CHARS)
    if not shot:
        raise ScriptError(f"Row {number} has no shot number. Give each row one, such as 1 or 2A.")
    first = seen.setdefault(shot.casefold(), number)
    if first != number:
        raise ScriptError(f"Shot {shot} stands twice, in row {first} and row {number}. Give each shot its own number.")
    visual = _checked_cell(row.visual, f"The visual of shot {shot}", limits.max_cell_chars)
    audio = _checked_cell(row.audio, f"The audio of shot {shot}", limits.max_cell_chars)
    if not visual and not audio:
        raise ScriptError(f"Shot {shot} has neither a visual nor an audio. Describe at least one, or remove the row.")
    timecode = _checked_cell(row.timecode, f"The timecode of shot {shot}", MAX_TIMECODE_CHARS)
    return ScriptRow(shot_number=shot, timecode=timecode, visual=visual, audio=audio)


def _checked_cell(text: str, what: str, most: int) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(text) > most:
        raise ScriptError(f"{what} has {len(text)} characters; at most {most} are taken. Shorten it.")
    for character in text:
        # Cc: control characters. Cs: halves of a pair, which a JSON escape can make and no encoding can store.
        if unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\t":
            raise ScriptError(f"{what} has an invisible control character (U+{ord(character):04X}). Remove it.")
    return text


def _decode(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ScriptError(
            f"The file is not UTF-8 text: line {line} has a byte that cannot be read. "
            "Save it again as UTF-8, in a spreadsheet as “CSV UTF-8”."
        ) from error


def _parse_json(text: str, stem: str) -> ImportedScript:
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        raise ScriptError(f"The file is not valid JSON: line {error.lineno}: {error.msg}.") from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, or brackets thousands deep
        raise ScriptError("The file is not a script: its JSON holds numbers or nesting beyond all measure.") from error
    if not isinstance(found, dict) or not isinstance(found.get("rows"), list):
        raise ScriptError('The JSON is not a script: it needs an object with "rows", a list of shots.')
    title, market, brand = (
        _checked_cell(_text(found.get(key), f"The {key}"), f"The {key}", most)
        for key, most in (("title", MAX_TITLE_CHARS), ("market", MAX_SHOT_CHARS), ("brand", MAX_BRAND_CHARS))
    )
    rows = [_json_row(row, number) for number, row in enumerate(found["rows"], start=1)]
    return ImportedScript(title or stem, market or None, brand or None, rows)


def _json_row(row: Any, number: int) -> ScriptRow:
    if not isinstance(row, dict):
        raise ScriptError(f"Row {number} is not an object with {', '.join(COLUMNS)}.")
    where = _columns([str(key) for key in row], f"Row {number}")
    cells = {column: _text(row[key], f"The {column} of row {number}") for key, column in where.items()}
    return _row(cells)


def _text(value: Any, what: str) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise ScriptError(f"{what} is not text.")


def _parse_csv(text: str, stem: str) -> ImportedScript:
    preface = _PREFACE.match(text)
    above = preface.group().count("\n") if preface else 0
    text = text[preface.end() if preface else 0 :]
    if not text.strip():
        raise ScriptError("The file has no table. It needs a header, then a row for each shot.")
    header, delimiter = _header(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows = []
    try:
        next(reader)
        where = _columns(header, "The header")
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue  # spreadsheets write the empty lines below a table too
            if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
                raise ScriptError(
                    f"Line {reader.line_num + above} has {len(cells)} cells, the header {len(header)}. "
                    "Put a cell that contains the separator between double quotes."
                )
            named = zip(header, cells, strict=False)
            rows.append(_row({where[name]: unguarded(cell) for name, cell in named if name in where}))
    except csv.Error as error:
        raise ScriptError(f"Line {reader.line_num + above} cannot be read as CSV: {error}.") from error
    return ImportedScript(stem, None, None, rows)


def _header(text: str) -> tuple[list[str], str]:
    """The names in the first line and the separator: the one under which most of them are known."""
    best: tuple[int, list[str], str] = (-1, [], ",")
    for delimiter in DELIMITERS:
        try:
            cells = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), [])
        except csv.Error:
            continue
        known = sum(_column(cell) is not None for cell in cells)
        if known > best[0]:
            best = (known, cells, delimiter)
    return best[1], best[2]


def _columns(names: Sequence[str], where: str) -> dict[str, str]:
    """{name in the file: our column}. ScriptError if one is missing or stands twice."""
    found: dict[str, str] = {}
    for name in names:
        column = _column(name)
        if column in found.values():
            twice = next(known for known, other in found.items() if other == column)
            raise ScriptError(
                f"{where} has two columns for the {str(column).replace('_', ' ')}, {twice!r} and {name!r}. Keep one."
            )
        if column is not None:
            found[name] = column
    missing = [column for column in COLUMNS if column not in found.values()]
    if missing:
        lacks = " and no ".join(column.replace("_", " ") for column in missing)
        raise ScriptError(f"{where} has no {lacks}. A script has shot_number, timecode, visual and audio.")
    return found


def _plain(name: str) -> str:
    return re.sub(r"[^\w#]|_", "", name.casefold())


_KNOWN = {_plain(name): column for column, names in COLUMNS.items() for name in names}


def _column(name: str) -> str | None:
    return _KNOWN.get(_plain(name))


def _row(cells: Mapping[str, str]) -> ScriptRow:
    return ScriptRow(**{column: cells.get(column, "") for column in COLUMNS})
