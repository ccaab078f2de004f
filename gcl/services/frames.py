"""Frames: from a person's wish to a job, and from a frame or a file back to the wish."""

from __future__ import annotations

import random
import secrets
from dataclasses import dataclass
from pathlib import Path

from gcl import jobs, machine, plans
from gcl.catalog import Catalog
from gcl.config import Config
from gcl.db import Database
from gcl.errors import InputError
from gcl.families import Abilities
from gcl.formats.image_settings import NOT_TEXT
from gcl.loras import LoraLibrary
from gcl.machine import Place
from gcl.payloads import FrameJob
from gcl.presets.diffusion import DiffusionPreset
from gcl.previews import look
from gcl.queue import WorkQueue
from gcl.services.again import Again, FoundSettings
from gcl.services.controls import ControlService
from gcl.services.frame_request import MAX_SEED, RANDOM_SEEDS, FrameRequest
from gcl.services.gallery import find_frame
from gcl.services.grids import grid_job
from gcl.services.starts import StartService
from gcl.services.wording import enhancement, style_text
from gcl.styles import styled
from gcl.variants import Wildcards, choose

TITLE_CHARS = 80


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
    vae_to_fetch: str  # the hub's repository of it, where the model itself is here
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


class FrameService:
    def __init__(self, config: Config, db: Database, catalog: Catalog, queue: WorkQueue) -> None:
        self.config, self.db, self.catalog, self.queue = config, db, catalog, queue
        self.loras = LoraLibrary(catalog)
        self.starts = StartService(config)
        self.controls = ControlService(config, db, catalog, queue)
        self.again = Again(catalog, self.loras, self.starts, self.controls)

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
        return self.again.of_frame(frame)

    def settings_of(self, file: Path, otherwise: str) -> FoundSettings:
        """The request that draws an image again, as far as its PNG tells and its model allows. `otherwise` is the model
        to take where the image's own is not known here. InputError if the file carries no settings."""
        return self.again.of_file(file, otherwise)

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
            start=self.starts.checked(request.image, request.mask, request.strength, preset, steps, (width, height)),
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
            vae_to_fetch=self.catalog.vae_to_fetch(preset),
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


def title(prompt: str) -> str:
    """The beginning of the prompt, on one line."""
    line = " ".join(prompt.split())
    return line if len(line) <= TITLE_CHARS else line[: TITLE_CHARS - 1].rstrip() + "…"
