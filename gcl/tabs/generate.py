"""Generate: a prompt becomes frames. What is on the screen comes from the database, so a refresh shows the same."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import gradio as gr

from gcl.errors import InputError, NotFound
from gcl.services import Services
from gcl.services.frames import FrameRequest, ModelChoice
from gcl.services.gallery import FrameView
from gcl.services.jobs import JobView
from gcl.tabs import gallery_part
from gcl.tabs.kit import (
    CALM,
    CLICK,
    LIVELY,
    QUIET,
    TICK,
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
    told,
    whole,
)
from gcl.tabs.render import render

WAITING_SHOWN = 3
RANDOM, FIXED = "Random", "Fixed"


class Choices:
    """The models as the form needs them."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.default = services.frames.default_model()
        self.read()

    def read(self) -> None:
        """Look again which weights are here: the first frame of a model may have fetched them."""
        self.models = {choice.key: choice for choice in self.services.frames.models()}

    def get(self, key: str | None) -> ModelChoice:
        if key not in self.models:
            raise NotFound.among("model", str(key), list(self.models))
        return self.models[key]

    def named(self) -> list[tuple[str, str]]:
        return [(self._name(choice), choice.key) for choice in self.models.values()]

    @staticmethod
    def _name(choice: ModelChoice) -> str:
        return choice.name if choice.present else f"{choice.name} (weights not here)"


def build(services: Services, demo: gr.Blocks, tab: gr.Tab) -> Built:
    choices = Choices(services)
    first = choices.get(choices.default)
    selected, page = gr.State(0), gr.State(1)
    timer, shown_now = gr.Timer(CALM, active=False), showing()

    with gr.Row(elem_classes="sheet", equal_height=False):
        with gr.Column(scale=0, min_width=340, elem_id="generate-form", elem_classes="form-column"):
            prompt = gr.Textbox(
                label="Prompt",
                lines=5,
                max_lines=14,
                placeholder="What the frame shows and how: subject, place, light, lens. {dusk|dawn} takes either.",
                autofocus=True,
                elem_id="prompt",
            )
            negative = gr.Textbox(
                label="Negative prompt", lines=2, visible=first.takes_negative, elem_id="negative-prompt"
            )
            model = gr.Dropdown(choices.named(), value=first.key, label="Model", filterable=len(choices.models) > 8)
            note = panel(render("model_note", choice=first))
            size = gr.Radio(_sizes(first), value=_first_size(first), label="Aspect ratio", elem_classes="segmented")
            with gr.Row(elem_classes="fields"):
                steps = gr.Number(first.steps, label="Steps", min_width=80)
                guidance = gr.Number(
                    first.guidance,
                    label="Guidance",
                    step=0.1,
                    interactive=not first.forced_guidance,
                    min_width=80,
                )
                count = gr.Number(1, label="Frames", min_width=80)
            with gr.Row(elem_classes="fields"):
                seed_mode = gr.Radio(
                    [RANDOM, FIXED], value=RANDOM, label="Seed", elem_classes="segmented", min_width=150
                )
                seed = gr.Number(0, label="Number", visible=False, min_width=110)
            problem = panel()
            submit = gr.Button("Generate", variant="primary", elem_classes="submits", elem_id="generate-button")
            panel('<p class="hint">Ctrl + Enter generates</p>')
            image = gr.UploadButton(
                "Take the settings of a PNG, or drop it here",
                file_types=[".png"],
                type="filepath",
                size="sm",
                elem_id="settings-of",
            )
        with gr.Column(scale=1, min_width=480):
            live, stage = panel(elem_id="live"), panel(elem_id="stage")
            finder = gallery_part.fields()
            gallery = panel(elem_id="gallery")

    screens = [live, stage, gallery, timer]
    form = [prompt, negative, model, size, steps, guidance, seed_mode, seed, count]

    def screen(frame_id: int, shown: int, *wanted: Any) -> tuple[Any, ...]:
        """The three panels, and how soon to look again in seconds; `wanted` is what the gallery is narrowed to."""
        running, view = _live(services)
        frame = _chosen(services, frame_id)
        siblings = services.gallery.of_job(frame.job_id) if frame else []
        return (
            view,
            render("stage", frame=frame, siblings=siblings, chosen=frame is not None and frame.id == frame_id),
            gallery_part.view(services, shown, frame.id if frame else 0, wanted),
            LIVELY if running else CALM,
        )

    @quietly
    def load(request: gr.Request) -> tuple[Any, ...]:
        frame_id, shown = row_id(asked(request, "frame")), row_id(asked(request, "gallery")) or 1
        choices.read()
        wanted, narrowed = gallery_part.as_asked(services, request)
        models = gr.Dropdown(choices=choices.named())
        return (frame_id, shown, models, *narrowed, *news(screen(frame_id, shown, *wanted)))

    @quietly
    def tick(frame_id: int, shown: int, *given: Any) -> tuple[Any, ...]:
        *wanted, pace, stamps = given
        return news(screen(frame_id, shown, *wanted), pace, stamps)

    @told
    def narrow(frame_id: int, *wanted: Any) -> tuple[Any, ...]:
        return (1, *news(screen(frame_id, 1, *wanted)))

    @told
    def change_model(key: str) -> tuple[Any, ...]:
        choice = choices.get(key)
        return (
            render("model_note", choice=choice),
            gr.Textbox(visible=choice.takes_negative),
            gr.Radio(choices=_sizes(choice), value=_first_size(choice)),
            gr.Number(choice.steps),
            gr.Number(choice.guidance, interactive=not choice.forced_guidance),
        )

    @told
    def generate(shown: int, *values: Any) -> tuple[Any, ...]:
        asked_for, wanted = values[: len(form)], values[len(form) :]
        _, sentence = attempt(lambda: services.frames.submit(_request(choices, *asked_for)))
        if sentence:
            return (sentence, *[gr.skip()] * 5)
        return ("", 0, *news(screen(0, shown, *wanted)))

    @told
    def act(
        frame_id: int, shown: int, words: str, model: str, since: str, starred: bool, event: gr.EventData
    ) -> tuple[Any, ...]:
        data = sent(event)
        action = data.get("do")
        if action == "cancel":
            services.jobs.cancel(number(data, "id"))
        elif action == "retry":
            services.jobs.retry(number(data, "id"))
        elif action == "select":
            frame_id = number(data, "id")
        elif action == "page":
            shown = number(data, "page")
        elif action == "favour":
            services.gallery.favour(number(data, "id"), data.get("on") == "1")
        return (frame_id, shown, *news(screen(frame_id, shown, words, model, since, starred)))

    def filled(made_with: FrameRequest) -> tuple[Any, ...]:
        """The form for a request, and the note of its model."""
        choice = choices.get(made_with.model)
        sizes, value = _sizes(choice), f"{made_with.width}x{made_with.height}"
        if len(sizes) == 1:  # of a model that draws no other, whatever an earlier one of its name drew
            value = sizes[0][1]
        elif value not in [known for _, known in sizes]:
            sizes = [*sizes, (f"{made_with.width} × {made_with.height}", value)]
        return (
            made_with.prompt,
            gr.Textbox(made_with.negative_prompt, visible=choice.takes_negative),
            made_with.model,
            gr.Radio(choices=sizes, value=value),
            made_with.steps,
            gr.Number(made_with.guidance, interactive=not choice.forced_guidance),
            RANDOM if made_with.seed is None else FIXED,
            gr.Number(made_with.seed or 0, visible=made_with.seed is not None),
            1,
            render("model_note", choice=choice),
        )

    @told
    def reuse(event: gr.EventData) -> tuple[Any, ...]:
        data = sent(event)
        if data.get("do") != "reuse":
            return (gr.skip(),) * (len(form) + 2)
        return (*filled(services.frames.request_of(number(data, "id"))), "")

    @told
    def take_settings(path: str, current: str) -> tuple[Any, ...]:
        found, refused = attempt(lambda: services.frames.settings_of(Path(path), choices.get(current).key))
        if refused:
            return (*[gr.skip()] * (len(form) + 1), refused)
        said = notice(f"These are the settings of the image. {found.told}".strip(), tone="info")
        return (*filled(found.request), said)

    demo.load(load, None, [selected, page, model, *finder, *screens], **QUIET)
    looks = [selected, page, *finder, timer, shown_now]
    timer.tick(tick, looks, screens, js=shows(live, stage, gallery), **TICK)
    tab.select(tick, looks, screens, js=shows(live, stage, gallery), **QUIET)
    model.input(change_model, model, [note, negative, size, steps, guidance], **QUIET)
    seed_mode.input(lambda mode: gr.Number(visible=mode == FIXED), seed_mode, seed, **QUIET)
    clears(submit.click, problem)
    submitted = submit.click(generate, [page, *form, *finder], [problem, selected, *screens], **QUIET)
    drawn_by = finder[1]
    drawn_by.focus(gallery_part.models(services), None, drawn_by, **QUIET)
    for field in finder:
        field.input(narrow, [selected, *finder], [page, *screens], trigger_mode="always_last", **QUIET)
    state = [selected, page]
    acted = [part.click(act, [*state, *finder], [*state, *screens], **CLICK) for part in (live, stage, gallery)]
    stage.click(reuse, None, [*form, note, problem], **CLICK)
    clears(image.upload, problem)
    image.upload(take_settings, [image, model], [*form, note, problem], **QUIET)
    return Built("generate", timer, (submitted, acted[0]))


def _request(
    choices: Choices,
    prompt: str,
    negative: str,
    model: str,
    size: str | None,
    steps: float | None,
    guidance: float | None,
    seed_mode: str,
    seed: float | None,
    count: float | None,
) -> FrameRequest:
    choice = choices.get(model)
    width, height = _width_and_height(size)
    if seed_mode == FIXED and seed is None:
        raise InputError("The seed is empty. Give a whole number, or choose Random.")
    if guidance is None:
        raise InputError(f"Guidance is empty. Give a number; {choice.name} is made for {choice.guidance:g}.")
    return FrameRequest(
        prompt=prompt or "",
        negative_prompt=(negative or "") if choice.takes_negative else "",
        model=choice.key,
        width=width,
        height=height,
        steps=whole(steps, "Steps"),
        guidance=guidance,
        seed=whole(seed, "Seed") if seed_mode == FIXED else None,
        count=whole(count, "Frames"),
    )


def _width_and_height(size: str | None) -> tuple[int, int]:
    """Pixels of a choice such as "512x288". The page always has one; a request from elsewhere may have anything."""
    found = re.fullmatch(r"([0-9]{1,6})x([0-9]{1,6})", str(size))
    if not found:
        raise InputError("Choose an aspect ratio.")
    return int(found[1]), int(found[2])


def _sizes(choice: ModelChoice) -> list[tuple[str, str]]:
    return [(ratio, f"{width}x{height}") for ratio, (width, height) in choice.sizes.items()]


def _first_size(choice: ModelChoice) -> str:
    """The spot's own shape where the model has it."""
    sizes = dict(_sizes(choice))
    return sizes.get("16:9") or next(iter(sizes.values()))


def _chosen(services: Services, frame_id: int) -> FrameView | None:
    """The frame that is selected; where that is none, or one that is gone, the newest."""
    if frame_id:
        try:
            return services.gallery.get(frame_id)
        except NotFound:
            pass
    newest = services.gallery.page(1, 1).frames
    return newest[0] if newest else None


def _live(services: Services) -> tuple[bool, str]:
    """Whether anything runs or waits, and the frame jobs that do, with the last one if it ended badly."""
    live = services.jobs.live("frame", WAITING_SHOWN)
    view = render(
        "jobs_live",
        running=[job for job in live.running if job.kind == "frame"],
        waiting=live.waiting,
        more=live.queued - len(live.waiting),
        ended=_ended_badly(services),
        other=next((job.title for job in live.running if job.kind != "frame"), None),
        alive=services.jobs.worker_alive(),
    )
    return bool(live.running or live.queued), view


def _ended_badly(services: Services) -> JobView | None:
    """The newest frame job that is over, if it failed or was cancelled: it stays on the screen until another ends."""
    last = services.jobs.ended("frame")
    return last if last is not None and last.state != "done" else None
