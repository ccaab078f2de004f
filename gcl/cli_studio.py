"""What all commands share: the studio's services, opened and closed, and the options that many have."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from gcl.config import read_config
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


def who(name: str | None) -> str:
    """The name that was given with --as, else the login name; empty where the system does not tell one."""
    try:
        return getpass.getuser() if name is None else name
    except (OSError, KeyError):  # a user id without an entry in the system's list
        return ""
