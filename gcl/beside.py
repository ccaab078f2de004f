"""What runs beside the queue: jobs that need no model (downloads), one at a time, in a thread of the worker's."""

from __future__ import annotations

import threading
from collections.abc import Callable

import structlog

from gcl import jobs
from gcl.db import Database
from gcl.errors import GclError

log = structlog.get_logger(__name__)

LOOK_SECONDS = 0.5  # between two looks whether one waits
PAUSE_SECONDS = 2.0  # after an error that nobody foresaw


class Beside:
    """`run_job` runs a claimed job and settles it, and never raises."""

    def __init__(self, db: Database, run_job: Callable[[int], None], stop: threading.Event) -> None:
        self.db, self.run_job, self.stop = db, run_job, stop
        self.current: int | None = None

    def start(self) -> None:
        threading.Thread(target=self._work, name="beside", daemon=True).start()

    def run_next(self) -> bool:
        """Run the job that waits longest; whether there was one."""
        try:
            self.current = jobs.claim(self.db, None, 0, beside=True)
        except GclError as error:
            log.warning("could not claim", error=error.sentence)
            return False
        if self.current is None:
            return False
        with structlog.contextvars.bound_contextvars(job=self.current):
            self.run_job(self.current)
        self.current = None
        return True

    def _work(self) -> None:
        while not self.stop.is_set():
            try:
                worked = self.run_next()
            except Exception:  # the last line of defence: without this thread every download would wait for ever
                log.exception("what runs beside the queue failed unexpectedly", job=self.current)
                worked = False
                self.stop.wait(PAUSE_SECONDS)
            if not worked:
                self.stop.wait(LOOK_SECONDS)
