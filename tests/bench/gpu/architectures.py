"""The true architectures, untrained: how fast a model draws depends on its shapes and not on its weights.

The numbers are those of the configurations that come with the published weights. The tokenizers are the small ones of
tests/tiny, of a token a byte; the encoders' vocabularies stay as large as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from diffusers import (
    AutoencoderKL,
    AutoencoderKLFlux2,
    DiffusionPipeline,
    EulerAncestralDiscreteScheduler,
    FlowMatchEulerDiscreteScheduler,
    Flux2KleinPipeline,
    Flux2Transformer2DModel,
    StableDiffusionXLPipeline,
    UNet2DConditionModel,
    ZImagePipeline,
    ZImageTransformer2DModel,
)
from transformers import (
    CLIPTextConfig,
    CLIPTextModel,
    CLIPTextModelWithProjection,
    Qwen3Config,
    Qwen3ForCausalLM,
    Qwen3Model,
)

from tests.tiny.parts import BETAS, CLIP_TOKENS, clip_tokenizer, qwen_tokenizer

CHANNELS = (128, 256, 512, 512)


def vae(latent_channels: int, **options: float) -> AutoencoderKL:
    return AutoencoderKL(
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        block_out_channels=CHANNELS,
        layers_per_block=2,
        latent_channels=latent_channels,
        **options,
    )


def scheduler(kind: type, **options: Any) -> Any:
    """Its tables are NumPy's, wherever and in whatever numbers the networks around it are made."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float32)
    try:
        with torch.device("cpu"):
            return kind(**options)
    finally:
        torch.set_default_dtype(before)


def clip(width: int, layers: int, heads: int) -> CLIPTextConfig:
    return CLIPTextConfig(
        vocab_size=49408,
        hidden_size=width,
        intermediate_size=4 * width,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        max_position_embeddings=CLIP_TOKENS,
        projection_dim=width,
        hidden_act="quick_gelu" if width == 768 else "gelu",
    )


def qwen3_4b() -> Qwen3Config:
    return Qwen3Config(
        vocab_size=151936,
        hidden_size=2560,
        intermediate_size=9728,
        num_hidden_layers=36,
        num_attention_heads=32,
        num_key_value_heads=8,
        head_dim=128,
        tie_word_embeddings=True,
    )


def sdxl() -> DiffusionPipeline:
    return StableDiffusionXLPipeline(
        vae=vae(4, scaling_factor=0.13025),
        text_encoder=CLIPTextModel(clip(768, 12, 12)),
        text_encoder_2=CLIPTextModelWithProjection(clip(1280, 32, 20)),
        tokenizer=clip_tokenizer(CLIP_TOKENS),
        tokenizer_2=clip_tokenizer(CLIP_TOKENS),
        unet=UNet2DConditionModel(
            sample_size=64,
            in_channels=4,
            out_channels=4,
            down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
            up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
            block_out_channels=(320, 640, 1280),
            layers_per_block=2,
            cross_attention_dim=2048,
            attention_head_dim=(5, 10, 20),
            transformer_layers_per_block=(1, 2, 10),
            use_linear_projection=True,
            addition_embed_type="text_time",
            addition_time_embed_dim=256,
            projection_class_embeddings_input_dim=2816,
        ),
        scheduler=scheduler(EulerAncestralDiscreteScheduler, **BETAS, timestep_spacing="trailing"),
    )


def klein() -> DiffusionPipeline:
    return Flux2KleinPipeline(
        scheduler=scheduler(FlowMatchEulerDiscreteScheduler, shift=3.0, use_dynamic_shifting=True),
        vae=AutoencoderKLFlux2(),
        text_encoder=Qwen3ForCausalLM(qwen3_4b()),
        tokenizer=qwen_tokenizer(),
        transformer=Flux2Transformer2DModel(
            num_layers=5,
            num_single_layers=20,
            num_attention_heads=24,
            joint_attention_dim=7680,
            guidance_embeds=False,
        ),
        is_distilled=True,
    )


def zimage() -> DiffusionPipeline:
    return ZImagePipeline(
        scheduler=scheduler(FlowMatchEulerDiscreteScheduler, shift=3.0),
        vae=vae(16, scaling_factor=0.3611, shift_factor=0.1159),
        text_encoder=Qwen3Model(qwen3_4b()),
        tokenizer=qwen_tokenizer(),
        transformer=ZImageTransformer2DModel(),
    )


ARCHITECTURES: dict[str, Callable[[], DiffusionPipeline]] = {"sdxl": sdxl, "flux2-klein": klein, "zimage": zimage}


def untrained(family: str, dtype: torch.dtype, device: str) -> DiffusionPipeline:
    """The pipeline with small random weights, which let no number overflow; norms are left as they are."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(dtype)
    try:
        with torch.device(device):
            pipeline = ARCHITECTURES[family]()
    finally:
        torch.set_default_dtype(before)
    generator = torch.Generator(device).manual_seed(0)
    for part in pipeline.components.values():
        if isinstance(part, torch.nn.Module):
            part.to(dtype)
            for weight in part.parameters():
                if weight.dim() > 1:
                    weight.data.normal_(std=0.02, generator=generator)
                elif not torch.isfinite(weight).all():
                    weight.data.zero_()
    return pipeline
