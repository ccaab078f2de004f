"""Huey with its default settings, for comparison: `announce` in one process, `consume` in another."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

from huey import SqliteHuey
from huey.consumer import Consumer


def open_plain(file: str, stamps: str) -> tuple[SqliteHuey, Callable[[float], object]]:
    """The queue and its task, which writes how many seconds a token waited since it was `sent` (time.time())."""
    huey = SqliteHuey("plain", filename=file, results=False)

    def stamp(sent: float) -> None:
        with Path(stamps).open("a") as out:
            out.write(json.dumps(time.time() - sent) + "\n")

    return huey, huey.task(name="stamp")(stamp)


def consume(file: str, stamps: str) -> None:
    Consumer(open_plain(file, stamps)[0]).run()
