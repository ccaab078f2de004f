"""The lists stay quick when the studio has been used for years: 10,000 frames, 100,000 verdicts, 12,000 jobs."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import event

from gcl.config import Config
from gcl.services import Services, open_services
from gcl.services.evaluations import EvaluationFilter
from gcl.stages import GATES

MARKETS = ("ja-JP", "de-DE", "fr-FR", "en-GB", "ar-SA")
UNITS, FRAMES, VERDICTS = 2000, 10_000, 100_000
WHEN = "2026-01-01 00:00:00"


@pytest.fixture(scope="module")
def old_studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    home: Path = tmp_path_factory.mktemp("old")
    services = open_services(Config(home=home, models=home / "models", device="cpu"))
    _fill(services)
    yield services
    services.close()


def _fill(services: Services) -> None:
    long = json.dumps({"text": "x" * 20_000})  # an adaptation's payload carries its templates
    issues = json.dumps([{"severity": "major", "description": "x" * 300}])
    units = range(1, UNITS + 1)
    with services.db.write() as session:
        insert = session.connection().exec_driver_sql
        insert(
            "INSERT INTO campaign (id, key, name, client, job_number, created_at) VALUES (?, ?, ?, '', '', ?)",
            [(10 + n, f"c{n}", f"Campaign {n}", WHEN) for n in range(20)],
        )
        insert(
            "INSERT INTO job (id, kind, state, title, priority, passed_over, payload, attempts, cancel_requested, "
            "progress_done, progress_total, progress_note, created_at) "
            "VALUES (?, ?, ?, 'A job', 0, 0, ?, 1, 0, 1, 1, '', ?)",
            [(n, "adaptation", "done" if n % 50 else "failed", long, WHEN) for n in units]
            + [(UNITS + n, "frame", "done", "{}", WHEN) for n in range(1, FRAMES + 1)],
        )
        insert(
            "INSERT INTO video_ad_unit (id, campaign_id, kind, source_id, title, language_code, country_code, status, "
            "job_id, pipeline_model_config, pipeline_metadata, revision, created_at) "
            "VALUES (?, ?, 'adaptation', 1, 'A spot', ?, ?, 'completed', ?, '{}', '{}', 1, ?)",
            [(10 + n, 10 + n % 20, *MARKETS[n % 5].split("-"), n, WHEN) for n in units],
        )
        insert(
            "INSERT INTO evaluation (ad_unit_id, job_id, step, gate, draft, passed, score, issues, summary, model_key, "
            "created_at) VALUES (?, ?, ?, ?, 1, ?, 0.5, ?, 'So.', 'm', ?)",
            [
                (11 + n % UNITS, 1 + n % UNITS, n // UNITS, GATES[n % 4], n % 3 == 0, issues, WHEN)
                for n in range(VERDICTS)
            ],
        )
        insert(
            "INSERT INTO frame (job_id, number, file, thumbnail, prompt, negative_prompt, model_key, width, height, "
            "steps, guidance, seed, seconds, settings, created_at) "
            "VALUES (?, 0, 'f', 't', ?, '', 'tiny', 512, 512, 4, 0, 1, 1.0, '{}', ?)",
            [(UNITS + n, "p" * 300, WHEN) for n in range(1, FRAMES + 1)],
        )


CASES: dict[str, Callable[[Services], object]] = {
    "verdicts": lambda s: s.evaluations.page(),
    "verdicts of a campaign": lambda s: s.evaluations.page(EvaluationFilter(campaign_id=12)),
    "verdicts of a market": lambda s: s.evaluations.page(EvaluationFilter(market="ja-JP")),
    "verdicts of a gate": lambda s: s.evaluations.page(EvaluationFilter(gate="brand")),
    "verdicts that failed": lambda s: s.evaluations.page(EvaluationFilter(passed=False)),
    "verdicts by all filters": lambda s: s.evaluations.page(EvaluationFilter(12, "fr-FR", "brand", False)),
    "the last verdicts": lambda s: s.evaluations.page(page=10**6),
    "the filters' choices": lambda s: (s.evaluations.campaigns(), s.evaluations.markets()),
    "frames": lambda s: s.frames.page(),
    "the last frames": lambda s: s.frames.page(page=10**6),
    "jobs": lambda s: s.jobs.page(),
    "jobs that are done": lambda s: s.jobs.page(["done"]),
    "jobs that failed": lambda s: s.jobs.page(["failed"]),
    "live jobs": lambda s: (s.jobs.counts(), s.jobs.latest("frame"), s.jobs.page(["running", "queued"])),
    "campaigns": lambda s: s.campaigns.list(),
    "a track": lambda s: s.adaptations.track(100),
}


@pytest.mark.parametrize("case", CASES)
def test_a_list_of_an_old_studio_opens_without_a_noticeable_wait(old_studio: Services, case: str) -> None:
    queries: list[str] = []

    def count(*arguments: object) -> None:
        queries.append(str(arguments[2]))

    event.listen(old_studio.db.engine, "before_cursor_execute", count)
    CASES[case](old_studio)
    event.remove(old_studio.db.engine, "before_cursor_execute", count)
    seconds = []
    for _ in range(3):
        began = time.perf_counter()
        CASES[case](old_studio)
        seconds.append(time.perf_counter() - began)
    assert len(queries) <= 16  # no query a row
    # Two to a hundred times what it takes, since the machine that tests may be busy with other things.
    assert min(seconds) < 0.25
