"""Pictures of a frame while it is drawn: small files that come and go, between the worker and whoever looks.

The worker makes none unless somebody looked a moment ago, so that they cost nothing where nobody does.
"""

from __future__ import annotations

import time
from pathlib import Path

WATCHED_FOR = 5.0  # seconds after somebody looked


def preview_file(folder: Path, job_id: int) -> Path:
    return folder / f"{job_id}.webp"


def look(folder: Path, job_id: int) -> Path | None:
    """The newest preview of a job, or None; and word to the worker that somebody looks."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _watched(folder).touch()
    except OSError:  # a full disk: there are just no previews
        return None
    file = preview_file(folder, job_id)
    return file if file.is_file() else None


def is_watched(folder: Path) -> bool:
    try:
        return time.time() - _watched(folder).stat().st_mtime < WATCHED_FOR
    except OSError:
        return False


def _watched(folder: Path) -> Path:
    return folder / "watched"
