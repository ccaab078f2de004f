"""LoRAs on a loaded pipeline: put on, weighed, kept while they stay the same, taken off.

Not hot-swapped (enable_lora_hotswap): that spares a compiled model its recompilation and cannot touch text encoders; a
model that is not compiled takes as long to load a file either way.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import torch
from diffusers import DiffusionPipeline
from diffusers.loaders.lora_base import LoraBaseMixin
from peft.tuners.tuners_utils import BaseTunerLayer
from safetensors import SafetensorError

from gcl.errors import GclError, ModelError
from gcl.loras import ChosenLora
from gcl.torch_errors import is_out_of_memory

# The second matrix of a pair, as the loader's converters write it.
_UP = re.compile(r"\.(lora_B|lora_up|lora\.up|up|lora_linear_layer\.up)\.weight$|\.lokr_w1(_b)?$|_lora\.up\.weight$")


class Wardrobe:
    """The LoRAs of one pipeline, each under a name of its own. `offload` sets its hooks for offloading, if it has any:
    loading a LoRA puts them back without the device that they were made for, and where it fails, not at all. A LoRA is
    loaded `within` what the pipeline needs for it."""

    def __init__(
        self,
        pipeline: DiffusionPipeline,
        model: str,
        offload: Callable[[DiffusionPipeline], object] = lambda _: None,
        within: Callable[[DiffusionPipeline], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        self.pipeline, self.model, self.offload, self.within = pipeline, model, offload, within
        self._worn: set[str] = set()

    def wear(self, chosen: Sequence[ChosenLora]) -> None:
        """Exactly these, with their weights; one of weight 0 is left off.

        Raises ModelError with a sentence if a file does not fit this model, and then none is worn.
        """
        wanted = {_adapter(lora): lora for lora in chosen if lora.weight}
        if not wanted and not self._worn:
            return
        if not isinstance(self.pipeline, LoraBaseMixin):
            raise ModelError(f"{self.model} takes no LoRAs. Leave them out, or choose another model.")
        try:
            changed = self._change(wanted)
            if wanted:
                self.pipeline.set_adapters(list(wanted), [lora.weight for lora in wanted.values()])
        except BaseException:
            self.take_off()
            self.offload(self.pipeline)
            raise
        if changed:
            self.offload(self.pipeline)

    def take_off(self) -> None:
        """All of them, with the layers that they added."""
        self._worn.clear()
        self.pipeline.unload_lora_weights()

    def _change(self, wanted: dict[str, ChosenLora]) -> bool:
        """Whether anything was loaded or taken off."""
        gone = self._worn - wanted.keys()
        if gone == self._worn and gone:
            self.take_off()
        elif gone:
            self.pipeline.delete_adapters(sorted(gone))
            self._worn -= gone
        missing = wanted.keys() - self._worn
        for name in sorted(missing):
            self._load(name, wanted[name])
            self._worn.add(name)
        return bool(gone or missing)

    def _load(self, adapter: str, lora: ChosenLora) -> None:
        place: dict[str, Any] = {"weight_name": lora.file.name, "local_files_only": True, "use_safetensors": True}
        try:
            asked = _pairs(self._converted(str(lora.file.parent), place))
            with self.within(self.pipeline):
                self.pipeline.load_lora_weights(str(lora.file.parent), adapter_name=adapter, **place)
        except Exception as error:
            if isinstance(error, GclError) or is_out_of_memory(error):
                raise
            raise ModelError(_sentence(lora, self.model, error)) from error
        filled = _layers(self.pipeline, adapter)
        if not filled:
            raise ModelError(
                f"The LoRA {lora.name} changes nothing in {self.model}: it is made for another model, or its layers "
                "have names that are not known here. Leave it out."
            )
        if filled < asked:
            raise ModelError(
                f"{asked - filled} of the {asked} layers of the LoRA {lora.name} are not in {self.model}: it is made "
                "for another model. Leave it out."
            )

    def _converted(self, folder: str, place: dict[str, Any]) -> list[str]:
        """The names that the file's tensors have once they are translated into the pipeline's own."""
        options = {"unet_config": self.pipeline.unet.config} if hasattr(self.pipeline, "unet") else {}
        found = self.pipeline.lora_state_dict(folder, **place, **options)
        return list(found[0] if isinstance(found, tuple) else found)


def _adapter(lora: ChosenLora) -> str:
    """Another one for another file, or the same that was written anew: what was made with it is then made anew too."""
    try:
        told = f"{lora.file} {lora.file.stat().st_mtime_ns}"
    except OSError as error:
        raise ModelError(f"The file of the LoRA {lora.name} is gone. Put it back, or leave it out.") from error
    return f"lora_{hashlib.sha1(told.encode(), usedforsecurity=False).hexdigest()[:16]}"


def _pairs(names: Sequence[str]) -> int:
    return sum(_UP.search(name) is not None for name in names)


def _layers(pipeline: DiffusionPipeline, adapter: str) -> int:
    """How many layers of the pipeline got weights for this adapter."""
    parts = (part for part in pipeline.components.values() if isinstance(part, torch.nn.Module))
    layers = (layer for part in parts for layer in part.modules() if isinstance(layer, BaseTunerLayer))
    return sum(any(adapter in getattr(layer, name) for name in layer.adapter_layer_names) for layer in layers)


def _sentence(lora: ChosenLora, model: str, error: Exception) -> str:
    if isinstance(error, SafetensorError | OSError):
        return f"The file of the LoRA {lora.name} is damaged or incomplete. Delete it and fetch it again."
    said = next(iter(str(error).strip().splitlines()), type(error).__name__)[:160]
    return (
        f"The LoRA {lora.name} does not fit {model}: it is made for another model, or written in a form that is not "
        f"known here. Leave it out. ({said})"
    )
