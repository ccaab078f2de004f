"""What the families of models can do besides drawing from words: for the front, which never looks at a pipeline.

A test holds this against what the families' pipelines have (tests/models/test_families.py).
"""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Abilities:
    """`redraws`: begins from an image; `strength`: it can be told how much of that is drawn anew; `inpaints`: draws a
    painted part of an image anew and leaves the rest; `controlled`: keeps to the shapes of a map, by a ControlNet;
    `controlled_from`: also when it begins from an image, or a part of one."""

    redraws: bool = False
    strength: bool = False
    inpaints: bool = False
    controlled: bool = False
    controlled_from: bool = False


_MOST = Abilities(redraws=True, strength=True, inpaints=True, controlled=True)
_ALL = replace(_MOST, controlled_from=True)

ABILITIES: dict[str, Abilities] = {
    "sd15": _ALL,
    "sdxl": _ALL,
    "zimage": _MOST,
    "flux1": _ALL,
    # An image is a reference to it, which it follows as far as the prompt says.
    "flux2-klein": Abilities(redraws=True, inpaints=True),
    "qwen-image": _MOST,
    "ernie-image": Abilities(),
    "sana-sprint": Abilities(redraws=True, strength=True),
    "thumbnail": Abilities(),
}
