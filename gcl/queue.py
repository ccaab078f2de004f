"""The Huey instance and its one task: "run the next job".

A token says only that there is work. Which job it runs is decided in the database at that moment (gcl/jobs.py), so
order, cancelling, retrying and recovery are database operations and a token can neither be stale nor lie.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

import structlog
from huey import SqliteHuey
from huey.consumer import Consumer

from gcl.config import Config
from gcl.errors import DatabaseBusy, DiskFull, InputError, disk_errors

log = structlog.get_logger(__name__)

# Huey's default backs off to 10 s between two looks at an empty queue, which a person waiting for a frame would feel.
POLL_SECONDS = 0.02


class WorkQueue:
    """Tokens in a file of their own: SqliteHuey takes exclusive transactions, which must not block the studio's tables.

    The front opens it to `announce` work; the worker gives `run_next`, which each token calls once.
    """

    def __init__(self, config: Config, run_next: Callable[[], None] | None = None) -> None:
        with disk_errors(config.home):
            config.home.mkdir(parents=True, exist_ok=True)
        try:
            self.huey = SqliteHuey("gcl", filename=str(config.queue_file), results=False)
        except sqlite3.OperationalError as error:
            if "full" in str(error) or "disk I/O" in str(error):
                raise DiskFull(
                    f"The disk that holds {config.home} is full. Free some space there, then try again."
                ) from error
            raise DatabaseBusy(
                f"The queue {config.queue_file} cannot be opened: {error}. Try again in a moment."
            ) from error
        except sqlite3.DatabaseError as error:
            raise InputError(
                f"The queue {config.queue_file} is damaged. Delete it: the worker makes its tokens anew."
            ) from error

        def run_next_job() -> None:
            if run_next is None:
                raise RuntimeError("this process announces work but does not run it")
            run_next()

        self._token = self.huey.task(name="run_next_job")(run_next_job)

    def announce(self) -> None:
        """Add one token: call it after the job's row is committed."""
        try:
            self._token()
        except sqlite3.OperationalError as error:
            # The job is stored and counts as submitted; the worker looks for jobs without a token by itself.
            log.warning("could not announce a job", error=str(error))

    def pending(self) -> int:
        return int(self.huey.pending_count())

    def consumer(self) -> Consumer:
        """One worker thread: every use of a model is serialised."""
        return Consumer(
            self.huey,
            workers=1,
            periodic=False,
            initial_delay=POLL_SECONDS,
            max_delay=POLL_SECONDS,
            backoff=1.0,
        )

    def close(self) -> None:
        self.huey.storage.close()
