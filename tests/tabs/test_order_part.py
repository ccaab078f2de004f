"""Keeping frames in order on the screen: what a panel sends is done, told, and can be undone."""

from __future__ import annotations

import pytest

from gcl.errors import GclError, InputError
from gcl.services import Services
from gcl.tabs import order_part
from gcl.tabs.order_part import Done
from tests.services.drawn import add_frames


def do(services: Services, action: str, ids: list[int] | None = None, **more: object) -> Done:
    sent = {"do": action, "ids": ",".join(map(str, ids or [])), **{name: str(value) for name, value in more.items()}}
    done = order_part.act(services, sent)
    assert done is not None
    return done


def test_what_is_nothing_of_this_part_is_let_alone(services: Services) -> None:
    assert order_part.act(services, {"do": "cancel", "id": "1"}) is None
    assert order_part.act(services, {}) is None


def test_several_frames_are_rated_tagged_and_laid_on_a_board_at_once(services: Services) -> None:
    frames = add_frames(services.db, 3)
    assert do(services, "rate", frames[:2], rating=4).sentence == "2 frames rated 4."
    assert do(services, "tag", frames, text="hero, night").sentence == "3 frames tagged."
    assert do(services, "untag", frames[:1], text="night").sentence == "1 frame without the tag now."
    assert do(services, "board-make", frames[:2], text="Maple").sentence == "2 frames added to Maple, a new board."
    (board,) = services.boards.names()
    assert do(services, "board-add", frames[2:], text=board).sentence == "1 frame added to Maple."
    assert do(services, "board-take", frames[:1], board=board).sentence == "1 frame taken off Maple."
    shown = [services.gallery.get(id) for id in frames]
    assert [frame.rating for frame in shown] == [4, 4, 0]
    assert [frame.tags for frame in shown] == [("hero",), ("hero", "night"), ("hero", "night")]
    assert [frame.boards for frame in shown] == [{}, {board: "Maple"}, {board: "Maple"}]
    assert do(services, "rate", frames, rating=0).sentence == "3 frames without a rating now."


def test_a_board_is_made_renamed_and_deleted_and_the_gallery_goes_along(services: Services) -> None:
    made = do(services, "board-make", text="Maple")
    (board,) = services.boards.names()
    assert (made.board, made.sentence) == (board, "Maple is a new board.")
    assert do(services, "board-rename", board=board, text="Gold").board == board
    assert services.boards.names() == {board: "Gold"}
    gone = do(services, "board-remove", board=board)
    assert (gone.board, gone.sentence) == (0, "The board Gold is gone. Its frames stay in the gallery.")


def test_what_is_deleted_can_be_undone_from_the_notice(services: Services) -> None:
    one, two = add_frames(services.db, 2)
    services.gallery.delete([one])
    done = do(services, "delete", [one, two])
    assert done.binned == [two], "what was in the bin before stays there"
    notice = order_part.said(done)
    assert f'data-do="restore" data-ids="{two}"' in notice
    assert "1 frame moved to the bin." in notice
    assert do(services, "restore", [two]).sentence == "1 frame back in the gallery."
    assert services.gallery.get(two).deleted_at is None
    assert do(services, "restore", [two]).sentence == "Already in the gallery."
    assert do(services, "delete", [one]) == Done("Already in the bin.", binned=[])
    assert order_part.said(do(services, "put-away")) == ""


def test_the_bin_is_emptied_by_hand(services: Services) -> None:
    frames = add_frames(services.db, 2)
    services.gallery.delete(frames)
    assert "Remove all 2 frames in the bin for good?" in order_part.tools(services, "bin")
    assert do(services, "empty-bin").sentence == "2 frames removed for good."
    assert "Empty the bin" not in order_part.tools(services, "bin")


def test_the_line_above_the_gallery_fits_what_is_shown(services: Services) -> None:
    board = services.boards.make("Maple")
    everywhere, on_board, in_bin = (order_part.tools(services, value) for value in ("", str(board), "bin"))
    assert 'data-do="board-rename"' in on_board
    assert 'data-do="board-rename"' not in everywhere
    assert 'data-do="delete"' not in in_bin
    assert "Frames stay here for 30 days" in in_bin
    assert order_part.tools(services, "999") == everywhere


@pytest.mark.parametrize("ids", ["x", "1;2", "9" * 20, "-1"])
def test_ids_that_no_page_sends_are_refused(services: Services, ids: str) -> None:
    with pytest.raises(InputError, match="Reload the page"):
        order_part.act(services, {"do": "delete", "ids": ids})


@pytest.mark.parametrize("action", [name for name in order_part.ACTIONS if name not in ("put-away", "empty-bin")])
def test_an_action_without_its_data_is_refused_with_a_sentence(services: Services, action: str) -> None:
    add_frames(services.db, 1)
    with pytest.raises(GclError, match=r"[.?]$"):
        order_part.act(services, {"do": action})
