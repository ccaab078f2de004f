"""Translations: whoever pays for a spot can read each of its lines."""

from __future__ import annotations

import re

from gcl.checks.base import MAJOR, MINOR, Draft, Finding
from gcl.checks.cells import CUE, Said, spoken
from gcl.checks.language import lines_of_origin
from gcl.checks.names import are_capitalised, foreign_despite_names, without_names
from gcl.checks.terms import needs_no_words, set_aside
from gcl.checks.text import fold
from gcl.checks.tongue import WORD, certainly, content_words, foreign, may_be_english, without_borrowed

KEY = "translations"

_Problem = tuple[str, str, str, str]  # severity, quote, problem, fix
_PHRASE = re.compile(r"[^\W\d_]\s+(?=[^\W\d_])[^A-Z]")  # words that do more than stand in a row
_ENGLISH = "Write in the parentheses what the line means, in English."


def translations(draft: Draft) -> list[Finding]:
    """Each line that is heard or read has its translation in parentheses after it, and in English. For an audience that
    is addressed in English there is nothing to translate.

    Names, and words that both languages have, are their own translation: a line that is repeated is held against the
    script only if it certainly is no English, else it is minor.

    Source: the language rule in the specification of the adaptation pipeline.
    """
    if not draft.is_translated:
        return []
    kept = lines_of_origin(draft) if draft.origin_language != draft.language else frozenset()
    found = []
    for origin, row in draft.pairs():
        for said in spoken(row.audio, origin.audio if origin else ""):
            if said.kind != CUE and said.text and not needs_no_words(said.text, draft):
                for severity, *rest in _problems(said, draft, kept):
                    found.append(Finding(KEY, severity, row.shot_number, "audio", *rest))
    return found


def _problems(said: Said, draft: Draft, kept: frozenset[str]) -> list[_Problem]:
    quote = said.line.text.strip()
    if said.translation is not None and any(letter.isalnum() for letter in said.translation):
        return _not_english(said.text, said.translation.strip(), draft, kept)
    if said.translation is not None:
        fix = "Write in them what the line means, in English."
        return [(MAJOR, quote, "The parentheses after this line are empty.", fix)]
    if said.early:
        fix = "Put it in parentheses after the last word of the line."
        return [(MAJOR, said.early, "The translation does not stand after its line.", fix)]
    left = foreign(set_aside(said.text, draft), draft.language, ["en"])
    if left and left.is_whole and left.language == "English":  # another check's, and there is nothing to translate
        return []
    fix = "Add in parentheses after it what it means, in English."
    return [(MAJOR, quote, "This line has no English translation.", fix)]


def _not_english(text: str, translation: str, draft: Draft, kept: frozenset[str]) -> list[_Problem]:
    plain = set_aside(translation, draft)
    if fold(text) == fold(translation) or _words(text) == _words(translation) != []:
        severity = "" if fold(text) in kept else _weight_of_repeated(plain, draft.language)
        problem = "The parentheses repeat the line instead of translating it."
        return [(severity, translation, problem, _ENGLISH)] if severity else []
    is_foreign = foreign_despite_names(plain, "en", [draft.language])
    if is_foreign and is_foreign.is_whole:
        return [(MAJOR, translation, f"The translation of this line is in {is_foreign.language}.", _ENGLISH)]
    return []


def _weight_of_repeated(text: str, language: str) -> str:
    """How severe it is that a line is its own translation; "" if it may well be right."""
    beside_names = without_names(without_borrowed(text), [language])
    is_foreign = foreign(beside_names, "en", [language]) if _PHRASE.search(beside_names) else None
    words = {word.casefold() for word in content_words(beside_names)}
    if certainly(beside_names, language) or (is_foreign and is_foreign.is_whole and len(words) > 1):
        return MAJOR
    if may_be_english(beside_names) or are_capitalised(content_words(beside_names)):
        return ""
    return MINOR


def _words(text: str) -> list[str]:
    return [word.casefold() for word in WORD.findall(text)]
