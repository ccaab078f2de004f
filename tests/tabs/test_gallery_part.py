"""The gallery: what the address and the finder ask for is looked for, and what cannot be is not."""

from __future__ import annotations

from typing import Any

import gradio as gr
import pytest

from gcl.services import Services
from gcl.services.gallery import FrameFilter
from gcl.tabs import gallery_part
from tests.services.drawn import add_frames

NOTHING: dict[str, Any] = dict.fromkeys(gallery_part.NAMES, "") | {"starred": False}


class Request:
    def __init__(self, **query: str) -> None:
        self.query_params = query


def wanted(**values: Any) -> list[Any]:
    return list((NOTHING | values).values())


def asked(services: Services, **query: str) -> list[Any]:
    return gallery_part.as_asked(services, Request(**query))[0]  # type: ignore[arg-type]


def test_what_the_address_names_is_asked_for(services: Services) -> None:
    frames = add_frames(services.db, 2)
    board = services.boards.make("Maple", frames)
    services.gallery.tag(frames, "hero")
    query = {
        "find": "fox",
        "by": "tiny",
        "since": "week",
        "starred": "1",
        "rated": "3",
        "tag": "hero",
        "board": str(board),
    }
    values = asked(services, **query)
    assert values == ["fox", "tiny", "week", True, "3", "hero", str(board)]
    assert gallery_part.chosen(values) == FrameFilter("fox", "tiny", 7, True, 3, "hero", board)
    assert f"find=fox&amp;by=tiny&amp;since=week&amp;starred=1&amp;rated=3&amp;tag=hero&amp;board={board}" in (
        gallery_part.view(services, 1, 0, values)
    )


def test_the_fold_opens_where_the_address_asks_for_what_is_in_it(services: Services) -> None:
    assert 'data-open="' in gallery_part.unfolded(wanted(tag="hero"))
    assert 'data-open="' in gallery_part.unfolded(wanted(since="week"))
    assert gallery_part.unfolded(wanted(find="fox", starred=True, board="bin", rated="3")) == gr.skip()


@pytest.mark.parametrize("query", [{"rated": "6"}, {"board": "99"}, {"tag": "gone"}, {"by": "x"}, {"since": "ever"}])
def test_what_the_address_names_that_there_is_not_is_left(services: Services, query: dict[str, str]) -> None:
    assert gallery_part.chosen(asked(services, **query)) == FrameFilter()


@pytest.mark.parametrize("board", ["99999999999999999999", "-1", "x", "²"])
def test_a_page_that_sends_anything_gets_a_gallery(services: Services, board: str) -> None:
    add_frames(services.db, 1)
    gallery_part.view(services, 1, 0, wanted(board=board, rated="x", tag="\x00", since="x"))


def test_the_bin_is_one_of_the_boards(services: Services) -> None:
    one, two = add_frames(services.db, 2)
    services.gallery.delete([one])
    binned = gallery_part.view(services, 1, 0, wanted(board="bin"))
    assert f'data-id="{one}"' in binned
    assert f'data-id="{two}"' not in binned
    assert f'data-id="{one}"' not in gallery_part.view(services, 1, 0, wanted())


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"board": "bin"}, "Nothing in the bin"),
        ({"board": "1"}, "Nothing on this board"),
        ({"board": "1", "find": "fox"}, "No frame is like that"),
    ],
)
def test_an_empty_list_says_what_to_do(services: Services, values: dict[str, Any], said: str) -> None:
    add_frames(services.db, 1)
    services.boards.make("Maple")
    assert said in gallery_part.view(services, 1, 0, wanted(**values))
