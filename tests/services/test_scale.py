"""The lists stay quick when the studio has been used for years: 2,000 campaigns, 20,000 scripts with five
verdicts each, 10,000 frames.

How many seconds that takes is the machine's affair. What makes it quick is counted: queries, the steps that SQLite
takes to answer them, and the bytes of the page.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from gcl.config import Config
from gcl.db import utcnow
from gcl.services import Services, open_services
from gcl.services.evaluations import EvaluationFilter
from gcl.services.gallery import FrameFilter
from gcl.services.outline import MOST_FOUND, PAGE
from gcl.stages import GATES
from gcl.tabs.tree_part import Side, tree

MARKETS = ("ja-JP", "de-DE", "fr-FR", "en-GB", "ar-SA")
CAMPAIGNS, ORIGINS, UNITS, FRAMES, WAITING = 2_000, 4_000, 20_000, 10_000, 10_000
VERDICTS_EACH, BATCH = 5, 12
WHEN = "2026-01-01 00:00:00"
FIRST_CAMPAIGN, FIRST_UNIT, FIRST_WAITING = 11, 11, UNITS + FRAMES + 1


@pytest.fixture(scope="module")
def old_studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    home: Path = tmp_path_factory.mktemp("old")
    services = open_services(Config(home=home, models=home / "models", device="cpu"))
    _fill(services)
    yield services
    services.close()


def _fill(services: Services) -> None:
    """Each campaign has two origins with four adaptations each, twelve of all are of one batch. One frame is being
    made, and 10,000 wait."""
    payload = json.dumps({"text": "x" * 2_000})
    issues = json.dumps([{"severity": "major", "description": "x" * 300}])
    units = range(UNITS)
    with services.db.write() as session:
        insert = session.connection().exec_driver_sql
        insert(
            "INSERT INTO campaign (id, key, name, client, job_number, created_at) VALUES (?, ?, ?, 'Client', '', ?)",
            [(FIRST_CAMPAIGN + n, f"c{n}", f"Campaign {n}", WHEN) for n in range(CAMPAIGNS)],
        )
        insert(
            "INSERT INTO job (id, kind, state, title, priority, model_key, passed_over, payload, attempts, "
            "cancel_requested, progress_done, progress_total, progress_note, created_at) "
            "VALUES (?, ?, ?, 'A job', 0, ?, 0, ?, 1, 0, 1, 1, '', ?)",
            [(1 + n, "adaptation", "done" if n % 50 else "failed", "llm:qwen3-4b", payload, WHEN) for n in units]
            + [(1 + UNITS + n, "frame", "done", "diffusion:tiny", "{}", WHEN) for n in range(FRAMES)]
            + [
                (FIRST_WAITING + n, "frame", "queued" if n else "running", "diffusion:tiny", payload, WHEN)
                for n in range(WAITING + 1)
            ],
        )
        insert(
            "INSERT INTO video_ad_unit (id, campaign_id, kind, source_id, title, language_code, country_code, status, "
            "job_id, pipeline_model_config, pipeline_metadata, revision, created_at) "
            "VALUES (?, ?, ?, ?, 'A spot', ?, ?, ?, ?, '{}', '{}', 1, ?)",
            [_unit(n) for n in units],
        )
        insert(
            "INSERT INTO evaluation (ad_unit_id, job_id, step, gate, draft, passed, score, issues, summary, model_key, "
            "created_at) VALUES (?, ?, ?, ?, 1, ?, 0.5, ?, 'So.', 'm', ?)",
            [
                (FIRST_UNIT + n, 1 + n, step, GATES[step % 4], (n + step) % 3 == 0, issues, WHEN)
                for n in units
                for step in range(VERDICTS_EACH)
            ],
        )
        insert(
            "INSERT INTO frame (job_id, number, file, thumbnail, prompt, negative_prompt, model_key, width, height, "
            "steps, guidance, seed, seconds, settings, created_at) "
            "VALUES (?, 0, 'f', 't', ?, '', 'tiny', 512, 512, 4, 0, 1, 1.0, '{}', ?)",
            [(1 + UNITS + n, "p" * 300, WHEN) for n in range(FRAMES)],
        )
        insert("UPDATE video_ad_unit SET archived_at = created_at WHERE kind = 'origin' AND id % 50 = 0")
        insert("INSERT INTO batch (id, created_at) VALUES (1, ?)", [(WHEN,)])
        insert("UPDATE video_ad_unit SET batch_id = 1 WHERE kind = 'adaptation' AND id % 1000 = 0 AND id <= 16000")
        insert(
            "INSERT INTO pipeline_step (job_id, number, node, status, state, model_key, draft, output, started_at) "
            "SELECT job_id, n.number, 'writer', 'writing', 'passed', 'm', 1, ?, created_at FROM video_ad_unit, "
            "(SELECT 1 AS number UNION SELECT 2 UNION SELECT 3) AS n WHERE job_id IS NOT NULL",
            [(payload,)],
        )
        insert("UPDATE frame SET rating = id % 6, deleted_at = CASE WHEN id % 5 = 0 THEN created_at END")
        insert(
            "INSERT INTO frame_tag (frame_id, tag) SELECT id, 'tag ' || (id * n % 97) FROM frame, "
            "(SELECT 1 AS n UNION SELECT 2 UNION SELECT 3) WHERE true ON CONFLICT DO NOTHING"
        )
        insert("INSERT INTO board (id, name, created_at) VALUES (1, 'A board', ?)", [(WHEN,)])
        insert("INSERT INTO board_frame (board_id, frame_id) SELECT 1, id FROM frame WHERE id % 3 > 0")


def _unit(n: int) -> tuple[Any, ...]:
    """The first 4,000 are origins, two a campaign; the others are their adaptations, four an origin."""
    origin = n % ORIGINS
    campaign = FIRST_CAMPAIGN + origin % CAMPAIGNS
    if n < ORIGINS:
        return FIRST_UNIT + n, campaign, "origin", None, "en", "US", "draft", None, WHEN
    market = MARKETS[n // ORIGINS % len(MARKETS)].split("-")
    return FIRST_UNIT + n, campaign, "adaptation", FIRST_UNIT + origin, *market, "completed", 1 + n, WHEN


@dataclass
class Work:
    """What the database did: the statements, and the steps of SQLite's machine in thousands."""

    queries: list[str] = field(default_factory=list)
    steps: int = 0


@contextmanager
def watched(services: Services) -> Iterator[Work]:
    work = Work()

    def query(*arguments: Any) -> None:
        work.queries.append(str(arguments[2]))

    def step() -> int:
        work.steps += 1
        return 0

    def begin(connection: Any, *_: object) -> None:
        connection.set_progress_handler(step, 1000)

    event.listen(services.db.engine, "before_cursor_execute", query)
    event.listen(services.db.engine, "checkout", begin)
    try:
        yield work
    finally:
        event.remove(services.db.engine, "before_cursor_execute", query)
        event.remove(services.db.engine, "checkout", begin)


CASES: dict[str, Callable[[Services], object]] = {
    "verdicts": lambda s: s.evaluations.page(),
    "verdicts of a campaign": lambda s: s.evaluations.page(EvaluationFilter(campaign_id=12)),
    "verdicts of a market": lambda s: s.evaluations.page(EvaluationFilter(market="ja-JP")),
    "verdicts of a gate": lambda s: s.evaluations.page(EvaluationFilter(gate="brand")),
    "verdicts that failed": lambda s: s.evaluations.page(EvaluationFilter(passed=False)),
    "verdicts by all filters": lambda s: s.evaluations.page(EvaluationFilter(12, "fr-FR", "brand", False)),
    "verdicts with an issue": lambda s: s.evaluations.page(EvaluationFilter(issue=("gate", ""))),
    "verdicts since": lambda s: s.evaluations.page(EvaluationFilter(since=utcnow() - timedelta(days=30))),
    "the name of an issue": lambda s: s.statistics.label("gate", ""),
    "whether there is something new to count": lambda s: s.statistics.newest(),
    "the script of a verdict": lambda s: s.evaluations.script_of(5_000),
    "the last verdicts": lambda s: s.evaluations.page(page=10**6),
    "the filters' choices": lambda s: (s.evaluations.campaigns(), s.evaluations.markets()),
    "frames": lambda s: s.gallery.page(),
    "frames by many filters": lambda s: s.gallery.page(1, 24, FrameFilter("pp p", "tiny", 10**4, True)),
    "frames by a word that none has": lambda s: s.gallery.page(1, 24, FrameFilter("lighthouse")),
    "favourites": lambda s: s.gallery.page(1, 24, FrameFilter(favourites=True)),
    "frames that are rated": lambda s: s.gallery.page(1, 24, FrameFilter(rated=3)),
    "frames with a tag": lambda s: s.gallery.page(1, 24, FrameFilter(tag="tag 7")),
    "frames of a board": lambda s: s.gallery.page(1, 24, FrameFilter(board=1)),
    "frames of a board by all filters": lambda s: s.gallery.page(
        1, 24, FrameFilter("pp", "tiny", 10**4, False, 0, "tag 7", 1)
    ),
    "the bin": lambda s: s.gallery.page(1, 24, FrameFilter(binned=True)),
    "the last of the bin": lambda s: s.gallery.page(10**6, 24, FrameFilter(binned=True)),
    "a frame": lambda s: s.gallery.get(FRAMES),
    "the tags of the gallery": lambda s: s.gallery.used_tags(),
    "the boards": lambda s: s.boards.names(),
    "the models of the gallery": lambda s: s.gallery.used_models(),
    "the last frames": lambda s: s.gallery.page(page=10**6),
    "jobs": lambda s: s.jobs.page(),
    "jobs that are done": lambda s: s.jobs.page(["done"]),
    "jobs that failed": lambda s: s.jobs.page(["failed"]),
    "live jobs": lambda s: s.jobs.live("frame", 3),
    "how many jobs wait": lambda s: s.jobs.counts(),
    "the frame that ended last": lambda s: s.jobs.ended("frame", "enlarge"),
    "a place in the queue": lambda s: s.jobs.place(FIRST_WAITING + WAITING),
    "all campaigns": lambda s: s.outline.campaigns(FIRST_CAMPAIGN),
    "the campaigns beside the Adapt tab": lambda s: s.outline.page(FIRST_CAMPAIGN),
    "the last campaigns with what is archived": lambda s: s.outline.page(FIRST_CAMPAIGN, 10**6, archived=True),
    "scripts by a word that all have": lambda s: s.outline.find("spot"),
    "scripts by a word that none has": lambda s: s.outline.find("lighthouse"),
    "scripts by a market": lambda s: s.outline.find("japan"),
    "scripts by a campaign and a market": lambda s: s.outline.find("campaign 1999 fr-fr"),
    "scripts by a client": lambda s: s.outline.find("client", archived=True),
    "the first script that is not archived": lambda s: s.outline.first_script(),
    "a batch": lambda s: s.batches.get(1),
    "the batches of a script": lambda s: s.batches.of_origin(FIRST_UNIT),
    "a track": lambda s: s.adaptations.track(FIRST_UNIT + ORIGINS + 100),
}


COUNTS = {
    "all": EvaluationFilter(),
    "a market": EvaluationFilter(market="ja-JP"),
    "a campaign": EvaluationFilter(campaign_id=12),
    "a gate": EvaluationFilter(gate="brand"),
    "from a day on": EvaluationFilter(since=utcnow() - timedelta(days=30)),
    "all filters": EvaluationFilter(12, "fr-FR", "brand", since=utcnow() - timedelta(days=30)),
}


@pytest.mark.parametrize("case", COUNTS)
def test_a_hundred_thousand_verdicts_are_counted_without_reading_one(old_studio: Services, case: str) -> None:
    with watched(old_studio) as work:
        old_studio.statistics.of(COUNTS[case])
    assert len(work.queries) <= 10
    assert not [query for query in work.queries if "answers" in query or "evaluation.issues" in query]
    # Some dozens for each verdict, at most: a row with its texts would take as many steps, but far more time.
    assert work.steps <= (10_000 if case in ("all", "a gate") else 2_500)
    with watched(old_studio) as work:
        old_studio.statistics.of(COUNTS[case])
    assert work.steps <= 10  # counted once, until there is something new


@pytest.mark.parametrize("case", CASES)
def test_a_list_of_an_old_studio_is_read_with_little_work(old_studio: Services, case: str) -> None:
    with watched(old_studio) as work:
        CASES[case](old_studio)
    assert len(work.queries) <= 16  # no query a row
    assert work.steps <= 500  # half a million: a few for each row of an index, never for each row of a table
    if case not in ("a track", "the script of a verdict"):
        assert not [query for query in work.queries if "payload" in query]


def test_the_place_of_the_last_of_ten_thousand_jobs_is_counted(old_studio: Services) -> None:
    live = old_studio.jobs.live("frame", 3)
    assert [job.id for job in live.running] == [FIRST_WAITING]
    assert [place for _, place in live.waiting] == [1, 2, 3]
    assert live.queued == WAITING
    assert old_studio.jobs.place(FIRST_WAITING + WAITING) == WAITING


def test_the_list_beside_the_adapt_tab_has_the_scripts_of_one_campaign_only(old_studio: Services) -> None:
    unit = old_studio.campaigns.ad_unit(FIRST_UNIT)
    with watched(old_studio) as work:
        page = tree(old_studio, Side(unit.campaign_id), unit)
    assert len(work.queries) <= 7  # how many campaigns, which of them, with how many scripts, the scripts of one
    assert page.count('data-do="unfold"') == PAGE
    assert page.count('data-do="open"') == UNITS // CAMPAIGNS
    assert page.count('aria-current="true"') == 1
    assert len(page.encode()) < 60_000


def test_what_is_found_among_all_scripts_is_a_short_list(old_studio: Services) -> None:
    found = old_studio.outline.find("spot")
    assert (len(found.scripts), found.more) == (MOST_FOUND, True)
    assert found.scripts[0][0].id == FIRST_UNIT + UNITS - 1
    found = old_studio.outline.find("campaign 1999 fr-fr")
    assert {campaign.name for _, campaign in found.scripts} == {"Campaign 1999"}
    assert {script.market for script, _ in found.scripts} == {"fr-FR"}
    assert not found.more
