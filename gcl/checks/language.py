"""Languages: what is heard and read is in the market's, all else in English."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gcl.checks.base import CRITICAL, MAJOR, Draft, Finding
from gcl.checks.cells import CUE, spoken
from gcl.checks.names import foreign_despite_names
from gcl.checks.terms import set_aside
from gcl.checks.text import fold
from gcl.checks.tongue import Foreign, foreign, language_name

LINES, ENGLISH = "language", "visual_english"

# What a picture shows in writing is quoted in it.
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»|„[^“”]*[“”]|「[^」]*」|『[^』]*』|‘[^’]*’(?!\w)")


def language_of_lines(draft: Draft) -> list[Finding]:
    """Each voice-over, line of dialogue and super is in the market's language. Locked terms, addresses, tags and what
    stands in parentheses are set aside; a loan word is no other language.

    Source: the language rule in the specification of the adaptation pipeline; lingua for what letters do not tell.
    """
    suspects = [code for code in ("en", draft.origin_language) if code != draft.language]
    origin = lines_of_origin(draft) if draft.origin_language != draft.language else frozenset()
    wanted, found = language_name(draft.language), []
    for before, row in draft.pairs():
        for said in spoken(row.audio, before.audio if before else "", translated=draft.is_translated):
            if said.kind == CUE:
                continue
            plain = fold(said.text)
            is_untouched = plain in origin or plain == fold(said.translation or "")
            is_foreign = foreign(set_aside(said.text, draft), draft.language, suspects, untouched=is_untouched)
            if is_foreign:
                quote = _quote(said.text, is_foreign, row.audio) or said.line.text.strip()
                what, severity = ("This line", CRITICAL) if is_foreign.is_whole else ("A part of this line", MAJOR)
                found.append(
                    Finding(
                        LINES,
                        severity,
                        row.shot_number,
                        "audio",
                        quote,
                        f"{what} is in {is_foreign.language}; what is heard and read is to be in {wanted}.",
                        f"Write it in {wanted}"
                        + (", and its English translation in parentheses after it." if draft.is_translated else "."),
                    )
                )
    return found


def english_elsewhere(draft: Draft) -> list[Finding]:
    """Pictures, sounds and directions are in English, whatever the market. What is quoted in a picture, as writing on a
    sign, may be in any language, and so may names of people and places and what the English origin has.

    Source: the language rule in the specification of the adaptation pipeline.
    """
    suspects = [code for code in (draft.language, draft.origin_language) if code != "en"]
    found = []
    for cell, shot, text, was in _crew_texts(draft):
        if draft.origin_language == "en" and fold(text) in was:
            continue
        plain = _QUOTED.sub(lambda match: " " * len(match.group()), text)
        is_foreign = foreign_despite_names(set_aside(plain, draft), "en", suspects)
        if is_foreign:
            what = "This description" if cell == "visual" else "This direction"
            found.append(
                Finding(
                    ENGLISH,
                    MAJOR,
                    shot,
                    cell,
                    _quote(text, is_foreign, text),
                    f"{what} is in {is_foreign.language}; pictures, sounds and directions are to be in English.",
                    "Write it in English; only what is heard or read is in the market's language.",
                )
            )
    return found


def _crew_texts(draft: Draft) -> Iterator[tuple[str, str, str, frozenset[str]]]:
    """(cell, shot, text, what the origin has there, folded) of all that is for the crew."""
    for origin, row in draft.pairs():
        if row.visual.strip():
            yield "visual", row.shot_number, row.visual.strip(), frozenset([fold(origin.visual)] if origin else [])
        was = frozenset(map(fold, _directions(origin.audio, "", draft))) if origin else frozenset()
        for text in _directions(row.audio, origin.audio if origin else "", draft):
            yield "audio", row.shot_number, text, was


def _directions(audio: str, origin: str, draft: Draft) -> Iterator[str]:
    for said in spoken(audio, origin, translated=draft.is_translated):
        texts = [said.text] if said.kind == CUE else said.directions
        yield from (text.strip() for text in texts if text.strip())


def lines_of_origin(draft: Draft) -> frozenset[str]:
    """What is heard and read in the origin, line by line, folded."""
    lines = [said for row in draft.origin for said in spoken(row.audio, translated=False)]
    return frozenset(fold(said.text) for said in lines if said.kind != CUE)


def _quote(text: str, part: Foreign, cell: str) -> str:
    quote = text[part.start : part.end].strip()
    return quote if quote in cell else ""
