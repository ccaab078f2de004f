"""The worker is kept alive, and is gone when the studio is."""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path

import psutil

from gcl.config import Config
from gcl.supervisor import MOST_PRINTED, Supervisor
from tests.processes import wait_for


def python(*lines: str) -> list[str]:
    return [sys.executable, "-c", "\n".join(lines)]


def test_a_worker_that_dies_is_started_again(config: Config) -> None:
    supervisor = Supervisor(config, python("import time", "time.sleep(60)"))
    supervisor.start()
    try:
        assert supervisor.process is not None
        first = supervisor.process.pid
        supervisor.process.kill()
        wait_for(lambda: supervisor.starts == 2, 10)
        assert supervisor.process.pid != first
    finally:
        supervisor.stop()


def test_a_worker_is_started_again_when_its_logs_were_removed(config: Config) -> None:
    supervisor = Supervisor(config, python("import time", "time.sleep(60)"))
    supervisor.start()
    try:
        shutil.rmtree(config.logs)
        assert supervisor.process is not None
        supervisor.process.kill()
        wait_for(lambda: supervisor.starts == 2, 10)
        assert (config.logs / "worker.out").exists()
    finally:
        supervisor.stop()


def test_what_workers_print_does_not_grow_for_ever(config: Config) -> None:
    config.logs.mkdir(parents=True)
    (config.logs / "worker.out").write_bytes(b"x" * (MOST_PRINTED + 1))
    supervisor = Supervisor(config, python("print('hello', flush=True)", "import time", "time.sleep(60)"))
    supervisor.start()
    try:
        wait_for(lambda: (config.logs / "worker.out").read_bytes().strip() == b"hello", 10)
        assert (config.logs / "worker.out.1").stat().st_size > MOST_PRINTED
    finally:
        supervisor.stop()


def test_a_start_that_the_machine_refuses_is_tried_again(config: Config) -> None:
    supervisor = Supervisor(config, python("import time", "time.sleep(60)"))
    config.home.mkdir(parents=True)
    config.logs.touch()  # a file where the folder should be
    supervisor.start()
    try:
        time.sleep(1.0)
        assert (supervisor.starts, supervisor.process) == (0, None)
        config.logs.unlink()
        wait_for(lambda: supervisor.starts == 1, 10)
        assert supervisor.process is not None
        assert supervisor.process.poll() is None
    finally:
        supervisor.stop()


def test_a_worker_that_keeps_dying_is_not_started_in_a_loop(config: Config) -> None:
    supervisor = Supervisor(config, python("raise SystemExit(1)"))
    supervisor.start()
    time.sleep(2.0)
    supervisor.stop()
    assert 2 <= supervisor.starts <= 4


def test_stopping_ends_a_worker_that_does_not_listen(config: Config, tmp_path: Path) -> None:
    deaf = python(
        "import signal, time, pathlib",
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)",
        f"pathlib.Path({str(tmp_path / 'up')!r}).touch()",
        "time.sleep(60)",
    )
    supervisor = Supervisor(config, deaf, grace=0.5)
    supervisor.start()
    wait_for((tmp_path / "up").exists, 10)
    assert supervisor.process is not None
    pid = supervisor.process.pid
    supervisor.stop()
    assert not psutil.pid_exists(pid)


def test_the_worker_reads_the_configuration_of_the_studio(config: Config, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    supervisor = Supervisor(
        config, python("import os, pathlib", f"pathlib.Path({str(seen)!r}).write_text(os.environ['GCL_HOME'])")
    )
    supervisor.start()
    try:
        wait_for(lambda: seen.exists() and seen.read_text(), 10)
        assert Path(seen.read_text()) == config.home
    finally:
        supervisor.stop()
