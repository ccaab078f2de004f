"""The gallery of an old studio, 10,000 frames: what the server does for its first page, and for a search."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

from sqlalchemy import insert

from gcl import jobs
from gcl.config import Config
from gcl.db import Frame
from gcl.services import Services, open_services
from gcl.tabs import gallery_part
from tests.bench.report import Figure, at_most

FRAMES, RUNS, MOST = 10_000, 20, 150.0
WORDS = ["kitchen", "street", "bottle", "woman", "lighthouse", "evening", "rain", "porch", "maple", "family"]


def measure(config: Config) -> list[Figure]:
    services = open_services(config)
    _fill(services)

    def view(words: str) -> Callable[[], str]:
        return lambda: gallery_part.view(services, 1, 0, (words, "", "", False))

    return [
        at_most("gallery_first_page", _milliseconds(view("")), "ms", MOST, RUNS, f"{FRAMES} frames, the whole view"),
        at_most("gallery_search", _milliseconds(view("rain woman")), "ms", MOST, RUNS, "two words that some have"),
        at_most("gallery_search_in_vain", _milliseconds(view("zeppelin")), "ms", MOST, RUNS, "a word that none has"),
    ]


def _fill(services: Services) -> None:
    settings = {"padding": "x" * 1500}
    rows = []
    with services.db.write() as session:
        job = jobs.submit(session, "frame", "old", {})
        job.state = "done"
        for number in range(FRAMES):
            words = [WORDS[(number * step + step) % len(WORDS)] for step in range(1, 9)]
            row = {"job_id": job.id, "number": number, "file": f"{number}.png", "thumbnail": f"{number}.webp"}
            made = {"prompt": " ".join(words) * 4, "model_key": "thumbnail", "width": 256, "height": 144}
            rows.append(row | made | {"steps": 8, "guidance": 2.5, "seed": 1, "seconds": 1.0, "settings": settings})
        session.execute(insert(Frame), rows)


def _milliseconds(work: Callable[[], object]) -> float:
    """The median of RUNS, after one to warm up."""
    work()
    seconds = []
    for _ in range(RUNS):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return 1000 * median(seconds)
