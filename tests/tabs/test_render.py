"""Views: what people wrote is shown as they wrote it, and never as markup."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from jinja2 import UndefinedError

from gcl.services.evaluations import EvaluationPage, EvaluationView
from gcl.services.gallery import FramePage, FrameView
from gcl.services.jobs import JobPage, JobView, MachineView
from gcl.tabs import render
from gcl.tabs.kit import notice

EVIL = '"><img src=x onerror=alert(1)>${1+1}{{ 7*7 }}</textarea>'
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
AROUND: dict[str, Any] = {"boards": {1: EVIL, 2: EVIL}, "best": 5, "hindrance": ""}  # what the stage is told besides


def job(**changes: Any) -> JobView:
    values = {
        "id": 1,
        "kind": "frame",
        "title": EVIL,
        "state": "running",
        "note": EVIL,
        "done": 2,
        "total": 8,
        "seconds_left": 3.0,
        "error": EVIL,
        "error_code": "input",
        "created_at": NOW,
        "claimed_at": NOW,
        "finished_at": None,
        "seconds": 1.0,
        "model_key": EVIL,
        "payload": {},
    }
    return JobView(**(values | changes))


def frame(**settings: Any) -> FrameView:
    return FrameView(
        id=1,
        job_id=1,
        path=Path('/frames/a "b".png'),
        thumbnail=Path("/frames/a.webp"),
        prompt=EVIL,
        negative_prompt=EVIL,
        model_key="tiny",
        model_name=EVIL,
        width=512,
        height=288,
        steps=4,
        guidance=5.0,
        seed=7,
        seconds=1.2,
        created_at=NOW,
        settings=settings,
        favourite=True,
        rating=4,
        tags=(EVIL,),
        boards={1: EVIL},
    )


def evaluation() -> EvaluationView:
    return EvaluationView(
        id=1,
        ad_unit_id=1,
        ad_unit_title=EVIL,
        campaign_id=1,
        campaign_name=EVIL,
        market="ja-JP",
        gate="brand",
        gate_label="Brand gate",
        draft=1,
        passed=False,
        score=0.4,
        issues=[{"severity": EVIL, "description": EVIL, "location": EVIL, "suggested_fix": EVIL}],
        summary=EVIL,
        model_key="m",
        created_at=NOW,
    )


def shown(name: str) -> str:
    """A view, filled with what an attacker would write wherever people or models write something."""
    jobs = [job(id=number, state=state) for number, state in enumerate(("running", "failed", "queued"), start=1)]
    values: dict[str, dict[str, Any]] = {
        "stage": {"frame": frame(unread_prompt=EVIL), "siblings": [frame(), frame()], "chosen": True} | AROUND,
        "gallery": {
            "page": FramePage([frame()], 1, 1, 1),
            "filtered": True,
            "binned": False,
            "empty_board": False,
            "current": 1,
            "address": EVIL,
            "narrowed": EVIL,
        },
        "tools": {
            "boards": {1: EVIL, 2: EVIL},
            "board": 1,
            "binned": False,
            "in_bin": 0,
            "days": 30,
            "tags": [EVIL],
            "best": 5,
        },
        "done": {"sentence": EVIL, "binned": [1, 2]},
        "jobs_live": {
            "running": [jobs[0]],
            "previews": {jobs[0].id: Path(f"/{EVIL}.webp")},
            "waiting": [(jobs[2], 1)],
            "more": 0,
            "ended": jobs[1],
            "other": EVIL,
            "alive": True,
        },
        "queue": {"page": JobPage(jobs, 3, 1, 1), "filtered": False, "names": {}, "address": EVIL, "decide": {}},
        "history": {
            "page": EvaluationPage([evaluation()], 1, 1, 1),
            "filtered": False,
            "opened": 0,
            "charts": "",
            "export": EVIL,
            "issue": EVIL,
            "issue_label": EVIL,
            "script_id": 0,
            "script": "",
            "names": {"m": EVIL},
            "address": EVIL,
        },
        "overtaken": {"sentence": EVIL, "mine": EVIL, "effect": EVIL, "act": "mine", "data": {"version": 2}},
        "notice": {"sentence": EVIL, "tone": "error", "line": 3},
        "header": {
            "counts": {"running": 1, "queued": 2, "parked": 1},
            "decide": {"ad_unit_id": 1, "title": EVIL, "market": EVIL, "label": EVIL},
            "machine": MachineView(True, EVIL, "m", EVIL, 1, 2, (EVIL,)),
        },
    }
    return render.render(name, **values[name])


@pytest.mark.parametrize(
    "name", ["stage", "gallery", "tools", "done", "jobs_live", "queue", "history", "notice", "overtaken", "header"]
)
def test_text_of_people_is_never_markup(name: str) -> None:
    page = shown(name)
    assert "<img src=x" not in page
    assert "</textarea>" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


def test_a_brief_of_a_model_is_shown_as_cards_and_escaped() -> None:
    from jinja2 import Environment

    parts: Any = render._VIEWS.get_template("parts.html").module
    assert isinstance(render._VIEWS, Environment)
    text = str(parts.value({"core_message": EVIL, "list": [EVIL], "table": [{"original": EVIL, "replacement": "b"}]}))
    assert "<img src=x" not in text
    assert "Core message" in text
    assert "<table" in text


def test_a_view_that_lacks_a_value_fails_instead_of_showing_nothing() -> None:
    with pytest.raises(UndefinedError):
        render.render("stage", frame=None, siblings=[]) and render.render("header")


def test_the_stage_tells_that_the_end_of_a_prompt_was_not_read() -> None:
    cut = render.render("stage", frame=frame(unread_prompt="<b>by night"), siblings=[], chosen=False, **AROUND)
    assert "did not read the end of this prompt: “&lt;b&gt;by night”" in cut
    assert "did not read" not in render.render("stage", frame=frame(), siblings=[], chosen=False, **AROUND)


def test_a_notice_names_the_line_and_is_empty_without_a_sentence() -> None:
    assert "Line 4." in notice("The tag is never closed.", line=4)
    assert notice("") == ""


@pytest.mark.parametrize(
    ("value", "said"),
    [(None, "–"), (0.44, "0.4 s"), (12.3, "12 s"), (200, "3 min 20 s"), (180, "3 min"), (7500, "2 h 5 min")],
)
def test_lengths_of_time_read_as_people_say_them(value: float | None, said: str) -> None:
    assert render.seconds(value) == said


def test_moments_are_told_relative_for_a_day() -> None:
    assert render.ago(NOW - timedelta(seconds=5), NOW) == "just now"
    assert render.ago(NOW - timedelta(minutes=5), NOW) == "5 min ago"
    assert render.ago(NOW - timedelta(hours=3), NOW) == "3 h ago"
    assert "2026" in render.ago(NOW - timedelta(days=2), NOW)


def test_an_address_of_a_file_is_quoted() -> None:
    assert render.file_url(Path("/a b/c#d?.png")) == "gradio_api/file=/a%20b/c%23d%3F.png"


def test_each_line_of_an_audio_cell_has_a_direction_of_its_own() -> None:
    first, second = render.lines('SFX: Rain.\n\nVO: «صباح الخير» ("Good morning")')
    assert (first.cue, first.words, first.gloss, first.direction) == ("SFX:", "Rain.", "", "ltr")
    assert (second.cue, second.words, second.gloss, second.direction) == (
        "VO:",
        "«صباح الخير»",
        '("Good morning")',
        "rtl",
    )


def test_a_job_that_waits_says_why() -> None:
    waits = job(state="queued", note="Waiting to go on after a restart")
    page = render.render(
        "jobs_live", running=[], previews={}, waiting=[(waits, 1)], more=0, ended=None, other="A script", alive=False
    )
    assert "Waiting to go on after a restart" in page
    assert "waits for the worker" not in page


def sheet() -> FrameView:
    axes = [{"label": "Steps", "values": ["Steps 1", EVIL]}, {"label": "Seed", "values": ["Seed 1"]}]
    cells = [{"name": "Steps 1, Seed 1", "box": [64, 36, 128, 72]}, {"name": EVIL, "box": [256, 36, 128, 72]}]
    return replace(frame(grid={"axes": axes, "cells": cells, "asked": {}}), id=3, number=2)


def test_each_frame_of_a_contact_sheet_opens_where_it_lies() -> None:
    cells = [replace(frame(cell=["Steps 1", "Seed 1"]), id=number + 1, number=number) for number in range(2)]
    page = render.render("stage", frame=sheet(), siblings=[*cells, sheet()], chosen=True, **AROUND)
    assert 'data-do="select" data-id="1" aria-label="Open the frame of Steps 1, Seed 1"' in page
    assert "left: 12.5%; top: 12.5%; width: 25.0%; height: 25.0%" in page
    assert 'data-do="select" data-id="2"' in page
    assert EVIL not in page
    assert "<dt>Across</dt><dd>Steps 1, " in page
    assert 'class="siblings"' not in page


def test_a_frame_that_is_gone_has_no_button_on_the_contact_sheet() -> None:
    page = render.render(
        "stage", frame=sheet(), siblings=[replace(frame(), id=2, number=1), sheet()], chosen=True, **AROUND
    )
    assert page.count("contact-cell") == 1
    assert 'data-do="select" data-id="2"' in page


def test_a_frame_of_a_comparison_leads_back_to_its_contact_sheet() -> None:
    one = replace(frame(cell=["Steps 1", "Seed 1"]), id=1)
    page = render.render("stage", frame=one, siblings=[one, sheet()], chosen=True, **AROUND)
    assert "Compared: Steps 1, Seed 1" in page
    assert 'data-do="select" data-id="3"' in page
    assert 'class="siblings"' not in page
