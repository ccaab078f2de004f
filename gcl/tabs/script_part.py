"""Adapt, the script: its panels, and what keeps them up to date. script_view.py draws them, script_actions.py does what
their buttons say."""

from __future__ import annotations

from typing import Any

import gradio as gr

from gcl.services import Services
from gcl.tabs.drawn import Drawn
from gcl.tabs.kit import CLICK, LOOK, QUIET, attempt, fresh, panel, quietly, row_id, sent, showing, stamped, told
from gcl.tabs.kit import asked as asked_for
from gcl.tabs.script_actions import ACTIONS, Click
from gcl.tabs.script_view import EDIT, READ, Asked, draw, read_asked

KEPT = 32  # drawn scripts


def build(
    services: Services,
    demo: gr.Blocks,
    tab: gr.Tab,
    selected: gr.State,
    timer: gr.Timer,
    heading: gr.HTML,
    names: dict[str, str],
) -> tuple[Any, ...]:
    """The two panels of the script, and what they do. The events after which the rest of the tab is out of date."""
    refused = panel(elem_id="refused")
    script = panel(elem_id="script")
    view_now, shown_now = showing(), showing()
    drawn = Drawn[str](KEPT)

    def view(ad_id: int, asked: Asked) -> str:
        """The script as HTML, drawn anew only when something about it has changed."""
        if not ad_id:
            return ""

        def key() -> tuple[object, ...]:
            return ad_id, asked, services.script_page.state(ad_id)

        return drawn.get(key(), lambda: draw(services, ad_id, asked, names), key)

    def first(request: gr.Request) -> Any:
        """With the page, and not only once the rest of the tab has told what is selected."""
        ad_id = row_id(asked_for(request, "ad"))
        ad_id = ad_id if services.outline.campaign_of(ad_id) else services.outline.first_script()
        return show(ad_id, asked_for(request, "script"))

    def show(ad_id: int, text: str) -> Any:
        return stamped(view(ad_id, read_asked(text, ad_id)))

    def look(ad_id: int, text: str, shown: str) -> Any:
        """At a tick: what is new. A script that is being edited stays as it is; the page is told what has changed."""
        asked = read_asked(text, ad_id)
        if shown and _is_edited(services, ad_id, asked):
            return gr.skip()
        return fresh([view(ad_id, asked)], shown)[0]

    def act(ad_id: int, text: str, event: gr.EventData) -> tuple[Any, Any]:
        data = sent(event)
        doing = ACTIONS.get(str(data.get("do", "")))
        if doing is None or not ad_id:
            return gr.skip(), gr.skip()
        asked = read_asked(text, ad_id)
        made, sentence = attempt(lambda: doing(Click(services, ad_id, asked, data)))
        if sentence:
            return gr.skip(), sentence
        after, said = made
        return gr.skip() if after is None else stamped(view(ad_id, after)), said

    by_page = "(...given) => [...given.slice(0, -2), window.studio.asked('script'), window.studio.shown(['script'])]"
    by_click = "(...given) => [...given.slice(0, -1), window.studio.asked('script')]"
    clean = "() => ''"
    demo.load(quietly(first), None, script, **LOOK)
    selected.change(told(show), [selected, view_now], script, js=by_click, **QUIET)
    selected.change(None, None, refused, js=clean, **QUIET)
    looks = [selected, view_now, shown_now]
    timer.tick(quietly(look), looks, script, js=by_page, **LOOK)
    tab.select(quietly(look), looks, script, js=by_page, **LOOK)
    clicked = [
        part.click(told(act), [selected, view_now], [script, refused], js=by_click, **CLICK)
        for part in (script, refused, heading)
    ]
    return (clicked[0], clicked[1])


def _is_edited(services: Services, ad_id: int, asked: Asked) -> bool:
    return asked.view == EDIT or (asked.view == READ and services.campaigns.ad_unit(ad_id).kind == "origin")
