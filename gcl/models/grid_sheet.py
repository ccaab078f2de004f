"""The contact sheet of a grid: made of the frames that were drawn, and kept as one more frame of the job."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from gcl.db import Frame
from gcl.errors import GclError
from gcl.formats.contact_sheet import SheetCell, contact_sheet
from gcl.models.output import FrameFiles, record
from gcl.payloads import Grid
from gcl.workshop import Workshop

GONE = "This frame is no longer there."


def record_sheet(
    job_id: int, name: str, workshop: Workshop, grid: Grid, failed: Mapping[int, GclError] | None = None
) -> None:
    """Write the sheet and record it, with the number after the last cell's; `name` is what `job_name` gives.

    Its settings are those of its first frame, and under "grid" the axes, what was asked for, and where each cell lies
    on the sheet: [left, top, width, height] in pixels. The sentences of `failed`, by cell, stand where images lack.
    """
    folder = workshop.config.frames
    with workshop.db.read() as session:
        found = session.scalars(select(Frame).where(Frame.job_id == job_id).order_by(Frame.number))
        frames = {frame.number: frame for frame in found if (folder / frame.file).is_file()}
    if not frames:
        return  # they were all thrown away meanwhile
    said = {number: error.sentence for number, error in (failed or {}).items()}
    cells = [
        SheetCell(cell.place, folder / frames[number].file if number in frames else None, said.get(number, GONE))
        for number, cell in enumerate(grid.cells)
    ]
    sheet = contact_sheet([axis.values for axis in grid.axes], cells)
    first = frames[min(frames)]
    told = [
        {"name": ", ".join(grid.names(cell)), "box": box} for cell, box in zip(grid.cells, sheet.boxes, strict=True)
    ]
    settings = {key: value for key, value in first.settings.items() if key != "cell"}
    settings["grid"] = {"axes": [axis.dump() for axis in grid.axes], "cells": told, "asked": grid.asked}
    files = FrameFiles(folder, name, len(grid.cells))
    files.write(sheet.picture, settings, workshop.config.thumbnail_px)
    frame = Frame(
        job_id=job_id,
        number=len(grid.cells),
        file=files.image.name,
        thumbnail=files.thumbnail.name,
        prompt=first.prompt,
        negative_prompt=first.negative_prompt,
        model_key=first.model_key,
        width=sheet.picture.width,
        height=sheet.picture.height,
        steps=first.steps,
        guidance=first.guidance,
        seed=first.seed,
        seconds=sum(frame.seconds for frame in frames.values()),
        settings=settings,
    )
    record(workshop.db, files, frame)
