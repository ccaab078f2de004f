"""Settings, job queue: what runs, waits and is over; cancel, retry."""

from __future__ import annotations

from typing import Any

import gradio as gr

from gcl.services import Services
from gcl.tabs.kit import (
    CALM,
    CLICK,
    LIVELY,
    LOOK,
    QUIET,
    address,
    asked,
    news,
    number,
    panel,
    quietly,
    row_id,
    sent,
    showing,
    shows,
    told,
)
from gcl.tabs.names import model_names
from gcl.tabs.render import render

STATES: dict[str, tuple[str, ...]] = {
    "All": (),
    "Running": ("running",),
    "Waiting": ("queued",),
    "To decide": ("parked",),
    "Done": ("done",),
    "Failed": ("failed",),
    "Cancelled": ("cancelled",),
}
ALL = "All"


def build(services: Services, demo: gr.Blocks, tab: gr.Tab, part: gr.Tab) -> tuple[gr.Timer, Any]:
    """Returns the part's clock, which the shell runs while the Settings tab is on the screen, and its click event."""
    names = model_names(services)
    # Until the address has been read, the filter on the page is not what was asked for. The browser has to tell: what
    # it sends first may be answered after that.
    page, ready = gr.State(1), gr.Textbox(visible=False)
    timer, shown_now = gr.Timer(CALM, active=False), showing()
    with gr.Column(elem_classes="sheet-column"):
        state = gr.Radio(list(STATES), value=ALL, show_label=False, elem_classes="segmented", label="State")
        jobs = panel(elem_id="jobs")

    def screen(chosen: str, wanted: int) -> tuple[Any, ...]:
        found = services.jobs.page(STATES.get(chosen, ()), wanted)
        counts = services.jobs.counts()
        busy = counts["running"] + counts["queued"] > 0
        shown = address(queue="" if chosen == ALL else chosen, jobs=found.page if found.page > 1 else "")
        waits = services.reviews.waiting(500) if any(job.state == "parked" for job in found.jobs) else []
        decide = {one.job_id: one.ad_unit_id for one in waits}
        view = render("queue", page=found, filtered=chosen != ALL, names=names, address=shown, decide=decide)
        return view, LIVELY if busy else CALM

    @quietly
    def load(request: gr.Request) -> tuple[Any, ...]:
        chosen, wanted = asked(request, "queue"), row_id(asked(request, "jobs")) or 1
        chosen = chosen if chosen in STATES else ALL
        return ("yes", wanted, chosen, *news(screen(chosen, wanted)))

    @quietly
    def refresh(read: str, chosen: str, wanted: int, pace: float, shown: str) -> Any:
        return news(screen(chosen, wanted), pace, shown) if read else gr.skip()

    @told
    def narrow(chosen: str) -> tuple[Any, ...]:
        return (1, *news(screen(chosen, 1)))

    @told
    def act(chosen: str, wanted: int, event: gr.EventData) -> tuple[Any, ...]:
        data = sent(event)
        if data.get("do") == "cancel":
            services.jobs.cancel(number(data, "id"), who=str(data.get("who") or ""))
        elif data.get("do") == "retry":
            services.jobs.retry(number(data, "id"))
        elif data.get("do") == "page":
            wanted = number(data, "page")
        return (wanted, *news(screen(chosen, wanted)))

    demo.load(load, None, [ready, page, state, jobs, timer], **LOOK)
    looks = [ready, state, page, timer, shown_now]
    for opens in (tab, part):
        opens.select(refresh, looks, [jobs, timer], js=shows(jobs), **LOOK)
    timer.tick(refresh, looks, [jobs, timer], js=shows(jobs), **LOOK)
    state.input(narrow, state, [page, jobs, timer], **QUIET)
    return timer, jobs.click(act, [state, page], [page, jobs, timer], **CLICK)
