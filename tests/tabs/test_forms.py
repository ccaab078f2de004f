"""Forms: what is typed is taken as it is or refused with a sentence, never changed on the way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr
import pytest
from PIL import Image

from gcl import jobs
from gcl.errors import InputError
from gcl.references import keep_made
from gcl.services import Services
from gcl.services.frame_request import FrameRequest
from gcl.tabs import settings, templates_part
from gcl.tabs.form.control import ControlPart
from gcl.tabs.form.form import Form
from gcl.tabs.form.look import FIXED, RANDOM, Amount, Look, Size
from gcl.tabs.settings import _checked
from gcl.tabs.templates_part import _same

SETTINGS: dict[str, Any] = {"global_default_model": "", "brand_max_retries": 3.0, "temperature": 0.7}


def asked_for(services: Services, **changes: Any) -> FrameRequest:
    """What the form asks for with these values in its fields."""
    with gr.Blocks():
        form = Form(services)
    size, amount, look, *_ = form.parts
    assert isinstance(size, Size)
    assert isinstance(amount, Amount)
    assert isinstance(look, Look)
    fields = {
        "prompt": form.prompt,
        "model": form.model,
        "size": size.size,
        "count": amount.count,
        "negative": look.negative,
        "steps": look.steps,
        "guidance": look.guidance,
        "seed_mode": look.seed_mode,
        "seed": look.seed,
    }
    values = {
        "prompt": "A bottle",
        "negative": "",
        "model": "tiny",
        "size": "512x288",
        "steps": 4.0,
        "guidance": 5.0,
        "seed_mode": RANDOM,
        "seed": 0.0,
        "count": 1.0,
    } | changes
    given = dict.fromkeys(form.fields)
    return form.request(given | {fields[name]: value for name, value in values.items()})


def test_whole_numbers_of_the_form_arrive_as_they_are(services: Services) -> None:
    request = asked_for(services, seed_mode=FIXED, seed=float(2**53 - 1))
    assert (request.steps, request.count, request.seed) == (4, 1, 2**53 - 1)


def test_an_image_in_the_form_is_asked_for_and_an_empty_part_asks_for_nothing(services: Services) -> None:
    with gr.Blocks():
        form = Form(services)
    choice = form.choices.get("tiny")
    start = form.start
    empty = dict.fromkeys(start.fields)
    assert start.read(empty, choice) == {}
    given = {start.image: "a.png", start.mask: None, start.strength: 0.4}
    assert start.read(given, choice) == {"image": "a.png", "mask": None, "strength": 0.4}
    assert start.read(given, form.choices.get("tiny-ernie-image"))["strength"] is None


def test_an_image_for_its_shapes_without_a_map_is_refused_rather_than_dropped(services: Services) -> None:
    with gr.Blocks():
        form = Form(services)
    control = next(part for part in form.parts if isinstance(part, ControlPart))
    empty = dict.fromkeys(control.fields)
    assert control.read(empty, form.choices.get("tiny")) == {}
    with pytest.raises(InputError, match="no map that Thumbnail can keep to"):
        control.read(empty | {control.image: "a.png"}, form.choices.get("thumbnail"))


def test_a_map_that_a_network_makes_is_waited_for_and_shown_when_it_is_there(
    services: Services, tmp_path: Path
) -> None:
    nets = services.catalog.annotators
    here = nets["depth-anything-v2-small"].model_copy(update={"repo": None, "path": tmp_path})
    nets["depth-anything-v2-small"] = here
    Image.new("RGB", (64, 64), "navy").save(tmp_path / "room.png")
    image = services.frames.starts.keep(tmp_path / "room.png")
    with gr.Blocks():
        form = Form(services)
    control = next(part for part in form.parts if isinstance(part, ControlPart))
    about = (image, "depth", False, "tiny")

    asked = control._mapped(*about)
    assert asked[control.map] is None
    assert "Waiting in the queue" in asked[control.view]
    given = dict.fromkeys(control.fields) | {control.image: image, control.work: asked[control.work]}
    with pytest.raises(InputError, match="still being made"):
        control.read(given, form.choices.get("tiny"))

    job_id = jobs.claim(services.db, None, 0)
    assert job_id == asked[control.work].job_id
    keep_made(Image.new("RGB", (64, 64), "grey"), asked[control.work].map, services.config.references)
    jobs.finish(services.db, job_id)
    shown = control._looked(*about, asked[control.work])
    assert shown[control.map] == asked[control.work].map
    assert shown[control.work] is None


def test_a_map_that_could_not_be_made_says_why_and_can_be_tried_again(services: Services, tmp_path: Path) -> None:
    nets = services.catalog.annotators
    here = nets["depth-anything-v2-small"].model_copy(update={"repo": None, "path": tmp_path})
    nets["depth-anything-v2-small"] = here
    Image.new("RGB", (64, 64), "navy").save(tmp_path / "room.png")
    image = services.frames.starts.keep(tmp_path / "room.png")
    with gr.Blocks():
        form = Form(services)
    control = next(part for part in form.parts if isinstance(part, ControlPart))
    work = control._mapped(image, "depth", False, "tiny")[control.work]
    assert jobs.claim(services.db, None, 0) == work.job_id
    jobs.fail(services.db, work.job_id, InputError("Nothing to be seen."))
    shown = control._looked(image, "depth", False, "tiny", work)
    assert (shown[control.map], shown[control.work]) == (None, None)
    assert "Nothing to be seen." in shown[control.view]
    assert "Try again" in shown[control.view]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("steps", 2.7, "Steps must be a whole number, not 2.7"),
        ("steps", None, "Steps is empty"),
        ("guidance", None, "Guidance is empty"),
        ("count", None, "Frames is empty"),
        ("count", 1.5, "Frames must be a whole number"),
    ],
)
def test_numbers_of_the_form_are_refused_rather_than_changed(
    services: Services, field: str, value: float | None, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        asked_for(services, **{field: value})


@pytest.mark.parametrize("size", [None, "", "512", "wide x tall", "512x288x3"])
def test_a_request_without_an_aspect_ratio_is_told_to_choose_one(services: Services, size: str | None) -> None:
    with pytest.raises(InputError, match=r"^Choose an aspect ratio\.$"):
        asked_for(services, size=size)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("brand_max_retries", 2.6, "Brand gate retries must be a whole number, not 2.6"),
        ("brand_max_retries", None, "Brand gate retries is empty"),
        ("temperature", None, "Temperature is empty"),
    ],
)
def test_settings_are_refused_rather_than_rounded(name: str, value: float | None, said: str) -> None:
    with pytest.raises(InputError, match=said):
        _checked(SETTINGS | {name: value})
    assert _checked(SETTINGS) == {"global_default_model": None, "brand_max_retries": 3, "temperature": 0.7}


def test_a_template_is_unchanged_whatever_its_line_ends() -> None:
    assert _same("a\r\nb\n", "a\nb")
    assert not _same("a b", "a\nb")


def test_who_saved_a_template_first_is_told_and_one_s_own_text_can_follow_it(services: Services) -> None:
    theirs = services.templates.save("adaptation", "Write.", author="<Ana>", note="shorter", based_on=1)
    banner = templates_part.saved_first(theirs, 1)
    assert "&lt;Ana&gt; saved version 2 of adaptation (“shorter”) while you edited version 1." in banner
    assert 'data-do="mine" data-version="2">Save mine as version 3<' in banner
    assert "Somebody saved version 1" in templates_part.saved_first(services.templates.get("adaptation", 1), 1)


def test_where_settings_that_were_saved_first_differ_is_told(services: Services) -> None:
    mine = services.settings.get().model_copy(update={"brand_max_retries": 1})
    theirs = services.settings.save(services.settings.get().model_copy(update={"temperature": 0.1}))
    told = settings.differences(mine, theirs)
    assert told == "Brand gate retries: theirs 3, yours 1; Temperature: theirs 0.1, yours 0.7."
    assert settings.differences(theirs, theirs.model_copy(update={"version": 7})) == ""
