"""Whatever goes wrong in a run: another attempt holds, or it ends in a sentence and a retry goes on where it stopped.
And scripts of any size and writing system come through a whole run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from gcl import jobs
from gcl.catalog import Catalog
from gcl.config import Config
from gcl.db import Database
from gcl.errors import GenerationError, ModelError, TemplateError
from gcl.payloads import Market, Script, ScriptRow, TemplateText
from gcl.pipeline.draft import form
from gcl.pipeline.graph import build_graph
from gcl.pipeline.llm import EngineError, LanguageModel, NumericalError, Sample, load_language_model
from gcl.pipeline.run import checkpoints, thread_id
from gcl.presets.llm import LLMPreset
from gcl.stages import NODES, SLUGS
from tests.pipeline.conftest import JAPAN, MARKET, Studio, job
from tests.pipeline.scripted import CONCEPT, CULTURE, TEMPLATES, Killed

JUDGE, WRITER = "smollm2-135m", "qwen3-8b"
BROKEN = [
    pytest.param(NumericalError(), "its probabilities were not numbers", id="NaN or infinity in the logits"),
    pytest.param(
        EngineError("nothing may come next"),
        r"the grammar's engine gave up \(nothing may come next\)",
        id="a dead end of the grammar",
    ),
    pytest.param(Sample('{"answers": [', 10**6), "its answer was cut by the token limit", id="a cut at the limit"),
]


@pytest.mark.parametrize(("failure", "says"), BROKEN)
def test_what_goes_wrong_once_in_every_node_is_tried_again_there(studio: Studio, failure: Any, says: str) -> None:
    studio.desk.script = {slug: [failure] for slug in SLUGS}
    studio.run()
    assert studio.desk.nodes() == [slug for slug in SLUGS for _ in range(2)]
    assert (studio.job().state, studio.unit().status) == ("done", "completed")


@pytest.mark.parametrize(("failure", "says"), BROKEN)
def test_what_goes_wrong_each_time_ends_in_a_sentence_and_a_retry_goes_on_there(
    studio: Studio, failure: Any, says: str
) -> None:
    studio.desk.script["eval-cultural"] = [failure] * 4
    with pytest.raises(GenerationError, match=f"^Cultural gate: .* in 4 attempts; at last, {says}. Retry the job"):
        studio.run()
    unit = studio.unit()
    assert (studio.job().state, unit.status) == ("failed", "failed")
    assert (unit.concept_brief, unit.cultural_brief) == (CONCEPT, CULTURE)
    assert [row.visual for row in unit.rows] == ["Visual of draft 1."] * 4
    assert [verdict.gate for verdict in studio.evaluations()] == ["format"]
    asked = len(studio.desk.asked)
    studio.retry()
    studio.run()
    assert studio.desk.nodes()[asked:] == ["eval-cultural", "eval-concept", "eval-brand"]
    assert studio.unit().status == "completed"


def test_a_model_that_cannot_be_loaded_ends_the_run_in_a_sentence_and_a_retry_goes_on_once_it_can(
    submitted: Callable[..., Studio],
) -> None:
    studio = submitted(models=dict.fromkeys(NODES, JUDGE) | {"writer": WRITER})

    def load(key: str, preset: LLMPreset, catalog: Catalog, config: Config) -> LanguageModel:
        real = load_language_model if key == WRITER else studio.desk.load
        return real(key, preset, catalog, config)

    with pytest.raises(ModelError, match="not on this machine, and the hub could not be asked"):
        studio.run(load=load)
    unit = studio.unit()
    assert (studio.job().state, unit.status) == ("failed", "failed")
    assert (unit.concept_brief, unit.cultural_brief) == (CONCEPT, CULTURE)
    assert studio.residency.key is None
    studio.retry()
    studio.run()
    assert studio.desk.nodes() == list(SLUGS)
    assert studio.unit().status == "completed"


def test_a_template_that_lacks_a_variable_ends_the_run_in_a_sentence_and_loses_nothing(
    submitted: Callable[..., Studio],
) -> None:
    broken = TemplateText(version=2, body="eval-cultural {{ rows | json }}\n{{ audience }}")
    studio = submitted(templates=TEMPLATES | {"eval-cultural": broken})
    for attempt in range(2):
        if attempt:
            studio.retry()
        with pytest.raises(TemplateError):
            studio.run()
        said = str(studio.job().error)
        assert said.startswith("Cultural gate: The template eval-cultural cannot be filled in in line 2: 'audience' is")
        assert said.endswith("correct this one, then submit it anew.")
    assert studio.desk.nodes() == list(SLUGS[:4]), "the retry began at the gate that failed"
    unit = studio.unit()
    assert unit.status == "failed"
    assert [row.visual for row in unit.rows] == ["Visual of draft 1."] * 4
    assert [verdict.gate for verdict in studio.evaluations()] == ["format"]


@pytest.mark.parametrize("slug", SLUGS)
def test_a_worker_killed_in_any_node_loses_that_node_alone(studio: Studio, slug: str) -> None:
    on_disk = []

    def die() -> None:
        # As another process sees it: this one might yet write what it holds, which a killed one cannot.
        with checkpoints(studio.config) as saver:
            state = build_graph(saver).get_state({"configurable": {"thread_id": thread_id(studio.job_id)}}).values
        on_disk.append(state.get("step"))
        raise Killed

    studio.desk.script[slug] = [die]
    with pytest.raises(Killed):
        studio.run()
    assert on_disk == [SLUGS.index(slug)], "what was done before is kept before the next begins"
    assert studio.job().state == "running", "nothing of the run came to its own end"
    assert jobs.recover(studio.db, max_attempts=3) == {studio.job_id: "queued"}
    studio.run()
    at = SLUGS.index(slug)
    assert studio.desk.nodes() == [*SLUGS[: at + 1], *SLUGS[at:]]
    assert (studio.job().state, studio.unit().status) == ("done", "completed")
    assert [(step.number, step.state) for step in studio.steps()] == [(number, "passed") for number in range(1, 8)]
    assert [verdict.gate for verdict in studio.evaluations()] == list(NODES[3:])


# Scripts


ARABIC = MARKET.model_copy(
    update={"code": "ar-SA", "language": "Arabic", "language_code": "ar", "native_name": "العربية"}
)


TEA = "お茶は毎日飲むものです。"


def shot(number: int, visual: str = "A door opens.", line: str = "Some days are slow.") -> ScriptRow:
    return ScriptRow(shot_number=str(number), timecode="", visual=visual, audio=f"VO: {line}")


@pytest.mark.parametrize(
    ("rows", "market", "line", "english"),
    [
        pytest.param([shot(1)], MARKET, "Some days are quite slow.", "", id="one row"),
        pytest.param([shot(number) for number in range(60)], JAPAN, TEA, "Tea is daily.", id="sixty rows"),
        pytest.param([shot(1)], ARABIC, "الشاي جزء من كل يوم جميل.", "Tea is part of each day.", id="right to left"),
        pytest.param([shot(1, "The title “朝” fades in.")], JAPAN, TEA, "Tea is daily.", id="CJK"),
        pytest.param([shot(1, "A 👩‍🚀 waves. 🫖", "So slow 🐌.")], JAPAN, "ゆっくりと🐌。", "So slow 🐌.", id="emoji"),
        pytest.param([shot(1, line="Slow days. " * 454)], JAPAN, TEA * 300, "Tea. " * 699 + "Tea.", id="5,000 signs"),
    ],
)  # fmt: skip
def test_a_script_of_any_size_and_writing_system_comes_through_a_run(
    config: Config, db: Database, rows: list[ScriptRow], market: Market, line: str, english: str
) -> None:
    studio = Studio(config.model_copy(update={"max_cell_chars": 10_000}), db)
    origin = Script(ad_unit_id=1, title="Slow", market="en-US", language="English", rows=rows)
    studio.submit(origin=origin, market=market, brand=None)
    answer = form(job(origin=origin, market=market))
    for row in answer["rows"]:
        row["audio"] = [{"label": "VO:", "text": line}]
        if english:
            row["audio"] = [{"label": "VO:", "english": english, market.language: line}]
    studio.desk.script["adaptation"] = [answer]
    studio.run()
    unit = studio.unit()
    failed = [issue for verdict in studio.evaluations() for issue in verdict.issues]
    assert (unit.status, failed) == ("completed", [])
    heard = f"VO: {line} ({english})" if english else f"VO: {line}"
    assert [(row.shot_number, row.visual, row.audio) for row in unit.rows] == [
        (row.shot_number, row.visual, heard) for row in rows
    ]
