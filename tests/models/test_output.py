"""Frames on disk: what a PNG carries, and that it is whole or not there."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from gcl.config import ROOT
from gcl.errors import DiskFull, InputError
from gcl.models.output import FrameFiles, remove_leftovers
from tests.disks import small_disk

SETTINGS: dict[str, Any] = {
    "prompt": "雪の中の赤い狐, “morning” 🦊",
    "negative_prompt": "blurred",
    "steps": 8,
    "scheduler": "EulerDiscreteScheduler",
    "guidance": 5.0,
    "seed": 2**53 - 1,
    "width": 640,
    "height": 320,
    "model": "SDXL 1.0",
    "versions": {"torch": "2"},
}


@pytest.fixture
def image() -> Image.Image:
    """640 × 320, hard to compress."""
    return Image.effect_noise((640, 320), 90).convert("RGB")


@pytest.fixture
def files(tmp_path: Path) -> FrameFiles:
    return FrameFiles(tmp_path / "frames", job="000012", number=3)


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_an_image_and_its_thumbnail_are_written_and_nothing_else(files: FrameFiles, image: Image.Image) -> None:
    files.write(image, SETTINGS, thumbnail_px=200)
    assert names(files.folder) == ["000012-03.png", "000012-03.webp"]
    assert Image.open(files.image).tobytes() == image.tobytes()
    assert Image.open(files.thumbnail).size == (200, 100)


def test_the_settings_are_in_the_png_and_come_back_as_they_went_in(files: FrameFiles, image: Image.Image) -> None:
    files.write(image, SETTINGS, 200)
    assert json.loads(Image.open(files.image).text["gcl"]) == SETTINGS


def test_the_settings_are_also_there_as_other_tools_read_them(files: FrameFiles, image: Image.Image) -> None:
    files.write(image, SETTINGS, 200)
    assert Image.open(files.image).text["parameters"] == (
        "雪の中の赤い狐, “morning” 🦊\n"
        "Negative prompt: blurred\n"
        "Steps: 8, Sampler: EulerDiscreteScheduler, CFG scale: 5.0, Seed: 9007199254740991, Size: 640x320, "
        "Model: SDXL 1.0"
    )


def test_writing_again_replaces_what_a_crash_left(files: FrameFiles, image: Image.Image) -> None:
    files.folder.mkdir()
    files.image.write_bytes(b"half an image")
    files.write(image, SETTINGS, 200)
    assert Image.open(files.image).size == (640, 320)


def test_leftovers_of_a_job_are_removed_and_those_of_others_kept(tmp_path: Path) -> None:
    for name in (".000012-00.png.part", ".000012-01.webp.part", ".000120-00.png.part", "000012-00.png"):
        (tmp_path / name).write_bytes(b"")
    remove_leftovers(tmp_path, job="000012")
    assert names(tmp_path) == [".000120-00.png.part", "000012-00.png"]


def test_a_job_without_a_folder_has_no_leftovers(tmp_path: Path) -> None:
    remove_leftovers(tmp_path / "nowhere", job="000012")


@pytest.mark.parametrize("kilobytes", [16, 100, 300])
def test_a_full_disk_is_told_and_leaves_nothing(files: FrameFiles, image: Image.Image, kilobytes: int) -> None:
    with small_disk(files.folder, kilobytes) as folder:
        with pytest.raises(DiskFull, match=f"The disk that holds {folder} is full"):
            files.write(image, SETTINGS, 200)
        assert names(folder) == []


def test_a_full_disk_leaves_the_frames_that_were_there(tmp_path: Path, image: Image.Image) -> None:
    trial = FrameFiles(tmp_path / "trial", "000012", 0)
    trial.write(image, SETTINGS, 200)
    with small_disk(tmp_path / "frames", kilobytes=trial.image.stat().st_size * 3 // 2 // 1024) as folder:
        first, second = (FrameFiles(folder, "000012", number) for number in range(2))
        first.write(image, SETTINGS, 200)
        with pytest.raises(DiskFull):
            second.write(image, SETTINGS, 200)
        assert names(folder) == ["000012-00.png", "000012-00.webp"]
        assert json.loads(Image.open(first.image).text["gcl"]) == SETTINGS


# Writes a frame and is killed by the system at the byte where a file would become longer than allowed.
KILLED = """
import pathlib, resource, signal, sys
from PIL import Image
from gcl.models.output import FrameFiles
from tests.models.test_output import SETTINGS
folder, longest = pathlib.Path(sys.argv[1]), int(sys.argv[2])
signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
resource.setrlimit(resource.RLIMIT_FSIZE, (longest, longest))
FrameFiles(folder, "000012", 3).write(Image.effect_noise((640, 320), 90).convert("RGB"), SETTINGS, 200)
"""


def killed_while_writing(files: FrameFiles, longest: int) -> None:
    child = subprocess.run([sys.executable, "-c", KILLED, str(files.folder), str(longest)], cwd=ROOT)
    assert child.returncode == -signal.SIGXFSZ


@pytest.mark.parametrize("longest", [500, 60_000], ids=["in the thumbnail", "in the image"])
def test_a_process_that_is_killed_in_the_middle_of_a_write_leaves_nothing_under_a_frames_name(
    files: FrameFiles, longest: int
) -> None:
    killed_while_writing(files, longest)
    left = names(files.folder)
    assert left
    assert all(name.endswith(".part") for name in left)
    remove_leftovers(files.folder, files.job)
    assert names(files.folder) == []


def test_a_frame_that_is_written_over_stays_whole_if_the_process_is_killed(
    files: FrameFiles, image: Image.Image
) -> None:
    files.write(image, SETTINGS, 200)
    before = {file: file.read_bytes() for file in (files.image, files.thumbnail)}
    killed_while_writing(files, longest=60_000)
    assert {file: file.read_bytes() for file in before} == before


def test_a_disk_that_nothing_may_be_written_to_is_told(files: FrameFiles, image: Image.Image) -> None:
    with small_disk(files.folder, kilobytes=900) as folder:
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
        with pytest.raises(InputError, match="cannot be written to"):
            files.write(image, SETTINGS, 200)
