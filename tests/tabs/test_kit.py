"""Handlers: an error becomes a sentence, and leaves the screen as it was."""

from __future__ import annotations

import warnings

import gradio as gr
import pytest

from gcl.errors import InputError
from gcl.tabs.kit import UNFORESEEN, attempt, number, told


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
