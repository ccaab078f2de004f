"""The form as a whole: what stands in it as a FrameRequest, and a FrameRequest as what stands in it."""

from __future__ import annotations

from typing import Any

import gradio as gr
from gradio.blocks import Block
from gradio.components import Component

from gcl.services import Services
from gcl.services.frame_request import FrameRequest
from gcl.tabs.enhance_part import EnhancePart
from gcl.tabs.form.compare import Compare
from gcl.tabs.form.control import ControlPart
from gcl.tabs.form.downloads import Downloads
from gcl.tabs.form.look import Amount, Look, Size
from gcl.tabs.form.loras import Loras
from gcl.tabs.form.part import Choices, Part, Updates, Values
from gcl.tabs.form.start import StartPart
from gcl.tabs.form.style import StylePart
from gcl.tabs.kit import QUIET, panel, told
from gcl.tabs.render import render


class Form:
    """Built where it is made, in the order in which a person thinks: what to show, by which model, how large, how many;
    what steers it further is folded."""

    def __init__(self, services: Services) -> None:
        self.choices = Choices(services)
        first = self.choices.get(self.choices.default)
        self.prompt = gr.Textbox(
            label="Prompt",
            lines=5,
            max_lines=14,
            placeholder="What the frame shows and how: subject, place, light, lens. {dusk|dawn} takes either.",
            autofocus=True,
            elem_id="prompt",
        )
        self.enhance = EnhancePart(services, self.prompt)
        self.model = gr.Dropdown(
            self.choices.named(), value=first.key, label="Model", filterable=len(self.choices.models) > 8
        )
        self.note = panel(render("model_note", choice=first))
        self.downloads = Downloads(services, self.choices, self.model, self.note)
        size, amount, look = Size(first), Amount(), Look(first)
        self.style = StylePart(services, self.model, first)
        self.loras = Loras(services, self.choices, self.prompt, self.model, first)
        self.start = StartPart(services, self.choices, self.model, first)
        control = ControlPart(services, self.choices, self.model, first)
        steering: list[Part] = [self.style, self.loras, self.start, control, Compare(services)]
        self.parts: list[Part] = [size, amount, look, *steering, self.downloads, self.enhance]

    @property
    def fields(self) -> list[Component]:
        return [self.prompt, self.model, *(field for part in self.parts for field in part.fields)]

    @property
    def shown(self) -> list[Block]:
        """All that `filled` may change."""
        return [*self.fields, self.note, *(block for part in self.parts for block in part.around)]

    def listen(self, demo: gr.Blocks) -> None:
        """The fields follow the model; to be called once they are all there."""
        self.enhance.listen(demo, self.model, self.style.style)
        follows = [block for block in self.shown if block not in (self.prompt, self.model)]
        self.model.input(told(self._followed), self.model, follows, **QUIET)
        self.downloads.listen(demo)
        self.loras.listen(self.downloads)

    def request(self, values: Values) -> FrameRequest:
        """What is asked for. InputError or NotFound with a sentence."""
        choice = self.choices.get(values[self.model])
        asked: dict[str, Any] = {"prompt": values[self.prompt] or "", "model": choice.key}
        for part in self.parts:
            asked |= part.read(values, choice)
        return FrameRequest(**asked)

    def filled(self, request: FrameRequest) -> Updates:
        """What shows this request, with the note of its model."""
        choice = self.choices.get(request.model)
        updates: Updates = {
            self.prompt: request.prompt,
            self.model: choice.key,
            self.note: render("model_note", choice=choice),
        }
        for part in self.parts:
            updates |= part.fill(request, choice)
        return updates

    def _followed(self, key: str) -> Updates:
        choice = self.choices.get(key)
        updates: Updates = {self.note: render("model_note", choice=choice)}
        for part in self.parts:
            updates |= part.follow(choice)
        return updates
