"""What to compare: up to three settings with their values, each combination of which becomes a frame of one sheet."""

from __future__ import annotations

from math import prod
from typing import Any

import gradio as gr

from gcl.errors import GclError, InputError
from gcl.services import Services
from gcl.services.axes import AXES, MAX_CHARS, AxisRequest
from gcl.services.frame_request import FrameRequest
from gcl.services.frames import ModelChoice
from gcl.services.grids import grid_values
from gcl.tabs.form.fold import Fold
from gcl.tabs.form.part import Part, Updates, Values
from gcl.tabs.kit import QUIET, panel, told
from gcl.tabs.render import render

PLACES = ("Across", "Down", "Blocks")
NOTHING = ""


class Compare(Part):
    """One row for each axis: what differs, and its values. How many frames that makes is told below the fold too, for
    whoever closes it and forgets."""

    def __init__(self, services: Services) -> None:
        self.most = services.config.max_grid_cells
        self.fold = Fold("compare", "Compare settings")
        self.rows: list[tuple[gr.Dropdown, gr.Textbox]] = []
        with self.fold.body:
            for place in PLACES:
                with gr.Row(elem_classes="fields"):
                    axis = gr.Dropdown(
                        [("Nothing", NOTHING), *((axis.label, field) for field, axis in AXES.items())],
                        value=NOTHING,
                        label=place,
                        filterable=False,
                        min_width=120,
                        elem_id=f"compare-{place.lower()}",
                    )
                    values = gr.Textbox(label="Values", max_lines=1, max_length=MAX_CHARS, min_width=120)
                self.rows.append((axis, values))
        self.said = panel()
        self.fields = [field for row in self.rows for field in row]
        self.around = [self.fold.head, self.said]
        for field in self.fields:
            # Not `input`, which Gradio leaves out for text that comes from elsewhere than the keyboard.
            field.change(told(self._counted), {*self.fields}, self.said, trigger_mode="always_last", **QUIET)

    def read(self, values: Values, _: ModelChoice, /) -> dict[str, Any]:
        return {"axes": self._axes(values)}

    def fill(self, request: FrameRequest, _: ModelChoice, /) -> Updates:
        updates: Updates = {self.said: self._told(request.axes)}
        for number, (axis, values) in enumerate(self.rows):
            asked = request.axes[number] if number < len(request.axes) else None
            updates[axis] = asked.field if asked else NOTHING
            updates[values] = asked.values if asked else ""
        if request.axes:
            updates[self.fold.head] = self.fold.opened()
        return updates

    def _axes(self, values: Values) -> tuple[AxisRequest, ...]:
        found = []
        for place, (axis, written) in zip(PLACES, self.rows, strict=True):
            text = str(values[written] or "")[:MAX_CHARS]
            if values[axis]:
                found.append(AxisRequest(field=str(values[axis]), values=text))
            elif text.strip():
                raise InputError(f"{place}: choose the setting that the values are of, or take them away.")
        return tuple(found)

    def _counted(self, values: Values) -> str:
        try:
            return self._told(self._axes(values))
        except GclError as error:
            return render("compare_note", said=error.sentence)

    def _told(self, axes: tuple[AxisRequest, ...]) -> str:
        if not axes:
            return ""
        values = grid_values(axes, self.most)
        lengths = [len(found) for found in values]
        replaced = [found[0] for asked, found in zip(axes, values, strict=True) if asked.field == "prompt"]
        return render("compare_note", said="", lengths=lengths, total=prod(lengths), replaced=replaced)
