"""Settings, job queue: what runs, waits and is over; cancel, retry."""

from __future__ import annotations

from typing import Any

import gradio as gr

from gcl.services import Services
from gcl.tabs.kit import CALM, CLICK, LIVELY, QUIET, TICK, number, panel, quietly, sent, told
from gcl.tabs.names import model_names
from gcl.tabs.render import render

STATES: dict[str, tuple[str, ...]] = {
    "All": (),
    "Running": ("running",),
    "Waiting": ("queued", "parked"),
    "Done": ("done",),
    "Failed": ("failed",),
    "Cancelled": ("cancelled",),
}


def build(services: Services, demo: gr.Blocks, tab: gr.Tab, part: gr.Tab) -> gr.Timer:
    """Returns the part's clock, which the shell runs while the Settings tab is on the screen."""
    names = model_names(services)
    page = gr.State(1)
    timer = gr.Timer(CALM, active=False)
    with gr.Column(elem_classes="sheet-column"):
        state = gr.Radio(list(STATES), value="All", show_label=False, elem_classes="segmented", label="State")
        jobs = panel(elem_id="jobs")

    def screen(chosen: str, wanted: int) -> tuple[Any, ...]:
        found = services.jobs.page(STATES.get(chosen, ()), wanted)
        counts = services.jobs.counts()
        busy = counts["running"] + counts["queued"] > 0
        return render("queue", page=found, filtered=chosen != "All", names=names), gr.Timer(LIVELY if busy else CALM)

    @quietly
    def refresh(chosen: str, wanted: int) -> tuple[Any, ...]:
        return screen(chosen, wanted)

    @told
    def narrow(chosen: str) -> tuple[Any, ...]:
        return (1, *screen(chosen, 1))

    @told
    def act(chosen: str, wanted: int, event: gr.EventData) -> tuple[Any, ...]:
        data = sent(event)
        if data.get("do") == "cancel":
            services.jobs.cancel(number(data, "id"))
        elif data.get("do") == "retry":
            services.jobs.retry(number(data, "id"))
        elif data.get("do") == "page":
            wanted = number(data, "page")
        return (wanted, *screen(chosen, wanted))

    demo.load(refresh, [state, page], [jobs, timer], **QUIET)
    tab.select(refresh, [state, page], [jobs, timer], **QUIET)
    part.select(refresh, [state, page], [jobs, timer], **QUIET)
    timer.tick(refresh, [state, page], [jobs, timer], **TICK)
    state.input(narrow, state, [page, jobs, timer], **QUIET)
    jobs.click(act, [state, page], [page, jobs, timer], **CLICK)
    return timer
