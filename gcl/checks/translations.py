"""Translations: whoever pays for a spot can read each of its lines."""

from __future__ import annotations

from gcl.checks.base import MAJOR, Draft, Finding
from gcl.checks.cells import CUE, Said, spoken
from gcl.checks.terms import needs_no_words, set_aside
from gcl.checks.text import fold
from gcl.checks.tongue import foreign, may_be_english

KEY = "translations"


def translations(draft: Draft) -> list[Finding]:
    """Each line that is heard or read has its translation in parentheses after it, and in English. For an audience that
    is addressed in English there is nothing to translate.

    Source: the language rule in the specification of the adaptation pipeline.
    """
    if not draft.is_translated:
        return []
    found = []
    for origin, row in draft.pairs():
        for said in spoken(row.audio, origin.audio if origin else ""):
            if said.kind != CUE and said.text and not needs_no_words(said.text, draft):
                found += [Finding(KEY, MAJOR, row.shot_number, "audio", *one) for one in _problem(said, draft)]
    return found


def _problem(said: Said, draft: Draft) -> list[tuple[str, str, str]]:
    quote = said.line.text.strip()
    if said.translation is not None and any(letter.isalnum() for letter in said.translation):
        return _not_english(said.text, said.translation.strip(), draft)
    if said.translation is not None:
        return [(quote, "The parentheses after this line are empty.", "Write in them what the line means, in English.")]
    if said.early:
        return [
            (
                said.early,
                "The translation does not stand after its line.",
                "Put it in parentheses after the last word of the line.",
            )
        ]
    left = foreign(set_aside(said.text, draft), draft.language, ["en"])
    if (
        left and left.is_whole and left.language == "English"
    ):  # that is another check's, and there is nothing to translate
        return []
    return [(quote, "This line has no English translation.", "Add in parentheses after it what it means, in English.")]


def _not_english(text: str, translation: str, draft: Draft) -> list[tuple[str, str, str]]:
    is_foreign = foreign(set_aside(translation, draft), "en", [draft.language])
    if is_foreign and is_foreign.is_whole:
        return [
            (
                translation,
                f"The translation of this line is in {is_foreign.language}.",
                "Write in the parentheses what the line means, in English.",
            )
        ]
    if fold(text) == fold(translation) and not may_be_english(set_aside(translation, draft)):
        return [
            (
                translation,
                "The parentheses repeat the line instead of translating it.",
                "Write in the parentheses what the line means, in English.",
            )
        ]
    return []
