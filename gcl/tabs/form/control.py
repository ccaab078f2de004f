"""A map that the frame keeps to: made of an image and shown before anything is drawn, or given ready."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr
from gradio.blocks import Block
from gradio.components import Component

from gcl.errors import GclError, InputError
from gcl.services import Services
from gcl.services.controls import LARGEST_SCALE, ControlChoice
from gcl.services.frame_request import FrameRequest
from gcl.services.frames import ModelChoice
from gcl.tabs.form.fold import Fold
from gcl.tabs.form.part import Choices, Updates, Values
from gcl.tabs.kit import CLICK, QUIET, panel, sent, told
from gcl.tabs.render import render


class ControlPart:
    """The state holds the names of the kept image and of its map."""

    def __init__(self, services: Services, choices: Choices, model: gr.Dropdown, first: ModelChoice) -> None:
        self.starts, self.controls = services.frames.starts, services.frames.controls
        self.choices = choices
        offered = self.controls.choices(first.key)
        self.fold = Fold("control", "Keep to the shapes of an image")
        self.image, self.map = gr.State(None), gr.State(None)
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
        self.fields: list[Component] = [self.image, self.map, self.kind, self.ready, self.scale]
        self.around: list[Block] = [self.view, self.fold.head]
        given = [self.image, self.kind, self.ready, model]
        shown = [self.image, self.map, self.view]
        self.choose.upload(told(self._chosen), [self.choose, *given[1:]], [*shown, self.fold.head], **QUIET)
        for field in (self.kind, self.ready):
            field.input(told(self._mapped), given, shown, **QUIET)
        self.view.click(told(self._acted), [model], shown, **CLICK)
        follows = [self.kind, self.ready, self.scale, *shown]
        model.input(told(self._followed), given, follows, **QUIET)

    def read(self, values: Values, choice: ModelChoice) -> dict[str, Any]:
        if values[self.image] is None:
            return {}
        if values[self.map] is None:
            raise InputError(
                f"The image whose shapes are to be kept has no map that {choice.name} can keep to. "
                "Take it out, choose another kind, or another model."
            )
        return {
            "control_image": values[self.map],
            "control_kind": values[self.kind],
            "control_scale": values[self.scale],
        }

    def follow(self, choice: ModelChoice) -> Updates:  # noqa: ARG002
        """Not here: what a model can keep to depends on what is chosen already, see `_followed`."""
        return {}

    def fill(self, request: FrameRequest, choice: ModelChoice) -> Updates:
        """With the map itself: it is what was kept to, however it was made."""
        offered = self.controls.choices(choice.key)
        kind = request.control_kind or _first(offered)
        scale = _scale(offered) if request.control_scale is None else request.control_scale
        updates: Updates = {
            self.image: request.control_image,
            self.map: request.control_image,
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
        choice = self.choices.get(model)
        made, problem = None, ""
        if image and kind:
            try:
                made = image if ready else self.controls.make(kind, image)
            except GclError as error:
                problem = error.sentence
        view = self._view(choice, self.controls.choices(model), image, made, kind, problem)
        return {self.image: image, self.map: made, self.view: view}

    def _acted(self, model: str, event: gr.EventData) -> Updates:
        if sent(event).get("do") != "remove-control":
            return {self.image: gr.skip()}
        choice = self.choices.get(model)
        return {
            self.image: None,
            self.map: None,
            self.view: self._view(choice, self.controls.choices(model), None, None, None),
        }

    def _view(
        self,
        choice: ModelChoice,
        offered: list[ControlChoice],
        image: str | None,
        made: str | None,
        kind: str | None,
        problem: str = "",
    ) -> str:
        return render(
            "control",
            model=choice.name,
            offered=offered,
            image=self.starts.file(image) if image else None,
            map=self.starts.file(made) if made else None,
            note=next((one.note for one in offered if one.kind == kind), ""),
            problem=problem,
        )


def _named(offered: list[ControlChoice]) -> list[tuple[str, str]]:
    return [(one.name if one.made_here else f"{one.name} (ready-made)", one.kind) for one in offered]


def _first(offered: list[ControlChoice]) -> str | None:
    return offered[0].kind if offered else None


def _scale(offered: list[ControlChoice]) -> float:
    return offered[0].scale if offered else 1.0
