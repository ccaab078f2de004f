"""What a preset switches on so that its model draws faster. The picture stays the same up to rounding; the step cache
alone is an approximation, and only for drawings of many steps."""

from __future__ import annotations

from typing import Any

import torch
from diffusers import (
    AutoencoderKL,
    DiffusionPipeline,
    FirstBlockCacheConfig,
    FluxPipeline,
    FluxTransformer2DModel,
    QwenImageImg2ImgPipeline,
    QwenImageInpaintPipeline,
    QwenImagePipeline,
    QwenImageTransformer2DModel,
    UNet2DConditionModel,
)
from diffusers.models.attention_dispatch import AttentionBackendName, _AttentionBackendRegistry

from gcl.errors import ModelError
from gcl.models.plan import DENOISERS
from gcl.plans import FULL, Plan
from gcl.presets.diffusion import DiffusionPreset

# FLUX.2 has a step cache too, but this one takes its blocks for others; its models draw in four steps anyway.
# It works for the pipelines that tell it which pass is which: of FLUX.1 the one that draws from words alone. With
# a ControlNet it works for none: what the network says is in what a skipped step takes over, and is added once more.
CACHED: dict[type, tuple[type[DiffusionPipeline], ...]] = {
    FluxTransformer2DModel: (FluxPipeline,),
    QwenImageTransformer2DModel: (QwenImagePipeline, QwenImageImg2ImgPipeline, QwenImageInpaintPipeline),
}
LEAST_STEPS = 20  # below it a turbo model has no step to spare


def denoiser(pipeline: DiffusionPipeline) -> Any:
    """The transformer or UNet."""
    return next(part for name in DENOISERS if (part := pipeline.components.get(name)) is not None)


def prepare(pipeline: DiffusionPipeline, preset: DiffusionPreset) -> None:
    """What is set before the weights go to their place. Raises ModelError for a flag that means nothing here."""
    if preset.channels_last:
        # The layout in which graphics cards and processors convolve; a transformer has next to no convolutions.
        parts = [
            part for part in pipeline.components.values() if isinstance(part, UNet2DConditionModel | AutoencoderKL)
        ]
        for part in parts:
            part.to(memory_format=torch.channels_last)
        if not parts:
            raise _useless(preset, "channels_last")
    if preset.attention_backend is not None:
        _choose_backend(denoiser(pipeline), preset)


def finish(pipeline: DiffusionPipeline, preset: DiffusionPreset, plan: Plan, compiler: str = "inductor") -> None:
    """What is set once the weights are in their place: the blocks are compiled when they first run.

    Once for all sizes: a form offers six of them, and each would cost a compilation of its own. Where weights are
    narrowed or come and go there are hooks between the blocks, and nothing is compiled.
    """
    if preset.compile_repeated_blocks and plan is FULL:
        try:
            denoiser(pipeline).compile_repeated_blocks(dynamic=True, backend=compiler)
        except (ValueError, AttributeError) as error:
            raise _useless(preset, "compile_repeated_blocks") from error


class StepCache:
    """Skips the rest of the transformer at steps at which its first block changes next to nothing (FirstBlockCache)."""

    def __init__(self, pipeline: DiffusionPipeline, preset: DiffusionPreset) -> None:
        self.threshold = preset.step_cache
        self._part = denoiser(pipeline) if self.threshold is not None else None
        if self._part is not None and type(self._part) not in CACHED:
            raise _useless(preset, "step_cache")

    def set_for(self, pipeline: type[DiffusionPipeline], steps: int) -> None:
        """On for a drawing of LEAST_STEPS or more with a pipeline that knows it, else off."""
        if self._part is None or (wanted := self.is_used(pipeline, steps)) == self._part.is_cache_enabled:
            return
        if wanted:
            self._part.enable_cache(FirstBlockCacheConfig(threshold=self.threshold))
        else:
            self._part.disable_cache()

    def is_used(self, pipeline: type[DiffusionPipeline], steps: int) -> bool:
        """`steps` are those that are really drawn."""
        return self._part is not None and pipeline in CACHED[type(self._part)] and steps >= LEAST_STEPS


def _choose_backend(part: Any, preset: DiffusionPreset) -> None:
    processors = [module.processor for module in part.modules() if hasattr(module, "processor")]
    if not any(hasattr(processor, "_attention_backend") for processor in processors):
        raise _useless(preset, "attention_backend")
    # Those of the hub are programs that are fetched when they are first used.
    known = [backend.value for backend in AttentionBackendName if "hub" not in backend.value]
    before, _ = _AttentionBackendRegistry.get_active_backend()
    try:
        if preset.attention_backend not in known:
            raise ValueError(f"no backend {preset.attention_backend}")
        part.set_attention_backend(preset.attention_backend)
    except (ValueError, RuntimeError, ImportError) as error:
        raise ModelError(
            f'"attention_backend": "{preset.attention_backend}" of {preset.name} in presets.json cannot be used here. '
            f"Remove it, or choose one that is installed, of: {', '.join(known)}."
        ) from error
    finally:
        # It would hold for every model that is loaded later and names none.
        _AttentionBackendRegistry.set_active_backend(before)


def _useless(preset: DiffusionPreset, flag: str) -> ModelError:
    return ModelError(f'"{flag}" does nothing for models like {preset.name}. Remove it from presets.json.')
