"""What changed between two texts, word by word; sign by sign where a language writes without spaces."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, GONE, NEW = "same", "gone", "new"
# Scripts whose words do not stand apart: of Chinese and Japanese, Thai, Lao, Myanmar, Khmer. Korean has spaces.
_UNSPACED = (
    (0x0E00, 0x0EFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x3005, 0x30FF),
    (0x3400, 0x9FFF),
    (0xF900, 0xFAFF),
    (0xFF66, 0xFF9F),
    (0x20000, 0x3FFFF),
)
_LEADING_VOWELS = "เแโใไເແໂໃໄ"  # written before the consonant that they belong to
_FOLLOWING_VOWELS = "ะาำๅະາຳ"
_JOINER = "\u200d"
_INSIDE_WORDS = "'’ʼ-‐\u200c"
# Beyond so many comparisons, signs that stand in more than one place of a hundred no longer begin a match.
_MANY = 400_000


@dataclass(frozen=True)
class Piece:
    """A stretch of text; `kind` is same, gone (of the first text only) or new (of the second only)."""

    kind: str
    text: str


def differences(before: str, after: str) -> list[Piece]:
    """The pieces of both texts in reading order.

    Without the new pieces they are `before`, without the gone ones `after`, to the letter.

    >>> [(piece.kind, piece.text) for piece in differences("A cup of tea.", "A mug of tea.")]
    [('same', 'A '), ('gone', 'cup'), ('new', 'mug'), ('same', ' of tea.')]
    """
    old, new = list(tokens(before)), list(tokens(after))
    matcher = SequenceMatcher(None, old, new, autojunk=len(old) * len(new) > _MANY)
    found: list[Piece] = []
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        gone, come = "".join(old[start:end]), "".join(new[new_start:new_end])
        pieces = [Piece(SAME, gone)] if kind == "equal" else [Piece(GONE, gone), Piece(NEW, come)]
        found += [piece for piece in pieces if piece.text]
    return _readable(found)


def tokens(text: str) -> Iterator[str]:
    """The words of a text, and what stands between them; joined they are the text again."""
    token = ""
    for cluster in _clusters(text):
        inside = token and (
            (_is_word(cluster) and _is_word(token[-1:], in_word=True)) or (cluster in _INSIDE_WORDS and _is_word(token))
        )
        if token and not inside and not (cluster.isspace() and token.isspace()):
            yield token
            token = ""
        token += cluster
    if token:
        yield token


def _clusters(text: str) -> Iterator[str]:
    """What a reader takes for one sign: a letter with its marks, an emoji with all that it is joined of."""
    cluster = ""
    for letter in text:
        belongs = cluster and (
            unicodedata.category(letter).startswith("M")
            or letter == _JOINER
            or letter in _FOLLOWING_VOWELS
            or cluster[-1] == _JOINER
            or "\U0001f3fb" <= letter <= "\U0001f3ff"
            or (cluster[-1] in _LEADING_VOWELS and letter.isalpha())
        )
        if cluster and not belongs:
            yield cluster
            cluster = ""
        cluster += letter
    if cluster:
        yield cluster


def _is_word(part: str, *, in_word: bool = False) -> bool:
    """Whether it is, or with `in_word` may go on, a word of a script that has spaces."""
    if in_word and part in _INSIDE_WORDS:
        return True
    first = part[:1]
    if not (first.isalnum() or unicodedata.category(first or " ").startswith("M")):
        return False
    return not any(low <= ord(first) <= high for low, high in _UNSPACED)


def _readable(pieces: list[Piece]) -> list[Piece]:
    """Neighbours of a kind put together, and a lone space between two changes taken into both."""
    gone, new, found = "", "", list[Piece]()

    def settle() -> None:
        nonlocal gone, new
        found.extend(piece for piece in (Piece(GONE, gone), Piece(NEW, new)) if piece.text)
        gone = new = ""

    for place, piece in enumerate(pieces):
        if piece.kind == GONE:
            gone += piece.text
        elif piece.kind == NEW:
            new += piece.text
        elif gone and new and not piece.text.strip(" ") and _both_change(pieces[place + 1 :]):
            gone, new = gone + piece.text, new + piece.text
        else:
            settle()
            found.append(piece)
    settle()
    return found


def _both_change(rest: list[Piece]) -> bool:
    return [piece.kind for piece in rest[:2]] == [GONE, NEW]
