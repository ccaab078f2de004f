"""An audio cell line by line: who or what is heard or read, and the text of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

CUES = ("SFX", "FX", "SOUND", "MUSIC", "MUS", "AMBIENCE", "AMB", "ATMOS")  # for the crew: never spoken, never shown
VOICES = ("VO", "MVO", "FVO", "AVO", "SUPER", "TITLE", "LEGAL")

# A label is in capitals, perhaps with a remark, as in "VO (tired):", and perhaps with a direction behind it, as in
# "ANNA: (laughs)". At the start of a line any capitals are a label, since characters speak under their own names;
# further on only a known one is, for a text may say "only NOW: two for one".
_REMARK = r"(?: ?\([^()\n]{1,60}\))?"
_START_OF_LINE = r"(?:^|(?<=\n))[^\W\da-z_][^a-z:：()\n]{0,30}"
_WITHIN_LINE = rf"(?<=\s)(?:{'|'.join((*CUES, *VOICES))})"
_LABEL = re.compile(rf"(?:{_START_OF_LINE}|{_WITHIN_LINE}){_REMARK}(?::(?=[\s\"“„«(]|$)|：){_REMARK}[^\S\n]*")


@dataclass(frozen=True)
class Line:
    """`lead` is the white space before the line, `label` ends with its colon and what stands after it ("VO: "), or is
    empty for a text without one. The three together are the line as it was written."""

    lead: str
    label: str
    text: str

    @property
    def is_cue(self) -> bool:
        """Whether it is for the crew: a sound cue such as SFX or MUSIC, or a direction in parentheses."""
        if not self.label:
            return self.text.startswith("(") and self.text.endswith(")")
        return re.split(r"\W", self.label, maxsplit=1)[0] in CUES


def split_lines(audio: str) -> list[Line]:
    """The lines of an audio cell, in order; an empty cell has none.

    >>> [line.label for line in split_lines('SFX: rain. VO: "Home."')]
    ['SFX: ', 'VO: ']
    """
    text = audio.strip()
    starts = [found.start() for found in _LABEL.finditer(text)]
    cuts = sorted({0, *starts, len(text)}) if text else []
    lines: list[Line] = []
    lead = ""
    for start, end in pairwise(cuts):
        found = _LABEL.match(text, start, end)
        label = found.group() if found else ""
        said = text[start + len(label) : end]
        kept = said.rstrip()
        lines.append(Line(lead, label, kept))
        lead = said[len(kept) :]
    return lines


_TRANSLATED = re.compile(r"(.*\S)\s*[(（]([^()（）]+)[)）]", re.DOTALL)


def split_translation(text: str) -> tuple[str, str]:
    """What a line says, and the English translation that stands behind it in parentheses, or "".

    >>> split_translation("おはよう。 (Morning.)")
    ('おはよう。', 'Morning.')
    """
    found = _TRANSLATED.fullmatch(text.strip())
    return (found[1], found[2].strip()) if found else (text, "")
