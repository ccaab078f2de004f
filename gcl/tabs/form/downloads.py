"""Weights that are not here, below the model: how much they are, then how far they have come."""

from __future__ import annotations

from typing import Any

import gradio as gr

from gcl.downloads.absence import absence
from gcl.errors import InputError
from gcl.services import Services
from gcl.services.frames import ModelChoice
from gcl.tabs.form.part import Choices, Part, Values
from gcl.tabs.kit import CLICK, LIVELY, LOOK, QUIET, attempt, number, panel, quietly, sent, told
from gcl.tabs.render import render

INTO_SIGHT = "() => { document.getElementById('downloads').scrollIntoView({ block: 'nearest' }); }"


class Downloads(Part):
    """`offer` is what a person is asked to agree to, as HTML; it stays until it is answered."""

    def __init__(self, services: Services, choices: Choices, model: gr.Dropdown, note: gr.HTML) -> None:
        self.services, self.choices, self.model, self.note = services, choices, model, note
        self.wanted, self.offer, self.put_away = gr.State(""), gr.State(""), gr.State(0)
        self.view = panel(elem_id="downloads")
        self.timer = gr.Timer(LIVELY, active=False)

    def read(self, _: Values, choice: ModelChoice, /) -> dict[str, Any]:
        if said := absence(self.services.catalog, choice.key):
            if self.services.downloads.running(choice.key) is not None:
                raise InputError(f"{choice.name} is being downloaded. Generate as soon as it is here.")
            raise InputError(said)
        return {}

    def listen(self, demo: gr.Blocks) -> None:
        self.asked_by(self.note)
        screen = [self.view, self.timer]
        self.view.click(
            told(self._act),
            [self.wanted, self.offer, self.put_away],
            [self.wanted, self.offer, self.put_away, *screen],
            **CLICK | {"concurrency_limit": None},  # the hub may be asked, which nobody else's click waits for
        )
        demo.load(quietly(lambda: self._screen("", 0)), None, screen, **LOOK)
        self.timer.tick(
            quietly(self._tick), [self.offer, self.put_away, self.model], [*screen, self.model, self.note], **LOOK
        )

    def asked_by(self, part: gr.HTML) -> None:
        """A click on an element of `part` with data-do="download" asks how much data-what is. That takes a second or
        several, so it is said first."""
        self.answer(part.click(told(self._begin), None, [self.wanted, self.view], **CLICK))

    def answer(self, asked: Any) -> None:
        """Go on after an event that gave `look`."""
        asked.then(None, None, None, js=INTO_SIGHT, **QUIET)
        asked.then(told(self._look), [self.wanted, self.put_away], [self.offer, self.view, self.timer], **QUIET)

    def look(self, what: str) -> tuple[str, str]:
        """(`wanted`, the view) while it is being asked."""
        return what, render("downloads", asking=what, offer="", jobs=[], failed=None)

    def _begin(self, event: gr.EventData) -> Any:
        data = sent(event)
        what = str(data.get("what", "")) if data.get("do") == "download" else ""
        return self.look(what) if what else ("", gr.skip())

    def _look(self, what: str, put_away: int) -> Any:
        if not what:
            return (gr.skip(), gr.skip(), gr.skip())
        offer, refused = attempt(lambda: self.services.downloads.look(what))
        said = refused or render("download_offer", offer=offer)
        return (said, *self._screen(said, put_away))

    def _act(self, what: str, offer: str, put_away: int, event: gr.EventData) -> tuple[Any, ...]:
        data = sent(event)
        action = data.get("do")
        if action == "agree":
            _, refused = attempt(lambda: self.services.downloads.submit(str(data.get("what", ""))))
            what, offer = "", refused
        elif action == "decline":
            what, offer = "", ""
        elif action == "cancel":
            self.services.jobs.cancel(number(data, "id"))
        elif action == "retry":
            self.services.jobs.retry(number(data, "id"))
        elif action == "put-away":
            put_away = number(data, "id")
        return (what, offer, put_away, *self._screen(offer, put_away))

    def _screen(self, offer: str, put_away: int) -> tuple[str, gr.Timer]:
        """The view, and the clock, which runs while there is something to follow."""
        jobs = self.services.downloads.under_way()
        last = self.services.jobs.ended("download")
        failed = last if last is not None and last.state == "failed" and last.id != put_away else None
        return render("downloads", asking="", offer=offer, jobs=jobs, failed=failed), gr.Timer(active=bool(jobs))

    def _tick(self, offer: str, put_away: int, key: str) -> tuple[Any, ...]:
        """Once nothing is under way any more, what has come can be chosen."""
        view, timer = self._screen(offer, put_away)
        if timer.active:
            return view, gr.skip(), gr.skip(), gr.skip()
        self.choices.read()
        note = render("model_note", choice=self.choices.get(key))
        return view, timer, gr.Dropdown(choices=self.choices.named()), note
