"""A spot and its Japanese adaptation, which is right in all that a program can decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gcl.checks import CHECKS, Draft, Finding
from gcl.payloads import ScriptRow


def row(shot: str, timecode: str, visual: str, audio: str) -> ScriptRow:
    return ScriptRow(shot_number=shot, timecode=timecode, visual=visual, audio=audio)


ORIGIN = [
    row(
        "1",
        "00:00-00:04",
        "Close on an alarm clock: 6:02 on a dark fall Sunday. A hand comes out from under a quilt and hits snooze.",
        'SFX: Alarm, then silence.\nVO: "Nobody ever got up early for cereal."',
    ),
    row(
        "2",
        "00:04-00:08",
        "A farmhouse kitchen. A father turns a thick pancake onto a stack of three.",
        'SFX: Butter hissing.\nVO: (softly) "But some mornings smell different."',
    ),
    row(
        "2A",
        "00:08-00:12",
        "The girl stands in the doorway. Her father slides the Maple Gold bottle down the table.",
        'FATHER: "Morning, sunshine."',
    ),
    row(
        "3",
        "00:12-00:15",
        "Close on amber syrup. The bottle comes to rest beside the plate.",
        'VO: "Maple Gold. Only maple, nothing else."\nSUPER: "Worth getting up for."',
    ),
]
JAPANESE = [
    row(
        "1",
        "00:00-00:04",
        "Close on a phone alarm: 6:02 on a dark autumn Sunday. A hand comes out from under a futon and stops it.",
        "SFX: Alarm, then silence.\nVO: 「シリアルで早起きする人はいない。」 (“Nobody gets up early for cereal.”)",
    ),
    row(
        "2",
        "00:04-00:08",
        "A small apartment kitchen. A father turns a thick hotcake onto a plate.",
        "SFX: Butter hissing.\nVO: (softly) 「でも、匂いがちがう朝がある。」 (“But some mornings smell different.”)",
    ),
    row(
        "2A",
        "00:08-00:12",
        "The girl stands in the doorway. Her father slides the Maple Gold bottle down the table.",
        "FATHER: 「おはよう。」 (“Morning.”)",
    ),
    row(
        "3",
        "00:12-00:15",
        "Close on amber syrup. The bottle comes to rest beside the plate.",
        "VO: 「Maple Gold。メープルだけ。」 (“Maple Gold. Only maple.”)\n"
        "SUPER: 「起きてよかった朝。」 (“A morning worth it.”)",
    ),
]
DRAFT = Draft(
    origin=ORIGIN, rows=JAPANESE, origin_language="en", language="ja", locked_terms=["Maple Gold"], forbidden_terms=[]
)


def changed(shot: str, draft: Draft = DRAFT, **cells: str) -> Draft:
    """The draft with other cells in one row."""
    rows = [one.model_copy(update=cells) if one.shot_number == shot else one for one in draft.rows]
    return replace(draft, rows=rows)


def retimed(timecodes: Mapping[str, str], rows: list[ScriptRow]) -> list[ScriptRow]:
    return [one.model_copy(update={"timecode": timecodes.get(one.shot_number, one.timecode)}) for one in rows]


def found(draft: Draft, key: str) -> list[Finding]:
    """What one check finds, each quote verified to stand in the cell that it names."""
    findings = next(check for check in CHECKS if check.key == key).run(draft)
    for finding in findings:
        assert finding.check == key
        cells = [getattr(one, finding.cell) for one in draft.rows if one.shot_number == finding.shot and finding.cell]
        assert not finding.quote or any(finding.quote in cell for cell in cells), finding
    return findings


def places(draft: Draft, key: str) -> list[tuple[Any, ...]]:
    """(severity, shot, cell) of what one check finds."""
    return [(finding.severity, finding.shot, finding.cell) for finding in found(draft, key)]
