"""Verdicts taken away: every column, any number, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta

import pytest

from gcl.db import Evaluation, utcnow
from gcl.services import Services
from gcl.services.evaluations import AT_ONCE, EvaluationFilter
from gcl.services.verdict_files import COLUMNS, as_csv, as_json
from tests.e2e.demo_home import fill_adaptations
from tests.services.verdicts import add_runs


def table(services: Services, chosen: EvaluationFilter | None = None) -> list[dict[str, str]]:
    text = "".join(as_csv(services.evaluations.each(chosen)))
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


def test_both_files_have_every_column_answers_included(services: Services) -> None:
    fill_adaptations(services)
    only = EvaluationFilter(market="ja-JP", gate="cultural", passed=False)
    (row,) = table(services, only)
    (thing,) = json.loads("".join(as_json(services.evaluations.each(only))))
    assert tuple(row) == tuple(thing) == COLUMNS
    assert (row["passed"], row["parts_passed"], row["parts_counted"]) == ("no", "3", "5")
    assert json.loads(row["answers"]) == thing["answers"]
    assert thing["answers"][0]["quote"]
    assert row["failed"].splitlines()[0].startswith("Critical: Does the last line invite")


def test_more_verdicts_than_are_held_at_once_are_all_there_newest_first(services: Services) -> None:
    number = add_runs(services, [utcnow() - timedelta(days=day) for day in range(AT_ONCE // 8 * 2 + 3)])
    ids = [int(row["id"]) for row in table(services)]
    assert number > 2 * AT_ONCE
    assert ids == list(range(number, 0, -1))
    assert len(json.loads("".join(as_json(services.evaluations.each())))) == number


def test_nothing_found_is_still_a_file(services: Services) -> None:
    assert table(services) == []
    assert json.loads("".join(as_json(services.evaluations.each()))) == []


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@sum(a1)", "\t=1", "\r=1", "\n=1", "＝1"])
def test_no_cell_can_be_taken_for_a_formula(services: Services, text: str) -> None:
    add_runs(services, [utcnow()])
    with services.db.write() as session:
        row = session.get_one(Evaluation, 1)
        row.summary, row.override, row.model_key = text, {"who": text, "reason": text}, text
    row_read = table(services)[-1]
    for column in ("summary", "overridden_by", "override_reason", "model"):
        assert row_read[column] == f"'{text}"
