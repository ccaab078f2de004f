"""Runs jobs of the kind "frame": load or reuse the model, draw, write, record; one image after the other."""

from __future__ import annotations

import time
from dataclasses import dataclass
from math import inf

import structlog
from sqlalchemy import select

from gcl.db import Frame
from gcl.errors import DatabaseBusy, OutOfMemory
from gcl.jobs import JobHandle
from gcl.loras import ChosenLora, LoraLibrary
from gcl.models.base import BaseModel, Draw
from gcl.models.device import memory_errors
from gcl.models.factory import load_model
from gcl.models.output import FrameFiles, job_name, remove_leftovers
from gcl.payloads import FrameJob
from gcl.residency import GB
from gcl.styles import told, worded
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
    _loras: tuple[ChosenLora, ...] = ()

    def run(self) -> None:
        folder = self.workshop.config.frames
        remove_leftovers(folder, self.name)
        recorded = self._recorded()
        missing = [number for number in range(self.job.count) if number not in recorded]
        if not missing:
            return
        preset = self.workshop.catalog.diffusion(self.job.model)
        name = preset.name
        self._loras = tuple(LoraLibrary(self.workshop.catalog).choose(self.job.loras, preset))
        try:
            with memory_errors(name):
                model = self._model(name)
                for number in missing:
                    self._draw(model, number)
        except OutOfMemory:
            self.workshop.residency.release_all()
            raise

    @property
    def name(self) -> str:
        return job_name(self.handle.id, self.handle.submitted_at)

    def _recorded(self) -> set[int]:
        with self.workshop.db.read() as session:
            return set(session.scalars(select(Frame.number).where(Frame.job_id == self.handle.id)))

    def _model(self, name: str) -> BaseModel:
        key = f"diffusion:{self.job.model}"
        residency = self.workshop.residency
        if residency.key != key:
            self.handle.progress(0, 0, f"{'Taking back' if key in residency.aside else 'Loading'} {name}")
        catalog = self.workshop.catalog
        size = int((catalog.diffusion(self.job.model).memory_gb or 0) * GB)
        return residency.hold(key, lambda: load_model(self.job.model, catalog, self.workshop.config.device), size)

    def _draw(self, model: BaseModel, number: int) -> None:
        """Draw, write and record one image; a row stands for a file that is whole."""
        prompt, negative_prompt = worded(self.job, number)
        draw = Draw(
            prompt=prompt,
            negative_prompt=negative_prompt,
            width=self.job.width,
            height=self.job.height,
            steps=self.job.steps,
            guidance=self.job.guidance,
            seed=self.job.seed + number,
            loras=self._loras,
        )
        self._report(number, 0)
        began = time.perf_counter()
        image = model.generate(draw, lambda done: self._step(number, done))
        seconds = time.perf_counter() - began
        settings = {"model_key": self.job.model} | model.metadata(draw) | told(self.job, number)
        files = FrameFiles(self.workshop.config.frames, self.name, number)
        files.write(image, settings, self.workshop.config.thumbnail_px)
        frame = Frame(
            job_id=self.handle.id,
            number=number,
            file=files.image.name,
            thumbnail=files.thumbnail.name,
            prompt=draw.prompt,
            negative_prompt=draw.negative_prompt,
            model_key=self.job.model,
            width=draw.width,
            height=draw.height,
            steps=draw.steps,
            guidance=draw.guidance,
            seed=draw.seed,
            seconds=seconds,
            settings=settings,
        )
        try:
            with self.workshop.db.write() as session:
                session.add(frame)
        except BaseException:
            files.remove()
            raise

    def _step(self, number: int, done: int) -> None:
        """Report a step, at most every REPORT_EVERY seconds besides an image's last."""
        if done == self.job.steps or time.monotonic() - self._reported_at >= REPORT_EVERY:
            self._report(number, done)

    def _report(self, number: int, done: int) -> None:
        """Progress over all images of the job; Cancelled if a person asked it to stop."""
        self._reported_at = time.monotonic()
        count, steps = self.job.count, self.job.steps
        image = f"Image {number + 1} of {count}, step" if count > 1 else "Step"
        try:
            self.handle.progress(number * steps + done, count * steps, f"{image} {done} of {steps}")
        except DatabaseBusy as busy:
            # The next step reports again; giving up here would throw the image away.
            log.warning("could not report a step", error=busy.sentence)
