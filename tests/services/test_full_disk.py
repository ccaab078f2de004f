"""Disks that fill up under the studio: what was asked for is refused in a sentence, and done when there is space."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gcl.config import Config
from gcl.errors import DiskFull
from gcl.services import Services, open_services
from gcl.services.frame_request import FrameRequest
from tests.disks import small_disk
from tests.services import runs
from tests.shell import Shell
from tests.unchanged import contents, refused

LONG = b"#,time,visual,audio\n" + b"".join(b"%d,0-3,A cup%s.,SFX\n" % (n, b" and a cup" * 100) for n in range(50))
# What a person can ask for that adds rows.
WISHES: dict[str, Callable[[Services], object]] = {
    "a frame": lambda services: services.frames.submit(FrameRequest(prompt="a fox " * 600)),
    "an adaptation": lambda services: runs.submit(services),
    "an import": lambda services: services.campaigns.import_script("x.csv", LONG),
    "an import and its adaptation": lambda services: services.adaptations.submit_script("x.csv", LONG, market="ja-JP"),
}


@pytest.fixture
def services(config: Config) -> Iterator[Services]:
    """A studio on a disk of its own, which a test fills with `fill`."""
    with small_disk(config.home, kilobytes=4000):
        opened = open_services(config)
        opened.queue.pending()  # connects, for which there must be space
        yield opened
        opened.close()


def fill(home: Path, kilobytes_left: int) -> Path:
    """A file that takes all space of the disk but so much."""
    ballast = home / "ballast"
    ballast.write_bytes(bytes(shutil.disk_usage(home).free - kilobytes_left * 1024))
    return ballast


@pytest.mark.parametrize("kilobytes_left", [0, 8])
@pytest.mark.parametrize("wish", WISHES.values(), ids=WISHES.keys())
def test_a_wish_on_a_full_disk_is_refused_and_granted_when_there_is_space(
    services: Services, wish: Callable[[Services], object], kilobytes_left: int
) -> None:
    ballast = fill(services.config.home, kilobytes_left)
    with refused(services, DiskFull, f"The disk that holds {services.config.home} is full. Nothing was changed"):
        wish(services)
    ballast.unlink()
    assert wish(services)


def test_an_import_that_fits_without_its_adaptation_is_not_half_done(services: Services) -> None:
    refusals = 0
    for kilobytes_left in range(100, 400, 40):
        ballast = fill(services.config.home, kilobytes_left)
        before = contents(services)
        try:
            WISHES["an import and its adaptation"](services)
        except DiskFull:
            refusals += 1
            assert contents(services) == before
        ballast.unlink()
    assert refusals


@pytest.mark.parametrize("kilobytes", [64, *(pytest.param(more, marks=pytest.mark.slow) for more in (256, 420)), 450])
def test_a_studio_that_is_set_up_on_a_full_disk_tells_it_and_is_whole_when_there_is_space(
    gcl: Shell, config: Config, tmp_path: Path, kilobytes: int
) -> None:
    with small_disk(config.home, kilobytes):
        answer = gcl.run("init")
        assert answer.status == 1
        assert answer.err.startswith(f"The disk that holds {config.home} is full. ")
        assert answer.err.count("\n") == 1
        subprocess.run(["mount", "-o", "remount,size=4m", str(config.home)], check=True)
        assert rows(config) == rows(config.model_copy(update={"home": tmp_path / "another"}))


def rows(config: Config) -> dict[str, int]:
    """How many rows each table has."""
    services = open_services(config)
    counted = {table: len(found) for table, found in contents(services).items()}
    services.close()
    return counted
