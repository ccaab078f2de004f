"""Styles in requests, and the way back from what was drawn to what a person wrote."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from gcl.errors import InputError, NotFound
from gcl.payloads import FrameJob
from gcl.services import Services
from gcl.services.frame_request import FrameRequest
from gcl.services.wording import final_words, style_choices
from gcl.styles import told, worded
from tests.services.drawn import add_frames


def ask(**changes: Any) -> FrameRequest:
    return FrameRequest(**{"prompt": "a red fox", "model": "tiny"} | changes)


def stored(services: Services, request: FrameRequest) -> FrameJob:
    return FrameJob.read(services.jobs.get(services.frames.submit(request)).payload)


def drawn(services: Services, request: FrameRequest) -> dict[str, Any]:
    """What the worker records of the first frame of a request: prompts, and what its settings say of them."""
    job = stored(services, request)
    prompt, negative = worded(job, 0)
    said = told(job, 0) | {"prompt": prompt, "negative_prompt": negative, "model": "Tiny", "model_key": job.model}
    return {"prompt": prompt, "negative_prompt": negative, "model_key": job.model, "settings": said}


def test_a_job_keeps_the_own_prompt_and_the_words_that_the_style_had(services: Services) -> None:
    job = stored(services, ask(style="storyboard-pencil", negative_prompt="people"))
    assert (job.prompt, job.negative_prompt) == ("a red fox", "people")
    assert job.style is not None
    assert job.style.name == "Storyboard pencil"
    prompt, negative = worded(job, 0)
    assert prompt.startswith("a red fox. Drawn as one storyboard panel")
    assert negative.startswith("people, photograph, colour")


def test_what_would_be_drawn_can_be_seen_before(services: Services) -> None:
    words = final_words(services.catalog, "sdxl-base", "packshot", "a bottle", "")
    assert words[0].startswith("studio product packshot, a bottle, centred")
    assert words[1].startswith("people, hands")
    assert final_words(services.catalog, "z-image-turbo", "packshot", "a bottle", "")[1] == ""
    assert final_words(services.catalog, "tiny", None, "a bottle", "blur") == ("a bottle", "blur")


def test_an_unknown_style_is_told_with_its_nearest_and_queues_nothing(services: Services) -> None:
    with pytest.raises(NotFound, match="Did you mean 'storyboard-pencil'"):
        services.frames.submit(ask(style="storybord-pencil"))
    assert services.queue.pending() == 0


def test_a_style_is_offered_and_taken_only_where_the_model_follows_it(services: Services) -> None:
    offered = {choice.key for choice in style_choices(services.catalog, "sdxl-turbo")}
    assert "packshot" in offered
    assert "poster-lettering" not in offered
    assert style_choices(services.catalog, "thumbnail") == []
    with pytest.raises(InputError, match="The style Poster with lettering is not made for SDXL Turbo"):
        services.frames.submit(ask(style="poster-lettering", model="sdxl-turbo"))
    with pytest.raises(InputError, match="The style Product packshot is not made for Thumbnail"):
        services.frames.submit(ask(style="packshot", model="thumbnail"))


def test_the_styles_that_go_best_with_a_model_are_marked(services: Services) -> None:
    lettering, photo = (services.styles.worded(key, "qwen-image-2512") for key in ("poster-lettering", "documentary"))
    assert lettering is not None
    assert photo is not None
    assert (lettering.preferred, photo.preferred) == (True, False)


def test_the_halves_of_a_style_s_words_are_what_is_drawn_around_a_prompt(services: Services) -> None:
    assert services.styles.worded(None, "tiny") is None
    for model in ("sdxl-base", "z-image-turbo"):
        for choice in services.styles.choices(model):
            words = services.styles.worded(choice.key, model)
            assert words is not None
            own = "a fox" if words.trims else "a fox."
            drawn = final_words(services.catalog, model, choice.key, "a fox.", "")
            assert (f"{words.before}{own}{words.after}", words.negative) == drawn


def test_a_prompt_that_only_its_style_makes_too_long_is_refused(services: Services) -> None:
    with pytest.raises(InputError, match="The prompt with its style has 4,1"):
        services.frames.submit(ask(prompt="x" * 3990, style="storyboard-pencil"))


def test_a_frame_gives_its_style_and_the_own_words_back(services: Services) -> None:
    request = ask(style="packshot", negative_prompt="blur", typed_prompt="fox", enhanced_by="rules")
    (frame,) = add_frames(services.db, 1, **drawn(services, request))
    back = services.frames.request_of(frame)
    assert (back.prompt, back.negative_prompt, back.style) == ("a red fox", "blur", "packshot")
    assert (back.typed_prompt, back.enhanced_by) == ("fox", "rules")
    assert worded(stored(services, back), 0) == worded(stored(services, request), 0)


@pytest.mark.parametrize("changes", [{"key": "gone"}, {"prompt": "{prompt} in other words"}, {"negative": "other"}])
def test_where_a_style_has_changed_or_gone_the_words_that_were_drawn_are_the_prompt(
    services: Services, changes: dict[str, str]
) -> None:
    made = drawn(services, ask(style="packshot"))
    made["settings"]["style"] |= changes
    (frame,) = add_frames(services.db, 1, **made)
    back = services.frames.request_of(frame)
    assert (back.prompt, back.style) == (made["prompt"], None)
    assert back.negative_prompt == made["negative_prompt"]


def png(folder: Path, settings: dict[str, Any]) -> Path:
    chunks = PngInfo()
    chunks.add_itxt("gcl", json.dumps(settings))
    Image.new("RGB", (512, 288)).save(folder / "image.png", pnginfo=chunks)
    return folder / "image.png"


def test_a_png_gives_its_style_and_the_own_words_back(services: Services, tmp_path: Path) -> None:
    made = drawn(services, ask(style="packshot", typed_prompt="fox", enhanced_by="llm"))
    back = services.frames.settings_of(png(tmp_path, made["settings"]), "thumbnail").request
    assert (back.prompt, back.negative_prompt, back.style) == ("a red fox", "", "packshot")
    assert (back.typed_prompt, back.enhanced_by) == ("fox", "llm")


@pytest.mark.parametrize("style", ["packshot", ["packshot"], {"key": ["packshot"]}, {"key": None}, {}])
def test_a_png_with_an_odd_style_gives_the_words_that_were_drawn(
    services: Services, tmp_path: Path, style: object
) -> None:
    made = {"prompt": "as drawn", "own_prompt": "own", "style": style, "model_key": "tiny", "typed_prompt": ["x"]}
    back = services.frames.settings_of(png(tmp_path, made), "thumbnail").request
    assert (back.prompt, back.style, back.typed_prompt) == ("as drawn", None, None)


def test_a_prompt_that_was_not_changed_by_its_enhancement_was_not_enhanced(services: Services) -> None:
    job = stored(services, ask(typed_prompt=" a red fox ", enhanced_by="rules"))
    assert (job.typed_prompt, job.enhanced_by) == (None, None)


def test_a_job_of_before_there_were_styles_can_still_be_read(services: Services) -> None:
    old = {"prompt": "a fox", "model": "tiny", "width": 64, "height": 64, "steps": 1, "guidance": 1.0, "seed": 3}
    job = FrameJob.read(old)
    assert worded(job, 0) == ("a fox", "")
    assert told(job, 0) == {}
