"""Which language a text is in: the writing system first, then little words, then lingua's statistics.

A line of an advertisement is short, has brand names and loan words, and is often no sentence. So a text is held to be
foreign only if its letters or its words and the statistics agree; else it is taken for what it should be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from lingua import IsoCode639_1, Language, LanguageDetector, LanguageDetectorBuilder

from gcl.checks.letters import KANA, LATIN, chinese_only, count_letters, systems_of
from gcl.checks.words import ALIKE, SHARED, languages_with_words, words_of

_SENTENCE = re.compile(r"[^.!?…。！？｡؟।\n;]+[.!?…。！？｡؟।;]*")
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_INFLECTED = re.compile(r"([a-z]{3,})(?:'?s|es|ed|ing|ly)")
# What ads say in English in many countries.
_LOANS = re.compile(
    r"\b(?:(?:made|designed) in [^\W\d_]+|black friday|cyber monday|happy (?:hour|end|birthday)|all you can eat|to go|"
    r"must[- ]haves?|click (?:&|and) collect|second[- ]hand|home ?office|smart home|fair trade|best of|"
    r"(?:fast|street) ?food|know-how|first class|last minute|all inclusive|no name|after sun|soft ?drinks?)\b",
    re.IGNORECASE,
)
# What English says in words of other languages.
_BORROWED = re.compile(
    r"\b(?:c['’]est la vie|(?:la )?dolce (?:vita|far niente)|hasta la vista|mamma mia|que sera,? sera|joie de vivre|"
    r"bon(?:ne)? (?:app[ée]tit|voyage|vivant|chance)|d[ée]jà vu|cr[èe]me de la cr[èe]me|viva l[ao]s?|"
    r"al dente|al fresco|café au lait|à la carte|à la mode|mi casa es su casa)\b",
    re.IGNORECASE,
)
# What English has from Latin and writes as others do.
_COGNATE = re.compile(r"\w{2,}(?:[st]ion|al|[ai]ble|[ae]nce|[ae]nt|or)")
# A character of these says as much as so many letters.
_WEIGHTS = {"CJK": 3, "IDEOGRAPHIC": 3, "HANGUL": 2, "HIRAGANA": 2, "KATAKANA": 2}
# A young city audience reads Hindi in Latin letters, too (data/reference/insights.json: lang-hi-script).
_ALSO_IN_LATIN = ("hi",)
_ENOUGH = 400  # characters, for statistics
_OF_SYSTEM = {"HANGUL": "Korean", "THAI": "Thai", "HEBREW": "Hebrew", "GREEK": "Greek", "CJK": "Chinese or Japanese"}


@dataclass(frozen=True)
class Foreign:
    """A text that is in another language than it should be: characters `start` to `end`. `language` is what it is in,
    in words. `is_whole`: nothing of it is as it should be."""

    start: int
    end: int
    language: str
    is_whole: bool = True


def foreign(text: str, language: str, suspects: Sequence[str], *, untouched: bool = False) -> Foreign | None:
    """What of a text is not in `language` (ISO 639-1), or None if nothing is or that cannot be said.

    `suspects` are the languages that it may be left in. `untouched` says that it is what it was before it was
    translated. Names and addresses should be blanked out before.
    """
    whole = _letters(text, language, untouched) or _words(text, language, suspects, untouched)
    parts = list(_parts(text))
    if whole and not any(_is_own(text[start:end], language) for start, end in parts[: len(parts) * (len(parts) > 1)]):
        return Foreign(0, len(text), whole)
    for start, end in parts if len(parts) > 1 else []:
        part = text[start:end]
        found = _letters(part, language, untouched) if len(part.strip()) > 3 else ""
        if not found and len(_content(part)) > 2:
            found = _words(part, language, suspects, untouched)
        if found:
            return Foreign(start, end, found, is_whole=False)
    return Foreign(0, len(text), whole) if whole else _run(text, language)


def certainly(text: str, language: str) -> bool:
    """Whether a text has a word of `language` that English has not, or letters that it has not."""
    if _letters(text, "en", untouched=False):
        return True
    return any(_tells(word, language) and not _tells(word, "en") and word not in ALIKE for word in _content(text))


def without_borrowed(text: str) -> str:
    """The text with spaces for what English says in words of other languages: "c'est la vie"."""
    return _BORROWED.sub(lambda match: " " * len(match.group()), text)


def may_be_english(text: str) -> bool:
    """Whether a text has a word that English has or may have, or no two different ones: it may be a name or a loan."""
    words = set(_content(text))
    return len(words) < 2 or any(_tells(word, "en") or word in ALIKE or _COGNATE.fullmatch(word) for word in words)


def content_words(text: str) -> list[str]:
    """The words that may tell a language, as they are written."""
    return _told(text)


def language_name(code: str) -> str:
    """German, for de; "the market's language" for a code that lingua does not know."""
    known = _lingua(code)
    return known.name.title() if known else "the market's language"


def _letters(text: str, language: str, untouched: bool) -> str:
    """The language, in words, of a text in another writing system; "" if it has none."""
    counted = count_letters(text)
    systems = systems_of(language)
    for system in counted:
        counted[system] *= _WEIGHTS.get(system, 1)
    own = sum(count for system, count in counted.items() if system in systems)
    others = {system: count for system, count in counted.items() if system not in systems and system != LATIN}
    kana = sum(counted[system] for system in KANA)
    if language == "zh" and kana >= 6 and kana >= 0.3 * (own + kana):
        return "Japanese"
    if language == "ja" and not kana and chinese_only(text) and own == counted["CJK"]:
        return "Chinese"
    if sum(others.values()) > max(1, own, 0 if LATIN in systems else counted[LATIN]):
        if others.keys() & KANA:
            return "Japanese"
        most = max(others, key=lambda system: others[system])
        return _OF_SYSTEM.get(most, f"{most.capitalize()} letters")
    if LATIN in systems or own or not counted[LATIN]:
        return ""
    words = _content(text)
    english = sum(_tells(word, "en") for word in words)
    if english > (0.5 * len(words) if language in _ALSO_IN_LATIN and not untouched else 0):
        return "English"
    if untouched and _running(text):
        return "Latin letters"
    return "Latin letters" if len(words) > 2 and language not in _ALSO_IN_LATIN else ""


def _run(text: str, language: str) -> Foreign | None:
    """English words amid another writing system, too many for a loan."""
    if LATIN in systems_of(language):
        return None
    for run in re.finditer(r"[A-Za-z][A-Za-z'’,\s-]*[A-Za-z]", text):
        words = _content(run.group())
        if len(words) > 3 and sum(_tells(word, "en") for word in words) > 1:
            return Foreign(run.start(), run.end(), "English", is_whole=False)
    return None


def _is_own(part: str, language: str) -> bool:
    """Whether a sentence is certainly in its language."""
    words = _content(part)
    return 2 * sum(_tells(word, language) and not _tells(word, "en") for word in words) > max(1, len(words))


def _words(text: str, language: str, suspects: Sequence[str], untouched: bool) -> str:
    """The language, in words, that a text in Latin letters is left in; "" if it is not certain to be any."""
    if LATIN not in systems_of(language):
        return ""
    if not words_of(language) and _lingua(language) is None:
        return ""
    words = _content(text)
    if third := _third(text, words, language, suspects):
        return third
    for suspect in suspects:
        is_possible = words and suspect != language and LATIN in systems_of(suspect)
        if is_possible and _is_left_in(suspect, language, text, words, untouched):
            return language_name(suspect)
    return ""


def _is_left_in(suspect: str, language: str, text: str, words: Sequence[str], untouched: bool) -> bool:
    for_it = sum(_tells(word, suspect) and not _tells(word, language) for word in words)
    against = sum(_tells(word, language) and not _tells(word, suspect) for word in words)
    if against > for_it or (against and for_it < 3):
        return False
    likely = likelihood(text, suspect, language)
    if likely is None:
        return not against and for_it > (0 if untouched else 1)
    if against:
        return likely > 0.9
    is_phrase = _running(text) > 0
    if untouched:
        return likely > (0.35 if for_it else 0.6 if is_phrase else 0.9) and (for_it > 0 or is_phrase or len(words) > 2)
    if for_it:
        # The more words, the less is asked of statistics; a text in English has many a foreign name.
        if len(words) == 1:
            return likely > 0.75
        if for_it == len(words) and suspect == "en":
            return likely > 0.35
        return likely > (0.6 if for_it > 2 or suspect == "en" else 0.8 if _running(text) > 2 else 0.9)
    return len(words) > (3 if suspect == "en" else 2) and likely > 0.97


def _third(text: str, words: Sequence[str], language: str, suspects: Sequence[str]) -> str:
    """A language that nobody asked for, by its little words alone at first: statistics of many need much memory."""
    if len(words) < 4:
        return ""
    own = max(sum(_tells(word, known) for word in words) for known in (language, *suspects))
    for other in languages_with_words():
        if other == language or other in suspects:
            continue
        hits = sum(_tells(word, other) for word in words)
        if hits >= 3 and hits >= own + 3 and 2 * hits >= len(words):
            likely = likelihood(text, other, language)
            if likely is not None and likely > 0.95:
                return language_name(other)
    return ""


def _running(text: str) -> int:
    """How many words of a phrase are in small letters; a name has none, or one such as "de"."""
    words = WORD.findall(text)
    return sum(word[0].islower() for word in words) if len(words) > 1 else 0


@lru_cache(maxsize=8192)
def _tells(word: str, language: str) -> bool:
    known = words_of(language)
    if word in known:
        return True
    if language == "en" and (inflected := _INFLECTED.fullmatch(word)):
        stem = inflected[1]
        return stem in known or f"{stem}e" in known or (stem[-1] == stem[-2] and stem[:-1] in known)
    return any(part in known for part in re.split("-" if language == "en" else "['-]", word) if part != word)


def _content(text: str) -> list[str]:
    """The words that may tell a language, in small letters."""
    return [word.casefold() for word in _told(text)]


def _told(text: str) -> list[str]:
    """The words that may tell a language: none that are shared, none that are spelled like a brand (iPhone, TÜV)."""
    words = [word.replace("’", "'") for word in WORD.findall(_LOANS.sub(" ", text))]
    is_shouted = text.upper() == text
    return [
        word
        for word in words
        if word.casefold().replace("-", "") not in SHARED
        and (is_shouted or len(word) == 1 or word[1:] == word[1:].lower() or "'" in word)
        and not (is_shouted and len(words) == 1 and len(word) < 4)
    ]


def _parts(text: str) -> Iterator[tuple[int, int]]:
    for match in _SENTENCE.finditer(text):
        if match.group().strip():
            yield match.start(), match.end()


def likelihood(text: str, one: str, other: str) -> float | None:
    """How likely a text is in the one of two languages, 0 to 1; None if lingua does not know both.

    Source: lingua's statistics of up to five letters in a row, https://github.com/pemistahl/lingua-rs.
    """
    first, second = _lingua(one), _lingua(other)
    if first is None or second is None or first == second:
        return None
    return _detector(frozenset((first, second))).compute_language_confidence(text[:_ENOUGH], first)


@cache
def _detector(languages: frozenset[Language]) -> LanguageDetector:
    """For two languages: their models are read at first use and take some 50 MB each."""
    return LanguageDetectorBuilder.from_languages(*languages).build()


@cache
def _lingua(code: str) -> Language | None:
    iso = getattr(IsoCode639_1, {"no": "NB"}.get(code, code.upper()), None)
    return Language.from_iso_code_639_1(iso) if isinstance(iso, IsoCode639_1) else None
