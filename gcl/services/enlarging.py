"""A frame twice as large: by interpolation, or drawn anew at that size by a model that begins from it."""

from __future__ import annotations

from gcl import jobs
from gcl.catalog import Catalog
from gcl.db import Database
from gcl.errors import InputError
from gcl.payloads import EnlargeJob
from gcl.queue import WorkQueue
from gcl.services.frames import FrameService, title
from gcl.services.gallery import FrameView, GalleryService
from gcl.sizes import ENLARGED, LARGEST_SIDE

DETAIL = 0.3  # strength that adds detail and leaves shapes as they are
LEAST_STEPS = 4  # that are drawn at this strength, or a turbo model would take one

SHEET = "A contact sheet is not enlarged. Choose one of its frames."


class EnlargingService:
    def __init__(
        self, db: Database, catalog: Catalog, queue: WorkQueue, frames: FrameService, gallery: GalleryService
    ) -> None:
        self.db, self.catalog, self.queue, self.frames, self.gallery = db, catalog, queue, frames, gallery

    def enlarge(self, frame_id: int) -> int:
        """Queue a frame twice as large, interpolated; the job's id. InputError if that would be too large."""
        frame = self.gallery.get(frame_id)
        if "grid" in frame.settings:
            raise InputError(SHEET)
        if max(frame.width, frame.height) * ENLARGED > LARGEST_SIDE:
            raise InputError(
                f"{frame.width}×{frame.height} is too large to be enlarged again: "
                f"a side may have {LARGEST_SIDE} pixels."
            )
        with self.db.write() as session:
            job_id = jobs.submit(
                session, "enlarge", f"Twice as large: {title(frame.prompt)}", EnlargeJob(frame_id=frame_id).dump()
            ).id
        self.queue.announce()
        return job_id

    def redraw(self, frame_id: int) -> int:
        """Queue a frame twice as large, drawn anew from it by its own model, with its prompt and seed; the job's id.
        InputError if the model cannot."""
        frame = self.gallery.get(frame_id)
        if sentence := self.hindrance(frame):
            raise InputError(sentence)
        request = self.frames.request_of(frame_id)
        steps = max(frame.steps, -(-LEAST_STEPS * 100 // round(DETAIL * 100)))
        larger = {
            "width": frame.width * ENLARGED,
            "height": frame.height * ENLARGED,
            "steps": steps,
            "image": self.frames.starts.keep(frame.path),
            "mask": None,
            "strength": DETAIL,
            # What it kept to is in it already.
            "control_kind": None,
            "control_image": None,
            "control_scale": None,
        }
        return self.frames.submit(request.model_copy(update=larger))

    def hindrance(self, frame: FrameView) -> str:
        """Why a frame cannot be drawn anew at twice its size; the empty string if it can."""
        if "grid" in frame.settings:
            return SHEET
        preset = self.catalog.diffusion_models.get(frame.model_key)
        if preset is None:
            return f"{frame.model_name} is not known here any more."
        if not (preset.abilities.redraws and preset.abilities.strength):
            return f"{preset.name} cannot draw an image anew."
        try:
            preset.check_size(frame.width * ENLARGED, frame.height * ENLARGED)
        except InputError as error:
            return error.sentence
        return ""
