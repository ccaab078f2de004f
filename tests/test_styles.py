"""What a style makes of a prompt."""

from __future__ import annotations

import json
from typing import Any, get_args

import pytest
from pydantic import ValidationError

from gcl.catalog import Catalog
from gcl.config import Config
from gcl.payloads import FrameJob, StyleText
from gcl.presets.diffusion import DiffusionPreset
from gcl.styles import PLACE, StylePreset, styled, told, without, worded
from tests.test_catalog import SHIPPED, read

INK = StyleText(key="ink", name="Ink", prompt="{prompt}. Drawn in ink, without colour.", negative="colour")
TAGS = StyleText(key="ink", name="Ink", prompt="ink drawing, {prompt}, bold lines")


@pytest.mark.parametrize(
    ("own", "drawn"),
    [
        ("a red fox", "a red fox. Drawn in ink, without colour."),
        ("A red fox. ", "A red fox. Drawn in ink, without colour."),
        ("a {prompt} in braces", "a {prompt} in braces. Drawn in ink, without colour."),
        ('A sign: "Open!"', 'A sign: "Open!". Drawn in ink, without colour.'),
    ],
)
def test_a_style_writes_its_words_around_a_person_s_own(own: str, drawn: str) -> None:
    assert styled(INK, own) == drawn


def test_a_style_of_tags_takes_the_prompt_into_its_middle() -> None:
    assert styled(TAGS, "a red fox, snow,") == "ink drawing, a red fox, snow, bold lines"


def test_without_a_style_nothing_changes() -> None:
    assert styled(None, " a fox. ") == " a fox. "
    assert without(None, "blur") == "blur"


def test_both_negative_prompts_count() -> None:
    assert without(INK, "people, ") == "people, colour"
    assert without(INK, "") == "colour"
    assert without(TAGS, "people") == "people"


def test_a_job_words_each_of_its_variants_and_tells_what_the_person_wrote() -> None:
    job = FrameJob(
        prompt="a {red|blue} fox",
        variants=["a red fox", "a blue fox"],
        negative_prompt="people",
        style=INK,
        typed_prompt="fox",
        enhanced_by="rules",
        **{"model": "tiny", "width": 64, "height": 64, "steps": 1, "guidance": 1.0, "seed": 0, "count": 2},
    )
    assert worded(job, 1) == ("a blue fox. Drawn in ink, without colour.", "people, colour")
    assert told(job, 1) == {
        "prompt_with_choices": "a {red|blue} fox",
        "style": INK.dump(),
        "own_prompt": "a blue fox",
        "own_negative_prompt": "people",
        "typed_prompt": "fox",
        "enhanced_by": "rules",
    }


@pytest.mark.parametrize("template", ["no place", "{prompt} and {prompt}", "{prompt} {other}", "{prompt} }"])
def test_a_template_has_one_place_for_the_prompt(template: str) -> None:
    with pytest.raises(ValidationError, match="once, where a person's own words go"):
        StylePreset(name="Ink", prompt=template)


def test_a_style_for_an_unknown_family_is_refused_by_name(tmp_path: Any) -> None:
    with pytest.raises(Exception, match="the style ink names the family 'sdlx'"):
        read(tmp_path, SHIPPED | {"styles": {"ink": {"name": "Ink", "prompt": PLACE, "families": ["sdlx"]}}})


def test_a_model_that_reads_77_tokens_gets_the_tags_and_one_without_negatives_gets_none() -> None:
    style = StylePreset(name="Ink", prompt="{prompt}. In ink.", tags="ink, {prompt}", negative="colour")
    assert style.text("ink", tokens=77, takes_negative=True).prompt == "ink, {prompt}"
    assert style.text("ink", tokens=512, takes_negative=False).dump() == {
        **{"key": "ink", "name": "Ink", "prompt": "{prompt}. In ink.", "negative": ""}
    }


@pytest.mark.parametrize("key", SHIPPED["styles"])
def test_a_shipped_style_is_short_enough_for_its_models_and_knows_them(key: str) -> None:
    catalog = Catalog.read(Config())
    style = catalog.style(key)
    assert style.use.endswith(".")
    assert set(style.models) <= set(catalog.diffusion_models)
    assert set(style.families) <= set(get_args(DiffusionPreset.model_fields["family"].annotation))
    # A model of CLIP's has 75 tokens besides its marks: the style leaves half of them to the prompt.
    short = style.tags or ""
    assert len(short.replace(PLACE, "").replace(",", " , ").split()) <= 36
    if not style.families:
        assert short, "models of CLIP's need a short form"
    assert json.dumps(style.prompt, ensure_ascii=True) == json.dumps(style.prompt, ensure_ascii=False)
