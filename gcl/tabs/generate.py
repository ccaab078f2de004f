"""Generate: a prompt becomes frames. What is on the screen comes from the database, so a refresh shows the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr

from gcl.errors import NotFound
from gcl.jobs import BESIDE
from gcl.services import Services
from gcl.services.gallery import BEST, FrameView
from gcl.services.jobs import JobView
from gcl.tabs import gallery_part, order_part
from gcl.tabs.form.form import Form
from gcl.tabs.form.part import Updates, Values
from gcl.tabs.kit import (
    CALM,
    CLICK,
    LIVELY,
    LOOK,
    QUIET,
    Built,
    asked,
    attempt,
    clears,
    news,
    notice,
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
from gcl.tabs.render import render

WAITING_SHOWN = 3


def build(services: Services, demo: gr.Blocks, tab: gr.Tab) -> Built:
    selected, page = gr.State(0), gr.State(1)
    timer, shown_now = gr.Timer(CALM, active=False), showing()

    with gr.Row(elem_classes="sheet", equal_height=False):
        with gr.Column(scale=0, min_width=340, elem_id="generate-form", elem_classes="form-column"):
            form = Form(services)
            image = gr.UploadButton(
                "Take the settings of a PNG, or drop it here",
                file_types=[".png"],
                type="filepath",
                size="sm",
                elem_id="settings-of",
            )
            with gr.Column(elem_classes="form-end"):
                problem = panel()
                submit = gr.Button("Generate", variant="primary", elem_classes="submits", elem_id="generate-button")
                panel('<p class="hint">Ctrl + Enter generates</p>')
        with gr.Column(scale=1, min_width=480):
            live, stage = panel(elem_id="live"), panel(elem_id="stage")
            finder, more = gallery_part.fields()
            tools, gallery = panel(elem_id="tools"), panel(elem_id="gallery")
            done = panel(elem_id="done")

    screens = [live, stage, gallery, timer]

    def screen(frame_id: int, shown: int, *wanted: Any) -> tuple[Any, ...]:
        """The three panels, and how soon to look again in seconds; `wanted` is what the gallery is narrowed to."""
        running, view = _live(services)
        frame = _chosen(services, frame_id)
        siblings = services.gallery.of_job(frame.job_id) if frame else []
        return (
            view,
            render(
                "stage",
                frame=frame,
                siblings=siblings,
                chosen=frame is not None and frame.id == frame_id,
                hindrance=services.enlarging.hindrance(frame) if frame else "",
                boards=services.boards.names(),
                best=BEST,
            ),
            gallery_part.view(services, shown, frame.id if frame else 0, wanted),
            LIVELY if running else CALM,
        )

    @quietly
    def load(request: gr.Request) -> tuple[Any, ...]:
        frame_id, shown = row_id(asked(request, "frame")), row_id(asked(request, "gallery")) or 1
        form.choices.read()
        wanted, narrowed = gallery_part.as_asked(services, request)
        models = gr.Dropdown(choices=form.choices.named())
        above = stamped(order_part.tools(services, wanted[gallery_part.BOARD]))
        unfolded = gallery_part.unfolded(wanted)
        return (frame_id, shown, models, above, unfolded, *narrowed, *news(screen(frame_id, shown, *wanted)))

    @quietly
    def tick(frame_id: int, shown: int, *given: Any) -> tuple[Any, ...]:
        *wanted, pace, stamps = given
        return news(screen(frame_id, shown, *wanted), pace, stamps)

    @quietly
    def enter(*given: Any) -> Any:
        # Gradio tells of the tab while the page loads, too: the finder is not yet what the address asks for.
        return tick(*given) if given[-1].strip() else gr.skip()

    @told
    def narrow(frame_id: int, *wanted: Any) -> tuple[Any, ...]:
        return (1, stamped(order_part.tools(services, wanted[gallery_part.BOARD])), *news(screen(frame_id, 1, *wanted)))

    @told
    def generate(values: Values) -> Updates:
        _, sentence = attempt(lambda: services.frames.submit(form.request(values)))
        if sentence:
            return {problem: sentence}
        views = news(screen(0, values[page], *(values[field] for field in finder)))
        return {problem: "", selected: 0, **dict(zip(screens, views, strict=True))}

    @told
    def act(values: Values, event: gr.EventData) -> Updates:
        data, frame_id, shown = sent(event), values[selected], values[page]
        wanted = [values[field] for field in finder]
        updates: Updates = {}
        action = data.get("do")
        if action == "cancel":
            services.jobs.cancel(number(data, "id"))
        elif action == "retry":
            services.jobs.retry(number(data, "id"))
        elif action == "select":
            frame_id = number(data, "id")
        elif action == "enlarge":
            services.enlarging.enlarge(number(data, "id"))
            frame_id = 0
        elif action == "redraw":
            services.enlarging.redraw(number(data, "id"))
            frame_id = 0
        elif action == "page":
            shown = number(data, "page")
        elif action == "favour":
            services.gallery.favour(number(data, "id"), data.get("on") == "1")
        elif what := order_part.act(services, data):
            if frame_id in what.binned:
                frame_id = services.gallery.beside(frame_id, gallery_part.chosen(wanted))
            if what.board is not None:
                shown, wanted[gallery_part.BOARD] = 1, str(what.board or gallery_part.ALL)
                updates[finder[gallery_part.BOARD]] = gallery_part.board_field(services, wanted[gallery_part.BOARD])
            updates |= {
                tools: stamped(order_part.tools(services, wanted[gallery_part.BOARD])),
                done: order_part.said(what),
            }
        views = news(screen(frame_id, shown, *wanted))
        return {selected: frame_id, page: shown, **dict(zip(screens, views, strict=True)), **updates}

    @told
    def reuse(current: str, event: gr.EventData) -> Updates:
        data = sent(event)
        if data.get("do") == "begin":
            frame = services.gallery.get(number(data, "id"))
            return form.start.begin(frame.path, form.choices.get(current))
        if data.get("do") != "reuse":
            return {problem: gr.skip()}
        return {**form.filled(services.frames.request_of(number(data, "id"))), problem: ""}

    @told
    def take_settings(path: str, current: str) -> Updates:
        found, refused = attempt(lambda: services.frames.settings_of(Path(path), form.choices.get(current).key))
        if refused:
            return {problem: refused}
        said = notice(f"These are the settings of the image. {found.told}".strip(), tone="info")
        return {**form.filled(found.request), problem: said}

    demo.load(load, None, [selected, page, form.model, tools, more, *finder, *screens], **LOOK)
    looks = [selected, page, *finder, timer, shown_now]
    timer.tick(tick, looks, screens, js=shows(live, stage, gallery), **LOOK)
    tab.select(enter, looks, screens, js=shows(live, stage, gallery), **LOOK)
    form.listen(demo)
    clears(submit.click, problem)
    submitted = submit.click(generate, {page, *form.fields, *finder}, [problem, selected, *screens], **QUIET)
    gallery_part.follow(services, finder)
    for field in finder:
        field.input(narrow, [selected, *finder], [page, tools, *screens], trigger_mode="always_last", **QUIET)
    changes = [selected, page, finder[gallery_part.BOARD], tools, done, *screens]
    panels = (live, stage, gallery, tools, done)
    acted = [part.click(act, {selected, page, *finder}, changes, **CLICK) for part in panels]
    stage.click(reuse, form.model, [*form.shown, problem], **CLICK)
    clears(image.upload, problem)
    image.upload(take_settings, [image, form.model], [*form.shown, problem], **QUIET)
    return Built("generate", timer, (submitted, acted[0]))


def _chosen(services: Services, frame_id: int) -> FrameView | None:
    """The frame that is selected; where that is none, or one that is gone, the newest."""
    newest = services.gallery.beside(0)
    for wanted in (frame_id, newest):
        try:
            return services.gallery.get(wanted)
        except NotFound:
            pass
    return None


def _live(services: Services) -> tuple[bool, str]:
    """Whether anything runs or waits, and the frame jobs that do, with the last one if it ended badly."""
    live = services.jobs.live("frame", WAITING_SHOWN)
    running = [job for job in live.running if job.kind == "frame"]
    view = render(
        "jobs_live",
        running=running,
        previews={job.id: services.frames.preview(job.id) for job in running},
        waiting=live.waiting,
        more=live.queued - len(live.waiting),
        ended=_ended_badly(services),
        other=next((job.title for job in live.running if job.kind not in ("frame", *BESIDE)), None),
        alive=services.jobs.worker_alive(),
    )
    return bool(live.running or live.queued), view


def _ended_badly(services: Services) -> JobView | None:
    """The newest job that makes frames and is over, if it failed or was cancelled: it stays on the screen until
    another ends."""
    last = services.jobs.ended("frame", "enlarge")
    return last if last is not None and last.state != "done" else None
