"""Adapt: rows in step, and an honest ending."""

from __future__ import annotations

from gcl.payloads import ScriptRow
from gcl.services import Services
from gcl.tabs.adapt import ending, pair_rows
from tests.e2e.demo_home import fill_adaptations


def row(shot: str, words: str = "x") -> ScriptRow:
    return ScriptRow(shot_number=shot, timecode="00:00", visual=words, audio=words)


def test_rows_stay_in_step_by_their_shot_number() -> None:
    pairs = pair_rows([row("1"), row("2"), row("3")], [row("3", "c"), row("1", "a"), row("9", "z")])
    assert [(shot, new.visual if new else None) for shot, _, _, new in pairs] == [
        ("1", "a"),
        ("2", None),
        ("3", "c"),
        ("9", "z"),
    ]
    assert pairs[-1][2] is None


def test_a_failed_run_says_which_gate_failed_which_draft(services: Services) -> None:
    made = fill_adaptations(services)
    sentence = ending(services.adaptations.track(made["ar-SA"]))
    assert sentence.startswith("The brand gate did not pass draft 1")
    assert "not an approved script" in sentence
    assert ending(services.adaptations.track(made["ja-JP"])) == ""
    assert "cancelled" in ending(services.adaptations.track(made["de-DE"]))
