from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from gcl.db import Job, LineOptions, VideoAdUnit
from gcl.errors import ConflictError, InputError, NotFound
from gcl.payloads import AlternativesJob, EvaluationJob, ScriptRow
from gcl.services import Services
from tests.pipeline.scripted import CONCEPT, CULTURE
from tests.services import runs
from tests.unchanged import refused

ROW = ScriptRow(
    shot_number="1", timecode="0-3", visual="A cup.", audio='SFX: rain.\nVO: "朝。" (Morning.)\nSUPER: メープル (Maple)'
)
OPTIONS: list[dict[str, str]] = [
    {"text": f"朝{n}。", "back_translation": f"Morning {n}.", "rationale": "Shorter."} for n in (1, 2, 3)
]


@pytest.fixture
def adapted(services: Services) -> int:
    """An adaptation with briefs whose run is over, at version 1."""
    submitted = runs.submit(services)
    services.jobs.cancel(submitted.job_id)
    services.campaigns.save_rows(submitted.ad_unit_id, [ROW], 0)
    with services.db.write() as session:
        unit = session.get_one(VideoAdUnit, submitted.ad_unit_id)
        unit.concept_brief, unit.cultural_brief = CONCEPT, CULTURE
    return submitted.ad_unit_id


def settle(services: Services, job_id: int, state: str = "done", **values: Any) -> None:
    with services.db.write() as session:
        job = session.get_one(Job, job_id)
        job.state = state
        for name, value in values.items():
            setattr(job, name, value)
        kept = session.scalar(select(LineOptions).where(LineOptions.job_id == job_id))
        if kept is not None and state == "done":
            kept.options = OPTIONS


# The gates


def test_an_evaluation_carries_the_rows_as_they_are_and_the_origin_s_as_they_were(
    services: Services, adapted: int
) -> None:
    before = services.campaigns.ad_unit(1).rows
    services.campaigns.save_rows(1, before[:1], 1)
    job = services.jobs.get(services.rework.evaluate(adapted))
    payload = EvaluationJob.read(job.payload)
    assert (job.kind, job.title) == ("evaluation", 'Worth getting up for, 15" for ja-JP, version 1')
    assert (payload.rows, payload.revision) == ([ROW], 1)
    assert payload.run.origin.rows == before
    assert (payload.concept_brief, payload.cultural_brief) == (CONCEPT, CULTURE)
    assert job.model_key == f"llm:{payload.run.models['format']}"
    found = services.rework.evaluation(adapted)
    assert found is not None
    assert found.id == job.id


def test_a_script_is_evaluated_once_at_a_time(services: Services, adapted: int) -> None:
    first = services.rework.evaluate(adapted)
    with refused(services, ConflictError, f"evaluated already, by job {first}"):
        services.rework.evaluate(adapted)
    services.jobs.cancel(first)
    assert services.rework.evaluate(adapted) > first


def test_what_cannot_be_evaluated_is_refused(services: Services, adapted: int) -> None:
    with refused(services, InputError, "is an origin"):
        services.rework.evaluate(1)
    with refused(services, NotFound, "no script 99"):
        services.rework.evaluate(99)
    other = runs.submit(services, "de-DE")
    with refused(services, ConflictError, "still being adapted"):
        services.rework.evaluate(other.ad_unit_id)
    services.jobs.cancel(other.job_id)
    with refused(services, InputError, "no script yet"):
        services.rework.evaluate(other.ad_unit_id)
    services.campaigns.save_rows(other.ad_unit_id, [ROW], 0)
    with refused(services, InputError, "Retry the run first"):
        services.rework.evaluate(other.ad_unit_id)
    assert services.rework.evaluation(adapted) is None


# Alternatives


def test_alternatives_are_asked_of_the_writer_s_model(services: Services, adapted: int) -> None:
    job = services.jobs.get(services.rework.alternatives(adapted, "1", 1))
    payload = AlternativesJob.read(job.payload)
    assert (job.kind, job.title) == ("alternatives", 'Worth getting up for, 15" for ja-JP, shot 1, line 2')
    assert (payload.shot_number, payload.line, payload.rows) == ("1", 1, [ROW])
    assert job.model_key == f"llm:{payload.run.models['writer']}"
    [choice] = services.rework.choices(adapted)
    assert (choice.shot_number, choice.line, choice.options, choice.job.state) == ("1", 1, [], "queued")


def test_the_alternative_that_is_taken_becomes_a_new_version(services: Services, adapted: int) -> None:
    settle(services, services.rework.alternatives(adapted, "1", 1))
    [choice] = services.rework.choices(adapted)
    assert [option.text for option in choice.options] == ["朝1。", "朝2。", "朝3。"]
    assert services.rework.take(choice.id, 1, 1, who="Ann") == 2
    [row] = services.campaigns.ad_unit(adapted).rows
    assert row.audio == "SFX: rain.\nVO: 朝2。 (Morning 2.)\nSUPER: メープル (Maple)"
    newest = services.versions.history(adapted)[0]
    assert (newest.author, newest.note) == ("Ann", "Alternative 2 for line 2 of shot 1")
    assert services.rework.choices(adapted) == []


def test_a_line_that_is_brought_back_offers_no_alternatives_that_were_taken_before(
    services: Services, adapted: int
) -> None:
    settle(services, services.rework.alternatives(adapted, "1", 1))
    [choice] = services.rework.choices(adapted)
    services.rework.take(choice.id, 1, 1)
    services.versions.restore(adapted, 1, 2)
    assert services.campaigns.ad_unit(adapted).rows == [ROW]
    assert services.rework.choices(adapted) == []


def test_the_alternatives_of_other_lines_outlive_the_edit_of_one(services: Services, adapted: int) -> None:
    settle(services, services.rework.alternatives(adapted, "1", 1))
    settle(services, services.rework.alternatives(adapted, "1", 2))
    by_line = {choice.line: choice for choice in services.rework.choices(adapted)}
    services.rework.take(by_line[1].id, 0, 1)
    assert [choice.line for choice in services.rework.choices(adapted)] == [2]
    assert services.rework.take(by_line[2].id, 2, 2) == 3
    assert services.campaigns.ad_unit(adapted).rows[0].audio.endswith("SUPER: 朝3。 (Morning 3.)")


def test_alternatives_for_a_line_that_was_changed_since_are_not_put_in(services: Services, adapted: int) -> None:
    settle(services, services.rework.alternatives(adapted, "1", 1))
    [choice] = services.rework.choices(adapted)
    services.campaigns.save_rows(adapted, [ROW.model_copy(update={"audio": "VO: 夜。 (Night.)\nVO: 朝"})], 1)
    assert services.rework.choices(adapted) == []
    with refused(services, ConflictError, "changed since its alternatives"):
        services.rework.take(choice.id, 0, 2)


def test_the_two_editors_rule_holds_for_alternatives_too(services: Services, adapted: int) -> None:
    settle(services, services.rework.alternatives(adapted, "1", 1))
    [choice] = services.rework.choices(adapted)
    services.campaigns.save_rows(adapted, [ROW.model_copy(update={"visual": "A mug."})], 1)
    with refused(services, ConflictError, "Somebody else saved"):
        services.rework.take(choice.id, 0, 1)
    assert services.rework.take(choice.id, 0, 2) == 3


def test_a_request_that_failed_is_shown_with_its_reason_and_one_that_was_cancelled_is_not(
    services: Services, adapted: int
) -> None:
    settle(services, services.rework.alternatives(adapted, "1", 1), "failed", error="The weights are damaged.")
    [choice] = services.rework.choices(adapted)
    assert choice.job.error == "The weights are damaged."
    services.jobs.cancel(services.rework.alternatives(adapted, "1", 1))
    assert services.rework.choices(adapted) == []


@pytest.mark.parametrize(
    ("shot", "line", "error", "says"),
    [
        ("9", 0, NotFound, "no shot '9'"),
        ("1", 3, NotFound, "Shot 1 has no line 4: its audio has 3 lines"),
        ("1", -1, NotFound, "no line 0"),
        ("1", 0, InputError, "a cue for the crew"),
    ],
)
def test_alternatives_are_for_a_line_that_is_heard_or_read(
    services: Services, adapted: int, shot: str, line: int, error: type[InputError], says: str
) -> None:
    with refused(services, error, says):
        services.rework.alternatives(adapted, shot, line)


def test_a_line_is_written_once_at_a_time(services: Services, adapted: int) -> None:
    first = services.rework.alternatives(adapted, "1", 1)
    with refused(services, ConflictError, f"written already, by job {first}"):
        services.rework.alternatives(adapted, "1", 1)
    with refused(services, NotFound, "no such alternative"):
        services.rework.take(services.rework.choices(adapted)[0].id, 0, 1)
