"""Keeping frames in order: what a person does with one frame on the stage, or with several of the gallery at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gcl.services import Services
from gcl.services.gallery import BEST
from gcl.tabs.kit import number, row_ids
from gcl.tabs.render import render

Data = Mapping[str, Any]
BIN = "bin"  # the bin's value where a board is chosen


@dataclass(frozen=True)
class Done:
    """What came of an action. `sentence` is told, with Undo if it put frames into the bin: `binned`. `board` is where
    to look from now on: the board with this id, or everywhere if it is 0."""

    sentence: str = ""
    binned: Sequence[int] = ()
    board: int | None = None


def act(services: Services, data: Data) -> Done | None:
    """Do what an element of a panel sent; None if that is nothing of this part's."""
    action = ACTIONS.get(str(data.get("do")))
    return action(services, data) if action else None


def tools(services: Services, board: str) -> str:
    """The line above the gallery: what can be done with the frames that are selected, and with the board or the bin
    that the gallery shows. `board` is its value in the finder."""
    boards = services.boards.names()
    binned = board == BIN
    return render(
        "tools",
        boards=boards,
        board=int(board) if board.isdigit() and int(board) in boards else 0,
        binned=binned,
        in_bin=services.gallery.binned() if binned else 0,
        days=services.config.bin_days,
        tags=services.gallery.used_tags(),
        best=BEST,
    )


def said(done: Done) -> str:
    """The notice of what was done."""
    return render("done", sentence=done.sentence, binned=done.binned) if done.sentence else ""


def _rate(services: Services, data: Data) -> Done:
    ids, rating = row_ids(data.get("ids", "")), number(dict(data), "rating")
    services.gallery.rate(ids, rating)
    return Done(f"{frames(ids)} rated {rating}." if rating else f"{frames(ids)} without a rating now.")


def _tag(services: Services, data: Data) -> Done:
    ids, text = row_ids(data.get("ids", "")), str(data.get("text", ""))
    services.gallery.tag(ids, text)
    return Done(f"{frames(ids)} tagged.")


def _untag(services: Services, data: Data) -> Done:
    ids, text = row_ids(data.get("ids", "")), str(data.get("text", ""))
    services.gallery.untag(ids, text)
    return Done(f"{frames(ids)} without the tag now.")


def _add(services: Services, data: Data) -> Done:
    ids, board = row_ids(data.get("ids", "")), number({"id": data.get("text", "")}, "id")
    services.boards.add(board, ids)
    return Done(f"{frames(ids)} added to {services.boards.names().get(board, 'the board')}.")


def _take(services: Services, data: Data) -> Done:
    ids, board = row_ids(data.get("ids", "")), number(dict(data), "board")
    services.boards.take(board, ids)
    return Done(f"{frames(ids)} taken off {services.boards.names().get(board, 'the board')}.")


def _make(services: Services, data: Data) -> Done:
    """With frames, they lie on the new board and the gallery stays as it is; without, the gallery shows the board."""
    ids = row_ids(data.get("ids", ""))
    board = services.boards.make(str(data.get("text", "")), ids)
    name = services.boards.names().get(board, "The board")
    return Done(f"{frames(ids)} added to {name}, a new board.") if ids else Done(f"{name} is a new board.", board=board)


def _rename(services: Services, data: Data) -> Done:
    board = number(dict(data), "board")
    services.boards.rename(board, str(data.get("text", "")))
    return Done(f"The board is called {services.boards.names().get(board, '')} now.", board=board)


def _remove(services: Services, data: Data) -> Done:
    board = number(dict(data), "board")
    name = services.boards.names().get(board, "The board")
    services.boards.remove(board)
    return Done(f"The board {name} is gone. Its frames stay in the gallery.", board=0)


def _delete(services: Services, data: Data) -> Done:
    gone = services.gallery.delete(row_ids(data.get("ids", "")))
    return Done(f"{frames(gone)} moved to the bin." if gone else "Already in the bin.", binned=gone)


def _restore(services: Services, data: Data) -> Done:
    back = services.gallery.restore(row_ids(data.get("ids", "")))
    return Done(f"{frames(back)} back in the gallery." if back else "Already in the gallery.")


def _empty(services: Services, _data: Data) -> Done:
    gone = services.gallery.empty_bin()
    left = services.gallery.binned()
    kept = f" {frames(range(left))} in use elsewhere stayed." if left else ""
    return Done(f"{frames(range(gone))} removed for good.{kept}")


def frames(ids: Sequence[int]) -> str:
    """The beginning of a sentence: "1 frame", "3 frames"."""
    return "1 frame" if len(ids) == 1 else f"{len(ids)} frames"


ACTIONS: dict[str, Callable[[Services, Data], Done]] = {
    "rate": _rate,
    "tag": _tag,
    "untag": _untag,
    "board-add": _add,
    "board-take": _take,
    "board-make": _make,
    "board-rename": _rename,
    "board-remove": _remove,
    "delete": _delete,
    "restore": _restore,
    "empty-bin": _empty,
    "put-away": lambda services, data: Done(),
}
