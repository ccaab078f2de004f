"""Maps that a frame keeps to: made of an image, or given ready, and read by a ControlNet of the model's family."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gcl.catalog import Catalog
from gcl.config import Config
from gcl.control_maps import COMPUTED, KINDS, make_map
from gcl.downloads.absence import net_absence
from gcl.errors import InputError, NotFound
from gcl.payloads import ControlImage
from gcl.presets.diffusion import DiffusionPreset
from gcl.references import kept_image

LARGEST_SCALE = 2.0


@dataclass(frozen=True)
class ControlChoice:
    """A kind of map that a model can keep to. `made_here`: it is computed from an image, else it has to be ready.
    `note` says under which licence, and whether the ControlNet has still to be fetched."""

    kind: str
    name: str
    made_here: bool
    scale: float
    note: str


class ControlService:
    def __init__(self, config: Config, catalog: Catalog) -> None:
        self.folder, self.catalog = config.references, catalog

    def choices(self, model: str) -> list[ControlChoice]:
        """What this model can keep to; empty if no ControlNet goes with it."""
        return self.choices_of(self.catalog.diffusion(model))

    def choices_of(self, preset: DiffusionPreset) -> list[ControlChoice]:
        """The same of a model's preset."""
        found = []
        for kind, name in KINDS.items():
            key = self._net(preset, kind)
            if key is None:
                continue
            net = self.catalog.controlnet(key)
            here = "" if self.catalog.is_present(net) else f" Its weights are not on this machine: gcl download {key}"
            note = f"{net.name}: {net.licence}. {net.commercial_note}{here}"
            found.append(ControlChoice(kind, name, kind in COMPUTED, net.scale, note))
        return found

    def make(self, kind: str, image: str) -> str:
        """The map of a kept image; its name. InputError for a kind that has to be given ready."""
        if kind not in KINDS:
            raise NotFound.among("kind of map", kind, list(KINDS))
        return make_map(kind, image, self.folder)

    def checked(
        self, kind: str | None, image: str | None, scale: float | None, preset: DiffusionPreset, begins: bool
    ) -> ControlImage | None:
        """What a job carries; `begins` is whether it begins from an image too. InputError or NotFound."""
        if kind is None and image is None:
            return None
        if kind is None or image is None:
            raise InputError("A map needs its kind, and a kind its map. Give both.")
        if kind not in KINDS:
            raise NotFound.among("kind of map", kind, list(KINDS))
        if begins:
            raise InputError("A frame keeps to a map or begins from an image, not both. Take one of them out.")
        key = self._net(preset, kind)
        if key is None:
            raise InputError(f"{preset.name} cannot keep to {KINDS[kind].lower()}. Choose another model or kind.")
        scale = self.catalog.controlnet(key).scale if scale is None else scale
        if not 0 < scale <= LARGEST_SCALE:
            raise InputError(f"A map cannot be kept to by {scale}. Choose more than 0, up to {LARGEST_SCALE:g}.")
        kept_image(image, self.folder)
        if said := net_absence(self.catalog, key):
            raise InputError(said)
        return ControlImage(controlnet=key, kind=kind, image=image, scale=scale)

    def of(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        """The part of a FrameRequest that names the map which a frame of these settings kept to, if it is still
        here."""
        control = settings.get("control") or {}
        try:
            kept_image(str(control.get("image", "")), self.folder)
        except NotFound:
            return {}
        return {f"control_{name}": control.get(name) for name in ("kind", "image", "scale")}

    def _net(self, preset: DiffusionPreset, kind: str) -> str | None:
        """The ControlNet for a kind: the first whose weights are here, else the first."""
        fit = [
            key for key, net in self.catalog.controlnets.items() if net.family == preset.family and kind in net.kinds
        ]
        return next(
            (key for key in fit if self.catalog.is_present(self.catalog.controlnet(key))), next(iter(fit), None)
        )
