"""The way back: from a frame, or the PNG of one, to the request that draws it again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from gcl.catalog import Catalog
from gcl.db import Frame
from gcl.errors import GclError, InputError
from gcl.formats.image_settings import ImageSettings, read_settings
from gcl.loras import MOST_LORAS, LoraLibrary
from gcl.presets.diffusion import DiffusionPreset
from gcl.services.controls import ControlService
from gcl.services.frame_request import MAX_SEED, FrameRequest
from gcl.services.grids import asked_of
from gcl.services.starts import StartService
from gcl.services.wording import own_words


@dataclass(frozen=True)
class FoundSettings:
    """What a file says of how it was made, for the model `request.model`; `told` says in sentences what could not be
    taken as it is."""

    request: FrameRequest
    told: str


class Again:
    def __init__(self, catalog: Catalog, loras: LoraLibrary, starts: StartService, controls: ControlService) -> None:
        self.catalog, self.loras, self.starts, self.controls = catalog, loras, starts, controls

    def of_frame(self, frame: Frame) -> FrameRequest:
        """The request that draws this frame again."""
        if (compared := asked_of(frame.settings)) is not None:
            return self._compared(compared)
        own = own_words(self.catalog, frame.model_key, frame.settings, frame.prompt, frame.negative_prompt)
        drawn = frame.settings.get("enlarged") or {"width": frame.width, "height": frame.height}
        return FrameRequest(
            **own,
            model=frame.model_key,
            width=drawn["width"],
            height=drawn["height"],
            steps=frame.steps,
            guidance=frame.guidance,
            seed=frame.seed,
            loras=[(lora["key"], lora["weight"]) for lora in frame.settings.get("loras", [])],
            **self.starts.of(frame.settings),
            **self.controls.of(frame.settings),
        )

    def of_file(self, file: Path, otherwise: str) -> FoundSettings:
        """The request that draws an image again, as far as its PNG tells and its model allows. `otherwise` is the model
        to take where the image's own is not known here. InputError if the file carries no settings."""
        found = read_settings(file)
        known = self.catalog.diffusion_models
        names = {preset.name.casefold(): key for key, preset in known.items()}
        key = found.model_key if found.model_key in known else names.get(found.model.casefold())
        told: list[str] = []
        if key is None:
            key = otherwise
            by = f"It was drawn by {found.model}, which is" if found.model else "The model that drew it is"
            told.append(f"{by} not known here, so {self.catalog.diffusion(key).name} will draw something else.")
        preset = self.catalog.diffusion(key)
        left: list[str] = []

        def taken(what: str, check: Callable[..., None], *values: Any) -> bool:
            """Whether the model takes these values, which the file may lack."""
            if None in values:
                return False
            try:
                check(*values)
            except InputError:
                left.append(what)
                return False
            return True

        fits = taken("size", preset.check_size, found.width, found.height)
        own = own_words(self.catalog, key, found.model_dump(), found.prompt, found.negative_prompt)
        if not taken("negative prompt", preset.check_negative_prompt, own["negative_prompt"]):
            own["negative_prompt"] = ""
        request = FrameRequest(
            **own,
            model=key,
            width=found.width if fits else preset.width,
            height=found.height if fits else preset.height,
            steps=found.steps if taken("steps", preset.check_steps, found.steps) else preset.steps,
            guidance=found.guidance if taken("guidance", preset.check_guidance, found.guidance) else preset.guidance,
            seed=found.seed if found.seed is not None and 0 <= found.seed <= MAX_SEED else None,
        )
        if left:
            *most, last = left
            what = f"{', '.join(most)} and {last}" if most else last
            told.append(f"{preset.name} does not take the image's {what}, so what it is made for is used instead.")
        loras, missing = self._loras_of(found, preset)
        images, without = self._images_of(found, preset)
        request = request.model_copy(update={"loras": loras, **images})
        told += without
        if missing:
            told.append(
                f"The image's LoRA {', '.join(missing)} is left out: it is not here, or made for another model than "
                f"{preset.name}."
            )
        if found.seed is not None and request.seed is None:
            told.append("The image's seed is larger than the studio takes, so the seed is random.")
        return FoundSettings(request, " ".join(told))

    def _images_of(self, found: ImageSettings, preset: DiffusionPreset) -> tuple[dict[str, Any], list[str]]:
        """What the image began from and kept to, as far as it is here and the model can use it; and what is left
        out, in sentences."""
        settings, able = found.model_dump(), preset.abilities
        told = []
        begun = self.starts.of(settings)
        if begun and not (able.inpaints if begun["mask"] else able.redraws):
            begun = {}
        if found.reference and not begun:
            told.append(f"The image that it began from is not here, or {preset.name} cannot begin from one.")
        kept = {} if begun and not able.controlled_from else self.controls.of(settings)
        if kept and kept["control_kind"] not in [one.kind for one in self.controls.choices_of(preset)]:
            kept = {}
        if found.control and not kept:
            told.append(f"The map that it kept to is not here, or {preset.name} cannot keep to one.")
        return begun | kept, told

    def _compared(self, asked: dict[str, Any]) -> FrameRequest:
        """The request that a contact sheet was asked for by, without images that are gone since."""
        try:
            request = FrameRequest.model_validate(asked)
        except ValidationError as error:
            raise InputError(
                "This comparison was made by another version of the studio. Take the settings of one of its frames "
                "instead."
            ) from error
        gone: dict[str, None] = {}
        if request.image and not self.starts.of({"reference": request.image, "mask": request.mask}):
            gone |= dict.fromkeys(("image", "mask", "strength"))
        if request.control_image and not self.controls.of({"control": {"image": request.control_image}}):
            gone |= dict.fromkeys(("control_kind", "control_image", "control_scale"))
        preset = self.catalog.diffusion(request.model or self.catalog.default_diffusion())
        own = {
            "model": request.model or self.catalog.default_diffusion(),
            "width": request.width or preset.width,
            "height": request.height or preset.height,
            "steps": request.steps or preset.steps,
            "guidance": preset.guidance if request.guidance is None else request.guidance,
        }
        return request.model_copy(update=own | gone)

    def _loras_of(self, found: ImageSettings, preset: DiffusionPreset) -> tuple[list[tuple[str, float]], list[str]]:
        """Those of an image that the model can use, and the names of the others."""
        usable: dict[str, float] = {}
        missing = []
        for name, weight in found.loras:
            lora = self.loras.like(name)
            try:
                self.loras.choose([(lora.key if lora else name, weight)], preset)
            except GclError:
                missing.append(name)
            else:
                usable[lora.key if lora else name] = weight
        return list(usable.items())[:MOST_LORAS], missing
