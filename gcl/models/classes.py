"""Which pipeline class of a family draws what is asked."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from diffusers import DiffusionPipeline

from gcl.errors import InputError
from gcl.models.draw import Draw
from gcl.plans import Plan
from gcl.presets.diffusion import DiffusionPreset


class PipelineClasses(ABC):
    """A family gives `pipeline_class`, and the others that it has."""

    preset: DiffusionPreset
    plan: Plan

    pipeline_class: ClassVar[type[DiffusionPipeline]]
    # The pipelines that begin from an image, with the same weights; None where the family has none.
    image_class: ClassVar[type[DiffusionPipeline] | None] = None
    inpaint_class: ClassVar[type[DiffusionPipeline] | None] = None
    # The pipeline that keeps to a map, and the network that reads it.
    control_class: ClassVar[type[DiffusionPipeline] | None] = None
    # Those that do both.
    control_image_class: ClassVar[type[DiffusionPipeline] | None] = None
    control_inpaint_class: ClassVar[type[DiffusionPipeline] | None] = None
    control_net_class: ClassVar[Any] = None
    control_shares_parts: ClassVar[bool] = False  # whether that network computes with modules of the transformer

    @property
    @abstractmethod
    def pipeline(self) -> DiffusionPipeline:
        """The one that is loaded, which draws from words."""

    def class_for(self, draw: Draw) -> type[DiffusionPipeline]:
        """The class that draws what is asked. InputError if the family has none, or the plan leaves it no room."""
        able = self.preset.abilities
        if draw.control is not None:
            if self.control_class is None or draw.control.preset.family != self.preset.family:
                raise InputError(
                    f"{draw.control.preset.name} does not go with {self.preset.name}. Choose another model."
                )
            if draw.start is not None and not able.controlled_from:
                raise InputError(
                    f"A frame of {self.preset.name} keeps to a map or begins from an image, not both. "
                    "Take one of them out."
                )
            if self.control_shares_parts and self.plan.on_card != "all":
                raise InputError(
                    f"{draw.control.preset.name} computes with parts of {self.preset.name} that have to stay on the "
                    f"graphics card, and here that model {self.plan.does}. Choose another model, or set "
                    '"plan" to fp8 or nf4 for it in presets.json.'
                )
        wanted = self._classes(draw.control is not None)[self._begins(draw)]
        if wanted is None:
            what = "an image as a whole, not a part of one" if able.redraws else "from words alone"
            raise InputError(f"{self.preset.name} draws {what}. Choose another model.")
        return wanted

    def _classes(self, controlled: bool) -> tuple[type[DiffusionPipeline] | None, ...]:
        """What draws from words, from an image, and a part of one."""
        if controlled:
            return self.control_class, self.control_image_class, self.control_inpaint_class
        return type(self.pipeline), self.image_class, self.inpaint_class

    @staticmethod
    def _begins(draw: Draw) -> int:
        """Which of those is wanted."""
        return 0 if draw.start is None else 1 if draw.start.mask is None else 2
