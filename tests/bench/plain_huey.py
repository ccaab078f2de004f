"""A Huey consumer with its default settings, which writes how many seconds each token waited."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from huey import SqliteHuey
from huey.consumer import Consumer


def main(file: str, stamps: str) -> None:
    huey = SqliteHuey("plain", filename=file, results=False)

    def stamp(sent: float) -> None:
        with Path(stamps).open("a") as out:
            out.write(json.dumps(time.time() - sent) + "\n")

    token = huey.task(name="stamp")(stamp)
    huey._registry.unregister(token.task_class)
    token.task_class.__module__ = "plain"
    huey._registry.register(token.task_class)
    Consumer(huey).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
