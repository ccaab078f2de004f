"""Runs jobs of the kind "download": file by file, with bytes for progress. It runs beside the queue (gcl/beside.py)."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from math import inf

from gcl.downloads import civitai, hub
from gcl.downloads.fetch import Remote, amount, check_room, fetch
from gcl.errors import DownloadError, disk_errors
from gcl.job_handle import JobHandle
from gcl.loras import INFO
from gcl.payloads import DownloadJob, RemoteFile
from gcl.workshop import Workshop

REPORT_EVERY = 0.25  # seconds; a report is a written row


def run_download(handle: JobHandle, workshop: Workshop) -> None:
    """Fetch what a DownloadJob names, except what is here already."""
    Download(handle, workshop, DownloadJob.read(handle.payload)).run()


@dataclass
class Download:
    handle: JobHandle
    workshop: Workshop
    job: DownloadJob
    _done: int = 0  # bytes of the files before this one
    _reported_at: float = -inf

    def run(self) -> None:
        self._report(0)
        for repo, files in self.job.hub.items():
            check_room(hub.cache(), sum(hub.to_come(repo, file) for file in files))
            for file in files:
                hub.place(repo, file, self._on_bytes)
                self._done += file.size
        if self.job.civitai is not None:
            self._from_civitai(self.job.civitai)
        self._check()

    def _from_civitai(self, file: RemoteFile) -> None:
        config = self.workshop.config
        folder = self.workshop.catalog.models_dir / "loras"
        target = civitai.place(folder, file.name, self.job.info.get("id"))
        url = str(file.url)
        remote = Remote(url, file.size, file.sha256, file.name, civitai.credentials(config, url))
        with disk_errors(folder):
            folder.mkdir(parents=True, exist_ok=True)
            info = target.with_name(target.stem + INFO)
            if not target.exists():
                fetch(remote, target, self._on_bytes, lambda status: civitai.refusal(config, file.name, status))
            unfinished = info.with_name(f".{info.name}.part")
            unfinished.write_text(json.dumps(self.job.info, ensure_ascii=False, indent=1), encoding="utf-8")
            unfinished.replace(info)

    def _check(self) -> None:
        """Files of a repository that changed meanwhile do not belong together."""
        for repo, files in self.job.hub.items():
            if any(hub.is_missing(repo, file) for file in files):
                raise DownloadError(f"{repo} changed while it was downloaded. Start the download again.")

    def _on_bytes(self, here: int) -> None:
        if time.monotonic() - self._reported_at >= REPORT_EVERY or self._done + here == self.job.size:
            self._report(here)

    def _report(self, here: int) -> None:
        """`here` are bytes of the file at hand. Raises Cancelled if a person asked to stop."""
        self._reported_at = time.monotonic()
        done = self._done + here
        note = "Checking what arrived" if done == self.job.size else f"{amount(done)} of {amount(self.job.size)}"
        self.handle.progress(done, self.job.size, note)
