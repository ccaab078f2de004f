"""The gallery of earlier frames, and what it is narrowed to: words of the prompt, model, age, favourites."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gradio as gr

from gcl.services import Services
from gcl.services.gallery import FrameFilter
from gcl.tabs.kit import address, asked, quietly
from gcl.tabs.render import render

PAGE_SIZE = 24
ALL = ""
DAYS = {"day": 1, "week": 7, "month": 30}
SINCE = [("Any time", ALL), ("The last day", "day"), ("The last week", "week"), ("The last month", "month")]
NAMES = ("find", "by", "since", "starred")  # in the address, in the order of the fields


def fields() -> list[Any]:
    """Where a person says what to look for; their values are the `wanted` of the functions below."""
    with gr.Row(elem_classes="fields finder"):
        words = gr.Textbox(
            label="Find", placeholder="Words of a prompt", max_lines=1, max_length=200, scale=3, min_width=160
        )
        model = gr.Dropdown([("Any model", ALL)], value=ALL, label="Drawn by", scale=2, min_width=130)
        since = gr.Dropdown(SINCE, value=ALL, label="Made", scale=2, min_width=120)
        starred = gr.Checkbox(label="Favourites", scale=0, container=False, elem_classes="as-wide-as-it-is")
    return [words, model, since, starred]


def as_asked(services: Services, request: gr.Request) -> tuple[list[Any], list[Any]]:
    """What the page's address is narrowed to: the values of the fields, and the fields that show them."""
    words, model, since, starred = (asked(request, name) for name in NAMES)
    offered = _offered(services)
    model = model if model in [key for _, key in offered] else ALL
    since = since if since in DAYS else ALL
    wanted = [words, model, since, bool(starred)]
    return wanted, [words, gr.Dropdown(choices=offered, value=model), since, bool(starred)]


def models(services: Services) -> Callable[[], Any]:
    """A handler that offers the models which have drawn something by now."""
    return quietly(lambda: gr.Dropdown(choices=_offered(services)))


def view(services: Services, page: int, current: int, wanted: tuple[Any, ...]) -> str:
    """The gallery's page `page`; `current` is the id of the frame on the stage."""
    words, model, since, starred = wanted
    chosen = FrameFilter(words or "", model or None, DAYS.get(since), bool(starred))
    found = services.gallery.page(page, PAGE_SIZE, chosen)
    told = dict(zip(NAMES, (words, model, since, "1" if starred else ""), strict=True))
    return render(
        "gallery",
        page=found,
        filtered=chosen != FrameFilter(),
        current=current,
        address=address(gallery=found.page if found.page > 1 else "", **told),
    )


def _offered(services: Services) -> list[tuple[str, str]]:
    return [("Any model", ALL), *((name, key) for key, name in services.gallery.used_models().items())]
