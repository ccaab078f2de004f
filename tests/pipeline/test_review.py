"""A run stops where its review mode asks for it, and goes on as a person decided."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from gcl.errors import ConflictError, InputError, NotFound, ScriptError
from gcl.pipeline.lost import save_lost
from gcl.pipeline.review import decided
from gcl.pipeline.state import first_state
from gcl.services.outcomes import comes_next
from gcl.services.reviews import ReviewService
from gcl.services.track import build_track
from gcl.stages import BY_KEY, EVERY_STEP, GATES, GATES_ONLY, NODES, SLUGS
from tests.pipeline.conftest import WHO, Studio, job, run_to
from tests.pipeline.scripted import CONCEPT, CULTURE, REFUSE


def test_every_step_is_reviewed_and_nothing_runs_twice(reviewed: Any) -> None:
    studio, reviews = reviewed(EVERY_STEP)
    seen = []
    studio.run()
    while (waits := reviews.of(studio.ad_unit_id)) is not None:
        assert studio.job().state == "parked"
        seen.append(waits.node)
        reviews.decide(studio.ad_unit_id, "accept", WHO, step=waits.step)
        studio.run()
    assert seen == list(NODES)
    assert studio.desk.nodes() == list(SLUGS)
    assert (studio.job().state, studio.unit().status) == ("done", "completed")
    assert [one.what for one in reviews.decisions(studio.ad_unit_id)][-2:] == [
        "accepted the cultural brief",
        "accepted the concept brief",
    ]


def test_with_gates_only_the_gates_are_reviewed(reviewed: Any) -> None:
    studio, reviews = reviewed(GATES_ONLY)
    studio.run()
    first = reviews.of(studio.ad_unit_id)
    assert first is not None
    assert (first.node, first.passed, first.draft) == ("format", True, 1)
    assert studio.desk.nodes() == list(SLUGS[:4])


def test_an_automatic_run_never_waits(studio: Studio) -> None:
    studio.run()
    assert studio.job().state == "done"


def test_a_parked_run_says_what_waits_and_may_be_started_as_often_as_a_new_one(reviewed: Any) -> None:
    studio, reviews = reviewed()
    studio.run()
    row = studio.job()
    assert (row.state, row.attempts, row.progress_note) == ("parked", 0, "Concept analyst: waits for a decision")
    [waiting] = reviews.waiting()
    assert (waiting.ad_unit_id, waiting.node, waiting.market) == (studio.ad_unit_id, "concept", "en-GB")


@pytest.mark.parametrize(("node", "brief"), [("concept", CONCEPT), ("culture", CULTURE)])
def test_an_edited_brief_is_what_the_run_goes_on_with_and_both_are_kept(
    reviewed: Any, node: str, brief: dict[str, Any]
) -> None:
    studio, reviews = reviewed()
    run_to(studio, reviews, node)
    changed = copy.deepcopy(brief)
    field = "core_message" if node == "concept" else "market_context"
    changed[field] = "Tea is a pause."
    made = reviews.decide(studio.ad_unit_id, "edit", WHO, edit=changed)
    assert [(one.place, one.after) for one in made.changed] == [
        ("Core message" if node == "concept" else "Market context", "Tea is a pause.")
    ]
    run_to(studio, reviews, "writer")
    steps = [(step.node, step.status, step.model_key) for step in studio.steps() if step.node == node]
    assert steps == [(node, BY_KEY[node].status, "smollm2-135m"), (node, "edited", WHO)]
    reviews.decide(studio.ad_unit_id, "stop", WHO)
    save_lost(studio.db)
    unit = studio.unit()
    kept = unit.concept_brief if node == "concept" else unit.cultural_brief
    assert kept == changed


def test_the_brief_that_a_person_changed_stands_in_the_next_prompt(reviewed: Any) -> None:
    templates = job().templates
    texts = {**templates, "cultural-research": templates["cultural-research"].model_copy()}
    texts["cultural-research"] = texts["cultural-research"].model_copy(
        update={"body": "cultural-research {{ concept_brief.core_message }}"}
    )
    studio, reviews = reviewed(templates=texts)
    studio.run()
    reviews.decide(studio.ad_unit_id, "edit", WHO, edit={**CONCEPT, "core_message": "Tea is a pause."})
    studio.run()
    assert studio.desk.asked[-1].prompt == "cultural-research Tea is a pause."


@pytest.mark.parametrize("node", ["writer", "cultural"])
def test_an_edited_draft_is_a_new_draft_that_every_gate_judges(reviewed: Any, node: str) -> None:
    studio, reviews = reviewed()
    studio.desk.script["eval-cultural"] = [REFUSE]
    run_to(studio, reviews, node)
    waits = reviews.of(studio.ad_unit_id)
    rows = [{**row, "visual": "By hand."} if row["shot_number"] == "2" else row for row in waits.rows]
    made = reviews.decide(studio.ad_unit_id, "edit", WHO, edit=rows)
    assert [one.place for one in made.changed] == ["Shot 2, visual"]
    asked = len(studio.desk.asked)
    if node == "writer":
        studio.desk.script["eval-cultural"] = []
    while studio.job().state != "done":
        studio.run()
        if studio.job().state == "parked":
            reviews.decide(studio.ad_unit_id, "accept", WHO)
    assert studio.desk.nodes()[asked:] == list(SLUGS[3:])
    unit = studio.unit()
    assert unit.rows[1].visual == "By hand."
    assert (unit.status, unit.pipeline_metadata["draft"]) == ("completed", 2)
    assert unit.pipeline_metadata["drafts"][1]["model_key"] == WHO
    assert set(unit.pipeline_metadata["revisions"].values()) == {0}
    assert [verdict.draft for verdict in studio.evaluations()][-4:] == [2, 2, 2, 2]


def test_asked_again_a_node_runs_once_more_and_only_it(reviewed: Any) -> None:
    studio, reviews = reviewed()
    for gate in GATES:
        studio.desk.script[BY_KEY[gate].slug] = [REFUSE]
    studio.run()
    for node in NODES:
        asked = len(studio.desk.asked)
        reviews.decide(studio.ad_unit_id, "again", WHO, note="Softer.")
        studio.run()
        assert studio.desk.nodes()[asked:] == [BY_KEY[node].slug]
        waits = reviews.of(studio.ad_unit_id)
        assert (waits.node, waits.passed) == (node, True if node in GATES else None)
        reviews.decide(studio.ad_unit_id, "accept", WHO)
        studio.run()
    with studio.db.read() as session:
        track = build_track(session, studio.ad_unit_id)
    assert [node.state for node in track.nodes] == ["passed"] * 7
    assert {node.revisions for node in track.nodes if node.is_gate} == {0}
    unit = studio.unit()
    assert (unit.status, set(unit.pipeline_metadata["revisions"].values())) == ("completed", {0})
    assert unit.pipeline_metadata["draft"] == 2, "the writer wrote a second one when it was asked again"


def test_accepting_a_refusal_does_what_would_have_happened_anyway(reviewed: Any) -> None:
    studio, reviews = reviewed(GATES_ONLY, settings={**job().settings.dump(), "max_retries": dict.fromkeys(GATES, 1)})
    studio.desk.script["eval-format"] = [REFUSE, REFUSE]
    studio.run()
    assert reviews.of(studio.ad_unit_id).comes_next["accept"] == ("Draft 1 goes back to the writer, as retry 1 of 1.")
    reviews.decide(studio.ad_unit_id, "accept", WHO)
    studio.run()
    assert reviews.of(studio.ad_unit_id).draft == 2
    assert "no retries are left (1 of 1 are used)" in reviews.of(studio.ad_unit_id).comes_next["accept"]
    reviews.decide(studio.ad_unit_id, "accept", WHO)
    studio.run()
    unit = studio.unit()
    assert (unit.status, unit.pipeline_metadata["failed_gate"]) == ("failed", "format")
    assert unit.pipeline_metadata["revisions"]["format"] == 1


def test_an_undecided_gate_says_that_accepting_it_ends_the_run_whatever_retries_are_left() -> None:
    says = comes_next(BY_KEY["cultural"], 1, False, asked_for=0, most=3, undecided=True)["accept"]
    assert says == (
        "The cultural gate could not decide for want of evidence, and the run ends here. Override it, or ask again."
    )


def test_a_refusal_that_is_overridden_lets_the_draft_pass_and_is_kept_with_the_verdict(reviewed: Any) -> None:
    studio, reviews = reviewed(GATES_ONLY, settings={**job().settings.dump(), "max_retries": dict.fromkeys(GATES, 0)})
    studio.desk.script["eval-brand"] = [REFUSE]
    run_to(studio, reviews, "brand")
    made = reviews.decide(studio.ad_unit_id, "override", WHO, note="The client asked for it.")
    assert made.draft_passes is True
    with studio.db.read() as session:
        track = build_track(session, studio.ad_unit_id)
    assert {node.key: node.state for node in track.nodes}["brand"] == "passed"
    assert track.evaluations[-1].override["reason"] == "The client asked for it."
    studio.run()
    unit = studio.unit()
    assert (unit.status, unit.pipeline_metadata["failed_gate"]) == ("completed", None)
    verdict = studio.evaluations()[-1]
    assert verdict.passed is False
    assert {name: verdict.override[name] for name in ("who", "reason", "passed")} == {
        "who": WHO,
        "reason": "The client asked for it.",
        "passed": True,
    }


def test_a_passed_draft_that_is_overridden_goes_back_to_the_writer_with_the_reason(reviewed: Any) -> None:
    studio, reviews = reviewed(GATES_ONLY)
    studio.run()
    reviews.decide(studio.ad_unit_id, "override", WHO, note="Shot 2A is flat.")
    studio.run()
    assert studio.desk.nodes()[4:] == ["adaptation", "eval-format"]
    assert "Shot 2A is flat." in studio.desk.asked[4].prompt
    waits = reviews.of(studio.ad_unit_id)
    assert (waits.draft, waits.passed) == (2, True)
    run_to_end(studio, reviews)
    first = studio.evaluations()[0]
    assert (first.passed, first.override["passed"]) == (True, False)
    assert set(studio.unit().pipeline_metadata["revisions"].values()) == {0}


def run_to_end(studio: Studio, reviews: ReviewService) -> None:
    while reviews.of(studio.ad_unit_id) is not None:
        reviews.decide(studio.ad_unit_id, "accept", WHO)
        studio.run()


def test_a_note_that_names_shots_has_the_writer_rewrite_these_alone() -> None:
    state = first_state(job())
    decision = {"action": "again", "who": WHO, "note": "Shots 2 and 2a: softer.", "at": "", "after": None}
    update, goto = decided(BY_KEY["writer"], "format", state, decision, ["1", "2", "2A", "3"])
    assert goto == "writer"
    assert [issue["shot"] for issue in update["feedback"][0]["issues"]] == ["2", "2A"]
    assert update["note"] == "Shots 2 and 2a: softer."


def test_of_two_who_decide_at_once_the_second_is_told(reviewed: Any) -> None:
    studio, reviews = reviewed()
    studio.run()
    step = reviews.of(studio.ad_unit_id).step
    reviews.decide(studio.ad_unit_id, "again", WHO, note="Shorter.", step=step)
    with pytest.raises(ConflictError, match=r"Ada Lovelace was first and asked the concept analyst to do it again\."):
        reviews.decide(studio.ad_unit_id, "accept", "Charles", step=step)
    studio.run()
    with pytest.raises(ConflictError, match=r"They said: “Shorter\.” Your decision was not taken\."):
        reviews.decide(studio.ad_unit_id, "accept", "Charles", step=step)
    assert len(reviews.decisions(studio.ad_unit_id)) == 1


REFUSED: list[tuple[str, str, dict[str, Any], type[Exception], str]] = [
    ("concept", "override", {"note": "No."}, InputError, "only the verdict of a gate can be overridden"),
    ("concept", "again", {}, InputError, "Say in the note what should be different"),
    ("concept", "again", {"note": "x" * 1001}, InputError, "has 1001 characters and may have 1000"),
    ("concept", "edit", {"edit": CONCEPT}, InputError, "Nothing is changed yet"),
    ("concept", "edit", {"edit": {**CONCEPT, "core_message": " "}}, InputError, "Core message is empty"),
    ("concept", "edit", {"edit": None}, InputError, "is an object with its fields"),
    ("concept", "acept", {}, NotFound, "Did you mean 'accept'"),
    ("concept", "accept", {"who": " "}, InputError, "Type your name at the top right"),
    ("writer", "edit", {"edit": []}, ScriptError, "row"),
    ("writer", "edit", {"edit": "all of it"}, ScriptError, "is a list of rows"),
    ("format", "override", {}, InputError, "Give the reason"),
]


def test_a_decision_that_lacks_something_is_refused_and_nothing_happens(reviewed: Any) -> None:
    studio, reviews = reviewed()
    for node, action, given, error, says in REFUSED:
        waits = reviews.of(studio.ad_unit_id)
        if waits is None or waits.node != node:
            if waits is not None:
                reviews.decide(studio.ad_unit_id, "accept", WHO)
            run_to(studio, reviews, node)
        before = len(reviews.decisions(studio.ad_unit_id))
        with pytest.raises(error, match=says):
            reviews.decide(studio.ad_unit_id, action, **{"who": WHO, **given})
        assert studio.job().state == "parked"
        assert len(reviews.decisions(studio.ad_unit_id)) == before


def test_a_run_that_does_not_wait_takes_no_decision(reviewed: Any) -> None:
    studio, reviews = reviewed()
    with pytest.raises(ConflictError, match=r"Rainy day for en-GB does not wait for a decision: its run is queued\."):
        reviews.decide(studio.ad_unit_id, "accept", WHO)
    assert reviews.of(studio.ad_unit_id) is None
