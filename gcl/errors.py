"""What can go wrong, as one tree. The message is a sentence for people; the code is for programs.

GclError                  code            retryable
├── InputError            input           no    what a person asked for cannot be done as asked
│   ├── NotFound          not-found       no    it names something that does not exist
│   ├── ScriptError       script          no    a script cannot be read or breaks a rule
│   └── TemplateError     template        no    a prompt template cannot be parsed or rendered
├── ConflictError         conflict        no    somebody else changed it, or its state forbids this
├── ModelError            model           no    weights are absent, damaged or of the wrong kind
├── GenerationError       generation      yes   a model ran but gave nothing usable
├── OutOfMemory           out-of-memory   yes   the graphics card or the machine has too little memory
├── DownloadError         download        yes   a file does not come, or is not what it should be
├── DiskFull              disk-full       yes   a file could not be written for lack of space
├── DatabaseBusy          database-busy   yes   another process held the database for too long
├── WorkerDied            worker-died     yes   the worker process ended in the middle of a job
└── Cancelled             cancelled       no    a person asked for the job to stop

A message says what is wrong and what to do next, and never shows a stack trace; the trace goes to the log.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path

MOST_NAMED = 20  # names that a sentence offers
LONGEST_WANTED = 80  # characters that a sentence repeats of a name that there is not


class GclError(Exception):
    code = "error"
    retryable = False

    @property
    def sentence(self) -> str:
        return str(self)


class InputError(GclError):
    code = "input"


class NotFound(InputError):
    code = "not-found"

    @classmethod
    def among(cls, what: str, wanted: str, known: list[str]) -> NotFound:
        """A sentence that offers the nearest known name: what="model", wanted="sdxl-trubo"."""
        if len(wanted) > LONGEST_WANTED:
            wanted = f"{wanted[:LONGEST_WANTED]}…"
        near = get_close_matches(wanted, known, n=1, cutoff=0.5)
        more = f" and {len(known) - MOST_NAMED} more" if len(known) > MOST_NAMED else ""
        named = ", ".join(known[:MOST_NAMED]) or "none yet"
        hint = f"Did you mean {near[0]!r}?" if near else f"Known are: {named}{more}."
        return cls(f"There is no {what} {wanted!r}. {hint}")


class ScriptError(InputError):
    code = "script"


class TemplateError(InputError):
    """`line` is the line of the template where it happened, if that is known (from 1)."""

    code = "template"

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


class ConflictError(GclError):
    code = "conflict"


class ModelError(GclError):
    code = "model"


class GenerationError(GclError):
    code = "generation"
    retryable = True


class OutOfMemory(GclError):
    code = "out-of-memory"
    retryable = True


class DownloadError(GclError):
    code = "download"
    retryable = True


class DiskFull(GclError):
    code = "disk-full"
    retryable = True


class DatabaseBusy(GclError):
    code = "database-busy"
    retryable = True


class WorkerDied(GclError):
    code = "worker-died"
    retryable = True


class Cancelled(GclError):
    code = "cancelled"


def causes(error: BaseException) -> list[BaseException]:
    """An error and everything that led to it, the last first."""
    chain = [error]
    while (cause := chain[-1].__cause__ or chain[-1].__context__) is not None and cause not in chain:
        chain.append(cause)
    return chain


def is_disk_full(chain: Sequence[BaseException]) -> bool:
    """Whether one of these errors is for lack of space or quota; libraries that are no Python say it in words."""
    full = (errno.ENOSPC, errno.EDQUOT)
    return any((isinstance(one, OSError) and one.errno in full) or "No space left" in str(one) for one in chain)


@contextmanager
def disk_errors(folder: Path) -> Iterator[None]:
    """Turn "no space left", "quota exceeded" and "read-only" into sentences that name the folder."""
    try:
        yield
    except OSError as error:
        if is_disk_full([error]):
            raise DiskFull(
                f"The disk that holds {folder} is full. Free some space there, then retry the job."
            ) from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise InputError(f"{folder} cannot be written to. Give this user the right to write there.") from error
        if error.errno in (errno.EEXIST, errno.ENOTDIR):
            raise InputError(
                f"{folder} is not a folder. Move what is there away, or choose another GCL_HOME."
            ) from error
        raise
