"""Writes the tiny Stable Diffusion 1.5 as one file, with the names that such files have in the wild.

The names are those of the first release (CompVis latent diffusion); nothing that is installed writes them any more.
"""

from __future__ import annotations

import re
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

LEVELS = 4  # of the VAE

_RESNET = [
    ("norm1", "in_layers.0"),
    ("conv1", "in_layers.2"),
    ("norm2", "out_layers.0"),
    ("conv2", "out_layers.3"),
    ("time_emb_proj", "emb_layers.1"),
    ("conv_shortcut", "skip_connection"),
]
_UNET = [
    (r"^time_embedding\.linear_1\.", "time_embed.0."),
    (r"^time_embedding\.linear_2\.", "time_embed.2."),
    (r"^conv_in\.", "input_blocks.0.0."),
    (r"^conv_norm_out\.", "out.0."),
    (r"^conv_out\.", "out.2."),
    # Two levels of one layer: blocks 1 and 3 are layers, block 2 is the downsampler between them.
    (r"^down_blocks\.0\.resnets\.0\.", "input_blocks.1.0."),
    (r"^down_blocks\.0\.downsamplers\.0\.conv\.", "input_blocks.2.0.op."),
    (r"^down_blocks\.1\.resnets\.0\.", "input_blocks.3.0."),
    (r"^down_blocks\.1\.attentions\.0\.", "input_blocks.3.1."),
    (r"^mid_block\.resnets\.0\.", "middle_block.0."),
    (r"^mid_block\.attentions\.0\.", "middle_block.1."),
    (r"^mid_block\.resnets\.1\.", "middle_block.2."),
    (r"^up_blocks\.0\.resnets\.(\d)\.", r"output_blocks.\1.0."),
    (r"^up_blocks\.0\.attentions\.(\d)\.", r"output_blocks.\1.1."),
    (r"^up_blocks\.0\.upsamplers\.0\.", "output_blocks.1.2."),
    (r"^up_blocks\.1\.resnets\.0\.", "output_blocks.2.0."),
    (r"^up_blocks\.1\.resnets\.1\.", "output_blocks.3.0."),
]
_VAE = [
    (r"\.conv_norm_out\.", ".norm_out."),
    (r"\.down_blocks\.(\d)\.resnets\.", r".down.\1.block."),
    (r"\.down_blocks\.(\d)\.downsamplers\.0\.", r".down.\1.downsample."),
    (r"\.mid_block\.resnets\.0\.", ".mid.block_1."),
    (r"\.mid_block\.resnets\.1\.", ".mid.block_2."),
    (r"\.mid_block\.attentions\.0\.", ".mid.attn_1."),
    (r"\.attn_1\.group_norm\.", ".attn_1.norm."),
    (r"\.attn_1\.to_out\.0\.", ".attn_1.proj_out."),
    (r"\.attn_1\.to_([qkv])\.", r".attn_1.\1."),
    (r"\.conv_shortcut\.", ".nin_shortcut."),
]


def write_single_file(folder: Path, file: Path) -> None:
    weights = {f"model.diffusion_model.{_unet(name)}": value for name, value in _read(folder / "unet").items()}
    for name, value in _read(folder / "vae").items():
        # The attention of the VAE was made of convolutions then.
        is_convolution = ".mid_block.attentions.0." in name and value.ndim == 2
        weights[f"first_stage_model.{_vae(name)}"] = value[:, :, None, None] if is_convolution else value
    for name, value in _read(folder / "text_encoder").items():
        weights[f"cond_stage_model.transformer.text_model.{name}"] = value
    save_file({name: value.contiguous() for name, value in weights.items()}, file)


def _read(folder: Path) -> dict[str, torch.Tensor]:
    return load_file(next(folder.glob("*.safetensors")))


def _unet(name: str) -> str:
    new = _replaced(name, _UNET)
    if ".resnets." in name:
        for ours, theirs in _RESNET:
            new = new.replace(f".{ours}.", f".{theirs}.")
    return new


def _vae(name: str) -> str:
    new = _replaced(name, _VAE)
    new = re.sub(r"\.up_blocks\.(\d)\.resnets\.", lambda found: f".up.{LEVELS - 1 - int(found[1])}.block.", new)
    return re.sub(
        r"\.up_blocks\.(\d)\.upsamplers\.0\.", lambda found: f".up.{LEVELS - 1 - int(found[1])}.upsample.", new
    )


def _replaced(name: str, rules: list[tuple[str, str]]) -> str:
    for pattern, new in rules:
        name = re.sub(pattern, new, name)
    return name
