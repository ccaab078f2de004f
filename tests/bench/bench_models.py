"""What is kept and how it lies, in turn with what would be done without: prompts, models that wait, the layout of
convolutions. On a processor, with untrained models; `make bench-gpu` measures the true architectures on a card."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

from gcl.catalog import Catalog
from gcl.config import Config
from gcl.models.base import BaseModel
from gcl.models.draw import Draw
from gcl.models.factory import load_model
from gcl.residency import GB, Residency
from tests import tiny
from tests.bench.report import Figure, as_measured, at_most
from tests.tiny_presets import with_tiny_models

PAIRS = 7
READS_LONG = "flux2-klein"  # whose text encoder has the most layers
HAS_UNET = "sdxl"


def measure(config: Config) -> list[Figure]:
    config.home.mkdir(parents=True, exist_ok=True)
    for family in (READS_LONG, HAS_UNET):
        tiny.make(family, config.models_dir)
    presets = with_tiny_models(config.home / "presets.json")
    catalog = Catalog.read(config.model_copy(update={"presets": presets}))
    return [_kept_prompts(catalog), _warm_return(catalog), _channels_last(catalog)]


def _kept_prompts(catalog: Catalog) -> Figure:
    """Four frames of one prompt: its first encoding counts as well."""
    model = load_model(f"tiny-{READS_LONG}", catalog, "cpu")

    def frames(forget: bool) -> None:
        model.prompts.forget()
        for seed in range(4):
            _draw(model, seed=seed)
            if forget:
                model.prompts.forget()

    frames(True)
    pairs = [(_seconds(lambda: frames(False)), _seconds(lambda: frames(True))) for _ in range(PAIRS)]
    ratio = median(kept / encoded for kept, encoded in pairs)
    note = f"4 frames of a prompt / the same, encoded 4 times; tiny-{READS_LONG}"
    return at_most("prompt_kept", ratio, "ratio", 1.0, PAIRS, note)


def _warm_return(catalog: Catalog) -> Figure:
    """Going back to a model: from main memory, and from a disk whose files the system has in its own cache."""
    residency, keys = Residency(budget=GB), (f"tiny-{HAS_UNET}", f"tiny-{READS_LONG}")

    def hold(key: str) -> BaseModel:
        return residency.hold(key, lambda: load_model(key, catalog, "cpu"))

    pairs = []
    for key in keys:
        hold(key)
    for _ in range(PAIRS):
        warm = _seconds(lambda: hold(keys[0]))
        hold(keys[1])
        cold = _seconds(lambda: load_model(keys[0], catalog, "cpu").unload())
        pairs.append((warm, cold))
    residency.release_all()
    ratio = median(warm / cold for warm, cold in pairs)
    return at_most("warm_return", ratio, "ratio", 1.0, PAIRS, f"back from main memory / loaded again; tiny-{HAS_UNET}")


def _channels_last(catalog: Catalog) -> Figure:
    plain = load_model(f"tiny-{HAS_UNET}", catalog, "cpu")
    preset = catalog.diffusion_models[f"tiny-{HAS_UNET}"]
    catalog.diffusion_models["flagged"] = preset.model_copy(update={"channels_last": True})
    flagged = load_model("flagged", catalog, "cpu")
    size = {"width": 256, "height": 256, "steps": 4}
    for model in (plain, flagged):
        _draw(model, **size)
    pairs = [(_seconds(lambda: _draw(flagged, **size)), _seconds(lambda: _draw(plain, **size))) for _ in range(PAIRS)]
    ratio = median(last / first for last, first in pairs)
    return as_measured("channels_last", ratio, "ratio", PAIRS, f"with the flag / without; tiny-{HAS_UNET}, 256x256")


def _draw(model: BaseModel, *, seed: int = 0, width: int = 64, height: int = 64, steps: int = 1) -> None:
    model.generate(Draw("a lighthouse at dusk", "", width, height, steps, model.preset.guidance, seed))


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
