"""What every tab needs of Gradio: panels of HTML whose buttons reach Python, and handlers that tell errors."""

from __future__ import annotations

import functools
import hashlib
import html
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import gradio as gr
import structlog

from gcl.errors import GclError, InputError
from gcl.person import person
from gcl.tabs.render import render

log = structlog.get_logger(__name__)

# Seconds between two looks at the database while something runs, and while nothing does.
LIVELY, CALM = 0.8, 3.0
UNFORESEEN = "Something went wrong that the studio did not foresee. The details are in the log ui.log; try again."
# Handlers take milliseconds: no spinner, and no entry in a public API. Gradio would still write each event's progress
# into every part of the page that an event ever had for output, the tabs with all that is in them too, twice an event.
QUIET: dict[str, Any] = {"show_progress": "hidden", "show_progress_on": [], "api_visibility": "private"}
# One that only looks at the database: at a tick, when a page is loaded, a tab opened. The browser opens no stream to
# wait for its answer. Gradio's queue is needed by who says something in a corner of the page or changes a gr.State
# that others listen to.
LOOK: dict[str, Any] = {**QUIET, "queue": False}
# A click in a panel counts even while the answer to the one before is under way; and answers come in the order of the
# clicks, or a walk through the gallery would end at a frame that was passed.
CLICK: dict[str, Any] = {**QUIET, "trigger_mode": "multiple", "concurrency_limit": 1}
LARGEST_ID = 2**63 - 1  # what a column of the database can hold


@dataclass(frozen=True)
class Built:
    """What a tab hands back to the shell: its clock, which runs only while the tab is the one on the screen."""

    key: str
    timer: gr.Timer
    # Events after which the header is looked at again at once: something was submitted, cancelled or tried again.
    submits: tuple[Any, ...] = ()


def panel(value: str = "", **options: Any) -> gr.HTML:
    """A piece of HTML. Its elements with `data-do` send themselves to `panel.click` (see studio.js)."""
    return gr.HTML(
        value,
        apply_default_css=False,
        js_on_load="window.studio.panel(element, trigger, watch); /* 'click' */",
        **options,
    )


def showing() -> gr.Textbox:
    """An input that stands for what the browser shows of some panels; `shows` fills it in at each tick."""
    return gr.Textbox(visible=False)


def shows(*panels: gr.HTML) -> str:
    """JavaScript that replaces the last input of an event by the stamps of the views that these panels show.

    The browser is asked because only it knows: an answer may get lost on the way, and the next tick has to mend that.
    """
    names = json.dumps([part.elem_id for part in panels])
    return f"(...given) => [...given.slice(0, -1), window.studio.shown({names})]"


def news(screen: Sequence[Any], pace: float | None = None, shown: str | None = None) -> tuple[Any, ...]:
    """What to send of a screen: its views, and as the last how soon to look again, in seconds.

    `pace` and `shown` tell what the browser has; what is the same is left out.
    """
    *views, wanted = screen
    return (*fresh(views, shown), gr.skip() if wanted == pace else gr.Timer(wanted))


def fresh(views: Sequence[Any], shown: str | None = None) -> list[Any]:
    """The views that differ from what the browser shows, whose stamps are `shown`; all of them where that is not known.

    A tick mostly finds nothing new. To send it all the same would have the page drawn again, on cores that models need.
    """
    stamps: list[str | None] = [*shown.split(" ")] if shown is not None else []
    known = stamps if len(stamps) == len(views) else [None] * len(views)
    return [_unless_shown(view, has) if isinstance(view, str) else view for view, has in zip(views, known, strict=True)]


def _unless_shown(view: str, has: str | None) -> Any:
    return gr.skip() if stamp(view) == has else stamped(view)


def stamped(view: str) -> str:
    """A view that bears its stamp, where studio.js finds it."""
    return f'<span hidden data-stamp="{stamp(view)}"></span>{view}' if view else ""


def stamp(view: str) -> str:
    return hashlib.sha1(view.encode(), usedforsecurity=False).hexdigest()[:16] if view else ""


def sent(event: gr.EventData) -> dict[str, Any]:
    """What an element of a panel sent: its data attributes, or what studio.js collected. From outside: check it."""
    data = event._data
    return data if isinstance(data, dict) else {}


def who(data: dict[str, Any]) -> str:
    """Who sent an event: the name at the top right, which studio.js puts to each. InputError where nobody typed one."""
    return person(data.get("who"))


def number(data: dict[str, Any], name: str) -> int:
    """A whole number out of an event; InputError where a page sends something else."""
    try:
        found = int(data[name])
    except (KeyError, TypeError, ValueError):
        found = -1
    if not 0 <= found <= LARGEST_ID:
        raise InputError("The page sent something that the studio does not know. Reload the page.")
    return found


def asked(request: gr.Request, name: str) -> str:
    """A query parameter of the page's address; the empty string where it is missing."""
    return str(request.query_params.get(name, ""))


def row_id(text: str) -> int:
    """The id that an address names, or 0 for anything that cannot be one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= LARGEST_ID else 0


def row_ids(text: str) -> list[int]:
    """The ids of "1,2,3", each once. From outside: InputError where a page sends something else."""
    parts = [part for part in str(text).split(",") if part]
    return list(dict.fromkeys(number({"id": part}, "id") for part in parts))


def address(**values: object) -> str:
    """Query parameters for `data-page` (see studio.js); an empty value takes its parameter out of the address."""
    return urlencode({name: value or "" for name, value in values.items()})


def whole(value: float | None, label: str) -> int:
    """What a number field holds, if it is a whole number. It is never rounded: that would change what was asked for."""
    if value is None:
        raise InputError(f"{label} is empty. Give a whole number.")
    if value != value or value in (float("inf"), float("-inf")) or value != int(value):
        raise InputError(f"{label} must be a whole number, not {value:g}.")
    return int(value)


def clears(trigger: Callable[..., Any], *panels: gr.HTML) -> None:
    """Empty these panels in the browser as soon as `trigger` fires: an old notice says nothing about a new try."""
    empty = "[" + ", ".join("''" for _ in panels) + "]" if len(panels) > 1 else "''"
    trigger(None, None, list(panels), js=f"() => {empty}", **QUIET)


def told(handler: Callable[..., Any]) -> Callable[..., Any]:
    """A handler whose errors appear as a sentence, while everything else on the screen stays as it was."""

    @functools.wraps(handler)
    def safe(*arguments: Any) -> Any:
        try:
            return handler(*arguments)
        except GclError as error:
            say(error.sentence)
        except Exception:
            log.exception("a handler failed", handler=handler.__qualname__)
            say(UNFORESEEN)
        return gr.skip()

    return safe


def quietly(handler: Callable[..., Any]) -> Callable[..., Any]:
    """A tick or a load: an error leaves the screen as it was until the next one; it is told in the log only."""

    @functools.wraps(handler)
    def safe(*arguments: Any) -> Any:
        try:
            return handler(*arguments)
        except GclError as error:
            log.warning("a refresh was skipped", handler=handler.__qualname__, error=error.sentence)
        except Exception:
            log.exception("a refresh failed", handler=handler.__qualname__)
        return gr.skip()

    return safe


def notice(sentence: str, *, tone: str = "error", line: int | None = None) -> str:
    """An inline banner; the empty string for none. Tones: error, warning, info."""
    return render("notice", sentence=sentence, tone=tone, line=line) if sentence else ""


def attempt(action: Callable[[], Any]) -> tuple[Any, str]:
    """(result, "") or (None, an inline banner): for forms, where the sentence stays until the input is mended."""
    try:
        return action(), ""
    except GclError as error:
        return None, refusal(error)


def refusal(error: GclError) -> str:
    """An error as an inline banner. A sentence that names its line itself is not given the line a second time."""
    line = getattr(error, "line", None)
    told_already = line is not None and re.search(rf"\bline {line}\b", error.sentence, re.IGNORECASE)
    return notice(re.sub(r"(?<!\.)\.\.(?!\.)", ".", error.sentence), line=None if told_already else line)


def overtaken(
    sentence: str,
    *,
    mine: str = "Save mine over theirs",
    effect: str = "replaces what they saved",
    act: str = "mine",
    **data: int,
) -> str:
    """The banner for a save that somebody else was before: `sentence` says who saved what. Its buttons send
    do="theirs" or do=`act`, each with `data`; `mine` is what the second is called, `effect` what it does."""
    return render("overtaken", sentence=sentence, mine=mine, effect=effect, act=act, data=data)


def say(sentence: str) -> None:
    """Tell what was not done, in a corner of the page."""
    gr.Warning(html.escape(sentence), title="Not done", duration=12)
