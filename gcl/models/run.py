"""Runs jobs of the kind "frame": load or reuse the model, draw, write, record; one image after the other."""

from __future__ import annotations

import time
from dataclasses import dataclass
from math import inf

import structlog
from sqlalchemy import select

from gcl.db import Frame
from gcl.downloads.absence import absence
from gcl.errors import DatabaseBusy, GenerationError, ModelError, OutOfMemory
from gcl.job_handle import JobHandle
from gcl.loras import ChosenLora, LoraLibrary
from gcl.models.base import BaseModel
from gcl.models.control import Control, open_control
from gcl.models.device import out_of_memory
from gcl.models.draw import Draw
from gcl.models.grid_sheet import record_sheet
from gcl.models.loading import Loading
from gcl.models.output import FrameFiles, job_name, record, remove_leftovers
from gcl.models.preview import Previews
from gcl.models.starting import Start, open_start
from gcl.payloads import FrameJob
from gcl.styles import told, worded
from gcl.torch_errors import is_out_of_memory
from gcl.workshop import Workshop

log = structlog.get_logger(__name__)

# A report is a written row. A screen looks about once a second; a turbo step takes a twentieth of one.
REPORT_EVERY = 0.25  # seconds


def run_frames(handle: JobHandle, workshop: Workshop) -> None:
    """Draw what a FrameJob asks for, except the images that an earlier attempt recorded."""
    FrameRun(handle, workshop, FrameJob.read(handle.payload)).run()


@dataclass
class FrameRun:
    handle: JobHandle
    workshop: Workshop
    job: FrameJob
    _reported_at: float = -inf
    _opened: tuple[object, Start] | None = None

    def __post_init__(self) -> None:
        self.images = [self.job.image(number) for number in range(self.job.count)]
        self.loras = LoraLibrary(self.workshop.catalog)
        self.previews = Previews(self.workshop.config.previews, self.handle.id)

    def run(self) -> None:
        try:
            self._run()
        finally:
            self.previews.end()

    def _run(self) -> None:
        folder = self.workshop.config.frames
        remove_leftovers(folder, self.name)
        recorded = self._recorded()
        failed: dict[int, GenerationError] = {}
        for number, image in enumerate(self.images):
            if number in recorded:
                continue
            try:
                self._make(number, image)
            except GenerationError as error:
                # The other cells of a grid are wanted all the same, unless there are none.
                failed[number] = error
                if not self.job.grid or len(failed) == self.job.count:
                    raise
        if self.job.grid and self.job.count not in recorded:
            self.handle.progress(self._steps(self.job.count), self._steps(self.job.count), "Making the contact sheet")
            record_sheet(self.handle.id, self.name, self.workshop, self.job.grid, failed)

    @property
    def name(self) -> str:
        return job_name(self.handle.id, self.handle.submitted_at)

    def _start(self, image: FrameJob) -> Start | None:
        """What an image begins from. Most images of a job begin from the same, which is read once."""
        if image.start is None:
            return None
        asked = (image.start, image.width, image.height)
        if self._opened is None or self._opened[0] != asked:
            self._opened = (asked, open_start(image.start, self.workshop.config.references, *asked[1:]))
        return self._opened[1]

    def _control(self, image: FrameJob) -> Control | None:
        if image.control is None:
            return None
        return open_control(
            image.control, self.workshop.catalog, self.workshop.config.references, image.width, image.height
        )

    def _recorded(self) -> set[int]:
        with self.workshop.db.read() as session:
            return set(session.scalars(select(Frame.number).where(Frame.job_id == self.handle.id)))

    def _make(self, number: int, image: FrameJob) -> None:
        """One image; once more with a model that makes do with less if memory runs out."""
        if said := absence(self.workshop.catalog, image.model):
            raise ModelError(said)
        loading = Loading(image, self.workshop, lambda note: self._waits(number, note))
        try:
            self._attempt(loading, number, image)
        except OutOfMemory as error:
            loading.step_down(error)
            try:
                self._attempt(loading, number, image)
            except OutOfMemory as again:
                loading.give_up(again)

    def _attempt(self, loading: Loading, number: int, image: FrameJob) -> None:
        try:
            self._draw_with(loading, number, image)
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error):
                raise
            raise out_of_memory(error, loading.preset.name) from error

    def _draw_with(self, loading: Loading, number: int, image: FrameJob) -> None:
        """In a frame of its own, which is over when its error is told: it would hold the model that has to go."""
        # All that an image needs is opened first: loading a model for one that cannot be drawn takes minutes.
        draw = self._opened_draw(image, tuple(self.loras.choose(image.loras, loading.preset)))
        self._draw(loading.model(), number, image, draw)

    def _waits(self, number: int, note: str) -> None:
        # Before the first image nothing is counted, so that the time left does not count this wait.
        far = (self._steps(number), self._steps(self.job.count)) if number else (0, 0)
        self.handle.progress(*far, note)

    def _opened_draw(self, image: FrameJob, loras: tuple[ChosenLora, ...]) -> Draw:
        prompt, negative_prompt = worded(image, 0)
        return Draw(
            prompt=prompt,
            negative_prompt=negative_prompt,
            width=image.width,
            height=image.height,
            steps=image.steps,
            guidance=image.guidance,
            seed=image.seed,
            loras=loras,
            start=self._start(image),
            control=self._control(image),
        )

    def _draw(self, model: BaseModel, number: int, image: FrameJob, draw: Draw) -> None:
        """Draw, write and record one image; a row stands for a file that is whole."""
        self._report(number, 0)
        began = time.perf_counter()
        picture = model.generate(
            draw,
            lambda done: self._step(number, done),
            lambda latents: self.previews.see(model, latents, draw.width, draw.height),
        )
        seconds = time.perf_counter() - began
        self.previews.learn(model, picture, draw.start)
        settings = {"model_key": image.model} | model.metadata(draw) | told(image, 0)
        if self.job.grid:
            settings["cell"] = self.job.grid.names(self.job.grid.cells[number])
        files = FrameFiles(self.workshop.config.frames, self.name, number)
        files.write(picture, settings, self.workshop.config.thumbnail_px)
        frame = Frame(
            job_id=self.handle.id,
            number=number,
            file=files.image.name,
            thumbnail=files.thumbnail.name,
            prompt=draw.prompt,
            negative_prompt=draw.negative_prompt,
            model_key=image.model,
            width=draw.width,
            height=draw.height,
            steps=draw.steps,
            guidance=draw.guidance,
            seed=draw.seed,
            seconds=seconds,
            settings=settings,
        )
        record(self.workshop.db, files, frame)

    def _step(self, number: int, done: int) -> None:
        """Report a step, at most every REPORT_EVERY seconds besides an image's last."""
        if done == self.images[number].steps or time.monotonic() - self._reported_at >= REPORT_EVERY:
            self._report(number, done)

    def _report(self, number: int, done: int) -> None:
        """Progress over all images of the job; Cancelled if a person asked it to stop."""
        self._reported_at = time.monotonic()
        count, steps = self.job.count, self.images[number].steps
        image = f"Image {number + 1} of {count}, step" if count > 1 else "Step"
        try:
            self.handle.progress(self._steps(number) + done, self._steps(count), f"{image} {done} of {steps}")
        except DatabaseBusy as busy:
            # The next step reports again; giving up here would throw the image away.
            log.warning("could not report a step", error=busy.sentence)

    def _steps(self, number: int) -> int:
        """Of all images before image `number`."""
        return sum(image.steps for image in self.images[:number])
