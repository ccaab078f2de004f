"""Every line in another language has its English translation after it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.checks.drafts import DRAFT, ORIGIN, changed, found


@pytest.mark.parametrize(
    "audio",
    [
        "VO: おはよう。 (Good morning.)",
        "VO: 「おはよう。」（“Good morning.”）",
        "VO: おはよう。\n(Good morning.)",
        "おはよう。\n(Good morning.)",
        "VO: (whispers) おはよう。 (Good morning.)",
        "VO: おはよう。 (pause) 朝だよ。 (Good morning. It is morning.)",
        "VO: おはよう。 (Good morning.) 朝だよ。 (It is morning.)",
        "VO: おはよう。 (Good morning (at last).)",
        "VO: おはよう。 (Good morning.) (laughs)",
        "VO: おはよう。 (Good morning.).",
        "SFX: Rain. VO: おはよう。 (Good morning.)\nSUPER: 朝。 (Morning.)",
        "SUPER: Maple Gold",
        "SUPER: maplegold.jp #MapleGold 24/7 ☀️",
        "SUPER: R$ 30 + R$ 30",
        "SUPER: 12 zł / 500 ml",
        "SUPER:",
        "(A door.)",
        "SFX: 雨",
        "",
    ],
)
def test_lines_with_their_translation_are_right(audio: str) -> None:
    assert found(changed("2", audio=audio), "translations") == []


@pytest.mark.parametrize(
    ("audio", "quote", "problem"),
    [
        ("VO: おはよう。", "おはよう。", "This line has no English translation."),
        ("VO: おはよう。 Good morning.", "おはよう。 Good morning.", "This line has no English translation."),
        ("VO: おはよう。 (laughs)", "おはよう。 (laughs)", "This line has no English translation."),
        ("VO: おはよう。 ()", "おはよう。 ()", "The parentheses after this line are empty."),
        ("VO: (Good morning.) おはよう。", "Good morning.", "The translation does not stand after its line."),
        ("VO: おは (Good morning) よう。", "Good morning", "The translation does not stand after its line."),
        ("VO: 朝。\nSUPER: 夜。 (Morning.) (Night.)", "朝。", "This line has no English translation."),
    ],
)
def test_a_missing_or_misplaced_translation_is_named(audio: str, quote: str, problem: str) -> None:
    findings = found(changed("2", audio=audio), "translations")
    assert [(finding.quote, finding.problem) for finding in findings] == [(quote, problem)]


def test_directions_of_the_origin_are_no_translation() -> None:
    origin = [row.model_copy(update={"audio": "VO: Morning. (under her breath)"}) for row in ORIGIN]
    draft = replace(changed("2", audio="VO: おはよう。 (under her breath)"), origin=origin)
    assert [finding.problem for finding in found(draft, "translations") if finding.shot == "2"] == [
        "This line has no English translation."
    ]


def test_nothing_is_to_be_translated_for_an_english_market() -> None:
    assert found(replace(DRAFT, rows=ORIGIN, language="en"), "translations") == []


def test_a_super_with_the_longer_of_two_locked_terms_needs_no_translation() -> None:
    draft = replace(changed("2", audio="SUPER: Maple Gold Rye"), locked_terms=["Maple Gold", "Maple Gold Rye"])
    assert found(draft, "translations") == []
