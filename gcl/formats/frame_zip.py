"""Frames to take away: one zip of their PNG files, under names that say what they show."""

from __future__ import annotations

import tempfile
import unicodedata
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from gcl.errors import NotFound, disk_errors

LONGEST_TITLE = 60  # characters, at most 240 bytes: file systems take 255
MISSING = "missing.txt"


def file_name(number: int, prompt: str, seed: int) -> str:
    """The frame's number, the beginning of its prompt in words of any script, its seed: they sort as they were made."""
    kept = (char if unicodedata.category(char)[0] in "LNM" else " " for char in unicodedata.normalize("NFC", prompt))
    title = "-".join("".join(kept).casefold().split())
    while len(title.encode()) > LONGEST_TITLE * 3 or len(title) > LONGEST_TITLE:
        title = title[:-1]
    return "-".join(part for part in (f"{number:05d}", title.strip("-"), f"seed-{seed}") if part) + ".png"


def write_zip(folder: Path, files: Sequence[tuple[str, Path]]) -> IO[bytes]:
    """A zip of files under these names, to be read from its beginning. It lies in `folder` without a name, so that it
    is gone when it is closed, or when the process dies. A file that somebody took away is named in a text inside.

    Raises DiskFull, and NotFound if there is none of the files.
    """
    missing = []
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        whole = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - the caller reads and closes it
        try:
            # Stored: a PNG is compressed already.
            with zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED, strict_timestamps=False) as archive:
                for name, file in files:
                    try:
                        archive.write(file, name)
                    except FileNotFoundError:
                        missing.append(name)
                if missing:
                    archive.writestr(MISSING, "\n".join(["The files of these frames are gone:", *missing]) + "\n")
            if len(missing) == len(files):
                raise NotFound("The files of these frames are gone from the disk. Draw them again from their settings.")
            whole.seek(0)
        except BaseException:
            whole.close()
            raise
    return whole
