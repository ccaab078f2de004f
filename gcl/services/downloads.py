"""Downloads: what one would bring and cost, asked before a person agrees, and the job that brings it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import select

from gcl import jobs
from gcl.catalog import Catalog
from gcl.config import Config
from gcl.db import Database, Job
from gcl.downloads import civitai, hub
from gcl.downloads.fetch import amount, check_room, remaining
from gcl.errors import ConflictError, InputError, NotFound
from gcl.loras import LoraLibrary, terms
from gcl.payloads import DownloadJob, RemoteFile
from gcl.presets.annotator import AnnotatorPreset
from gcl.presets.base import Preset
from gcl.presets.controlnet import ControlNetPreset
from gcl.presets.diffusion import DiffusionPreset
from gcl.presets.llm import LLMPreset
from gcl.presets.lora import LoraPreset
from gcl.services.jobs import JobView, job_view


@dataclass(frozen=True)
class DownloadOffer:
    """What a person agrees to. `size` is what is still to come, `free` what the disk has, both in bytes."""

    what: str
    name: str
    size: int
    files: int
    free: int
    licence: str
    commercial: str
    commercial_note: str
    source: str

    @property
    def amount(self) -> str:
        return amount(self.size)

    @property
    def room(self) -> str:
        return amount(self.free)


class DownloadService:
    def __init__(self, config: Config, db: Database, catalog: Catalog) -> None:
        self.config, self.db, self.catalog = config, db, catalog
        self.loras = LoraLibrary(catalog)
        self._looked: dict[str, tuple[DownloadOffer, DownloadJob]] = {}

    def look(self, what: str) -> DownloadOffer:
        """Ask the hub or CivitAI what a preset (by its key) or an AIR brings. It takes a second or several.

        Raises NotFound for an unknown key, ConflictError if it is here or under way, DownloadError, InputError or
        DiskFull if it cannot be had.
        """
        what = what.strip()
        if (running := self.running(what)) is not None:
            raise ConflictError(f"{running.title} is under way already: job {running.id}.")
        if civitai.is_air(what):
            offer, job = self._from_civitai(what, None)
        else:
            preset = self._preset(what)
            if isinstance(preset, LoraPreset) and preset.air:
                offer, job = self._from_civitai(preset.air, preset, what)
            else:
                offer, job = self._from_hub(what, preset)
        self._looked[what] = offer, job
        return offer

    def submit(self, what: str) -> int:
        """Queue the download that was looked at last under this name, or look first; the job's id."""
        what = what.strip()
        if what not in self._looked or self.running(what) is not None:
            self.look(what)
        offer, job = self._looked.pop(what)
        title = f"Download {offer.name} ({offer.amount})"
        with self.db.write() as session:
            return jobs.submit(session, "download", title, job.dump(), priority=jobs.LAST).id

    def running(self, what: str) -> JobView | None:
        """The download of this that runs or waits."""
        return next((job for job in self.under_way() if job.payload.get("what") == what), None)

    def under_way(self) -> list[JobView]:
        """Every download that runs or waits, the oldest first."""
        live = select(Job).where(Job.kind == "download", Job.state.in_(("running", "queued"))).order_by(Job.id)
        with self.db.read() as session:
            return [job_view(job) for job in session.scalars(live)]

    def _preset(self, key: str) -> Preset:
        known: dict[str, Preset] = {
            **self.catalog.diffusion_models,
            **self.catalog.llm_models,
            **self.catalog.loras,
            **self.catalog.controlnets,
            **self.catalog.annotators,
        }
        if key not in known:
            raise NotFound.among("model, LoRA, ControlNet or annotator", key, list(known))
        return known[key]

    def _from_hub(self, what: str, preset: Preset) -> tuple[DownloadOffer, DownloadJob]:
        if self._is_here(what, preset):
            raise ConflictError(f"{preset.name} is on this machine already.")
        wanted = self._wanted(preset)
        if not wanted:
            raise InputError(
                f"{preset.name} does not come from the hub: presets.json says where it is on this machine."
            )
        missing = [(repo, file) for repo, files in wanted.items() for file in files if hub.is_missing(repo, file)]
        if not missing and preset.path is not None:
            raise InputError(f"The weights of {preset.name} are not at {preset.path}. Put them there.")
        size = sum(hub.to_come(repo, file) for repo, file in missing)
        job = DownloadJob(what=what, name=preset.name, hub=wanted)
        return self._offer(what, preset.name, size, len(missing), " and ".join(wanted), hub.cache(), preset), job

    def _wanted(self, preset: Preset) -> dict[str, list[RemoteFile]]:
        """The files by repository."""
        repo = preset.repo
        if isinstance(preset, LoraPreset):
            return {repo: hub.single_file(repo, str(preset.weight_name))} if repo else {}
        if isinstance(preset, ControlNetPreset):
            if repo is None:
                return {}
            name = preset.weight_name
            return {repo: hub.single_file(repo, name) if name else hub.model_files(repo)}
        if isinstance(preset, LLMPreset):
            return {repo: hub.model_files(repo, preset.gguf_file)} if repo else {}
        wanted = {}
        if isinstance(preset, AnnotatorPreset) and repo:
            wanted[repo] = hub.model_files(repo)
            if preset.detector and preset.detector_folder is None:
                wanted[preset.detector] = hub.model_files(preset.detector)
        if isinstance(preset, DiffusionPreset):
            if repo:
                wanted[repo] = hub.pipeline_files(repo, preset.variant, ["vae"] if preset.vae else [])
            if preset.vae and not Path(preset.vae).is_dir():
                wanted[preset.vae] = hub.model_files(preset.vae)
            if wanted and preset.preview_vae and not Path(preset.preview_vae).is_dir():
                wanted[preset.preview_vae] = hub.model_files(preset.preview_vae)
        return wanted

    def _from_civitai(
        self, air: str, preset: LoraPreset | None, what: str | None = None
    ) -> tuple[DownloadOffer, DownloadJob]:
        version = air.rpartition("@")[2]
        if any(lora.file and lora.version == version for lora in self.loras.all()):
            raise ConflictError(f"{preset.name if preset else air} is on this machine already.")
        found = civitai.look(self.config, air)
        remote = found.remote
        sha256 = preset.sha256 if preset and preset.sha256 else remote.sha256
        file = RemoteFile(name=remote.name, size=remote.size, sha256=sha256, url=remote.url)
        name = preset.name if preset else found.name
        job = DownloadJob(what=what or air, name=name, civitai=file, info=found.info)
        folder = self.catalog.models_dir / "loras"
        part = replace(remote, sha256=sha256)
        size = remaining(civitai.place(folder, remote.name, found.info.get("id")), part)
        return self._offer(job.what, name, size, 1, "CivitAI", folder, preset or found.info), job

    def _offer(
        self, what: str, name: str, size: int, files: int, source: str, folder: Path, about: Preset | dict[str, Any]
    ) -> DownloadOffer:
        check_room(folder, size)
        there = next(place for place in (folder, *folder.parents) if place.exists())
        stated = (
            {name: getattr(about, name) for name in ("licence", "commercial", "commercial_note")}
            if isinstance(about, Preset)
            else terms(about)
        )
        free = shutil.disk_usage(there).free
        return DownloadOffer(what=what, name=name, size=size, files=files, free=free, source=source, **stated)

    def _is_here(self, key: str, preset: Preset) -> bool:
        if isinstance(preset, LoraPreset):
            return self.loras.get(key).file is not None
        return self.catalog.is_present(preset)
