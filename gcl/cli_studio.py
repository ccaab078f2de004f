"""The studio's services, as a command opens and closes them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from gcl.config import read_config
from gcl.services import Services, open_services


@contextmanager
def studio() -> Iterator[Services]:
    services = open_services(read_config())
    try:
        yield services
    finally:
        services.close()
