"""Handlers: an error becomes a sentence, and leaves the screen as it was."""

from __future__ import annotations

import warnings

import gradio as gr
import pytest

from gcl.errors import InputError, NotFound, TemplateError
from gcl.tabs.kit import (
    UNFORESEEN,
    address,
    attempt,
    fresh,
    news,
    number,
    refusal,
    row_id,
    stamp,
    stamped,
    told,
    who,
    whole,
)


def test_an_error_of_the_studio_is_told_as_its_sentence() -> None:
    @told
    def handler() -> str:
        raise InputError("The <b>seed</b> is empty.")

    with pytest.warns(UserWarning, match="The &lt;b&gt;seed&lt;/b&gt; is empty."):
        assert handler() == gr.skip()


def test_a_bug_is_told_without_its_details() -> None:
    @told
    def handler() -> str:
        raise ZeroDivisionError("secret")

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        handler()
    assert [str(one.message) for one in caught] == [UNFORESEEN]


def test_an_attempt_gives_the_result_or_a_banner() -> None:
    def fail() -> None:
        raise InputError("No <i>prompt</i>.")

    assert attempt(lambda: 3) == (3, "")
    result, banner = attempt(fail)
    assert result is None
    assert "No &lt;i&gt;prompt&lt;/i&gt;." in banner


def test_what_a_page_sends_is_checked() -> None:
    assert number({"id": "7"}, "id") == 7
    with pytest.raises(InputError, match="Reload the page"):
        number({"id": "7; drop"}, "id")
    with pytest.raises(InputError, match="Reload the page"):
        number({"id": "9" * 20}, "id")


@pytest.mark.parametrize(
    ("text", "said"),
    [("7", 7), ("", 0), ("²", 0), ("٣", 0), ("-1", 0), ("9" * 20, 0), (str(2**63 - 1), 2**63 - 1), (str(2**63), 0)],
)
def test_an_address_names_an_id_or_nothing(text: str, said: int) -> None:
    assert row_id(text) == said


@pytest.mark.parametrize("value", [None, 2.6, float("nan"), float("inf")])
def test_a_number_is_refused_rather_than_rounded(value: float | None) -> None:
    with pytest.raises(InputError, match=r"^Steps "):
        whole(value, "Steps")
    assert whole(3.0, "Steps") == 3


def test_an_empty_value_takes_its_parameter_out_of_the_address() -> None:
    assert address(gate="brand", market="", results=2) == "gate=brand&market=&results=2"


def test_a_line_is_named_once_and_a_sentence_ends_once() -> None:
    page = refusal(TemplateError("The template x has an error in line 3: Unexpected end of template..", 3))
    assert page.lower().count("line 3") == 1
    assert ".." not in page
    assert "Line 4." in refusal(TemplateError("The template uses 'x'.", 4))


def test_a_long_list_of_names_says_how_many_more_there_are() -> None:
    known = [f"name-{number}" for number in range(23)]
    assert NotFound.among("thing", "qqq", known).sentence.endswith("name-19 and 3 more.")
    assert NotFound.among("thing", "qqq", ["one"]).sentence.endswith("Known are: one.")


def test_a_view_that_the_browser_shows_is_not_sent_again() -> None:
    shown = f"{stamp('<p>a</p>')} {stamp('<p>b</p>')} "
    views = ["<p>a</p>", "<p>changed</p>", ""]
    assert fresh(views, shown) == [gr.skip(), stamped("<p>changed</p>"), gr.skip()]
    assert fresh(["", "", "<p>c</p>"], shown) == ["", "", stamped("<p>c</p>")]


@pytest.mark.parametrize("shown", [None, "", "something else", "a b c d e"])
def test_all_is_sent_where_it_is_not_known_what_the_browser_shows(shown: str | None) -> None:
    views = ["<p>a</p>", "<p>b</p>", ""]
    assert fresh(views, shown) == [stamped("<p>a</p>"), stamped("<p>b</p>"), ""]


def test_a_view_bears_the_stamp_that_it_is_compared_by() -> None:
    assert f'data-stamp="{stamp("<p>a</p>")}"' in stamped("<p>a</p>")
    assert stamped("") == stamp("") == ""


def test_a_clock_is_set_only_when_its_pace_changes() -> None:
    (kept,) = news([0.8], 0.8, "")
    (changed,) = news([3.0], 0.8, "")
    assert kept == gr.skip()
    assert changed.value == 3.0


def test_who_sent_an_event_is_a_name_in_one_line() -> None:
    assert who({"who": "  Ada \n Lovelace "}) == "Ada Lovelace"


@pytest.mark.parametrize("sent", [{}, {"who": "  "}, {"who": None}, {"who": ["Ada"]}])
def test_a_decision_without_a_name_is_told_where_to_type_one(sent: dict[str, object]) -> None:
    with pytest.raises(InputError, match=r"Type your name at the top right .* --as NAME"):
        who(sent)


def test_a_name_is_never_cut() -> None:
    with pytest.raises(InputError, match="may have 80 characters, and this one has 81"):
        who({"who": "a" * 81})
