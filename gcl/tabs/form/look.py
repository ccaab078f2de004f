"""How large, how many, and how a frame is drawn: what every model has."""

from __future__ import annotations

import re
from typing import Any

import gradio as gr

from gcl.errors import InputError
from gcl.services.frame_request import FrameRequest
from gcl.services.frames import ModelChoice
from gcl.tabs.form.fold import Fold
from gcl.tabs.form.part import Part, Updates, Values
from gcl.tabs.kit import QUIET, whole

RANDOM, FIXED = "Random", "Fixed"


class Size(Part):
    """The aspect ratio, of which each model has its own sizes."""

    def __init__(self, first: ModelChoice) -> None:
        self.size = gr.Radio(
            _sizes(first), value=_first_size(first), label="Aspect ratio", elem_classes="segmented", elem_id="size"
        )
        self.fields = [self.size]

    def read(self, values: Values, _: ModelChoice, /) -> dict[str, Any]:
        width, height = _width_and_height(values[self.size])
        return {"width": width, "height": height}

    def follow(self, choice: ModelChoice, /) -> Updates:
        return {self.size: gr.Radio(choices=_sizes(choice), value=_first_size(choice))}

    def fill(self, request: FrameRequest, choice: ModelChoice, /) -> Updates:
        sizes, value = _sizes(choice), f"{request.width}x{request.height}"
        if len(sizes) == 1:  # of a model that draws no other, whatever an earlier one of its name drew
            value = sizes[0][1]
        elif value not in [known for _, known in sizes]:
            sizes = [*sizes, (f"{request.width} × {request.height}", value)]
        return {self.size: gr.Radio(choices=sizes, value=value)}


class Amount(Part):
    """How many frames of one prompt."""

    def __init__(self) -> None:
        self.count = gr.Number(1, label="Frames", min_width=80, elem_id="count")
        self.fields = [self.count]

    def read(self, values: Values, _: ModelChoice, /) -> dict[str, Any]:
        return {"count": whole(values[self.count], "Frames")}

    def fill(self, _request: FrameRequest, _choice: ModelChoice, /) -> Updates:
        return {self.count: 1}


class Look(Part):
    """Negative prompt, steps, guidance and seed, under one fold: the model's own are mostly right."""

    def __init__(self, first: ModelChoice) -> None:
        self.fold = Fold("look", "Steps, guidance, seed")
        with self.fold.body:
            self.negative = gr.Textbox(
                label="Negative prompt", lines=2, visible=first.takes_negative, elem_id="negative-prompt"
            )
            with gr.Row(elem_classes="fields"):
                self.steps = gr.Number(first.steps, label="Steps", min_width=80)
                self.guidance = gr.Number(
                    first.guidance, label="Guidance", step=0.1, interactive=not first.forced_guidance, min_width=80
                )
            with gr.Row(elem_classes="fields"):
                self.seed_mode = gr.Radio(
                    [RANDOM, FIXED], value=RANDOM, label="Seed", elem_classes="segmented", min_width=150
                )
                self.seed = gr.Number(0, label="Number", visible=False, min_width=110)
        self.seed_mode.input(lambda mode: gr.Number(visible=mode == FIXED), self.seed_mode, self.seed, **QUIET)
        self.fields = [self.negative, self.steps, self.guidance, self.seed_mode, self.seed]
        self.around = [self.fold.head]

    def read(self, values: Values, choice: ModelChoice, /) -> dict[str, Any]:
        fixed, seed, guidance = values[self.seed_mode] == FIXED, values[self.seed], values[self.guidance]
        if fixed and seed is None:
            raise InputError("The seed is empty. Give a whole number, or choose Random.")
        if guidance is None:
            raise InputError(f"Guidance is empty. Give a number; {choice.name} is made for {choice.guidance:g}.")
        return {
            "negative_prompt": (values[self.negative] or "") if choice.takes_negative else "",
            "steps": whole(values[self.steps], "Steps"),
            "guidance": guidance,
            "seed": whole(seed, "Seed") if fixed else None,
        }

    def follow(self, choice: ModelChoice, /) -> Updates:
        return {
            self.negative: gr.Textbox(visible=choice.takes_negative),
            self.steps: gr.Number(choice.steps),
            self.guidance: gr.Number(choice.guidance, interactive=not choice.forced_guidance),
        }

    def fill(self, request: FrameRequest, choice: ModelChoice, /) -> Updates:
        return {
            self.negative: gr.Textbox(request.negative_prompt, visible=choice.takes_negative),
            self.steps: request.steps,
            self.guidance: gr.Number(request.guidance, interactive=not choice.forced_guidance),
            self.seed_mode: RANDOM if request.seed is None else FIXED,
            self.seed: gr.Number(request.seed or 0, visible=request.seed is not None),
            self.fold.head: self.fold.opened(),
        }


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
