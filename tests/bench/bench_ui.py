"""The UI process: seconds to a served page on a home that is set up, its memory, and that torch is not in it."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from statistics import median

import psutil

from gcl.config import ROOT, Config
from gcl.services import open_services
from tests.bench.report import Figure, as_measured, at_most
from tests.processes import environment, stop

RUNS = 5


def measure(config: Config) -> list[Figure]:
    open_services(config).db.close()
    seconds, memory, torch = [], [], 0
    for _ in range(RUNS):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        started = time.monotonic()
        env = environment(config.model_copy(update={"port": port}))
        studio = subprocess.Popen([sys.executable, "app.py"], env=env, cwd=ROOT, stdout=subprocess.DEVNULL)
        try:
            while not _served(port):
                assert studio.poll() is None, "the studio did not start"
                assert time.monotonic() - started < 60, "the studio served nothing for a minute"
                time.sleep(0.02)
            seconds.append(time.monotonic() - started)
            memory.append(psutil.Process(studio.pid).memory_info().rss / 1e6)
            torch += "libtorch" in Path(f"/proc/{studio.pid}/maps").read_text()
        finally:
            stop(studio)
    return [
        at_most("ui_ready", median(seconds), "s", 5, RUNS, "start of app.py to a served page, database set up"),
        as_measured("ui_memory", median(memory), "MB", RUNS, "resident, after the first page"),
        at_most("ui_torch_mapped", torch, "processes", 0, RUNS, "UI processes that have libtorch in memory"),
    ]


def _served(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
            return answer.status == 200 and b"gradio" in answer.read()
    except OSError:
        return False
