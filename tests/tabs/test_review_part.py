"""Adapt, the review: what the panel shows and sends is what is decided."""

from __future__ import annotations

from typing import Any

import pytest

from gcl.db import Decision, Job
from gcl.errors import ConflictError, InputError
from gcl.services import Services
from gcl.tabs.brief_form import form_fields, read_brief
from gcl.tabs.review_part import decide, views
from tests.e2e.demo_home import CONCEPT, CULTURE, JAPANESE, Visit, judged, write_run

WHO = {"who": "Ada Lovelace"}


@pytest.fixture
def waits(services: Services) -> Any:
    """`waits("writer")`: the ad unit of a run that waits with what this node gave, a gate with a refusal."""
    origin = services.campaigns.ad_unit(services.outline.first_script())
    rows = [row.model_dump() for row in origin.rows]
    draft = {"rows": [row | {"visual": v, "audio": a} for row, (v, a) in zip(rows, JAPANESE, strict=True)]}
    visits = [
        Visit("concept", 1, output=CONCEPT),
        Visit("culture", 1, output=CULTURE),
        Visit("writer", 1, 1, output=draft),
        Visit("format", 1, 1, "failed", {**judged("format", "Not yet."), "passed": False}),
    ]

    def make(node: str) -> int:
        number = [visit.node for visit in visits].index(node) + 1
        return write_run(services, origin.id, "ja-JP", visits[:number], "writing", "parked")

    return make


def fields(services: Services, unit: int, **changes: str) -> dict[str, str]:
    """What a page sends: every field of the panel with what stands in it."""
    review = services.reviews.of(unit)
    assert review is not None
    if review.node in ("concept", "culture"):
        found, pending = {}, form_fields(review.node, review.output)
        while pending:
            one = pending.pop()
            found[one.name] = one.value
            pending += [*one.fields, *(cell for row in one.rows for cell in row)]
    else:
        found = {f"rows.{n}.{cell}": row[cell] for n, row in enumerate(review.rows) for cell in ("visual", "audio")}
    return found | {"note": ""} | changes


@pytest.mark.parametrize(("node", "brief"), [("concept", CONCEPT), ("culture", CULTURE)])
def test_a_brief_comes_back_from_its_form_as_it_was(node: str, brief: dict[str, Any]) -> None:
    found, pending = {}, form_fields(node, brief)
    while pending:
        one = pending.pop()
        found[one.name] = one.value
        pending += [*one.fields, *(cell for row in one.rows for cell in row)]
    assert read_brief(node, found) == brief


def test_the_panel_says_what_comes_of_each_decision(services: Services, waits: Any) -> None:
    page, listed = views(services, waits("format"))
    assert "Your decision: Format gate, draft 1" in page
    assert "Draft 1 goes back to the writer, as retry 1 of 3." in page
    assert "Override: let it pass" in page
    assert listed == ""


def test_what_was_left_as_it_is_is_accepted(services: Services, waits: Any) -> None:
    unit = waits("culture")
    said = decide(services, unit, {**WHO, "do": "review-accept", "step": "2", "fields": fields(services, unit)})
    assert said == "Ada Lovelace accepted the cultural brief."
    assert services.reviews.of(unit) is None
    assert "Ada Lovelace" in views(services, unit)[1]


def test_what_was_changed_is_edited(services: Services, waits: Any) -> None:
    unit = waits("culture")
    sent = fields(services, unit, market_context="Breakfast is slow.", pitfalls="One\n\n Two ")
    decide(services, unit, {**WHO, "do": "review-accept", "step": "2", "fields": sent})
    [made] = services.reviews.decisions(unit)
    assert made.action == "edit"
    assert {change.place: change.after for change in made.changed}["Market context"] == "Breakfast is slow."


def test_a_row_that_a_browser_sent_with_its_own_line_ends_is_no_change(services: Services, waits: Any) -> None:
    unit = waits("writer")
    sent = {name: value.replace("\n", "\r\n") + " " for name, value in fields(services, unit).items()}
    decide(services, unit, {**WHO, "do": "review-accept", "step": "3", "fields": sent})
    assert services.reviews.decisions(unit)[0].action == "accept"


def test_a_decision_without_a_name_or_about_another_step_is_refused(services: Services, waits: Any) -> None:
    unit = waits("writer")
    sent = {"do": "review-accept", "step": "3", "fields": fields(services, unit)}
    with pytest.raises(InputError, match="Type your name"):
        decide(services, unit, sent)
    with pytest.raises(InputError, match="Reload the page"):
        decide(services, unit, {**WHO, **sent, "fields": "all"})
    with pytest.raises(ConflictError, match="does not wait"):
        decide(services, unit, {**WHO, **sent, "step": "2"})
    assert services.reviews.decisions(unit) == []


@pytest.mark.parametrize("action", ["again", "override", "stop"])
def test_what_was_changed_is_not_lost_by_another_button(services: Services, waits: Any, action: str) -> None:
    unit = waits("format")
    sent = fields(services, unit, note="Softer.", **{"rows.0.visual": "By hand."})
    with pytest.raises(InputError, match=r"You changed the draft.*Accept with your changes, or discard them first"):
        decide(services, unit, {**WHO, "do": f"review-{action}", "step": "4", "fields": sent})
    assert services.reviews.decisions(unit) == []


def test_the_shots_that_will_be_rewritten_are_told_with_the_decision(services: Services, waits: Any) -> None:
    unit = waits("writer")
    sent = fields(services, unit, note="Shots 1-2 are stiff.")
    said = decide(services, unit, {**WHO, "do": "review-again", "step": "3", "fields": sent})
    assert said == "Ada Lovelace asked the writer to rewrite shots 1 and 2."


@pytest.mark.parametrize(("given", "kept"), [(" Ada  Lovelace ", "Ada Lovelace"), ("", "somebody")])
def test_who_cancelled_a_run_that_waits_is_kept(services: Services, waits: Any, given: str, kept: str) -> None:
    unit = waits("writer")
    job = services.reviews.waiting()[0].job_id
    ended = services.jobs.cancel(job, who=given)
    [made] = services.reviews.decisions(unit)
    assert (made.who, made.what, made.step) == (kept, "stopped the run at the draft", 3)
    assert (ended.state, ended.error) == ("cancelled", f"{kept[0].upper()}{kept[1:]} stopped this run at the draft.")


def test_a_hostile_note_is_shown_as_text(services: Services, waits: Any) -> None:
    unit = waits("format")
    note = "<script>alert(1)</script>"
    decide(services, unit, {**WHO, "do": "review-override", "step": "4", "fields": fields(services, unit, note=note)})
    assert "<script>" not in views(services, unit)[1]
    assert "&lt;script&gt;" in views(services, unit)[1]


def test_what_waits_is_listed_longest_first(services: Services, waits: Any) -> None:
    units = [waits("concept"), waits("format")]
    with services.db.write() as session:
        session.add_all(Job(kind="adaptation", title="over", payload={}, state="done") for _ in range(50))
        session.add(Decision(ad_unit_id=units[0], action="approve", who="Ada"))
    assert [(one.ad_unit_id, one.node, one.passed) for one in services.reviews.waiting()] == [
        (units[1], "format", False),  # its steps are written as older ones
        (units[0], "concept", None),
    ]
    assert [one.ad_unit_id for one in services.reviews.waiting(1)] == units[1:]
    assert services.reviews.decisions(units[0])[0].what == "approved the script"
