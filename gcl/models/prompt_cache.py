"""What a prompt becomes in the text encoders, kept: the frames of a job, and the next job of the same words, encode
nothing, and where parts wait in main memory the encoders never come to the card for it."""

from __future__ import annotations

import functools
import inspect
import json
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import torch
from diffusers import DiffusionPipeline
from peft.tuners.tuners_utils import BaseTunerLayer

KEPT = 32  # prompts, the negative ones too; the largest (512 tokens of FLUX.2 klein) take 8 MB each


class PromptCache:
    """Results of one model's `encode_prompt`, in main memory; beyond KEPT the one unused for the longest goes.

    A result is told by every argument of the call and by the adapters that are active in the text encoders. Weights
    that change in place under the same names cannot be told: whoever changes them calls `forget`.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Any] = OrderedDict()

    def attach(self, pipeline: DiffusionPipeline) -> None:
        """Look here first when `pipeline` encodes a prompt. Pipelines that share text encoders may share a cache."""
        pipeline.encode_prompt = self.caching(pipeline, pipeline.encode_prompt)

    def detach(self, pipeline: DiffusionPipeline) -> None:
        """Undo `attach`: the pipeline would hold itself otherwise, and be freed only when Python looks for circles."""
        vars(pipeline).pop("encode_prompt", None)

    def forget(self) -> None:
        self._kept.clear()

    def __len__(self) -> int:
        return len(self._kept)

    def caching(self, pipeline: DiffusionPipeline, encode: Callable[..., Any]) -> Callable[..., Any]:
        """`encode`, which asks the text encoders of `pipeline`, but looking here first. What it gives is tensors, and
        lists and tuples of them; the names of its arguments are its own."""
        signature = inspect.signature(encode)

        @functools.wraps(encode)
        def encode_prompt(*args: Any, **kwargs: Any) -> Any:
            asked = signature.bind(*args, **kwargs)
            asked.apply_defaults()
            key = _key([type(pipeline).__name__, asked.arguments, _adapters(pipeline)])
            if key is None:
                return encode(*args, **kwargs)
            if key in self._kept:
                self._kept.move_to_end(key)
                return _copied(self._kept[key], lambda kept: kept[0].to(kept[1], copy=True))
            encoded = encode(*args, **kwargs)
            # A copy, since nobody promises that a pipeline leaves what it was given as it is.
            self._kept[key] = _copied(encoded, lambda one: _Kept((one.to("cpu", copy=True), one.device)))
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            return encoded

        return encode_prompt


class _Kept(tuple[torch.Tensor, torch.device]):
    """A tensor in main memory, and where it is used."""


def _copied(result: Any, change: Callable[[Any], Any]) -> Any:
    """A result with each of its tensors changed: a tensor, None, a string, or lists and tuples of them."""
    if isinstance(result, torch.Tensor | _Kept):
        return change(result)
    if isinstance(result, list | tuple):
        return type(result)(_copied(one, change) for one in result)
    return result


def _key(asked: list[Any]) -> str | None:
    """A text that two calls share only if they ask for the same; None if a tensor is among what is given."""
    try:
        return json.dumps(asked, default=_name)
    except TypeError:
        return None


def _name(value: Any) -> str:
    if isinstance(value, torch.device | torch.dtype):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot be compared")


def _adapters(pipeline: DiffusionPipeline) -> list[Any]:
    """Of each layer that a LoRA changes in a text encoder: which adapters are active, how strongly, merged or not."""
    encoders = [
        part for name, part in pipeline.components.items() if name.startswith("text_encoder") and part is not None
    ]
    return [
        [layer.active_adapters, layer.disable_adapters, layer.merged_adapters, sorted(layer.scaling.items())]
        for encoder in encoders
        if getattr(encoder, "peft_config", None)
        for layer in encoder.modules()
        if isinstance(layer, BaseTunerLayer)
    ]
