"""What presets.json says of a diffusion model, and what may be asked of it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from gcl.errors import InputError
from gcl.families import ABILITIES, Abilities
from gcl.lora_bases import Architecture
from gcl.presets.base import Preset
from gcl.prompt_weights import check_weights
from gcl.sizes import MAX_SIDE, MIN_SIDE, aspect_sizes, nearest_size

PlanName = Literal["full", "fp8", "nf4", "offload", "nf4-offload", "sequential"]

MAX_STEPS = 100
MAX_GUIDANCE = 30.0
WEIGHTED = ("sd15", "sdxl")  # families


class DiffusionPreset(Preset):
    """Sizes in pixels; `guidance` is what this model wants by default; memory in GB on the card."""

    family: Literal[
        "sd15", "sdxl", "zimage", "flux1", "flux2-klein", "qwen-image", "ernie-image", "sana-sprint", "thumbnail"
    ]
    architecture: Architecture | None = Field(
        None, description="What a LoRA must be made for to fit, where its family has several sizes; default: family."
    )
    builtin: str | None = Field(
        None, pattern=r"^\w+$", description="The model of this name that comes with the studio, in gcl/models/builtin."
    )
    steps: int
    guidance: float
    force_default_guidance: bool = Field(
        False, description="The model only works at `guidance`; other values are refused."
    )
    width: int
    height: int
    divisor: Literal[8, 16, 32] = Field(description="Both sides must be multiples of it; others are refused.")
    size_step: int | None = Field(
        None, gt=0, description="The sizes on offer are multiples of it; default: divisor. SDXL was trained on 64."
    )
    fixed_size: bool = Field(False, description="It draws width × height and nothing else.")
    fixed_style: bool = Field(False, description="It has one look of its own, which no style of presets.json changes.")
    max_pixels: int = 2048 * 2048
    negative_prompt: bool
    max_sequence_length: int = Field(
        gt=0, description="Tokens of the prompt that the model reads at once; the rest is cut, but for CLIP's families."
    )
    seed_variance: float = Field(
        0.0,
        ge=0,
        le=1,
        description="Noise on the prompt's embeddings, as a part of their spread, for models whose seeds look alike.",
    )
    dtype: Literal["bfloat16", "float16", "float32"] = "bfloat16"
    variant: str | None = Field(None, description="File variant in the repository, such as fp16.")
    vae: str | None = Field(None, description="Repository or folder of a VAE that replaces the model's own.")
    preview_vae: str | None = Field(
        None, description="Repository or folder of a tiny VAE that shows the frame while it is drawn, if it is here."
    )
    single_file_config: str | None = Field(
        None,
        description="Repository or folder whose configuration fits a single .safetensors file; default: found out.",
    )
    scheduler: str | None = Field(None, description="A scheduler class of diffusers that replaces the model's own.")
    scheduler_options: dict[str, object] = Field(default_factory=dict)
    memory_gb: float | None = Field(
        None, gt=0, description="What the weights take in `dtype`, if that is 16 bits wide."
    )
    memory_nf4_gb: float | None = Field(None, gt=0, description="The same in 4 bits.")
    plan: PlanName | None = Field(
        None, description="How it gets on the card (gcl/plans.py); default: the first plan that fits."
    )
    channels_last: bool = Field(False, description="The layout in which UNets and VAEs convolve faster.")
    attention_backend: str | None = Field(None, description="Of diffusers, where it is installed, such as flash.")
    compile_repeated_blocks: bool = Field(
        False, description="The first frame takes a minute longer and the next ones less; needs a C++ compiler."
    )
    step_cache: Annotated[float, Field(gt=0, le=1)] | None = Field(
        None, description="From 20 steps on, skip those that change less than this part of the first block's result."
    )
    enable_debug_logging: bool = False

    @property
    def sources(self) -> list[object]:
        return [self.repo, self.path, self.builtin]

    @property
    def reads_weights(self) -> bool:
        """Whether (word:1.3) weighs a word, and prompts may be of any length; other families read the text as it is."""
        return self.family in WEIGHTED

    @property
    def lora_base(self) -> str:
        return self.architecture or self.family

    @model_validator(mode="after")
    def _draws_its_own_defaults(self) -> DiffusionPreset:
        try:
            self.check_size(self.width, self.height)
            self.check_steps(self.steps)
            self.check_guidance(self.guidance)
        except InputError as error:
            raise ValueError(error.sentence) from error
        return self

    def check_weights(self, prompt: str) -> None:
        """Raise InputError for weights that cannot be taken."""
        if self.reads_weights:
            check_weights(prompt)

    def check_size(self, width: int, height: int) -> None:
        """Raise InputError, with a size that would do, unless the model can draw width × height."""
        if self.fixed_size and (width, height) != (self.width, self.height):
            raise InputError(
                f"{self.name} draws {self.width}×{self.height} and no other size, so not {width}×{height}. "
                f"Ask for {self.width}×{self.height}, or choose another model."
            )
        near = nearest_size(width, height, self.divisor)
        hint = f"Try {near[0]}×{near[1]}, or one of the sizes on offer."
        if not (MIN_SIDE <= width <= MAX_SIDE and MIN_SIDE <= height <= MAX_SIDE):
            raise InputError(f"{width}×{height} cannot be drawn: a side has {MIN_SIDE} to {MAX_SIDE} pixels. {hint}")
        if width % self.divisor or height % self.divisor:
            raise InputError(
                f"{self.name} draws sizes in multiples of {self.divisor}, which {width}×{height} is not. {hint}"
            )
        if width * height > self.max_pixels:
            raise InputError(
                f"{width}×{height} is too large for {self.name}, which draws up to {self.max_pixels / 1e6:.1f} "
                "million pixels. Choose one of the sizes on offer."
            )

    def check_steps(self, steps: int) -> None:
        if not 1 <= steps <= MAX_STEPS:
            raise InputError(
                f"{steps} steps are not possible. Choose 1 to {MAX_STEPS}; {self.name} works best with {self.steps}."
            )

    def check_strength(self, steps: int, strength: float) -> None:
        """Raise InputError unless an image can be drawn anew at this strength, of which it takes that part of the
        steps."""
        if not 0 < strength <= 1:
            raise InputError(f"A strength of {strength} is not possible. Choose more than 0, up to 1.")
        if self.abilities.strength and int(steps * strength) < 1:
            raise InputError(
                f"At a strength of {strength:g} none of {steps} steps is left to draw. "
                f"Choose a strength of {1 / steps:.2g} or more, or more steps."
            )

    @property
    def abilities(self) -> Abilities:
        return ABILITIES[self.family]

    def check_guidance(self, guidance: float) -> None:
        """Raise InputError for a guidance out of range (or not a number), or one that this model does not work at."""
        if not 0 <= guidance <= MAX_GUIDANCE:
            raise InputError(f"A guidance of {guidance} is not possible. Choose 0 to {MAX_GUIDANCE:g}.")
        if self.force_default_guidance and guidance != self.guidance:
            raise InputError(
                f"{self.name} only works at guidance {self.guidance:g}, not {guidance:g}. Leave the guidance as it is."
            )

    def check_negative_prompt(self, text: str) -> None:
        if text and not self.negative_prompt:
            raise InputError(f"{self.name} takes no negative prompt. Leave it empty, or choose another model.")

    def sizes(self) -> dict[str, tuple[int, int]]:
        """The sizes on offer: {"16:9": (1344, 768), …}, each of about as many pixels as the preset's own size."""
        sizes = aspect_sizes(self.width, self.height, self.size_step or self.divisor)
        own = (self.width, self.height)
        return {name: size for name, size in sizes.items() if size == own} if self.fixed_size else sizes
