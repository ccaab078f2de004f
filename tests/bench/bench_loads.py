"""How many models are loaded for 30 interleaved jobs over 3 models, beside first-in-first-out; none waits in memory."""

from __future__ import annotations

import json

from gcl.config import Config
from gcl.services import open_services
from gcl.services.frame_request import FrameRequest
from tests import tiny
from tests.bench.report import Figure, as_measured, at_most
from tests.processes import wait_for, worker
from tests.tiny_presets import FAMILIES, with_tiny_models

MODELS = FAMILIES[:3]
JOBS = 30


def measure(config: Config) -> list[Figure]:
    ours = _loads(config, "ours", config.affinity_bound)
    fifo = _loads(config, "fifo", 0)
    # Ten jobs a model pass over the oldest job of another at most nine times, which is below the bound: none is forced.
    return [
        at_most("loads_30_jobs_3_models", ours, "loads", 3, 1, f"affinity bound {config.affinity_bound}"),
        as_measured("loads_30_jobs_3_models_fifo", fifo, "loads", 1, "affinity bound 0"),
    ]


def _loads(config: Config, name: str, bound: int) -> int:
    home = config.home / name
    home.mkdir(parents=True)
    for family in MODELS:
        tiny.make(family, config.models_dir)
    presets = with_tiny_models(home / "presets.json")
    config = config.model_copy(update={"home": home, "presets": presets, "affinity_bound": bound, "ram_cache_gb": 0})
    services = open_services(config)
    ids = [
        services.frames.submit(
            FrameRequest(prompt="a cup", model=f"tiny-{family}", width=64, height=64, steps=1, seed=1)
        )
        for _ in range(JOBS // len(MODELS))
        for family in MODELS
    ]
    with worker(config, new=True):
        wait_for(lambda: services.jobs.counts() == {"running": 0, "queued": 0, "parked": 0}, 300, every=0.2)
    states = {services.jobs.get(job_id).state for job_id in ids}
    assert states == {"done"}, states
    lines = (config.logs / "worker.log").read_text(encoding="utf-8").splitlines()
    return sum(json.loads(line).get("event") == "model loaded" for line in lines)
