"""Writing systems: which letters a language is written in."""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import lru_cache

LATIN = "LATIN"
_SYSTEMS = {
    "ja": "HIRAGANA KATAKANA KATAKANA-HIRAGANA CJK IDEOGRAPHIC",
    "zh": "CJK IDEOGRAPHIC BOPOMOFO",
    "ko": "HANGUL CJK",
    "sr": "CYRILLIC LATIN",
    **dict.fromkeys(("ar", "fa", "ur", "ps", "ug", "sd"), "ARABIC"),
    **dict.fromkeys(("he", "yi"), "HEBREW"),
    **dict.fromkeys(("hi", "mr", "ne", "sa"), "DEVANAGARI"),
    **dict.fromkeys(("bn", "as"), "BENGALI"),
    **dict.fromkeys(("ru", "uk", "bg", "be", "mk", "kk", "ky", "mn", "tg"), "CYRILLIC"),
    **dict.fromkeys(("am", "ti"), "ETHIOPIC"),
    **{
        code: name.upper()
        for code, name in (
            ("ta", "Tamil"), ("te", "Telugu"), ("kn", "Kannada"), ("ml", "Malayalam"), ("gu", "Gujarati"),
            ("pa", "Gurmukhi"), ("or", "Oriya"), ("si", "Sinhala"), ("th", "Thai"), ("lo", "Lao"), ("my", "Myanmar"),
            ("km", "Khmer"), ("ka", "Georgian"), ("hy", "Armenian"), ("el", "Greek"), ("bo", "Tibetan"),
        )
    },
}  # fmt: skip
KANA = frozenset(("HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"))
# Everyday characters of Chinese that Japanese does not use.
CHINESE_ONLY = frozenset(
    "你妳您们們这這吗嗎呢吧啊没沒说說让讓给給么麼咱哪怎谁誰很请請谢謝还還从從为爲时時个個对對开開现現欢歡买賣卖买"
)
# Of these, the traditional ones that Japanese has as well.
_IN_BOTH = frozenset("這誰時個請謝從給對開現")


def systems_of(language: str) -> frozenset[str]:
    """The writing systems of a language by its ISO 639-1 code: Latin, unless it is known to have another."""
    return frozenset(_SYSTEMS.get(language, LATIN).split())


def count_letters(text: str) -> Counter[str]:
    """How many letters a text has of each writing system."""
    counted = Counter(map(system_of, text))
    del counted[""]
    return counted


def chinese_only(text: str) -> int:
    return sum(character in CHINESE_ONLY and character not in _IN_BOTH for character in text)


@lru_cache(maxsize=16384)
def system_of(character: str) -> str:
    """LATIN, CYRILLIC, CJK and so on, as Unicode names it; "" for what is no letter."""
    plain = unicodedata.normalize("NFKC", character)[:1]
    if not plain or not unicodedata.category(plain).startswith("L"):
        return ""
    return unicodedata.name(plain, "").partition(" ")[0]
