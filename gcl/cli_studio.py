"""What all commands share: the studio's services, opened and closed, and the options that many have."""

from __future__ import annotations

import getpass
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from gcl.config import read_config
from gcl.errors import ConflictError, InputError, disk_errors
from gcl.services import Services, open_services

LARGEST_ID = 2**63 - 1  # SQLite's

Detach = Annotated[bool, typer.Option("--detach", help="Submit only, and do not wait.")]
As = Annotated[str | None, typer.Option("--as", metavar="NAME", help="Who decides; default: the login name.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


@contextmanager
def studio() -> Iterator[Services]:
    services = open_services(read_config())
    try:
        yield services
    finally:
        services.close()


def write_file(to: Path, content: Iterable[bytes], *, force: bool | None = None) -> None:
    """Write a file whole or not at all. InputError, before `content` is asked for anything, where it cannot stand, and
    ConflictError where one is there already, unless it may be replaced; `force` is None for a command that has no such
    option."""
    part = to.with_name(f".{to.name}.part") if to.name else to
    try:
        with disk_errors(to.parent):
            if to.is_dir():
                raise InputError(f"{to} is a folder. Give the name of a file.")
            if to.exists() and not force:
                way_out = "Give another name." if force is None else "Give another name, or --force to write over it."
                raise ConflictError(f"{to} is there already. {way_out}")
            if not to.parent.is_dir():
                raise InputError(f"There is no folder {to.parent}. Make it first, or give another path.")
            try:
                with part.open("wb") as opened:
                    opened.writelines(content)
                part.replace(to)
            finally:
                part.unlink(missing_ok=True)
    except OSError as error:  # a name that is too long, a folder that takes no files
        raise InputError(f"{to.name[:60]} cannot be written to {to.parent}: {error.strerror or error}.") from error


def who(name: str | None) -> str:
    """The name that was given with --as, else the login name; empty where the system does not tell one."""
    try:
        return getpass.getuser() if name is None else name
    except (OSError, KeyError):  # a user id without an entry in the system's list
        return ""
