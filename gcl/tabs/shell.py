"""The frame around the tabs: name, queue, machine, theme; which tab is open; how the whole is served."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gradio as gr
from starlette.middleware import Middleware

from gcl.config import Config
from gcl.errors import InputError
from gcl.services import Services
from gcl.tabs import adapt, generate, history, settings
from gcl.tabs.downloads import add_downloads
from gcl.tabs.kit import CALM, LIVELY, LOOK, news, panel, quietly, showing, shows, stamped
from gcl.tabs.page import EarlyScript
from gcl.tabs.render import render
from gcl.tabs.theme import head, stylesheet, theme

TABS = {"Generate": generate, "Adapt": adapt, "History": history, "Settings": settings}
LARGEST_UPLOAD = "32mb"  # a large PNG; scripts have a limit of their own
DAY = 24 * 3600
# Seconds between two looks of Gradio at its queue, the longest that a click waits for its turn; and at the progress of
# handlers, of which none tells any. Gradio's own, a thousand and a hundred looks a second, take a tenth of a core even
# while nobody is there.
QUEUE_LOOK, PROGRESS_LOOK = 0.02, 0.5


def build_studio(services: Services) -> gr.Blocks:
    """All tabs in one page. A tab's clock runs only while that tab is open."""
    with gr.Blocks(
        title="Generative Creative Lab", analytics_enabled=False, fill_width=True, delete_cache=(DAY, DAY)
    ) as studio:
        with gr.Row(elem_id="top-row", equal_height=False):
            top = panel(elem_id="top")
            panel(render("who"), elem_id="who")  # beside the header, which is drawn anew while somebody types here
        clock, shown_now = gr.Timer(CALM), showing()
        built, opened = [], []
        with gr.Tabs(elem_id="tabs") as tabs:
            for label, module in TABS.items():
                key = label.lower()
                with gr.Tab(label, id=key, elem_id=f"tab-{key}") as tab:
                    built.append(module.build(services, studio, tab))
                    opened.append((key, tab))

        keys = [one.key for one in built]
        timers = [one.timer for one in built]
        submits = [event for one in built for event in one.submits]

        def clocks(open_tab: str) -> list[Any]:
            return [gr.Timer(active=key == open_tab) for key in keys]

        @quietly
        def load(request: gr.Request) -> list[Any]:
            wanted = str(request.query_params.get("tab", ""))
            wanted = wanted if wanted in keys else keys[0]
            return [stamped(_top(services)[0]), gr.Tabs(selected=wanted), *clocks(wanted)]

        @quietly
        def tick(pace: float, shown: str) -> tuple[Any, ...]:
            return news(_top(services), pace, shown)

        studio.load(load, None, [top, tabs, *timers], **LOOK)
        clock.tick(tick, [clock, shown_now], [top, clock], js=shows(top), **LOOK)
        for event in submits:
            event.then(tick, [clock, shown_now], [top, clock], js=shows(top), **LOOK)
        for key, tab in opened:
            tab.select(_select(clocks, key), None, timers, **LOOK)
    return studio


def _select(clocks: Callable[[str], list[Any]], key: str) -> Callable[[], list[Any]]:
    return lambda: clocks(key)


def _top(services: Services) -> tuple[str, float]:
    """The header, and how soon to look again in seconds."""
    counts = services.jobs.counts()
    busy = counts["running"] + counts["queued"] > 0
    decide = next(iter(services.reviews.waiting(1)), None) if counts["parked"] else None
    return render("header", counts=counts, decide=decide, machine=services.jobs.machine()), LIVELY * 2 if busy else CALM


def serve(services: Services, config: Config, port: int) -> Callable[[], None]:
    """Serve the studio in the background; the function that ends it."""
    studio = build_studio(services)
    # Every handler is short, so none waits for another; what is heavy runs in the worker.
    studio.queue(default_concurrency_limit=None, api_open=False)
    _calm(studio)
    for folder in _shown(config):
        folder.mkdir(parents=True, exist_ok=True)
    logging.getLogger("uvicorn.access").setLevel(logging.WARNING)
    try:
        _launch(studio, services, config, port)
    except OSError as error:
        raise InputError(f"The studio cannot be served on {config.host}:{port}: {error}") from error
    return lambda: studio.close(verbose=False)


def _shown(config: Config) -> list[Path]:
    """The folders whose files a page may show, and no others."""
    return [config.frames, config.references, config.previews]


def _calm(studio: gr.Blocks) -> None:
    studio._queue.sleep_when_free = QUEUE_LOOK
    studio._queue.progress_update_sleep_when_free = PROGRESS_LOOK


def _launch(studio: gr.Blocks, services: Services, config: Config, port: int) -> None:
    app, *_ = studio.launch(
        server_name=config.host,
        server_port=port,
        auth=tuple(config.auth.split(":", 1)) if config.auth else None,
        prevent_thread_lock=True,
        quiet=True,
        share=False,
        inbrowser=False,
        show_error=True,
        run_history=False,
        enable_monitoring=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        max_file_size=LARGEST_UPLOAD,
        allowed_paths=[str(folder) for folder in _shown(config)],
        footer_links=[],
        theme=theme(),
        css=stylesheet(),
        head=head(),
        app_kwargs={"middleware": [Middleware(EarlyScript)]},
    )
    add_downloads(app, services)
