"""Which models a LoRA fits: the architectures, and how a file gives away for which of them it was made."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Literal, get_args

from gcl.formats.safetensors_header import Header

# A family, or one of its sizes where the weights of one size do not fit another.
Architecture = Literal[
    "sd15",
    "sdxl",
    "zimage",
    "flux1",
    "flux2-klein",
    "flux2-klein-4b",
    "flux2-klein-9b",
    "qwen-image",
    "ernie-image",
    "sana-sprint",
]
ARCHITECTURES: tuple[str, ...] = get_args(Architecture)

BASE_NAMES = {
    "sd15": "Stable Diffusion 1.5",
    "sdxl": "SDXL",
    "zimage": "Z-Image",
    "flux1": "FLUX.1",
    "flux2-klein": "FLUX.2 klein",
    "flux2-klein-4b": "FLUX.2 klein 4B",
    "flux2-klein-9b": "FLUX.2 klein 9B",
    "qwen-image": "Qwen-Image",
    "ernie-image": "ERNIE-Image",
    "sana-sprint": "SANA",
}

# How trainers and CivitAI call them, in the order in which they are tried: "sdxl" is in none of the others.
_CALLED = (
    (r"flux[ ._-]*2.*klein.*9b", "flux2-klein-9b"),
    (r"flux[ ._-]*2.*klein.*4b", "flux2-klein-4b"),
    (r"flux[ ._-]*2.*klein", "flux2-klein"),
    (r"flux[ ._-]*2", None),  # dev, which is another size
    (r"flux", "flux1"),
    (r"sd[ ._-]*xl|stable-diffusion-xl|pony|illustrious|noobai", "sdxl"),
    (r"stable-diffusion-v1|\bsd[ ._-]*v?1(?!\d)", "sd15"),
    (r"z[ ._-]*image", "zimage"),
    (r"qwen[ ._-]*image|\bqwen\b", "qwen-image"),
    (r"ernie", "ernie-image"),
    (r"\bsana", "sana-sprint"),
)
_SAYS_ARCHITECTURE = ("modelspec.architecture", "ss_base_model_version", "base_model", "baseModel", "ss_sd_model_name")


def called(name: str) -> str | None:
    """The architecture that somebody calls `name`, such as "SDXL 1.0" or "flux-1-dev/lora"; None if it is unknown."""
    return next((base for pattern, base in _CALLED if re.search(pattern, name, re.IGNORECASE)), None)


def find_base(header: Header) -> str | None:
    """For which architecture a LoRA was made, or None. Its tensors decide; where they fit several, its metadata."""
    return _by_tensors(header) or next(
        (base for key in _SAYS_ARCHITECTURE if (base := called(header.metadata.get(key, "")))), None
    )


def find_words(header: Header) -> tuple[str, ...]:
    """The trigger words that the metadata gives."""
    text = header.metadata.get("modelspec.trigger_phrase") or header.metadata.get("trigger_words") or ""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = text.split(",")
    words = found if isinstance(found, list) else [found]
    return tuple(word.strip() for word in words if isinstance(word, str) and word.strip())


def is_lora(header: Header) -> bool:
    """Whether the tensors come in pairs of small matrices, and not as a whole model."""
    return any(re.search(r"lora_|\.lora\b|lora\.|lokr_", name) for name in header.shapes)


def _by_tensors(header: Header) -> str | None:
    """Trainers have two ways to write names: unet.down_blocks.1.attentions, lora_unet_down_blocks_1_attentions."""
    names = " ".join(header.shapes)

    def has(pattern: str) -> bool:
        return re.search(pattern, names) is not None

    if has(r"layers[._]\d+[._]self_attention"):
        return "ernie-image"
    if has(r"(context|noise)_refiner|layers[._]\d+[._]attention[._]"):
        return None if _read_by(header, r"attention[._](to_q|qkv)[._]") == 2304 else "zimage"  # 2304: Lumina 2
    if has(r"(down|input)_blocks[._]\d|mid_block|middle_block|lora_te\d?_text_model"):
        return _unet(header, names)
    if has(r"transformer\.transformer_blocks\.\d+\.attn2\."):
        return "sana-sprint"
    if has(r"double_blocks|single_blocks|single_transformer_blocks"):
        return _flux(header, names)
    if has(r"transformer_blocks[._]\d+[._](img_mlp|img_mod|txt_mlp|txt_mod)"):
        return "qwen-image"
    if has(r"transformer_blocks[._]\d+[._]attn[._]add_[qkv]_proj"):
        return "qwen-image" if _last(r"transformer_blocks[._](\d+)", header.shapes) >= 24 else None
    return None


def _unet(header: Header, names: str) -> str | None:
    """By the text encoders, the depth of the transformers, or how many numbers of a token they read."""
    if re.search(r"lora_te2_|text_encoder_2\.|(?<![a-z])transformer_blocks[._][1-9]", names):
        return "sdxl"
    read = _read_by(header, r"attn2[._]to_k[._]")
    if read is None and re.search(r"(down_blocks[._]0|input_blocks[._][12])[._](attentions|1)[._]", names):
        return "sd15"
    return {768: "sd15", 2048: "sdxl"}.get(read or 0)  # 1024: Stable Diffusion 2


def _flux(header: Header, names: str) -> str | None:
    if re.search(r"to_qkv_mlp_proj|ff\.linear_in|(double|single)_stream_modulation", names):
        is_two = True
    elif re.search(r"single_transformer_blocks[._]\d+[._](proj_mlp|proj_out|attn[._]to_[qkv])", names):
        is_two = False
    else:
        double = _last(r"double_blocks[._](\d+)", header.shapes)
        single = _last(r"single_blocks[._](\d+)", header.shapes)
        written = _written_by(header, r"single_blocks[._]\d+[._]linear1[._]")
        is_two = written in (27648, 36864) or (written != 21504 and double in (4, 7) and single in (-1, 19, 23))
    if not is_two:
        return "flux1"
    reads = r"(to_qkv_mlp_proj|attn\.to_q|img_attn[._]qkv|linear1|ff\.linear_in)[._]"
    return {3072: "flux2-klein-4b", 4096: "flux2-klein-9b"}.get(_read_by(header, reads) or 0)


def _read_by(header: Header, layer: str) -> int | None:
    """How many numbers the first of these layers reads: the columns of its first matrix."""
    down = re.compile(layer + r".*(lora_A|lora_down|lora\.down|down)\b")
    return next((shape[1] for name, shape in header.shapes.items() if len(shape) > 1 and down.search(name)), None)


def _written_by(header: Header, layer: str) -> int | None:
    up = re.compile(layer + r".*(lora_B|lora_up|lora\.up|up)\b")
    return next((shape[0] for name, shape in header.shapes.items() if shape and up.search(name)), None)


def _last(pattern: str, names: Iterable[str]) -> int:
    """The highest number that the pattern finds in a name, or -1."""
    return max((int(found[1]) for name in names if (found := re.search(pattern, name))), default=-1)
