"""Adapt, the script: what its handlers send to a page that shows it already."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

import gradio as gr
import pytest

from gcl.db import VideoAdUnit
from gcl.services import Services
from gcl.services.approvals import ApprovalService
from gcl.services.script_page import ScriptPage, ScriptPageService
from gcl.tabs import adapt
from gcl.tabs.script_view import CHANGES, EDIT, VERSIONS, Asked
from tests.e2e.demo_home import fill_adaptations


class Page:
    """A page with a script on it, as far as the handlers know it: they are called as the browser calls them."""

    def __init__(self, services: Services, ad_id: int, asked: Asked) -> None:
        with gr.Blocks() as demo, gr.Tab("Adapt") as tab:
            timer = adapt.build(services, demo, tab).timer
        ticks = [event for event in demo.fns.values() if (timer._id, "tick") in event.targets]
        # One alone writes into the script at a tick; its answer is all that a page is sent of it.
        (self.look,) = [event for event in ticks if "script" in [part.elem_id for part in event.outputs]]
        self.ad_id, self.address, self.stamp, self.view = ad_id, asked.address(ad_id), "", ""

    def tick(self) -> bool:
        """Whether the script was drawn again by what happens whenever the clock of the tab strikes."""
        assert self.look.fn is not None
        answer: Any = self.look.fn(self.ad_id, self.address, self.stamp)
        if not isinstance(answer, str):
            return False
        # What studio.js reads from a view, to tell it at the next tick.
        (self.stamp,) = re.findall(r'data-stamp="(\w+)"', answer)
        (page,) = re.findall(r'data-page="([^"]*)"', answer)
        self.address = parse_qs(html.unescape(page)).get("script", [""])[0]
        self.view = answer
        return True


@pytest.fixture
def japanese(services: Services) -> int:
    return fill_adaptations(services)["ja-JP"]


class ApprovedMeanwhile(ScriptPageService):
    """Somebody approves a script once a screen has asked whether it changed, and before it is read for that."""

    approves = True

    def page(self, ad_unit_id: int) -> ScriptPage:
        if self.approves:
            self.approves = False
            with self.db.read() as session:
                revision = session.get_one(VideoAdUnit, ad_unit_id).revision
            ApprovalService(self.db).approve(ad_unit_id, revision, who="Ann")
        return super().page(ad_unit_id)


def test_an_approval_that_comes_while_a_script_is_drawn_is_gone_once_it_is_taken_back(
    services: Services, japanese: int
) -> None:
    meanwhile = ApprovedMeanwhile(services.config, services.db, services.versions, services.rework)
    page = Page(replace(services, script_page=meanwhile), japanese, Asked())
    page.tick()
    assert "Withdraw the approval" in page.view
    services.approvals.withdraw(japanese, who="Ann")
    page.tick()
    assert "Not approved" in page.view


def saved_elsewhere(services: Services, ad_id: int) -> None:
    """Somebody else changes the first row."""
    script = services.campaigns.ad_unit(ad_id)
    rows = [script.rows[0].model_copy(update={"visual": "By somebody else."}), *script.rows[1:]]
    services.campaigns.save_rows(ad_id, rows, script.revision, who="Ben")


@pytest.mark.parametrize("kind", ["origin", "adaptation"])
def test_a_tick_never_draws_the_script_anew_that_somebody_is_typing_in(
    services: Services, japanese: int, kind: str
) -> None:
    ad_id, asked = (1, Asked()) if kind == "origin" else (japanese, Asked(EDIT))
    page = Page(services, ad_id, asked)
    assert page.tick()
    assert '<textarea name="visual"' in page.view
    assert not page.tick()
    saved_elsewhere(services, ad_id)
    assert not page.tick()


@pytest.mark.parametrize("asked", [Asked(), Asked(CHANGES), Asked(VERSIONS)])
def test_a_script_that_is_only_read_is_drawn_anew_at_a_tick_with_news(
    services: Services, japanese: int, asked: Asked
) -> None:
    page = Page(services, japanese, asked)
    assert page.tick()
    assert "<textarea" not in page.view
    assert not page.tick()
    saved_elsewhere(services, japanese)
    assert page.tick()
    assert not page.tick()
