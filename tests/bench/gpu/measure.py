"""One model: bare, ours and ours compiled in turn; a cold load, a warm return, and the peak memory under each plan."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import torch

from gcl import plans
from gcl.catalog import Catalog
from gcl.config import Config
from gcl.models.base import BaseModel
from gcl.models.draw import Draw
from gcl.models.factory import load_model
from gcl.plans import FULL, GB, Plan
from tests import tiny
from tests.bench.gpu.architectures import untrained
from tests.bench.report import Figure, as_measured, at_most

PROMPT = "a lighthouse at dusk, wide shot, long exposure, take"  # each drawing another, which nobody has kept
PAIRS = 9


@dataclass(frozen=True)
class Case:
    """One figure: `goal` is in seconds, on an H200."""

    side: int
    steps: int
    guidance: float
    goal: float | None = None

    @property
    def name(self) -> str:
        return f"{self.side}_{self.steps}_steps"


# family -> the preset whose numbers it draws with, and what is drawn
CASES: dict[str, tuple[str, list[Case]]] = {
    "sdxl": ("sdxl-turbo", [Case(512, 1, 0.0, goal=0.100), Case(512, 4, 0.0)]),
    "flux2-klein": ("flux2-klein-4b", [Case(512, 4, 1.0, goal=0.190), Case(1024, 4, 1.0)]),
    "zimage": ("z-image-turbo", [Case(1024, 8, 0.0)]),
}
SMALL_SIDE = 64


class Bench:
    """`device` is cuda, or cpu for small components."""

    def __init__(self, family: str, folder: Path, device: str) -> None:
        self.family, self.device = family, device
        self.small = device == "cpu"
        key, self.cases = CASES[family]
        self.catalog = Catalog.read(Config(models=folder))
        real = self.catalog.diffusion(key)
        if self.small:
            self.place = tiny.make(family, folder)
        else:
            self.place = folder / family
            pipeline = untrained(family, getattr(torch, real.dtype), device)
            pipeline.save_pretrained(self.place)
            del pipeline
            self._empty()
        self.preset = real.model_copy(update={"repo": None, "path": self.place, "variant": None, "vae": None})

    def measure(self, *, compiled: bool, plans: bool) -> list[Figure]:
        figures = list(self._cold_and_warm())
        figures += self._speed("ours", self._load(FULL), beside_bare=True)
        if compiled:
            figures += self._speed("compiled", self._load(FULL, compile_repeated_blocks=True))
        if plans:
            figures += self._plans()
        return figures

    def _load(self, plan: Plan, **flags: Any) -> BaseModel:
        self._empty()
        self.catalog.diffusion_models["bench"] = self.preset.model_copy(update=flags)
        return load_model("bench", self.catalog, self.device, plan)

    def _cold_and_warm(self) -> Iterator[Figure]:
        load_model("thumbnail", self.catalog, self.device).unload()  # what is set up once in a process
        _forget(self.place)
        model: list[BaseModel] = []
        cold = self._seconds(lambda: model.append(self._load(FULL)))
        aside = [self._seconds(model[0].set_aside)]
        back = [self._seconds(model[0].bring_back)]
        for _ in range(2):
            aside.append(self._seconds(model[0].set_aside))
            back.append(self._seconds(model[0].bring_back))
        size = f"{model[0].footprint() / GB:.1f} GB"
        model[0].unload()
        yield self._measured("load_cold", cold, "s", 1, f"{size}, from the disk")
        yield self._measured("set_aside", median(aside), "s", len(aside), f"{size}, card to main memory")
        yield self._measured("warm_return", median(back), "s", len(back), f"{size}, main memory to card")

    def _speed(self, what: str, model: BaseModel, *, beside_bare: bool = False) -> Iterator[Figure]:
        for case in self.cases:
            first = self._seconds(lambda case=case: self._ours(model, case, 0))
            self._bare(model, case, 0)
            pairs, again = [], []
            for seed in range(1, (2 if self.small else PAIRS) + 1):
                ours = self._seconds(lambda case=case, seed=seed: self._ours(model, case, seed))
                bare = self._seconds(lambda case=case, seed=seed: self._bare(model, case, seed)) if beside_bare else 0.0
                pairs.append((ours, bare))
                again.append(self._seconds(lambda case=case, seed=seed: self._ours(model, case, seed)))
            seconds = median(ours for ours, _ in pairs)
            runs, note = len(pairs), f"the first took {first:.2f} s"
            yield self._goal(case, what, seconds, runs, note)
            yield self._measured(f"{case.name}_{what}_same_prompt", median(again), "s", runs, "its prompt was kept")
            if beside_bare:
                yield self._measured(f"{case.name}_bare", median(bare for _, bare in pairs), "s", runs, "")
                ratio = median(ours / bare for ours, bare in pairs)
                name = f"{self.family}_{case.name}_ours_by_bare"
                yield self._named(name, ratio, "ratio", None if self.small else 1.03, runs, "the same weights, in turn")
        model.unload()

    def _goal(self, case: Case, what: str, seconds: float, runs: int, note: str) -> Figure:
        bound = case.goal if not self.small and "H200" in torch.cuda.get_device_name() else None
        return self._named(f"{self.family}_{case.name}_{what}", seconds, "s", bound, runs, note)

    def _plans(self) -> Iterator[Figure]:
        case = self.cases[-1]
        for plan in plans.ladder(self.preset, self.device):
            model = self._load(plan)
            if not self.small:
                torch.cuda.reset_peak_memory_stats()
            self._ours(model, case, 1)
            seconds = self._seconds(lambda model=model: self._ours(model, case, 2))
            peak = model.footprint() if self.small else torch.cuda.max_memory_reserved()
            told = plans.need(self.preset, plan, self.device, self._size(case))
            model.unload()
            del model
            what = "of weights" if self.small else f"at its peak; reckoned with {(told or 0) / GB:.1f} GB"
            yield self._measured(f"plan_{plan.name}", peak / GB, "GB", 1, f"{what}; {case.name} in {seconds:.2f} s")

    def _ours(self, model: BaseModel, case: Case, seed: int) -> None:
        width, height = self._size(case)
        model.generate(Draw(f"{PROMPT} {seed} at {case.name}", "", width, height, case.steps, case.guidance, seed))

    def _bare(self, model: BaseModel, case: Case, seed: int) -> None:
        """What a script of a few lines does: text in, a picture out, with the same numbers."""
        width, height = self._size(case)
        model.prompts.detach(model.pipeline)
        model.pipeline(
            prompt=f"{PROMPT} {seed} at {case.name}",
            width=width,
            height=height,
            num_inference_steps=case.steps,
            guidance_scale=case.guidance,
            generator=torch.Generator("cpu").manual_seed(seed),
        )
        model.prompts.attach(model.pipeline)

    def _size(self, case: Case) -> tuple[int, int]:
        side = SMALL_SIDE if self.small else case.side
        return side, side

    def _seconds(self, work: Callable[[], object]) -> float:
        self._wait()
        started = time.perf_counter()
        work()
        self._wait()
        return time.perf_counter() - started

    def _wait(self) -> None:
        if not self.small:
            torch.cuda.synchronize()

    def _empty(self) -> None:
        gc.collect()
        if not self.small:
            torch.cuda.empty_cache()

    def _measured(self, name: str, value: float, unit: str, runs: int, note: str) -> Figure:
        return self._named(f"{self.family}_{name}", value, unit, None, runs, note)

    def _named(self, name: str, value: float, unit: str, bound: float | None, runs: int, note: str) -> Figure:
        if self.small:
            name, note = f"small_{name}", f"{note}; small components, CPU".lstrip("; ")
        else:
            note = f"{note}; {torch.cuda.get_device_name()}".lstrip("; ")
        return (
            as_measured(name, value, unit, runs, note)
            if bound is None
            else at_most(name, value, unit, bound, runs, note)
        )


def _forget(folder: Path) -> None:
    """Have the system read these files from the disk the next time, as far as it lets a program ask for that."""
    if not hasattr(os, "posix_fadvise"):
        return
    for file in folder.rglob("*.safetensors"):
        with file.open("rb") as opened:
            os.fsync(opened.fileno())
            os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
