"""Wait for a job from a shell: run a worker where none lives, show how far it is, cancel it on Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Self

import typer

from gcl.cli_show import progress_line
from gcl.cli_studio import who
from gcl.config import ROOT
from gcl.db.work import OVER
from gcl.errors import Cancelled, ConflictError, GclError
from gcl.services import Services
from gcl.services.jobs import JobView

POLL_SECONDS = 0.1
SILENCE_SECONDS = 60.0  # loading a large model can keep a worker from saying anything for a while
ALREADY_RUNNING = 3  # the worker's exit status when another one serves this home


def follow(services: Services, job_id: int) -> JobView:
    """The job as it ended. Where no worker lives, one is run until then; Ctrl-C cancels the job.

    Raises GclError if no worker can be started.
    """
    return follow_all(services, [job_id])[0]


def follow_all(services: Services, job_ids: Sequence[int]) -> list[JobView]:
    """Several jobs as they ended, in the order given, with one worker for all of them; see `follow`."""
    helper = _Helper(services, job_ids)
    line = _Line()
    with _CtrlC() as ctrl_c:
        try:
            while not ctrl_c.count:
                found = [services.jobs.get(job_id) for job_id in job_ids]
                waited_for = [job for job in found if job.state not in OVER and job.state != "parked"]
                if not waited_for:
                    return found
                helper.ensure()
                line.show(_progress(found, waited_for))
                time.sleep(POLL_SECONDS)
            line.clear()
            return _cancelled(services, job_ids, line, ctrl_c)
        finally:
            line.clear()


def _progress(jobs: Sequence[JobView], waited_for: Sequence[JobView]) -> str:
    """What runs, or is next; of several jobs with its title and how many are through."""
    job = next((one for one in waited_for if one.state == "running"), waited_for[0])
    if len(jobs) == 1:
        return progress_line(job)
    return f"{len(jobs) - len(waited_for)} of {len(jobs)} · {job.title}: {progress_line(job)}"


def _cancelled(services: Services, job_ids: Sequence[int], line: _Line, ctrl_c: _CtrlC) -> list[JobView]:
    """Ask the jobs to stop and wait until they have. A second Ctrl-C does not wait: they stop by themselves."""
    for job_id in job_ids:
        with suppress(ConflictError):  # it was over already
            services.jobs.cancel(job_id, who=who(None))
    while True:
        found = [services.jobs.get(job_id) for job_id in job_ids]
        running = [job for job in found if job.state == "running"]
        if not running or not services.jobs.worker_alive():
            return found
        if ctrl_c.count > 1:
            raise GclError(f"Job {running[0].id} will stop at its next step.")
        line.show(progress_line(running[0]))
        time.sleep(POLL_SECONDS)


class _CtrlC:
    """Counts Ctrl-C while we wait. As an exception it would be lost where Python may not raise one, in a callback of
    SQLite for instance, and a person would have to type it again."""

    def __init__(self) -> None:
        self.count = 0

    def __enter__(self) -> Self:
        self._before = signal.signal(signal.SIGINT, self._typed)
        return self

    def __exit__(self, *_: object) -> None:
        signal.signal(signal.SIGINT, self._before)

    def _typed(self, *_: object) -> None:
        self.count += 1


class _Helper:
    """Our own worker, when there is no other. It lives until the jobs are over.

    Another shell's worker may serve us for a while and end with its own job, so `ensure` looks again each time.
    """

    def __init__(self, services: Services, job_ids: Sequence[int]) -> None:
        self.services, self.job_ids = services, job_ids
        self.named = f"job {job_ids[0]}" if len(job_ids) == 1 else f"jobs {job_ids[0]} to {job_ids[-1]}"
        self.process: subprocess.Popen[bytes] | None = None
        self.failed_starts = 0
        self.heard = time.monotonic()

    def ensure(self) -> None:
        if self.process is not None:
            status = self.process.poll()
            if status is None:
                self._listen()
                return
            self.process = None
            self._judge(status)
        if not self.services.jobs.worker_alive():
            self._start()

    def _listen(self) -> None:
        """Our worker lives; but does it still reach the database? A full disk silences it."""
        if self.services.jobs.worker_alive():
            self.heard = time.monotonic()
        elif time.monotonic() - self.heard > SILENCE_SECONDS:
            raise GclError(
                f"The worker of {self.named} has not been heard of for {SILENCE_SECONDS:.0f} s. It goes on by "
                f"itself; see {self.services.config.logs / 'worker.log'}, and whether the disk is full: gcl doctor."
            )

    def _judge(self, status: int) -> None:
        if status == ALREADY_RUNNING:
            # Somebody else's worker holds the lock but has not told the database yet, or is about to leave.
            time.sleep(5 * POLL_SECONDS)
        elif status != 0:
            self.failed_starts += 1
            # A job that kills its worker each time is failed by the next one, so we give up later than that.
            if self.failed_starts > self.services.config.max_attempts + 1:
                raise GclError(
                    f"The worker does not stay alive (exit status {status}), so {self.named} cannot go on. "
                    f"See {self._output}, then try: gcl doctor."
                )

    def _start(self) -> None:
        self._output.parent.mkdir(parents=True, exist_ok=True)
        with self._output.open("ab") as output:
            # A session of its own: Ctrl-C must cancel the job, not kill the worker in the middle of it.
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gcl.worker", *(f"--until={job_id}" for job_id in self.job_ids)],
                cwd=ROOT,
                env=os.environ | self.services.config.environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.heard = time.monotonic()

    @property
    def _output(self) -> Path:
        return self.services.config.logs / "worker.out"


class _Line:
    """One line on stderr that is written over; nothing where stderr is not a terminal."""

    def __init__(self) -> None:
        self.shown = ""
        self.is_terminal = sys.stderr.isatty()

    def show(self, text: str) -> None:
        if self.is_terminal and text != self.shown:
            columns = os.get_terminal_size(sys.stderr.fileno()).columns or 80  # some terminals say 0
            typer.echo(f"\r\x1b[2K{text[: columns - 1]}", err=True, nl=False)
            self.shown = text

    def clear(self) -> None:
        if self.shown:
            typer.echo("\r\x1b[2K", err=True, nl=False)
            self.shown = ""


def waited_for(services: Services, job_id: int, detach: bool) -> JobView:
    return services.jobs.get(job_id) if detach else follow(services, job_id)


def end_with(job: JobView, detach: bool) -> None:
    """Raise the error of a job that did not end well, so that the command fails with its sentence."""
    if detach or job.state == "done":
        return
    if job.state == "cancelled" or job.cancel_requested:
        raise Cancelled(f"Job {job.id} was cancelled.")
    raise GclError(job.error or f"Job {job.id} is {job.state}.")
