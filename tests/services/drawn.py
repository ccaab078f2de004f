"""Frames for the tests of the gallery, as if a worker had drawn them."""

from __future__ import annotations

from typing import Any

from PIL import Image
from sqlalchemy import insert

from gcl import jobs
from gcl.config import Config
from gcl.db import Database, Frame
from gcl.models.output import FrameFiles

COLOURS = ("#7a8fa6", "#a67a6b", "#6f8f72", "#b09a5e", "#5d5f7d")


def add_frames(db: Database, count: int, **changes: Any) -> list[int]:
    """Finished frames of one job, as the worker records them; their ids."""
    with db.write() as session:
        job = jobs.submit(session, "frame", "a red fox", {})
        job.state = "done"
        usual = {
            "job_id": job.id,
            "prompt": "a red fox",
            "negative_prompt": "",
            "model_key": "tiny",
            "width": 512,
            "height": 288,
            "steps": 8,
            "guidance": 5.0,
            "seed": 7,
            "seconds": 1.5,
            "settings": {"prompt": "a red fox", "model": "Tiny", "padding": "x" * 2000},
        }
        rows = [
            usual | {"number": number, "file": f"{number}.png", "thumbnail": f"{number}.webp"} | changes
            for number in range(count)
        ]
        return list(session.scalars(insert(Frame).returning(Frame.id), rows))


def draw_frames(config: Config, db: Database, *prompts: str, **changes: Any) -> list[int]:
    """A frame of each prompt with real files of a plain colour, as the worker writes them; their ids."""
    ids = []
    for place, prompt in enumerate(prompts):
        (frame_id,) = add_frames(db, 1, prompt=prompt, **changes)
        with db.write() as session:
            frame = session.get_one(Frame, frame_id)
            files = FrameFiles(config.frames, f"drawn-{frame_id}", 0)
            image = Image.new("RGB", (frame.width, frame.height), COLOURS[place % len(COLOURS)])
            settings = {"scheduler": "none", "model": "Tiny", "prompt": prompt, "negative_prompt": "", "steps": 8}
            size = {"guidance": 5.0, "seed": frame.seed, "width": frame.width, "height": frame.height}
            files.write(image, settings | size, config.thumbnail_px)
            frame.file, frame.thumbnail = files.image.name, files.thumbnail.name
        ids.append(frame_id)
    return ids
