"""What a frame looks like while it is drawn.

A tiny VAE decodes the latents where the preset names one and it is on this machine. Otherwise colours are a linear
function of the latents, which is learned from the frames that this kind of model finished here: each gives thousands of
pairs of a latent cell and its colours, so the second frame of a kind has previews already, whatever its VAE is.
"""

from __future__ import annotations

import contextlib
import io
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import structlog
import torch
from diffusers import AutoencoderTiny, EulerDiscreteScheduler, FlowMatchEulerDiscreteScheduler
from PIL import Image

from gcl.hubcache import holds_model
from gcl.models.base import BaseModel
from gcl.models.starting import Start
from gcl.previews import is_watched, preview_file

log = structlog.get_logger(__name__)

EVERY = 0.4  # seconds between two previews
CELL = 8  # pixels of the frame that are one pixel of a learned preview
LONGEST = 320  # pixels of a preview
QUALITY = 70
RIDGE = 1e-3  # of the number of cells, so that a colour which never occurred is not made up
MOST_LEARNED = 64  # frames; after that the colours are known
# Of a straight step of these the picture it heads for can be told exactly, noise and all.
STRAIGHT = (EulerDiscreteScheduler, FlowMatchEulerDiscreteScheduler)


@dataclass
class Colours:
    """Sums of a least-squares fit: colours of the cells, from their latents and a constant."""

    latents: np.ndarray  # [C + 1, C + 1]
    colours: np.ndarray  # [C + 1, 3 * k * k]
    frames: int = 0

    @classmethod
    def read(cls, file: Path) -> Colours | None:
        try:
            with np.load(file, allow_pickle=False) as kept:
                return cls(kept["latents"], kept["colours"], int(kept["frames"]))
        except (OSError, ValueError, KeyError, EOFError):
            return None

    def write(self, file: Path) -> None:
        buffer = io.BytesIO()
        np.savez(buffer, latents=self.latents, colours=self.colours, frames=self.frames)
        _write(file, buffer.getvalue())

    def learn(self, cells: np.ndarray, colours: np.ndarray) -> Colours:
        """With one frame more: [cells, C + 1] and [cells, 3 * k * k]."""
        return Colours(self.latents + cells.T @ cells, self.colours + cells.T @ colours, self.frames + 1)

    def of(self, cells: np.ndarray) -> np.ndarray:
        """[cells, 3 * k * k], from 0 to 1."""
        ridge = RIDGE * self.latents[-1, -1] * np.eye(len(self.latents))
        ridge[-1, -1] = 1e-9
        return np.clip(cells @ np.linalg.solve(self.latents + ridge, self.colours), 0, 1)


class Previews:
    """Of one job's frames, one after the other: `see` at each step, `learn` from each that is finished, `end`."""

    def __init__(self, folder: Path, job_id: int) -> None:
        self.folder, self.file = folder, preview_file(folder, job_id)
        self._before: torch.Tensor | None = None
        self._last: torch.Tensor | None = None
        self._made_at = -EVERY
        self._tiny: tuple[BaseModel, AutoencoderTiny | None] | None = None
        self._take_away()  # what a worker that died left of this job, or of another of its number

    def see(self, model: BaseModel, latents: torch.Tensor, width: int, height: int) -> None:
        """After a step: write a preview, if somebody looks and the last one is a while ago. Never raises."""
        self._before, self._last = self._last, latents
        soon = time.monotonic() - self._made_at < EVERY
        if soon or not model.has_previews or not is_watched(self.folder):
            return
        self._made_at = time.monotonic()
        try:
            headed_for = _headed_for(model.pipeline.scheduler, self._before, latents)
            picture = self._picture(model, headed_for, width, height)
            if picture is not None:
                picture.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
                buffer = io.BytesIO()
                picture.save(buffer, "WEBP", quality=QUALITY)
                _write(self.file, buffer.getvalue())
        except Exception as error:  # a frame must not fail for a look at it
            log.warning("no preview", error=str(error))

    def learn(self, model: BaseModel, picture: Image.Image, start: Start | None = None) -> None:
        """From a finished frame, whose last latents were seen; not from one of which parts are the original's. Never
        raises."""
        latents, self._before, self._last = self._last, None, None
        self._take_away()
        if start is not None and start.mask is not None:
            return
        try:
            cells = None if latents is None else as_cells(latents, *picture.size)
            if cells is None or not model.has_previews:
                return
            file = self._colours_file(model, cells)
            known = Colours.read(file)
            if known is not None and known.frames >= MOST_LEARNED:
                return
            found = _with_constant(cells), cell_colours(picture, cells)
            size = (found[0].shape[1], found[1].shape[1])
            empty = Colours(np.zeros((size[0], size[0])), np.zeros(size))
            (known or empty).learn(*found).write(file)
        except Exception as error:
            log.warning("nothing learned for previews", error=str(error))

    def end(self) -> None:
        """Nothing is drawn any more: a preview of it would be a lie."""
        self._before = self._last = None
        self._take_away()

    def _take_away(self) -> None:
        with contextlib.suppress(OSError):
            self.file.unlink()

    def _picture(self, model: BaseModel, latents: torch.Tensor, width: int, height: int) -> Image.Image | None:
        cells = as_cells(latents, width, height)
        if cells is None:
            return None
        if (tiny := self._tiny_vae(model)) is not None:
            return _decoded(tiny, cells)
        known = Colours.read(self._colours_file(model, cells))
        return None if known is None else from_colours(known.of(_with_constant(cells)), cells)

    def _tiny_vae(self, model: BaseModel) -> AutoencoderTiny | None:
        """The one that the preset names, if it is on this machine; opened when somebody first looks."""
        if self._tiny is None or self._tiny[0] is not model:
            name, found = model.preset.preview_vae, None
            if name and (Path(name).is_dir() or holds_model(name)):
                found = AutoencoderTiny.from_pretrained(name, local_files_only=True, use_safetensors=True)
                found = found.to(model.device, model.dtype)
            self._tiny = (model, found)
        return self._tiny[1]

    def _colours_file(self, model: BaseModel, cells: torch.Tensor) -> Path:
        """One for each kind of VAE: families that share one rarely agree on how its latents are scaled."""
        return self.folder / "colours" / f"{model.preset.family}-{cells.shape[0]}.npz"


def as_cells(latents: torch.Tensor, width: int, height: int) -> torch.Tensor | None:
    """Latents of one frame as they lie in it, [C, h, w]; None for those of which that cannot be told.

    They come as [1, C, h, w], or [1, h * w, C] where each transformer's token is a patch of 2 × 2 latents (FLUX.1,
    FLUX.2, Qwen-Image): such a cell has the latents of four.
    """
    if latents.ndim == 5 and latents.shape[2] == 1:
        latents = latents[:, :, 0]
    if latents.ndim == 4:
        return latents[0].float()
    if latents.ndim != 3:
        return None
    tokens = latents.shape[1]
    columns = round((tokens * width / height) ** 0.5)
    if columns == 0 or tokens % columns:
        return None
    return latents[0].float().T.reshape(latents.shape[2], tokens // columns, columns)


def cell_colours(picture: Image.Image, cells: torch.Tensor) -> np.ndarray:
    """The colours of a picture in each cell, [h * w, k * k * 3] from 0 to 1; k × k of them where a cell is larger
    than CELL pixels."""
    _, rows, columns = cells.shape
    part = _parts(picture.width, columns)
    small = picture.resize((columns * part, rows * part), Image.Resampling.BOX)
    dots = np.asarray(small, dtype=np.float64).reshape(rows, part, columns, part, 3) / 255
    return dots.transpose(0, 2, 1, 3, 4).reshape(rows * columns, -1)


def from_colours(colours: np.ndarray, cells: torch.Tensor) -> Image.Image:
    """The picture whose `cell_colours` these are."""
    _, rows, columns = cells.shape
    part = round((colours.shape[1] / 3) ** 0.5)
    dots = colours.reshape(rows, columns, part, part, 3).transpose(0, 2, 1, 3, 4)
    return Image.fromarray((dots.reshape(rows * part, columns * part, 3) * 255).round().astype(np.uint8))


def _parts(width: int, columns: int) -> int:
    return max(1, round(width / columns / CELL))


def _with_constant(cells: torch.Tensor) -> np.ndarray:
    """[h * w, C + 1]"""
    flat = cells.flatten(1).T.double().cpu().numpy()
    return np.concatenate([flat, np.ones((len(flat), 1))], axis=1)


def _headed_for(scheduler: Any, before: torch.Tensor | None, latents: torch.Tensor) -> torch.Tensor:
    """Where the step from `before` to `latents` leads if it goes on to no noise; the latents where that is not
    known."""
    at = getattr(scheduler, "step_index", None)
    if before is None or not at or type(scheduler) not in STRAIGHT or before.shape != latents.shape:
        return latents
    was, now = float(scheduler.sigmas[at - 1]), float(scheduler.sigmas[at])
    if was <= now:
        return latents
    return latents.float() + (before.float() - latents.float()) * (now / (now - was))


@torch.no_grad()
def _decoded(tiny: AutoencoderTiny, cells: torch.Tensor) -> Image.Image:
    """By a tiny VAE, whose latents are those that the model draws, unscaled."""
    channels = tiny.config.latent_channels
    if cells.shape[0] == 4 * channels:
        _, rows, columns = cells.shape
        cells = cells.reshape(channels, 2, 2, rows, columns).permute(0, 3, 1, 4, 2)
        cells = cells.reshape(channels, 2 * rows, 2 * columns)
    picture = tiny.decode(cells[None].to(tiny.device, tiny.dtype)).sample[0]
    dots = ((picture.float().clamp(-1, 1) + 1) * 127.5).round().to("cpu", torch.uint8)
    return Image.fromarray(dots.permute(1, 2, 0).numpy())


def _write(file: Path, content: bytes) -> None:
    """Whole or not at all; not flushed, since a preview need not outlive anything."""
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(f".{file.name}.part")
    unfinished.write_bytes(content)
    unfinished.replace(file)
