"""Texts made comparable: letters without case and width, quotation marks and spaces of one kind."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# Quotation marks and apostrophes of all kinds; a quote of a quote seldom has the same ones.
QUOTES = frozenset("\"'`´‘’‚‛“”„‟‹›«»「」『』〝〞〟＂＇❛❜❝❞′″")
_DASHES = frozenset("-‐‑‒–—―−﹘﹣－")
_DOT_ABOVE = "\u0307"  # what is left of a Turkish İ


@dataclass(frozen=True)
class Folded:
    """`text` is comparable; character k of it comes from character `origin[k]` of what it was made of."""

    text: str
    origin: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where characters `start` to `end` (at least one) stand in what was folded."""
        return self.origin[start], self.origin[end - 1] + 1


def fold(text: str) -> str:
    """The text without case, width, quotation marks and invisible signs, its white space single spaces."""
    return folded(text).text


@lru_cache(maxsize=512)
def folded(text: str) -> Folded:
    letters: list[str] = []
    origin: list[int] = []
    for at, character in enumerate(text):
        if character.isspace():
            if letters and letters[-1] != " ":
                letters.append(" ")
                origin.append(at)
            continue
        parts = _parts(character)
        letters += parts
        origin += [at] * len(parts)
    if letters and letters[-1] == " ":
        del letters[-1], origin[-1]
    return Folded("".join(letters), tuple(origin))


@lru_cache(maxsize=8192)
def _parts(character: str) -> str:
    """One character, decomposed: accents count whichever way they were written."""
    if (
        character in QUOTES
        or unicodedata.category(character) in ("Cf", "Cc", "Cs")
        or "\ufe00" <= character <= "\ufe0f"
    ):
        return ""
    if character in _DASHES:
        return "-"
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    # Turkish: I and ı are one letter, İ and i another, but their capitals are not told from those of other languages.
    return plain.replace(_DOT_ABOVE, "").replace("ı", "i").replace(" ", "") if character != " " else " "
