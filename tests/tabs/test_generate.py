"""Generate, the frames being made: what runs stays in sight, whatever waits behind it."""

from __future__ import annotations

from gcl import jobs
from gcl.services import Services
from gcl.tabs.generate import _live


def add(services: Services, title: str, kind: str = "frame", **values: object) -> int:
    with services.db.write() as session:
        job = jobs.submit(session, kind, title, {}, model_key="diffusion:tiny")
        for name, value in values.items():
            setattr(job, name, value)
        return job.id


def test_the_frame_being_drawn_can_be_cancelled_while_hundreds_wait(services: Services) -> None:
    running = add(services, "The frame being drawn", state="running")
    waiting = [add(services, f"Frame {number}") for number in range(150)]
    busy, page = _live(services)
    assert busy
    assert "The frame being drawn" in page
    assert f'data-do="cancel" data-id="{running}"' in page
    assert f'data-do="cancel" data-id="{waiting[0]}"' in page
    assert "Next" in page
    assert "147 more in the queue" in page


def test_a_frame_that_waits_behind_hundreds_of_scripts_is_told_its_place(services: Services) -> None:
    for number in range(150):
        add(services, f"Script {number}", kind="adaptation")
    add(services, "A frame that was just asked for")
    _, page = _live(services)
    assert "A frame that was just asked for" in page
    assert "Place 151" in page


def test_the_last_frame_stays_told_that_failed_though_scripts_ended_since(services: Services) -> None:
    add(services, "A frame that failed", state="failed", error="The disk is full.")
    for _ in range(30):
        add(services, "A script", kind="adaptation", state="done")
    busy, page = _live(services)
    assert not busy
    assert "The disk is full." in page


def test_a_frame_that_could_not_be_enlarged_is_told_and_can_be_tried_again(services: Services) -> None:
    add(services, "A frame", state="done")
    failed = add(services, "Enlarge frame 1", kind="enlarge", state="failed", error="The disk is full.")
    _, page = _live(services)
    assert "The disk is full." in page
    assert f'data-do="retry" data-id="{failed}"' in page


def test_an_older_failure_goes_once_a_newer_job_ended_well(services: Services) -> None:
    add(services, "A frame that failed", state="failed", error="The disk is full.")
    add(services, "Enlarge frame 1", kind="enlarge", state="done")
    _, page = _live(services)
    assert "The disk is full." not in page
