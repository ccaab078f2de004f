"""An audio cell line by line: who or what is heard or read, and the text of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

# Labels that are known, in capitals or not. Cues are for the crew: never spoken, never shown.
_CUES = """
sfx fx se sound sounds music mus bgm ambience amb atmos bruitage musique geräusch musik sonido música suono musica
音楽 効果音 音乐 音效 음악 효과음 музыка звук موسيقى संगीत
"""
_VOICES = """
vo v.o. v/o mvo fvo avo voice-over voiceover narrator narration announcer anncr sprecher voz ナレーション ナレーター
旁白 내레이션 диктор المعلق الراوي वाचक सूत्रधार ผู้บรรยาย เสียงบรรยาย
"""
# What is read on the screen.
_SUPERS = """
super supers title titles caption captions graphic graphics legal テロップ スーパー 字幕 자막 титр
نص कैप्शन सुपर ข้อความ ซูเปอร์
"""
CUES, SUPERS = frozenset(_CUES.split()), frozenset(_SUPERS.split())
VOICES = frozenset(_VOICES.split()) | SUPERS
# Labels that are known as such only where they stand in capitals: "END TITLE:", "ON-SCREEN TEXT:", "EINBLENDUNG:".
_READ_IN_CAPITALS = """
superimposed text on-screen onscreen endline strapline tagline cta
einblendung insert texttafel titel titre titres incrustation texte sobreimpresión sobreimpresion rótulo rotulo texto
título letreiro lettering scritta testo titolo cartello napis plansza yazı yazi tekst metin надпись текст
"""
_READ = SUPERS | frozenset(_READ_IN_CAPITALS.split())

_REMARK = r"(?:\s?\([^()\n]{1,60}\))?"  # "VO (tired):", "ANNA: (laughs)"
_CANDIDATE = re.compile(
    # At the start of a line, after a sentence, or after any space, where only a known label counts.
    rf"(?:(?P<start>^|(?<=\n)|(?<=[.!?…;/)\]\"”’»。！？]\s))|(?<=\s))"
    rf"(?P<name>[^\W\d_][^:：()\[\]\n]{{0,30}}?){_REMARK}\s?(?::(?P<tight>(?=\S))?|：){_REMARK}[^\S\n]*"
)
_ROWS_OF_TEXT = re.compile(r"\s*\S[^\n]*")
_DIRECTION = re.compile(r"([(\[])([^()\[\]]+)([)\]])")


@dataclass(frozen=True)
class Line:
    """`lead` is the white space before the line, `label` ends with its colon and what stands after it ("VO: "), `tail`
    is the closing bracket of a direction. The four one after another are the line as it was written."""

    lead: str
    label: str
    text: str
    tail: str = ""
    is_cue: bool = False

    @property
    def is_read(self) -> bool:
        """Whether it is read on the screen, not heard."""
        name = re.split(r"[:：(]", self.label.casefold())[0]
        return not self.is_cue and any(word in _READ for word in re.split(r"[\s/&+]+", name))


def split_lines(audio: str) -> list[Line]:
    """The lines of an audio cell, in order; an empty cell has none.

    A label is a known one, such as VO or SFX, or a name in capitals at the start of a line or sentence. A text without
    one is a direction if it stands in brackets, and else takes its part in what is heard.

    >>> [line.label for line in split_lines('SFX: rain. VO: "Home."')]
    ['SFX: ', 'VO: ']
    """
    text = audio.strip()
    lines: list[Line] = []
    lead = ""
    for label, name, part in _labelled(text):
        is_cue = name.casefold() in CUES or name.casefold().partition(" ")[0] in CUES
        # What a voice says may go on in the next line; after a cue or no label, each line stands for itself.
        pieces = [part] if label and not is_cue else _ROWS_OF_TEXT.findall(part) or [""]
        for piece in pieces:
            said = piece if label else piece.lstrip()
            kept = said.rstrip()
            if label or kept:
                lines.append(_line(lead + piece[: len(piece) - len(said)], label, kept, is_cue))
                lead = ""
            lead += said[len(kept) :]
            label, is_cue = "", False
        lead += part[len("".join(pieces)) :]
    return lines


def with_text(audio: str, number: int, text: str) -> str:
    """The audio cell with `text` in place of that of its line `number`, from 0; all else to the letter.

    >>> with_text("SFX: rain. VO: Home.", 1, "Heim. (Home.)")
    'SFX: rain. VO: Heim. (Home.)'
    """
    lines = split_lines(audio)
    lines[number] = replace(lines[number], text=text)
    return "".join(line.lead + line.label + line.text + line.tail for line in lines)


def translated(text: str) -> tuple[str, str]:
    """(the words of a line, the translation that stands in parentheses after them, or "").

    >>> translated("おはよう。 (Morning.)")
    ('おはよう。', 'Morning.')
    """
    # By hand: a pattern that looks for the end of a text takes the square of the spaces inside it.
    before, opened, inside = text.strip().rpartition("(")
    if before and opened and inside.endswith(")") and inside.count(")") == 1 and len(inside) > 1:
        return before.rstrip(), inside[:-1]
    return text.strip(), ""


def _line(lead: str, label: str, text: str, is_cue: bool) -> Line:
    direction = _DIRECTION.fullmatch(text) if not label else None
    if direction:
        return Line(lead, direction[1], direction[2], direction[3], is_cue=True)
    return Line(lead, label, text, is_cue=is_cue)


def _labelled(text: str) -> Iterator[tuple[str, str, str]]:
    """(label as written, its name, all up to the next label)."""
    found: list[re.Match[str]] = []
    position = 0
    while candidate := _CANDIDATE.search(text, position):
        if _is_label(candidate):
            found.append(candidate)
            position = candidate.end()
        else:
            position = candidate.start() + 1
    if text and (not found or found[0].start() > 0):
        yield "", "", text[: found[0].start() if found else None]
    for label, following in zip(found, [*found[1:], None], strict=False):
        yield label.group(), label["name"].strip(), text[label.end() : following.start() if following else None]


def _is_label(candidate: re.Match[str]) -> bool:
    name = candidate["name"].strip()
    at_start, in_capitals = candidate["start"] is not None, name == name.upper()
    if name.casefold() in CUES | VOICES:
        return at_start or in_capitals
    # "AT 10:30" is no label, and neither is "今日は" or "Сегодня", which has no capitals or not only those.
    return at_start and candidate["tight"] is None and in_capitals and name != name.lower()
