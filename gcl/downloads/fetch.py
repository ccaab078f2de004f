"""One file over HTTP: resumed where it stopped, checked, and under its name only when it is whole."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx2 as httpx
import structlog

from gcl.errors import DiskFull, DownloadError, disk_errors

log = structlog.get_logger(__name__)

SPARE = 500_000_000  # bytes that a disk keeps free
TRIES, FIRST_WAIT = 5, 1.0  # for one file, while not a byte of it comes; seconds, doubled each time
TIMEOUT = httpx.Timeout(20.0)  # without a byte; a cancelled download may take as long to notice


@dataclass(frozen=True)
class Remote:
    """A file elsewhere. `size` in bytes; one without a SHA-256 is never resumed, since nobody could check it."""

    url: str
    size: int
    sha256: str | None
    name: str
    headers: Mapping[str, str] = field(default_factory=dict)


# Called with the bytes of the file that are here; whatever it raises stops the download, and what is here stays.
OnBytes = Callable[[int], None]


def fetch(remote: Remote, target: Path, on_bytes: OnBytes, refused: Callable[[int], str]) -> None:
    """Put `remote` at `target`. `refused` gives the sentence for an HTTP status that says no.

    Raises DownloadError if it does not come or is not what it should be, DiskFull before a byte is written if it would
    not fit, and what `on_bytes` raises.
    """
    part = unfinished(target, remote)
    with disk_errors(target.parent):
        target.parent.mkdir(parents=True, exist_ok=True)
        if remote.sha256 is None:
            part.unlink(missing_ok=True)
        check_room(target.parent, remaining(target, remote))
        with httpx.Client(follow_redirects=True, timeout=TIMEOUT) as client:
            _all_of_it(client, remote, part, on_bytes, refused)
        _check(remote, part)
        part.replace(target)


def unfinished(target: Path, remote: Remote) -> Path:
    """Where a file waits until it is whole. Another file of the same name begins anew."""
    return target.with_name(f".{cut(target.name, 120)}.{(remote.sha256 or str(remote.size))[:12]}.part")


def remaining(target: Path, remote: Remote) -> int:
    """Bytes that `fetch` still has to bring."""
    here = _size(unfinished(target, remote)) if remote.sha256 else 0
    return remote.size - here if here <= remote.size else remote.size


def cut(name: str, most: int) -> str:
    """The beginning of a name, of at most so many bytes: a file system counts bytes, up to 255 of them."""
    return name.encode()[:most].decode(errors="ignore")


def check_room(folder: Path, needed: int) -> None:
    """Raise DiskFull unless `needed` bytes fit on the disk of `folder`."""
    there = next(place for place in (folder, *folder.parents) if place.exists())
    free = shutil.disk_usage(there).free
    if needed > 0 and free < needed + SPARE:
        raise DiskFull(
            f"{amount(needed)} are to be downloaded to {folder}, and {amount(free)} are free there. Free some space, "
            "then retry."
        )


def amount(size: int) -> str:
    """6.9 GB, 228 MB, 4 kB."""
    for unit, name in ((1e9, "GB"), (1e6, "MB")):
        if size >= unit:
            return f"{size / unit:.1f} {name}" if size < 100 * unit else f"{size / unit:.0f} {name}"
    return f"{size / 1e3:.0f} kB"


def _all_of_it(
    client: httpx.Client, remote: Remote, part: Path, on_bytes: OnBytes, refused: Callable[[int], str]
) -> None:
    """Ask until all bytes are here; give up when several tries in a row bring none."""
    fruitless = 0
    while (before := _size(part)) != remote.size or not part.exists():
        on_bytes(before)
        try:
            _some_of_it(client, remote, part, on_bytes, refused)
        except (httpx.TransportError, _ComeBack) as error:
            if isinstance(error, httpx.UnsupportedProtocol):
                raise _useless(remote, error) from error
            fruitless = fruitless + 1 if _size(part) <= before else 0
            log.warning("a download was interrupted", file=remote.name, error=str(error), tries=fruitless)
            if fruitless >= TRIES:
                raise DownloadError(
                    f"{remote.name} does not come: {_host(remote.url)} cannot be reached or breaks off. Look at the "
                    "connection, then retry; what is here already is kept."
                ) from error
            time.sleep(FIRST_WAIT * 2 ** max(0, fruitless - 1))
        except (httpx.HTTPError, httpx.InvalidURL) as error:  # asking again would bring the same
            raise _useless(remote, error) from error
    on_bytes(remote.size)


class _ComeBack(Exception):
    """The server asks to try again later, or sent less than all."""


def _some_of_it(
    client: httpx.Client, remote: Remote, part: Path, on_bytes: OnBytes, refused: Callable[[int], str]
) -> None:
    have = _size(part)
    headers = {"Accept-Encoding": "identity", **remote.headers}
    if have:
        headers["Range"] = f"bytes={have}-"
    with client.stream("GET", remote.url, headers=headers) as answer:
        if answer.status_code == 416 or (answer.status_code == 206 and not _goes_on(answer, have)):
            part.unlink(missing_ok=True)  # what is here is no beginning of what is there
            raise _ComeBack("the part that is here does not fit")
        if answer.status_code == 429 or answer.status_code >= 500:
            raise _ComeBack(f"status {answer.status_code}")
        if answer.status_code not in (200, 206):
            raise DownloadError(refused(answer.status_code))
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            raise DownloadError(
                f"{_host(str(answer.url))} sent a page instead of {remote.name}. It may ask for a sign-in: "
                f"{refused(401)}"
            )
        if answer.status_code == 200:
            have = 0  # a server that knows no ranges begins anew
        said = answer.headers.get("Content-Length", "")
        if said.isdigit() and have + int(said) != remote.size:
            raise _other_size(remote, have + int(said))
        with part.open("r+b" if have else "wb") as opened:
            opened.seek(have)
            for chunk in answer.iter_bytes():
                have += len(chunk)
                if have > remote.size:
                    raise _other_size(remote, have)
                opened.write(chunk)
                on_bytes(have)
            opened.flush()
            os.fsync(opened.fileno())
    if have < remote.size:
        raise _ComeBack("it ended early")


def _goes_on(answer: httpx.Response, have: int) -> bool:
    return re.match(rf"bytes {have}-", answer.headers.get("Content-Range", "")) is not None


def _check(remote: Remote, part: Path) -> None:
    if remote.sha256 is None:
        return
    with part.open("rb") as opened:
        found = hashlib.file_digest(opened, "sha256").hexdigest()
    if found != remote.sha256:
        part.unlink()
        raise DownloadError(
            f"{remote.name} arrived damaged: its SHA-256 is not the one that was promised. It was deleted; retry, and "
            "if it happens again, do not use this source."
        )


def _other_size(remote: Remote, found: int) -> DownloadError:
    return DownloadError(
        f"{remote.name} should have {remote.size:,} bytes, and the server sends {found:,}. It has changed meanwhile: "
        "start the download again."
    )


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0


def _useless(remote: Remote, error: Exception) -> DownloadError:
    if isinstance(error, httpx.TooManyRedirects):
        why = f"{_host(remote.url)} sends from one address to the next without end. Try again later."
    elif isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol):
        why = f"{remote.url[:200]!r} leads to no address on the web. Choose another source."
    else:
        why = f"what {_host(remote.url)} sends cannot be read ({error}). Try again later."
    return DownloadError(f"{remote.name} cannot be fetched: {why}")


def _host(url: str) -> str:
    return httpx.URL(url).host
