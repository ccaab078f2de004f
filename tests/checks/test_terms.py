"""Locked terms stay, forbidden ones stay away."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.checks.drafts import DRAFT, changed, found, places


def test_locked_terms_that_stay_are_right() -> None:
    assert found(DRAFT, "locked_terms") == []


def test_a_translated_brand_is_found_though_its_translation_has_it() -> None:
    draft = changed("3", audio="VO: 「メープルゴールド。メープルだけ。」 (“Maple Gold. Only maple.”)")
    assert places(draft, "locked_terms") == [("critical", "3", "audio")]


def test_a_brand_that_left_the_picture_is_found() -> None:
    draft = changed("2A", visual="Her father slides the Golden Maple bottle down the table.")
    assert places(draft, "locked_terms") == [("major", "2A", "visual")]


def test_a_brand_stays_in_the_super_and_in_the_voice() -> None:
    voice = "VO: 「Maple Gold。」 (“Maple Gold.”)\n"
    origin = [*DRAFT.origin[:3], DRAFT.origin[3].model_copy(update={"audio": 'VO: "Maple Gold."\nSUPER: Maple Gold'})]
    right = replace(changed("3", audio=voice + "SUPER: Maple Gold"), origin=origin)
    one, other = (
        "VO: 「メープルゴールド。」 (“Maple Gold.”)\nSUPER: Maple Gold",
        voice + "SUPER: メープルゴールド (Maple Gold)",
    )
    assert found(right, "locked_terms") == []
    for audio in (one, other):
        assert places(replace(changed("3", audio=audio), origin=origin), "locked_terms") == [("critical", "3", "audio")]


def test_a_brand_that_moved_to_another_shot_is_right() -> None:
    draft = changed("3", audio="VO: 「メープルだけ。」 (“Only maple.”)")
    draft = changed("2A", draft, audio="FATHER: 「Maple Gold、あるよ。」 (“There is Maple Gold.”)")
    assert found(draft, "locked_terms") == []


@pytest.mark.parametrize("brand", ["MAPLE GOLD", "Maple\nGold", "Maple Gold's", "Maple Goldを", "«Maple Gold»"])
def test_a_brand_may_be_in_capitals_or_inflected(brand: str) -> None:
    assert found(changed("3", audio=f"VO: {brand} (Maple Gold)"), "locked_terms") == []


@pytest.mark.parametrize("brand", ["maple gold", "Ｍａｐｌｅ Ｇｏｌｄ", "Maple-Gold", "MapleGold"])
def test_a_brand_written_otherwise_is_minor(brand: str) -> None:
    findings = found(changed("3", audio=f"VO: {brand} (Maple Gold)"), "locked_terms")
    assert [(finding.severity, finding.quote) for finding in findings] == [("minor", brand)]


@pytest.mark.parametrize(
    ("term", "language", "text"),
    [
        ("guilt-free", "en", "A guilt free breakfast"),
        ("guilt-free", "en", "GUILT‑FREE!"),
        ("indulge", "en", "Indulging again"),
        ("cheap", "en", "cheaper than ever"),
        ("billig", "de", "Das billigste Frühstück"),
        ("barato", "es", "más baratas"),
        ("gratuit", "fr", "livraison gratuite"),
        ("drogi", "pl", "w drogich sklepach"),
        ("kolay", "tr", "kolaydır"),
        ("hell", "en", "What the HELL?"),
        ("رخيص", "ar", "الإفطار الرخيص"),
        ("安い", "ja", "とても安い！"),
        ("便宜", "zh", "又便宜又好"),
        ("싸구려", "ko", "싸구려가 아니에요"),
        ("सस्ता", "hi", "यह सस्ता है।"),
        ("ถูก", "th", "ราคาถูกมาก"),
        ("ＣＨＥＡＰ", "ja", "cheapな朝"),
    ],
)
def test_a_forbidden_term_is_found_in_its_forms(term: str, language: str, text: str) -> None:
    draft = replace(changed("2", audio=f"VO: {text} (x)"), language=language, forbidden_terms=[term])
    assert places(draft, "forbidden_terms") == [("critical", "2", "audio")]


@pytest.mark.parametrize(
    ("term", "language", "text"),
    [
        ("cure", "en", "A curry for the curious"),
        ("art", "en", "A smart start"),
        ("sin", "en", "single, since, using"),
        ("best", "de", "Bestellen Sie im Westen"),
        ("kola", "tr", "çok kolay"),
        ("sale", "fr", "une salade salée"),
        ("diet", "en", "edited"),
        ("gold", "en", "Maple Gold"),
        ("hell", "de", "Ein helles Zimmer, hellste Freude"),
        ("sin", "en", "Singing, sins and sinners"),
        ("tani", "pl", "w tanich sklepach"),
        ("дом", "ru", "дома"),
        ("", "en", "anything"),
        ("か", "ja", "がんばる"),
    ],
)
def test_words_that_only_look_like_it_are_right(term: str, language: str, text: str) -> None:
    draft = replace(DRAFT, rows=[DRAFT.rows[0].model_copy(update={"visual": text, "audio": ""})], language=language)
    assert found(replace(draft, forbidden_terms=[term]), "forbidden_terms") == []
