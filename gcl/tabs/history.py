"""History: every verdict of every gate, newest first; a result opens to what it rests on. And what they add up to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr
from markupsafe import Markup

from gcl.errors import NotFound
from gcl.services import Services
from gcl.services.evaluations import EvaluationPage
from gcl.tabs import history_charts, history_filter
from gcl.tabs.history_filter import ALL, NAMES
from gcl.tabs.kit import (
    CALM,
    CLICK,
    LOOK,
    QUIET,
    Built,
    address,
    asked,
    fresh,
    number,
    panel,
    quietly,
    row_id,
    sent,
    showing,
    shows,
    stamped,
    told,
)
from gcl.tabs.names import model_names
from gcl.tabs.render import render
from gcl.tabs.script_view import pair_rows

PAGE_SIZE = 25
CHARTS = "charts"


@dataclass(frozen=True)
class Look:
    """What of History is on the screen, but for the filters: a page of verdicts or the charts, the verdict that is
    opened (0 for none), that whose script is shown, and the issue that all have, as "item/tone"."""

    page: int = 1
    opened: int = 0
    view: str = ""
    script: int = 0
    issue: str = ""


def build(services: Services, demo: gr.Blocks, tab: gr.Tab) -> Built:
    names = model_names(services)
    # Until the address has been read, the filters on the page are not what was asked for. The browser has to tell: what
    # it sends first may have been answered after that.
    look, ready = gr.State(Look()), gr.Textbox(visible=False)
    timer, shown_now = gr.Timer(CALM, active=False), showing()

    with gr.Column(elem_classes="sheet-column"):
        with gr.Row(elem_classes="fields filters"):
            campaign = gr.Dropdown([("All campaigns", ALL)], value=ALL, label="Campaign", scale=2)
            market = gr.Dropdown([("All markets", ALL)], value=ALL, label="Market")
            gate = gr.Dropdown(history_filter.GATE_CHOICES, value=ALL, label="Gate")
            verdict = gr.Dropdown(history_filter.VERDICT_CHOICES, value=ALL, label="Verdict")
            when = gr.Dropdown(history_filter.WHEN_CHOICES, value=ALL, label="When")
        results = panel(elem_id="results")

    filters = [campaign, market, gate, verdict, when]

    def fields(values: Sequence[str], now: Look) -> list[Any]:
        """The filters with these values. The charts count what passed and what failed, so they have no use for one."""
        offered = history_filter.choices(services)
        shown = [gr.Dropdown(choices=one, value=value) for one, value in zip(offered, values, strict=True)]
        place = NAMES.index("verdict")
        shown[place] = gr.Dropdown(value=values[place], visible=now.view != CHARTS)
        return shown

    def screen(now: Look, *values: str) -> str:
        return history_screen(services, names, now, values)

    @quietly
    def load(request: gr.Request) -> tuple[Any, ...]:
        offered = history_filter.choices(services)
        values = history_filter.among([asked(request, name) for name in NAMES], offered)
        issue = asked(request, "issue")
        now = Look(
            opened=row_id(asked(request, "result")),
            view=CHARTS if asked(request, "show") == CHARTS else "",
            script=row_id(asked(request, "script")),
            issue=issue if history_filter.issue_named(issue) else "",
        )
        page = row_id(asked(request, "results")) or _page_of(services, now, values)
        now = replace(now, page=page)
        return ("yes", now, *fields(values, now), stamped(screen(now, *values)))

    @quietly
    def enter(read: str, now: Look, *values: str) -> Any:
        if not read:
            return gr.skip()
        dropdowns = [gr.Dropdown(choices=options) for options in history_filter.choices(services)[:2]]
        return (*dropdowns, stamped(screen(now, *values)))

    @quietly
    def tick(now: Look, *given: str) -> Any:
        *values, shown = given
        return fresh([screen(now, *values)], shown)[0]

    @told
    def narrow(now: Look, *values: str) -> tuple[Any, ...]:
        now = replace(now, page=1)
        return now, stamped(screen(now, *values))

    @told
    def act(event: gr.EventData, now: Look, *given: str) -> tuple[Any, ...]:
        data, values = sent(event), [*given]
        action = data.get("do")
        same: list[Any] = [gr.skip()] * len(filters)
        if action == "page":
            now = replace(now, page=number(data, "page"))
        elif action == "script":
            wanted = number(data, "id")
            now = replace(now, script=0 if now.script == wanted else wanted, opened=wanted)
        elif action == "view":
            now = replace(now, view=CHARTS if data.get("view") == CHARTS else "")
            same = fields(values, now)
        elif action == "issue":
            issue = str(data.get("issue", ""))
            now = replace(now, view="", page=1, issue=issue if history_filter.issue_named(issue) else "")
            same = fields(values, now)
        elif action == "narrow":
            values[1:3] = history_filter.among(
                [str(data.get("market", "")), str(data.get("gate", ""))], history_filter.choices(services)[1:3]
            )
            now = replace(now, view="", page=1, issue="")
            same = fields(values, now)
        return (now, *same, stamped(screen(now, *values)))

    demo.load(load, None, [ready, look, *filters, results], **LOOK)
    tab.select(enter, [ready, look, *filters], [campaign, market, results], **LOOK)
    timer.tick(tick, [look, *filters, shown_now], results, js=shows(results), **LOOK)
    for one in filters:
        one.input(narrow, [look, *filters], [look, results], **QUIET)
    results.click(act, [look, *filters], [look, *filters, results], **CLICK)
    return Built("history", timer)


def history_screen(services: Services, names: dict[str, str], now: Look, values: Sequence[str]) -> str:
    chosen = history_filter.chosen(values, now.issue)
    counts = now.view == CHARTS
    if counts:
        chosen = replace(chosen, passed=None, issue=None)
    found = services.evaluations.page(chosen, now.page, 1 if counts else PAGE_SIZE)
    filtered = any(values) or bool(now.issue)
    shown = dict(zip(NAMES, values, strict=True))
    told = {"issue": now.issue, "show": now.view, "script": now.script or ""}
    return render(
        "history",
        page=found,
        filtered=filtered,
        opened=now.opened,
        names=names,
        address=address(**shown, **told, results=found.page if found.page > 1 and not counts else ""),
        export=address(**(shown | ({"verdict": ""} if counts else {"issue": now.issue}))),
        issue=now.issue,
        issue_label=services.statistics.label(*chosen.issue) if chosen.issue else "",
        charts=Markup(history_charts.charts(services.statistics.of(chosen), filtered=filtered)) if counts else "",
        script_id=now.script,
        script=Markup(_script(services, found, now.script)),
    )


def _script(services: Services, found: EvaluationPage, result: int) -> str:
    """The script that a verdict of this page is about."""
    if not any(one.id == result for one in found.evaluations):
        return ""
    try:
        script = services.evaluations.script_of(result)
    except NotFound:  # deleted since
        return ""
    return render("judged_script", script=script, pairs=pair_rows(script.origin, script.rows))


def _page_of(services: Services, now: Look, values: Sequence[str]) -> int:
    """The page that a result is on; 1 when it is not to be found soon."""
    chosen = history_filter.chosen(values, now.issue)
    for wanted in range(1, 9) if now.opened else ():
        found = services.evaluations.page(chosen, wanted, PAGE_SIZE)
        if any(one.id == now.opened for one in found.evaluations):
            return wanted
        if wanted >= found.pages:
            break
    return 1
