"""Verdicts: reckoned from checks and supported answers; quotes are looked up, and asked for once more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import pytest

from gcl.config import ROOT
from gcl.payloads import ChecklistQuestion, ScriptRow, TemplateText
from gcl.pipeline.judge import judge, quoted
from gcl.pipeline.loader import PipelineModelLoader
from gcl.pipeline.nodes import variables
from gcl.pipeline.sharing import SharedConcept
from gcl.pipeline.state import AdaptationState, PipelineContext, Track, first_state
from gcl.pipeline.verdict import reckoned
from gcl.prompts import VARIABLES, render_prompt
from gcl.stages import SLUGS
from tests.pipeline.conftest import BRAND, ROWS, Studio, job
from tests.pipeline.scripted import CHECKLIST, CONCEPT, CULTURE, Json, issue

SHIPPED = {file.stem: file.read_text(encoding="utf-8") for file in (ROOT / "data" / "prompt_templates").glob("*.j2")}

QUOTE = "Visual of draft 1."


def check(*severities: str, key: str = "rows") -> Json:
    finding = {"shot": "2", "cell": "audio", "quote": "", "problem": "Lost.", "fix": "Write it."}
    return {"check": key, "label": "Rows", "findings": [{**finding, "severity": severity} for severity in severities]}


def answer(severity: str, said: str = "yes", *, supported: bool = True) -> Json:
    where = {"shot": "3", "cell": "visual"} if supported else {"shot": "", "cell": ""}
    texts = {"item": severity, "question": "Is it?", "reason": "So.", "fix": "Do.", "quote": "words"}
    return {**texts, **where, "severity": severity, "answer": said, "supported": supported}


@pytest.mark.parametrize(
    ("checks", "answers", "passed", "score"),
    [
        pytest.param([check()], [answer("minor")], True, 1.0, id="nothing failed"),
        pytest.param([check("minor")], [answer("critical")], True, 0.75, id="a minor finding costs and passes"),
        pytest.param([], [answer("minor", "no"), answer("critical")], True, 0.75, id="so does a minor answer"),
        pytest.param([check("minor", "critical")], [answer("minor")], False, 0.25, id="a check weighs its worst"),
        pytest.param([check()], [answer("major", "no")], False, 0.5, id="a check that found nothing weighs two"),
        pytest.param([], [answer("major", "no"), answer("critical"), answer("minor")], False, 0.6667, id="major fails"),
        pytest.param([], [answer("critical", "no")], False, 0.0, id="all failed"),
        pytest.param([], [answer("critical", "no", supported=False), answer("minor")], False, 1.0, id="a doubt"),
        pytest.param([check()], [answer("major", "no", supported=False)], False, 1.0, id="a doubt beside checks"),
        pytest.param([], [answer("minor", "no", supported=False), answer("minor")], True, 1.0, id="a minor doubt"),
        pytest.param([], [answer("critical", supported=False), answer("minor")], True, 1.0, id="a yes without a quote"),
        pytest.param([check()], [answer("minor", supported=False)], True, 1.0, id="checks are evidence enough"),
    ],
)
def test_score_and_verdict_follow_from_severities(checks: Any, answers: Any, passed: bool, score: float) -> None:
    result = reckoned(checks, answers).result
    assert (result.passed, result.score) == (passed, score)


def test_the_summary_counts_what_passed_and_what_does_not_count() -> None:
    verdict = reckoned([check("minor")], [answer("major"), answer("minor", supported=False)])
    assert verdict.result.summary == "1 of 2 passed. Not counted, for want of a quote that stands in the script: 1."


def test_issues_name_shot_cell_problem_and_fix() -> None:
    found = reckoned([check("critical")], [answer("major", "no"), answer("major", "no", supported=False)])
    by_check, by_answer, by_doubt = found.result.issues
    assert by_check.location == "Shot 2, audio"
    assert (by_check.description, by_check.suggested_fix) == ("Lost.", "Write it.")
    assert (by_answer.location, by_answer.quote, by_answer.severity) == ("Shot 3, visual", "words", "major")
    assert by_answer.description == "Is it? No: So."
    assert (by_doubt.location, by_doubt.shot, by_doubt.quote) == ("The whole script", "", "")
    assert (by_doubt.description, by_doubt.suggested_fix) == ("Is it? No, without a quote: So.", "Do.")


@pytest.mark.parametrize(
    ("answers", "undecided"),
    [
        pytest.param([answer("critical", "no", supported=False)] * 5 + [answer("minor")], True, id="doubts alone"),
        pytest.param(
            [answer("major", "no", supported=False), answer("minor", "no")], True, id="beside a minor failure"
        ),
        pytest.param([answer("major", "no", supported=False), answer("major", "no")], False, id="beside a major one"),
        pytest.param([answer("minor", "no", supported=False), answer("minor")], False, id="a minor doubt"),
    ],
)
def test_a_gate_is_undecided_if_only_answers_without_a_quote_stand_against_the_draft(
    answers: list[Json], undecided: bool
) -> None:
    assert reckoned([], answers).undecided == undecided


def test_the_summary_says_that_a_no_without_a_quote_keeps_a_draft_from_passing() -> None:
    summary = reckoned([], [answer("critical", "no", supported=False), answer("minor")]).result.summary
    assert summary == (
        "Undecided. 1 of 1 passed. Not counted, for want of a quote that stands in the script: 1. "
        'Answered "no" without a quote, so that it cannot pass: 1.'
    )


def test_a_finding_about_no_shot_is_about_the_whole_script() -> None:
    whole = check("major")
    whole["findings"][0] |= {"shot": "", "cell": ""}
    [issue] = reckoned([whole], []).result.issues
    assert (issue.location, issue.shot) == ("The whole script", "")


def test_without_evidence_for_any_answer_a_gate_is_undecided_and_says_what_to_do() -> None:
    verdict = reckoned([], [answer("minor", supported=False), answer("critical", "no", supported=False)])
    assert verdict.undecided
    assert (verdict.result.passed, verdict.result.score) == (False, 0.0)
    assert "choose a larger model" in verdict.result.issues[0].suggested_fix


# What follows is asked of a scripted model, in whole runs.


def said(quote: str, answer: str = "yes", gate: str = "cultural") -> Json:
    fix = {"fix": "Say it softly."} if answer == "no" else {}
    question = CHECKLIST[gate][0].question
    return {"answers": [{"question": question, "quote": quote, "reason": "So.", "answer": answer, **fix}]}


def asked(studio: Studio, slug: str) -> list[str]:
    return [one.prompt for one in studio.desk.asked if one.slug == slug]


def cultural(studio: Studio) -> Json:
    return next(one.answers for one in studio.evaluations() if one.gate == "cultural")[0]


def test_a_quote_that_does_not_stand_in_the_script_is_asked_for_once_more(studio: Studio) -> None:
    studio.desk.script["eval-cultural"] = [said("A dog barks.", "no"), said(f"visual: {QUOTE.upper()}")]
    studio.run()
    first, second = asked(studio, "eval-cultural")
    assert first.endswith("[]")
    assert second.endswith('["A dog barks."]')
    kept = cultural(studio)
    assert (kept["supported"], kept["answer"], kept["shot"], kept["cell"]) == (True, "yes", "1", "visual")
    assert studio.unit().status == "completed"


def test_only_the_questions_without_evidence_are_asked_again(submitted: Callable[..., Studio]) -> None:
    two = [*CHECKLIST["cultural"], ChecklistQuestion(key="second", question="Is it second?", severity="major")]
    studio = submitted(checklist={**CHECKLIST, "cultural": two})
    first = said(QUOTE)["answers"][0]
    second = {**first, "question": "Is it second?", "quote": "A dog barks."}
    studio.desk.script["eval-cultural"] = [{"answers": [first, second]}, {"answers": [{**second, "quote": QUOTE}]}]
    studio.run()
    again = asked(studio, "eval-cultural")[1]
    assert "Is it second?" in again
    assert two[0].question not in again
    assert [one["item"] for one in studio.evaluations()[1].answers] == ["cultural-fits", "second"]


@pytest.mark.parametrize(
    "quote",
    ["A dog barks.", "00:05-00:12", "“”", "visual:"],
    ids=["absent", "time", "marks", "no words"],
)
def test_a_yes_without_evidence_has_no_part_in_the_verdict(studio: Studio, quote: str) -> None:
    studio.desk.script["eval-format"] = [said(quote, "yes", "format")] * 2
    studio.run()
    verdict = studio.evaluations()[0]
    assert (verdict.gate, verdict.passed, verdict.score, verdict.issues) == ("format", True, 1.0, [])
    assert [(one["supported"], one["shot"]) for one in verdict.answers] == [(False, "")]
    assert studio.desk.nodes().count("eval-format") == 2


def test_of_a_no_without_a_quote_the_writer_hears_beside_what_failed(submitted: Callable[..., Studio]) -> None:
    two = [*CHECKLIST["cultural"], ChecklistQuestion(key="kept", question="Is the dog kept?", severity="critical")]
    studio = submitted(checklist={**CHECKLIST, "cultural": two})
    failed = said(QUOTE, "no")["answers"][0]
    missing = {**failed, "question": "Is the dog kept?", "quote": "A dog barks."}
    studio.desk.script["eval-cultural"] = [{"answers": [failed, missing]}, {"answers": [missing]}]
    studio.run()
    assert studio.unit().status == "completed"
    assert "Is the dog kept? No, without a quote: So." in asked(studio, "adaptation")[1]


QUOTED = [
    ScriptRow(shot_number="1", timecode="0-5", visual="[slow motion] A shot of a dog.", audio="[MUSIC: soft piano]"),
    ScriptRow(shot_number="2", timecode="5-9", visual="Audio: a radio.", audio="VO: Shot down, get up."),
]


@pytest.mark.parametrize(
    ("quote", "words", "place"),
    [
        ("[MUSIC: soft piano]", "[MUSIC: soft piano]", ("1", "audio")),
        ("[slow motion]", "[slow motion]", ("1", "visual")),
        ("Shot of a dog", "Shot of a dog", ("1", "visual")),
        ("Shot down, get up.", "Shot down, get up.", ("2", "audio")),
        ("Audio: a radio", "Audio: a radio", ("2", "visual")),
        ("Shot 1 [0-5] visual: [slow motion]", "[slow motion]", ("1", "visual")),
        ("Shot 2 [5-9]\n  audio: VO: Shot down", "VO: Shot down", ("2", "audio")),
        ("audio: [MUSIC: soft piano]", "[MUSIC: soft piano]", ("1", "audio")),
        ("Shot 2 audio: VO: Shot down", "VO: Shot down", ("2", "audio")),
        ("Shot 1 [0-5]", "Shot 1 [0-5]", None),
        ("Shot of a cat", "Shot of a cat", None),
        ("[loud] Shot of a dog", "[loud] Shot of a dog", None),
    ],
)
def test_a_quote_is_looked_up_as_it_is_and_else_without_the_name_of_its_cell(
    quote: str, words: str, place: tuple[str, str] | None
) -> None:
    found, where = quoted(QUOTED, quote)
    assert (found, (where.shot, where.cell) if where else None) == (words, place)


def test_a_gate_that_finds_no_evidence_ends_the_run_without_asking_for_revisions(studio: Studio) -> None:
    studio.desk.script["eval-cultural"] = [said("A dog barks."), said("A cat sings.")]
    studio.run()
    unit = studio.unit()
    assert (unit.status, unit.pipeline_metadata["failed_gate"]) == ("failed", "cultural")
    assert unit.pipeline_metadata["undecided"] is True
    assert studio.steps()[-1].output["undecided"] is True
    assert studio.desk.nodes().count("adaptation") == 1
    assert unit.rows[0].visual == "Visual of draft 1."
    assert studio.evaluations()[-1].summary == "Undecided: no answer had evidence."


def test_the_gates_ask_what_the_briefs_of_the_run_found(studio: Studio) -> None:
    studio.run()
    [prompt] = asked(studio, "eval-concept")
    assert "Is this still in the script: the tin?" in prompt
    assert [one["item"] for one in studio.evaluations()[2].answers] == ["concept_eval-fits", "must-preserve-1"]


def test_a_draft_that_a_program_refuses_costs_no_question(submitted: Callable[..., Studio]) -> None:
    studio = submitted(brand=BRAND.model_copy(update={"forbidden_terms": ["draft 1"]}))
    studio.run()
    verdict = studio.evaluations()[0]
    assert (verdict.gate, verdict.passed, verdict.answers) == ("format", False, [])
    assert [one["check"] for one in verdict.checks if one["findings"]] == ["forbidden_terms"]
    assert {one["shot"] for one in verdict.issues} == {"1", "2", "2A", "3"}
    assert verdict.summary.endswith("No model was asked.")
    assert studio.desk.nodes()[2:5] == ["adaptation", "adaptation", "eval-format"]


@pytest.mark.parametrize(("room", "passed"), [(60, False), (2000, True)])
def test_the_format_gate_knows_how_long_a_cell_may_be(room: int, passed: bool) -> None:
    payload = job(checklist={}, brand=None)
    full = [ROWS[0].model_copy(update={"visual": "A kettle on a stove, steam, and a window that is fogged over"})]
    state = cast(AdaptationState, {**first_state(payload), "rows": [row.dump() for row in full]})
    context = PipelineContext(
        payload=payload,
        loader=cast(PipelineModelLoader, None),  # checks alone decide, no model is asked
        track=cast(Track, None),
        check=lambda: None,
        seed=0,
        concept=cast(SharedConcept, None),
        max_cell_chars=room,
    )
    [cut] = [check for check in judge("format", state, context).checks if check["check"] == "cut"]
    assert (cut["findings"] == []) == passed


def test_the_format_gate_keeps_its_checks_and_the_others_have_none(studio: Studio) -> None:
    studio.run()
    first, *others = studio.evaluations()
    assert {"check", "label", "findings"} == set(first.checks[0])
    assert [verdict.checks for verdict in others] == [[], [], []]


def test_a_gate_without_questions_asks_nobody_and_says_so(submitted: Callable[..., Studio]) -> None:
    studio = submitted(checklist={**CHECKLIST, "brand": []})
    studio.run()
    assert "eval-brand" not in studio.desk.nodes()
    assert studio.evaluations()[-1].summary == "Not judged: this gate has no questions."


def test_a_judge_reads_the_same_whether_it_is_a_first_draft_or_a_fourth() -> None:
    payload = job()
    briefs = {"concept_brief": CONCEPT, "cultural_brief": CULTURE}
    first: Json = {**first_state(payload), **briefs, "draft": 1, "step": 3, "rows": [row.dump() for row in ROWS]}
    refused = {"gate": "brand", "summary": "0 of 1 passed.", "issues": [issue("brand")]}
    fourth = {
        **first,
        "draft": 4,
        "step": 15,
        "brand_revision_count": 3,
        "feedback": [refused],
        "drafts": [{"draft": 1}],
    }
    for slug in SLUGS[3:]:
        prompts = []
        for state in (first, fourth):
            known = {**variables(cast(AdaptationState, state), payload), "questions": []}
            given = {name: known[name] for name in VARIABLES[slug]}
            prompts.append(render_prompt(slug, {slug: TemplateText(version=1, body=SHIPPED[slug])}, **given))
        assert prompts[0] == prompts[1]
