"""Aspect ratios -> sizes in pixels that a model can draw."""

from __future__ import annotations

import re
from math import sqrt

from gcl.errors import InputError

# Name -> width / height, from the widest to the tallest.
ASPECT_RATIOS = {"21:9": 21 / 9, "16:9": 16 / 9, "4:3": 4 / 3, "1:1": 1.0, "3:4": 3 / 4, "9:16": 9 / 16}

MIN_SIDE = 64  # eight latent pixels: below that the inner layers of a UNet have nothing left to look at
MAX_SIDE = 4096  # the position tables of the transformer families end soon above it

ENLARGED = 2  # times in each direction, when a finished frame is enlarged
LARGEST_SIDE = 8192  # pixels of an enlarged frame


def aspect_sizes(width: int, height: int, multiple: int) -> dict[str, tuple[int, int]]:
    """{aspect ratio: (width, height)}, each of about width × height pixels, both sides a `multiple`.

    The ratio that the given size is nearest to gets exactly that size: it is the one that the model's makers name.
    """
    pixels = width * height
    sizes = {
        name: (_to_multiple(sqrt(pixels * ratio), multiple), _to_multiple(sqrt(pixels / ratio), multiple))
        for name, ratio in ASPECT_RATIOS.items()
    }
    own = min(ASPECT_RATIOS, key=lambda name: abs(ASPECT_RATIOS[name] - width / height))
    return sizes | {own: (width, height)}


def nearest_size(width: int, height: int, multiple: int) -> tuple[int, int]:
    """The size next to the wanted one whose sides are a `multiple` and within MIN_SIDE to MAX_SIDE."""
    return _to_multiple(width, multiple), _to_multiple(height, multiple)


def _to_multiple(length: float, multiple: int) -> int:
    return max(MIN_SIDE, min(MAX_SIDE, round(length / multiple) * multiple))


def read_size(text: str) -> tuple[int, int]:
    """Width and height in pixels of a text such as 1280x720. Raises InputError for any other."""
    found = re.fullmatch(r"(\d{1,6})\s*[xX×]\s*(\d{1,6})", text.strip())
    if not found:
        raise InputError(f"{text[:40]!r} is not a size. Write width and height in pixels, such as 1280x720.")
    return int(found[1]), int(found[2])
