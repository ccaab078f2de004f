"""A frame on disk: a PNG that carries its settings, and a thumbnail beside it. Whole, or not there at all."""

from __future__ import annotations

import io
import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from gcl.db import Database, Frame
from gcl.errors import disk_errors

# A person waits for it: level 6 takes two to six times as long and saves a tenth to a sixth.
PNG_LEVEL = 1
THUMBNAIL_QUALITY = 80


@dataclass(frozen=True)
class FrameFiles:
    """The two files of image `number` (from 0) of a job, always under the same names: a job that runs again after a
    crash overwrites what it left. `job` is what `job_name` gives."""

    folder: Path
    job: str
    number: int

    @property
    def image(self) -> Path:
        return self.folder / f"{self.job}-{self.number:02d}.png"

    @property
    def thumbnail(self) -> Path:
        return self.folder / f"{self.job}-{self.number:02d}.webp"

    def write(self, image: Image.Image, settings: dict[str, Any], thumbnail_px: int) -> None:
        """Write both under temporary names, flush them, rename them. DiskFull leaves nothing behind."""
        contents = {self.thumbnail: _thumbnail(image, thumbnail_px), self.image: _png(image, settings)}
        with disk_errors(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            try:
                for file, content in contents.items():
                    _write_flushed(_temporary(file), content)
                for file in contents:
                    _temporary(file).replace(file)
                _flush_folder(self.folder)
            except BaseException:
                self.remove()
                raise

    def remove(self) -> None:
        """Take back what `write` wrote, whole or half."""
        for file in (self.image, self.thumbnail):
            file.unlink(missing_ok=True)
            _temporary(file).unlink(missing_ok=True)


def job_name(job_id: int, submitted_at: datetime) -> str:
    """The part of the names that a job's files share. With the time in it, since ids begin anew in a new database and
    the frames of the old one must not be written over."""
    return f"{submitted_at:%Y%m%d-%H%M%S}-{job_id:06d}"


def remove_leftovers(folder: Path, job: str) -> None:
    """Remove the temporary files that a crash left of this job."""
    for file in folder.glob(f".{job}-*.part"):
        file.unlink(missing_ok=True)


def record(db: Database, files: FrameFiles, frame: Frame) -> None:
    """Add the row of a frame that was written; without it the files go too."""
    try:
        with db.write() as session:
            session.add(frame)
    except BaseException:
        files.remove()
        raise


def _png(image: Image.Image, settings: dict[str, Any]) -> bytes:
    chunks = PngInfo()
    chunks.add_text("parameters", _parameters(settings))
    chunks.add_text("gcl", json.dumps(settings, ensure_ascii=False))
    buffer = io.BytesIO()
    image.save(buffer, "PNG", pnginfo=chunks, compress_level=PNG_LEVEL)
    return buffer.getvalue()


def _parameters(settings: dict[str, Any]) -> str:
    """One text as the A1111 web interface writes it, which most tools that show a frame's settings can read."""
    # That interface knows a LoRA by the name of its file, which ends the key.
    loras = "".join(
        f" <lora:{lora['key'].rpartition('/')[2]}:{lora['weight']:g}>" for lora in settings.get("loras", [])
    )
    lines = [settings["prompt"] + loras]
    if settings["negative_prompt"]:
        lines.append(f"Negative prompt: {settings['negative_prompt']}")
    strength = f", Denoising strength: {settings['strength']}" if "strength" in settings else ""
    lines.append(
        f"Steps: {settings['steps']}, Sampler: {settings['scheduler']}, CFG scale: {settings['guidance']}, "
        f"Seed: {settings['seed']}, Size: {settings['width']}x{settings['height']}, Model: {settings['model']}"
        f"{strength}"
    )
    return "\n".join(lines)


def _thumbnail(image: Image.Image, longest_side: int) -> bytes:
    small = image.copy()
    small.thumbnail((longest_side, longest_side), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    small.save(buffer, "WEBP", quality=THUMBNAIL_QUALITY)
    return buffer.getvalue()


def _temporary(file: Path) -> Path:
    return file.with_name(f".{file.name}.part")


def _write_flushed(file: Path, content: bytes) -> None:
    with file.open("wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())


def _flush_folder(folder: Path) -> None:
    """A rename is only safe from a power cut once its folder is flushed too."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
