"""An image to begin from: chosen or taken from a frame, painted over where it alone is to change."""

from __future__ import annotations

import base64
import binascii
import io
from pathlib import Path
from typing import Any

import gradio as gr

from gcl.errors import InputError
from gcl.families import Abilities
from gcl.services import Services
from gcl.services.frame_request import FrameRequest
from gcl.services.frames import ModelChoice
from gcl.services.starts import STRENGTH, StartService
from gcl.tabs.form.fold import Fold
from gcl.tabs.form.part import Choices, Part, Updates, Values
from gcl.tabs.kit import CLICK, QUIET, panel, sent, told
from gcl.tabs.render import render

PAINTED = "data:image/png;base64,"
MOST_PAINTED = 4_000_000  # characters that a painted mask may have
UNREADABLE = "What was painted did not arrive as an image. Paint it again."


class StartPart(Part):
    """The state holds names of kept files, so that what is asked for is what was chosen, whatever happens to a
    browser's copy."""

    def __init__(self, services: Services, choices: Choices, model: gr.Dropdown, first: ModelChoice) -> None:
        self.starts: StartService = services.frames.starts
        self.choices = choices
        self.fold = Fold("start", "Begin from an image")
        self.image, self.mask = gr.State(None), gr.State(None)
        with self.fold.body:
            self.view = panel(self._view(first, None, None), elem_id="start-view")
            self.choose = gr.UploadButton(
                "Choose an image",
                file_types=[".png", ".jpg", ".jpeg", ".webp"],
                type="filepath",
                size="sm",
                elem_id="start-image",
            )
            self.strength = gr.Slider(
                0.05,
                1.0,
                value=STRENGTH,
                step=0.05,
                label="Strength",
                info="How much is drawn anew: little keeps the image, 1 begins almost from nothing.",
                visible=_takes_strength(first.abilities),
                elem_id="strength",
            )
        self.fields = [self.image, self.mask, self.strength]
        self.around = [self.view, self.fold.head]
        shown = [self.image, self.mask, self.view]
        self.choose.upload(told(self._chosen), [self.choose, model], [*shown, self.fold.head], **QUIET)
        self.view.click(told(self._acted), [self.image, self.mask, model], shown, **CLICK)
        model.input(told(self._followed), [self.image, self.mask, model], self.view, **QUIET)

    def read(self, values: Values, choice: ModelChoice, /) -> dict[str, Any]:
        image = values[self.image]
        if image is None:
            return {}
        strength = values[self.strength] if _takes_strength(choice.abilities) else None
        return {"image": image, "mask": values[self.mask], "strength": strength}

    def follow(self, choice: ModelChoice, /) -> Updates:
        return {self.strength: gr.Slider(visible=_takes_strength(choice.abilities))}

    def fill(self, request: FrameRequest, choice: ModelChoice, /) -> Updates:
        updates: Updates = {
            self.image: request.image,
            self.mask: request.mask,
            self.view: self._view(choice, request.image, request.mask),
            self.strength: gr.Slider(
                value=STRENGTH if request.strength is None else request.strength,
                visible=_takes_strength(choice.abilities),
            ),
        }
        return updates | ({self.fold.head: self.fold.opened()} if request.image else {})

    def begin(self, file: Path, choice: ModelChoice) -> Updates:
        """What shows a form that begins from this image, all else as it was."""
        name = self.starts.keep(file)
        return {
            self.image: name,
            self.mask: None,
            self.view: self._view(choice, name, None),
            self.fold.head: self.fold.opened(),
        }

    def _chosen(self, path: str, model: str) -> Updates:
        return self.begin(Path(path), self.choices.get(model))

    def _followed(self, image: str | None, mask: str | None, model: str) -> str:
        return self._view(self.choices.get(model), image, mask)

    def _acted(self, image: str | None, mask: str | None, model: str, event: gr.EventData) -> Updates:
        data = sent(event)
        action = data.get("do")
        if action == "painted":
            mask = self.starts.keep_mask(io.BytesIO(_painted(data.get("png"))))
        elif action == "unpaint":
            mask = None
        elif action == "remove-start":
            image = mask = None
        return {self.image: image, self.mask: mask, self.view: self._view(self.choices.get(model), image, mask)}

    def _view(self, choice: ModelChoice, image: str | None, mask: str | None) -> str:
        return render(
            "start",
            image=self.starts.file(image) if image else None,
            mask=self.starts.file(mask) if mask else None,
            able=choice.abilities,
            model=choice.name,
        )


def _takes_strength(able: Abilities) -> bool:
    return able.strength or able.inpaints


def _painted(sent_as: object) -> bytes:
    """The PNG in a data address, as a browser's canvas gives it."""
    text = str(sent_as)
    if not text.startswith(PAINTED) or len(text) > MOST_PAINTED:
        raise InputError(UNREADABLE)
    try:
        return base64.b64decode(text.removeprefix(PAINTED), validate=True)
    except binascii.Error as error:
        raise InputError(UNREADABLE) from error
