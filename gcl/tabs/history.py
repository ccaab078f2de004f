"""History: every verdict of every gate, newest first; a result opens to its issues."""

from __future__ import annotations

from typing import Any

import gradio as gr

from gcl.services import Services
from gcl.services.evaluations import EvaluationFilter
from gcl.stages import STAGES
from gcl.tabs.kit import (
    CALM,
    CLICK,
    QUIET,
    TICK,
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

PAGE_SIZE = 25
ALL = ""
VERDICTS = {"passed": True, "failed": False}
FILTERS = ("campaign", "market", "gate", "verdict")  # their names in the address


def build(services: Services, demo: gr.Blocks, tab: gr.Tab) -> Built:
    names = model_names(services)
    # Until the address has been read, the filters on the page are not what was asked for.
    page, opened, ready = gr.State(1), gr.State(0), gr.State(False)
    timer, shown_now = gr.Timer(CALM, active=False), showing()

    with gr.Column(elem_classes="sheet-column"):
        with gr.Row(elem_classes="fields filters"):
            campaign = gr.Dropdown([("All campaigns", ALL)], value=ALL, label="Campaign", scale=2)
            market = gr.Dropdown([("All markets", ALL)], value=ALL, label="Market")
            gates = [(stage.label, stage.key) for stage in STAGES if stage.is_gate]
            verdicts = [("Passed", "passed"), ("Failed", "failed")]
            gate = gr.Dropdown([("All gates", ALL), *gates], value=ALL, label="Gate")
            verdict = gr.Dropdown([("Passed and failed", ALL), *verdicts], value=ALL, label="Verdict")
        results = panel(elem_id="results")

    filters = [campaign, market, gate, verdict]

    def screen(wanted: int, result: int, *values: str) -> str:
        found = services.evaluations.page(_filter(*values), wanted, PAGE_SIZE)
        shown = dict(zip(FILTERS, values, strict=True)) | {"results": found.page if found.page > 1 else ""}
        return render("history", page=found, filtered=any(values), opened=result, names=names, address=address(**shown))

    def known() -> list[list[tuple[str, str]]]:
        """What each filter offers, in the order of FILTERS."""
        campaigns = [(name, str(key)) for key, name in services.evaluations.campaigns()]
        markets = [(code, code) for code in services.evaluations.markets()]
        return [
            [("All campaigns", ALL), *campaigns],
            [("All markets", ALL), *markets],
            [("All gates", ALL), *gates],
            [("Passed and failed", ALL), *verdicts],
        ]

    @quietly
    def load(request: gr.Request) -> tuple[Any, ...]:
        result, offered = row_id(asked(request, "result")), known()
        values = [asked(request, name) for name in FILTERS]
        values = [
            value if value in [key for _, key in options] else ALL
            for value, options in zip(values, offered, strict=True)
        ]
        wanted = row_id(asked(request, "results")) or _page_of(services, result, _filter(*values))
        dropdowns = [gr.Dropdown(choices=options, value=value) for value, options in zip(values, offered, strict=True)]
        return (True, result, wanted, *dropdowns, stamped(screen(wanted, result, *values)))

    @quietly
    def enter(read: bool, wanted: int, result: int, *values: str) -> Any:
        if not read:
            return gr.skip()
        dropdowns = [gr.Dropdown(choices=options) for options in known()[:2]]
        return (*dropdowns, stamped(screen(wanted, result, *values)))

    @quietly
    def tick(wanted: int, result: int, *given: str) -> Any:
        *values, shown = given
        return fresh([screen(wanted, result, *values)], shown)[0]

    @told
    def narrow(result: int, *values: str) -> tuple[Any, ...]:
        return 1, stamped(screen(1, result, *values))

    @told
    def turn(result: int, campaign: str, market: str, gate: str, verdict: str, event: gr.EventData) -> tuple[Any, ...]:
        wanted = number(sent(event), "page")
        return wanted, stamped(screen(wanted, result, campaign, market, gate, verdict))

    demo.load(load, None, [ready, opened, page, *filters, results], **QUIET)
    tab.select(enter, [ready, page, opened, *filters], [campaign, market, results], **QUIET)
    timer.tick(tick, [page, opened, *filters, shown_now], results, js=shows(results), **TICK)
    for one in filters:
        one.input(narrow, [opened, *filters], [page, results], **QUIET)
    results.click(turn, [opened, *filters], [page, results], **CLICK)
    return Built("history", timer)


def _filter(campaign: str, market: str, gate: str, verdict: str) -> EvaluationFilter:
    return EvaluationFilter(
        campaign_id=int(campaign) if campaign else None,
        market=market or None,
        gate=gate or None,
        passed=VERDICTS.get(verdict),
    )


def _page_of(services: Services, result: int, chosen: EvaluationFilter) -> int:
    """The page that a result is on; 1 when it is not to be found soon."""
    for wanted in range(1, 9) if result else ():
        found = services.evaluations.page(chosen, wanted, PAGE_SIZE)
        if any(one.id == result for one in found.evaluations):
            return wanted
        if wanted >= found.pages:
            break
    return 1
