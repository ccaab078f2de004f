"""The worker as a child of the studio: started with it, started again when it dies, stopped with it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence

import structlog

from gcl.config import ROOT, Config

log = structlog.get_logger(__name__)

# Seconds: the first wait before a new start, the longest, and how long a worker must have lived to begin again.
FIRST_WAIT, LONGEST_WAIT, SOUND_LIFE = 0.5, 30.0, 60.0
ALREADY_RUNNING = 3  # the worker's exit status when another one serves this home
TRY_AGAIN = 5.0
MOST_PRINTED = 5_000_000  # bytes of worker.out before it is begun anew
GRACE = 8.0  # seconds between asking a worker to stop and killing it


class Supervisor:
    """Keeps one worker process alive from `start` to `stop`. What the worker prints goes to GCL_HOME/logs."""

    def __init__(self, config: Config, command: Sequence[str] | None = None, *, grace: float = GRACE) -> None:
        self.config, self.grace = config, grace
        self.command = list(command or (sys.executable, "-m", "gcl.worker", "--parent", str(os.getpid())))
        self.starts = 0
        self.process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()
        self._starting = threading.Lock()  # between a look whether to stop and the start of a worker
        self._thread = threading.Thread(target=self._watch, name="supervisor", daemon=True)

    def start(self) -> None:
        self._spawn()
        self._thread.start()

    def stop(self) -> None:
        """Ask the worker to stop, kill it if it does not, and return when it is gone."""
        with self._starting:
            self._stopping.set()
        process = self.process
        if process is not None and process.poll() is None:
            process.terminate()
            try:
                process.wait(self.grace)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if self._thread.is_alive():
            self._thread.join(GRACE)

    def _spawn(self) -> None:
        """Start a worker. `process` is None where the machine refuses, so that the start is tried again."""
        try:
            self.process = self._popen()
            self.starts += 1
        except OSError as error:
            log.warning("the worker cannot be started", error=str(error))
            self.process = None

    def _popen(self) -> subprocess.Popen[bytes]:
        # Each time, since somebody may have tidied the home up while the studio ran.
        self.config.logs.mkdir(parents=True, exist_ok=True)
        printed = self.config.logs / "worker.out"
        if printed.exists() and printed.stat().st_size > MOST_PRINTED:
            printed.replace(printed.with_suffix(".out.1"))
        with printed.open("ab") as output:
            # A session of its own: Ctrl-C in a terminal reaches the studio alone, which then stops its worker in order.
            return subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=os.environ | self.config.environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _watch(self) -> None:
        wait = FIRST_WAIT
        began = time.monotonic()
        while not self._stopping.is_set():
            status = self.process.wait() if self.process is not None else None
            if self._stopping.is_set():
                return
            if status == ALREADY_RUNNING:
                log.info("another worker serves this home, so this studio leaves the work to it")
                pause = TRY_AGAIN
            else:
                if time.monotonic() - began > SOUND_LIFE:
                    wait = FIRST_WAIT
                log.warning("the worker ended and is started again", status=status, wait_seconds=wait)
                pause, wait = wait, min(wait * 2, LONGEST_WAIT)
            if self._stopping.wait(pause):
                return
            began = time.monotonic()
            with self._starting:
                if self._stopping.is_set():
                    return
                self._spawn()
