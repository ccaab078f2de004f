"""The writer's draft: the schema for the script at hand, the form that the prompt shows, and the way back to rows.

A model writes the lines of an audio cell apart, what is heard and what it means apart again. So it can neither lose a
row, a label or a translation, nor put one where another belongs, and no rule of the prompt has to be trusted for it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import Field, create_model

from gcl.formats.lines import Line, split_lines
from gcl.formats.room import room_for
from gcl.payloads import AdaptationJob, ScriptRow
from gcl.pipeline.schemas import SIGNS, AdaptationOutput, AdaptedLine, AdaptedRow, text_of
from gcl.stages import BLOCKING

Json = dict[str, Any]

# Letters of any script but Latin; Latin goes up to \u024f and on in \u1e00-\u1eff, which has those of Vietnamese.
_FOREIGN = (
    r"\u0370-\u1dff\u1f00-\u1fff\u2c80-\u2dff\u3041-\u30fa\u30fd-\ud7ff\uf900-\ufaff\ufb1d-\ufdff\ufe70-\ufefc"
    r"\uff66-\uffdc"
)
_PARENTHESES = "()（）"
_BLANK = "…"  # stands in the form for what the model is to write


def adaptation_schema(payload: AdaptationJob, shots: Sequence[str] | None = None) -> type[AdaptationOutput]:
    """AdaptationOutput with exactly the rows of the origin and their lines, or with those of `shots` alone: shot
    numbers, timecodes and labels are constants. A text may be about twice as long as the origin's."""
    rows: list[Any] = [
        _row(f"Row{number}", row, payload)
        for number, row in enumerate(payload.origin.rows, start=1)
        if shots is None or row.shot_number in shots
    ]
    return create_model("AdaptationOutput", __base__=AdaptationOutput, rows=(_tuple_of(rows), ...))


def form(payload: AdaptationJob) -> Json:
    """The origin as an answer, with blanks to be filled.

    Models copy a form more surely than they follow a rule. What a line means stands before it: a small model writes
    the next words to those it has just read, and would else translate the picture.
    """
    return {"rows": [_row_form(row, payload) for row in payload.origin.rows]}


def revision_form(payload: AdaptationJob, shots: Sequence[str], rows: Sequence[Json], answer: Json | None) -> Json:
    """The `shots` of the latest draft, `rows`, as the answer that they come from.

    Where a person has changed a row since, its lines are blanks again: the form cannot be read back from a script.
    """
    latest = {row["shot_number"]: row for row in rows}
    answered = {row["shot_number"]: row for row in (answer or {"rows": []})["rows"]}
    forms = []
    for origin in payload.origin.rows:
        shot = origin.shot_number
        if shot not in shots:
            continue
        if shot in answered and _script_row(answered[shot], origin, payload) == latest.get(shot):
            forms.append(answered[shot])
        else:
            blank = _row_form(origin, payload)
            forms.append({**blank, "visual": latest[shot]["visual"] if shot in latest else blank["visual"]})
    return {"rows": forms}


def script_rows(answer: AdaptationOutput, payload: AdaptationJob) -> list[Json]:
    """The rows of an answer as those of a script, each line as it is written there: "VO: おはよう。 (Morning.)"."""
    origins = {row.shot_number: row for row in payload.origin.rows}
    written = answer.model_dump(mode="json", by_alias=True)["rows"]
    return [_script_row(row, origins[row["shot_number"]], payload) for row in written]


def named_shots(feedback: Sequence[Json], payload: AdaptationJob) -> list[str]:
    """The shots that are to be rewritten, in order: those that the feedback names.

    All of them if it names none, or if something that keeps the draft from passing is about the script as a whole.
    """
    every = [row.shot_number for row in payload.origin.rows]
    issues = [issue for verdict in feedback for issue in verdict["issues"]]
    if any(not issue.get("shot") and issue["severity"] in BLOCKING for issue in issues):
        return every
    named = {issue.get("shot") for issue in issues}
    return [shot for shot in every if shot in named] or every


def revised(rows: Sequence[Json], rewritten: Sequence[Json], payload: AdaptationJob) -> list[Json]:
    """`rows` with those of `rewritten` in the place of the same shots; all others stay to the letter.

    A rewritten shot that `rows` lacks goes where the origin has it.
    """
    new = {row["shot_number"]: row for row in rewritten}
    result = [new.get(row["shot_number"], row) for row in rows]
    place = 0
    for origin in payload.origin.rows:
        present = [at for at, row in enumerate(result) if row["shot_number"] == origin.shot_number]
        if not present and origin.shot_number in new:
            result.insert(place, new[origin.shot_number])
            present = [place]
        place = present[-1] + 1 if present else place
    return result


def _script_row(row: Json, origin: ScriptRow, payload: AdaptationJob) -> Json:
    lines = zip(split_lines(origin.audio), row["audio"], strict=True)
    audio = "".join(line.lead + line.label + _with_translation(said, payload) + line.tail for line, said in lines)
    return {**row, "audio": audio.strip()}


def _row_form(row: ScriptRow, payload: AdaptationJob) -> Json:
    return {**row.dump(), "audio": [_line_form(line, payload) for line in split_lines(row.audio)]}


def _with_translation(said: Json, payload: AdaptationJob) -> str:
    text: str = said.get(payload.market.language if "english" in said else "text", "")
    return f"{text} ({said['english']})" if "english" in said else text


def _row(name: str, row: ScriptRow, payload: AdaptationJob) -> type[AdaptedRow]:
    lines = split_lines(row.audio)
    audio = [_line(f"{name}Line{number}", line, payload) for number, line in enumerate(lines, start=1)]
    fields: dict[str, Any] = {
        "shot_number": (Literal[row.shot_number], ...),
        "timecode": (Literal[row.timecode], ...),
        "visual": (_english(row.visual, payload) if row.visual else Literal[""], ...),
        "audio": (_tuple_of(audio), ...),
    }
    return create_model(name, __base__=AdaptedRow, **fields)


def _line(name: str, line: Line, payload: AdaptationJob) -> type[AdaptedLine]:
    fields = {"label": (Literal[_label(line)], ...), **line_fields(line, payload)}
    return create_model(name, __base__=AdaptedLine, **fields)


def line_fields(line: Line, payload: AdaptationJob) -> dict[str, Any]:
    """The fields that a model writes for a line: `text`, and `english` before it where that needs a translation."""
    fields: dict[str, Any] = {}
    if line.text and line.is_cue:
        # A bracket of its own would close the direction's.
        fields["text"] = (_english(line.text, payload, but="()" if line.tail else ""), ...)
    elif line.text and not _is_translated(line, payload):
        fields["text"] = (_text(line.text), ...)
    elif line.text:
        # The translation stands in parentheses, so neither it nor what it translates may have any.
        fields["english"] = (_text(line.text, but=_PARENTHESES + _FOREIGN), ...)
        fields["text"] = (_foreign(line.text, payload), Field(alias=payload.market.language))
    return fields


def _line_form(line: Line, payload: AdaptationJob) -> Json:
    label = {"label": _label(line)}
    if not line.text:
        return label
    if not _is_translated(line, payload):
        return {**label, "text": line.text}
    english = line.text if payload.origin.language == "English" else _BLANK
    return {**label, "english": english, payload.market.language: _BLANK}


def _label(line: Line) -> str:
    return (line.label + line.tail).strip()


def _is_translated(line: Line, payload: AdaptationJob) -> bool:
    """Whether it is heard or read by an audience that is not addressed in English."""
    return payload.market.language_code != "en" and not line.is_cue


def _english(origin: str, payload: AdaptationJob, *, but: str = "") -> Any:
    """A text without letters of other scripts, unless the English origin has some, as in a title that is seen."""
    has_others = payload.origin.language == "English" and re.search(f"[{_FOREIGN}]", origin)
    return _text(origin, but=but if has_others else but + _FOREIGN)


def _foreign(origin: str, payload: AdaptationJob) -> Any:
    """A text that is not left blank, with a letter of the market's script near its start if that is not Latin."""
    never = rf"\u0000-\u001f\[\]{{}}\\{_PARENTHESES}{_BLANK}"
    opening = rf"[^ {never}]"
    if not _may_be_latin(origin, payload):
        opening = rf"([^ {never}{_FOREIGN}][^{never}{_FOREIGN}]{{0,59}})?[{_FOREIGN}]"
    return _text(origin, but=_PARENTHESES, opening=opening)


def _may_be_latin(origin: str, payload: AdaptationJob) -> bool:
    """Whether the language is written so, or the line has no words but such as stay: locked terms, addresses, tags."""
    if not re.search(f"[{_FOREIGN}]", payload.market.native_name):
        return True
    words = re.sub(r"[#@]\w+|\w\S*\.\w\S*", "", origin.casefold())
    # The longer first: of "Maple Gold Rye", "Maple Gold" would leave a word.
    for term in sorted(payload.brand.locked_terms if payload.brand else (), key=len, reverse=True):
        words = words.replace(term.casefold(), "")
    return not any(letter.isalpha() for letter in words)


def _text(origin: str, *, but: str = "", opening: str = "") -> Any:
    """Room for a text that stands for `origin`."""
    signs = "".join(sign for sign in SIGNS if sign not in origin)
    return Annotated[str, text_of(room_for(origin), but=but, signs=signs, opening=opening)]


def _tuple_of(types: list[Any]) -> Any:
    return tuple.__class_getitem__(tuple(types))
