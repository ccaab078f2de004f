"""Syllables of a text, or morae in Japanese, estimated from its letters."""

from __future__ import annotations

import re
import unicodedata

from gcl.checks.letters import KANA, system_of

# Syllables in a second of natural speech. Source: Pellegrino, Coupé and Marsico, "A cross-language perspective on
# speech information rate", Language 87 (2011).
RATES = {"ja": 7.84, "es": 7.82, "fr": 7.18, "it": 6.99, "en": 6.19, "de": 5.97, "zh": 5.18}
# For languages that were not measured: the mean of these.
OTHER_RATE = 6.74

_SMALL_KANA = frozenset("ゃゅょぁぃぅぇぉャュョァィゥェォ")
_VOWELS = "aeiouyæøœıаеёиоуыэюяіїєαεηιουω"
_GROUP = re.compile(f"[{_VOWELS}]+")
# Spoken in several syllables each: our estimates.
_PER_DIGIT, _SIGNS = 1.6, frozenset("%€$£¥₩₹₺₽&+=")
# Syllables to a letter, where vowels are not written or stand around the consonants: our estimates.
_PER_LETTER = {"CJK": 1.0, "IDEOGRAPHIC": 1.0, "HANGUL": 1.0, "ARABIC": 0.5, "HEBREW": 0.55, "THAI": 0.53, "LAO": 0.53}
_KANJI = 1.9  # morae to a Chinese character in Japanese


def rate_of(language: str) -> float:
    """Syllables, or morae, in a second of speech."""
    return RATES.get(language, OTHER_RATE)


def syllables(text: str, language: str) -> float:
    """How many syllables a text takes to say; morae in Japanese. An estimate, some 10 % off for a line."""
    total = 0.0
    for word in re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*[\u0900-\u0dff]*|\d|\S", _joined(text)):
        if word.isdigit():
            total += _PER_DIGIT
        elif word in _SIGNS:
            total += 2
        elif word[0].isalpha():
            total += _of_word(word, language)
    return total


def _joined(text: str) -> str:
    """Without vowel points, tones and other marks, but those of Indian scripts, which are vowels."""
    plain = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text)).casefold()
    return "".join(
        character
        for character in plain
        if not unicodedata.category(character).startswith("M") or "\u0900" <= character <= "\u0dff"
    )


def _of_word(word: str, language: str) -> float:
    system = system_of(word[0])
    if system in ("DEVANAGARI", "BENGALI", "TAMIL", "TELUGU", "KANNADA", "MALAYALAM", "GUJARATI", "GURMUKHI", "ORIYA"):
        return _indian(word)
    if any(system_of(letter) in (*KANA, "CJK", "HANGUL") for letter in word):
        return sum(_packed(letter, language) for letter in word)
    if system in _PER_LETTER:
        return max(1.0, len(word) * _PER_LETTER[system])
    return _spelled(word, language) * (1.6 if language == "ja" else 1.0)


def _packed(letter: str, language: str) -> float:
    system = system_of(letter)
    if system in KANA:
        return 0.0 if letter in _SMALL_KANA else 1.0
    if system in ("CJK", "IDEOGRAPHIC"):
        return _KANJI if language == "ja" else 1.0
    return _PER_LETTER.get(system, 0.4)


def _indian(word: str) -> float:
    """Consonants carry a vowel unless a sign takes it away or puts another in its place."""
    count = 0
    for letter, following in zip(word, [*word[1:], ""], strict=True):
        is_letter = unicodedata.category(letter) == "Lo"
        if is_letter and "virama" not in unicodedata.name(following or " ", "").casefold():
            count += 1
    ends_bare = unicodedata.category(word[-1]) == "Lo"
    return max(1, count - (ends_bare and count > 1))


def _spelled(word: str, language: str) -> int:
    plain = "".join(letter for letter in unicodedata.normalize("NFD", word) if unicodedata.category(letter)[0] == "L")
    groups = [match.group() for match in _GROUP.finditer(plain)]
    count = len(groups)
    if language == "en":
        if re.search(r"[^aeiouyl]e$|[^aeiouy]le?[^aeiouy]?es$|[^aeiouytd]ed$", plain) and not re.search(
            r"[^aeiouy]le$", plain
        ):
            count -= 1
        count += len(re.findall(r"i(?:a|o(?!u|n))|eo|ua|y[aeiou]{2}", plain)) if count > 1 else 0
    elif language == "fr":
        count -= bool(re.search(r"[^aeiouy](?:e|es|ent)$", plain)) if word[-1] not in "éèêà" else 0
    elif language in ("es", "pt", "it", "ca", "ro"):
        count += sum(len(re.findall(r"(?=[aeo][aeo])", group)) for group in groups)
    elif language == "pl":
        count = sum(1 for match in re.finditer(r"[aeouy]|i(?![aeouy])", plain))
    elif language in ("tr", "fi", "hu"):
        count = sum(letter in _VOWELS for letter in plain) if language == "tr" else count
    elif any(system_of(letter) == "CYRILLIC" for letter in plain[:1]):
        count = sum(letter in _VOWELS for letter in plain)
    if not count and len(plain) < 5 and word == plain and not re.search(f"[{_VOWELS}]", plain):
        return max(1, len(plain) - 1) if len(plain) > 1 else 1  # TV, PC
    return max(1, count)
