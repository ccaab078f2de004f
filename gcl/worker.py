"""The one process that uses models: claim a job, run it, settle it; recover at the start what a dead worker left.

python -m gcl.worker                 until it is stopped
python -m gcl.worker --until JOB     until that job is over; several, with --until for each, until all are
python -m gcl.worker --parent PID    until that process is gone
"""

from __future__ import annotations

import argparse
import gc
import importlib
import os
import signal
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from types import ModuleType

import structlog
from filelock import FileLock, Timeout

from gcl import frame_bin, jobs, logs, machine
from gcl.beside import Beside
from gcl.catalog import Catalog
from gcl.config import Config, read_config
from gcl.db import Job, WorkerStatus, utcnow
from gcl.db.seed import open_database
from gcl.errors import DatabaseBusy, DiskFull, GclError, OutOfMemory, WorkerDied, causes
from gcl.job_handle import JobHandle, MadeWay, Parked
from gcl.pipeline.lost import save_lost
from gcl.queue import WorkQueue
from gcl.residency import Residency, memory_budget
from gcl.workshop import Workshop

log = structlog.get_logger(__name__)

# kind of job -> the function that runs it, imported at need: a worker must be able to claim, refuse and recover jobs
# within milliseconds of its start, while importing torch takes seconds.
RUNNERS = {
    "frame": "gcl.models.run:run_frames",
    "map": "gcl.models.annotate:run_map",
    "enlarge": "gcl.models.enlarge:run_enlarge",
    "adaptation": "gcl.pipeline.run:run_adaptation",
    "evaluation": "gcl.pipeline.rework:run_evaluation",
    "alternatives": "gcl.pipeline.rework:run_alternatives",
    "enhancement": "gcl.pipeline.enhance:run_enhancement",
    "download": "gcl.downloads.run:run_download",
}

ALREADY_RUNNING, CARD_LOST = 3, 4  # exit status
HEALTH_SECONDS = 10.0  # between two looks whether the thread that runs jobs still lives
BIN_SECONDS = 3600.0  # between two looks into the bin

# OpenMP's threads wait for each other by spinning. By default so long that a machine which does something else as well
# (a browser, the UI process) runs a model many times slower; not at all (OMP_WAIT_POLICY=PASSIVE) makes small
# operations slower. So they spin for some microseconds. Read when torch is imported, so it must be set before.
os.environ.setdefault("GOMP_SPINCOUNT", "20000")


class Worker:
    """`until`: stop when these jobs are over; `parent`: stop when this process is gone; `runners`: see RUNNERS."""

    def __init__(
        self,
        config: Config,
        *,
        until: Sequence[int] = (),
        parent: int | None = None,
        runners: Mapping[str, str] = RUNNERS,
    ) -> None:
        # A lock of seconds must not end work of minutes.
        config = config.model_copy(update={"busy_seconds": config.worker_busy_seconds})
        self.config, self.until, self.parent, self.runners = config, until, parent, runners
        self.db = open_database(config)
        self.started = utcnow()
        self.current: int | None = None
        self.card_lost = False
        self._looked_into_bin = 0.0
        self._working = threading.Lock()  # held while a job runs: what is in memory may not go meanwhile
        self.residency = Residency(self._on_change, budget=memory_budget(config.ram_cache_gb))
        self.workshop = Workshop(config, self.db, Catalog.read(config), self.residency)
        self.queue = WorkQueue(config, self.run_next)
        self.consumer = self.queue.consumer()
        self.beside = Beside(
            self.db, lambda job_id: self._settle(job_id, self._outcome(job_id)), self.consumer.stop_flag
        )
        self._importing = threading.Lock()  # two threads importing torch at once may see half a module
        self._imported: dict[str, ModuleType] = {}

    def run(self) -> None:
        """Recover, then work until told to stop. The caller holds the worker's lock."""
        for job_id, state in jobs.recover(self.db, self.config.max_attempts).items():
            log.warning("recovered a job of a dead worker", job=job_id, state=state)
        self._save_lost()
        self.beat()
        threading.Thread(target=self._heart, name="heart", daemon=True).start()
        if not self.until:
            # In the consumer's own thread, which will use them.
            self.queue.huey.on_startup("import")(self._import_runners)
        self.consumer.start()
        self.beside.start()
        # Huey's own handlers would wait for the job in hand, and on SIGHUP start this file anew as a script.
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sign, lambda *_: self.consumer.stop_flag.set())
        self._empty_bin()
        while not self.consumer.stop_flag.wait(HEALTH_SECONDS):
            self.consumer.check_worker_health()
            if time.monotonic() - self._looked_into_bin >= BIN_SECONDS:
                self._empty_bin()
        for held in (self.current, self.beside.current):
            if held is not None:
                jobs.release(self.db, held)

    def run_next(self) -> None:
        """Run the best queued job, if there is one. Never raises: whatever happens to a job is written in its row."""
        with self._working:
            self._run_next()
            self.residency.touch()

    def _run_next(self) -> None:
        try:
            job_id = jobs.claim(self.db, self.residency.key, self.config.affinity_bound)
        except GclError as error:
            log.error("could not claim", error=error.sentence)
            time.sleep(0.5)
            self.queue.announce()
            return
        if job_id is not None:
            self.current = job_id
            with structlog.contextvars.bound_contextvars(job=job_id):
                self._settle(job_id, self._outcome(job_id))
            self.current = None
        if self.card_lost:
            # Whatever this process asks of the card from now on fails; a new one can use it again. Not before the job
            # is settled: a worker that stops gives the job in hand back, and it would take down the next one too.
            self.consumer.stop_flag.set()
        self._save_lost()

    def _outcome(self, job_id: int) -> GclError | MadeWay | Parked | None:
        """Run a job; None if it worked, else the error that ended it, or that it goes on later."""
        try:
            self._run(job_id)
        except (MadeWay, Parked) as later:
            return later
        except Exception as error:  # the last line of defence: a bug in a runner must not take the worker down
            if (said := _said_by_a_lost_card(error)) is not None:
                log.exception("the graphics card is lost")
                self.card_lost = True
                return WorkerDied(
                    f"The graphics card gave up in the middle of this job ({said}). Its worker stops, and the next one "
                    "goes on with the other jobs. Retry this one; if it happens again, look at the card's driver."
                )
            if isinstance(error, GclError):
                log.warning("job ended early", code=error.code, error=error.sentence, exc_info=error.__cause__)
                return error
            log.exception("job failed unexpectedly")
            return GclError(
                f"Something went wrong that the studio did not foresee ({type(error).__name__}: {error}). "
                f"The details are in {self.config.logs / 'worker.log'}."
            )
        return None

    def _run(self, job_id: int) -> None:
        with self.db.read() as session:
            job = jobs.get(session, job_id)
            handle = JobHandle(self.db, job.id, job.payload, job.title, job.attempts, job.created_at)
            kind = job.kind
        if kind not in self.runners:
            raise GclError(f"This version of the studio cannot run jobs of the kind {kind!r}.")
        getattr(self._module(self.runners[kind]), self.runners[kind].partition(":")[2])(handle, self.workshop)

    def _module(self, runner: str) -> ModuleType:
        name = runner.partition(":")[0]
        if name not in self._imported:
            with self._importing:
                self._imported[name] = importlib.import_module(name)
        return self._imported[name]

    def _settle(self, job_id: int, outcome: GclError | MadeWay | Parked | None) -> None:
        """Write how a job ended. While the database cannot be written the worker can do nothing else, so it waits."""
        while True:
            try:
                if outcome is None:
                    jobs.finish(self.db, job_id)
                elif isinstance(outcome, MadeWay):
                    jobs.make_way(self.db, job_id, outcome.model_key, outcome.waits_for)
                    self.queue.announce()
                elif isinstance(outcome, Parked):
                    jobs.park(self.db, job_id, outcome.note)
                else:
                    jobs.fail(self.db, job_id, outcome)
                return
            except (DatabaseBusy, DiskFull) as busy:
                log.error("cannot write how the job ended, waiting", error=busy.sentence)
                if self.consumer.stop_flag.wait(2.0):
                    return
            except GclError as gone:
                log.error("cannot write how the job ended", error=gone.sentence)
                return

    def _save_lost(self) -> None:
        try:
            save_lost(self.db)
        except GclError as error:  # tried again after the next job; nothing that runs may wait for it
            log.warning("could not look for lost runs", error=error.sentence)

    def _empty_bin(self) -> None:
        self._looked_into_bin = time.monotonic()
        try:
            frame_bin.empty_expired(self.config, self.db)
        except Exception as error:  # tried again later; no job may suffer from it
            log.warning("could not empty the bin", error=str(error))

    def _import_runners(self) -> None:
        is_first = not self._imported  # of its thread's lives; later there may be a model in memory
        # Modules stay: Python's collector need not look through them, now (a sixth of the time) or at each switch of
        # models (gcl/residency.py).
        gc.disable()
        try:
            # First what runs beside the queue: it needs no torch, and would wait until that is here.
            for kind in sorted(self.runners, key=lambda kind: kind not in jobs.BESIDE):
                self._module(self.runners[kind])
        finally:
            gc.enable()
        if is_first:
            gc.freeze()

    def _heart(self) -> None:
        while not self.consumer.stop_flag.wait(self.config.heartbeat_seconds if not self.until else 0.2):
            if self.parent is not None and os.getppid() != self.parent:
                log.warning("the studio is gone, so its worker stops too")
                self.consumer.stop_flag.set()
                return
            try:
                self.beat()
                self.tidy()
                self._announce_forgotten()
                if self.until and all(self._is_over(job_id) for job_id in self.until):
                    self.consumer.stop_flag.set()
            except Exception as error:  # a heart that stops leaves a worker that nobody can tell from a dead one
                log.warning("missed a heartbeat", error=str(error))

    def _on_change(self, key: str | None) -> None:
        try:
            self.beat()
        except GclError as error:  # the next heartbeat tells it; a job must not fail for this
            log.warning("could not tell which model is in memory", model=key, error=error.sentence)

    def beat(self) -> None:
        """Say in the database that this worker lives, and what it holds in memory."""
        card = machine.gpu()
        available, total = machine.memory()
        status = WorkerStatus(
            id=1,
            pid=os.getpid(),
            started_at=self.started,
            heartbeat_at=utcnow(),
            model_key=self.residency.key,
            aside=self.residency.aside,
            device=card.name if card else "CPU",
            memory_used=card.memory_used if card else total - available,
            memory_total=card.memory_total if card else total,
        )
        with self.db.write() as session:
            session.merge(status)

    def tidy(self) -> None:
        """Between two jobs, let go of models that nobody used for a while, or that the machine has no room for."""
        if self._working.acquire(blocking=False):
            try:
                self.residency.tidy(self.config.idle_minutes * 60)
            finally:
                self._working.release()

    def _announce_forgotten(self) -> None:
        """A process may die between a job's row and its token: if jobs wait without a token, add one."""
        if self.current is None and self.queue.pending() == 0:
            with self.db.write() as session:
                jobs.wake(session)
                waiting = jobs.counts(session)["queued"] - jobs.waiting_beside(session)
            for _ in range(waiting):
                self.queue.announce()

    def _is_over(self, job_id: int) -> bool:
        with self.db.read() as session:
            job = session.get(Job, job_id)
            return job is None or job.state not in ("queued", "running")


def _said_by_a_lost_card(error: Exception) -> str | None:
    """The first line of what led to `error`, if that is torch's class for a card in a state which no program can mend.
    By name, since torch may not be loaded. A card that has too little memory is not lost."""
    if isinstance(error, OutOfMemory):
        return None
    said = (str(one) for one in causes(error) if type(one).__name__ == "AcceleratorError")
    return next((one.strip().partition("\n")[0].rstrip(".") for one in said), None)


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="gcl worker", description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--until", type=int, action="append", default=[], metavar="JOB", help="stop when this is over")
    parser.add_argument("--parent", type=int, metavar="PID", help="stop when this process is gone")
    arguments = parser.parse_args(argv)
    try:
        config = read_config()
        logs.configure(config, "worker")
    except GclError as error:
        print(error.sentence, file=sys.stderr)
        return 1
    try:
        with FileLock(config.worker_lock, timeout=0):
            worker = Worker(config, until=arguments.until, parent=arguments.parent)
            worker.run()
    except Timeout:
        print(f"A worker is already running for {config.home}.", file=sys.stderr)
        return ALREADY_RUNNING
    except GclError as error:
        print(error.sentence, file=sys.stderr)
        log.info("the worker cannot start", reason=error.sentence)  # "info", or the shell would say it twice
        return 1
    except Exception:
        log.exception("the worker cannot start")
        return 1
    if worker.card_lost:
        print("The graphics card gave up, so the worker stopped. Start it again: gcl worker", file=sys.stderr)
        return CARD_LOST
    return 0


if __name__ == "__main__":
    code = main()
    # A runner's thread may still be inside a model; the job was given back, so nothing is lost by leaving at once.
    sys.stdout.flush()
    os._exit(code)
