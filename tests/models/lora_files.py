"""LoRAs for the tiny pipelines, made by peft and written by diffusers as a trainer writes them."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import torch
from diffusers import DiffusionPipeline
from peft import LoraConfig, get_peft_model_state_dict
from safetensors.torch import load_file, save_file

from gcl.loras import ChosenLora
from tests import tiny

DENOISER = ("to_q", "to_k", "to_v")
READER = ("q_proj", "k_proj", "v_proj")  # of CLIP


def make_lora(
    family: str,
    models_dir: Path,
    file: Path,
    *,
    seed: int = 0,
    text: bool = False,
    metadata: dict[str, str] | None = None,
) -> Path:
    """An untrained LoRA of rank 2 for the denoiser, and with `text` for the text encoder too, at `file`."""
    pipeline = DiffusionPipeline.from_pretrained(tiny.make(family, models_dir))
    part = "unet" if hasattr(pipeline, "unet") else "transformer"
    layers: dict[str, Any] = {f"{part}_lora_layers": _layers(getattr(pipeline, part), DENOISER, seed)}
    if text:
        layers["text_encoder_lora_layers"] = _layers(pipeline.text_encoder, READER, seed)
    file.parent.mkdir(parents=True, exist_ok=True)
    type(pipeline).save_lora_weights(file.parent, weight_name=file.name, **layers)
    if metadata is not None:
        save_file(load_file(file), file, metadata=metadata)
    return file


def chosen(file: Path, weight: float = 1.0, key: str | None = None) -> ChosenLora:
    return ChosenLora(key or file.stem, file.stem.capitalize(), file, weight)


def renamed(file: Path, new: Path, old: str, other: str) -> Path:
    """A copy whose tensors have other names."""
    save_file({name.replace(old, other): value for name, value in load_file(file).items()}, new)
    return new


def _layers(part: torch.nn.Module, targets: tuple[str, ...], seed: int) -> dict[str, torch.Tensor]:
    part.add_adapter(LoraConfig(r=2, lora_alpha=2, target_modules=list(targets), init_lora_weights=False))
    random = torch.Generator().manual_seed(seed)
    return {
        name: torch.randn(value.shape, generator=random) * math.sqrt(1 / value.shape[-1])
        for name, value in get_peft_model_state_dict(part).items()
    }
