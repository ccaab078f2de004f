"""The Huey instance and its one task: "run the next job".

A token says only that there is work. Which job it runs is decided in the database at that moment (gcl/jobs.py), so
order, cancelling, retrying and recovery are database operations and a token can neither be stale nor lie.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable

import structlog
from huey import SqliteHuey
from huey.consumer import Consumer
from huey.registry import Message
from huey.serializer import Serializer

from gcl.config import Config
from gcl.errors import DatabaseBusy, DiskFull, InputError, disk_errors

log = structlog.get_logger(__name__)

# Huey's default backs off to 10 s between two looks at an empty queue, which a person waiting for a frame would feel.
POLL_SECONDS = 0.02


class _Plain(Serializer):
    """Huey keeps pickles, which run code when they are read; a token has nothing to say but its id and its task."""

    def _serialize(self, data: Message) -> bytes:
        return json.dumps([data.id, data.name]).encode()

    def _deserialize(self, data: bytes) -> Message:
        identity, name = json.loads(data)
        return Message(identity, name, retries=0, retry_delay=0, args=(), kwargs={})


class WorkQueue:
    """Tokens in a file of their own: SqliteHuey takes exclusive transactions, which must not block the studio's tables.

    The front opens it to `announce` work; the worker gives `run_next`, which each token calls once.
    """

    def __init__(self, config: Config, run_next: Callable[[], None] | None = None) -> None:
        with disk_errors(config.home):
            config.home.mkdir(parents=True, exist_ok=True)
        try:
            self.huey = SqliteHuey("gcl", filename=str(config.queue_file), results=False, serializer=_Plain())
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
        except sqlite3.Error as error:
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
