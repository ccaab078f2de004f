"""A plan of gcl/plans.py carried out on a pipeline: narrow weights, and which part is on the card when."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from inspect import signature
from typing import Any

import torch
from diffusers import DiffusionPipeline, PipelineQuantizationConfig
from diffusers.hooks import apply_layerwise_casting

from gcl.machine import memory
from gcl.plans import Plan

NARROW = torch.float8_e4m3fn
DENOISERS = ("transformer", "unet")
ENCODERS = ("text_encoder", "text_encoder_2", "text_encoder_3")

# Of a text encoder, what stays as wide as it is: what is small or weighs much, what other code looks at to see in which
# numbers the encoder computes ("wo" of T5), and a head that shares its weights with the embedding.
WIDE = ("norm", "embed", "lm_head", r"\bwo$", "pooler", "projection", "visual", "vision")


def loading_options(plan: Plan, dtype: torch.dtype, pipeline_class: type[DiffusionPipeline]) -> dict[str, Any]:
    """What `from_pretrained` is told for a plan: bitsandbytes narrows the weights as they are read, NF4 with double
    quantisation, as for the language models."""
    if plan.weights != "nf4":
        return {}
    how = {
        "load_in_4bit": True,
        "bnb_4bit_quant_type": "nf4",
        "bnb_4bit_use_double_quant": True,
        "bnb_4bit_compute_dtype": dtype,
    }
    narrow = [name for name in (*DENOISERS, *ENCODERS) if name in signature(pipeline_class).parameters]
    config = PipelineQuantizationConfig(
        quant_backend="bitsandbytes_4bit", quant_kwargs=how, components_to_quantize=narrow
    )
    return {"quantization_config": config}


def place(pipeline: DiffusionPipeline, plan: Plan, device: torch.device, dtype: torch.dtype) -> None:
    """Bring a pipeline that was just read to where it runs. Torch's own error if the card has too little memory."""
    if plan.weights == "fp8":
        _narrow(pipeline, dtype)
    if not offload(pipeline, plan, device):
        pipeline.to(device)


def offload(pipeline: DiffusionPipeline, plan: Plan, device: torch.device) -> bool:
    """Set the hooks that bring parts or layers to the card in their turn, if the plan says so; whether it does."""
    if plan.on_card == "part":
        pipeline.enable_model_cpu_offload(device=device)
    elif plan.on_card == "layer":
        pipeline.enable_sequential_cpu_offload(device=device)
    return plan.on_card != "all"


def _narrow(pipeline: DiffusionPipeline, dtype: torch.dtype) -> None:
    """Keep the weights of the transformer and the text encoders in 8 bits; each layer widens its own while it works."""
    for name in DENOISERS:
        if (part := pipeline.components.get(name)) is not None:
            part.enable_layerwise_casting(storage_dtype=NARROW, compute_dtype=dtype)
    for name in ENCODERS:
        if (part := pipeline.components.get(name)) is not None:
            # An embedding may share its weights with another module, which does not widen them.
            apply_layerwise_casting(part, NARROW, dtype, WIDE, skip_modules_classes=(torch.nn.Embedding,))


@contextmanager
def seeming_wide(pipeline: DiffusionPipeline, dtype: torch.dtype) -> Iterator[None]:
    """While a LoRA is loaded: weights in 8 bits look as wide as they compute, or the LoRA's own, which are far smaller
    numbers, would be narrowed as well and mostly vanish. What stands in for them takes no memory."""
    parts = [part for part in pipeline.components.values() if isinstance(part, torch.nn.Module)]
    narrow = [(one, one.data) for part in parts for one in part.parameters() if one.dtype == NARROW]
    for one, data in narrow:
        one.data = torch.empty(1, dtype=dtype, device=data.device).expand(data.shape)
    try:
        yield
    finally:
        for one, data in narrow:
            one.data = data


def free_bytes(device: torch.device) -> int:
    """Bytes that can be taken where models run, as the card's driver tells it now."""
    if device.type == "cuda":
        return int(torch.cuda.mem_get_info(device)[0])
    if device.type == "mps":
        return int(torch.mps.recommended_max_memory() - torch.mps.driver_allocated_memory())
    return memory()[0]
