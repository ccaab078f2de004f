"""Safetensors files of a given header, written without torch. Their numbers are zeros."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path

Shapes = Mapping[str, tuple[int, ...]]


def write_header(file: Path, shapes: Shapes, metadata: Mapping[str, str] | None = None) -> Path:
    """A file of float16 tensors of these shapes; a sparse one, so that large shapes take no room."""
    offset, tensors = 0, {}
    for name, shape in shapes.items():
        end = offset + 2 * math.prod(shape)
        tensors[name] = {"dtype": "F16", "shape": list(shape), "data_offsets": [offset, end]}
        offset = end
    header = json.dumps(({"__metadata__": dict(metadata)} if metadata else {}) | tensors).encode()
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as opened:
        opened.write(len(header).to_bytes(8, "little") + header)
        opened.truncate(8 + len(header) + offset)
    return file


def pair(layer: str, reads: int = 64, writes: int = 64, *, kohya: bool = False) -> dict[str, tuple[int, ...]]:
    """The two matrices of one layer, of rank 4."""
    down, up = ("lora_down", "lora_up") if kohya else ("lora_A", "lora_B")
    return {f"{layer}.{down}.weight": (4, reads), f"{layer}.{up}.weight": (writes, 4)}


SDXL = pair("unet.down_blocks.1.attentions.0.transformer_blocks.1.attn2.to_k", 2048, 640)
SD15 = pair("lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn2_to_k", 768, 320, kohya=True)
