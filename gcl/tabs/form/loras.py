"""LoRAs: which, how much of each, and their trigger words, which are added to the prompt by a click and never else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gradio as gr

from gcl.errors import InputError
from gcl.loras import MOST_LORAS, Lora
from gcl.services import Services
from gcl.services.frame_request import FrameRequest
from gcl.services.frames import ModelChoice
from gcl.tabs.form.downloads import Downloads
from gcl.tabs.form.fold import Fold
from gcl.tabs.form.part import Choices, Part, Updates, Values
from gcl.tabs.kit import CLICK, QUIET, panel, sent, told
from gcl.tabs.render import render

EVERY = "All themes"


class Loras(Part):
    """Those that fit the model can be chosen; each that is chosen gets a field for its weight, in the order in which
    they were chosen."""

    def __init__(
        self, services: Services, choices: Choices, prompt: gr.Textbox, model: gr.Dropdown, first: ModelChoice
    ) -> None:
        self.services, self.choices, self.prompt, self.model = services, choices, prompt, model
        self.library = services.frames.loras
        self.fold = Fold("loras", "LoRAs")
        fitting = self._fitting(first.key)
        with self.fold.body:
            self.theme = gr.Dropdown(
                [EVERY, *self.library.themes()],
                value=EVERY,
                label="Theme",
                visible=bool(self.library.themes()),
                elem_id="lora-theme",
            )
            self.chosen = gr.Dropdown(
                _named(fitting),
                value=[],
                multiselect=True,
                max_choices=MOST_LORAS,
                label="LoRAs for this model",
                elem_id="loras",
            )
            self.weights = [
                gr.Number(1.0, label="Weight", step=0.05, visible=False, elem_classes="lora-weight")
                for _ in range(MOST_LORAS)
            ]
            self.about = panel(self._about([], fitting, first.key), elem_id="loras-about")
            self.air = gr.Textbox(
                label="Add one from CivitAI",
                placeholder="urn:air:sdxl:lora:civitai:123@456",
                max_lines=1,
                elem_id="lora-air",
            )
        # The keys whose weights the fields hold, in their order.
        self.held = gr.State([])
        self.fields = [self.chosen, *self.weights, self.held]
        self.around = [self.fold.head, self.theme, self.about]

    def read(self, values: Values, _: ModelChoice, /) -> dict[str, Any]:
        known = {lora.key: lora for lora in self.library.all()} if values[self.chosen] else {}
        kept = dict(zip(values[self.held] or [], (values[field] for field in self.weights), strict=False))
        wanted = []
        for key in values[self.chosen] or []:
            weight = kept.get(key, known[key].weight if key in known else 1.0)
            if weight is None:
                name = known[key].name if key in known else key
                raise InputError(
                    f"The weight of the LoRA {name} is empty. Give a number; 1 is what it was trained for."
                )
            wanted.append((key, weight))
        return {"loras": wanted}

    def fill(self, request: FrameRequest, choice: ModelChoice, /) -> Updates:
        fitting = self._fitting(choice.key)
        usable = {lora.key for lora in fitting}
        worn = [(key, weight) for key, weight in request.loras if key in usable]
        lost = [key for key, _ in request.loras if key not in usable]
        updates = self._shown(worn, fitting, choice.key, lost)
        updates[self.theme] = gr.Dropdown(choices=[EVERY, *self.library.themes()], value=EVERY)
        if request.loras:
            updates[self.fold.head] = self.fold.opened()
        return updates

    def listen(self, downloads: Downloads) -> None:
        given = [self.model, self.theme, self.chosen, self.held, *self.weights]
        shown = [self.chosen, *self.weights, self.held, self.about]
        # Not `follow`: what fits the new model stays chosen.
        for event in (self.model.input, self.theme.input, self.chosen.input):
            event(told(self._changed), given, shown, **QUIET)
        # A file that was put into the folder meanwhile is there when somebody looks.
        self.chosen.focus(
            told(self._refresh), [self.model, self.theme, self.chosen], [self.chosen, self.theme], **QUIET
        )
        self.about.click(told(self._add_word), self.prompt, self.prompt, **CLICK)
        downloads.asked_by(self.about)
        asked = self.air.submit(told(downloads.look), self.air, [downloads.wanted, downloads.view], **QUIET)
        downloads.answer(asked)

    def _changed(
        self, key: str, theme: str, chosen: Sequence[str] | None, held: Sequence[str], *weights: float | None
    ) -> Updates:
        """The fields for what is chosen now, each with the weight that it had."""
        fitting = self._fitting(key)
        kept = dict(zip(held, weights, strict=False))
        own = {lora.key: lora.weight for lora in fitting}
        worn = [(one, kept.get(one, own[one])) for one in chosen or [] if one in own]
        return self._shown(worn, fitting, key, theme=theme)

    def _shown(
        self,
        worn: Sequence[tuple[str, float | None]],
        fitting: Sequence[Lora],
        key: str,
        lost: Sequence[str] = (),
        theme: str = EVERY,
    ) -> Updates:
        names = {lora.key: lora.name for lora in fitting}
        keys = [one for one, _ in worn]
        updates: Updates = {
            self.chosen: gr.Dropdown(choices=_named(_of_theme(fitting, theme, keys)), value=keys, multiselect=True),
            self.held: keys,
            self.about: self._about(keys, fitting, key, lost),
        }
        for place, field in enumerate(self.weights):
            updates[field] = (
                gr.Number(worn[place][1], label=f"Weight of {names[keys[place]]}", visible=True)
                if place < len(worn)
                else gr.Number(visible=False)
            )
        return updates

    def _refresh(self, key: str, theme: str, chosen: Sequence[str] | None) -> tuple[Any, Any]:
        themes = self.library.themes()
        fitting = _of_theme(self._fitting(key), theme, chosen or [])
        return gr.Dropdown(choices=_named(fitting)), gr.Dropdown(choices=[EVERY, *themes], visible=bool(themes))

    def _add_word(self, prompt: str, event: gr.EventData) -> Any:
        data = sent(event)
        word = str(data.get("word", ""))[:200]
        if data.get("do") != "word" or not word or word.casefold() in (prompt or "").casefold():
            return gr.skip()
        return f"{prompt.rstrip().rstrip(',')}, {word}" if prompt and prompt.strip() else word

    def _fitting(self, key: str | None) -> list[Lora]:
        return self.library.fitting(self.services.catalog.diffusion(self.choices.get(key).key))

    def _about(self, keys: Sequence[str], fitting: Sequence[Lora], model: str, lost: Sequence[str] = ()) -> str:
        known = {lora.key: lora for lora in fitting}
        return render(
            "loras",
            chosen=[known[key] for key in keys],
            any=bool(fitting),
            model=self.choices.get(model).name,
            folder=str(self.library.folder),
            lost=list(lost),
        )


def _of_theme(loras: Sequence[Lora], theme: str, chosen: Sequence[str]) -> list[Lora]:
    """Those of a theme, and those that are chosen, which stay."""
    return [lora for lora in loras if theme in (EVERY, lora.theme) or lora.key in chosen]


def _named(loras: Sequence[Lora]) -> list[tuple[str, str]]:
    return [(lora.name if lora.file else f"{lora.name} (not here)", lora.key) for lora in loras]
