"""What the families of models can do besides drawing from words: for the front, which never looks at a pipeline.

A test holds this against what the families' pipelines have (tests/models/test_families.py).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Abilities:
    """`redraws`: begins from an image; `strength`: it can be told how much of that is drawn anew; `inpaints`: draws a
    painted part of an image anew and leaves the rest; `controlled`: keeps to the shapes of a map, by a ControlNet."""

    redraws: bool = False
    strength: bool = False
    inpaints: bool = False
    controlled: bool = False


_ALL = Abilities(redraws=True, strength=True, inpaints=True, controlled=True)

ABILITIES: dict[str, Abilities] = {
    "sd15": _ALL,
    "sdxl": _ALL,
    "zimage": _ALL,
    "flux1": _ALL,
    # An image is a reference to it, which it follows as far as the prompt says.
    "flux2-klein": Abilities(redraws=True, inpaints=True),
    "qwen-image": _ALL,
    "ernie-image": Abilities(),
    "sana-sprint": Abilities(redraws=True, strength=True),
    "thumbnail": Abilities(),
}
