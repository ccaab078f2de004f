"""The parts of the form for LoRAs and downloads: what they read, and what they say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from gcl import jobs
from gcl.config import Config
from gcl.errors import InputError
from gcl.services import Services
from gcl.services.frame_request import FrameRequest
from gcl.tabs.form.form import Form
from tests.lora_headers import SD15, write_header


@pytest.fixture
def config(config: Config, tmp_path: Path) -> Config:
    """With two LoRAs of the model `tiny` in a models folder of its own."""
    for name in ("film/grain", "ink"):
        words = {"modelspec.trigger_phrase": "inkwash"} if name == "ink" else {}
        write_header(tmp_path / "models" / "loras" / f"{name}.safetensors", SD15, words)
    return config.model_copy(update={"models": tmp_path / "models"})


@pytest.fixture
def form(services: Services) -> Form:
    with gr.Blocks():
        return Form(services)


def read(form: Form, chosen: list[str], held: list[str], *weights: float | None) -> Any:
    loras = form.loras
    filled = [*weights, *[1.0] * (len(loras.weights) - len(weights))]
    values = {loras.chosen: chosen, loras.held: held, **dict(zip(loras.weights, filled, strict=True))}
    return loras.read(values, form.choices.get("tiny"))["loras"]


def test_each_lora_is_asked_for_with_the_weight_in_its_field(form: Form) -> None:
    assert read(form, [], []) == []
    assert read(form, ["ink", "film/grain"], ["ink", "film/grain"], 0.8, 0.25) == [("ink", 0.8), ("film/grain", 0.25)]


def test_one_whose_field_has_not_come_yet_has_its_own_weight_and_others_keep_theirs(form: Form) -> None:
    assert read(form, ["film/grain", "ink"], ["ink"], 0.8) == [("film/grain", 1.0), ("ink", 0.8)]
    assert read(form, ["film/grain"], ["ink", "film/grain"], 0.8, 0.25) == [("film/grain", 0.25)]


def test_a_weight_that_is_empty_is_told(form: Form) -> None:
    with pytest.raises(InputError, match="The weight of the LoRA ink is empty"):
        read(form, ["ink"], ["ink"], None)


def test_what_fits_stays_chosen_with_its_weight_when_the_model_changes(form: Form) -> None:
    loras = form.loras
    kept = loras._changed("tiny-sd15", "All themes", ["ink"], ["ink"], 0.8)
    assert kept[loras.held] == ["ink"]
    assert kept[loras.weights[0]].value == 0.8
    gone = loras._changed("tiny-sdxl", "All themes", ["ink"], ["ink"], 0.8)
    assert gone[loras.held] == []
    assert "No LoRA fits Tiny sdxl yet" in gone[loras.about]


def test_settings_bring_loras_back_and_say_which_are_gone(form: Form) -> None:
    loras, request = form.loras, FrameRequest(prompt="x", model="tiny", loras=[("ink", 0.8), ("old", 1.0)])
    filled = loras.fill(request, form.choices.get("tiny"))
    assert (filled[loras.held], filled[loras.weights[0]].value) == (["ink"], 0.8)
    assert "old is left out: it is not here any more, or does not fit Tiny." in filled[loras.about]
    assert 'data-word="inkwash"' in filled[loras.about]


def clicked(**data: Any) -> gr.EventData:
    return gr.EventData(None, data)


def test_a_word_is_added_by_a_click_and_only_once(form: Form) -> None:
    add = form.loras._add_word
    assert add("a pier, ", clicked(do="word", word="inkwash")) == "a pier, inkwash"
    assert add("", clicked(do="word", word="inkwash")) == "inkwash"
    assert add("a pier, Inkwash", clicked(do="word", word="inkwash")) == gr.skip()
    assert add("a pier", clicked(do="download", what="ink")) == gr.skip()


def test_a_model_whose_weights_are_not_here_is_not_asked_for(form: Form, services: Services) -> None:
    part, turbo = form.downloads, form.choices.get("sdxl-turbo")
    with pytest.raises(InputError, match=r"SDXL Turbo are not on this machine \(about 6.9 GB\). Download them first"):
        part.read({}, turbo)
    assert part.read({}, form.choices.get("tiny")) == {}
    with services.db.write() as session:
        jobs.submit(session, "download", "Download SDXL Turbo (6.9 GB)", {"what": "sdxl-turbo"}, priority=jobs.LAST)
    with pytest.raises(InputError, match=r"SDXL Turbo is being downloaded. Generate as soon as it is here"):
        part.read({}, turbo)


def test_a_download_is_followed_until_it_is_over_and_its_failure_stays_until_it_is_put_away(
    form: Form, services: Services
) -> None:
    part = form.downloads
    with services.db.write() as session:
        jobs.submit(session, "download", "Download Ink (9 kB)", {"what": "ink"}, priority=jobs.LAST)
    view, timer = part._screen("", 0)
    assert timer.active
    assert "Download Ink (9 kB)" in view
    assert 'data-do="cancel"' in view
    assert jobs.claim(services.db, None, 0, beside=True) == 1
    jobs.fail(services.db, 1, InputError("It did not come."))
    view, timer = part._screen("", 0)
    assert not timer.active
    assert "It did not come." in view
    assert part._screen("", 1)[0] == ""


def test_what_is_refused_before_it_begins_is_told_in_its_place(form: Form) -> None:
    said, view, _ = form.downloads._look("urn:air:nothing", 0)
    assert "is no AIR of CivitAI" in said
    assert said in view
