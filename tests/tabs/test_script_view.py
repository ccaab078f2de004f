"""Adapt, the script: what is shown of it, in every state that it can be in."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from gcl.checks import CheckResult, Finding
from gcl.db import Job, LineOptions, VideoAdUnit
from gcl.formats.differences import Piece
from gcl.payloads import ScriptRow
from gcl.services import Services
from gcl.services.script_page import ScriptPage
from gcl.tabs.script_view import (
    CHANGES,
    EDIT,
    VERSIONS,
    Asked,
    cell_lines,
    draw,
    in_lines,
    read_asked,
    side_by_side,
)
from tests.e2e.demo_home import fill_adaptations

FINDING = Finding("timecodes", "major", "2", "timecode", "00:04", "It begins too early.", "Begin at 00:05.")


@pytest.fixture
def japanese(services: Services) -> int:
    return fill_adaptations(services)["ja-JP"]


def text(page: str) -> str:
    """A view's words, as they are read."""
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def edit(services: Services, ad_id: int, **changes: str) -> None:
    """Save the script with its first row changed."""
    unit = services.campaigns.ad_unit(ad_id)
    rows = [unit.rows[0].model_copy(update=changes), *unit.rows[1:]]
    services.campaigns.save_rows(ad_id, rows, unit.revision, who="Ann")


# The address


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        ("5-edit", Asked(EDIT)),
        ("5-versions-2-3", Asked(VERSIONS, 2, 3)),
        ("5-versions-2", Asked(VERSIONS)),
        ("6-edit", Asked()),
        ("5-everything", Asked()),
        ("edit", Asked()),
        ("", Asked()),
    ],
)
def test_the_address_says_what_is_shown_of_the_script_that_it_is_about(address: str, asked: Asked) -> None:
    assert read_asked(address, 5) == asked


@pytest.mark.parametrize("asked", [Asked(), Asked(EDIT), Asked(CHANGES), Asked(VERSIONS), Asked(VERSIONS, 1, 4)])
def test_an_address_is_read_as_it_was_written(asked: Asked) -> None:
    assert read_asked(asked.address(7), 7) == asked


# Lines


def test_lines_stand_apart_with_their_translations_and_directions() -> None:
    lines = cell_lines("SFX: rain.\n(she laughs)\nVO: صباح الخير (Good morning)")
    assert [(line.cue, line.words, line.gloss, line.direction, line.is_cue) for line in lines] == [
        ("SFX:", "rain.", "", "ltr", True),
        ("", "(she laughs)", "", "ltr", True),
        ("VO:", "صباح الخير", "Good morning", "rtl", False),
    ]
    assert [line.number for line in lines] == [0, 1, 2]


def test_changes_are_shown_line_by_line_each_in_its_own_direction() -> None:
    pieces = [Piece("same", "SFX: rain\nVO: صباح "), Piece("gone", "النور"), Piece("new", "الخير\nNew")]
    first, second, third = in_lines(pieces)
    assert (first.direction, second.direction, third.direction) == ("ltr", "rtl", "ltr")
    assert [piece.kind for piece in second.pieces] == ["same", "gone", "new"]


# Scores and approval


def test_scores_are_those_of_the_script_until_it_is_edited(services: Services, japanese: int) -> None:
    before = draw(services, japanese, Asked(), {})
    assert "Edited since" not in before
    assert "Evaluate again" not in before
    edit(services, japanese, visual="Another picture.")
    after = text(draw(services, japanese, Asked(), {}))
    assert "Edited since The scores are those of version 2." in after
    assert "Format gate" in after
    assert "Evaluate again" in after
    assert "scores-old" in draw(services, japanese, Asked(), {})


def test_an_evaluation_that_is_asked_for_shows_how_far_it_is_and_why_it_failed(
    services: Services, japanese: int
) -> None:
    edit(services, japanese, visual="Another picture.")
    job_id = services.rework.evaluate(japanese)
    assert "Waiting to be evaluated" in text(draw(services, japanese, Asked(), {}))
    with services.db.write() as session:
        job = session.get_one(Job, job_id)
        job.state, job.progress_done, job.progress_total, job.progress_note = "running", 1, 4, "Cultural gate"
    assert "Evaluating Cultural gate, gate 2 of 4 Cancel" in text(draw(services, japanese, Asked(), {}))
    with services.db.write() as session:
        job = session.get_one(Job, job_id)
        job.state, job.error = "failed", "The weights are damaged."
    failed = text(draw(services, japanese, Asked(), {}))
    assert "The evaluation failed. The weights are damaged." in failed
    assert "Evaluate again" in failed


def test_a_script_that_no_gate_has_judged_says_so(services: Services, japanese: int) -> None:
    with services.db.write() as session:
        session.get_one(VideoAdUnit, japanese).evaluated_revision = None
    assert "Not evaluated yet" in text(draw(services, japanese, Asked(), {}))


def test_the_approval_says_whose_it_is_and_that_an_edit_made_it_void(services: Services, japanese: int) -> None:
    page = draw(services, japanese, Asked(), {})
    assert 'data-do="approve" data-revision="2"' in page
    assert "draft=1&form=json" in page
    services.approvals.approve(japanese, 2, who="Ann")
    page = draw(services, japanese, Asked(), {})
    assert "Approved by Ann" in text(page)
    assert "draft=1" not in page
    edit(services, japanese, visual="Another picture.")
    page = text(draw(services, japanese, Asked(), {}))
    assert "Approval void Ann approved version 2, and the script was edited since. Approve version 3" in page


# Checks


def checked(page: ScriptPage, *findings: Finding) -> ScriptPage:
    return replace(page, checks=(CheckResult("rows", "Rows", []), CheckResult("timecodes", "Times", list(findings))))


def test_what_the_checks_find_stands_at_its_row_and_in_the_summary(services: Services, japanese: int) -> None:
    page = services.script_page.page(japanese)
    assert "All 2 checks passed" in text(side_by_side(checked(page), Asked(), {}))
    whole = replace(FINDING, shot="", problem="A row is missing.")
    shown = side_by_side(checked(page, FINDING, whole), Asked(), {})
    assert "2 findings in 2 checks" in text(shown)
    summary, table = shown.split("<table", 1)
    assert "A row is missing." in summary
    assert "It begins too early." not in summary
    row = table.split('data-shot="2"', 1)[1].split('data-shot="3"', 1)[0]
    assert "It begins too early." in row
    assert "To mend it: Begin at 00:05." in row


def test_the_checks_run_once_for_the_same_script(services: Services, japanese: int) -> None:
    first, second = services.script_page.page(japanese), services.script_page.page(japanese)
    assert first.checks is second.checks
    edit(services, japanese, visual="日本語の絵")
    later = services.script_page.page(japanese)
    assert later.checks is not first.checks
    assert any(finding.shot == "1" for result in later.checks for finding in result.findings)


# Alternatives


def test_a_spoken_line_can_be_asked_about_and_a_cue_cannot(services: Services, japanese: int) -> None:
    page = draw(services, japanese, Asked(), {})
    asks = re.findall(r'data-do="alternatives" data-shot="(\w+)" data-line="(\d)"', page)
    assert asks == [("1", "1"), ("2", "1"), ("3", "1"), ("4", "0"), ("4", "1")]


def test_alternatives_stand_under_their_line_with_back_translation_and_reason(
    services: Services, japanese: int
) -> None:
    job_id = services.rework.alternatives(japanese, "4", 1)
    waits = draw(services, japanese, Asked(), {})
    assert "Waiting for the writer" in text(waits)
    assert f'data-do="stop" data-job="{job_id}"' in waits
    with services.db.write() as session:
        session.get_one(Job, job_id).state = "done"
        session.query(LineOptions).one().options = [
            {"text": f"朝{n}。", "back_translation": f"Morning {n}.", "rationale": f"Reason {n}."} for n in (1, 2, 3)
        ]
    page = draw(services, japanese, Asked(), {})
    assert "朝2。 (Morning 2.) Reason 2. Use this line" in text(page)
    assert page.count('data-do="take"') == 3


# Differences, versions, the editor


def test_differences_compare_pictures_with_the_origin_and_lines_with_the_version_before(
    services: Services, japanese: int
) -> None:
    page = draw(services, japanese, Asked(CHANGES), {})
    assert "audio with version 1" in text(page)
    assert "<del>" in page
    assert "<ins>" in page
    assert "<ins>" not in draw(services, japanese, Asked(), {})


def test_versions_are_listed_with_what_they_are_and_two_are_compared(services: Services, japanese: int) -> None:
    edit(services, japanese, visual="Another picture.")
    page = draw(services, japanese, Asked(VERSIONS), {"written example": "Nobody"})
    assert "3 Current Ann Edited by hand" in text(page)
    assert "2 Evaluated Nobody Draft 2 of the run" in text(page)
    assert "<ins>Another picture" in page
    assert f'data-page="script={japanese}-versions-2-3"' in page
    assert 'data-do="restore" data-version="2" data-revision="3"' in page
    same = draw(services, japanese, Asked(VERSIONS, 3, 3), {})
    assert "Both versions are the same." in text(same)


def test_the_editor_shows_what_the_origin_says_under_each_cell(services: Services, japanese: int) -> None:
    page = draw(services, japanese, Asked(EDIT), {})
    origin = services.campaigns.ad_unit(1).rows
    assert page.count('class="of-origin"') == 2 * len(origin)
    assert f'data-version="{japanese}-2"' in page
    assert "of-origin" not in draw(services, 1, Asked(), {})


def test_a_run_that_is_on_offers_nothing_that_changes_its_script(services: Services, japanese: int) -> None:
    with services.db.write() as session:
        session.get_one(Job, session.get_one(VideoAdUnit, japanese).job_id).state = "running"
    for asked in (Asked(), Asked(EDIT), Asked(VERSIONS)):
        page = draw(services, japanese, asked, {})
        for action in ("approve", "evaluate", "alternatives", "save-rows", "restore"):
            assert f'data-do="{action}"' not in page


def test_a_run_without_a_draft_says_so(services: Services) -> None:
    made = fill_adaptations(services)["de-DE"]
    page = text(draw(services, made, Asked(), {}))
    assert "The run left no draft." in page
    assert "Approve" not in page
    assert "No version yet" in text(draw(services, made, Asked(VERSIONS), {}))


def test_the_state_changes_whenever_the_page_does(services: Services, japanese: int) -> None:
    seen = [services.script_page.state(japanese)]

    def is_new() -> bool:
        seen.append(services.script_page.state(japanese))
        return seen[-1] not in seen[:-1]

    services.approvals.approve(japanese, 2, who="Ann")
    assert is_new()
    edit(services, japanese, visual="Another picture.")
    assert is_new()
    job_id = services.rework.evaluate(japanese)
    assert is_new()
    services.jobs.cancel(job_id)
    assert is_new()
    services.rework.alternatives(japanese, "4", 1)
    assert is_new()
    services.campaigns.save_rows(1, [ScriptRow(shot_number="1", timecode="0", visual="x", audio="")], 1)
    assert is_new()
    assert services.script_page.state(japanese) == seen[-1]
