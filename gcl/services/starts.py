"""Images to begin from: kept when a person gives them, checked when a frame is asked for, found again with a frame."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

from PIL import Image

from gcl.config import Config
from gcl.errors import InputError, NotFound
from gcl.payloads import StartImage
from gcl.presets.diffusion import DiffusionPreset
from gcl.references import fit_mask, keep_image, keep_mask, kept_image

STRENGTH = 0.6  # where a person says none: the composition stays, everything in it may change


class StartService:
    def __init__(self, config: Config) -> None:
        self.folder = config.references

    def keep(self, file: Path) -> str:
        """Keep an image for later jobs; its name in a FrameRequest. InputError with a sentence if it is none."""
        return keep_image(file, self.folder)

    def keep_mask(self, file: Path | BinaryIO) -> str:
        """Keep a mask, white where something is to be drawn anew; its name."""
        return keep_mask(file, self.folder)

    def file(self, name: str) -> Path:
        return kept_image(name, self.folder)

    def checked(
        self,
        image: str | None,
        mask: str | None,
        strength: float | None,
        preset: DiffusionPreset,
        steps: int,
        size: tuple[int, int],
    ) -> StartImage | None:
        """What a job carries, of a frame of this size. InputError if it cannot be done, NotFound if a file is gone."""
        if image is None:
            if mask is not None:
                raise InputError("A mask needs the image that it belongs to. Choose the image too.")
            return None
        able = preset.abilities
        if not able.redraws:
            raise InputError(f"{preset.name} draws from words alone. Choose another model, or take the image out.")
        if mask is not None and not able.inpaints:
            raise InputError(
                f"{preset.name} cannot redraw a part of an image. Choose another model, or clear the paint."
            )
        strength = STRENGTH if strength is None else strength
        preset.check_strength(steps, strength)
        for name in (image, mask):
            if name is not None:
                self.file(name)
        if mask is not None:
            self._check_paint(image, mask, size)
        return StartImage(image=image, mask=mask, strength=strength)

    def _check_paint(self, image: str, mask: str, size: tuple[int, int]) -> None:
        with Image.open(self.file(image)) as whole, Image.open(self.file(mask)) as painted:
            if fit_mask(painted, whole.size, size).getbbox() is None:
                raise InputError(
                    "What is painted lies outside of the frame, since what stands over its aspect ratio is cut off. "
                    "Choose another aspect ratio, or paint nearer to the middle."
                )

    def of(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        """The part of a FrameRequest that names the image which a frame of these settings began from, if it is still
        here."""
        image, mask = settings.get("reference") or None, settings.get("mask") or None
        try:
            for name in (image, mask):
                if name is not None:
                    self.file(str(name))
        except NotFound:
            return {}
        return {"image": image, "mask": mask, "strength": settings.get("strength")} if image else {}
