"""Enhance, beside the prompt: the answer is shown, edited, and used or discarded before anything is drawn of it.

The page's address has the ids of the answers that are open, so that a refresh shows them again.
"""

from __future__ import annotations

from typing import Any

import gradio as gr

from gcl.errors import NotFound
from gcl.services import Services
from gcl.services.enhanced import EnhancementView
from gcl.services.enhancements import EnhanceRequest
from gcl.services.frame_request import FrameRequest
from gcl.services.frames import ModelChoice
from gcl.tabs.form.part import Part, Updates, Values
from gcl.tabs.kit import CLICK, LIVELY, LOOK, QUIET, asked, attempt, panel, quietly, row_id, sent, showing, told
from gcl.tabs.render import render

MOST_OPEN = 8  # answers that a person may look at in turn


class EnhancePart(Part):
    """`ids` are the open answers, the one on the screen last. Built below the prompt; `listen` comes when the form is
    whole."""

    def __init__(self, services: Services, prompt: gr.Textbox) -> None:
        self.services, self.enhancements, self.prompt = services, services.enhancements, prompt
        self.ids, self.timer = gr.State([]), gr.Timer(LIVELY, active=False)
        with gr.Row(elem_classes="enhance-row"):
            self.button = gr.Button("Enhance", size="sm", scale=0, min_width=110, elem_id="enhance-button")
            self.way = gr.Dropdown(
                [
                    (f"{way.name} (not set up)" if way.missing else way.name, way.key)
                    for way in self.enhancements.ways()
                ],
                value=self.enhancements.default_way(),
                label="Enhance by",
                show_label=False,
                container=False,
                filterable=False,
                min_width=120,
                elem_id="enhance-way",
            )
        self.head = panel(elem_id="enhance-head")
        with gr.Column(visible=False, elem_id="enhance-form") as box:
            self.answer = gr.Textbox(label="Enhanced prompt", lines=5, max_lines=14, elem_id="enhanced-prompt")
            with gr.Row(elem_classes="enhance-row"):
                self.use = gr.Button("Use", size="sm", min_width=60, elem_id="enhance-use")
                self.another = gr.Button("Try another", size="sm", min_width=80, elem_id="enhance-another")
                self.discard = gr.Button("Discard", size="sm", min_width=60, elem_id="enhance-discard")
            self.foot = panel(elem_id="enhance-foot")
        # Which answer the field holds, as the browser knows it: the state may be ahead of what is typed.
        self.held = showing()
        self.box = box
        self.fields = [self.ids]
        self.around = [self.head, self.box, self.answer, self.held, self.foot, self.timer]

    def read(self, values: Values, _: ModelChoice, /) -> dict[str, Any]:
        found = self.enhancements.origin(values[self.ids] or [], values[self.prompt] or "")
        return {"typed_prompt": found[0], "enhanced_by": found[1]} if found else {}

    def fill(self, request: FrameRequest, choice: ModelChoice, /) -> Updates:
        if not request.typed_prompt:
            return self._shown([])
        kept = self.enhancements.remember(request.prompt, request.typed_prompt, request.enhanced_by, choice.key)
        return self._shown([kept])

    def listen(self, demo: gr.Blocks, model: gr.Dropdown, style: gr.Dropdown) -> None:
        shown = [self.ids, *self.around]
        about = [self.prompt, self.way, model, style, self.ids]
        demo.load(quietly(self._load), None, [*shown, self.way], **LOOK)
        self.timer.tick(quietly(self._tick), self.ids, shown, **LOOK)
        self.button.click(told(self._ask), about, shown, **QUIET)
        self.another.click(told(self._ask_again), self.ids, shown, **QUIET)
        # Not `input`, which Gradio takes from keys alone: what is pasted with a mouse would be missed.
        self.answer.change(told(self._edit), [self.held, self.answer], self.head, trigger_mode="always_last", **QUIET)
        self.use.click(told(self._use), [self.ids, self.answer, self.prompt], [*shown, self.prompt], **QUIET)
        self.discard.click(told(self._discard), self.ids, shown, **QUIET)
        for part in (self.head, self.foot):
            part.click(told(self._acted), [self.ids, self.prompt], [*shown, self.prompt], **CLICK)

    # -- handlers ------------------------------------------------------------------------------------------------------

    def _load(self, request: gr.Request) -> Updates:
        ids = [row_id(part) for part in asked(request, "enhance").split(".")[:MOST_OPEN]]
        return {**self._shown(self._there(ids)), self.way: self.enhancements.default_way()}

    def _tick(self, ids: list[int]) -> Updates:
        return self._shown(ids)

    def _ask(self, prompt: str, way: str, model: str, style: str, ids: list[int]) -> Updates:
        wish = EnhanceRequest(prompt=prompt or "", by=way or None, model=model, style=style or None)
        made, refused = attempt(lambda: self.enhancements.submit(wish))
        return {self.head: refused} if refused else self._shown([*ids, made])

    def _ask_again(self, ids: list[int]) -> Updates:
        if not ids:
            return self._shown([])
        made, refused = attempt(lambda: self.enhancements.another(ids))
        return {self.head: refused} if refused else self._shown([*ids, made])

    def _edit(self, held: str, text: str) -> Updates:
        """Keep what a person types. What the studio itself puts into the field comes here too, and changes nothing."""
        last, refused = self._last(self._there([row_id(held or "")])), ""
        if last is not None and last.state == "proposed" and (text or "") != last.text:
            _, refused = attempt(lambda: self.enhancements.edit(last.id, text or ""))
        return {self.head: refused or gr.skip()}

    def _use(self, ids: list[int], text: str, typed: str) -> Updates:
        if not ids:
            return self._shown([])
        used, refused = attempt(lambda: self.enhancements.use(ids[-1], text or "", typed))
        return {self.head: refused} if refused else {**self._shown(ids), self.prompt: used.text}

    def _discard(self, ids: list[int]) -> Updates:
        if ids:
            self.enhancements.discard(ids[-1])
        return self._shown(ids[:-1])

    def _acted(self, ids: list[int], prompt: str, event: gr.EventData) -> Updates:
        action, last = sent(event).get("do"), self._last(ids)
        if last is None:
            return self._shown([])
        if action == "stop":
            return self._discard(ids)
        if action == "retry" and last.job is not None:
            self.services.jobs.retry(last.job.id)
        elif action == "before":
            return self._shown([ids[-1], *ids[:-1]])
        elif action == "behind":
            return self._shown([*ids[1:], ids[0]])
        elif action == "bring-back":
            back = self.enhancements.take_back(last.id, prompt or "")
            return {**self._shown(ids), self.prompt: back.prompt}
        elif action == "forget":
            return self._shown(ids[:-1])
        return self._shown(ids)

    # -- what is shown -------------------------------------------------------------------------------------------------

    def _shown(self, ids: list[int]) -> Updates:
        ids = ids[-MOST_OPEN:]
        last = self._last(ids)
        proposed = last is not None and last.state == "proposed"
        place = sorted(ids).index(ids[-1]) + 1 if ids else 0
        return {
            self.ids: ids,
            self.head: render("enhance_head", one=last, address=f"enhance={'.'.join(map(str, ids))}"),
            self.box: gr.Column(visible=proposed),
            self.answer: last.text if last is not None and proposed else "",
            self.held: str(last.id) if last is not None and proposed else "",
            self.foot: render("enhance_foot", one=last, place=place, places=len(ids)) if proposed else "",
            self.timer: gr.Timer(active=last is not None and last.state == "working"),
        }

    def _last(self, ids: list[int]) -> EnhancementView | None:
        return self.enhancements.get(ids[-1]) if ids else None

    def _there(self, ids: list[int]) -> list[int]:
        """Those of them that exist: an address may say anything."""
        found = []
        for one in ids:
            try:
                if self.enhancements.get(one).state != "discarded":
                    found.append(one)
            except NotFound:
                continue
        return found
