"""Supers stand long enough to be read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gcl.checks.supers import hold
from tests.checks.drafts import DRAFT, changed, found, places
from tests.checks.test_language import one


@pytest.mark.parametrize(("words", "seconds"), [(0, 0), (1, 2.2), (9, 3.8), (10, 5.0), (16, 6.2)])
def test_the_hold_is_that_of_the_rule(words: int, seconds: float) -> None:
    assert hold(words) == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("language", "text", "seconds"),
    [
        ("en", "Worth getting up for.", 2.8),
        ("en", "Worth getting up for. 24/7 at maple.com", 3.4),
        ("de", "Maple Gold. Endlich.", 2.2),
        ("de", "Maple Gold", 0.1),
        ("ja", "起きてよかった朝。", 2.8),
        ("zh", "值得早起的早晨。", 3),
        ("th", "คุ้มค่าที่จะตื่น", 2.6),
        ("ko", "일어나길 잘했다", 2.4),
        ("ar", "تستحق الاستيقاظ", 2.4),
    ],
)
def test_a_super_is_held_for_its_words(language: str, text: str, seconds: float) -> None:
    draft = one(language, f"SUPER: {text} (A translation of any length is not read on the screen.)")
    if language == "en":
        draft = one(language, f"SUPER: {text}")
    for length, right in ((seconds, True), (seconds - 0.1, text == "Maple Gold")):
        rows = [draft.rows[0].model_copy(update={"timecode": f"0-{length:.1f}"})]
        assert (found(replace(draft, origin=rows, rows=rows), "supers") == []) is right


def test_a_super_that_is_too_long_is_named() -> None:
    draft = changed("3", audio="SUPER: 起きてよかったと、しみじみ思える日曜日の朝でした。 (A morning worth it.)")
    assert [(finding.severity, finding.problem) for finding in found(draft, "supers")] == [
        ("major", "10 words on the screen take 5.0 s to read; the shot has 3 s.")
    ]


def test_a_quarter_of_a_second_is_minor() -> None:
    draft = replace(changed("3", audio="SUPER: Dafür steht man gerne früh auf. (So.)"), language="de")
    assert places(draft, "supers") == [("minor", "3", "audio")]


def test_supers_of_a_shot_count_together() -> None:
    audio = "SUPER: Dafür steht man auf. (So.)\nLEGAL: Nur solange der Vorrat reicht. (So.)"
    assert places(replace(changed("3", audio=audio), language="de"), "supers") == [("major", "3", "audio")]


def test_an_origin_that_breaks_the_rule_makes_it_minor() -> None:
    origin = [row.model_copy(update={"audio": "SUPER: " + "long " * 20}) for row in DRAFT.origin]
    draft = replace(changed("3", audio="SUPER: " + "lang " * 15 + "(So.)"), origin=origin, language="de")
    assert places(draft, "supers") == [("minor", "3", "audio")]


def test_without_times_nothing_is_said() -> None:
    assert found(one("de", "SUPER: " + "lang " * 40 + "(So.)"), "supers") == []
