"""The model of a job: the warm one, one that waited, or one loaded after a plan; a lower plan where memory ran out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

import structlog
import torch

from gcl import plans
from gcl.errors import OutOfMemory
from gcl.models.base import BaseModel
from gcl.models.device import pick_device
from gcl.models.factory import load_model
from gcl.models.plan import free_bytes
from gcl.payloads import FrameJob
from gcl.plans import FULL, Plan
from gcl.presets.diffusion import DiffusionPreset
from gcl.workshop import Workshop

log = structlog.get_logger(__name__)


@dataclass
class Loading:
    """Gives one image its model, and tells the person what takes so long. `plan` is the one under which the model was
    loaded last, or was to be."""

    job: FrameJob
    workshop: Workshop
    tell: Callable[[str], None]
    plan: Plan = FULL

    @property
    def preset(self) -> DiffusionPreset:
        return self.workshop.catalog.diffusion(self.job.model)

    @property
    def size(self) -> tuple[int, int]:
        return self.job.width, self.job.height

    def model(self) -> BaseModel:
        """The image's model, on its device."""
        model = self._held()
        floor = self.workshop.steps_down.floor(self.job.model, self.size)
        if plans.lower(model.plan, floor) is not model.plan:
            # It was loaded for smaller images, and would run out of memory with this one.
            self.workshop.residency.release()
            del model
            model = self._held()
        self.plan = model.plan
        return model

    def step_down(self, error: OutOfMemory) -> None:
        """After memory ran out once: free it all and settle on the next plan; if there is none, give up."""
        self.workshop.residency.release_all()
        if not self._remember_lower():
            self.give_up(error)
        log.warning("out of memory, once more with less", model=self.job.model, size=self.size, was=self.plan.name)

    def give_up(self, error: OutOfMemory) -> NoReturn:
        """After it ran out again: free all and say what would fit. The next job of its kind begins one plan lower."""
        self.workshop.residency.release_all()
        self._remember_lower()
        catalog = self.workshop.catalog
        here = [preset for preset in catalog.diffusion_models.values() if catalog.is_present(preset)]
        device = self._device
        ways = plans.what_would_fit(self.preset, self.plan, device.type, free_bytes(device), self.size, here)
        raise OutOfMemory(f"{error.sentence} It was tried {self.plan.how}. {ways}") from error

    def _remember_lower(self) -> bool:
        """Settle on the next plan for the jobs to come; whether there is one."""
        lower = plans.step_down(self.preset, self.plan, self._device.type)
        if lower is not None:
            self.workshop.steps_down.remember(self.job.model, self.size, lower)
        return lower is not None

    def _held(self) -> BaseModel:
        key, name = f"diffusion:{self.job.model}", self.preset.name
        residency = self.workshop.residency
        if residency.key != key:
            self.tell(f"{'Taking back' if key in residency.aside else 'Loading'} {name}")
        return residency.hold(key, self._load, plans.main_memory(self.preset, self._device.type))

    def _load(self) -> BaseModel:
        """Called when the card is free, so what is measured is what there is."""
        catalog, config = self.workshop.catalog, self.workshop.config
        plan = plans.choose(self.preset, self._device.type, free_bytes(self._device), self.size)
        self.plan = plans.lower(plan, self.workshop.steps_down.floor(self.job.model, self.size))
        if self.plan is not FULL:
            self.tell(f"Loading {self.preset.name} {self.plan.how}")
        return load_model(self.job.model, catalog, config.device, self.plan)

    @property
    def _device(self) -> torch.device:
        return pick_device(self.workshop.config.device)
