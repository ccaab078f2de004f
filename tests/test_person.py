"""Names and notes that people type."""

from __future__ import annotations

import pytest

from gcl.errors import InputError
from gcl.person import SOMEBODY, person, remark, somebody


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ada   Lovelace ", "Ada Lovelace"),
        ("Ada\rLovelace", "Ada Lovelace"),
        ("Ada\x1b[31m", "Ada[31m"),
        ("李明", "李明"),
    ],
)
def test_a_name_is_kept_as_it_is_seen(typed: str, kept: str) -> None:
    assert person(typed) == somebody(typed) == kept


@pytest.mark.parametrize("typed", ["", " ", "\u200b", "\u202e", "...", None])
def test_a_name_of_which_nothing_is_seen_is_none(typed: object) -> None:
    with pytest.raises(InputError, match="Type your name"):
        person(typed)
    assert somebody(typed) == SOMEBODY


def test_a_note_keeps_its_lines_and_its_emoji() -> None:
    assert remark("One.\nTwo \U0001f468\u200d\U0001f469\u200d\U0001f467.\u202e\x07") == (
        "One.\nTwo \U0001f468\u200d\U0001f469\u200d\U0001f467."
    )
