"""One way to open the database, with the pragmas and the transactions that two processes need."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.orm import Session

from gcl.errors import DatabaseBusy, DiskFull, InputError, disk_errors

NEAR = 20  # characters that are shown on each side of one that is wrong


class Database:
    """The studio's SQLite file. `read` and `write` give a session for one transaction.

    Errors: DatabaseBusy when another process holds the file for longer than `busy_seconds`; DiskFull; InputError when
    the file is damaged or no database, or when what is stored or looked up is not text.
    """

    def __init__(self, path: Path, busy_seconds: float = 5.0) -> None:
        self.path = path
        with disk_errors(path.parent):
            path.parent.mkdir(parents=True, exist_ok=True)
        self.engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": busy_seconds})
        event.listen(self.engine, "connect", _prepare)
        event.listen(self.engine, "begin", _begin)
        self._writing = self.engine.execution_options(immediate=True)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for reading; nothing is committed."""
        with self._sentences(), Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session whose changes are committed together at the end, or not at all.

        The write lock is taken with the first statement (BEGIN IMMEDIATE): a transaction that reads first and writes
        later would fail at once, without waiting, if another process wrote in between.
        """
        with (
            self._sentences(),
            Session(self._writing, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    def close(self) -> None:
        self.engine.dispose()

    @contextmanager
    def _sentences(self) -> Iterator[None]:
        try:
            yield
        except UnicodeEncodeError as error:
            raise _not_text(error) from error
        except OperationalError as error:
            cause = str(error.orig)
            if "locked" in cause or "busy" in cause:
                raise DatabaseBusy(
                    f"Another process holds the database {self.path.name}. Nothing was changed; try again in a moment."
                ) from error
            if "full" in cause or "disk I/O" in cause:
                raise DiskFull(
                    f"The disk that holds {self.path.parent} is full. Nothing was changed; free some space, then retry."
                ) from error
            if "readonly" in cause or "unable to open" in cause:
                raise InputError(
                    f"The database {self.path} cannot be opened for writing ({cause}). "
                    "See that it is a file in a folder where this user may write."
                ) from error
            raise
        except DatabaseError as error:
            if "malformed" in str(error.orig) or "not a database" in str(error.orig):
                raise InputError(
                    f"The database {self.path} is damaged or not a database. Put a copy of it back, "
                    "or move it away to begin with a new one."
                ) from error
            raise


def _not_text(error: UnicodeEncodeError) -> InputError:
    """Python keeps a byte of the command line that is not UTF-8 as half a surrogate pair, which no file can hold."""
    near = error.object[max(0, error.start - NEAR) : error.end + NEAR]
    return InputError(
        f"{near!r} is not text that can be stored or looked up: it has a byte that is not UTF-8, or half a character. "
        "Type it again, or paste it as plain text."
    )


def _prepare(connection: Any, _record: object) -> None:
    # The driver's own implicit BEGIN is switched off: _begin decides.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")  # in WAL mode safe against a crash of any process
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()
    connection.create_function("folded", 1, folded, deterministic=True)


def folded(text: str) -> str:
    """Text as it is looked for, `func.folded(column)` in a query: SQLite knows the case of ASCII letters alone."""
    return text.casefold() if text.isascii() else unicodedata.normalize("NFC", text).casefold()


def _begin(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
