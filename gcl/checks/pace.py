"""Voice-over: what is said in a shot fits its time."""

from __future__ import annotations

from gcl.checks.base import MAJOR, MINOR, Draft, Finding, shot_key
from gcl.checks.cells import HEARD, Said, spoken
from gcl.checks.shots import lengths_of_origin, lengths_of_shots
from gcl.checks.syllables import rate_of, syllables

KEY = "pace"

# Of the shot's time. Up to the first, estimates are too rough to say anything, and lines run over cuts.
_TIGHT, _TOO_LONG = 1.15, 1.3
_MOMENT = 0.5  # seconds: nobody hears more than this run over


def pace(draft: Draft) -> list[Finding]:
    """What is said in a shot takes no longer than the shot, all its lines together, at the pace of natural speech in
    the language. Up to 15 % or half a second more is let pass and up to 30 % is minor; so is what runs on into shots
    without words, or is no denser than in the origin.

    Source: Pellegrino 2011 for seven languages and their mean for others, see `syllables`; the tolerances are ours.
    """
    found = []
    before = lengths_of_origin(draft)
    lines = [_heard(row.audio, origin.audio if origin else "", draft.is_translated) for origin, row in draft.pairs()]
    lengths = lengths_of_shots(draft)
    for number, ((origin, row), length) in enumerate(zip(draft.pairs(), lengths, strict=True)):
        need = seconds(lines[number], draft.language)
        if not length or need <= max(length * _TIGHT, length + _MOMENT):
            continue
        was = before.get(shot_key(row.shot_number))
        origin_need = seconds(_heard(origin.audio, "", False), draft.origin_language) if origin else 0.0
        is_old = bool(was) and need / length <= 1.1 * origin_need / (was or 1.0)
        runs_on = need <= _TIGHT * _until_next_words(number, lines, lengths)
        longest = max(lines[number], key=lambda said: len(said.text))
        found.append(
            Finding(
                KEY,
                MINOR if is_old or runs_on or need <= length * _TOO_LONG else MAJOR,
                row.shot_number,
                "audio",
                longest.line.text.strip(),
                f"What is said takes about {need:.1f} s; the shot has {length:.3g} s.",
                f"Shorten it by about {1 - length / need:.0%}.",
            )
        )
    return found


def seconds(lines: list[Said], language: str) -> float:
    """How long it takes to say these lines, without pauses."""
    return sum(syllables(said.text, language) for said in lines) / rate_of(language)


def _heard(audio: str, origin: str, translated: bool) -> list[Said]:
    return [said for said in spoken(audio, origin, translated=translated) if said.kind == HEARD and said.text]


def _until_next_words(number: int, lines: list[list[Said]], lengths: list[float | None]) -> float:
    """Seconds from the start of a shot to that of the next in which somebody speaks."""
    total = lengths[number] or 0.0
    for following, length in zip(lines[number + 1 :], lengths[number + 1 :], strict=True):
        if following or not length:
            break
        total += length
    return total
