"""The values of an axis, as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gcl.errors import InputError
from gcl.services.axes import AXES, AxisRequest, axis_values


def read(field: str, values: str, most: int = 64) -> list[str]:
    return axis_values(AxisRequest(field=field, values=values), most)


@pytest.mark.parametrize(
    ("field", "typed", "values"),
    [
        ("steps", "1,2,4", ["1", "2", "4"]),
        ("steps", " 8 ", ["8"]),
        ("steps", "1-5", ["1", "2", "3", "4", "5"]),
        ("steps", "5-3", ["5", "4", "3"]),
        ("steps", "1-10 (+3)", ["1", "4", "7", "10"]),
        ("steps", "10-1 (-3)", ["10", "7", "4", "1"]),
        ("steps", "1-3, 2-4, 9", ["1", "2", "3", "4", "9"]),
        ("guidance", "0.5:2.5:0.5", ["0.5", "1", "1.5", "2", "2.5"]),
        ("guidance", "0:0.3:0.1", ["0", "0.1", "0.2", "0.3"]),
        ("guidance", "1-2 (+.25)", ["1", "1.25", "1.5", "1.75", "2"]),
        ("guidance", "2.50, 2.5, -0", ["2.5", "0"]),
        ("lora_weight", "-1--0.5 (+0.5)", ["-1", "-0.5"]),
        ("seed", str(2**53 - 1), [str(2**53 - 1)]),
        ("prompt", 'dawn, "dusk, late" ,night', ["dawn", "dusk, late", "night"]),
        ("prompt", 'a 5" screen, "a ""big"" one"', ['a 5" screen', 'a "big" one']),
        ("negative_prompt", '"", blurred,, ', ["", "blurred"]),
    ],
)
def test_values_are_read_as_people_write_them(field: str, typed: str, values: list[str]) -> None:
    assert read(field, typed) == values


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("steps", "", "no values yet"),
        ("steps", " , ", "no values yet"),
        ("steps", "four", "'four' is not a number"),
        ("steps", "1,5e3", "'5e3' is not a number"),
        ("steps", "1.5", "must be whole numbers, and '1.5' has 1.5"),
        ("steps", "1-2 (+0.5)", "must be whole numbers"),
        ("steps", "1:5:0", "does not come to an end"),
        ("steps", "1-5 (-1)", "does not come to an end"),
        ("seed", "1-1000000000000", "more than 64 values"),
        ("seed", "1-40, 41-80", "more than 64 values"),
        ("prompt", '"dawn', "does not end"),
        ("prompt", '"dawn" dusk', "Write a comma"),
        ("stepps", "1", "There is no axis 'stepps'. Did you mean 'steps'"),
    ],
)
def test_values_that_cannot_be_read_are_told(field: str, typed: str, said: str) -> None:
    with pytest.raises(InputError, match=said.replace("(", r"\(")):
        read(field, typed)


@given(st.sampled_from(list(AXES)), st.text(alphabet='0123456789.,:-+() "ab', max_size=40))
def test_any_text_is_read_or_refused_with_a_sentence(field: str, typed: str) -> None:
    try:
        values = read(field, typed, most=20)
    except InputError:
        return
    assert 1 <= len(values) <= 20
    assert len(set(values)) == len(values)


@given(st.lists(st.text(max_size=10), min_size=1, max_size=9, unique=True))
def test_any_words_can_be_written_in_quotes(words: list[str]) -> None:
    typed = ", ".join('"' + word.replace('"', '""') + '"' for word in words)
    assert read("prompt", typed) == words
