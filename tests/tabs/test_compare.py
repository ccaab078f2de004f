"""The part of the form that says what to compare."""

from __future__ import annotations

from typing import Any

import gradio as gr
import pytest

from gcl.errors import InputError
from gcl.services import Services
from gcl.services.axes import AxisRequest
from gcl.services.frame_request import FrameRequest
from gcl.tabs.form.compare import Compare
from tests.services.drawn import add_frames


@pytest.fixture
def part(services: Services) -> Compare:
    with gr.Blocks():
        return Compare(services)


def typed(part: Compare, *rows: tuple[str, str]) -> dict[Any, Any]:
    filled = [*rows, *[("", "")] * (3 - len(rows))]
    return {
        field: text
        for fields, row in zip(part.rows, filled, strict=True)
        for field, text in zip(fields, row, strict=True)
    }


def test_the_rows_that_compare_something_are_asked_for(part: Compare, services: Services) -> None:
    choice = services.frames.models()[0]
    assert part.read(typed(part), choice) == {"axes": ()}
    assert part.read(typed(part, ("", " "), ("seed", "1-3")), choice) == {
        "axes": (AxisRequest(field="seed", values="1-3"),)
    }


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], ""),
        ([("seed", "1-3")], "3 frames, and a contact sheet"),
        ([("seed", "1")], "1 frame, and"),
        ([("seed", "1-3"), ("steps", "2,4")], "3 × 2 = 6 frames"),
        ([("prompt", "<dawn>, dusk")], "in the place of “&lt;dawn&gt;”"),
        ([("seed", "")], "Seed: no values yet"),
        ([("seed", "1-30"), ("steps", "1-30")], "900 frames, and one comparison makes at most 64"),
        ([("prompt", '"<b>')], "“&lt;b&gt;” does not end"),
    ],
)
def test_how_many_frames_it_makes_is_told_at_once(part: Compare, rows: list[tuple[str, str]], said: str) -> None:
    view = part._counted(typed(part, *rows))
    assert said in view
    assert bool(view) == bool(said)


def test_values_of_nothing_are_refused_rather_than_forgotten(part: Compare, services: Services) -> None:
    values = typed(part, ("seed", "1-3"), ("", "2, 4"))
    with pytest.raises(InputError, match="Down: choose the setting"):
        part.read(values, services.frames.models()[0])
    assert "Down: choose the setting" in part._counted(values)


def test_a_comparison_comes_back_into_its_rows_and_another_frame_clears_them(part: Compare, services: Services) -> None:
    choice = services.frames.models()[0]
    axes = (AxisRequest(field="seed", values="1-3"), AxisRequest(field="steps", values="2,4"))
    (across, seeds), (down, steps), (blocks, none) = part.rows
    shown = part.fill(FrameRequest(prompt="a fox", axes=axes), choice)
    assert (shown[across], shown[seeds], shown[down], shown[steps]) == ("seed", "1-3", "steps", "2,4")
    assert (shown[blocks], shown[none]) == ("", "")
    assert "6 frames" in shown[part.said]
    assert "data-open" in shown[part.fold.head]
    cleared = part.fill(FrameRequest(prompt="a fox"), choice)
    assert [cleared[axis] for axis, _ in part.rows] == ["", "", ""]
    assert cleared[part.said] == ""
    assert part.fold.head not in cleared


def test_the_settings_of_a_contact_sheet_are_those_it_was_asked_for_by(services: Services) -> None:
    size = {"width": 512, "height": 288, "steps": 8, "guidance": 5.0}
    axes = (AxisRequest(field="steps", values="2,4"),)
    asked = FrameRequest(prompt="a fox", seed=3, model="tiny", axes=axes, **size)
    settings = {"grid": {"axes": [], "cells": [], "asked": asked.model_dump(mode="json")}}
    (sheet,) = add_frames(services.db, 1, settings=settings)
    assert services.frames.request_of(sheet) == asked
    (other,) = add_frames(services.db, 1, settings={"grid": {"asked": {"no": "longer known"}}})
    with pytest.raises(InputError, match="another version"):
        services.frames.request_of(other)
