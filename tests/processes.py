"""Real processes for tests and benchmarks: a worker, and waiting for what it does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from gcl.config import ROOT, Config


def wait_for(what: Callable[[], object], seconds: float, every: float = 0.05) -> None:
    """Wait until `what()` is true; AssertionError with its name after `seconds`."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, f"waited {seconds} s in vain for {what}"
        time.sleep(every)


def environment(config: Config) -> dict[str, str]:
    return os.environ | config.environment() | {"HF_HUB_OFFLINE": "1", "PYTHONPATH": str(ROOT)}


def start_worker(config: Config, *arguments: str, module: str = "gcl.worker") -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", module, *arguments], env=environment(config), cwd=ROOT)


@contextmanager
def worker(config: Config, *arguments: str, module: str = "gcl.worker") -> Iterator[subprocess.Popen[bytes]]:
    """A worker process that is gone afterwards, whatever happens; tests.runners is one with their kinds of job."""
    process = start_worker(config, *arguments, module=module)
    try:
        yield process
    finally:
        stop(process)


def stop(process: subprocess.Popen[bytes], sign: int = signal.SIGTERM) -> int:
    """Stop a process by its id and wait for it; its exit status."""
    if process.poll() is None:
        process.send_signal(sign)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
    return process.wait(10)
