"""Runs jobs of the kind "enlarge": a frame twice as large, by interpolation alone. No model is needed, but the picture
is large, and the worker is who writes frames."""

from __future__ import annotations

import time

from PIL import Image

from gcl.db import Frame
from gcl.errors import GenerationError
from gcl.job_handle import JobHandle
from gcl.models.output import FrameFiles, job_name, record, remove_leftovers
from gcl.payloads import EnlargeJob
from gcl.sizes import ENLARGED
from gcl.workshop import Workshop

METHOD = "Lanczos"


def run_enlarge(handle: JobHandle, workshop: Workshop) -> None:
    """Write and record the larger frame; nothing if an earlier attempt did."""
    job, folder = EnlargeJob.read(handle.payload), workshop.config.frames
    name = job_name(handle.id, handle.submitted_at)
    remove_leftovers(folder, name)
    with workshop.db.read() as session:
        if session.query(Frame).filter_by(job_id=handle.id).count():
            return
        frame = session.get(Frame, job.frame_id)
    if frame is None or not (folder / frame.file).is_file():
        raise GenerationError(f"Frame {job.frame_id} is not there any more, so it cannot be enlarged.")
    began = time.perf_counter()
    handle.progress(0, 1, "Enlarging")
    width, height = frame.width * ENLARGED, frame.height * ENLARGED
    with Image.open(folder / frame.file) as small:
        large = small.convert("RGB").resize((width, height), Image.Resampling.LANCZOS)
    # What drew it stays told: the small frame can be drawn again from it.
    drawn = frame.settings.get("enlarged") or {"width": frame.width, "height": frame.height}
    settings = frame.settings | {
        "width": width,
        "height": height,
        "enlarged": drawn | {"from_frame": frame.id, "by": METHOD},
    }
    files = FrameFiles(folder, name, 0)
    files.write(large, settings, workshop.config.thumbnail_px)
    kept = ("prompt", "negative_prompt", "model_key", "steps", "guidance", "seed")
    row = Frame(
        job_id=handle.id,
        number=0,
        file=files.image.name,
        thumbnail=files.thumbnail.name,
        width=width,
        height=height,
        seconds=time.perf_counter() - began,
        settings=settings,
        **{field: getattr(frame, field) for field in kept},
    )
    record(workshop.db, files, row)
    handle.progress(1, 1, "Enlarged")
