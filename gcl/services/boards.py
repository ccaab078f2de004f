"""Boards: piles of frames that belong together for somebody. A frame may lie on any number of them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from gcl.db import Board, BoardFrame, Database, folded
from gcl.errors import InputError, NotFound
from gcl.formats.image_settings import NOT_TEXT
from gcl.services.gallery import find_frames

LONGEST_NAME = 80


class BoardService:
    def __init__(self, db: Database) -> None:
        self.db = db

    def names(self) -> dict[int, str]:
        """{id: name} of every board, by name."""
        with self.db.read() as session:
            found = dict(session.execute(select(Board.id, Board.name)).tuples().all())
        return dict(sorted(found.items(), key=lambda item: folded(item[1])))

    def find(self, name: str) -> int:
        """The id of the board of this name, whatever its case; NotFound offers the nearest."""
        names = self.names()
        for board_id, known in names.items():
            if folded(known) == folded(_tidy(name)):
                return board_id
        raise NotFound.among("board", name, list(names.values()))

    def make(self, name: str, frame_ids: Sequence[int] = ()) -> int:
        """A new board with these frames on it; its id."""
        with self.db.write() as session:
            board = Board(name=_free(session, name))
            session.add(board)
            session.flush()
            if frame_ids:
                _add(session, board.id, find_frames(session, frame_ids))
            return board.id

    def rename(self, board_id: int, name: str) -> None:
        with self.db.write() as session:
            board = find_board(session, board_id)
            board.name = _free(session, name, besides=board_id)

    def remove(self, board_id: int) -> None:
        """Remove a board. The frames on it stay in the gallery."""
        with self.db.write() as session:
            session.delete(find_board(session, board_id))

    def add(self, board_id: int, frame_ids: Sequence[int]) -> None:
        """Lay frames on a board; those that are there already stay."""
        with self.db.write() as session:
            _add(session, find_board(session, board_id).id, find_frames(session, frame_ids))

    def take(self, board_id: int, frame_ids: Sequence[int]) -> None:
        """Take frames off a board."""
        with self.db.write() as session:
            on_it = BoardFrame.board_id == find_board(session, board_id).id
            session.execute(delete(BoardFrame).where(on_it, BoardFrame.frame_id.in_(frame_ids)))


def find_board(session: Session, board_id: int) -> Board:
    board = session.get(Board, board_id)
    if board is None:
        raise NotFound("This board is gone: somebody deleted it. Choose another one.")
    return board


def _add(session: Session, board_id: int, frame_ids: Sequence[int]) -> None:
    rows = [{"board_id": board_id, "frame_id": frame_id} for frame_id in frame_ids]
    session.execute(insert(BoardFrame).on_conflict_do_nothing(), rows)


def _tidy(name: str) -> str:
    return " ".join(name.split())


def _free(session: Session, name: str, besides: int = 0) -> str:
    """A name as it is kept; InputError if it is none, or if another board than `besides` has it."""
    tidy = _tidy(name)
    if not tidy:
        raise InputError("The board has no name. Say what belongs on it.")
    if len(tidy) > LONGEST_NAME:
        raise InputError(f"The name of a board has at most {LONGEST_NAME} characters, not {len(tidy):,}. Shorten it.")
    if NOT_TEXT.search(tidy):
        raise InputError("The name of the board has characters that are not text. Type it again.")
    taken = select(Board.name).where(func.folded(Board.name) == folded(tidy), Board.id != besides)
    if (other := session.scalar(taken)) is not None:
        raise InputError(f"There is a board “{other}” already. Give this one another name.")
    return tidy
