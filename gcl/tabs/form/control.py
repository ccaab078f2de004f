"""A map that the frame keeps to: made of an image and shown before anything is drawn, or given ready."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeGuard

import gradio as gr

from gcl.errors import GclError, InputError
from gcl.services import Services
from gcl.services.controls import LARGEST_SCALE, ControlChoice, MapWork
from gcl.services.frame_request import FrameRequest
from gcl.services.frames import ModelChoice
from gcl.services.jobs import JobView
from gcl.tabs.form.fold import Fold
from gcl.tabs.form.part import Choices, Part, Updates, Values
from gcl.tabs.kit import CLICK, LIVELY, LOOK, QUIET, attempt, panel, quietly, sent, told
from gcl.tabs.render import render


class ControlPart(Part):
    """The state holds the names of the kept image and of its map."""

    def __init__(self, services: Services, choices: Choices, model: gr.Dropdown, first: ModelChoice) -> None:
        self.starts, self.controls = services.frames.starts, services.frames.controls
        self.jobs = services.jobs
        self.choices = choices
        offered = self.controls.choices(first.key)
        self.fold = Fold("control", "Keep to the shapes of an image")
        self.image, self.map = gr.State(None), gr.State(None)
        # What a network is making, and the clock that looks for it.
        self.work, self.timer = gr.State(None), gr.Timer(LIVELY, active=False)
        with self.fold.body:
            self.view = panel(self._view(first, offered, None, None, None), elem_id="control-view")
            self.choose = gr.UploadButton(
                "Choose an image for its shapes",
                file_types=[".png", ".jpg", ".jpeg", ".webp"],
                type="filepath",
                size="sm",
                elem_id="control-image",
            )
            self.kind = gr.Dropdown(
                _named(offered),
                value=_first(offered),
                label="What is kept",
                visible=bool(offered),
                elem_id="control-kind",
            )
            self.ready = gr.Checkbox(label="The image is such a map already", visible=bool(offered))
            self.scale = gr.Slider(
                0.05,
                LARGEST_SCALE,
                value=_scale(offered),
                step=0.05,
                label="How strictly",
                visible=bool(offered),
                elem_id="control-scale",
            )
        self.fields = [self.image, self.map, self.work, self.kind, self.ready, self.scale]
        self.around = [self.view, self.fold.head, self.timer]
        given = [self.image, self.kind, self.ready, model]
        shown = [self.image, self.map, self.work, self.timer, self.view]
        self.choose.upload(told(self._chosen), [self.choose, *given[1:]], [*shown, self.fold.head], **QUIET)
        for field in (self.kind, self.ready):
            field.input(told(self._mapped), given, shown, **QUIET)
        self.view.click(told(self._acted), [*given, self.work], shown, **CLICK)
        self.timer.tick(quietly(self._looked), [*given, self.work], shown, **LOOK)
        follows = [self.kind, self.ready, self.scale, *shown]
        # Not `follow`: what a model can keep to depends on what is chosen already.
        model.input(told(self._followed), given, follows, **QUIET)

    def read(self, values: Values, choice: ModelChoice, /) -> dict[str, Any]:
        if values[self.image] is None:
            return {}
        if values[self.map] is None:
            if self._under_way(values[self.work]):
                raise InputError("The map of the image is still being made. Press Generate again when it is shown.")
            raise InputError(
                f"The image whose shapes are to be kept has no map that {choice.name} can keep to. "
                "Take it out, choose another kind, or another model."
            )
        return {
            "control_image": values[self.map],
            "control_kind": values[self.kind],
            "control_scale": values[self.scale],
        }

    def fill(self, request: FrameRequest, choice: ModelChoice, /) -> Updates:
        """With the map itself: it is what was kept to, however it was made."""
        offered = self.controls.choices(choice.key)
        kind = request.control_kind or _first(offered)
        scale = _scale(offered) if request.control_scale is None else request.control_scale
        updates: Updates = {
            self.image: request.control_image,
            self.map: request.control_image,
            self.work: None,
            self.timer: gr.Timer(active=False),
            self.kind: gr.Dropdown(choices=_named(offered), value=kind, visible=bool(offered)),
            self.ready: gr.Checkbox(value=request.control_image is not None, visible=bool(offered)),
            self.scale: gr.Slider(value=scale, visible=bool(offered)),
            self.view: self._view(choice, offered, request.control_image, request.control_image, kind),
        }
        return updates | ({self.fold.head: self.fold.opened()} if request.control_image else {})

    def _chosen(self, path: str, kind: str | None, ready: bool, model: str) -> Updates:
        return {
            **self._mapped(self.starts.keep(Path(path)), kind, ready, model),
            self.fold.head: self.fold.opened(),
        }

    def _followed(self, image: str | None, kind: str | None, ready: bool, model: str) -> Updates:
        """The kinds are the model's; the image stays, and has its map of the kind that there is."""
        offered = self.controls.choices(model)
        kept = kind if kind in [one.kind for one in offered] else _first(offered)
        return {
            self.kind: gr.Dropdown(choices=_named(offered), value=kept, visible=bool(offered)),
            self.ready: gr.Checkbox(visible=bool(offered)),
            self.scale: gr.Slider(visible=bool(offered)),
            **self._mapped(image, kept, ready, model),
        }

    def _mapped(self, image: str | None, kind: str | None, ready: bool, model: str) -> Updates:
        made: str | MapWork | None = None
        problem = ""
        if image and kind:
            try:
                made = image if ready else self.controls.make(kind, image)
            except GclError as error:
                problem = error.sentence
        return self._shown(image, made, kind, model, problem)

    def _looked(self, image: str | None, kind: str | None, ready: bool, model: str, work: MapWork | None) -> Updates:
        """How far the network is that makes the map; its map, once that is there."""
        if work is None:
            return {self.timer: gr.Timer(active=False)}
        job = self.jobs.get(work.job_id)
        if job.state == "done":
            return self._mapped(image, kind, ready, model)
        problem = (job.error or "The map was not made.") if job.state in ("failed", "cancelled") else ""
        return self._shown(image, None if problem else work, kind, model, problem)

    def _acted(
        self, image: str | None, kind: str | None, ready: bool, model: str, work: MapWork | None, event: gr.EventData
    ) -> Updates:
        action = sent(event).get("do")
        if action == "make-map":
            return self._mapped(image, kind, ready, model)
        if action != "remove-control":
            return {self.image: gr.skip()}
        if self._under_way(work):
            attempt(lambda: self.jobs.cancel(work.job_id))
        return self._shown(None, None, None, model)

    def _under_way(self, work: MapWork | None) -> TypeGuard[MapWork]:
        return work is not None and self.jobs.get(work.job_id).state in ("queued", "running")

    def _shown(
        self, image: str | None, made: str | MapWork | None, kind: str | None, model: str, problem: str = ""
    ) -> Updates:
        work = made if isinstance(made, MapWork) else None
        kept = made if isinstance(made, str) else None
        job = self.jobs.get(work.job_id) if work else None
        view = self._view(self.choices.get(model), self.controls.choices(model), image, kept, kind, problem, job)
        return {
            self.image: image,
            self.map: kept,
            self.work: work,
            self.timer: gr.Timer(active=work is not None),
            self.view: view,
        }

    def _view(
        self,
        choice: ModelChoice,
        offered: list[ControlChoice],
        image: str | None,
        made: str | None,
        kind: str | None,
        problem: str = "",
        job: JobView | None = None,
    ) -> str:
        return render(
            "control",
            model=choice.name,
            offered=offered,
            image=self.starts.file(image) if image else None,
            map=self.starts.file(made) if made else None,
            note=next((one.note for one in offered if one.kind == kind), ""),
            problem=problem,
            job=job,
        )


def _named(offered: list[ControlChoice]) -> list[tuple[str, str]]:
    return [(one.name if one.made_here else f"{one.name} (ready-made)", one.kind) for one in offered]


def _first(offered: list[ControlChoice]) -> str | None:
    return offered[0].kind if offered else None


def _scale(offered: list[ControlChoice]) -> float:
    return offered[0].scale if offered else 1.0
