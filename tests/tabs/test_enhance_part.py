"""Enhance and style in the form: what they add to a request, and what fills them again."""

from __future__ import annotations

from typing import Any

import gradio as gr
import pytest

from gcl.db import Enhancement
from gcl.errors import NotFound
from gcl.services import Services
from gcl.services.enhancements import EnhanceRequest
from gcl.services.frame_request import FrameRequest
from gcl.tabs.form.form import Form


@pytest.fixture
def form(services: Services) -> Form:
    with gr.Blocks():
        return Form(services)


def used(services: Services) -> tuple[int, str]:
    """An enhancement that was used: its id and text."""
    made = services.enhancements.submit(EnhanceRequest(prompt="a lighthouse", by="rules", model="tiny"))
    return made, services.enhancements.use(made).text


def test_a_used_answer_goes_along_with_the_prompt_that_came_of_it(form: Form, services: Services) -> None:
    made, text = used(services)
    choice = form.choices.get("tiny")
    values = {form.enhance.ids: [made], form.prompt: f"{text} In fog."}
    assert form.enhance.read(values, choice) == {"typed_prompt": "a lighthouse", "enhanced_by": "rules"}
    assert form.enhance.read(values | {form.prompt: "quite another thing"}, choice) == {}
    assert form.enhance.read(values | {form.enhance.ids: []}, choice) == {}


def test_a_request_that_was_enhanced_fills_the_form_with_its_first_words(form: Form, services: Services) -> None:
    request = FrameRequest(
        **{"prompt": "a fox, at dusk", "model": "tiny", "width": 512, "height": 288, "steps": 4, "guidance": 5.0},
        **{"typed_prompt": "a fox", "enhanced_by": "llm", "style": "packshot"},
    )
    shown = form.filled(request)
    assert "Enhanced from: <q>a fox</q>" in str(shown[form.enhance.head])
    assert form.enhance.read(shown | {form.prompt: "a fox, at dusk"}, form.choices.get("tiny")) == {
        "typed_prompt": "a fox",
        "enhanced_by": "llm",
    }
    assert "A studio packshot" in str(shown[form.style.note])
    style: Any = shown[form.style.style]
    assert form.style.read({form.style.style: style.value}, form.choices.get("tiny")) == {"style": "packshot"}


def test_a_request_without_either_empties_both(form: Form) -> None:
    plain = FrameRequest(prompt="a fox", model="tiny", width=512, height=288, steps=4, guidance=5.0)
    shown = form.filled(plain)
    assert shown[form.enhance.ids] == []
    assert "Enhanced from" not in str(shown[form.enhance.head])
    assert "final-prompt" not in str(shown[form.style.note])


def test_an_address_with_answers_that_are_not_there_shows_those_that_are(form: Form, services: Services) -> None:
    made, _ = used(services)
    thrown = services.enhancements.submit(EnhanceRequest(prompt="a lighthouse", by="rules", model="tiny"))
    services.enhancements.discard(thrown)
    assert form.enhance._there([0, 99, made, thrown]) == [made]


def test_what_the_browser_sends_late_is_kept_with_the_answer_that_it_was_typed_into(
    form: Form, services: Services
) -> None:
    first, second = (
        services.enhancements.submit(EnhanceRequest(prompt="a lighthouse", by="rules", seed=seed)) for seed in (0, 1)
    )
    before = services.enhancements.get(second).text
    form.enhance._edit(str(first), "mine")
    assert [services.enhancements.get(one).text for one in (first, second)] == ["mine", before]
    services.enhancements.use(first)
    assert form.enhance._edit(str(first), "") == {form.enhance.head: gr.skip()}
    assert services.enhancements.get(first).text == "mine"
    assert form.enhance._edit("?", "x") == {form.enhance.head: gr.skip()}


def test_a_style_that_the_next_model_does_not_follow_is_let_go(form: Form) -> None:
    kept, note = form.style._followed("packshot", "sdxl-turbo")
    assert kept.value == "packshot"
    assert "studio product packshot" in note
    gone, note = form.style._followed("packshot", "thumbnail")
    assert gone.value == ""
    assert "one look of its own" in note


def test_a_wait_that_was_stopped_takes_its_job_along(form: Form, services: Services) -> None:
    made = services.enhancements.submit(EnhanceRequest(prompt="a fox", by="llm"))
    job = services.enhancements.get(made).job
    assert job is not None
    assert form.enhance._shown([made])[form.enhance.timer].active
    assert form.enhance._discard([made])[form.enhance.ids] == []
    assert services.jobs.get(job.id).state == "cancelled"
    with services.db.read() as session:
        assert session.get_one(Enhancement, made).prompt == "a fox"


def test_an_unknown_style_in_a_request_is_told(form: Form) -> None:
    with pytest.raises(NotFound, match="There is no style"):
        form.style._note("nowhere", "tiny")
