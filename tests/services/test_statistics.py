"""Verdicts counted: by gate and market over time, by draft, by what went wrong; and never by reading their texts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from gcl.db import Evaluation, utcnow
from gcl.services import Services, statistics
from gcl.services.evaluations import EvaluationFilter
from gcl.services.statistics import Tally, _floor, _steps
from tests.services.runs import Run, submit
from tests.services.verdicts import add_runs


def noons(*days: int) -> list[datetime]:
    """Noon of days so many days ago, in this machine's time zone."""
    noon = utcnow().astimezone().replace(hour=12, minute=0, second=0, microsecond=0)
    return [(noon - timedelta(days=day)).astimezone(UTC) for day in days]


@pytest.fixture
def counted(services: Services) -> Services:
    """Ten runs, two a market: the first five of them twenty days ago, the others two days ago."""
    add_runs(services, noons(*[20] * 5, *[2] * 5))
    return services


def test_each_gate_is_counted_over_time_and_by_draft(counted: Services) -> None:
    found = counted.statistics.of()
    assert (found.cut, len(found.dates), found.all) == ("day", 21, Tally(80, 65, 72.5))
    brand = found.gates["brand"]
    assert (brand.all.rate, brand.all.score) == (0.5, 0.75)
    assert brand.by_draft == {1: Tally(10, 0, 5.0), 2: Tally(10, 10, 10.0)}
    assert [one.verdicts for one in brand.over_time] == [10, *[0] * 17, 10, 0, 0]
    assert brand.over_time[1].rate is None


def test_each_market_is_counted_apart(counted: Services) -> None:
    found = counted.statistics.of()
    assert list(found.markets) == ["ar-SA", "de-DE", "en-GB", "fr-FR", "ja-JP"]
    assert found.markets["ja-JP"]["cultural"].all == Tally(4, 3, 3.5)
    assert sum((one["format"].all for one in found.markets.values()), Tally()) == found.gates["format"].all
    assert found.more_markets == 0


def test_of_many_markets_the_most_frequent_are_shown_and_the_others_numbered(
    counted: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_runs(counted, noons(1, 1, 1))
    monkeypatch.setattr(statistics, "MOST_MARKETS", 3)
    found = counted.statistics.of()
    assert list(found.markets) == ["de-DE", "fr-FR", "ja-JP"]
    assert found.more_markets == 2


def test_issues_are_counted_by_what_failed_the_most_frequent_first(counted: Services) -> None:
    found = counted.statistics.of().issues
    assert [(one.source, one.key, one.verdicts, one.severity) for one in found] == [
        ("check", "pace", 10, "minor"),
        ("item", "brand-tone", 10, "major"),
        ("item", "cultural-tone", 5, "major"),
    ]
    assert found[1].label == "Is the tone right for the brand gate?"
    assert found[1].gates == ["Brand gate"]
    assert counted.evaluations.page(EvaluationFilter(issue=("item", "cultural-tone"))).total == 5


def test_a_filter_narrows_all_of_it(counted: Services) -> None:
    def verdicts(**chosen: Any) -> int:
        return counted.statistics.of(EvaluationFilter(**chosen)).all.verdicts

    assert verdicts(market="ja-JP") == 16
    assert verdicts(since=noons(10)[0]) == 40
    assert counted.evaluations.page(EvaluationFilter(since=noons(10)[0])).total == 40
    assert verdicts(campaign_id=1, market="de-DE", gate="brand") == 4
    assert verdicts(campaign_id=99) == 0
    only = counted.statistics.of(EvaluationFilter(gate="brand", since=noons(10)[0]))
    assert list(only.gates) == ["brand"]
    assert [one.key for one in only.issues] == ["brand-tone"]
    assert (only.dates[0], len(only.dates)) == (noons(10)[0].astimezone().date(), 11)


def test_what_a_gate_said_in_its_own_words_is_one_issue_without_a_key(services: Services) -> None:
    run = Run(services, submit(services))
    run.to_format_gate()
    run.store("failed")
    (found,) = services.statistics.of().issues
    assert (found.source, found.key, found.label, found.severity, found.verdicts) == ("gate", "", "", "major", 1)
    assert services.evaluations.page(EvaluationFilter(issue=("gate", ""))).total == 1


def test_a_studio_without_verdicts_has_nothing_to_count(services: Services) -> None:
    found = services.statistics.of()
    assert (found.dates, found.markets, found.issues, found.all) == ([], {}, [], Tally())


def test_something_new_to_count_is_seen_without_counting(services: Services) -> None:
    before = services.statistics.newest()
    add_runs(services, noons(1))
    assert services.statistics.newest() != before


def test_verdicts_in_the_place_of_removed_ones_are_counted_although_they_have_the_same_ids(services: Services) -> None:
    add_runs(services, noons(1))
    before, counted = services.statistics.newest(), services.statistics.of().all
    with services.db.write() as session:
        newest = session.scalars(select(Evaluation).order_by(Evaluation.id.desc())).first()
        assert newest is not None
        told = {"job_id": newest.job_id, "ad_unit_id": newest.ad_unit_id, "gate": newest.gate, "step": newest.step}
        told |= {"draft": 1, "issues": [], "summary": "", "model_key": "", "score": 0.0, "id": newest.id}
        told |= {"passed": not newest.passed}
        session.delete(newest)
        session.flush()
        session.add(Evaluation(**told))
    assert services.statistics.newest() != before
    assert services.statistics.of().all.passed != counted.passed


@pytest.mark.parametrize(
    ("cut", "days"),
    [
        ("day", ["2026-02-27", "2026-02-28", "2026-03-01", "2026-03-02", "2026-03-03"]),
        ("week", ["2026-02-23", "2026-03-02"]),
        ("month", ["2026-02-01", "2026-03-01"]),
        ("year", ["2026-01-01"]),
    ],
)
def test_time_is_cut_without_a_gap(cut: str, days: list[str]) -> None:
    begun = _floor(date(2026, 2, 27), cut)
    assert [day.isoformat() for day in _steps(begun, date(2026, 3, 3), cut)] == days


@pytest.mark.parametrize(("days", "cut"), [(3, "day"), (100, "week"), (700, "month"), (2000, "year")])
def test_every_verdict_falls_into_one_of_the_times(services: Services, days: int, cut: str) -> None:
    add_runs(services, noons(*range(0, days, max(1, days // 40)), days))
    found = services.statistics.of()
    assert found.cut == cut
    assert sum((one for gate in found.gates.values() for one in gate.over_time), Tally()) == found.all
