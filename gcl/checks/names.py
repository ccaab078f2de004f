"""Names of people and places, which are the same in every language."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gcl.checks.letters import LATIN, system_of
from gcl.checks.tongue import WORD, Foreign, foreign
from gcl.checks.words import words_of

# What stands between the words of a name, and before them.
_LEADING = "la las le les el los il lo gli i o os a as l de het den"
_BETWEEN = """
del da das do dos di della delle dello dei degli dal dalla du des d y e et en van von vom der dem an am aan zum zur im
sur sous lès av på w we z na nad pod ve
"""
_ARTICLES = frozenset(_LEADING.split())
_PARTICLES = _ARTICLES | frozenset(_BETWEEN.split())
_ELIDED = re.compile(r"(?:l|d|dell|nell|all|sull|un)['’](?=\w)")
_STARTS = re.compile(r"(?:^|[.!?…:;\n–—|/(“\"«„])[\s\W]*$")
_NOUNS_ARE_CAPITALISED = ("de", "lb")


def foreign_despite_names(text: str, language: str, suspects: Sequence[str]) -> Foreign | None:
    """As `foreign`, but names tell nothing: a square in Madrid is called in Spanish in any language."""
    if foreign(text, language, suspects) is None:
        return None
    return foreign(without_names(text, suspects), language, suspects)


def without_names(text: str, languages: Sequence[str]) -> str:
    """The text with spaces for names in Latin letters: two or more capitalised words with the particles between them,
    or one amid a sentence, but not where nouns are capitalised too. What may be `languages` (ISO 639-1) and begins a
    sentence as it begins any is no part of a name: "Los niños", "Und Anna".
    """
    words = list(WORD.finditer(text))
    least = 2 if any(language in _NOUNS_ARE_CAPITALISED for language in languages) else 1
    for run in _runs(text, words):
        first, *others = run
        if _begins(text, first) and _is_common(first.group(), languages):
            run = others
        capitals = sum(_is_capitalised(word.group()) for word in run)
        if capitals >= 2 or (capitals >= least and run and not _begins(text, run[0])):
            start, end = run[0].start(), run[-1].end()
            text = text[:start] + " " * (end - start) + text[end:]
    return text


def are_capitalised(words: Sequence[str]) -> bool:
    """Whether each begins with a capital and goes on in small letters, as names do."""
    return all(_is_capitalised(word) for word in words)


def _runs(text: str, words: Sequence[re.Match[str]]) -> list[list[re.Match[str]]]:
    """Capitalised words one after another, with particles between them."""
    runs: list[list[re.Match[str]]] = []
    run: list[re.Match[str]] = []
    last: re.Match[str] | None = None
    for word in words:
        is_next = last is not None and text[last.end() : word.start()].isspace()
        if not is_next:
            runs.append(run)
            run = []
        if _is_capitalised(word.group()) or (run and word.group().casefold() in _PARTICLES):
            run.append(word)
        else:
            runs.append(run)
            run = []
        last = word
    return [trimmed for one in [*runs, run] if (trimmed := _trimmed(one))]


def _trimmed(run: list[re.Match[str]]) -> list[re.Match[str]]:
    while run and not _is_capitalised(run[-1].group()):
        run = run[:-1]
    return run


def _is_capitalised(word: str) -> bool:
    word = _ELIDED.sub("", word, count=1)
    is_title = word[:1].isupper() and (len(word) == 1 or not word.isupper())
    return is_title and system_of(word[0]) == LATIN


def _is_common(word: str, languages: Sequence[str]) -> bool:
    folded = word.casefold()
    return folded not in _ARTICLES and any(folded in words_of(language) for language in languages)


def _begins(text: str, word: re.Match[str]) -> bool:
    return bool(_STARTS.search(text[: word.start()]))
