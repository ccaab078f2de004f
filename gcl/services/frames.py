"""Frames: from a person's wish to a job, and from a frame or a file back to the wish."""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gcl import jobs, machine, plans
from gcl.catalog import Catalog, DiffusionPreset
from gcl.config import Config
from gcl.db import Database
from gcl.errors import GclError, InputError
from gcl.families import Abilities
from gcl.formats.image_settings import NOT_TEXT, ImageSettings, read_settings
from gcl.loras import MOST_LORAS, LoraLibrary
from gcl.machine import Place
from gcl.payloads import FrameJob
from gcl.previews import look
from gcl.queue import WorkQueue
from gcl.services.axes import AxisRequest
from gcl.services.controls import ControlService
from gcl.services.gallery import find_frame
from gcl.services.grids import asked_of, grid_job
from gcl.services.starts import StartService
from gcl.services.wording import enhancement, own_words, style_text
from gcl.styles import styled
from gcl.variants import Wildcards, choose

MAX_SEED = 2**53 - 1  # a JSON reader in a browser keeps whole numbers exactly up to here
RANDOM_SEEDS = 2**32  # short enough to be read out
TITLE_CHARS = 80


class FrameRequest(BaseModel):
    """What a form holds. None stands for the model's own default, and for a random seed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    prompt: str
    negative_prompt: str = ""
    model: str | None = None
    width: int | None = None
    height: int | None = None
    steps: int | None = None
    guidance: float | None = None
    seed: int | None = None
    count: int = 1
    style: str | None = None
    typed_prompt: str | None = None  # what the prompt was before it was enhanced
    enhanced_by: str | None = None
    loras: list[tuple[str, float]] = Field(default_factory=list)
    axes: tuple[AxisRequest, ...] = ()  # settings to compare: one frame for each combination of their values
    # What StartService kept: an image to begin from, and a mask of what alone is drawn anew; `strength` says how much.
    image: str | None = None
    strength: float | None = None
    mask: str | None = None
    # A map to keep to, that ControlService made or StartService kept, what kind it is, and how strictly.
    control_kind: str | None = None
    control_image: str | None = None
    control_scale: float | None = None


@dataclass(frozen=True)
class ModelChoice:
    """A model as a form offers it: its defaults and what it allows. `sizes` is {"16:9": (width, height)} in pixels."""

    key: str
    name: str
    family: str
    licence: str
    commercial: str
    commercial_note: str
    present: bool
    comes_along: bool  # with the studio
    from_hub: bool
    memory_gb: float | None
    steps: int
    guidance: float
    forced_guidance: bool
    takes_negative: bool
    reads_weights: bool  # and long prompts
    divisor: int
    sizes: dict[str, tuple[int, int]]
    abilities: Abilities
    memory_note: str = ""  # what it does on this machine, in a sentence; "" if that is not known


@dataclass(frozen=True)
class FoundSettings:
    """What a file says of how it was made, for the model `request.model`; `told` says in sentences what could not be
    taken as it is."""

    request: FrameRequest
    told: str


class FrameService:
    def __init__(self, config: Config, db: Database, catalog: Catalog, queue: WorkQueue) -> None:
        self.config, self.db, self.catalog, self.queue = config, db, catalog, queue
        self.loras = LoraLibrary(catalog)
        self.starts = StartService(config)
        self.controls = ControlService(config, catalog)

    def models(self) -> list[ModelChoice]:
        """Every diffusion preset, in its order in presets.json."""
        place = machine.place(self.config.device)
        return [self._choice(key, preset, place) for key, preset in self.catalog.diffusion_models.items()]

    def default_model(self) -> str:
        return self.catalog.default_diffusion()

    def submit(self, request: FrameRequest) -> int:
        """Check a request against the rules of its model and queue it; the job's id.

        Raises InputError or NotFound with a sentence, and then nothing was stored.
        """
        job = self._job(request)
        with self.db.write() as session:
            job_id = jobs.submit(session, "frame", title(job.prompt), job.dump(), model_key=f"diffusion:{job.model}").id
        self.queue.announce()
        return job_id

    def preview(self, job_id: int) -> Path | None:
        """What a running job's frame looks like by now, if that can be told; asking is what has previews made."""
        return look(self.config.previews, job_id)

    def request_of(self, frame_id: int) -> FrameRequest:
        """The request that draws this frame again."""
        with self.db.read() as session:
            frame = find_frame(session, frame_id)
        if (compared := asked_of(frame.settings)) is not None:
            return _compared(compared)
        own = own_words(self.catalog, frame.model_key, frame.settings, frame.prompt, frame.negative_prompt)
        drawn = frame.settings.get("enlarged") or {"width": frame.width, "height": frame.height}
        return FrameRequest(
            **own,
            model=frame.model_key,
            width=drawn["width"],
            height=drawn["height"],
            steps=frame.steps,
            guidance=frame.guidance,
            seed=frame.seed,
            loras=[(lora["key"], lora["weight"]) for lora in frame.settings.get("loras", [])],
            **self.starts.of(frame.settings),
            **self.controls.of(frame.settings),
        )

    def settings_of(self, file: Path, otherwise: str) -> FoundSettings:
        """The request that draws an image again, as far as its PNG tells and its model allows. `otherwise` is the model
        to take where the image's own is not known here. InputError if the file carries no settings."""
        found = read_settings(file)
        known = self.catalog.diffusion_models
        names = {preset.name.casefold(): key for key, preset in known.items()}
        key = found.model_key if found.model_key in known else names.get(found.model.casefold())
        told: list[str] = []
        if key is None:
            key = otherwise
            by = f"It was drawn by {found.model}, which is" if found.model else "The model that drew it is"
            told.append(f"{by} not known here, so {self.catalog.diffusion(key).name} will draw something else.")
        preset = self.catalog.diffusion(key)
        left: list[str] = []

        def taken(what: str, check: Callable[..., None], *values: Any) -> bool:
            """Whether the model takes these values, which the file may lack."""
            if None in values:
                return False
            try:
                check(*values)
            except InputError:
                left.append(what)
                return False
            return True

        fits = taken("size", preset.check_size, found.width, found.height)
        own = own_words(self.catalog, key, found.model_dump(), found.prompt, found.negative_prompt)
        if not taken("negative prompt", preset.check_negative_prompt, own["negative_prompt"]):
            own["negative_prompt"] = ""
        request = FrameRequest(
            **own,
            model=key,
            width=found.width if fits else preset.width,
            height=found.height if fits else preset.height,
            steps=found.steps if taken("steps", preset.check_steps, found.steps) else preset.steps,
            guidance=found.guidance if taken("guidance", preset.check_guidance, found.guidance) else preset.guidance,
            seed=found.seed if found.seed is not None and 0 <= found.seed <= MAX_SEED else None,
        )
        if left:
            *most, last = left
            what = f"{', '.join(most)} and {last}" if most else last
            told.append(f"{preset.name} does not take the image's {what}, so what it is made for is used instead.")
        loras, missing = self._loras_of(found, preset)
        request = request.model_copy(update={"loras": loras})
        if missing:
            told.append(
                f"The image's LoRA {', '.join(missing)} is left out: it is not here, or made for another model than "
                f"{preset.name}."
            )
        if found.seed is not None and request.seed is None:
            told.append("The image's seed is larger than the studio takes, so the seed is random.")
        return FoundSettings(request, " ".join(told))

    def _loras_of(self, found: ImageSettings, preset: DiffusionPreset) -> tuple[list[tuple[str, float]], list[str]]:
        """Those of an image that the model can use, and the names of the others."""
        usable: dict[str, float] = {}
        missing = []
        for name, weight in found.loras:
            lora = self.loras.like(name)
            try:
                self.loras.choose([(lora.key if lora else name, weight)], preset)
            except GclError:
                missing.append(name)
            else:
                usable[lora.key if lora else name] = weight
        return list(usable.items())[:MOST_LORAS], missing

    def _job(self, request: FrameRequest) -> FrameJob:
        if not request.axes:
            return self._checked(request)
        return grid_job(request, self.catalog, self.config.max_grid_cells, self._checked)

    def _checked(self, request: FrameRequest) -> FrameJob:
        key = request.model or self.default_model()
        preset = self.catalog.diffusion(key)
        prompt, negative_prompt = request.prompt.strip(), request.negative_prompt.strip()
        if not prompt:
            raise InputError("The prompt is empty. Say what the frame should show.")
        self._check_text("prompt", prompt)
        self._check_text("negative prompt", negative_prompt)
        preset.check_negative_prompt(negative_prompt)
        if (request.width is None) != (request.height is None):
            raise InputError("A size needs a width and a height. Give both, or neither for the model's own size.")
        width = preset.width if request.width is None else request.width
        height = preset.height if request.height is None else request.height
        steps = preset.steps if request.steps is None else request.steps
        guidance = preset.guidance if request.guidance is None else request.guidance
        preset.check_size(width, height)
        preset.check_steps(steps)
        preset.check_guidance(guidance)
        most = self.config.max_frames_per_job
        if not 1 <= request.count <= most:
            raise InputError(f"{request.count} frames cannot be asked for at once. Choose 1 to {most}.")
        self.loras.choose(request.loras, preset)
        seed = self._seed(request)
        style = style_text(self.catalog, request.style, key)
        variants = self._variants(prompt, seed, request.count)
        preset.check_weights(negative_prompt)
        for variant in variants or [prompt]:
            whole = styled(style, variant)
            self._check_text("prompt with its style", whole)
            preset.check_weights(whole)
        return FrameJob(
            prompt=prompt,
            variants=variants,
            negative_prompt=negative_prompt,
            model=key,
            width=width,
            height=height,
            steps=steps,
            guidance=guidance,
            seed=seed,
            count=request.count,
            style=style,
            start=self.starts.checked(request.image, request.mask, request.strength, preset, steps),
            control=self.controls.checked(
                request.control_kind, request.control_image, request.control_scale, preset, request.image is not None
            ),
            **enhancement(request.prompt, request.typed_prompt, request.enhanced_by),
            loras=request.loras,
        )

    def _variants(self, prompt: str, seed: int, count: int) -> list[str]:
        """What each image is drawn of, if the prompt has choices: its seed decides, so that it can be drawn again."""
        wildcards = Wildcards(self.config.wildcards)
        found = []
        for number in range(count):
            variant = choose(prompt, random.Random(seed + number), wildcards).strip()
            if not variant:
                raise InputError("One of the prompt's choices leaves it empty. Say what the frame should show.")
            self._check_text("prompt with its choices made", variant)
            found.append(variant)
        return found if any(variant != prompt for variant in found) else []

    def _check_text(self, what: str, text: str) -> None:
        if len(text) > self.config.max_prompt_chars:
            raise InputError(
                f"The {what} has {len(text):,} characters; at most {self.config.max_prompt_chars:,} are taken. "
                "Shorten it: models read far less than that."
            )
        if NOT_TEXT.search(text):
            raise InputError(f"The {what} has characters that are not text. Type it again, or paste it as plain text.")

    def _seed(self, request: FrameRequest) -> int:
        if request.seed is None:
            return secrets.randbelow(RANDOM_SEEDS)
        # Image k is drawn from seed + k, and the last one must be in the range too.
        highest = MAX_SEED - (request.count - 1)
        if not 0 <= request.seed <= highest:
            raise InputError(f"The seed {request.seed} is out of range. Choose 0 to {highest}, or a random one.")
        return request.seed

    def _choice(self, key: str, preset: DiffusionPreset, place: Place) -> ModelChoice:
        return ModelChoice(
            key=key,
            name=preset.name,
            family=preset.family,
            licence=preset.licence,
            commercial=preset.commercial,
            commercial_note=preset.commercial_note,
            present=self.catalog.is_present(preset),
            comes_along=preset.builtin is not None,
            from_hub=preset.repo is not None,
            memory_gb=preset.memory_gb,
            steps=preset.steps,
            guidance=preset.guidance,
            forced_guidance=preset.force_default_guidance,
            takes_negative=preset.negative_prompt,
            reads_weights=preset.reads_weights,
            divisor=preset.divisor,
            sizes=preset.sizes(),
            abilities=preset.abilities,
            memory_note=plans.sentence(preset, place),
        )


def _compared(asked: dict[str, Any]) -> FrameRequest:
    """The request that a contact sheet was asked for by."""
    try:
        return FrameRequest.model_validate(asked)
    except ValidationError as error:
        raise InputError(
            "This comparison was made by another version of the studio. Take the settings of one of its frames instead."
        ) from error


def title(prompt: str) -> str:
    """The beginning of the prompt, on one line."""
    line = " ".join(prompt.split())
    return line if len(line) <= TITLE_CHARS else line[: TITLE_CHARS - 1].rstrip() + "…"
