"""A presets.json that has the untrained models of tests/tiny too."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from gcl.config import ROOT

FAMILIES = ("sd15", "sdxl", "zimage", "flux1", "flux2-klein", "qwen-image", "ernie-image", "sana-sprint")
# What a family refuses, whatever the weights.
_OWN: dict[str, dict[str, Any]] = {
    "zimage": {"guidance": 0.0, "negative_prompt": False},
    "flux1": {"guidance": 0.0, "negative_prompt": False},
    "flux2-klein": {"guidance": 1.0, "negative_prompt": False},
    "ernie-image": {"guidance": 1.0, "negative_prompt": False},
    "sana-sprint": {"guidance": 4.5, "negative_prompt": False, "max_sequence_length": 300, "divisor": 32},
}
_TINY: dict[str, Any] = {
    "steps": 8,
    "guidance": 5.0,
    "width": 512,
    "height": 288,
    "divisor": 16,
    "negative_prompt": True,
    "max_sequence_length": 512,
    "dtype": "float32",
    "licence": "Apache-2.0",
    "commercial": "yes",
    "commercial_note": "Untrained.",
}


def with_tiny_models(file: Path) -> Path:
    """Write to `file` the real presets, then tiny-sd15 and so on for each of FAMILIES, and `tiny`, the first again.

    Their weights are in the models folder once `tests.tiny.make` was called.
    """
    presets = json.loads((ROOT / "presets.json").read_text(encoding="utf-8"))
    models = presets["diffusion_models"]
    for family in FAMILIES:
        named = {"family": family, "name": f"Tiny {family}", "path": f"tiny-{family}"}
        models[f"tiny-{family}"] = _TINY | named | _OWN.get(family, {})
    models["tiny"] = models["tiny-sd15"] | {"name": "Tiny", "divisor": 8}
    file.write_text(json.dumps(presets), encoding="utf-8")
    return file
