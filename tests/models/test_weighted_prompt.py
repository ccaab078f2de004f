"""Long and weighted prompts, on the two families that read them with CLIP."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from accelerate import cpu_offload
from accelerate.hooks import remove_hook_from_module
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from gcl.catalog import Catalog
from gcl.errors import InputError
from gcl.models.base import BaseModel
from gcl.models.factory import FAMILIES, load_model
from gcl.models.weighted_prompt import WeightedPrompt
from gcl.presets.diffusion import WEIGHTED
from tests.models.conftest import draw
from tests.models.test_control import control
from tests.models.test_starting import begin, right_half
from tests.tiny.nets import make_net

PHRASE = "a red fox in the snow, "  # 17 tokens: the small tokenizers have one a byte, none for blanks, and read 510
LONG = PHRASE * 40
GUIDED = {"guidance": 5.0}


@pytest.fixture(scope="module", params=WEIGHTED)
def clip(request: pytest.FixtureRequest, catalog: Catalog) -> Iterator[BaseModel]:
    loaded = load_model(f"tiny-{request.param}", catalog, "cpu")
    yield loaded
    loaded.unload()


def drawn(model: BaseModel, prompt: str, **changes: object) -> bytes:
    return model.generate(draw(prompt=prompt, **changes)).tobytes()


def bare(model: BaseModel, prompt: str, negative: str | None = None) -> bytes:
    """What the pipeline draws when it is given the text."""
    image: Image.Image = model.pipeline(
        prompt=prompt,
        negative_prompt=negative,
        width=64,
        height=64,
        num_inference_steps=2,
        guidance_scale=5.0,
        generator=torch.Generator("cpu").manual_seed(7),
    ).images[0]
    return image.tobytes()


def embeddings(model: WeightedPrompt, prompt: str, negative: str = "") -> dict[str, torch.Tensor]:
    return model.prepare_prompt(draw(prompt=prompt, negative_prompt=negative, **GUIDED))


def test_the_catalog_names_the_families_that_read_weights() -> None:
    assert {key for key, family in FAMILIES.items() if issubclass(family, WeightedPrompt)} == set(WEIGHTED)


@pytest.mark.parametrize("negative", ["", "blurred, text"])
def test_a_short_prompt_without_weights_is_drawn_as_the_bare_pipeline_draws_it(clip: BaseModel, negative: str) -> None:
    assert drawn(clip, "a red fox", negative_prompt=negative, **GUIDED) == bare(clip, "a red fox", negative or None)


def test_escaped_brackets_are_drawn_as_brackets(clip: BaseModel) -> None:
    assert drawn(clip, r"a fox \(vulpes\)", **GUIDED) == bare(clip, "a fox (vulpes)")


def test_the_weight_one_draws_what_no_weight_draws(clip: BaseModel) -> None:
    assert drawn(clip, "a (red:1.0) fox") == drawn(clip, "a red fox")
    assert drawn(clip, f"a (red:1.0) {LONG}") == drawn(clip, f"a red {LONG}")
    assert drawn(clip, "a (red:1.0) (fox:1.3)") == drawn(clip, "a red (fox:1.3)")


@pytest.mark.parametrize("weighted", ["a (red:1.3) fox", "a (red) fox", "a [red] fox", "a (red:0) fox"])
def test_a_weight_changes_the_picture(clip: BaseModel, weighted: str) -> None:
    assert drawn(clip, weighted) != drawn(clip, "a red fox")


def test_more_weight_takes_the_embedding_further_from_the_unweighted_one(clip: WeightedPrompt) -> None:
    plain, some, more = (
        embeddings(clip, f"(x:1.1) a (red:{weight}) fox")["prompt_embeds"] for weight in (1.0, 1.2, 1.5)
    )
    assert 0 < (some - plain).norm() < (more - plain).norm()


def test_only_the_weighted_words_change_when_they_weigh_more(clip: WeightedPrompt) -> None:
    one, other = (embeddings(clip, f"(x:1.1) ab (red:{weight}) c")["prompt_embeds"] for weight in (1.2, 1.5))
    changed = (one != other).any(dim=-1)[0].nonzero().flatten().tolist()
    assert changed == [4, 5, 6]  # behind the mark of the beginning, x, a and b; "red" has three tokens


def test_a_weight_in_the_negative_prompt_counts_where_there_is_guidance(clip: BaseModel) -> None:
    heavy, light = ({"negative_prompt": f"(blur:{weight})"} for weight in (1.5, 0.5))
    assert drawn(clip, "a fox", **heavy, **GUIDED) != drawn(clip, "a fox", **light, **GUIDED)
    assert drawn(clip, "a fox", **heavy, guidance=1.0) == drawn(clip, "a fox", **light, guidance=1.0)


def test_a_long_prompt_is_read_to_its_end(clip: BaseModel) -> None:
    assert clip.unread_prompt(LONG) == ""
    assert drawn(clip, LONG + "at dusk") != drawn(clip, LONG + "at dawn")
    assert "unread_prompt" not in clip.metadata(draw(prompt=LONG))


def test_the_end_of_a_long_negative_prompt_is_read_too(clip: BaseModel) -> None:
    one, other = (
        drawn(clip, "a red fox", negative_prompt=LONG + end, **GUIDED) for end in ("a watermark", "a subtitle")
    )
    assert one != other


def test_the_first_piece_of_a_long_prompt_is_what_the_pipeline_makes_of_it_alone(clip: WeightedPrompt) -> None:
    """Cut behind the comma after which no more fits: what the library computes is what the pipeline computes."""
    first = PHRASE * 30
    alone = clip.pipeline.encode_prompt(
        first, device=clip.device, num_images_per_prompt=1, do_classifier_free_guidance=False
    )
    assert torch.equal(embeddings(clip, LONG)["prompt_embeds"][:, :512], alone[0])


@pytest.mark.parametrize(
    ("prompt", "negative", "tokens"),
    [
        (LONG, "", 1024),
        ("a fox", LONG, 1024),
        (LONG * 2, LONG, 1536),
        ("a (fox:1.2)", "", 512),
        (LONG, "(x:1.2)", 1024),
    ],
)
def test_both_prompts_are_made_equally_long(clip: WeightedPrompt, prompt: str, negative: str, tokens: int) -> None:
    made = embeddings(clip, prompt, negative)
    assert made["prompt_embeds"].shape == made["negative_prompt_embeds"].shape
    assert made["prompt_embeds"].shape[:2] == (1, tokens)


def test_an_empty_negative_prompt_is_what_the_pipeline_makes_of_it(clip: WeightedPrompt) -> None:
    """Zeros for SDXL, an empty text for Stable Diffusion 1.5."""
    made = embeddings(clip, "a (fox:1.2)")
    alone = clip.pipeline.encode_prompt(
        "a fox", device=clip.device, num_images_per_prompt=1, do_classifier_free_guidance=True
    )
    assert torch.equal(made["negative_prompt_embeds"], alone[1])
    if clip.pooled:
        assert torch.equal(made["pooled_prompt_embeds"], alone[2])
        assert torch.equal(made["negative_pooled_prompt_embeds"], alone[3])


def test_the_same_seed_gives_the_same_bytes_of_a_weighted_long_prompt(clip: BaseModel) -> None:
    prompt = f"{LONG} (at dusk:1.3) [fog]"
    assert drawn(clip, prompt, **GUIDED) == drawn(clip, prompt, **GUIDED)


def test_a_weighted_prompt_is_encoded_once(clip: WeightedPrompt) -> None:
    calls: list[str] = []
    hook = clip.pipeline.text_encoder.register_forward_hook(lambda *_: calls.append("asked"))
    first = embeddings(clip, "a (fox:1.23)")
    asked = len(calls)
    assert asked > 0
    second = embeddings(clip, "a (fox:1.23)")
    hook.remove()
    assert len(calls) == asked
    assert all(torch.equal(first[name], second[name]) for name in first)


def test_an_encoder_whose_weights_wait_elsewhere_gives_the_same_numbers(clip: WeightedPrompt) -> None:
    """Offloaded part by part, a module has its weights nowhere between two calls: its own device says nothing."""
    prompt = f"{LONG} a (fox:1.4) [at dusk]"
    before = embeddings(clip, prompt)
    encoders = [encoder for _, encoder in clip._encoders()]
    for encoder in encoders:
        cpu_offload(encoder, execution_device=clip.device)
        assert encoder.device.type == "meta"
    clip.prompts.forget()
    after = embeddings(clip, prompt)
    for encoder in encoders:
        remove_hook_from_module(encoder, recurse=True)
    assert all(torch.equal(before[name], after[name]) for name in before)


@pytest.mark.parametrize("mask", [None, right_half()], ids=["whole", "part"])
def test_weights_count_where_a_frame_begins_from_an_image(clip: BaseModel, mask: Image.Image | None) -> None:
    begun = {"steps": 4, "start": begin(mask=mask), "negative_prompt": "(blur:1.2)", **GUIDED}
    one, other = (drawn(clip, f"a (red:{weight}) fox, {LONG}", **begun) for weight in (0.7, 1.5))
    assert one != other


def test_weights_count_where_a_frame_keeps_to_a_map(clip: BaseModel, tmp_path: Path) -> None:
    make_net(clip.preset.family, clip.pipeline, tmp_path / clip.preset.family)
    kept = {"control": control(clip, tmp_path), **GUIDED}
    one, other = (drawn(clip, f"a (red:{weight}) fox, {LONG}", **kept) for weight in (0.7, 1.5))
    assert one != other


def test_metadata_keeps_the_prompt_as_it_was_typed(clip: BaseModel) -> None:
    said = clip.metadata(draw(prompt=r"a (red:1.3) fox \(vulpes\)", negative_prompt="[text]"))
    assert (said["prompt"], said["negative_prompt"]) == (r"a (red:1.3) fox \(vulpes\)", "[text]")


def test_weights_that_cannot_be_taken_are_refused_before_any_work(clip: BaseModel) -> None:
    with pytest.raises(InputError, match="the weight 12"):
        drawn(clip, "a (red:12) fox")
    with pytest.raises(InputError, match="the weight 12"):
        drawn(clip, "a red fox", negative_prompt="(blur:12)")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.sampled_from(
            ["fox, ", "(", ")", "[", "]", ":0.5)", ":2)", "\\", " ", "!", "!!", "x" * 300, "<|endoftext|>", "é漢", "\n"]
        ),
        max_size=12,
    )
)
def test_any_prompt_becomes_finite_numbers(clip: WeightedPrompt, pieces: list[str]) -> None:
    made = embeddings(clip, "".join(["(fox:1.1)", *pieces]))
    assert all(torch.isfinite(tensor).all() for tensor in made.values())
    assert made["prompt_embeds"].shape[1] % 512 == 0


@pytest.mark.parametrize("family", ["zimage", "flux1"])
def test_other_families_read_brackets_as_they_are(family: str, catalog: Catalog) -> None:
    model = load_model(f"tiny-{family}", catalog, "cpu")
    assert drawn(model, "a (red:12) fox") != drawn(model, "a red fox")
    assert not model.preset.reads_weights
