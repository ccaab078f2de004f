"""Every line in another language has its English translation after it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.checks.drafts import DRAFT, ORIGIN, changed, found


def severities(language: str, audio: str, *, origin: str = "") -> list[str]:
    """What is found in a script of one row."""
    rows = [ORIGIN[0].model_copy(update={"audio": text}) for text in (origin, audio)]
    draft = replace(DRAFT, origin=rows[:1], rows=rows[1:], language=language)
    return [finding.severity for finding in found(draft, "translations")]


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


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("de", "Anna! Paul!"),
        ("de", "Maria Schmidt, Hamburg."),
        ("de", "Hamburg. Berlin. München."),
        ("it", "Romeo! Romeo!"),
        ("it", "Mamma mia!"),
        ("es", "Juan de la Cruz"),
        ("es", "Natural. Vital. Total."),
        ("es", "natural, vital, total"),
        ("es", "Olé, olé, olé!"),
        ("fr", "Paris, Lyon, Marseille"),
        ("fr", "Passion, tradition, innovation."),
        ("fr", "C'est la vie !"),
        ("ko", "Anna! Paul!"),
    ],
)
def test_names_and_words_of_both_languages_are_their_own_translation(language: str, line: str) -> None:
    assert severities(language, f"VO: {line} ({line})") == []


def test_a_repeated_line_may_differ_in_its_signs() -> None:
    assert severities("es", "VO: ¡Gol, gol, gol! (Gol! Gol! Gol!)") == []


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("de", "Endlich zu Hause."),
        ("de", "Alles Gute."),
        ("de", "DIE NACHT GEHÖRT DIR"),
        ("es", "¡Que te vaya bonito!"),
        ("fr", "La vie est belle."),
        ("it", "Finalmente a casa."),
        ("pt", "Sem stress"),
        ("ja", "おはよう。"),
        ("ar", "صباح الخير"),
    ],
)
def test_a_line_that_is_repeated_and_certainly_no_english_is_not_translated(language: str, line: str) -> None:
    assert severities(language, f"VO: {line} ({line})") == ["major"]


@pytest.mark.parametrize(("language", "line"), [("es", "Respira hondo."), ("fr", "PARIS, LYON, MARSEILLE")])
def test_a_repeated_line_that_may_be_right_stops_no_script(language: str, line: str) -> None:
    assert severities(language, f"VO: {line} ({line})") == ["minor"]


def test_a_line_that_the_origin_has_too_needs_no_other_words() -> None:
    line = "PARIS, LYON, MARSEILLE"
    assert severities("fr", f"SUPER: {line} ({line})", origin=f"SUPER: {line}") == []


def test_a_translation_may_have_names_of_the_place() -> None:
    audio = "VO: Nos vemos en la Plaza de la Constitución. (Plaza de la Constitución at six.)"
    assert severities("es", audio) == []


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
