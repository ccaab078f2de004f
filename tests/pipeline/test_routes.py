"""Which node follows which, with a scripted model."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from gcl.payloads import RunSettings
from gcl.stages import BY_KEY, GATES, SLUGS
from tests.pipeline.conftest import ROWS, Studio
from tests.pipeline.scripted import REFUSE, issue

ALL = list(SLUGS)
FROM_WRITER = ALL[2:]


def slug(gate: str) -> str:
    return BY_KEY[gate].slug


def test_a_draft_that_every_gate_lets_pass_completes_in_seven_visits(studio: Studio) -> None:
    studio.run()
    assert studio.desk.nodes() == ALL
    assert studio.unit().status == "completed"
    assert studio.job().state == "done"
    assert [row.visual for row in studio.unit().rows] == ["Visual of draft 1."] * 4


@pytest.mark.parametrize("gate", GATES)
def test_a_refusal_goes_back_to_the_writer_and_the_new_draft_passes_every_gate_again(studio: Studio, gate: str) -> None:
    studio.desk.script[slug(gate)] = [REFUSE]
    studio.run()
    until_refused = ALL[: ALL.index(slug(gate)) + 1]
    assert studio.desk.nodes() == [*until_refused, *FROM_WRITER]
    revisions = studio.unit().pipeline_metadata["revisions"]
    assert revisions == {**dict.fromkeys(GATES, 0), gate: 1}
    assert studio.unit().status == "completed"


@pytest.mark.parametrize("gate", GATES)
@pytest.mark.parametrize("retries", [0, 1, 3])
def test_a_gate_that_never_lets_pass_ends_the_run_after_its_retries(
    submitted: Callable[..., Studio], gate: str, retries: int
) -> None:
    settings = RunSettings(max_retries=dict.fromkeys(GATES, retries), max_new_tokens=1000, temperature=0.7)
    studio = submitted(settings=settings)
    studio.desk.script[slug(gate)] = [REFUSE] * 10
    studio.run()
    assert studio.desk.nodes().count("adaptation") == retries + 1
    assert studio.desk.nodes().count(slug(gate)) == retries + 1
    unit = studio.unit()
    assert (unit.status, unit.pipeline_metadata["failed_gate"]) == ("failed", gate)
    assert studio.job().state == "done"


def test_retries_are_counted_per_gate(studio: Studio) -> None:
    for gate in GATES:
        studio.desk.script[slug(gate)] = [REFUSE] * 3
    studio.run()
    assert studio.unit().pipeline_metadata["revisions"] == dict.fromkeys(GATES, 3)
    assert studio.desk.nodes().count("adaptation") == 13
    assert studio.unit().status == "completed"


def test_the_writer_is_told_the_gates_issues_and_its_own_last_draft(studio: Studio) -> None:
    studio.desk.script["eval-cultural"] = [REFUSE]
    studio.run()
    first, second = [asked.prompt for asked in studio.desk.asked if asked.slug == "adaptation"]
    assert first.startswith(
        'adaptation [] {"rows": [{"shot_number": "1", "timecode": "00:00-00:05", "visual": "A woman'
    )
    feedback, end = json.JSONDecoder().raw_decode(second.removeprefix("adaptation "))
    assert feedback == [{"gate": "cultural", "summary": "0 of 1 passed.", "issues": [issue("cultural")]}]
    [shot] = json.loads(second.removeprefix("adaptation ")[end:])["rows"]
    assert (shot["shot_number"], shot["visual"]) == ("2", "Visual of draft 1.")
    assert shot["audio"][1] == {"label": "VO:", "text": "Audio of shot 2, draft 1."}


def test_a_revision_leaves_the_shots_that_nobody_named_to_the_letter(studio: Studio) -> None:
    studio.desk.script["eval-cultural"] = [REFUSE]
    studio.run()
    first, second = (draft["rows"] for draft in studio.unit().pipeline_metadata["drafts"])
    assert [row["visual"] for row in second] == ["Visual of draft 1."] + ["Visual of draft 2."] + [
        "Visual of draft 1."
    ] * 2
    assert [second[at] for at in (0, 2, 3)] == [first[at] for at in (0, 2, 3)]
    assert studio.unit().rows[1].audio == ("MUSIC: Audio of shot 2, draft 2. VO: Audio of shot 2, draft 2.")


def test_a_new_draft_has_no_feedback_left_from_another_gate(studio: Studio) -> None:
    studio.desk.script["eval-format"] = [REFUSE]
    studio.desk.script["eval-concept"] = [REFUSE]
    studio.run()
    third = [asked.prompt for asked in studio.desk.asked if asked.slug == "adaptation"][2]
    assert '"gate": "concept_eval"' in third
    assert '"gate": "format"' not in third


def test_the_alternative_writes_after_two_failed_revisions(submitted: Callable[..., Studio]) -> None:
    studio = submitted(writer_alternative="qwen3-8b")
    studio.desk.script["eval-format"] = [REFUSE] * 2
    studio.desk.script["eval-brand"] = [REFUSE] * 2
    studio.run()
    writers = [asked.key for asked in studio.desk.asked if asked.slug == "adaptation"]
    assert writers == ["smollm2-135m"] * 3 + ["qwen3-8b"] * 2
    judges = {asked.key for asked in studio.desk.asked if asked.slug != "adaptation"}
    assert judges == {"smollm2-135m"}
    assert [draft["model_key"] for draft in studio.unit().pipeline_metadata["drafts"]] == writers
    assert studio.desk.most_in_memory == 1


def test_without_an_alternative_the_writer_stays(studio: Studio) -> None:
    studio.desk.script["eval-format"] = [REFUSE] * 3
    studio.run()
    assert {asked.key for asked in studio.desk.asked} == {"smollm2-135m"}
    assert studio.desk.loaded == ["smollm2-135m"]


def test_without_a_brand_its_gate_passes_unasked_and_says_so(submitted: Callable[..., Studio]) -> None:
    studio = submitted(brand=None)
    studio.run()
    assert "eval-brand" not in studio.desk.nodes()
    last = studio.evaluations()[-1]
    assert (last.gate, last.passed) == ("brand", True)
    assert "Not judged" in last.summary
    assert studio.unit().status == "completed"


def test_the_answer_has_the_rows_of_the_script_in_order(studio: Studio) -> None:
    studio.run()
    rows = studio.unit().rows
    assert [(row.shot_number, row.timecode) for row in rows] == [(row.shot_number, row.timecode) for row in ROWS]
