"""The style that a prompt is worded in, and the words that come of it."""

from __future__ import annotations

from typing import Any

import gradio as gr

from gcl.services import Services
from gcl.services.frame_request import FrameRequest
from gcl.services.frames import ModelChoice
from gcl.tabs.form.fold import Fold
from gcl.tabs.form.part import Part, Updates, Values
from gcl.tabs.kit import QUIET, panel, told
from gcl.tabs.render import render

NONE = ""


class StylePart(Part):
    """The final prompt stands below the choice: the browser puts what is typed into the style's words (studio.js)."""

    def __init__(self, services: Services, model: gr.Dropdown, first: ModelChoice) -> None:
        self.styles = services.styles
        self.fold = Fold("style", "Style")
        with self.fold.body:
            offered = self._offered(first.key)
            self.style = gr.Dropdown(offered, value=NONE, label="Drawn in the style", elem_id="style")
            self.note = panel(self._note(NONE, first.key), elem_id="style-note")
        self.fields = [self.style]
        self.around = [self.note, self.fold.head]
        self.style.input(told(self._note), [self.style, model], self.note, **QUIET)
        # Not `follow`, which does not know what is chosen.
        model.input(told(self._followed), [self.style, model], [self.style, self.note], **QUIET)

    def read(self, values: Values, _: ModelChoice, /) -> dict[str, Any]:
        return {"style": values[self.style] or None}

    def fill(self, request: FrameRequest, choice: ModelChoice, /) -> Updates:
        style = request.style or NONE
        updates: Updates = {
            self.style: gr.Dropdown(choices=self._offered(choice.key), value=style),
            self.note: self._note(style, choice.key),
        }
        return updates | ({self.fold.head: self.fold.opened()} if style else {})

    def _followed(self, style: str, model: str) -> tuple[Any, str]:
        """The style stays where the new model follows it too."""
        offered = self._offered(model)
        kept = style if style in [key for _, key in offered] else NONE
        return gr.Dropdown(choices=offered, value=kept), self._note(kept, model)

    def _offered(self, model: str) -> list[tuple[str, str]]:
        return [("None", NONE), *((one.name, one.key) for one in self.styles.choices(model))]

    def _note(self, style: str, model: str) -> str:
        worded = self.styles.worded(style or None, model)
        return render("style_note", worded=worded, offered=len(self._offered(model)) > 1)
