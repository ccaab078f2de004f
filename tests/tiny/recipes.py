"""A pipeline of each family, of the true classes, untrained."""

from __future__ import annotations

from collections.abc import Callable

import torch
from diffusers import (
    AutoencoderDC,
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
    ZImagePipeline,
    ZImageTransformer2DModel,
)
from transformers import (
    CLIPTextModel,
    CLIPTextModelWithProjection,
    Gemma2Config,
    Gemma2Model,
    Mistral3Config,
    Mistral3Model,
    Qwen2_5_VLConfig,
    Qwen2_5_VLForConditionalGeneration,
    Qwen3ForCausalLM,
    Qwen3Model,
    T5Config,
    T5EncoderModel,
)

from tests.tiny.parts import (
    BETAS,
    CLIP_TOKENS,
    TEXT,
    TOKENS,
    VAE2_CHANNELS,
    WIDTH,
    clip_config,
    clip_tokenizer,
    gemma_tokenizer,
    qwen3_config,
    qwen_tokenizer,
    t5_tokenizer,
    unet,
    vae,
    vae2,
)


def sd15() -> DiffusionPipeline:
    return StableDiffusionPipeline(
        vae=vae(latent_channels=4, scaling_factor=0.18215),
        text_encoder=CLIPTextModel(clip_config()),
        tokenizer=clip_tokenizer(),
        unet=unet(cross_attention_dim=WIDTH, attention_head_dim=8),
        scheduler=PNDMScheduler(**BETAS, skip_prk_steps=True, set_alpha_to_one=False),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )


def sdxl() -> DiffusionPipeline:
    time_ids = 6 * 8  # six numbers of 8 features each
    network = unet(
        cross_attention_dim=2 * WIDTH,
        attention_head_dim=(2, 4),
        transformer_layers_per_block=(1, 2),
        use_linear_projection=True,
        addition_embed_type="text_time",
        addition_time_embed_dim=8,
        projection_class_embeddings_input_dim=time_ids + WIDTH,
    )
    return StableDiffusionXLPipeline(
        vae=vae(latent_channels=4, scaling_factor=0.13025),
        text_encoder=CLIPTextModel(clip_config()),
        text_encoder_2=CLIPTextModelWithProjection(clip_config()),
        tokenizer=clip_tokenizer(),
        tokenizer_2=clip_tokenizer(),
        unet=network,
        scheduler=EulerDiscreteScheduler(**BETAS, timestep_spacing="leading"),
    )


def zimage() -> DiffusionPipeline:
    tokenizer = qwen_tokenizer()
    text_encoder = Qwen3Model(qwen3_config(tokenizer))
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
        vae=vae(latent_channels=16, scaling_factor=0.3611, shift_factor=0.1159),
        text_encoder=text_encoder,
        tokenizer=tokenizer,
        transformer=transformer,
    )


def flux1() -> DiffusionPipeline:
    """As dev: its guidance is one of the transformer's inputs."""
    return FluxPipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(shift=3.0, use_dynamic_shifting=True),
        vae=vae(latent_channels=16, scaling_factor=0.3611, shift_factor=0.1159),
        text_encoder=CLIPTextModel(clip_config(CLIP_TOKENS)),
        tokenizer=clip_tokenizer(CLIP_TOKENS),
        text_encoder_2=T5EncoderModel(
            T5Config(vocab_size=len(t5_tokenizer()), d_model=WIDTH, d_kv=16, d_ff=2 * WIDTH, num_layers=2, num_heads=2)
        ),
        tokenizer_2=t5_tokenizer(),
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
    tokenizer = qwen_tokenizer()
    layers = 27  # the pipeline reads the states behind layers 9, 18 and 27
    return Flux2KleinPipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(shift=3.0, use_dynamic_shifting=True),
        vae=vae2(),
        text_encoder=Qwen3ForCausalLM(qwen3_config(tokenizer, layers)),
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
    tokenizer = qwen_tokenizer()
    text = {
        "vocab_size": len(tokenizer),
        **TEXT,
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
    tokenizer = qwen_tokenizer()
    text = {
        "model_type": "ministral3",
        "vocab_size": len(tokenizer),
        **TEXT,
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
        vae=vae2(),
        text_encoder=Mistral3Model(Mistral3Config(text_config=text, vision_config=vision)),
        tokenizer=tokenizer,
        scheduler=FlowMatchEulerDiscreteScheduler(shift=3.0),
    )


def sana_sprint() -> DiffusionPipeline:
    tokenizer = gemma_tokenizer()
    levels = 6  # 32 pixels are one latent pixel
    return SanaSprintPipeline(
        tokenizer=tokenizer,
        text_encoder=Gemma2Model(
            Gemma2Config(vocab_size=len(tokenizer), head_dim=16, max_position_embeddings=4096, **TEXT)
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
