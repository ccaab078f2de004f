"""Cohen's kappa, and tables."""

from __future__ import annotations

import pytest

from tools.gates.figures import kappa, table

YES, NO = True, False


def test_two_who_always_agree_have_a_kappa_of_one() -> None:
    assert kappa([YES, NO, NO], [YES, NO, NO]) == 1


def test_two_who_always_differ_have_a_kappa_of_minus_one() -> None:
    assert kappa([YES, NO], [NO, YES]) == -1


def test_who_always_says_the_same_agrees_by_chance_alone() -> None:
    assert kappa([NO, NO, NO, NO], [YES, NO, NO, NO]) == 0


def test_kappa_is_as_in_the_textbook() -> None:
    """20 times yes from both, 15 times no from both, 5 and 10 times one of them alone: 0.7 seen, 0.5 by chance."""
    verdicts = [YES] * 20 + [YES] * 5 + [NO] * 10 + [NO] * 15
    truths = [YES] * 20 + [NO] * 5 + [YES] * 10 + [NO] * 15
    assert kappa(verdicts, truths) == pytest.approx(0.4)


@pytest.mark.parametrize("truths", [[], [NO, NO]], ids=["nothing rated", "one answer only"])
def test_kappa_may_not_be_defined(truths: list[bool]) -> None:
    assert kappa(truths, truths) is None


def test_columns_stand_in_step() -> None:
    assert table([["Gate", "n"], ["cultural", "3"]]) == "Gate      n\n-----------\ncultural  3"
