"""The writer's draft: the schema for the script at hand, the form that the prompt shows, and the way back to rows.

A model writes the lines of an audio cell apart, what is heard and what it means apart again. So it can neither lose a
row, a label or a translation, nor put one where another belongs, and no rule of the prompt has to be trusted for it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import Field, create_model

from gcl.formats.lines import Line, split_lines, split_translation
from gcl.payloads import AdaptationJob, Market, ScriptRow
from gcl.pipeline.schemas import (
    ANY,
    END,
    ENGLISH,
    ENGLISH_NO_PARENTHESIS,
    NEVER,
    NO_PARENTHESIS,
    AdaptationOutput,
    AdaptedLine,
    AdaptedRow,
    count_sentences,
    text_of,
)

Json = dict[str, Any]

# Letters of any script but Latin, whose last block is that of Vietnamese.
_BEYOND_LATIN = r"\u0370-\u1dff\u1f00-\u1fff\u2c80-\ud7ff\uf900-\ufaff\ufb1d-\uffef"
_FOREIGN = rf"[^{NEVER}{END}()（）{_BEYOND_LATIN}]{{0,60}}[{_BEYOND_LATIN}]"
_BLANK = "…"  # stands in the form for what the model is to write


def adaptation_schema(payload: AdaptationJob) -> type[AdaptationOutput]:
    """AdaptationOutput with exactly the rows of the origin and their lines: shot numbers, timecodes and labels are
    constants. A text may be twice as long as the origin's, and have a sentence more."""
    rows: list[Any] = [_row(f"Row{number}", row, payload) for number, row in enumerate(payload.origin.rows, start=1)]
    return create_model("AdaptationOutput", __base__=AdaptationOutput, rows=(_tuple_of(rows), ...))


def form(payload: AdaptationJob, previous: Sequence[Json]) -> Json:
    """What the writer is to rewrite, as an answer: the draft `previous`, or the origin with blanks to be filled.

    Models copy a form more surely than they follow a rule. What a line means stands before it: a small model writes
    the next words to those it has just read, and would else translate the picture.
    """
    rows = previous or [row.dump() for row in payload.origin.rows]
    return {
        "rows": [
            {**row, "audio": [_line_form(line, payload, drafted=bool(previous)) for line in split_lines(row["audio"])]}
            for row in rows
        ]
    }


def script_rows(answer: AdaptationOutput, payload: AdaptationJob) -> list[Json]:
    """The draft as rows of a script, each line as it is written there: "VO: おはよう。 (Morning.)"."""
    rows = []
    for row, origin in zip(answer.rows, payload.origin.rows, strict=True):
        lines = zip(split_lines(origin.audio), row.audio, strict=True)
        audio = "".join(line.lead + line.label + _with_translation(written) for line, written in lines)
        rows.append({**row.model_dump(), "audio": audio.strip()})
    return rows


def _with_translation(line: AdaptedLine) -> str:
    said = line.model_dump()
    text: str = said.get("text", "")
    return f"{text} ({said['english']})" if "english" in said else text


def _row(name: str, row: ScriptRow, payload: AdaptationJob) -> type[AdaptedRow]:
    lines = split_lines(row.audio)
    audio = [_line(f"{name}Line{number}", line, payload) for number, line in enumerate(lines, start=1)]
    fields: dict[str, Any] = {
        "shot_number": (Literal[row.shot_number], ...),
        "timecode": (Literal[row.timecode], ...),
        # One that shows something may not fall empty, an empty one may be filled.
        "visual": (_text(row.visual, ENGLISH, shortest=1 if row.visual.strip() else 0), ...),
        "audio": (_tuple_of(audio), ...),
    }
    return create_model(name, __base__=AdaptedRow, **fields)


def _line(name: str, line: Line, payload: AdaptationJob) -> type[AdaptedLine]:
    fields: dict[str, Any] = {"label": (Literal[line.label.strip()], ...)}
    if line.text:
        if not _is_translated(line, payload.market):
            fields["text"] = (_text(line.text, ENGLISH if line.is_cue else ANY), ...)
        else:
            theirs = _text(line.text, NO_PARENTHESIS, first="" if _may_be_latin(line, payload) else _FOREIGN)
            fields["english"] = (_text(line.text, ENGLISH_NO_PARENTHESIS), ...)
            fields["text"] = (theirs, Field(alias=payload.market.language))
    return create_model(name, __base__=AdaptedLine, **fields)


def _line_form(line: Line, payload: AdaptationJob, *, drafted: bool) -> Json:
    label = {"label": line.label.strip()}
    if not line.text:
        return label
    if not _is_translated(line, payload.market):
        return {**label, "text": line.text}
    if drafted:
        text, english = split_translation(line.text)
    else:
        text, english = _BLANK, line.text if payload.origin.language == "English" else _BLANK
    return {**label, "english": english, payload.market.language: text}


def _text(origin: str, letter: str, *, first: str = "", shortest: int = 1) -> Any:
    longest = min(2000, 120 + 2 * len(origin))
    return Annotated[str, text_of(longest, count_sentences(origin) + 1, letter, first=first, shortest=shortest)]


def _is_translated(line: Line, market: Market) -> bool:
    """Whether it is heard or read by an audience that is not addressed in English."""
    return market.language_code != "en" and not line.is_cue


def _may_be_latin(line: Line, payload: AdaptationJob) -> bool:
    """Whether the language is written so, or there is nothing in the line but terms that no one may change."""
    if not re.search(f"[{_BEYOND_LATIN}]", payload.market.native_name):
        return True
    text = line.text
    for term in payload.brand.locked_terms if payload.brand else ():
        text = text.replace(term, "")
    return not any(letter.isalpha() for letter in text)


def _tuple_of(types: list[Any]) -> Any:
    return tuple.__class_getitem__(tuple(types))
