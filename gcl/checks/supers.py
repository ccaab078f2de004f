"""Supers: what is read on the screen stands long enough to be read."""

from __future__ import annotations

import math

from gcl.checks.base import MAJOR, MINOR, Draft, Finding, shot_key
from gcl.checks.cells import READ, Said, spoken
from gcl.checks.letters import count_letters
from gcl.checks.shots import lengths_of_origin, lengths_of_shots
from gcl.checks.terms import without_locked

KEY = "supers"

# Letters to a word where there are no spaces: our estimates, by how many stand for an English word in translations.
_LETTERS_TO_A_WORD = {"CJK": 1.6, "KANA": 2.5, "THAI": 3.0}
# Seconds: timecodes in whole seconds say no more than this.
_ROUNDED = 0.25


def supers(draft: Draft) -> list[Finding]:
    """The supers of a shot are held long enough: 0.2 s a word and 2 s more, or 3 s more from ten words. Brand names are
    not counted. Those of one shot count together, as if they stood at once.

    A word is what stands between spaces, a number or an address too. Where there are no spaces, 1.6 Chinese
    characters, 2.5 Japanese ones or 3 Thai letters are taken for a word. Of an origin that breaks the rule itself no
    more is asked than that it gets no worse: that is minor. The 2 s more for significant information are left out,
    since no program can tell what is significant.

    Source: Clearcast's and BCAP's guidance on superimposed text.
    """
    found = []
    before = lengths_of_origin(draft)
    for (origin, row), length in zip(draft.pairs(), lengths_of_shots(draft), strict=True):
        lines = _supers(row.audio, origin.audio if origin else "", draft.is_translated)
        words = sum(_words(said, draft) for said in lines)
        if not words or not length or hold(words) <= length + 0.01:
            continue
        were = sum(_words(said, draft) for said in _supers(origin.audio, "", False)) if origin else 0
        is_old = hold(were) > (before.get(shot_key(row.shot_number)) or math.inf) and words <= were
        is_close = hold(words) <= length + _ROUNDED
        longest = max(lines, key=lambda said: _words(said, draft))
        found.append(
            Finding(
                KEY,
                MINOR if is_old or is_close else MAJOR,
                row.shot_number,
                "audio",
                longest.line.text.strip(),
                f"{words} words on the screen take {hold(words):.1f} s to read; the shot has {length:.3g} s.",
                f"Write at most {_room(length)} words, brand names aside.",
            )
        )
    return found


def hold(words: int) -> float:
    """Seconds that so many words are to be on the screen, by the rule above."""
    return 0.2 * words + (2 if words < 10 else 3) if words else 0.0


def _room(length: float) -> int:
    return max((words for words in range(100) if hold(words) <= length + 0.01), default=0)


def _supers(audio: str, origin: str, translated: bool) -> list[Said]:
    return [said for said in spoken(audio, origin, translated=translated) if said.kind == READ and said.text]


def _words(said: Said, draft: Draft) -> int:
    text = without_locked(said.text, draft)
    letters = count_letters(text)
    kana = sum(letters[system] for system in ("HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"))
    packed = letters["CJK"] + letters["IDEOGRAPHIC"] + kana
    if packed:
        packed_words = packed / _LETTERS_TO_A_WORD["KANA" if kana or draft.language == "ja" else "CJK"]
    else:
        packed_words = letters["THAI"] / _LETTERS_TO_A_WORD["THAI"]
    return math.ceil(packed_words) + sum(_is_word(token) for token in text.split())


def _is_word(token: str) -> bool:
    """Whether it is a word of a script with spaces, or a number."""
    letters = count_letters(token)
    has_packed = any(letters[system] for system in ("CJK", "HIRAGANA", "KATAKANA", "THAI"))
    return not has_packed and any(character.isalnum() for character in token)
