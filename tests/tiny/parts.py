"""What the small pipelines are made of: networks, text configurations, tokenizers of a token a byte or character."""

from __future__ import annotations

from typing import Any

from diffusers import AutoencoderKL, AutoencoderKLFlux2, UNet2DConditionModel
from tokenizers.pre_tokenizers import ByteLevel
from transformers import CLIPTextConfig, CLIPTokenizer, GemmaTokenizer, Qwen2Tokenizer, Qwen3Config, T5Tokenizer

TOKENS = 512  # of one byte each, so about as much text as the 77 tokens of the real CLIP
CLIP_TOKENS = 77  # where CLIP reads the beginning only, beside another encoder
WIDTH = 32  # numbers a token in the text encoders
VAE2_CHANNELS = 8  # of the latents of FLUX.2's VAE

# Of every language model that reads a prompt: two layers, two heads.
TEXT: dict[str, Any] = {
    "hidden_size": WIDTH,
    "intermediate_size": 2 * WIDTH,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "num_key_value_heads": 2,
}

BETAS: dict[str, Any] = {
    "beta_schedule": "scaled_linear",
    "beta_start": 0.00085,
    "beta_end": 0.012,
    "steps_offset": 1,
}


def vae(**options: Any) -> AutoencoderKL:
    """Four levels, so that eight pixels are one latent pixel, as in the real ones."""
    return AutoencoderKL(
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        block_out_channels=(8, 16, 16, 16),
        layers_per_block=1,
        norm_num_groups=8,
        **options,
    )


def vae2() -> AutoencoderKLFlux2:
    """The VAE of FLUX.2, whose latents are normed by a batch norm that was filled in training."""
    vae = AutoencoderKLFlux2(
        block_out_channels=(8, 16, 16, 16), layers_per_block=1, norm_num_groups=8, latent_channels=VAE2_CHANNELS
    )
    vae.bn.running_var.fill_(1.0)
    return vae


def unet(**options: Any) -> UNet2DConditionModel:
    return UNet2DConditionModel(
        sample_size=64,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        block_out_channels=(16, 32),
        layers_per_block=1,
        norm_num_groups=8,
        **options,
    )


def clip_config(tokens: int = TOKENS) -> CLIPTextConfig:
    tokenizer = clip_tokenizer(tokens)
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


def qwen3_config(tokenizer: Qwen2Tokenizer, layers: int = 2) -> Qwen3Config:
    return Qwen3Config(
        vocab_size=len(tokenizer),
        head_dim=16,
        max_position_embeddings=2 * TOKENS,
        **(TEXT | {"num_hidden_layers": layers}),
    )


def clip_tokenizer(tokens: int = TOKENS) -> CLIPTokenizer:
    letters = sorted(ByteLevel.alphabet())
    vocab = [*letters, *(letter + "</w>" for letter in letters), "<|startoftext|>", "<|endoftext|>"]
    return CLIPTokenizer(vocab=_numbered(vocab), merges=[], model_max_length=tokens)


def qwen_tokenizer() -> Qwen2Tokenizer:
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


def t5_tokenizer() -> T5Tokenizer:
    """Of one token a character, for those that a keyboard has."""
    letters = [(chr(code), -2.0) for code in range(32, 127)]
    vocab = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁", -2.0), *letters]
    return T5Tokenizer(vocab=vocab, extra_ids=0, model_max_length=TOKENS)


def gemma_tokenizer() -> GemmaTokenizer:
    letters = [chr(code) for code in range(32, 127)]
    marks = ["<pad>", "<eos>", "<bos>", "<unk>", "▁", "\n"]
    return GemmaTokenizer(vocab=_numbered([*marks, *letters]), merges=[], model_max_length=4096)


def _numbered(tokens: list[str]) -> dict[str, int]:
    return {token: number for number, token in enumerate(tokens)}
