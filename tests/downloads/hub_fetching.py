"""Downloads from a hub in a process of its own, since the hub's address is read once when its library is imported.

python -m tests.downloads.hub_fetching HOME MODELS_DIR
    < a list of {"repo", "path", "variant", "vae", "preview_vae", "cancel_at"}

Prints a line of JSON for each: the offer, how the job ended, and whether the weights are here afterwards.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from gcl import jobs
from gcl.config import Config
from gcl.downloads import hub, run
from gcl.errors import Cancelled, GclError
from gcl.job_handle import JobHandle
from gcl.services import open_services
from tests.downloads.work import claimed, workshop

hub._OURS = 20_000  # bytes: the weights of the tiny models are larger, their other files smaller
run.REPORT_EVERY = 0


class Stopping(JobHandle):
    """Cancelled once so many bytes are here."""

    at: int | None = None

    def progress(self, done: int, total: int, note: str) -> None:
        super().progress(done, total, note)
        if self.at is not None and done >= self.at:
            raise Cancelled("Cancelled.")


def fetch(home: Path, models: Path, wanted: dict[str, Any]) -> dict[str, Any]:
    services = open_services(Config(home=home, models=models))
    changes = {name: wanted.get(name) for name in ("repo", "variant", "vae", "preview_vae")} | {"path": _path(wanted)}
    preset = services.catalog.diffusion("realistic-vision-v5.1").model_copy(update={"name": "Some Model"} | changes)
    services.catalog.diffusion_models["one"] = preset
    said: dict[str, Any] = {}
    try:
        offer = services.downloads.look("one")
        said |= {"size": offer.size, "files": offer.files, "amount": offer.amount}
        handle = claimed(services, services.downloads.submit("one"))
        stopping = Stopping(services.db, handle.id, handle.payload, handle.title)
        stopping.at = wanted.get("cancel_at")
        run.run_download(stopping, workshop(services.config, services.db))
        jobs.finish(services.db, handle.id)
        job = services.jobs.get(handle.id)
        said |= {"done": job.done, "total": job.total}
    except GclError as error:
        said |= {"code": error.code, "sentence": error.sentence}
        for job in services.downloads.under_way():
            jobs.fail(services.db, job.id, error)
    said["here"] = sum(file.stat().st_size for file in hub._blobs(wanted.get("repo") or wanted["vae"]).glob("*"))
    said["present"] = services.catalog.is_present(preset)
    services.close()
    return said


def _path(wanted: dict[str, Any]) -> Path | None:
    return Path(wanted["path"]) if "path" in wanted else None


for one in json.load(sys.stdin):
    print(json.dumps(fetch(Path(sys.argv[1]), Path(sys.argv[2]), one)), flush=True)
