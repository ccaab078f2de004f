"""Untrained pipelines of the true classes, small enough for a processor: they draw noise, and prove the whole path.
No preset of the studio is one; the tests' own presets.json lists them.

Every component is the real class with two layers or so; the tokenizers are real too, with one token a byte. They are
saved as any model is, so that they load as any model does. The seed is fixed: the same weights on every machine.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from diffusers import (
    AutoencoderDC,
    AutoencoderKL,
    AutoencoderKLFlux2,
    AutoencoderKLQwenImage,
    DiffusionPipeline,
    ErnieImagePipeline,
    ErnieImageTransformer2DModel,
    EulerDiscreteScheduler,
    FlowMatchEulerDiscreteScheduler,
    Flux2KleinPipeline,
    Flux2Transformer2DModel,
    FluxPipeline,
    FluxTransformer2DModel,
    PNDMScheduler,
    QwenImagePipeline,
    QwenImageTransformer2DModel,
    SanaSprintPipeline,
    SanaTransformer2DModel,
    SCMScheduler,
    StableDiffusionPipeline,
    StableDiffusionXLPipeline,
    UNet2DConditionModel,
    ZImagePipeline,
    ZImageTransformer2DModel,
)
from filelock import FileLock
from tokenizers.pre_tokenizers import ByteLevel
from transformers import (
    CLIPTextConfig,
    CLIPTextModel,
    CLIPTextModelWithProjection,
    CLIPTokenizer,
    Gemma2Config,
    Gemma2Model,
    GemmaTokenizer,
    Mistral3Config,
    Mistral3Model,
    Qwen2_5_VLConfig,
    Qwen2_5_VLForConditionalGeneration,
    Qwen2Tokenizer,
    Qwen3Config,
    Qwen3ForCausalLM,
    Qwen3Model,
    T5Config,
    T5EncoderModel,
    T5Tokenizer,
)

TOKENS = 512  # of one byte each, so about as much text as the 77 tokens of the real CLIP
CLIP_TOKENS = 77  # where CLIP reads the beginning only, beside another encoder
WIDTH = 32  # numbers a token in the text encoders
VAE2_CHANNELS = 8  # of the latents of FLUX.2's VAE


def make(family: str, models_dir: Path) -> Path:
    """The folder of the untrained pipeline of `family` under `models_dir`, made if it is not there yet.

    It appears under its name only when it is whole. Safe from several processes at once.
    """
    folder = models_dir / f"tiny-{family}"
    models_dir.mkdir(parents=True, exist_ok=True)
    with FileLock(models_dir / ".tiny.lock"):
        if not folder.is_dir():
            _write(family, folder)
    return folder


def _write(family: str, folder: Path) -> None:
    unfinished = folder.with_name(f".{folder.name}")
    shutil.rmtree(unfinished, ignore_errors=True)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        pipeline = RECIPES[family]()
    pipeline.save_pretrained(unfinished)
    unfinished.rename(folder)


def sd15() -> DiffusionPipeline:
    return StableDiffusionPipeline(
        vae=_vae(latent_channels=4, scaling_factor=0.18215),
        text_encoder=CLIPTextModel(_clip_config()),
        tokenizer=_clip_tokenizer(),
        unet=_unet(cross_attention_dim=WIDTH, attention_head_dim=8),
        scheduler=PNDMScheduler(**_BETAS, skip_prk_steps=True, set_alpha_to_one=False),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )


def sdxl() -> DiffusionPipeline:
    time_ids = 6 * 8  # six numbers of 8 features each
    unet = _unet(
        cross_attention_dim=2 * WIDTH,
        attention_head_dim=(2, 4),
        transformer_layers_per_block=(1, 2),
        use_linear_projection=True,
        addition_embed_type="text_time",
        addition_time_embed_dim=8,
        projection_class_embeddings_input_dim=time_ids + WIDTH,
    )
    return StableDiffusionXLPipeline(
        vae=_vae(latent_channels=4, scaling_factor=0.13025),
        text_encoder=CLIPTextModel(_clip_config()),
        text_encoder_2=CLIPTextModelWithProjection(_clip_config()),
        tokenizer=_clip_tokenizer(),
        tokenizer_2=_clip_tokenizer(),
        unet=unet,
        scheduler=EulerDiscreteScheduler(**_BETAS, timestep_spacing="leading"),
    )


def zimage() -> DiffusionPipeline:
    tokenizer = _qwen_tokenizer()
    text_encoder = Qwen3Model(_qwen3_config(tokenizer))
    transformer = ZImageTransformer2DModel(
        in_channels=16,
        dim=WIDTH,
        n_layers=2,
        n_refiner_layers=1,
        n_heads=2,
        n_kv_heads=2,
        cap_feat_dim=WIDTH,
        axes_dims=[8, 4, 4],
        axes_lens=[2 * TOKENS, 256, 256],
    )
    with torch.no_grad():  # these two are left as they lay in memory, which may be NaN
        transformer.x_pad_token.normal_(std=0.02)
        transformer.cap_pad_token.normal_(std=0.02)
    return ZImagePipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(shift=3.0),
        vae=_vae(latent_channels=16, scaling_factor=0.3611, shift_factor=0.1159),
        text_encoder=text_encoder,
        tokenizer=tokenizer,
        transformer=transformer,
    )


def flux1() -> DiffusionPipeline:
    """As dev: its guidance is one of the transformer's inputs."""
    return FluxPipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(shift=3.0, use_dynamic_shifting=True),
        vae=_vae(latent_channels=16, scaling_factor=0.3611, shift_factor=0.1159),
        text_encoder=CLIPTextModel(_clip_config(CLIP_TOKENS)),
        tokenizer=_clip_tokenizer(CLIP_TOKENS),
        text_encoder_2=T5EncoderModel(
            T5Config(vocab_size=len(_t5_tokenizer()), d_model=WIDTH, d_kv=16, d_ff=2 * WIDTH, num_layers=2, num_heads=2)
        ),
        tokenizer_2=_t5_tokenizer(),
        transformer=FluxTransformer2DModel(
            in_channels=64,
            num_layers=1,
            num_single_layers=1,
            attention_head_dim=16,
            num_attention_heads=2,
            joint_attention_dim=WIDTH,
            pooled_projection_dim=WIDTH,
            guidance_embeds=True,
            axes_dims_rope=(4, 6, 6),
        ),
    )


def flux2_klein() -> DiffusionPipeline:
    tokenizer = _qwen_tokenizer()
    layers = 27  # the pipeline reads the states behind layers 9, 18 and 27
    return Flux2KleinPipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(shift=3.0, use_dynamic_shifting=True),
        vae=_vae2(),
        text_encoder=Qwen3ForCausalLM(_qwen3_config(tokenizer, layers)),
        tokenizer=tokenizer,
        transformer=Flux2Transformer2DModel(
            in_channels=4 * VAE2_CHANNELS,
            num_layers=1,
            num_single_layers=1,
            attention_head_dim=16,
            num_attention_heads=2,
            joint_attention_dim=3 * WIDTH,
            axes_dims_rope=(4, 4, 4, 4),
            guidance_embeds=False,
        ),
        is_distilled=True,
    )


def qwen_image() -> DiffusionPipeline:
    tokenizer = _qwen_tokenizer()
    text = {
        "vocab_size": len(tokenizer),
        "hidden_size": WIDTH,
        "intermediate_size": 2 * WIDTH,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "num_key_value_heads": 2,
        "bos_token_id": None,
        "eos_token_id": None,
        "rope_parameters": {"rope_type": "default", "mrope_section": [2, 3, 3], "rope_theta": 1e6},
    }
    vision = {
        "depth": 2,
        "hidden_size": 16,
        "intermediate_size": 16,
        "num_heads": 2,
        "out_hidden_size": WIDTH,
        "fullatt_block_indexes": [0],
    }
    config = Qwen2_5_VLConfig(text_config=text, vision_config=vision)
    return QwenImagePipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True),
        vae=AutoencoderKLQwenImage(base_dim=6, num_res_blocks=1),
        text_encoder=Qwen2_5_VLForConditionalGeneration(config),
        tokenizer=tokenizer,
        transformer=QwenImageTransformer2DModel(
            num_layers=2,
            attention_head_dim=16,
            num_attention_heads=2,
            joint_attention_dim=WIDTH,
            axes_dims_rope=(4, 6, 6),
        ),
    )


def ernie_image() -> DiffusionPipeline:
    tokenizer = _qwen_tokenizer()
    text = {
        "model_type": "ministral3",
        "vocab_size": len(tokenizer),
        "hidden_size": WIDTH,
        "intermediate_size": 2 * WIDTH,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "num_key_value_heads": 2,
        "head_dim": 16,
    }
    vision = {
        "model_type": "pixtral",
        "hidden_size": 16,
        "intermediate_size": 16,
        "num_hidden_layers": 1,
        "num_attention_heads": 1,
        "head_dim": 16,
    }
    transformer = ErnieImageTransformer2DModel(
        hidden_size=WIDTH,
        num_attention_heads=2,
        num_layers=2,
        ffn_hidden_size=2 * WIDTH,
        in_channels=4 * VAE2_CHANNELS,
        out_channels=4 * VAE2_CHANNELS,
        text_in_dim=WIDTH,
        rope_axes_dim=(4, 6, 6),
    )
    for layer in (transformer.adaLN_modulation[-1], transformer.final_linear):  # zero until it is trained
        torch.nn.init.normal_(layer.weight, std=0.2)
    return ErnieImagePipeline(
        transformer=transformer,
        vae=_vae2(),
        text_encoder=Mistral3Model(Mistral3Config(text_config=text, vision_config=vision)),
        tokenizer=tokenizer,
        scheduler=FlowMatchEulerDiscreteScheduler(shift=3.0),
    )


def sana_sprint() -> DiffusionPipeline:
    tokenizer = _gemma_tokenizer()
    levels = 6  # 32 pixels are one latent pixel
    return SanaSprintPipeline(
        tokenizer=tokenizer,
        text_encoder=Gemma2Model(
            Gemma2Config(
                vocab_size=len(tokenizer),
                hidden_size=WIDTH,
                intermediate_size=2 * WIDTH,
                num_hidden_layers=2,
                num_attention_heads=2,
                num_key_value_heads=2,
                head_dim=16,
                max_position_embeddings=4096,
            )
        ),
        vae=AutoencoderDC(
            latent_channels=8,
            attention_head_dim=8,
            encoder_block_out_channels=(8,) * levels,
            decoder_block_out_channels=(8,) * levels,
            encoder_layers_per_block=(1,) * levels,
            decoder_layers_per_block=(1,) * levels,
            encoder_qkv_multiscales=((),) * levels,
            decoder_qkv_multiscales=((),) * levels,
            encoder_out_shortcut=True,
            scaling_factor=0.41407,
        ),
        transformer=SanaTransformer2DModel(
            in_channels=8,
            out_channels=8,
            num_attention_heads=2,
            attention_head_dim=16,
            num_layers=2,
            num_cross_attention_heads=2,
            cross_attention_head_dim=16,
            cross_attention_dim=WIDTH,
            caption_channels=WIDTH,
            guidance_embeds=True,
            qk_norm="rms_norm_across_heads",
        ),
        scheduler=SCMScheduler(),
    )


RECIPES: dict[str, Callable[[], DiffusionPipeline]] = {
    "sd15": sd15,
    "sdxl": sdxl,
    "zimage": zimage,
    "flux1": flux1,
    "flux2-klein": flux2_klein,
    "qwen-image": qwen_image,
    "ernie-image": ernie_image,
    "sana-sprint": sana_sprint,
}

_BETAS: dict[str, Any] = {
    "beta_schedule": "scaled_linear",
    "beta_start": 0.00085,
    "beta_end": 0.012,
    "steps_offset": 1,
}


def _vae(**options: Any) -> AutoencoderKL:
    """Four levels, so that eight pixels are one latent pixel, as in the real ones."""
    return AutoencoderKL(
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        block_out_channels=(8, 16, 16, 16),
        layers_per_block=1,
        norm_num_groups=8,
        **options,
    )


def _vae2() -> AutoencoderKLFlux2:
    """The VAE of FLUX.2, whose latents are normed by a batch norm that was filled in training."""
    vae = AutoencoderKLFlux2(
        block_out_channels=(8, 16, 16, 16), layers_per_block=1, norm_num_groups=8, latent_channels=VAE2_CHANNELS
    )
    vae.bn.running_var.fill_(1.0)
    return vae


def _unet(**options: Any) -> UNet2DConditionModel:
    return UNet2DConditionModel(
        sample_size=64,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        block_out_channels=(16, 32),
        layers_per_block=1,
        norm_num_groups=8,
        **options,
    )


def _clip_config(tokens: int = TOKENS) -> CLIPTextConfig:
    tokenizer = _clip_tokenizer(tokens)
    return CLIPTextConfig(
        vocab_size=len(tokenizer),
        hidden_size=WIDTH,
        intermediate_size=2 * WIDTH,
        num_hidden_layers=2,
        num_attention_heads=4,
        max_position_embeddings=tokens,
        projection_dim=WIDTH,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )


def _qwen3_config(tokenizer: Qwen2Tokenizer, layers: int = 2) -> Qwen3Config:
    return Qwen3Config(
        vocab_size=len(tokenizer),
        hidden_size=WIDTH,
        intermediate_size=2 * WIDTH,
        num_hidden_layers=layers,
        num_attention_heads=2,
        num_key_value_heads=2,
        head_dim=16,
        max_position_embeddings=2 * TOKENS,
    )


def _clip_tokenizer(tokens: int = TOKENS) -> CLIPTokenizer:
    letters = sorted(ByteLevel.alphabet())
    vocab = [*letters, *(letter + "</w>" for letter in letters), "<|startoftext|>", "<|endoftext|>"]
    return CLIPTokenizer(vocab=_numbered(vocab), merges=[], model_max_length=tokens)


def _qwen_tokenizer() -> Qwen2Tokenizer:
    marks = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    return Qwen2Tokenizer(
        vocab=_numbered([*sorted(ByteLevel.alphabet()), *marks]),
        merges=[],
        extra_special_tokens=marks[1:],
        model_max_length=TOKENS,
        # As much of Qwen's template as one message of a person needs.
        chat_template=(
            "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n{% endfor %}"
            "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
        ),
    )


def _t5_tokenizer() -> T5Tokenizer:
    """Of one token a character, for those that a keyboard has."""
    letters = [(chr(code), -2.0) for code in range(32, 127)]
    vocab = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁", -2.0), *letters]
    return T5Tokenizer(vocab=vocab, extra_ids=0, model_max_length=TOKENS)


def _gemma_tokenizer() -> GemmaTokenizer:
    letters = [chr(code) for code in range(32, 127)]
    marks = ["<pad>", "<eos>", "<bos>", "<unk>", "▁", "\n"]
    return GemmaTokenizer(vocab=_numbered([*marks, *letters]), merges=[], model_max_length=4096)


def _numbered(tokens: list[str]) -> dict[str, int]:
    return {token: number for number, token in enumerate(tokens)}
