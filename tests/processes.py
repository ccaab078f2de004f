"""Real processes for tests and benchmarks: a worker, and waiting for what it does."""

from __future__ import annotations

import importlib
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from gcl.config import ROOT, Config

# A new interpreter needs ten to twenty seconds of a core to import what a worker may use, and the tests start dozens:
# they are forked from one that has done so.
_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["tests.preloaded"])


class Process(Protocol):
    """What both kinds of process can do, as in `subprocess.Popen`."""

    @property
    def pid(self) -> int: ...

    def poll(self) -> int | None: ...

    def wait(self, timeout: float | None = None) -> int: ...

    def send_signal(self, sig: int) -> None: ...

    def kill(self) -> None: ...


class Forked:
    """A worker with everything imported already: `module`'s `main`, in a process of its own."""

    def __init__(self, config: Config, arguments: tuple[str, ...], module: str) -> None:
        self._process = _forks.Process(target=_work, args=(module, arguments, environment(config)), daemon=True)
        self._process.start()

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired("worker", timeout or 0)
        return self._process.exitcode

    def send_signal(self, sig: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, sig)

    def kill(self) -> None:
        self._process.kill()


def _work(module: str, arguments: tuple[str, ...], variables: dict[str, str]) -> None:
    assert "tests.preloaded" in sys.modules, "the process that is forked could not import it, and does not say so"
    os.environ.clear()
    os.environ.update(variables)
    code = importlib.import_module(module).main(list(arguments))
    sys.stdout.flush()
    os._exit(code)  # as gcl.worker does when it is the program


def wait_for(what: Callable[[], object], seconds: float, every: float = 0.05) -> None:
    """Wait until `what()` is true; AssertionError with its name after `seconds`."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, f"waited {seconds} s in vain for {what}"
        time.sleep(every)


def environment(config: Config) -> dict[str, str]:
    return os.environ | config.environment() | {"HF_HUB_OFFLINE": "1", "PYTHONPATH": str(ROOT)}


def start_worker(config: Config, *arguments: str, module: str = "gcl.worker", new: bool = False) -> Process:
    """A worker process; `tests.runners` is one with their kinds of job. `new`: in an interpreter of its own, as the
    studio starts it."""
    if new:
        return subprocess.Popen([sys.executable, "-m", module, *arguments], env=environment(config), cwd=ROOT)
    return Forked(config, arguments, module)


@contextmanager
def worker(config: Config, *arguments: str, module: str = "gcl.worker", new: bool = False) -> Iterator[Process]:
    """A worker process that is gone afterwards, whatever happens; otherwise as `start_worker`."""
    process = start_worker(config, *arguments, module=module, new=new)
    try:
        yield process
    finally:
        stop(process)


def stop(process: Process, sign: int = signal.SIGTERM) -> int:
    """Stop a process by its id and wait for it; its exit status."""
    if process.poll() is None:
        process.send_signal(sign)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
    return process.wait(10)
