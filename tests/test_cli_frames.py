"""`gcl frames`: the gallery from a shell."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from gcl.services import Services
from tests.services.drawn import add_frames, draw_frames
from tests.shell import Shell


def test_frames_are_listed_newest_first_by_what_they_are_looked_for(gcl: Shell, services: Services) -> None:
    fox, bear = add_frames(services.db, 1, prompt="A fox"), add_frames(services.db, 1, prompt="A bear " * 30)
    services.gallery.rate(fox, 4)
    services.gallery.tag(bear, "client review")
    services.boards.make("Maple Gold", fox)
    listed = gcl("frames", "list", "--json").data
    assert [(frame["id"], frame["rating"], frame["seed"]) for frame in listed] == [(bear[0], None, 7), (fox[0], 4, 7)]
    for options in (["--find", "FOX"], ["--rated", "3"], ["--board", "maple gold"]):
        assert [frame["id"] for frame in gcl("frames", "list", *options, "--json").data] == fox
    for options in (["--tag", "client review"], ["--rated", "0"], ["--find", "client"]):
        assert [frame["id"] for frame in gcl("frames", "list", *options, "--json").data] == bear
    text = gcl("frames", "list").out
    assert "A fox" in text
    assert "…" in text


def test_a_long_list_has_pages(gcl: Shell, services: Services) -> None:
    add_frames(services.db, 60)
    assert gcl("frames", "list").out.endswith("Page 1 of 2, 60 frames. The next one: --page 2\n")
    assert len(gcl("frames", "list", "--page", "2", "--json").data) == 10
    assert gcl("frames", "list", "--page", "3", "--json").data == []
    assert gcl("frames", "list", "--page", "3").out.startswith("No frames here")


def test_frames_go_to_the_bin_come_back_and_go_for_good(gcl: Shell, services: Services) -> None:
    one, two = draw_frames(services.config, services.db, "A fox", "A bear")
    file = services.gallery.get(two).path
    assert gcl("frames", "delete", str(one), str(two)).out == f"In the bin for 30 days: {one}, {two}\n"
    assert [frame["id"] for frame in gcl("frames", "list", "--bin", "--json").data] == [two, one]
    assert gcl("frames", "restore", str(one)).out == f"Back in the gallery: {one}\n"
    assert file.exists()
    assert gcl("frames", "empty-bin").out == "Removed for good: 1\n"
    assert not file.exists()
    assert [frame["id"] for frame in gcl("frames", "list", "--json").data] == [one]


def test_frames_are_taken_away_as_a_zip(gcl: Shell, services: Services, tmp_path: Path) -> None:
    one, _, three = draw_frames(services.config, services.db, "A fox", "A bear", "A hare")
    to = tmp_path / "some.zip"
    assert gcl("frames", "zip", str(one), str(three), "--to", str(to)).out == f"{to}\n"
    with zipfile.ZipFile(to) as archive:
        assert archive.namelist() == ["00001-a-fox-seed-7.png", "00003-a-hare-seed-7.png"]
    again = gcl("frames", "zip", str(one), "--to", str(to))
    assert (again.status, again.err) == (1, f"{to} is there already. Give another name with --to.\n")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["delete", "9"], "None of these frames is there any more"),
        (["restore", "9"], "None of these frames is there any more"),
        (["zip", "9", "--to", "nowhere.zip"], "None of these frames is there any more"),
        (["list", "--board", "Maple"], "There is no board 'Maple'"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(gcl: Shell, services: Services, arguments: list[str], says: str) -> None:
    answer = gcl("frames", *arguments)
    assert (answer.status, answer.out) == (1, "")
    assert says in answer.err
    assert answer.err.count("\n") == 1


def test_a_zip_for_a_folder_that_is_not_there_is_refused(gcl: Shell, services: Services, tmp_path: Path) -> None:
    (one,) = draw_frames(services.config, services.db, "A fox")
    answer = gcl("frames", "zip", str(one), "--to", str(tmp_path / "no" / "some.zip"))
    assert answer.status == 1
    assert "There is no folder" in answer.err


@pytest.mark.parametrize("arguments", [["delete"], ["delete", "x"], ["list", "--rated", "6"], ["burn"]])
def test_a_wrong_call_is_a_sentence_too(gcl: Shell, arguments: list[str]) -> None:
    answer = gcl("frames", *arguments)
    assert (answer.status, answer.out) == (2, "")
    assert answer.err
