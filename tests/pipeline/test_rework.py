"""After a run: the gates once more on a script as it is, and alternatives for one of its lines."""

from __future__ import annotations

from typing import Any

import pytest

from gcl.db import LineOptions, PromptTemplate, VideoAdUnit
from gcl.errors import Cancelled, GenerationError, ModelError
from gcl.formats.lines import split_lines
from gcl.payloads import AlternativesJob, EvaluationJob, ScriptRow, TemplateText
from gcl.pipeline.alternatives import alternatives_schema
from gcl.pipeline.rework import run_alternatives, run_evaluation
from gcl.prompts import active_templates
from gcl.script_versions import present_rows
from gcl.stages import BY_KEY, GATES
from tests.pipeline.conftest import JAPAN, MARKET, ROWS, Studio, job
from tests.pipeline.scripted import CONCEPT, CULTURE, PASS, REFUSE, TEMPLATES

BRIEFS = {"concept_brief": CONCEPT, "cultural_brief": CULTURE}


@pytest.fixture
def adapted(studio: Studio) -> Studio:
    """A studio whose run is over."""
    studio.run()
    studio.desk.asked.clear()
    return studio


def evaluation(studio: Studio, **changes: Any) -> None:
    run = job(ad_unit_id=studio.ad_unit_id, **changes)
    rows = [ScriptRow(**row) for row in present_rows(studio.unit())]
    studio.queue("evaluation", EvaluationJob(run=run, revision=5, rows=rows, **BRIEFS))


def alternatives(
    studio: Studio,
    rows: list[ScriptRow] = ROWS,
    line: int = 1,
    template: TemplateText = TEMPLATES["line-alternatives"],
    **changes: Any,
) -> int:
    with studio.db.write() as session:
        kept = LineOptions(ad_unit_id=studio.ad_unit_id, revision=2, shot_number="1", line=line)
        session.add(kept)
        session.flush()
        made = kept.id
    run = job(ad_unit_id=studio.ad_unit_id, **changes)
    asked = AlternativesJob(
        run=run,
        options_id=made,
        revision=2,
        rows=rows,
        shot_number="1",
        line=line,
        template=template,
        **BRIEFS,
    )
    studio.queue("alternatives", asked)
    return made


def options(studio: Studio, made: int) -> list[dict[str, str]]:
    with studio.db.read() as session:
        return list(session.get_one(LineOptions, made).options)


# The gates


def test_all_four_gates_judge_the_rows_whatever_one_of_them_says(adapted: Studio) -> None:
    evaluation(adapted)
    adapted.desk.script["eval-format"] = [REFUSE]
    adapted.run(run_evaluation)
    assert [(one.gate, one.passed, one.draft, one.revision) for one in adapted.evaluations()] == [
        ("format", False, 0, 5),
        ("cultural", True, 0, 5),
        ("concept_eval", True, 0, 5),
        ("brand", True, 0, 5),
    ]
    assert adapted.unit().evaluated_revision == 5
    assert adapted.job().state == "done"


def test_an_evaluation_is_no_draft_and_leaves_the_run_s_script_status_and_steps(adapted: Studio) -> None:
    run_id, before = adapted.job_id, adapted.unit()
    steps = len(adapted.steps())
    evaluation(adapted)
    adapted.run(run_evaluation)
    after = adapted.unit()
    assert (after.status, after.revision) == (before.status, before.revision)
    assert [row.visual for row in after.rows] == [row.visual for row in before.rows]
    assert adapted.steps() == []
    adapted.job_id = run_id
    assert len(adapted.steps()) == steps


def test_without_a_brand_there_is_nothing_for_the_brand_gate_to_ask(adapted: Studio) -> None:
    evaluation(adapted, brand=None)
    adapted.run(run_evaluation)
    assert "eval-brand" not in adapted.desk.nodes()
    assert [one.gate for one in adapted.evaluations()] == list(GATES)


def test_an_evaluation_that_breaks_off_stores_nothing_and_a_retry_does_it_all(adapted: Studio) -> None:
    evaluation(adapted)
    adapted.desk.script["eval-brand"] = [ModelError("The weights are damaged.")]
    with pytest.raises(ModelError):
        adapted.run(run_evaluation)
    assert adapted.evaluations() == []
    assert adapted.unit().evaluated_revision == 2
    adapted.retry()
    adapted.run(run_evaluation)
    assert len(adapted.evaluations()) == 4


def test_an_evaluation_says_how_many_gates_are_done(adapted: Studio) -> None:
    seen = []

    def look() -> dict[str, Any]:
        job = adapted.job()
        seen.append((job.progress_done, job.progress_total, job.progress_note))
        return PASS

    evaluation(adapted)
    adapted.desk.script = {BY_KEY[gate].slug: [look] for gate in GATES}
    adapted.run(run_evaluation)
    assert seen == [(done, 4, BY_KEY[gate].label) for done, gate in enumerate(GATES)]


def test_an_evaluation_stops_at_the_next_token_when_a_person_asks_it_to(adapted: Studio) -> None:
    evaluation(adapted)
    adapted.desk.script["eval-cultural"] = [lambda: adapted.cancel()]
    with pytest.raises(Cancelled):
        adapted.run(run_evaluation)
    assert adapted.job().state == "cancelled"
    assert adapted.evaluations() == []


@pytest.mark.parametrize("kind", ["evaluation", "alternatives"])
def test_a_first_try_draws_the_same_seeds_and_a_retry_others(adapted: Studio, kind: str) -> None:
    slug = {"evaluation": "eval-format", "alternatives": "line-alternatives"}[kind]
    runner = {"evaluation": run_evaluation, "alternatives": run_alternatives}[kind]
    {"evaluation": evaluation, "alternatives": alternatives}[kind](adapted)
    adapted.desk.script[slug] = [ModelError("The weights are damaged.")]
    with pytest.raises(ModelError):
        adapted.run(runner)
    adapted.retry()
    adapted.run(runner)
    first, second = [asked.draw.seed for asked in adapted.desk.asked if asked.slug == slug]
    assert first == adapted.job_id
    assert abs(second - first) > 10


def test_an_evaluation_of_an_older_version_leaves_the_newer_one_as_the_evaluated(adapted: Studio) -> None:
    evaluation(adapted)
    with adapted.db.write() as session:
        session.get_one(VideoAdUnit, adapted.ad_unit_id).evaluated_revision = 6
    adapted.run(run_evaluation)
    assert adapted.unit().evaluated_revision == 6
    assert {one.revision for one in adapted.evaluations()} == {5}


# Alternatives


def test_the_writer_s_model_gives_exactly_three_with_their_reasons(adapted: Studio) -> None:
    made = alternatives(adapted, models={**job().models, "writer": "qwen3-4b-instruct-2507"})
    adapted.run(run_alternatives)
    assert options(adapted, made) == [
        {"text": f"text {number}", "back_translation": "", "rationale": f"rationale {number}"} for number in (1, 2, 3)
    ]
    [asked] = adapted.desk.asked
    assert asked.key == "qwen3-4b-instruct-2507"
    assert "Some days just won't quit." in asked.prompt


def test_in_another_language_each_has_its_back_translation(adapted: Studio) -> None:
    rows = [ROWS[0].model_copy(update={"audio": "SFX: rain. VO: 雨の日。 (A rainy day.)"}), *ROWS[1:]]
    said = [{"rationale": "Shorter.", "english": f"Rain {n}.", "Japanese": f"雨{n}。"} for n in (1, 2, 3)]
    adapted.desk.script["line-alternatives"] = [{"options": said}]
    made = alternatives(adapted, rows=rows, market=JAPAN)
    adapted.run(run_alternatives)
    assert options(adapted, made)[1] == {"text": "雨2。", "back_translation": "Rain 2.", "rationale": "Shorter."}
    # The line and what it means are told apart, and the origin's line goes with them.
    assert '"text": "雨の日。", "translation": "A rainy day."' in adapted.desk.asked[0].prompt
    assert adapted.desk.asked[0].prompt.endswith("VO: 雨の日。 (A rainy day.)") is False
    assert "Some days just won't quit." in adapted.desk.asked[0].prompt


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ([{"rationale": "R.", "english": "Rain.", "Japanese": "雨。"}] * 2, "options"),
        ([{"rationale": "R.", "english": "Rain.", "Japanese": ""}] * 3, "Japanese"),
    ],
)
def test_fewer_than_three_or_an_empty_one_is_no_answer(adapted: Studio, said: list[Any], reason: str) -> None:
    adapted.desk.script["line-alternatives"] = [{"options": said}] * 4
    made = alternatives(adapted, market=JAPAN)
    with pytest.raises(GenerationError, match=reason):
        adapted.run(run_alternatives)
    assert options(adapted, made) == []


def test_the_texts_keep_to_the_script_of_the_market() -> None:
    [_, line] = split_lines("SFX: rain. VO: 雨の日。")
    fields = alternatives_schema(line, job(market=JAPAN)).model_json_schema()["$defs"]["LineOption"]["properties"]
    assert list(fields) == ["rationale", "english", "Japanese"]
    assert list(
        alternatives_schema(line, job(market=MARKET)).model_json_schema()["$defs"]["LineOption"]["properties"]
    ) == [
        "rationale",
        "text",
    ]


def test_the_template_s_uses_are_counted(adapted: Studio) -> None:
    alternatives(adapted)
    adapted.run(run_alternatives)
    with adapted.db.read() as session:
        row = session.query(PromptTemplate).filter_by(slug="line-alternatives").one()
        assert row.use_count == 1


@pytest.mark.llm
@pytest.mark.slow
def test_the_small_real_model_gives_three_alternatives(adapted: Studio) -> None:
    from gcl.pipeline.llm import load_language_model

    with adapted.db.read() as session:
        template = active_templates(session)["line-alternatives"]
    adapted.residency.release()  # the scripted one, which has the same key
    made = alternatives(adapted, template=template)
    adapted.run(run_alternatives, load=load_language_model)
    found = options(adapted, made)
    assert len(found) == 3
    assert all(one["text"] and one["rationale"] for one in found)
    adapted.residency.release()
