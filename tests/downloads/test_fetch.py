"""One file over HTTP: resumed, checked, whole or not there."""

from __future__ import annotations

import hashlib
import shutil
from collections import namedtuple
from pathlib import Path

import pytest

from gcl.downloads.fetch import Remote, amount, fetch, unfinished
from gcl.errors import Cancelled, DiskFull, DownloadError
from tests.disks import small_disk
from tests.downloads.sites import Site


def remote(site: Site, **changes: object) -> Remote:
    sha256 = hashlib.sha256(site.body).hexdigest()
    usual = {"url": f"{site.storage}/file", "size": len(site.body), "sha256": sha256, "name": "ink.safetensors"}
    return Remote(**usual | changes)


def get(wanted: Remote, target: Path, stop_at: int | None = None) -> list[int]:
    """The bytes that were reported."""
    seen: list[int] = []

    def report(here: int) -> None:
        seen.append(here)
        if stop_at is not None and here >= stop_at:
            raise Cancelled("Cancelled.")

    fetch(wanted, target, report, lambda status: f"It says {status}.")
    return seen


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "there" / "ink.safetensors"


def test_a_file_arrives_whole_and_nothing_else_is_left(site: Site, target: Path) -> None:
    seen = get(remote(site), target)
    assert target.read_bytes() == site.body
    assert (seen[0], seen[-1]) == (0, len(site.body))
    assert [file.name for file in target.parent.iterdir()] == ["ink.safetensors"]


@pytest.mark.parametrize("ranges", [True, False], ids=["with ranges", "without"])
def test_a_download_that_was_cancelled_goes_on_where_it_stopped(site: Site, target: Path, ranges: bool) -> None:
    site.ranges = ranges
    with pytest.raises(Cancelled):
        get(remote(site), target, stop_at=40_000)
    assert not target.exists()
    here = unfinished(target, remote(site)).stat().st_size
    assert 40_000 <= here < len(site.body)
    seen = get(remote(site), target)
    assert seen[0] == here
    assert site.ranges_asked() == [None, f"bytes={here}-"]
    assert target.read_bytes() == site.body


def test_a_connection_that_breaks_off_is_taken_up_again(site: Site, target: Path) -> None:
    site.breaks_after = 30_000
    get(remote(site), target)
    assert target.read_bytes() == site.body
    assert len(site.ranges_asked()) == -(-len(site.body) // 30_000)


def test_a_server_that_never_gives_a_byte_is_given_up_and_what_is_here_is_kept(site: Site, target: Path) -> None:
    target.parent.mkdir()
    unfinished(target, remote(site)).write_bytes(site.body[:50_000])
    site.status = 503
    with pytest.raises(
        DownloadError, match=r"ink.safetensors does not come: 127.0.0.1 cannot be reached or breaks off"
    ):
        get(remote(site), target)
    assert unfinished(target, remote(site)).stat().st_size == 50_000
    with pytest.raises(DownloadError, match="cannot be reached"):
        get(remote(site, url="http://127.0.0.1:9/file"), target)


def test_what_adds_up_to_another_sum_is_deleted(site: Site, target: Path) -> None:
    wrong = remote(site, sha256="0" * 64)
    with pytest.raises(DownloadError, match=r"its SHA-256 is not the one that was promised. It was deleted"):
        get(wrong, target)
    assert list(target.parent.iterdir()) == []


def test_a_damaged_beginning_is_found_out_at_the_end(site: Site, target: Path) -> None:
    target.parent.mkdir()
    unfinished(target, remote(site)).write_bytes(b"x" * 50_000)
    with pytest.raises(DownloadError, match="arrived damaged"):
        get(remote(site), target)
    get(remote(site), target)
    assert target.read_bytes() == site.body


def test_a_file_without_a_sum_always_begins_anew(site: Site, target: Path) -> None:
    target.parent.mkdir()
    unfinished(target, remote(site, sha256=None)).write_bytes(b"x" * 50_000)
    get(remote(site, sha256=None), target)
    assert target.read_bytes() == site.body
    assert site.ranges_asked() == [None]


def test_a_part_that_is_longer_than_the_file_begins_anew(site: Site, target: Path) -> None:
    target.parent.mkdir()
    unfinished(target, remote(site)).write_bytes(b"x" * (len(site.body) + 1))
    get(remote(site), target)
    assert target.read_bytes() == site.body


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_refusal_is_told_in_the_words_of_who_asked(site: Site, target: Path, status: int) -> None:
    site.status = status
    with pytest.raises(DownloadError, match=f"It says {status}."):
        get(remote(site), target)
    assert site.ranges_asked() == [None]


def test_a_page_instead_of_the_file_is_told(site: Site, target: Path) -> None:
    site.page_instead = True
    with pytest.raises(
        DownloadError, match=r"127.0.0.1 sent a page instead of ink.safetensors. It may ask for a sign-in"
    ):
        get(remote(site), target)
    assert list(target.parent.iterdir()) == []


def test_a_host_that_sends_in_circles_is_told(site: Site, target: Path) -> None:
    site.circles = True
    with pytest.raises(DownloadError, match=r"127.0.0.1 sends from one address to the next without end"):
        get(remote(site), target)


def test_an_answer_that_cannot_be_unpacked_is_told(site: Site, target: Path) -> None:
    site.garbled = True
    with pytest.raises(DownloadError, match=r"what 127.0.0.1 sends cannot be read \(.+\). Try again later"):
        get(remote(site), target)
    assert not target.exists()


@pytest.mark.parametrize("url", ["http://[::1/file", "gopher://127.0.0.1/file", "file"])
def test_an_address_that_is_none_is_told(site: Site, target: Path, url: str) -> None:
    with pytest.raises(DownloadError, match=r"ink.safetensors cannot be fetched: '.+' leads to no address on the web"):
        get(remote(site, url=url), target)


@pytest.mark.parametrize("more", [-1, 1])
def test_another_size_than_promised_is_told_before_it_is_fetched(site: Site, target: Path, more: int) -> None:
    with pytest.raises(DownloadError, match=f"and the server sends {len(site.body):,}. It has changed"):
        get(remote(site, size=len(site.body) + more), target)
    assert not target.exists()


def test_a_disk_without_room_is_told_before_a_byte_is_fetched(
    site: Site, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage(10**12, 10**12, 500_000_100))
    with pytest.raises(DiskFull, match=r"kB are to be downloaded to .*, and 500 MB are free there"):
        get(remote(site), target)
    assert site.asked == []


def test_a_disk_that_fills_up_meanwhile_keeps_what_arrived(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gcl.downloads.fetch.SPARE", -(10**9))
    with small_disk(tmp_path / "small", 64) as folder:
        with pytest.raises(DiskFull, match="is full"):
            get(remote(site), folder / "ink.safetensors")
        assert not (folder / "ink.safetensors").exists()


@pytest.mark.parametrize(
    ("size", "text"), [(6_940_000_000, "6.9 GB"), (228_000_000, "228 MB"), (1_500_000, "1.5 MB"), (4_100, "4 kB")]
)
def test_sizes_are_told_as_people_say_them(size: int, text: str) -> None:
    assert amount(size) == text
