"""What is said fits its shot."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gcl.checks.syllables import rate_of, syllables
from tests.checks.drafts import DRAFT, changed, found, places


@pytest.mark.parametrize(
    ("language", "text", "count"),
    [
        ("en", "But some mornings smell different.", 8),
        ("en", "The new Strider. Light as a good excuse.", 10),
        ("de", "Für Müsli ist noch nie jemand früh aufgestanden.", 13),
        ("fr", "Personne ne s'est jamais levé tôt pour des céréales.", 14),
        ("es", "Nadie ha madrugado nunca por unos cereales.", 15),
        ("pt", "Ninguém nunca acordou cedo por causa de cereal.", 16),
        ("it", "Nessuno si è mai alzato presto per i cereali.", 15),
        ("nl", "Niemand is ooit vroeg opgestaan voor ontbijtgranen.", 13),
        ("sv", "Ingen har någonsin gått upp tidigt för flingor.", 13),
        ("pl", "Nikt nigdy nie wstał wcześnie dla płatków.", 10),
        ("tr", "Kimse mısır gevreği için erken kalkmadı.", 14),
        ("ja", "シリアルのために早起きする人はいない。", 20),
        ("zh", "没人会为了麦片早起。", 9),
        ("ko", "시리얼 먹겠다고 일찍 일어나는 사람은 없죠.", 18),
        ("ar", "لا أحد يستيقظ باكرًا من أجل رقائق الذرة.", 17),
        ("hi", "सीरियल के लिए कोई जल्दी नहीं उठता।", 14),
        ("th", "ไม่มีใครตื่นเช้าเพื่อซีเรียลหรอก", 11),
        ("ru", "Сегодня хорошее утро.", 9),
    ],
)
def test_syllables_are_estimated_within_fifteen_percent(language: str, text: str, count: int) -> None:
    assert syllables(text, language) == pytest.approx(count, rel=0.15)


def test_a_language_that_was_not_measured_has_the_mean_of_those_that_were() -> None:
    assert rate_of("sv") == pytest.approx((7.84 + 7.82 + 7.18 + 6.99 + 6.19 + 5.97 + 5.18) / 7, abs=0.01)


def _says(seconds: float) -> str:
    """A Japanese line that takes so long, with its translation."""
    return f"VO: {'あ' * round(seconds * 7.84)}。 (Ah.)"


@pytest.mark.parametrize(
    ("seconds", "severities"), [(3.9, []), (4.4, []), (4.9, ["minor"]), (5.5, ["major"]), (12, ["major"])]
)
def test_what_takes_longer_than_its_shot_is_named(seconds: float, severities: list[str]) -> None:
    assert [finding.severity for finding in found(changed("1", audio=_says(seconds)), "pace")] == severities


def test_the_lines_of_a_shot_add_up() -> None:
    assert places(changed("1", audio=f"{_says(3)}\n{_says(3)}"), "pace") == [("major", "1", "audio")]


def test_supers_and_sounds_are_not_spoken() -> None:
    audio = _says(9).replace("VO", "SUPER") + f"\nSFX: {'rain ' * 50}"
    assert found(changed("1", audio=audio), "pace") == []


def test_a_line_may_run_on_into_a_shot_without_words() -> None:
    silent = changed("2", audio="SFX: Butter hissing.")
    assert places(changed("1", silent, audio=_says(6)), "pace") == [("minor", "1", "audio")]
    assert places(changed("1", silent, audio=_says(12)), "pace") == [("major", "1", "audio")]


def test_an_origin_as_dense_makes_it_minor() -> None:
    origin = [row.model_copy(update={"audio": f"VO: {'Ah, ' * 40}"}) for row in DRAFT.origin]
    draft = replace(changed("1", audio=_says(6)), origin=origin)
    assert places(draft, "pace") == [("minor", "1", "audio")]


@given(st.text(max_size=40), st.sampled_from(["en", "ja", "hi", "fr", "xx"]))
def test_any_text_has_a_number_of_syllables(text: str, language: str) -> None:
    assert 0 <= syllables(text, language) <= 4 * max(1, len(text)) * 4
