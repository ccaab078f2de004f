"""The pipelines of a model besides the one that draws from words: with the same weights, each built when it is first
needed."""

from __future__ import annotations

import gc
from typing import Any

import torch
from diffusers import DiffusionPipeline

from gcl.models.control import Control, open_net
from gcl.models.device import free_memory
from gcl.models.prompt_cache import PromptCache


class Siblings:
    def __init__(self, pipeline: DiffusionPipeline, prompts: PromptCache, dtype: torch.dtype, device: torch.device):
        self.pipeline, self.prompts, self.dtype, self.device = pipeline, prompts, dtype, device
        self._built: dict[type[DiffusionPipeline], DiffusionPipeline] = {}
        self._net: tuple[str, torch.nn.Module] | None = None

    def of(self, wanted: type[DiffusionPipeline], **parts: Any) -> DiffusionPipeline:
        """The pipeline of this class; `parts` are those that it has besides the model's own."""
        if wanted not in self._built:
            pipeline = wanted(**self._shared(wanted), **parts)
            pipeline.set_progress_bar_config(disable=True)
            self.prompts.attach(pipeline)
            self._built[wanted] = pipeline
        return self._built[wanted]

    def controlled(self, wanted: type[DiffusionPipeline], net_class: Any, control: Control) -> DiffusionPipeline:
        """The pipeline with this ControlNet, which stays in memory until another is asked for."""
        if self._net is None or self._net[0] != control.key:
            self.let_go(*(one for one, built in self._built.items() if "controlnet" in built.components))
            # Before the next is read: the two need not fit at once.
            gc.collect()
            free_memory(self.device)
            self._net = (control.key, open_net(net_class, control, self.dtype))
        self._net[1].to(self.device)
        return self.of(wanted, controlnet=self._net[1])

    @property
    def net(self) -> torch.nn.Module | None:
        """The ControlNet that is in memory."""
        return None if self._net is None else self._net[1]

    def let_go(self, *classes: type[DiffusionPipeline]) -> None:
        """Forget these pipelines and the ControlNet; all of them if none are named."""
        for one in classes or tuple(self._built):
            if one in self._built:
                self.prompts.detach(self._built.pop(one))
        self._net = None

    def _shared(self, wanted: type[DiffusionPipeline]) -> dict[str, Any]:
        """The parts and settings of the model's own pipeline that this class takes, as `from_pipe` finds them. That
        would turn all weights into one kind of number, which widens those that are kept narrow."""
        takes, options = wanted._get_signature_keys(wanted)
        parts = {name: part for name, part in self.pipeline.components.items() if name in takes}
        return parts | {name: value for name, value in self.pipeline.config.items() if name in options}
