from __future__ import annotations

import pytest

from gcl.db import Evaluation
from gcl.errors import NotFound
from gcl.services import Services
from gcl.services.evaluations import EvaluationFilter
from tests.services.runs import submit
from tests.unchanged import refused

CSV = b"#,time,visual,audio\n1,0-3,A cup.,SFX\n"


@pytest.fixture
def judged(services: Services) -> Services:
    """Three adaptations in two campaigns; each passes the format gate and fails the brand gate: ids 1 to 6."""
    imported = services.campaigns.import_script("x.csv", CSV)
    for origin_id, market in ((1, "ja-JP"), (1, "de-DE"), (imported, "ja-JP")):
        submitted = submit(services, market, origin_id=origin_id)
        with services.db.write() as session:
            for step, (gate, passed) in enumerate([("format", True), ("brand", False)], start=4):
                row = Evaluation(
                    ad_unit_id=submitted.ad_unit_id, job_id=submitted.job_id, step=step, gate=gate, draft=1
                )
                row.passed, row.score, row.issues, row.summary, row.model_key = passed, 0.5, [{"a": 1}], "So.", "m"
                session.add(row)
    return services


def test_verdicts_come_newest_first_in_pages(judged: Services) -> None:
    page = judged.evaluations.page(page=2, size=4)
    assert [verdict.id for verdict in page.evaluations] == [2, 1]
    assert (page.total, page.page, page.pages) == (6, 2, 2)


def test_a_verdict_says_what_it_is_about(judged: Services) -> None:
    verdict = judged.evaluations.get(4)
    assert (verdict.ad_unit_title, verdict.market) == ('Worth getting up for, 15"', "de-DE")
    assert (verdict.campaign_name, verdict.gate_label) == ("Maple Gold: Worth getting up for", "Brand gate")
    assert verdict.issues == [{"a": 1}]


@pytest.mark.parametrize(
    ("chosen", "ids"),
    [
        (EvaluationFilter(), [6, 5, 4, 3, 2, 1]),
        (EvaluationFilter(campaign_id=1), [4, 3, 2, 1]),
        (EvaluationFilter(market="ja-JP"), [6, 5, 2, 1]),
        (EvaluationFilter(gate="brand"), [6, 4, 2]),
        (EvaluationFilter(passed=True), [5, 3, 1]),
        (EvaluationFilter(campaign_id=1, market="ja-JP", gate="format", passed=True), [1]),
        (EvaluationFilter(gate="format", passed=False), []),
        (EvaluationFilter(market="nonsense"), []),
    ],
)
def test_filters_leave_only_what_they_say(judged: Services, chosen: EvaluationFilter, ids: list[int]) -> None:
    page = judged.evaluations.page(chosen)
    assert [verdict.id for verdict in page.evaluations] == ids
    assert page.total == len(ids)


def test_filters_offer_campaigns_and_the_markets_that_were_adapted_for(judged: Services) -> None:
    assert [name for _, name in judged.evaluations.campaigns()] == [
        "Imported scripts",
        "Maple Gold: Worth getting up for",
    ]
    assert judged.evaluations.markets() == ["de-DE", "ja-JP"]


def test_an_unknown_verdict_is_named(services: Services) -> None:
    with refused(services, NotFound, "no evaluation 7"):
        services.evaluations.get(7)
