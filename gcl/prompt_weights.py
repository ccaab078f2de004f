"""Weights in a prompt, in the syntax of the A1111 web interface, which people know and old prompts carry:

    (word)        1.1 times as much; ((word)) 1.1 times that
    (word:1.3)    1.3 times as much
    [word]        as much divided by 1.1
    \\( \\) \\[ \\]   the bracket itself

A bracket without its partner is plain text. (A1111 goes on weighing to the end of the prompt there.)
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from gcl.errors import InputError

STEP = 1.1
MAX_WEIGHT = 3.0  # pictures fall apart above 2 or so
MOST_PARTS = 50  # of a weight of their own: each weaker one costs another pass through the text encoder
SHOWN_CHARS = 40
_PIECE = re.compile(r"\\[\\()\[\]]|[()\[\]]|:\s*([+-]?(?:\d+\.?\d*|\.\d+))\s*\)|[^\\()\[\]:]+|[\\:]")
_CLOSING = {"(": ")", "[": "]"}


@dataclass(frozen=True)
class Part:
    text: str
    weight: float


def parse_weights(prompt: str) -> list[Part]:
    """The parts of a prompt, neighbours of the same weight as one; no part is empty. Never raises."""
    pieces = list(_PIECE.finditer(prompt))
    factors = _pairs(pieces)
    found: list[tuple[str, float]] = []
    weights = [1.0]  # of what is open here, the innermost last
    for number, piece in enumerate(pieces):
        text, factor = piece[0], factors.get(number)
        if factor is None:
            found.append((text[1] if len(text) == 2 and text[0] == "\\" else text, weights[-1]))
        elif text in _CLOSING:
            weights.append(weights[-1] * factor)
        else:
            weights.pop()
    return _merged(found)


def _pairs(pieces: list[re.Match[str]]) -> dict[int, float]:
    """What each bracket that has a partner multiplies by, under the numbers of both."""
    factors: dict[int, float] = {}
    opened: list[int] = []
    waiting = dict.fromkeys(_CLOSING, 0)
    for number, piece in enumerate(pieces):
        text = piece[0]
        if text in _CLOSING:
            opened.append(number)
            waiting[text] += 1
        elif text[-1] in _CLOSING.values() and text[0] != "\\":
            bracket = "(" if text[-1] == ")" else "["
            factor = float(piece[1]) if piece[1] else STEP if bracket == "(" else 1 / STEP
            # What was opened in between and not closed has no partner.
            while waiting[bracket]:
                waiting[pieces[opened[-1]][0]] -= 1
                if pieces[partner := opened.pop()][0] == bracket:
                    factors[partner] = factors[number] = factor
                    break
    return factors


def _merged(found: list[tuple[str, float]]) -> list[Part]:
    parts: list[Part] = []
    for text, weight in found:
        # (([word])) is (word), whatever floating point makes of it.
        weight = round(weight, 6)
        if parts and parts[-1].weight == weight:
            parts[-1] = Part(parts[-1].text + text, weight)
        elif text:
            parts.append(Part(text, weight))
    return parts


def plain_text(parts: list[Part]) -> str:
    """The prompt without its weights."""
    return "".join(part.text for part in parts)


def check_weights(prompt: str) -> None:
    """Raise InputError for weights that no picture survives, and for more of them than can be computed."""
    parts = [part for part in parse_weights(prompt) if part.weight != 1]
    for part in parts:
        if not 0 <= part.weight <= MAX_WEIGHT:
            text = " ".join(part.text.split())
            shown = text if len(text) <= SHOWN_CHARS else text[:SHOWN_CHARS].rstrip() + "…"
            raise InputError(
                f"The prompt gives “{shown}” the weight {part.weight:.4g}; 0 to {MAX_WEIGHT:g} can be taken. "
                "Change it, or write \\( and \\) where brackets are meant as they are."
            )
    if len(parts) > MOST_PARTS:
        raise InputError(
            f"The prompt weighs {len(parts)} of its parts, and at most {MOST_PARTS} can be. Weigh fewer, or write \\( "
            "and \\) where brackets are meant as they are."
        )
