"""How long an idle worker leaves a new job waiting, beside Huey's default settings, on the same submissions."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time

from gcl import jobs
from gcl.config import ROOT, Config
from gcl.services import open_services
from tests.bench.plain_huey import open_plain
from tests.bench.report import Figure, as_measured, at_most, percentile
from tests.processes import environment, stop, wait_for, worker

SUBMISSIONS = 40


def measure(config: Config) -> list[Figure]:
    services = open_services(config)
    plain_file = config.home / "plain.db"
    stamps = config.home / "plain.jsonl"
    stamps.touch()
    _, token = open_plain(str(plain_file), str(stamps))
    chance = random.Random(1)
    ids: list[int] = []
    program = f"from tests.bench.plain_huey import consume; consume({str(plain_file)!r}, {str(stamps)!r})"
    beside = subprocess.Popen([sys.executable, "-c", program], env=environment(config), cwd=ROOT)
    try:
        with worker(config, new=True):
            wait_for(services.jobs.worker_alive, 30)
            time.sleep(15)  # until the worker has imported what it runs
            for _ in range(SUBMISSIONS):
                time.sleep(chance.uniform(0.2, 3.0))
                # A kind without a runner: claimed like any other, and over at once.
                with services.db.write() as session:
                    ids.append(jobs.submit(session, "bench", "pick-up", {}).id)
                services.queue.announce()
                token(time.time())
            wait_for(lambda: services.jobs.get(ids[-1]).state == "failed", 10)
            wait_for(lambda: len(stamps.read_text().splitlines()) == SUBMISSIONS, 30)
    finally:
        stop(beside)
    ours = []
    for job in map(services.jobs.get, ids):
        assert job.claimed_at is not None
        ours.append((job.claimed_at - job.created_at).total_seconds() * 1000)
    theirs = [json.loads(line) * 1000 for line in stamps.read_text().splitlines()]
    return [
        at_most("pickup_p95", percentile(ours, 0.95), "ms", 100, SUBMISSIONS, "submit to claimed, idle worker"),
        as_measured("pickup_p95_huey_defaults", percentile(theirs, 0.95), "ms", SUBMISSIONS, "the same submissions"),
    ]
