"""A map that a frame keeps to, and the network that reads it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from huggingface_hub import hf_hub_download
from PIL import Image, ImageOps

from gcl.catalog import Catalog
from gcl.downloads.absence import net_absence
from gcl.errors import ModelError
from gcl.models.opening import Source, find_source, opening_errors
from gcl.payloads import ControlImage
from gcl.presets.controlnet import ControlNetPreset
from gcl.references import kept_image

# Configurations for networks that are single files whose repository has none.
CONFIGS = Path(__file__).parent / "configs"


@dataclass(frozen=True)
class Control:
    """`image` (RGB) is the map, of the size that is drawn; `mode` tells a network of several kinds which it is."""

    key: str
    preset: ControlNetPreset
    source: Source
    kind: str
    mode: int | None
    name: str
    image: Image.Image
    scale: float


def open_control(asked: ControlImage, catalog: Catalog, folder: Path, width: int, height: int) -> Control:
    """Read the kept map at width × height: what of another shape stands over is cut off on both sides. NotFound if it
    is gone, ModelError if the network is no use."""
    preset = catalog.controlnet(asked.controlnet)
    if said := net_absence(catalog, asked.controlnet):
        raise ModelError(said)
    with Image.open(kept_image(asked.image, folder)) as opened:
        image = ImageOps.fit(opened.convert("RGB"), (width, height), Image.Resampling.LANCZOS)
    source = find_source(preset, catalog)
    modes = {str(kind): mode for kind, mode in preset.kinds.items()}
    if asked.kind not in modes:  # presets.json is another one than when the frame was asked for
        raise ModelError(f"{preset.name} does not read maps of the kind {asked.kind!r}. Ask for the frame again.")
    return Control(asked.controlnet, preset, source, asked.kind, modes[asked.kind], asked.image, image, asked.scale)


def open_net(net_class: Any, control: Control, dtype: torch.dtype) -> torch.nn.Module:
    """The network, from a folder, a file or the hub. ModelError with a sentence."""
    preset, source = control.preset, control.source
    with opening_errors(preset, source):
        if source.is_single_file:
            return _open_file(net_class, str(source.place), preset, dtype)
        if preset.weight_name:
            file = hf_hub_download(str(source.place), preset.weight_name, local_files_only=source.here)
            return _open_file(net_class, file, preset, dtype)
        return net_class.from_pretrained(
            str(source.place),
            dtype=dtype,
            variant=preset.variant,
            use_safetensors=True,
            local_files_only=source.here,
        )


def _open_file(net_class: Any, file: str, preset: ControlNetPreset, dtype: torch.dtype) -> torch.nn.Module:
    config = preset.single_file_config
    if config is not None and (CONFIGS / config).is_dir():
        config = str(CONFIGS / config)
    return net_class.from_single_file(file, config=config, dtype=dtype, local_files_only=True)
