"""What every tab needs of Gradio: panels of HTML whose buttons reach Python, and handlers that tell errors."""

from __future__ import annotations

import functools
import html
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gradio as gr
import structlog

from gcl.errors import GclError, InputError
from gcl.tabs.render import render

log = structlog.get_logger(__name__)

# Seconds between two looks at the database while something runs, and while nothing does.
LIVELY, CALM = 0.8, 3.0
UNFORESEEN = "Something went wrong that the studio did not foresee. The details are in the log ui.log; try again."
# Handlers take milliseconds: no spinner, and no entry in a public API.
QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
TICK: dict[str, Any] = {**QUIET, "queue": False}
# A click in a panel counts even while the answer to the one before is under way.
CLICK: dict[str, Any] = {**QUIET, "trigger_mode": "multiple"}


@dataclass(frozen=True)
class Built:
    """What a tab hands back to the shell: its clock, which runs only while the tab is the one on the screen."""

    key: str
    timer: gr.Timer


def panel(value: str = "", **options: Any) -> gr.HTML:
    """A piece of HTML. Its elements with `data-do` send themselves to `panel.click` (see studio.js)."""
    return gr.HTML(
        value,
        apply_default_css=False,
        js_on_load="window.studio.panel(element, trigger, watch); /* 'click' */",
        **options,
    )


def sent(event: gr.EventData) -> dict[str, Any]:
    """What an element of a panel sent: its data attributes, or what studio.js collected. From outside: check it."""
    data = event._data
    return data if isinstance(data, dict) else {}


def number(data: dict[str, Any], name: str) -> int:
    """A whole number out of an event; InputError where a page sends something else."""
    try:
        return int(data[name])
    except (KeyError, TypeError, ValueError):
        raise InputError("The page sent something that the studio does not know. Reload the page.") from None


def told(handler: Callable[..., Any]) -> Callable[..., Any]:
    """A handler whose errors appear as a sentence, while everything else on the screen stays as it was."""

    @functools.wraps(handler)
    def safe(*arguments: Any) -> Any:
        try:
            return handler(*arguments)
        except GclError as error:
            _say(error.sentence)
        except Exception:
            log.exception("a handler failed", handler=handler.__qualname__)
            _say(UNFORESEEN)
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
        return None, notice(error.sentence, line=getattr(error, "line", None))


def _say(sentence: str) -> None:
    gr.Warning(html.escape(sentence), title="Not done", duration=12)
