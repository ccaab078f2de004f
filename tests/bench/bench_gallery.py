"""The gallery of an old studio, 10,000 frames: what the server does for its first page, and for a search."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

from sqlalchemy import insert, select, update

from gcl import jobs
from gcl.config import Config
from gcl.db import Board, BoardFrame, Frame, FrameTag, utcnow
from gcl.services import Services, open_services
from gcl.tabs import gallery_part, order_part
from tests.bench.report import Figure, at_most

FRAMES, RUNS, MOST = 10_000, 20, 150.0
WORDS = ["kitchen", "street", "bottle", "woman", "lighthouse", "evening", "rain", "porch", "maple", "family"]


def measure(config: Config) -> list[Figure]:
    services = open_services(config)
    _fill(services)

    board = _put_in_order(services)

    def view(words: str = "", rated: str = "", tag: str = "", board: str = "") -> Callable[[], str]:
        return lambda: gallery_part.view(services, 1, 0, (words, "", "", False, rated, tag, board))

    return [
        at_most("gallery_first_page", milliseconds(view()), "ms", MOST, RUNS, f"{FRAMES} frames, the whole view"),
        at_most("gallery_search", milliseconds(view("rain woman")), "ms", MOST, RUNS, "two words that some have"),
        at_most("gallery_search_in_vain", milliseconds(view("zeppelin")), "ms", MOST, RUNS, "a word that none has"),
        at_most("gallery_rated", milliseconds(view(rated="3")), "ms", MOST, RUNS, "half of them"),
        at_most("gallery_tag", milliseconds(view(tag="tag 7")), "ms", MOST, RUNS, "one of 40, three a frame"),
        at_most("gallery_board", milliseconds(view(board=board)), "ms", MOST, RUNS, "a third of them"),
        at_most("gallery_all_filters", milliseconds(view("rain", "1", "tag 7", board)), "ms", MOST, RUNS),
        at_most("gallery_bin", milliseconds(view(board="bin")), "ms", MOST, RUNS, "1,000 deleted frames"),
        at_most("gallery_tools", milliseconds(lambda: order_part.tools(services, "")), "ms", MOST, RUNS),
    ]


def _fill(services: Services) -> None:
    settings = {"padding": "x" * 1500}
    rows = []
    with services.db.write() as session:
        job = jobs.submit(session, "frame", "old", {})
        job.state = "done"
        for number in range(FRAMES):
            words = [WORDS[(number * step + step) % len(WORDS)] for step in range(1, 9)]
            row = {"job_id": job.id, "number": number, "file": f"{number}.png", "thumbnail": f"{number}.webp"}
            made = {"prompt": " ".join(words) * 4, "model_key": "thumbnail", "width": 256, "height": 144}
            rows.append(row | made | {"steps": 8, "guidance": 2.5, "seed": 1, "seconds": 1.0, "settings": settings})
        session.execute(insert(Frame), rows)


def _put_in_order(services: Services) -> str:
    """Rate, tag and delete some of the frames, and lay some on a board; its value in the finder."""
    with services.db.write() as session:
        ids = list(session.scalars(select(Frame.id)))
        board = Board(name="A board")
        session.add(board)
        session.flush()
        session.execute(update(Frame).values(rating=Frame.id % 6))
        tags = [{"frame_id": id, "tag": f"tag {(id * step + step) % 40}"} for id in ids for step in (1, 2, 3)]
        session.execute(insert(FrameTag).prefix_with("OR IGNORE"), tags)
        session.execute(insert(BoardFrame), [{"board_id": board.id, "frame_id": id} for id in ids[::3]])
        session.execute(update(Frame).where(Frame.id % 10 == 0).values(deleted_at=utcnow()))
        return str(board.id)


def milliseconds(work: Callable[[], object]) -> float:
    """The median of RUNS, after one to warm up."""
    work()
    seconds = []
    for _ in range(RUNS):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return 1000 * median(seconds)
