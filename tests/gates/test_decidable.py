"""What a program can decide is decided rightly in every script of the benchmark."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tools.gates.cases import Case, load_cases
from tools.gates.decidable import Checked, checked, false_alarms, recall
from tools.gates.report import is_good, last_line, of_checks


@pytest.fixture(scope="module")
def results() -> list[Checked]:
    return [checked(case) for case in load_cases()]


def test_the_checks_tell_every_defect_that_a_program_can_decide(results: list[Checked]) -> None:
    assert of_checks(results)["missed"] == []


def test_the_checks_accuse_nothing_that_is_right(results: list[Checked]) -> None:
    assert of_checks(results)["wrong"] == []


def test_a_benchmark_without_a_miss_and_a_false_alarm_says_so_in_its_last_line(results: list[Checked]) -> None:
    figures = of_checks(results)
    assert last_line(figures) == "decidable: recall 1.00, false alarms 0"
    assert is_good(figures)


def as_if_clean(results: list[Checked], kind: str) -> Checked:
    """A script with a defect, called clean: whatever is found in it is a false alarm then."""
    case = next(result.case for result in results if result.case.kind and result.case.kind.key == kind)
    return checked(replace(case, kind=None, shot=""))


def as_if_planted(results: list[Checked], like: str) -> Checked:
    """A clean script, said to have the defect of another: nothing can be found in it."""
    planted = next(result.case for result in results if result.case.kind and result.case.kind.key == like)
    clean = next(result.case for result in results if result.case.script == planted.script)
    return checked(replace(clean, kind=planted.kind, shot=planted.shot))


def test_a_finding_in_a_clean_script_is_a_false_alarm(results: list[Checked]) -> None:
    wrong = [*results, as_if_clean(results, "translation-missing")]
    assert false_alarms(wrong) == 1
    assert not is_good(of_checks(wrong))


def test_a_finding_in_another_shot_than_the_defect_is_a_false_alarm_and_no_recall(results: list[Checked]) -> None:
    case = next(result.case for result in results if result.case.name == "maple-gold-15/it-IT (translation-missing)")
    elsewhere: Case = replace(case, shot="4")
    result = checked(elsewhere)
    assert result.told is None
    assert [finding.shot for finding in result.wrong] == ["2"]


def test_one_miss_is_never_rounded_away(results: list[Checked]) -> None:
    figures = of_checks([*results * 10, as_if_planted(results, "translation-missing")])
    assert 0.99 < figures["recall"] < 1
    assert last_line(figures) == "decidable: recall 0.99, false alarms 0"
    assert not is_good(figures)


def test_recall_is_that_of_decidable_defects_alone(results: list[Checked]) -> None:
    assert recall([result for result in results if result.case.is_for_checks]) == recall(results)
