"""History: every verdict of every gate, newest first; a result opens to its issues."""

from __future__ import annotations

from typing import Any

import gradio as gr

from gcl.services import Services
from gcl.services.evaluations import EvaluationFilter
from gcl.stages import STAGES
from gcl.tabs.kit import CALM, CLICK, QUIET, TICK, Built, number, panel, quietly, sent, told
from gcl.tabs.names import model_names
from gcl.tabs.render import render

PAGE_SIZE = 25
ALL = ""
VERDICTS = {"passed": True, "failed": False}


def build(services: Services, demo: gr.Blocks, tab: gr.Tab) -> Built:
    names = model_names(services)
    page, opened = gr.State(1), gr.State(0)
    timer = gr.Timer(CALM, active=False)

    with gr.Column(elem_classes="sheet-column"):
        with gr.Row(elem_classes="fields filters"):
            campaign = gr.Dropdown([("All campaigns", ALL)], value=ALL, label="Campaign", scale=2)
            market = gr.Dropdown([("All markets", ALL)], value=ALL, label="Market")
            gates = [(stage.label, stage.key) for stage in STAGES if stage.is_gate]
            gate = gr.Dropdown([("All gates", ALL), *gates], value=ALL, label="Gate")
            verdict = gr.Dropdown(
                [("Passed and failed", ALL), ("Passed", "passed"), ("Failed", "failed")], value=ALL, label="Verdict"
            )
        results = panel(elem_id="results")

    filters = [campaign, market, gate, verdict]

    def screen(wanted: int, result: int, *values: str) -> str:
        chosen = EvaluationFilter(
            campaign_id=int(values[0]) if values[0] else None,
            market=values[1] or None,
            gate=values[2] or None,
            passed=VERDICTS.get(values[3]),
        )
        found = services.evaluations.page(chosen, wanted, PAGE_SIZE)
        return render("history", page=found, filtered=any(values), opened=result, names=names)

    def choices() -> tuple[Any, Any]:
        campaigns = [(name, str(key)) for key, name in services.evaluations.campaigns()]
        markets = [(code, code) for code in services.evaluations.markets()]
        return (
            gr.Dropdown(choices=[("All campaigns", ALL), *campaigns]),
            gr.Dropdown(choices=[("All markets", ALL), *markets]),
        )

    @quietly
    def load(request: gr.Request) -> tuple[Any, ...]:
        wanted = str(request.query_params.get("result", ""))
        result = int(wanted) if wanted.isdigit() else 0
        wanted_page = _page_of(services, result)
        return (result, wanted_page, *choices(), screen(wanted_page, result, ALL, ALL, ALL, ALL))

    @quietly
    def enter(wanted: int, result: int, *values: str) -> tuple[Any, ...]:
        return (*choices(), screen(wanted, result, *values))

    @quietly
    def tick(wanted: int, result: int, *values: str) -> str:
        return screen(wanted, result, *values)

    @told
    def narrow(result: int, *values: str) -> tuple[Any, ...]:
        return 1, screen(1, result, *values)

    @told
    def turn(result: int, campaign: str, market: str, gate: str, verdict: str, event: gr.EventData) -> tuple[Any, ...]:
        wanted = number(sent(event), "page")
        return wanted, screen(wanted, result, campaign, market, gate, verdict)

    demo.load(load, None, [opened, page, campaign, market, results], **QUIET)
    tab.select(enter, [page, opened, *filters], [campaign, market, results], **QUIET)
    timer.tick(tick, [page, opened, *filters], results, **TICK)
    for one in filters:
        one.input(narrow, [opened, *filters], [page, results], **QUIET)
    results.click(turn, [opened, *filters], [page, results], **CLICK)
    return Built("history", timer)


def _page_of(services: Services, result: int) -> int:
    """The page that a result is on when nothing is filtered; 1 when it is not to be found soon."""
    for wanted in range(1, 9) if result else ():
        found = services.evaluations.page(EvaluationFilter(), wanted, PAGE_SIZE)
        if any(one.id == result for one in found.evaluations):
            return wanted
        if wanted >= found.pages:
            break
    return 1
