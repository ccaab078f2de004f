"""Maps that a frame keeps to: made of an image, or given ready, and read by a ControlNet of the model's family."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from gcl import jobs
from gcl.catalog import Catalog
from gcl.config import Config
from gcl.control_maps import COMPUTED, KINDS, make_map
from gcl.db import Database, Job
from gcl.downloads.absence import net_absence
from gcl.errors import InputError, NotFound
from gcl.payloads import ControlImage, MapJob
from gcl.presets.diffusion import DiffusionPreset
from gcl.queue import WorkQueue
from gcl.references import kept_image, name_of_made
from gcl.residency import annotator_key

LARGEST_SCALE = 2.0


@dataclass(frozen=True)
class ControlChoice:
    """A kind of map that a model can keep to. `made_here`: it can be made of an image, else it has to be ready.
    `note` says under which licence, and whether the ControlNet has still to be fetched."""

    kind: str
    name: str
    made_here: bool
    scale: float
    note: str


@dataclass(frozen=True)
class MapWork:
    """A map that is on its way: `map` is its name as soon as `job_id` is done."""

    map: str
    job_id: int


class ControlService:
    def __init__(self, config: Config, db: Database, catalog: Catalog, queue: WorkQueue) -> None:
        self.folder, self.db, self.catalog, self.queue = config.references, db, catalog, queue

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
            made_here = kind in COMPUTED or self._annotator(kind) is not None
            found.append(ControlChoice(kind, name, made_here, net.scale, note))
        return found

    def make(self, kind: str, image: str) -> str | MapWork:
        """The map of a kept image; its name, or the job that makes it where that takes a network. The same map is
        made once. InputError where its weights are not here, or no network for it is known."""
        if kind not in KINDS:
            raise NotFound.among("kind of map", kind, list(KINDS))
        if kind in COMPUTED:
            return make_map(kind, image, self.folder)
        key = self._annotator(kind)
        if key is None:
            raise InputError(
                f"presets.json has nothing that makes a {KINDS[kind].lower()}. "
                "Give one that is ready, and say that the image is a map."
            )
        kept_image(image, self.folder)
        name = name_of_made(kind, key, image)
        if (self.folder / name).is_file():
            return name
        if said := net_absence(self.catalog, key):
            raise InputError(f"{said}. Or give a map that is ready, and say that the image is a map.")
        return MapWork(name, self._job(MapJob(annotator=key, image=image, map=name), KINDS[kind]))

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
        if begins and not preset.abilities.controlled_from:
            raise InputError(
                f"A frame of {preset.name} keeps to a map or begins from an image, not both. Take one of them out."
            )
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

    def _job(self, wanted: MapJob, what: str) -> int:
        """The job that makes this map, under way already or new."""
        key = annotator_key(wanted.annotator)
        live = Job.state.in_(("running", "queued"))
        with self.db.write() as session:
            for job in session.scalars(select(Job).where(Job.kind == "map", live, Job.model_key == key)):
                if job.payload.get("map") == wanted.map:
                    return job.id
            job_id = jobs.submit(session, "map", what, wanted.dump(), model_key=key).id
        self.queue.announce()
        return job_id

    def _annotator(self, kind: str) -> str | None:
        """What makes maps of a kind: the first whose weights are here, else the first."""
        fit = [key for key, one in self.catalog.annotators.items() if one.kind == kind]
        return next((key for key in fit if self.catalog.is_present(self.catalog.annotator(key))), next(iter(fit), None))

    def _net(self, preset: DiffusionPreset, kind: str) -> str | None:
        """The ControlNet for a kind: the first whose weights are here, else the first."""
        fit = [
            key for key, net in self.catalog.controlnets.items() if net.family == preset.family and kind in net.kinds
        ]
        return next(
            (key for key in fit if self.catalog.is_present(self.catalog.controlnet(key))), next(iter(fit), None)
        )
