"""The gallery of earlier frames, and what it is narrowed to: words, board, rating, favourites, model, age, tag."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from typing import Any

import gradio as gr

from gcl.services import Services
from gcl.services.gallery import BEST, FrameFilter
from gcl.tabs.kit import LOOK, address, asked, panel, quietly, row_id
from gcl.tabs.order_part import BIN
from gcl.tabs.render import render

PAGE_SIZE = 24
ALL = ""
DAYS = {"day": 1, "week": 7, "month": 30}
SINCE = [("Any time", ALL), ("The last day", "day"), ("The last week", "week"), ("The last month", "month")]
RATED = [
    ("Any rating", ALL),
    (str(BEST), str(BEST)),
    *((f"{rating} or more", str(rating)) for rating in range(BEST - 1, 0, -1)),
    ("Not rated", "0"),
]
NAMES = ("find", "by", "since", "starred", "rated", "tag", "board")  # in the address, in the order of the fields
MODEL, TAG, BOARD = (NAMES.index(name) for name in ("by", "tag", "board"))


def fields() -> tuple[list[Any], Any]:
    """Where a person says what to look for; their values are the `wanted` of the functions below. What is used less is
    folded: the second is the fold's head."""
    with gr.Row(elem_classes="fields finder"):
        words = gr.Textbox(
            label="Find", placeholder="Words of a prompt, or tags", max_lines=1, max_length=200, scale=3, min_width=150
        )
        board = gr.Dropdown([("All frames", ALL)], value=ALL, label="Board", scale=2, min_width=130)
        rated = gr.Dropdown(RATED, value=ALL, label="Rated", scale=1, min_width=110)
        starred = gr.Checkbox(label="Favourites", scale=0, container=False, elem_classes="as-wide-as-it-is")
        more = panel(_fold(), elem_id="finder-more")
    with gr.Row(elem_id="fold-finder", elem_classes="fields fold-body finder-fold"):
        model = gr.Dropdown([("Any model", ALL)], value=ALL, label="Drawn by", min_width=130)
        since = gr.Dropdown(SINCE, value=ALL, label="Made", min_width=120)
        tag = gr.Dropdown([("Any tag", ALL)], value=ALL, label="Tag", min_width=120)
    return [words, model, since, starred, rated, tag, board], more


def unfolded(wanted: Sequence[Any]) -> Any:
    """The fold's head, which opens where something folded is looked for."""
    return (
        _fold(secrets.token_hex(4)) if any(wanted[NAMES.index(name)] for name in ("by", "since", "tag")) else gr.skip()
    )


def _fold(opened: str = "") -> str:
    return render("fold", key="finder", label="More", open=opened)


def as_asked(services: Services, request: gr.Request) -> tuple[list[Any], list[Any]]:
    """What the page's address is narrowed to: the values of the fields, and the fields that show them."""
    words, model, since, starred, rated, tag, board = (asked(request, name) for name in NAMES)
    models, tags, boards = _models(services), _tags(services), _boards(services)
    model, tag, board = (_one_of(value, offered) for value, offered in ((model, models), (tag, tags), (board, boards)))
    since, rated = _one_of(since, SINCE), _one_of(rated, RATED)
    wanted = [words, model, since, bool(starred), rated, tag, board]
    shown = [
        words,
        gr.Dropdown(choices=models, value=model),
        since,
        bool(starred),
        rated,
        gr.Dropdown(choices=tags, value=tag),
        gr.Dropdown(choices=boards, value=board),
    ]
    return wanted, shown


def follow(services: Services, finder: Sequence[Any]) -> None:
    """The fields offer the models, tags and boards that there are by now, when a person turns to them."""
    offers: list[tuple[int, Callable[[Services], list[tuple[str, str]]]]] = [
        (MODEL, _models),
        (TAG, _tags),
        (BOARD, _boards),
    ]
    for place, offered in offers:
        field = finder[place]
        field.focus(quietly(lambda offered=offered: gr.Dropdown(choices=offered(services))), None, field, **LOOK)


def board_field(services: Services, board: str) -> Any:
    """The field of the boards, with those that there are now and this one chosen."""
    offered = _boards(services)
    return gr.Dropdown(choices=offered, value=_one_of(board, offered))


def chosen(wanted: Sequence[Any]) -> FrameFilter:
    """What the gallery is narrowed to. A page may send anything: what cannot be is not looked for."""
    words, model, since, starred, rated, tag, board = wanted
    return FrameFilter(
        words=words or "",
        model=model or None,
        days=DAYS.get(since),
        favourites=bool(starred),
        rated=int(rated) if _one_of(rated, RATED) else None,
        tag=tag or None,
        board=(row_id(board) or None) if board else None,
        binned=board == BIN,
    )


def view(services: Services, page: int, current: int, wanted: Sequence[Any]) -> str:
    """The gallery's page `page`; `current` is the id of the frame on the stage."""
    looked_for = chosen(wanted)
    found = services.gallery.page(page, PAGE_SIZE, looked_for)
    told = {name: value if value is not True else "1" for name, value in zip(NAMES, wanted, strict=True)}
    return render(
        "gallery",
        page=found,
        filtered=looked_for != FrameFilter(),
        binned=looked_for.binned,
        empty_board=looked_for == FrameFilter(board=looked_for.board),
        current=current,
        address=address(gallery=found.page if found.page > 1 else "", **told),
        narrowed=address(**told),
    )


def _one_of(value: str, offered: Sequence[tuple[str, str]]) -> str:
    return value if value in [key for _, key in offered] else ALL


def _models(services: Services) -> list[tuple[str, str]]:
    return [("Any model", ALL), *((name, key) for key, name in services.gallery.used_models().items())]


def _tags(services: Services) -> list[tuple[str, str]]:
    return [("Any tag", ALL), *((tag, tag) for tag in services.gallery.used_tags())]


def _boards(services: Services) -> list[tuple[str, str]]:
    boards = [(name, str(key)) for key, name in services.boards.names().items()]
    return [("All frames", ALL), *boards, ("Bin", BIN)]
