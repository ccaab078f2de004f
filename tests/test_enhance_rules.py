"""Enhancement by rules: what is added, what is left, and why."""

from __future__ import annotations

import random
import re

import pytest

from gcl import enhance_rules
from gcl.enhance_rules import CLIP_ROOM, Enhanced, clip_tokens, enhance
from gcl.errors import InputError
from gcl.variants import Wildcards, choose

SENTENCES, TAGS, THUMBNAIL = "zimage", "sdxl", "thumbnail"
RULES = enhance_rules._rules()


def added(prompt: str, family: str = SENTENCES, **options: object) -> dict[str, str]:
    return {one.aspect: one.words for one in enhance(prompt, family, **options).added}  # type: ignore[arg-type]


def left(prompt: str, family: str = SENTENCES, **options: object) -> dict[str, str]:
    return {one.aspect: one.why for one in enhance(prompt, family, **options).left}  # type: ignore[arg-type]


def test_a_bare_subject_gets_what_a_frame_needs_each_with_a_reason() -> None:
    enhanced = enhance("a lighthouse", SENTENCES)
    assert enhanced.prompt.startswith("a lighthouse. Wide establishing shot")
    assert {one.aspect for one in enhanced.added} == {
        *("Shot size", "Time of day", "Light", "Lens", "Composition", "Palette", "Medium")
    }
    for one in enhanced.added:
        assert one.words.casefold() in enhanced.prompt.casefold()
        assert one.why.endswith(".")
    assert "“lighthouse”" in next(one.why for one in enhanced.added if one.aspect == "Shot size")


@pytest.mark.parametrize(
    ("prompt", "aspect", "word"),
    [
        ("a close-up of a fox", "Shot size", "close-up"),
        ("a fox, Close Up", "Shot size", "Close Up"),
        ("a fox at dusk", "Time of day", "dusk"),
        ("a fox, 85mm", "Lens", "85mm"),
        ("a fox at f/1.8", "Lens", "f/1.8"),
        ("a fox, backlit", "Light", "backlit"),
        ("a fox in pastel colours", "Palette", "pastel"),
        ("a watercolour of a fox", "Medium", "watercolour"),
        ("a fox, rule of thirds", "Composition", "rule of thirds"),
        ("a fox at {dusk|dawn}", "Time of day", "dusk"),
        ("a fox in __light__", "Light", "light"),
        ("a fox without harsh light", "Light", "light"),
    ],
)
def test_what_is_said_is_left_as_it_is(prompt: str, aspect: str, word: str) -> None:
    assert aspect not in added(prompt)
    assert left(prompt)[aspect] == f"The prompt says “{word}”."


def test_what_the_style_says_is_left_as_well() -> None:
    style = "Drawn as a storyboard panel in pencil, three greys, without colour."
    assert left("a fox", style=style)["Medium"] == "The style says “Drawn”."
    assert left("a fox", style=style)["Lens"] == "Left open: a drawing has none."
    assert "Palette" not in added("a fox", style=style)


@pytest.mark.parametrize(
    ("prompt", "aspect", "word"),
    [
        ("a lighthouse", "Light", "light"),  # a word within a word
        ("a light blue vase", "Light", "light"),
        ("a wide river", "Shot size", "wide"),
        ("a traffic light", "Light", "traffic light"),
    ],
)
def test_a_word_that_means_something_else_says_nothing(prompt: str, aspect: str, word: str) -> None:
    assert word not in left(prompt).get(aspect, "")
    assert aspect in added(prompt)


def test_the_subject_decides() -> None:
    assert "face" in added("an old fisherman's face")["Shot size"]
    assert "product" in added("a bottle of syrup")["Medium"]
    assert "macro" in added("a bowl of ramen")["Lens"]
    assert "verticals" in added("a cathedral")["Lens"]
    assert added("a woman in a red coat")["Palette"] == "muted surroundings, so that the red stands out"


def test_a_longer_phrase_hides_the_words_in_it() -> None:
    assert "snow" not in " ".join(added("an ice cream in a cup").values())
    assert "bodywork" not in " ".join(added("a man at a bus stop").values())


def test_what_is_denied_is_no_subject() -> None:
    assert "person" not in " ".join(left("a sneaker, no people").values())
    assert "group" not in added("a sneaker on a table, no people")["Shot size"]
    assert "nobody" not in added("a street without people")["Composition"]


def test_a_choice_of_the_prompt_is_kept_and_decides_nothing() -> None:
    enhanced = enhance("a {red|blue} fox", SENTENCES)
    assert enhanced.prompt.startswith("a {red|blue} fox. ")
    assert "red stands out" not in enhanced.prompt
    assert choose(enhanced.prompt, random.Random(1), Wildcards(enhance_rules.FILE.parent)).count("fox") >= 1


def test_a_product_alone_has_no_time_of_day() -> None:
    assert left("a bottle of syrup")["Time of day"] == "Left open: a product alone has none."


def test_the_light_fits_the_time_that_was_chosen() -> None:
    for seed in range(12):
        words = added("a castle", seed=seed)
        if "golden hour" in words["Time of day"]:
            assert "low sun" in words["Light"]
        if "blue hour" in words["Time of day"]:
            assert "afterglow" in words["Light"]
    assert "low sun" not in added("a woman on a beach at dusk")["Light"]
    assert "low sun" in added("a woman on a beach at sunset")["Light"]


@pytest.mark.parametrize("prompt", ["A fox.", "A fox!", 'A sign: "Open."', "A fox …"])
def test_the_own_prompt_stands_first_to_the_letter(prompt: str) -> None:
    assert enhance(prompt, SENTENCES).prompt.startswith(f"{prompt} ")


def test_models_that_read_tags_get_short_phrases_that_fit() -> None:
    short = enhance("a woman in a kitchen", TAGS)
    assert re.fullmatch(r"a woman in a kitchen(, [^.;]+)+", short.prompt)
    assert clip_tokens(short.prompt) <= CLIP_ROOM


def test_what_there_is_no_room_for_is_left_out_and_told() -> None:
    prompt = "a woman in a long red coat " * 6
    enhanced = enhance(prompt, TAGS)
    assert clip_tokens(enhanced.prompt) <= CLIP_ROOM
    assert [one.why for one in enhanced.left if one.why.startswith("No room: the model would hardly heed")]
    full = enhance("a fox and a hound " * 40, TAGS)
    assert (full.prompt, full.added) == (("a fox and a hound " * 40).strip(), ())


def test_the_built_in_model_gets_only_what_it_knows() -> None:
    assert set(added("a woman in a kitchen", THUMBNAIL)) == {"Shot size", "Time of day"}


@pytest.mark.parametrize("family", [SENTENCES, TAGS, THUMBNAIL])
def test_a_seed_gives_the_same_again_and_another_seed_another_choice(family: str) -> None:
    results = [enhance("a woman in a kitchen", family, seed=seed) for seed in range(20)]
    assert results == [enhance("a woman in a kitchen", family, seed=seed) for seed in range(20)]
    assert len({result.prompt for result in results}) > 2


def test_enhanced_twice_it_stays_nearly_as_it_is() -> None:
    once = enhance("a woman in a kitchen", SENTENCES)
    twice = enhance(once.prompt, SENTENCES)
    assert twice.added == ()
    assert twice.prompt == once.prompt


@pytest.mark.parametrize(
    ("prompt", "says"),
    [
        ("  ", "The prompt is empty"),
        ('{"subject": "fox"}', "This prompt is JSON"),
        ("夜の灯台", "in another script"),
        ("Маяк ночью", "Write it in English, or have a language model"),
    ],
)
def test_what_the_rules_cannot_read_is_refused(prompt: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        enhance(prompt, SENTENCES)


def test_accents_are_no_other_script() -> None:
    assert isinstance(enhance("a café in Köln, crème brûlée", SENTENCES), Enhanced)


def test_every_subject_and_aspect_that_an_option_names_is_there() -> None:
    known = set(RULES.subjects)
    assert set(RULES.manners) <= known
    for aspect in RULES.aspects:
        for option in aspect.options:
            assert {*option.needs, *option.bars, *option.gives} <= known, option
            # What a reason quotes must be known to be there.
            quoted = set(re.findall(r"\{(\w+)\}", option.why + option.text + option.tags + option.none))
            assert quoted <= set(option.needs), option
            assert option.none or (option.text and option.tags and option.why), option
    keys = {aspect.key for aspect in RULES.aspects}
    assert all(set(taste.aspects or ()) <= keys for taste in RULES.tastes.values())
    assert set(RULES.families.values()) <= set(RULES.tastes)


def test_an_addition_says_its_aspect_so_that_it_is_not_added_again() -> None:
    for aspect in RULES.aspects:
        for option in aspect.options:
            for text in filter(None, (option.text, option.tags)):
                assert enhance_rules._said(aspect, text.replace("{colour}", "red")), f"{aspect.key}: {text}"
