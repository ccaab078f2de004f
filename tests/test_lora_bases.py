"""For which model a LoRA was made, told from the names and shapes that trainers write."""

from __future__ import annotations

import pytest

from gcl.formats.safetensors_header import Header
from gcl.lora_bases import ARCHITECTURES, BASE_NAMES, called, find_base, find_words, is_lora
from tests.lora_headers import SD15, SDXL, pair

FILES = {
    "sdxl by the depth of its transformers": (SDXL, "sdxl"),
    "sdxl by its second text encoder": (pair("lora_te2_text_model_encoder_layers_0_mlp_fc1", kohya=True), "sdxl"),
    "sdxl by what it reads": (
        pair("lora_unet_mid_block_attentions_0_transformer_blocks_0_attn2_to_k", 2048, kohya=True),
        "sdxl",
    ),
    "sd 1.5": (SD15, "sd15"),
    "sd 1.5 by a block that sdxl has no attention in": (
        pair("lora_unet_input_blocks_1_1_transformer_blocks_0_attn1_to_q", kohya=True),
        "sd15",
    ),
    "sd 2": (pair("lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn2_to_k", 1024, kohya=True), None),
    "flux as diffusers": (pair("transformer.single_transformer_blocks.7.attn.to_q", 3072), "flux1"),
    "flux as kohya": (
        pair("lora_unet_double_blocks_18_img_attn_qkv", 3072, kohya=True)
        | pair("lora_unet_single_blocks_37_linear1", 3072, 21504, kohya=True),
        "flux1",
    ),
    "flux as kohya, a few layers": (pair("lora_unet_single_blocks_19_linear1", 3072, 21504, kohya=True), "flux1"),
    "klein 4B": (pair("transformer.single_transformer_blocks.0.attn.to_qkv_mlp_proj", 3072), "flux2-klein-4b"),
    "klein 9B": (pair("transformer.single_transformer_blocks.0.attn.to_qkv_mlp_proj", 4096), "flux2-klein-9b"),
    "klein 9B as its makers name it": (pair("diffusion_model.single_blocks.0.linear1", 4096, 36864), "flux2-klein-9b"),
    "flux 2 dev": (pair("transformer.single_transformer_blocks.0.attn.to_qkv_mlp_proj", 6144), None),
    "qwen": (pair("transformer.transformer_blocks.3.img_mlp.net.2", 3072), "qwen-image"),
    "qwen, attention alone": (pair("transformer.transformer_blocks.59.attn.add_q_proj", 3072), "qwen-image"),
    "sd 3": (pair("transformer.transformer_blocks.5.attn.add_q_proj", 1536), None),
    "z-image": (pair("diffusion_model.layers.0.attention.to_q", 3840), "zimage"),
    "z-image as kohya": (pair("lora_unet_layers_0_attention_qkv", 3840, kohya=True), "zimage"),
    "lumina": (pair("diffusion_model.layers.0.attention.qkv", 2304), None),
    "ernie": (pair("transformer.layers.3.self_attention.to_q"), "ernie-image"),
    "sana": (pair("transformer.transformer_blocks.2.attn2.to_q", 2240), "sana-sprint"),
    "nothing that is known": (pair("blocks.0.self_attn.q"), None),
}


@pytest.mark.parametrize(("shapes", "base"), FILES.values(), ids=FILES.keys())
def test_the_tensors_give_away_the_base(shapes: dict[str, tuple[int, ...]], base: str | None) -> None:
    assert find_base(Header(shapes, {})) == base


@pytest.mark.parametrize(
    ("name", "base"),
    [
        ("stable-diffusion-xl-v1-base/lora", "sdxl"),
        ("sdxl_base_v1-0", "sdxl"),
        ("Pony", "sdxl"),
        ("Illustrious", "sdxl"),
        ("stable-diffusion-v1/lora", "sd15"),
        ("sd_v1", "sd15"),
        ("SD 1.5", "sd15"),
        ("stable-diffusion-v2-512", None),
        ("flux-1-dev/lora", "flux1"),
        ("Flux.1 D", "flux1"),
        ("Flux.2 Klein 9B", "flux2-klein-9b"),
        ("flux2_klein_4b", "flux2-klein-4b"),
        ("Flux.2 D", None),
        ("ZImageTurbo", "zimage"),
        ("z_image", "zimage"),
        ("Qwen-Image", "qwen-image"),
        ("SDXL Turbo", "sdxl"),
        ("Wan Video", None),
        ("", None),
    ],
)
def test_the_names_that_people_give_models_are_known(name: str, base: str | None) -> None:
    assert called(name) == base


def test_metadata_decides_where_the_tensors_do_not() -> None:
    either = pair("unet.mid_block.attentions.0.transformer_blocks.0.attn1.to_q")
    assert find_base(Header(either, {})) is None
    assert find_base(Header(either, {"ss_base_model_version": "sdxl_base_v1-0"})) == "sdxl"
    assert find_base(Header(SDXL, {"ss_base_model_version": "sd_v1"})) == "sdxl"


@pytest.mark.parametrize(
    ("text", "words"),
    [("inkwash", ("inkwash",)), ("inkwash, in ink", ("inkwash", "in ink")), ('["a", "b c"]', ("a", "b c")), ("", ())],
)
def test_trigger_words_come_from_the_metadata(text: str, words: tuple[str, ...]) -> None:
    assert find_words(Header({}, {"modelspec.trigger_phrase": text})) == words


def test_a_whole_model_is_no_lora() -> None:
    assert is_lora(Header(SDXL, {}))
    assert is_lora(Header(SD15, {}))
    assert not is_lora(Header({"model.diffusion_model.input_blocks.0.0.weight": (320, 4, 3, 3)}, {}))


def test_every_architecture_has_a_name() -> None:
    assert set(BASE_NAMES) == set(ARCHITECTURES)
