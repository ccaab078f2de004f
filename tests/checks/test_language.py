"""The languages of lines, pictures and directions, in sixteen languages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gcl.checks import Draft, run_checks
from gcl.payloads import ScriptRow
from tests.checks.drafts import found
from tests.checks.short_lines import SHORT_ENGLISH, SHORT_LINES
from tests.checks.spots import ENGLISH, LINES, LOCKED, drafts

# Latin alone, the rest is told by its letters: each is compared with English, which costs memory.
LATIN = ["de", "es", "fr", "it", "nl", "pl", "pt", "sv", "tr"]


def one(
    language: str, audio: str = "", *, visual: str = "A door.", origin: str = "", origin_language: str = "en"
) -> Draft:
    """A script of one row."""
    return Draft(
        origin=[ScriptRow(shot_number="1", timecode="", visual="A gate.", audio=origin)],
        rows=[ScriptRow(shot_number="1", timecode="", visual=visual, audio=audio)],
        origin_language=origin_language,
        language=language,
        locked_terms=LOCKED,
    )


@pytest.mark.parametrize("language", [*LINES, "en"])
def test_spots_that_are_right_are_not_accused(language: str) -> None:
    findings = [finding for draft in drafts(language) for result in run_checks(draft) for finding in result.findings]
    assert findings == []


@pytest.mark.parametrize("language", LINES)
def test_each_line_that_was_left_in_english_is_found(language: str) -> None:
    missed = [
        english
        for english in ENGLISH
        if english != "Made in Italy"  # says so everywhere
        and [
            finding.severity
            for finding in found(one(language, f"VO: {english} (x)", origin=f"VO: {english}"), "language")
        ]
        != ["critical"]
    ]
    assert missed == []


@pytest.mark.parametrize("language", SHORT_LINES)
def test_short_idioms_are_not_accused(language: str) -> None:
    accused = [
        line
        for line in SHORT_LINES[language]
        if found(one(language, f"SUPER: {line} (So.)", origin="SUPER: Hm, so it is."), "language")
    ]
    assert accused == []


@pytest.mark.parametrize("language", [*LINES, "da", "cs", "vi"])
def test_short_lines_of_english_that_were_left_are_found(language: str) -> None:
    missed = [
        line
        for line in SHORT_ENGLISH
        if line != "Listen."  # lists, in German and its neighbours
        and not found(one(language, f"VO: {line} (x)", origin=f"VO: {line}"), "language")
    ]
    assert missed == []


@pytest.mark.parametrize("language", LATIN)
def test_a_line_in_other_english_is_found_too(language: str) -> None:
    lines = ["Nobody rises early for flakes.", "It was never about the money.", "Run like nobody is watching."]
    assert [len(found(one(language, f"VO: {line} (x)", origin="VO: Hm."), "language")) for line in lines] == [1, 1, 1]


@pytest.mark.parametrize("language", LINES)
def test_a_picture_in_the_markets_language_is_found(language: str) -> None:
    for number in (0, 1, 10, 12, 18):
        assert [finding.cell for finding in found(one(language, visual=LINES[language][number]), "visual_english")] == [
            "visual"
        ]


@pytest.mark.parametrize("language", LINES)
def test_a_translation_in_the_markets_language_is_found(language: str) -> None:
    audio = f"VO: {LINES[language][0]} ({LINES[language][1]})"
    assert [finding.quote for finding in found(one(language, audio), "translations")] == [LINES[language][1]]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("de", "Endlich."),
        ("de", "Maple Gold"),
        ("de", "24/7"),
        ("de", "Sale! Bis zu 50 %"),
        ("de", "Mega, oder?"),
        ("de", "Happy Hour bis acht"),
        ("de", "Ich grüsse dich, Strasse."),
        ("de", "Grüezi mitenand. Znüni isch parat."),
        ("de", "Warm. Wild. Wunderbar."),
        ("de", "Ein Coffee to go, bitte."),
        ("de", "Das ist mein Comeback, Baby."),
        ("fr", "Week-end, brunch, relax."),
        ("fr", "C'est cool, non ?"),
        ("fr", "On part ?"),
        ("es", "Es real."),
        ("es", "Come sano."),
        ("pt", "É agora."),
        ("pt", "Um café, um beijo."),
        ("it", "Fine."),
        ("it", "Come no?"),
        ("nl", "Water. Warm water."),
        ("nl", "Wat een week."),
        ("nl", "We gaan."),
        ("sv", "Mums!"),
        ("sv", "Men hallå!"),
        ("pl", "To my."),
        ("pl", "Do domu."),
        ("tr", "Son gün!"),
        ("tr", "On yıl."),
        ("ja", "ＯＫ！"),
        ("ja", "SALE"),
        ("ja", "コーヒー、テイクアウトＯＫ。"),
        ("ja", "5G、はじまる。"),
        ("ja", "全品半額"),
        ("ja", "iPhoneで、Hello。"),
        ("zh", "の味道"),
        ("zh", "OK！走吧。"),
        ("ko", "오늘은 파이팅!"),
        ("ko", "NEW 바닐라 라떼"),
        ("ar", "١٠٠٪ طبيعي"),
        ("th", "OK ไหม"),
        ("hi", "100% असली"),
        ("hi", "30 din muft, phir ₹99 mahina."),
        ("en", "Voilà! Crème brûlée."),
        ("en", "Brilliant, innit?"),
        ("en", "Ta, love."),
        ("en", "Colour me happy."),
        ("en", "Strider"),
        ("vi", "Sáng nay khác hẳn."),
        ("xx", "Anything at all can stand here."),
        ("de", "🌞🌞🌞"),
        ("de", "strider.com/schuhe @strider #Strider"),
    ],
)
def test_short_lines_names_and_loan_words_are_not_accused(language: str, line: str) -> None:
    assert found(one(language, f"SUPER: {line} (So it is.)", origin="SUPER: So it is."), "language") == []


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("ja", "Terms apply."),
        ("ar", "Terms apply."),
        ("hi", "Terms apply."),
        ("ko", "Terms apply."),
        ("de", "Fairly shared."),
        ("pt", "Cool bike."),
        ("es", "Zero likes. Zero hits. A single fan."),
    ],
)
def test_a_line_that_its_translation_repeats_was_left_in_english(language: str, line: str) -> None:
    draft = one(language, f"VO: {line} ({line})")
    assert [finding.severity for finding in found(draft, "language")] == ["critical"]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("es", "No."),
        ("it", "Taxi!"),
        ("de", "Winter. Finger. Butter."),
        ("es", "Total control."),
        ("pt", "Animal, hotel, final."),
        ("it", "Piano, tempo, radio."),
        ("de", "Hotel Roma"),
        ("fr", "Emily Watson"),
        ("ja", "Emily Watson"),
        ("ja", "OK?"),
        ("ko", "Wi-Fi"),
        ("zh", "Leo!"),
    ],
)
def test_a_line_may_be_the_same_in_both_languages(language: str, line: str) -> None:
    assert found(one(language, f"VO: {line} ({line})"), "language") == []


@pytest.mark.parametrize(
    ("language", "visual", "accused"),
    [
        ("fr", "La maison est à vingt minutes.", True),
        ("fr", "On n'attend pas. Ça refroidit.", True),
        ("pt", "Sua playlist pode esperar.", True),
        ("es", "Palacio de Bellas Artes, wide.", False),
        ("fr", "Hôtel de la Paix, dusk.", False),
        ("it", "Piazza del Campo, rooftops.", False),
        ("de", "Café an der Oper, drizzle.", False),
        ("de", "Der Vater kommt. Die Küche.", True),
        ("de", "Die Frau öffnet das Fenster.", True),
        ("de", "Hand stellt Tasse auf den Tisch.", True),
        ("es", "Los niños, la abuela, la Plaza Mayor.", True),
        ("es", "María cruza la Plaza de la Constitución y saluda.", True),
        ("it", "Una nonna in Piazza della Signoria impasta la farina.", True),
        ("pt", "Maria atravessa a Praça da Sé e sorri.", True),
        ("es", "INT. COCINA DE LA ABUELA - NOCHE", True),
    ],
)
def test_a_short_picture_is_told_from_a_place_by_its_small_letters(language: str, visual: str, accused: bool) -> None:
    assert bool(found(one(language, visual=visual), "visual_english")) == accused


@pytest.mark.parametrize(
    ("language", "line", "quote"),
    [
        ("de", "Endlich zu Hause. Come home and put your feet up.", "Come home and put your feet up."),
        ("fr", "Good morning my sunshine. Il est l'heure.", "Good morning my sunshine."),
        ("ja", "朝が来た。 Some mornings are worth it.", "Some mornings are worth it."),
        ("ja", "朝、some mornings smell very different、でも。", "some mornings smell very different"),
        ("ko", "좋은 아침. But this one is yours.", "But this one is yours."),
    ],
)
def test_a_part_that_was_left_in_english_is_found(language: str, line: str, quote: str) -> None:
    findings = found(one(language, f"VO: {line} (x)"), "language")
    assert [(finding.severity, finding.quote) for finding in findings] == [("major", quote)]


@pytest.mark.parametrize(
    ("language", "line", "other"),
    [
        ("ja", "다른 향이 나는 아침", "Korean"),
        ("ja", "你的早晨在这里", "Chinese"),
        ("zh", "ちがう朝がある", "Japanese"),
        ("de", "でも、匂いがちがう朝", "Japanese"),
        ("ko", "Некоторые утра пахнут иначе", "Cyrillic letters"),
        ("pt", "Pero hay mañanas que huelen distinto, y esta es la tuya.", "Spanish"),
        ("fr", "Aber manche Morgen riechen anders, und das ist gut so.", "German"),
        ("en", "Aber manche Morgen riechen anders, und das ist gut so.", "German"),
    ],
)
def test_a_line_in_a_third_language_is_found(language: str, line: str, other: str) -> None:
    findings = found(one(language, f"VO: {line} (x)"), "language")
    assert [(finding.severity, other in finding.problem) for finding in findings] == [("critical", True)]


def test_a_line_left_in_the_origins_language_is_found() -> None:
    line = "Für Müsli ist noch nie jemand früh aufgestanden."
    for language in ("en", "fr", "ja"):
        draft = one(language, f"VO: {line} (x)", origin=f"VO: {line}", origin_language="de")
        assert [finding.severity for finding in found(draft, "language")] == ["critical"]


@pytest.mark.parametrize(
    ("language", "visual"),
    [
        ("de", "Logo."),
        ("de", "Packshot, Maple Gold."),
        ("de", "Wide: a Stube with Flammkuchen, Apfelstrudel and a Kachelofen."),
        ("de", "A sign reads “Heute geschlossen wegen Regen”."),
        ("fr", "Close on croque-monsieur, then crème brûlée, in a brasserie."),
        ("it", "Nonna stirs the ragù. Parmigiano Reggiano snows down."),
        ("ja", "The girl eats onigiri on the engawa; a sign says 「本日休業」."),
        ("ja", "A noren with 湯 on it moves in the wind."),
        ("es", "Abuela pours chocolate con churros. Madrid, Gran Vía, dawn."),
        ("pt", "INT. PADARIA - DAY. Pão de queijo on a counter in São Paulo."),
        ("pl", "Pierogi steam on a table in Łódź."),
        ("pl", "Rynek Główny, Kraków. A grandmother feeds the pigeons."),
        ("es", "María walks across the Plaza de la Constitución toward Café El Sol."),
        ("es", "Plaza de la Constitución, dawn."),
        ("pt", "Maria crosses Praça da Sé in São Paulo, past the Igreja de São Bento."),
        ("pt", "Wide: Avenida Nossa Senhora de Copacabana, Rio de Janeiro."),
        ("it", "Piazza della Signoria, Florence. A nonna rolls pasta."),
        ("sv", "Gamla Stan, Stockholm. Grandmother walks down Västerlånggatan."),
    ],
)
def test_english_pictures_with_words_of_the_place_are_right(language: str, visual: str) -> None:
    assert found(one(language, visual=visual), "visual_english") == []


@pytest.mark.parametrize(
    ("language", "audio"),
    [
        ("de", "SFX: Leise Musik im Hintergrund, dann der Regen."),
        ("fr", "(Le père entre dans la cuisine)"),
        ("ja", "SFX: 雨の音"),
        ("ko", "VO (피곤한 듯): 좋은 아침. (Good morning.)"),
        ("ar", "VO: (بهدوء) صباح الخير. (Good morning.)"),
    ],
)
def test_directions_in_the_markets_language_are_found(language: str, audio: str) -> None:
    assert [finding.cell for finding in found(one(language, audio), "visual_english")] == ["audio"]


def test_what_the_english_origin_has_may_stay_in_a_picture() -> None:
    origin = ScriptRow(shot_number="1", timecode="", visual="Der Vater kommt in die Küche und lacht.", audio="")
    draft = replace(one("de"), origin=[origin], rows=[origin])
    assert found(draft, "visual_english") == []
