"""Weights in a prompt, as people type them and as they come in from A1111."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gcl.errors import InputError
from gcl.prompt_weights import MOST_PARTS, check_weights, parse_weights, plain_text


def weighed(prompt: str) -> list[tuple[str, float]]:
    return [(part.text, part.weight) for part in parse_weights(prompt)]


@pytest.mark.parametrize(
    ("prompt", "parts"),
    [
        ("", []),
        ("a red fox", [("a red fox", 1.0)]),
        ("a (red) fox", [("a ", 1.0), ("red", 1.1), (" fox", 1.0)]),
        ("a (red:1.3) fox", [("a ", 1.0), ("red", 1.3), (" fox", 1.0)]),
        ("a (red : 1.3 ) fox", [("a ", 1.0), ("red ", 1.3), (" fox", 1.0)]),
        ("[red]", [("red", 0.909091)]),
        ("((red))", [("red", 1.21)]),
        ("((red:1.2) fox:0.5)", [("red", 0.6), (" fox", 0.5)]),
        ("(4:3 photo:1.2)", [("4:3 photo", 1.2)]),
        ("(red:.5)(blue:+2)", [("red", 0.5), ("blue", 2.0)]),
    ],
)
def test_brackets_weigh_what_is_in_them(prompt: str, parts: list[tuple[str, float]]) -> None:
    assert weighed(prompt) == parts


@pytest.mark.parametrize("prompt", ["a (red:1.0) fox", "a (red:1) fox", "a ([red]) fox", "a ((red:2):0.5) fox"])
def test_the_weight_one_is_no_weight(prompt: str) -> None:
    assert weighed(prompt) == [("a red fox", 1.0)]


@pytest.mark.parametrize(
    ("prompt", "text"),
    [
        (r"a fox \(vulpes\)", "a fox (vulpes)"),
        (r"\[a\] \\", r"[a] " + "\\"),
        (r"C:\photos", r"C:\photos"),
        ("a fox :)", "a fox :)"),
        ("a) fox (and [more", "a) fox (and [more"),
        ("at 12:30, 1.3)", "at 12:30, 1.3)"),
        (":1.3)", ":1.3)"),
        ("]][[((", "]][[(("),
    ],
)
def test_what_is_no_weight_is_plain_text(prompt: str, text: str) -> None:
    assert weighed(prompt) == [(text, 1.0)]


def test_a_bracket_between_a_pair_of_others_is_plain_text() -> None:
    assert weighed("(a [b) c]") == [("a [b", 1.1), (" c]", 1.0)]


def test_a_weight_that_is_no_number_is_plain_text() -> None:
    assert weighed("(red:1.2.3)") == [("red:1.2.3", 1.1)]


@given(st.text(alphabet="ab ,:.13()[]\\+-\n", max_size=60))
def test_any_text_is_read_and_no_letter_of_it_is_lost(prompt: str) -> None:
    parts = parse_weights(prompt)
    assert all(part.text for part in parts)
    assert all(one.weight != other.weight for one, other in pairwise(parts))
    assert [letter for letter in plain_text(parts) if letter in "ab,"] == [
        letter for letter in prompt if letter in "ab,"
    ]


@given(st.text(alphabet=st.characters(exclude_characters="()[]\\"), max_size=60))
def test_text_without_brackets_stays_as_it_is(prompt: str) -> None:
    assert plain_text(parse_weights(prompt)) == prompt


@pytest.mark.parametrize(
    "prompt", ["(a:1.3)", "[a]", "(a:0)", "(a:3)", "((((((((((a))))))))))", "[" * 500 + "a" + "]" * 500]
)
def test_usual_weights_are_taken(prompt: str) -> None:
    check_weights(prompt)


@pytest.mark.parametrize(
    ("prompt", "said"),
    [
        ("a (red  fox:12)", "gives “red fox” the weight 12; 0 to 3"),
        ("(a:-0.5)", "the weight -0.5"),
        ("(" * 20 + "a" + ")" * 20, "the weight 6.728"),
        ("(a:" + "9" * 400 + ")", "the weight inf"),
        ("((a:0):" + "9" * 400 + ")", "the weight nan"),
        ("(half past:30)", r"write \\\( and \\\)"),
        ("(" + "long " * 20 + ":4)", "gives “long long long long long long long long…”"),
        ("(a:1.2) (b:1.3) " * (MOST_PARTS // 2 + 1), f"weighs 52 of its parts, and at most {MOST_PARTS}"),
    ],
)
def test_weights_that_no_picture_survives_are_refused(prompt: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        check_weights(prompt)
