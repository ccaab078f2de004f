"""What all commands share: the studio's services, opened and closed, and the options that many have."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from gcl.config import read_config
from gcl.services import Services, open_services

LARGEST_ID = 2**63 - 1  # SQLite's

Detach = Annotated[bool, typer.Option("--detach", help="Submit only, and do not wait.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


@contextmanager
def studio() -> Iterator[Services]:
    services = open_services(read_config())
    try:
        yield services
    finally:
        services.close()
