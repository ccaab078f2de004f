"""The one lifecycle of a diffusion model: load, generate, unload. A family overrides only what differs.

load        weights -> pipeline in the right numbers, replaced parts in place, on the device
generate    validate -> prepare the prompt -> encode, denoise, decode with one callback a step -> picture
set aside   the weights wait in main memory, from where they are brought back
unload      everything is let go of, on the graphics card too
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, ClassVar

import diffusers
import torch
from diffusers import DiffusionPipeline, SchedulerMixin
from PIL import Image

from gcl.errors import GenerationError, ModelError
from gcl.models import flags
from gcl.models.classes import PipelineClasses
from gcl.models.device import free_memory, pick_dtype
from gcl.models.draw import Draw
from gcl.models.loras import Wardrobe
from gcl.models.opening import Source, open_vae, opening_errors, refuse_empty_tokenizers
from gcl.models.plan import loading_options, offload, place, seeming_wide
from gcl.models.prompt_cache import PromptCache
from gcl.models.siblings import Siblings
from gcl.models.starting import keep_unpainted
from gcl.plans import FULL, Plan
from gcl.presets.diffusion import DiffusionPreset

BLACK = 1 / 255  # brightest value, of 1, that still counts as a black image
MAY_LACK = ("width", "height", "strength")


# Called after each step with the number of steps done, from 1 to Draw.steps. Whatever it raises stops the drawing.
OnStep = Callable[[int], None]
# Called before that with the latents of the step, of one frame: [1, C, h, w], or [1, h * w, C].
OnLatents = Callable[[torch.Tensor], None]


def _ignore(_: Any) -> None: ...


class BaseModel(PipelineClasses):
    """A family gives `pipeline_class` and overrides the hooks in which it differs: `prepare_prompt`, `call_arguments`,
    `unread_prompt`, `check_result`, `after_step`."""

    # Once it is loaded:
    wardrobe: Wardrobe
    siblings: Siblings
    step_cache: flags.StepCache

    has_previews: ClassVar[bool] = True  # whether its latents look like the picture

    def __init__(self, preset: DiffusionPreset, source: Source, device: torch.device, plan: Plan = FULL) -> None:
        self.preset = preset
        self.plan = plan
        self.source = source
        self.device = device
        self.dtype = pick_dtype(device, preset.dtype)
        self.prompts = PromptCache()
        self._pipeline: DiffusionPipeline | None = None

    @property
    def pipeline(self) -> DiffusionPipeline:
        if self._pipeline is None:
            raise RuntimeError(f"{self.preset.name} is not loaded")
        return self._pipeline

    # -- load ----------------------------------------------------------------------------------------------------------

    def load(self) -> None:
        """Read the weights, from the hub, a folder or a file. Raises ModelError or DiskFull with a sentence."""
        # SDXL's own VAE overflows in float16, which makes the image black.
        replaced = {"vae": open_vae(self.preset, self.dtype)} if self.preset.vae else {}
        with opening_errors(self.preset, self.source):
            pipeline = self._open(**replaced)
            pipeline.scheduler = self._chosen_scheduler(pipeline)
            refuse_empty_tokenizers(pipeline.components)
        pipeline.set_progress_bar_config(disable=True)
        flags.prepare(pipeline, self.preset)
        place(pipeline, self.plan, self.device, self.dtype)
        flags.finish(pipeline, self.preset, self.plan)
        self.step_cache = flags.StepCache(pipeline, self.preset)
        self.prompts.attach(pipeline)
        self._pipeline = pipeline
        self.wardrobe = Wardrobe(pipeline, self.preset.name, self._offload, partial(seeming_wide, dtype=self.dtype))
        self.siblings = Siblings(pipeline, self.prompts, self.dtype, self.device)

    def _offload(self, pipeline: DiffusionPipeline) -> bool:
        """Let the parts wait in main memory until they are needed, if the plan says so; whether it does."""
        return offload(pipeline, self.plan, self.device)

    def _open(self, **parts: Any) -> DiffusionPipeline:
        """Only safetensors: a pickle can run code when it is opened."""
        place, options = str(self.source.place), {"dtype": self.dtype, **parts}
        if self.source.is_single_file:
            # With local_files_only the configuration still comes from the hub if the cache lacks it.
            config = self.preset.single_file_config
            return self.pipeline_class.from_single_file(place, config=config, local_files_only=True, **options)
        return self.pipeline_class.from_pretrained(
            place,
            variant=self.preset.variant,
            use_safetensors=True,
            local_files_only=self.source.here,
            **options,
            **loading_options(self.plan, self.dtype, self.pipeline_class),
        )

    def _chosen_scheduler(self, pipeline: DiffusionPipeline) -> SchedulerMixin:
        """The model's own scheduler, or the one that the preset names, with the preset's options."""
        chosen = type(pipeline.scheduler)
        if self.preset.scheduler is not None:
            chosen = getattr(diffusers, self.preset.scheduler, object)
        if not issubclass(chosen, SchedulerMixin):
            raise ModelError(
                f"diffusers has no scheduler {self.preset.scheduler!r}: correct {self.preset.name} in presets.json."
            )
        return chosen.from_config(pipeline.scheduler.config, **self.preset.scheduler_options)

    # -- generate ------------------------------------------------------------------------------------------------------

    def generate(self, draw: Draw, on_step: OnStep = _ignore, on_latents: OnLatents = _ignore) -> Image.Image:
        """Draw one image. The same Draw gives the same image on the same machine.

        Raises InputError for what this model refuses, GenerationError if the image is unusable, and what `on_step`
        raises; torch's own error if memory runs out.
        """
        self.validate(draw)
        # A scheduler keeps the state of a run, so a run that was stopped must not leave it to the next one.
        scheduler = self.pipeline.scheduler
        self.pipeline.scheduler = type(scheduler).from_config(scheduler.config)
        self.wardrobe.wear(draw.loras)
        self.step_cache.set_for(self.class_for(draw), draw.drawn_steps)
        pipeline = self._pipeline_for(draw)
        pipeline.scheduler = self.pipeline.scheduler
        arguments = self.prepare_prompt(draw) | self.call_arguments(draw) | self.start_arguments(draw)
        arguments |= self.control_arguments(draw)

        def callback(pipeline: Any, index: int, _: Any, tensors: dict[str, Any]) -> dict[str, Any]:
            self.after_step(index, tensors["latents"])
            on_latents(tensors["latents"])
            # Some schedulers call the model more often than they have steps; ERNIE-Image does not say how often.
            on_step((index + 1) * draw.steps // getattr(pipeline, "num_timesteps", draw.steps))
            return {}

        try:
            result = pipeline(**_taken(pipeline, arguments), callback_on_step_end=callback, output_type="pt")
        finally:
            # A run that ends early leaves the last part on the card, where offloading expects none; and the pipelines
            # that share these parts do not know that they are offloaded.
            self.pipeline.maybe_free_model_hooks()
        self.check_result(result)
        picture = self._picture(result.images[0])
        return keep_unpainted(draw.start, picture) if draw.start is not None else picture

    def _pipeline_for(self, draw: Draw) -> DiffusionPipeline:
        """The pipeline for what is asked, with the weights that are loaded. InputError as from `class_for`."""
        wanted = self.class_for(draw)
        if draw.control is not None:
            return self.siblings.controlled(wanted, self.control_net_class, draw.control)
        return self.pipeline if draw.start is None else self.siblings.of(wanted)

    def validate(self, draw: Draw) -> None:
        """The rules of the preset, which the front applied too: a job may be older than presets.json."""
        self.preset.check_size(draw.width, draw.height)
        self.preset.check_steps(draw.steps)
        self.preset.check_guidance(draw.guidance)
        self.preset.check_negative_prompt(draw.negative_prompt)
        if draw.start is not None:
            self.preset.check_strength(draw.steps, draw.start.strength)

    def prepare_prompt(self, draw: Draw) -> dict[str, Any]:
        """The pipeline's arguments that carry the prompt: text here, embeddings in a family that makes its own."""
        arguments: dict[str, Any] = {"prompt": draw.prompt}
        if self.preset.negative_prompt:
            # None and "" differ for SDXL, which was trained with zeros for "no negative prompt".
            arguments["negative_prompt"] = draw.negative_prompt or None
        return arguments

    def call_arguments(self, draw: Draw) -> dict[str, Any]:
        """All other arguments of the pipeline. `guidance_scale` is always given: a default would turn guidance on."""
        return {
            "width": draw.width,
            "height": draw.height,
            "num_inference_steps": draw.steps,
            "guidance_scale": draw.guidance,
            # Noise from the processor is the same whichever card draws.
            "generator": torch.Generator("cpu").manual_seed(draw.seed),
        }

    def control_arguments(self, draw: Draw) -> dict[str, Any]:
        """The arguments of the control pipeline that carry the map."""
        if draw.control is None:
            return {}
        return {"control_image": draw.control.image, "controlnet_conditioning_scale": draw.control.scale}

    def start_arguments(self, draw: Draw) -> dict[str, Any]:
        """The arguments of the pipeline that carry the image to begin from."""
        if draw.start is None:
            return {}
        arguments: dict[str, Any] = {"image": draw.start.image, "strength": draw.start.strength}
        if draw.start.mask is not None:
            arguments["mask_image"] = draw.start.mask
        return arguments

    def unread_prompt(self, _: str, /) -> str:
        """The end of a prompt that the model does not read because it is too long; "" if it reads all."""
        return ""

    def after_step(self, index: int, latents: torch.Tensor) -> None:
        """After a step, `index` from 0; latents [1, C, h, w]."""

    def check_result(self, result: Any) -> None:
        """Raise GenerationError if the pipeline's answer says that the image is not to be shown."""

    def _picture(self, pixels: torch.Tensor) -> Image.Image:
        """[3, H, W] from 0 to 1 -> 8-bit RGB, rounded as diffusers does it."""
        pixels = pixels.float()
        if not torch.isfinite(pixels).all():
            raise GenerationError(
                f"{self.preset.name} gave invalid numbers instead of an image. Try another seed; if it happens again, "
                'set "dtype" to float32 for it in presets.json.'
            )
        if pixels.max() < BLACK:
            raise GenerationError(f"{self.preset.name} gave an all-black image. Try another seed or fewer steps.")
        return Image.fromarray((pixels.permute(1, 2, 0) * 255).round().to("cpu", torch.uint8).numpy())

    def metadata(self, draw: Draw) -> dict[str, Any]:
        """Every setting that went into the image, as plain JSON; with `unread_prompt` if its end was not read."""
        scheduler = self.pipeline.scheduler
        settings = draw.told() | {
            "model": self.preset.name,
            "source": self._origin(),
            "family": self.preset.family,
            "scheduler": type(scheduler).__name__,
            "scheduler_options": self.preset.scheduler_options,
            "vae": self.preset.vae,
            "dtype": str(self.dtype).removeprefix("torch."),
            "device": self.device.type,
            "plan": self.plan.name,
            "versions": {name: version(name) for name in ("generative-creative-lab", "diffusers", "torch")},
        }
        if draw.start is not None and draw.start.mask is None and not self.preset.abilities.strength:
            del settings["strength"]  # it was not asked
        if self.step_cache.is_used(self.class_for(draw), draw.drawn_steps):
            settings["step_cache"] = self.preset.step_cache
        if self.preset.seed_variance:
            settings["seed_variance"] = self.preset.seed_variance
        if unread := self.unread_prompt(draw.prompt):
            settings["unread_prompt"] = unread
        return settings

    def _origin(self) -> str:
        if self.preset.builtin:
            return "built in"
        # The name of a folder only: a PNG goes to clients, who need not know where things lie on this machine.
        return self.preset.repo or Path(self.source.place).name

    # -- set aside and bring back: what gcl/residency.py asks of who is in memory -------------------------------------

    def footprint(self) -> int:
        """Bytes of all weights, those of a ControlNet that is in memory among them."""
        held = (*self.pipeline.components.values(), self.siblings.net)
        parts = [part for part in held if isinstance(part, torch.nn.Module)]
        tensors = {id(one): one for part in parts for one in (*part.parameters(), *part.buffers())}
        return sum(one.nbytes for one in tensors.values())

    def is_on_card(self) -> bool:
        return self.device.type != "cpu" and self.plan.on_card == "all"

    def set_aside(self) -> None:
        """Copy the weights to main memory, where those of a model that is offloaded are already."""
        if self.device.type != "cpu":
            self.siblings.let_go()  # a ControlNet is on the card under every plan, and not worth its room elsewhere
        if self.is_on_card():
            self.pipeline.to("cpu", silence_dtype_warnings=True)
        free_memory(self.device)

    def bring_back(self) -> None:
        if self.is_on_card():
            self.pipeline.to(self.device)

    # -- unload --------------------------------------------------------------------------------------------------------

    def unload(self) -> None:
        """Let go of the pipeline and give its memory back; safe to call twice."""
        if self._pipeline is not None:
            self._pipeline.remove_all_hooks()
            self.prompts.detach(self._pipeline)
            self.siblings.let_go()
            del self.wardrobe, self.siblings, self.step_cache
        self.prompts.forget()
        self._pipeline = None
        free_memory(self.device)


def _taken(pipeline: DiffusionPipeline, arguments: dict[str, Any]) -> dict[str, Any]:
    """Without what this pipeline does not take: some of those that begin from an image take their size from it, and
    one sees it as a reference."""
    takes = inspect.signature(pipeline.__call__).parameters
    return {name: value for name, value in arguments.items() if name in takes or name not in MAY_LACK}
