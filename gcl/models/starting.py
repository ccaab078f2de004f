"""An image to begin from: brought to the size that is drawn, and put back where nothing was to change."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageChops, ImageFilter, ImageOps

from gcl.payloads import StartImage
from gcl.references import fit_mask, kept_image

FADE = 4  # pixels, the radius in which a painted part fades into the rest


@dataclass(frozen=True)
class Start:
    """An image (RGB) of the size that is drawn, and the part of its noise that is drawn anew, `strength`, above 0 up to
    1. With a mask (L, the same size) only what is white in it is drawn anew. The names are for the metadata."""

    name: str
    image: Image.Image
    strength: float
    mask_name: str | None = None
    mask: Image.Image | None = None


def open_start(asked: StartImage, folder: Path, width: int, height: int) -> Start:
    """Read the kept image, and the mask, at width × height: what of another shape stands over is cut off on both sides.
    NotFound if a file is gone."""
    with Image.open(kept_image(asked.image, folder)) as opened:
        image = opened.convert("RGB")
    mask = None
    if asked.mask is not None:
        with Image.open(kept_image(asked.mask, folder)) as opened:
            mask = fit_mask(opened, image.size, (width, height))
    image = ImageOps.fit(image, (width, height), Image.Resampling.LANCZOS)
    return Start(asked.image, image, asked.strength, asked.mask, mask)


def keep_unpainted(start: Start, drawn: Image.Image) -> Image.Image:
    """With a mask, the original where nothing was painted, to the byte: what went through the VAE is not quite it. The
    edge fades over a few pixels, inside what was painted."""
    if start.mask is None:
        return drawn
    faded = start.mask.filter(ImageFilter.GaussianBlur(FADE))
    return Image.composite(drawn, start.image, ImageChops.darker(faded, start.mask))
