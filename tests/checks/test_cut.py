"""Texts that were cut off."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from gcl.formats.room import room_for
from gcl.pipeline.draft import adaptation_schema
from tests.checks.drafts import DRAFT, JAPANESE, changed, found, places
from tests.pipeline.conftest import ROWS, job


def test_a_text_that_fills_its_room_without_an_end_is_found() -> None:
    room = room_for(DRAFT.origin[1].visual)
    assert places(changed("2", visual=("A kitchen and so on " * 40)[:room]), "cut") == [("major", "2", "visual")]
    assert found(changed("2", visual=("A kitchen and so on " * 40)[: room - 1] + "."), "cut") == []
    assert found(changed("2", visual=("A kitchen and so on " * 40)[: room - 5]), "cut") == []


def test_a_line_and_its_translation_have_their_own_room() -> None:
    room = room_for('"Morning, sunshine."')
    full = ("おはよう" * 100)[:room]
    assert places(changed("2A", audio=f"FATHER: {full} (Morning.)"), "cut") == [("major", "2A", "audio")]
    assert places(changed("2A", audio=f"FATHER: 朝。 ({('Good day to you, ' * 40)[:room].strip()})"), "cut") == [
        ("major", "2A", "audio")
    ]


def test_a_cell_that_fills_its_room_is_found() -> None:
    draft = replace(changed("2", visual="A long text " * 10), max_cell_chars=119)
    assert places(draft, "cut") == [("major", "2", "visual")]


@pytest.mark.parametrize(
    ("audio", "quote"),
    [
        ("VO: 「おはよう (Good morning.)", "「おはよう (Good morning.)"),
        ("VO: おはよう。 (Good mor", "(Good mor"),
        ("VO: 朝。 (Day.)\nSUPER: 夜。 （Nig", "（Nig"),
    ],
)
def test_an_open_bracket_is_found(audio: str, quote: str) -> None:
    assert [finding.quote for finding in found(changed("2", audio=audio), "cut")] == [quote]


@pytest.mark.parametrize("audio", ["VO: おはよう :( (Morning.)", "SUPER: a) 朝 b) 夜 (a: day, b: night)", "SFX: 1)"])
def test_faces_and_numbers_are_no_open_brackets(audio: str) -> None:
    assert found(changed("2", audio=audio), "cut") == []


def test_what_the_origin_leaves_open_may_be_open() -> None:
    origin = [row.model_copy(update={"visual": "A door (open."}) for row in DRAFT.origin]
    rows = [row.model_copy(update={"visual": "A gate (open."}) for row in JAPANESE]
    assert found(replace(DRAFT, origin=origin, rows=rows), "cut") == []


def test_the_writer_has_the_room_that_the_check_knows() -> None:
    definitions: dict[str, Any] = adaptation_schema(job()).model_json_schema()["$defs"]
    assert definitions["Row1"]["properties"]["visual"]["maxLength"] == room_for(ROWS[0].visual)
