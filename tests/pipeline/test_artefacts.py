"""What a run leaves in the database, however it ends."""

from __future__ import annotations

from typing import Any, cast

import pytest

from gcl.db import PromptTemplate, VideoAdUnit
from gcl.errors import Cancelled, GenerationError, ModelError
from gcl.pipeline.llm import NumericalError
from gcl.pipeline.record import best_draft, kept_draft
from gcl.pipeline.state import AdaptationState, first_state
from gcl.script_versions import write_rows
from gcl.stages import GATES
from tests.pipeline.conftest import ROWS, Studio, job
from tests.pipeline.scripted import CONCEPT, CULTURE, REFUSE, ScriptedModel, issue


def test_a_completed_run_leaves_briefs_rows_verdicts_and_facts(studio: Studio) -> None:
    studio.desk.script["eval-concept"] = [REFUSE]
    studio.run()
    unit, evaluations = studio.unit(), studio.evaluations()
    assert (unit.concept_brief, unit.cultural_brief) == (CONCEPT, CULTURE)
    assert [(verdict.gate, verdict.draft, verdict.passed) for verdict in evaluations] == [
        ("format", 1, True),
        ("cultural", 1, True),
        ("concept_eval", 1, False),
        ("format", 2, True),
        ("cultural", 2, True),
        ("concept_eval", 2, True),
        ("brand", 2, True),
    ]
    assert evaluations[2].issues == [issue("concept_eval")]
    assert [(one["item"], one["answer"], one["shot"]) for one in evaluations[2].answers] == [
        ("concept_eval-fits", "no", "2"),
        ("must-preserve-1", "yes", "1"),
    ]
    facts = unit.pipeline_metadata
    assert (facts["status"], facts["draft"], facts["job_id"]) == ("completed", 2, studio.job_id)
    assert facts["models"]["writer"] == "smollm2-135m"
    assert facts["templates"]["adaptation"] == 1
    assert [visit["step"] for visit in facts["timings"]] == list(range(1, 12))
    assert [verdict.revision for verdict in evaluations] == [2, 2, 2, 3, 3, 3, 3]
    assert (unit.revision, unit.evaluated_revision) == (3, 3)


def test_a_failed_run_keeps_all_drafts_and_puts_the_one_that_got_furthest_into_the_rows(studio: Studio) -> None:
    # Draft 1 fails at the third gate, the others at the first.
    studio.desk.script["eval-concept"] = [REFUSE]
    studio.desk.script["eval-format"] = [{**REFUSE, "passed": True, "issues": []}, *[REFUSE] * 4]
    studio.run()
    unit = studio.unit()
    assert unit.status == "failed"
    assert [draft["draft"] for draft in unit.pipeline_metadata["drafts"]] == [1, 2, 3, 4, 5]
    assert unit.pipeline_metadata["draft"] == 1
    assert unit.rows[0].visual == "Visual of draft 1."


def test_every_draft_is_a_version_and_the_best_one_is_the_newest(studio: Studio) -> None:
    studio.desk.script["eval-concept"] = [REFUSE]
    studio.desk.script["eval-format"] = [{**REFUSE, "passed": True, "issues": []}, *[REFUSE] * 4]
    studio.run()
    kept = [(one.number, one.draft, one.note, one.author) for one in studio.versions()]
    assert kept == [
        *((n + 1, n, f"Draft {n} of the run", "smollm2-135m") for n in range(1, 6)),
        (7, 1, "Draft 1 of the run, which got furthest", "smollm2-135m"),
    ]
    assert studio.versions()[-1].rows[0]["visual"] == "Visual of draft 1."
    assert (studio.unit().revision, studio.unit().evaluated_revision) == (7, 7)


def test_a_retry_that_writes_nothing_leaves_what_a_person_edited_in_between(studio: Studio) -> None:
    studio.desk.script["eval-brand"] = [ModelError("The weights are damaged.")] * 2
    with pytest.raises(ModelError):
        studio.run()
    with studio.db.write() as session:
        write_rows(session, session.get_one(VideoAdUnit, studio.ad_unit_id), ROWS[:1], author="Ann")
    studio.retry()
    with pytest.raises(ModelError):
        studio.run()
    unit = studio.unit()
    assert [row.visual for row in unit.rows] == [ROWS[0].visual]
    assert (unit.revision, unit.evaluated_revision) == (3, 2)
    assert [one.author for one in studio.versions()] == ["smollm2-135m", "Ann"]


def test_what_a_retry_writes_is_kept_beside_what_a_person_edited_and_can_be_brought_back(studio: Studio) -> None:
    studio.desk.script["eval-brand"] = [ModelError("The weights are damaged."), REFUSE]
    with pytest.raises(ModelError):
        studio.run()
    with studio.db.write() as session:
        unit = session.get_one(VideoAdUnit, studio.ad_unit_id)
        unit.approved_revision = write_rows(session, unit, ROWS[:1], author="Ann")
    studio.retry()
    studio.run()
    unit = studio.unit()
    assert [row.visual for row in unit.rows] == [ROWS[0].visual]
    assert (unit.status, unit.revision, unit.approved_revision, unit.evaluated_revision) == ("completed", 3, 3, 2)
    assert [(one.number, one.author, one.draft) for one in studio.versions()] == [
        (2, "smollm2-135m", 1),
        (3, "Ann", None),
        (4, "smollm2-135m", 2),
    ]
    assert unit.pipeline_metadata["beside"] == {"draft": 2, "version": 4, "revision": 3}
    assert {one.revision for one in studio.evaluations() if one.draft == 2} == {4}
    with studio.db.write() as session:
        assert write_rows(session, session.get_one(VideoAdUnit, studio.ad_unit_id), ROWS, author="Ann") == 5


def test_all_verdicts_of_a_draft_that_a_retry_makes_the_script_again_are_about_its_newest_version(
    studio: Studio,
) -> None:
    # Draft 1 is saved after an error, refused by the third gate after the retry, and better than draft 2.
    studio.desk.script["eval-cultural"] = [ModelError("The weights are damaged.")]
    with pytest.raises(ModelError):
        studio.run()
    studio.desk.script["eval-concept"] = [REFUSE]
    studio.desk.script["eval-format"] = [REFUSE] * 4
    studio.retry()
    studio.run()
    unit = studio.unit()
    first = [one for one in studio.evaluations() if one.draft == 1]
    assert unit.pipeline_metadata["draft"] == 1
    assert [(one.gate, one.revision) for one in first] == [
        (gate, unit.evaluated_revision) for gate in ("format", "cultural", "concept_eval")
    ]


def test_a_draft_that_no_gate_has_judged_counts_as_not_evaluated(studio: Studio) -> None:
    studio.desk.script["eval-format"] = [ModelError("The weights are damaged.")]
    with pytest.raises(ModelError):
        studio.run()
    assert (studio.unit().revision, studio.unit().evaluated_revision) == (2, None)


def test_every_visit_is_a_step_with_its_output(studio: Studio) -> None:
    studio.desk.script["eval-format"] = [REFUSE]
    studio.run()
    steps = studio.steps()
    assert [step.number for step in steps] == list(range(1, 10))
    assert [(step.node, step.status, step.state, step.draft) for step in steps[:6]] == [
        ("concept", "concept_analysis", "passed", 0),
        ("culture", "cultural_analysis", "passed", 0),
        ("writer", "writing", "passed", 1),
        ("format", "format_evaluation", "failed", 1),
        ("writer", "revising", "passed", 2),
        ("format", "format_evaluation", "passed", 2),
    ]
    assert steps[0].output == CONCEPT
    assert [row["shot_number"] for row in (steps[2].output or {})["rows"]] == ["1", "2", "2A", "3"]
    assert steps[3].output is not None
    assert (steps[3].output["passed"], steps[3].output["issues"]) == (False, [issue("format")])
    assert steps[3].output["answers"] == studio.evaluations()[0].answers
    assert all(step.finished_at for step in steps)


def test_status_and_progress_are_right_while_a_node_works(studio: Studio) -> None:
    seen: list[tuple[str, int, int, str]] = []

    def look() -> dict[str, object]:
        job = studio.job()
        seen.append((studio.unit().status, job.progress_done, job.progress_total, job.progress_note))
        return REFUSE if len(seen) == 1 else {**REFUSE, "passed": True}

    studio.desk.script["eval-format"] = [look, look]
    studio.run()
    assert seen == [
        ("format_evaluation", 3, 7, "Format gate, draft 1"),
        ("format_evaluation", 5, 9, "Format gate, draft 2"),
    ]


def test_the_clock_for_the_time_left_starts_when_the_first_model_is_there(studio: Studio) -> None:
    seen: list[tuple[bool, int, str]] = []

    def look() -> None:
        job = studio.job()
        seen.append((job.progress_since is not None, job.progress_total, job.progress_note))

    def load(*arguments: Any) -> ScriptedModel:
        look()
        return studio.desk.load(*arguments)

    def answer() -> dict[str, object]:
        look()
        return CONCEPT

    studio.desk.script["concept-extraction"] = [answer]
    studio.run(load=load)
    assert seen == [(False, 0, "Loading SmolLM2 135M (demo)"), (True, 7, "Concept analyst")]


def test_template_uses_are_counted_once(studio: Studio) -> None:
    studio.desk.script["eval-format"] = [REFUSE]
    studio.run()
    with studio.db.read() as session:
        uses = {row.slug: row.use_count for row in session.query(PromptTemplate).filter(PromptTemplate.active)}
    assert (uses["adaptation"], uses["eval-format"], uses["eval-brand"], uses["concept-extraction"]) == (2, 2, 1, 1)


def test_a_cancel_stops_within_the_node_and_keeps_what_was_made(studio: Studio) -> None:
    def cancel() -> Cancelled:
        studio.cancel()
        return Cancelled("Cancelled.")

    studio.desk.script["eval-cultural"] = [cancel]
    with pytest.raises(Cancelled):
        studio.run()
    unit = studio.unit()
    assert studio.job().state == unit.status == "cancelled"
    assert unit.concept_brief == CONCEPT
    assert unit.rows[0].visual == "Visual of draft 1."
    assert [verdict.gate for verdict in studio.evaluations()] == ["format"]
    assert studio.steps()[-1].state == "running"


def test_a_cancel_before_the_next_token_is_noticed_through_the_job(studio: Studio) -> None:
    def cancel() -> dict[str, object]:
        studio.cancel()
        return CONCEPT

    studio.desk.script["concept-extraction"] = [cancel]
    with pytest.raises(Cancelled):
        studio.run()
    assert studio.desk.nodes() == ["concept-extraction"]


def test_an_error_fails_the_job_and_keeps_what_was_made(studio: Studio) -> None:
    studio.desk.script["eval-format"] = [ModelError("The weights are damaged.")]
    with pytest.raises(ModelError):
        studio.run()
    assert (studio.job().state, studio.job().error) == ("failed", "The weights are damaged.")
    assert studio.unit().status == "failed"
    assert studio.unit().pipeline_metadata["drafts"][0]["draft"] == 1


def test_a_model_that_only_gives_nonsense_ends_with_a_sentence(studio: Studio) -> None:
    studio.desk.script["concept-extraction"] = [NumericalError()] * 4
    with pytest.raises(GenerationError, match=r"^Concept analyst: .* gave no usable answer in 4 attempts"):
        studio.run()
    assert studio.unit().status == "failed"


@pytest.mark.parametrize(
    ("drafts", "status", "kept"),
    [
        pytest.param([{}, {}], "failed", 1, id="a failed run keeps the best"),
        pytest.param([{}, {}], "cancelled", 1, id="so does a cancelled one"),
        pytest.param([{}, {}], "completed", 2, id="a completed one keeps what passed last"),
        pytest.param([{}, {"by_hand": True}], "cancelled", 2, id="never one of before a person's own"),
        pytest.param([{}, {"by_hand": True}, {}], "failed", 2, id="but the best from there on"),
    ],
)
def test_what_a_run_leaves_as_its_script(drafts: list[dict[str, Any]], status: str, kept: int) -> None:
    numbered = [{"draft": number, **draft} for number, draft in enumerate(drafts, start=1)]
    judged = [*verdicts(1, 1.0, 1.0, 0.9), *verdicts(2, 0.6, 0.5), *verdicts(3, 0.2)]
    state = {**first_state(job()), "drafts": numbered, "evaluations": judged}
    assert kept_draft(cast(AdaptationState, state), status) == numbered[kept - 1]


def verdicts(draft: int, *scores: float) -> list[dict[str, Any]]:
    """Those of a draft: every gate passed but the last."""
    last = len(scores) - 1
    return [
        {"step": 10 * draft + at, "draft": draft, "gate": gate, "passed": at != last, "score": score}
        for at, (gate, score) in enumerate(zip(GATES, scores, strict=False))
    ]


@pytest.mark.parametrize(
    ("judged", "best"),
    [
        pytest.param([verdicts(1, 1.0, 0.9, 0.2), verdicts(2, 1.0, 0.9)], 1, id="most gates passed"),
        pytest.param([verdicts(1, 1.0, 0.4), verdicts(2, 1.0, 0.6), verdicts(3, 1.0, 0.5)], 2, id="then the score"),
        pytest.param([verdicts(1, 1.0, 0.5), verdicts(2, 1.0, 0.5)], 2, id="then the latest"),
        pytest.param([verdicts(1, 0.3), []], 1, id="one that was judged before one that was not"),
    ],
)
def test_the_best_draft_is_the_one_that_got_furthest(judged: list[list[dict[str, Any]]], best: int) -> None:
    drafts = [{"draft": number} for number in range(1, len(judged) + 1)]
    state = {**first_state(job()), "drafts": drafts, "evaluations": [one for each in judged for one in each]}
    assert best_draft(cast(AdaptationState, state)) == {"draft": best}
