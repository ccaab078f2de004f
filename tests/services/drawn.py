"""Frames for the tests of the gallery, as if a worker had drawn them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert

from gcl import jobs
from gcl.db import Database, Frame


def add_frames(db: Database, count: int, **changes: Any) -> list[int]:
    """Finished frames of one job, as the worker records them; their ids."""
    with db.write() as session:
        job = jobs.submit(session, "frame", "a red fox", {})
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
