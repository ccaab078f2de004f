"""How long the texts that a model writes may get: a text that ends just there was cut."""

from __future__ import annotations

# Few, so that the texts of an answer share their states in a grammar's engine.
_CAPS = (80, 120, 250, 400, 700, 1200, 2000, 4000)


def rounded_cap(longest: int) -> int:
    """The length in characters that is allowed to a text which should have at most `longest`."""
    return next((cap for cap in _CAPS if cap >= longest), _CAPS[-1])


def room_for(origin: str) -> int:
    """The length in characters that is allowed to what stands for `origin`: about twice as long. A letter of Chinese,
    Japanese or Korean takes the room of three."""
    return rounded_cap(80 + 2 * sum(3 if letter >= "\u2e80" else 1 for letter in origin))
