"""Audio cells taken apart: what is heard, what is read and what is for the crew, with translations and directions."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from gcl.checks.text import QUOTES, fold
from gcl.formats.lines import Line, split_lines

HEARD, READ, CUE = "heard", "read", "cue"
# Remarks for whoever speaks; in a bracket after a line they are no translation.
_DIRECTIONS = re.compile(
    r"(?:softly|quietly|slowly|pause|beat|off|on|os|o\.s\.|v\.?o\.?|cont'?d|whispers?|laughs?|sighs?|smiles?|sings?|"
    r"shouts?|nods|whispering|laughing|sighing|smiling|singing|shouting|to camera|into (?:the )?phone)[.…]*"
)


@dataclass(frozen=True)
class Said:
    """A line as it is heard or read. `text` has no directions and no translation; `translation` is None if none
    follows the text, "" if its parentheses are empty. `early` is what stands in parentheses before or amid a text
    without translation. All but `directions` of a cue stand in the cell to the letter."""

    line: Line
    kind: str
    text: str
    translation: str | None = None
    early: str = ""
    directions: tuple[str, ...] = ()


@lru_cache(maxsize=512)
def spoken(audio: str, origin: str = "", *, translated: bool = True) -> tuple[Said, ...]:
    """The lines of an audio cell. Parentheses that `origin`, the same cell of the origin, has too are directions; if
    not `translated`, all are."""
    kept = {fold(content) for content, _, _ in _parentheses(origin)}
    found: list[Said] = []
    for line in split_lines(audio):
        last = found[-1] if found else None
        is_bracket = line.tail == ")" and line.is_cue and fold(line.text) not in kept
        if translated and is_bracket and last and last.kind != CUE and last.translation is None and last.text:
            found[-1] = replace(last, translation=line.text, early="")  # in a line of its own
            continue
        found.append(_said(line, kept, translated))
    return tuple(found)


def _said(line: Line, kept: set[str], translated: bool) -> Said:
    if line.is_cue:
        return Said(line, CUE, line.text)
    kind = READ if line.is_read else HEARD
    remarks = [content for content, _, _ in _parentheses(line.label)]
    brackets = _parentheses(line.text)
    translation, early, cut = None, "", list[tuple[int, int]]()
    if translated:
        after = len(line.text)
        for bracket in reversed(brackets):
            content, start, end = bracket
            if _has_words(line.text[end:after]):
                break
            if fold(content) not in kept and not _DIRECTIONS.fullmatch(content.strip().casefold()):
                translation, cut = content, [(start, end)]
                brackets.remove(bracket)
                break
            after = start
        if translation is None:
            others = [content for content, _, _ in brackets if fold(content) not in kept]
            early = next((content for content in [*others, *remarks] if _is_sentence(content)), "")
    text = line.text
    spans = [(start, end) for _, start, end in brackets] + cut
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + "\n" + text[end:]
    directions = [content for content in [*remarks, *(content for content, _, _ in brackets)] if content != early]
    return Said(line, kind, text.strip(), translation, early, tuple(directions))


def _has_words(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _is_sentence(content: str) -> bool:
    """Whether it is more like a line than like a remark."""
    content = content.strip()
    if _DIRECTIONS.fullmatch(content.casefold()):
        return False
    return len(content.split()) > 2 or content[:1] in QUOTES or content[:1].isupper() or content[-1:] in ".!?。！？"


def _parentheses(text: str) -> list[tuple[str, int, int]]:
    """(content, start, end) of each outermost pair of parentheses, full-width ones too."""
    found, depth, start = [], 0, 0
    for at, character in enumerate(text):
        if character in "(（":
            if depth == 0:
                start = at
            depth += 1
        elif character in ")）" and depth:
            depth -= 1
            if depth == 0:
                found.append((text[start + 1 : at], start, at + 1))
    return found
