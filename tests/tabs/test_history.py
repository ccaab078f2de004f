"""History: what its filters mean, its charts, a verdict with the script that it is about."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from gcl.db import utcnow
from gcl.services import Services
from gcl.services.evaluations import EvaluationFilter
from gcl.services.statistics import Tally
from gcl.tabs.history import CHARTS, Look, history_screen
from gcl.tabs.history_charts import MOST_DOTS, line, percent, when
from gcl.tabs.history_filter import asked_for, issue_named
from tests.e2e.demo_home import fill_adaptations
from tests.services.verdicts import add_runs

ALL = ["", "", "", "", ""]
DAYS = [date(2026, 11, 1) + timedelta(days=day) for day in range(5)]


def test_a_line_has_a_gap_where_there_is_no_verdict() -> None:
    drawn = line([Tally(4, 4), Tally(4, 2), Tally(), Tally(2, 0), Tally(2, 2)], DAYS, "day")
    assert drawn.path == "M0.0 0.0 L25.0 50.0 M75.0 100.0 L100.0 0.0"
    assert drawn.points[1].told == "2 Nov 2026: 50 %, 2 of 4 passed"
    assert drawn.ends == drawn.points[-1:]


def test_a_time_between_two_without_verdicts_is_a_dot() -> None:
    drawn = line([Tally(), Tally(1, 1), Tally()], DAYS[:3], "day")
    assert (drawn.path, [(point.x, point.y) for point in drawn.ends]) == ("", [(50.0, 0.0)])
    assert line([Tally(1, 0)], DAYS[:1], "day").points[0].x == 50.0


def test_a_long_line_has_no_dots_but_its_ends() -> None:
    days = [DAYS[0] + timedelta(days=day) for day in range(MOST_DOTS + 1)]
    assert len(line([Tally(1, 1)] * len(days), days, "day").points) == 1


@pytest.mark.parametrize(
    ("share", "told"), [(None, "–"), (0.0, "0 %"), (1.0, "100 %"), (0.999, "99 %"), (0.001, "1 %"), (0.75, "75 %")]
)
def test_a_share_is_never_rounded_to_all_or_nothing(share: float | None, told: str) -> None:
    assert percent(share) == told


@pytest.mark.parametrize(
    ("cut", "told"), [("day", "1 Nov 2026"), ("week", "Week of 1 Nov 2026"), ("month", "Nov 2026"), ("year", "2026")]
)
def test_times_are_told_as_people_say_them(cut: str, told: str) -> None:
    assert when(DAYS[0], cut) == told


def test_an_address_with_nonsense_is_narrowed_to_what_it_makes_sense_of() -> None:
    query = {"campaign": "x", "market": "ja-JP", "gate": "", "verdict": "maybe", "when": "-3", "issue": "rm/x"}
    assert asked_for(query) == EvaluationFilter(market="ja-JP")
    assert issue_named("item/a/b") == ("item", "a/b")
    assert issue_named("gate/") == ("gate", "")
    assert issue_named("gate") is None
    since = asked_for({"when": "1000"}).since, asked_for({"when": "7"}).since
    assert since[0] is None
    assert since[1] is not None
    assert timedelta(days=6) <= utcnow() - since[1] <= timedelta(days=8)


def test_the_charts_lead_from_a_market_and_an_issue_to_the_verdicts(services: Services) -> None:
    add_runs(services, [utcnow()] * 5)
    page = history_screen(services, {}, Look(view=CHARTS), ALL)
    assert 'data-do="narrow" data-market="ja-JP" data-gate="brand"' in page
    assert 'data-do="issue" data-issue="item/brand-tone"' in page
    assert page.count("<figure") == 8
    assert "Export 40 verdicts as" in page

    issues = history_screen(services, {}, Look(issue="item/brand-tone"), ALL)
    assert "Only verdicts where this failed: <strong>Is the tone right for the brand gate?</strong>" in issues
    assert issues.count('class="result"') == 5
    assert "verdicts.csv?campaign=&amp;" in issues
    assert "issue=item%2Fbrand-tone" in issues


def test_charts_count_what_passed_whichever_verdicts_are_listed(services: Services) -> None:
    add_runs(services, [utcnow()] * 5)
    page = history_screen(services, {}, Look(view=CHARTS), ["", "", "", "failed", ""])
    assert "33 of 40, by gate over time" in page


@pytest.mark.parametrize("view", ["", CHARTS])
def test_an_empty_history_says_what_to_do(services: Services, view: str) -> None:
    page = history_screen(services, {}, Look(view=view), ALL)
    assert "Start an adaptation in the Adapt tab." in page
    assert "Export" not in page
    assert "filters" in history_screen(services, {}, Look(view=view), ["", "ja-JP", "", "", ""])


def test_a_verdict_shows_the_draft_that_it_judged_and_not_a_later_one(services: Services) -> None:
    made = fill_adaptations(services)
    (refused,) = services.evaluations.page(EvaluationFilter(market="ja-JP", passed=False)).evaluations
    assert refused.id is not None
    page = history_screen(services, {}, Look(script=refused.id, opened=refused.id), ALL)
    script = page[page.index('<table class="script pair"') :]
    assert "さあ、起きよう。" in script
    assert 'data-shot="4"' in script
    assert len(re.findall("<table class=.script pair", page)) == 1
    rows = services.campaigns.ad_unit(made["ja-JP"]).rows
    assert "さあ、起きよう。" not in rows[3].audio


def test_a_verdict_whose_draft_is_gone_shows_the_script_of_today_and_says_so(services: Services) -> None:
    fill_adaptations(services)
    add_runs(services, [utcnow()])
    newest = services.evaluations.page().evaluations[0]
    assert newest.id is not None
    assert not services.evaluations.script_of(newest.id).exact
    page = history_screen(services, {}, Look(script=newest.id), ALL)
    assert "The draft that was judged is not kept any more." in page
