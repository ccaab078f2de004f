"""Images that a person gives to begin from: kept in a folder of their own, under a name made of what they show, so that
a job, a frame and a frame drawn again mean the same picture."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from pathlib import Path
from typing import BinaryIO

from PIL import Image, ImageOps, UnidentifiedImageError

from gcl.errors import InputError, NotFound, disk_errors

REFERENCE = r"^[0-9a-f]{32}\.png$"  # what a kept image is called
FORMATS = ("PNG", "JPEG", "WEBP")
MOST_PIXELS = 64_000_000  # of a file, before it is made smaller
LONGEST = 4096  # pixels of a kept image's longer side


def keep_image(file: Path, folder: Path) -> str:
    """Keep a picture, upright, in RGB, on white where it is transparent; its name. InputError if it is none."""
    picture = _opened(file)
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(white, picture)
    picture = picture.convert("RGB")
    picture.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    return _kept(picture, folder)


def keep_mask(file: Path | BinaryIO, folder: Path) -> str:
    """Keep a mask, white where something is to be drawn anew: what is light in an opaque picture, what is
    opaque in any other; its name. InputError if it is no picture, or marks nothing."""
    picture = _opened(file).convert("RGBA")
    alpha = picture.getchannel("A")
    opaque = alpha.histogram()[255] == alpha.width * alpha.height
    marks = picture.convert("L") if opaque else alpha
    mask = marks.point(lambda value: 255 if value >= 128 else 0)
    if not mask.getbbox():
        raise InputError("The mask marks nothing. Make what is to be drawn anew white in it.")
    mask.thumbnail((LONGEST, LONGEST), Image.Resampling.NEAREST)
    return _kept(mask, folder)


def keep_picture(picture: Image.Image, folder: Path) -> str:
    """Keep a picture that was made here; its name."""
    return _kept(picture, folder)


def name_of_made(*of: str) -> str:
    """What a picture is called that a model makes of others: it can be looked for before it is made."""
    return hashlib.sha256("\n".join(of).encode()).hexdigest()[:32] + ".png"


def keep_made(picture: Image.Image, name: str, folder: Path) -> None:
    """Keep a picture under the name that it was promised by."""
    _written(picture, folder / name)


def kept_image(name: str, folder: Path) -> Path:
    """The file of a kept image. NotFound if it is gone, or the name is none."""
    file = folder / name
    if not re.fullmatch(REFERENCE.strip("^$"), name) or not file.is_file():
        raise NotFound("The image to begin from is not here any more. Choose it again.")
    return file


def _opened(file: Path | BinaryIO) -> Image.Image:
    name = file.name if isinstance(file, Path) else "What was painted"
    try:
        with Image.open(file, formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise InputError(
                    f"The image has {picture.width} × {picture.height} pixels, which is more than the studio takes. "
                    "Make it smaller."
                )
            picture.load()
            upright = ImageOps.exif_transpose(picture) or picture.copy()
            return _in_eight_bits(upright) if upright.mode.startswith("I") else upright
    except InputError:
        raise
    except FileNotFoundError as error:
        raise InputError(f"There is no file {file}. Correct the path.") from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise InputError(f"{name} is not an image that can be read. Take a PNG, JPEG or WebP file.") from error


def _in_eight_bits(picture: Image.Image) -> Image.Image:
    """Of 16 bits of grey, as depth maps have them; Pillow alone would make most of them white."""
    return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")


def fit_mask(mask: Image.Image, shape: tuple[int, int], size: tuple[int, int]) -> Image.Image:
    """A mask that was painted on an image of `shape`, as it lies on that image brought to `size`: what stands over is
    cut off on both sides."""
    whole = mask.convert("L").resize(shape, Image.Resampling.NEAREST)
    return ImageOps.fit(whole, size, Image.Resampling.NEAREST)


def _kept(picture: Image.Image, folder: Path) -> str:
    shows = f"{picture.mode} {picture.size} ".encode() + picture.tobytes()
    name = hashlib.sha256(shows).hexdigest()[:32] + ".png"
    if not (folder / name).exists():
        _written(picture, folder / name)
    return name


def _written(picture: Image.Image, file: Path) -> None:
    folder = file.parent
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = folder / f".{secrets.token_hex(8)}.part"
        try:
            with unfinished.open("wb") as opened:
                picture.save(opened, "PNG", compress_level=1)
                opened.flush()
                os.fsync(opened.fileno())
            unfinished.replace(file)
        finally:
            unfinished.unlink(missing_ok=True)
