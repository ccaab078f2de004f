"""The kinds of defects that are planted, which gate is to find each, and by which checks a program can."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """`checks` has the keys of gcl.checks of which any may tell it; none: it takes judgement."""

    key: str
    label: str
    gate: str
    checks: tuple[str, ...] = ()

    @property
    def is_decidable(self) -> bool:
        return bool(self.checks)


KINDS = {
    kind.key: kind
    for kind in (
        Kind("visual-in-target", "Visual in the target language", "format", ("visual_english",)),
        Kind("left-in-english", "Line left in English", "format", ("language",)),
        Kind("translation-missing", "Translation missing", "format", ("translations",)),
        Kind("translation-misplaced", "Translation in the wrong place", "format", ("translations",)),
        Kind("row-lost", "Row lost", "format", ("rows",)),
        Kind("row-doubled", "Row doubled", "format", ("rows",)),
        Kind("timecode-wrong", "Timecode wrong", "format", ("timecodes",)),
        Kind("super-too-short", "Super too short to read", "format", ("supers",)),
        Kind("voice-too-long", "Voice-over too long", "format", ("pace",)),
        Kind("locked-term-translated", "Locked term translated", "format", ("locked_terms",)),
        Kind("forbidden-term", "Forbidden term", "format", ("forbidden_terms",)),
        Kind("taboo", "Taboo of the market", "cultural"),
        Kind("must-preserve-dropped", "Must-preserve dropped", "concept_eval"),
        Kind("tone-off", "Tone off-brand", "brand"),
    )
}
# What these do to a script concerns its other rows too: their numbers, their times, what stands beside them in the
# origin. A finding about those accuses nothing that is right.
UNSETTLES_OTHERS = ("row-lost", "row-doubled", "timecode-wrong")
