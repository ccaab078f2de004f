"""Boards: a frame lies on any number of them, and outlives each."""

from __future__ import annotations

import pytest

from gcl.errors import InputError, NotFound
from gcl.services import Services
from gcl.services.gallery import FrameFilter
from tests.services.drawn import add_frames
from tests.unchanged import refused


def on(services: Services, board: int) -> list[int]:
    return [frame.id for frame in services.gallery.page(1, 24, FrameFilter(board=board)).frames]


def test_a_frame_lies_on_several_boards_and_is_found_on_each(services: Services) -> None:
    one, two, three = add_frames(services.db, 3)
    maple = services.boards.make("Maple  Gold ", [one, two])
    night = services.boards.make("night shots")
    services.boards.add(night, [two, three])
    services.boards.add(night, [two])
    assert services.boards.names() == {maple: "Maple Gold", night: "night shots"}
    assert (on(services, maple), on(services, night)) == ([two, one], [three, two])
    assert services.gallery.get(two).boards == {maple: "Maple Gold", night: "night shots"}
    services.boards.take(night, [two, one])
    assert on(services, night) == [three]
    services.gallery.delete([one])
    assert on(services, maple) == [two]


def test_a_board_that_is_deleted_leaves_its_frames(services: Services) -> None:
    frames = add_frames(services.db, 2)
    maple, night = services.boards.make("Maple", frames), services.boards.make("Night", frames)
    services.boards.remove(maple)
    assert services.boards.names() == {night: "Night"}
    assert services.gallery.page().total == 2
    assert services.gallery.get(frames[0]).boards == {night: "Night"}


def test_a_board_is_renamed_and_found_by_its_name_whatever_the_case(services: Services) -> None:
    maple = services.boards.make("Maple")
    services.boards.rename(maple, "MAPLE Gold")
    services.boards.rename(maple, "Maple Gold")
    assert services.boards.find(" maple gold") == maple
    with pytest.raises(NotFound, match="Did you mean 'Maple Gold'"):
        services.boards.find("Maple Golf")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("  ", "The board has no name"),
        ("x" * 81, "at most 80 characters, not 81"),
        ("a\x07b", "characters that are not text"),
        ("nÄchte", "There is a board “Nächte” already"),
    ],
)
def test_a_name_that_cannot_be_is_refused(services: Services, name: str, said: str) -> None:
    services.boards.make("Nächte")
    other = services.boards.make("Other")
    with refused(services, InputError, said):
        services.boards.make(name)
    with refused(services, InputError, said):
        services.boards.rename(other, name)


def test_a_board_that_is_gone_is_told_and_a_new_one_of_frames_that_are_gone_is_not_made(services: Services) -> None:
    frames = add_frames(services.db, 1)
    for action in (
        lambda: services.boards.add(5, frames),
        lambda: services.boards.take(5, frames),
        lambda: services.boards.rename(5, "x"),
        lambda: services.boards.remove(5),
    ):
        with refused(services, NotFound, "This board is gone"):
            action()
    with refused(services, NotFound, "None of these frames"):
        services.boards.make("New", [999])
