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
from gcl.tabs.script_view import Asked
from tests.e2e.demo_home import fill_adaptations


class Page:
    """A page with a script on it, as far as the handlers know it: they are called as the browser calls them."""

    def __init__(self, services: Services, ad_id: int, asked: Asked) -> None:
        with gr.Blocks() as demo, gr.Tab("Adapt") as tab:
            self.timer = adapt.build(services, demo, tab).timer
        self.events = [event for event in demo.fns.values() if [part.elem_id for part in event.outputs] == ["script"]]
        self.ad_id, self.address, self.stamp, self.view = ad_id, asked.address(ad_id), "", ""

    def tick(self) -> bool:
        """Whether the script was drawn again by what happens whenever the clock of the tab strikes."""
        (look,) = [event for event in self.events if (self.timer._id, "tick") in event.targets]
        assert look.fn is not None
        answer: Any = look.fn(self.ad_id, self.address, self.stamp)
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
