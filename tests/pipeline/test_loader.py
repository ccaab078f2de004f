"""The loader: one model at a time, kept warm; answers checked, retried within bounds."""

from __future__ import annotations

import json
from typing import Annotated, Any

import pytest
from pydantic import Field, create_model

from gcl.catalog import Catalog
from gcl.config import Config
from gcl.errors import Cancelled, GenerationError, InputError, NotFound
from gcl.pipeline.llm import EngineError, NumericalError, Sample
from gcl.pipeline.loader import PipelineModelLoader
from gcl.pipeline.schemas import Answer, ConceptBrief, CulturalBrief, Phrase, Sentence, UpToFour
from gcl.residency import Residency
from tests.pipeline.scripted import CONCEPT, Desk, Json

PASS: Json = {"issues": [], "summary": "Good.", "score": 0.9}


class Remark(Answer):
    location: Phrase
    description: Sentence


class Report(Answer):
    issues: Annotated[list[Remark], UpToFour]
    summary: Sentence
    score: Annotated[float, Field(ge=0, le=1)]


class Bench:
    def __init__(self, config: Config) -> None:
        self.config, self.desk, self.residency = config, Desk(), Residency()
        self.catalog = Catalog.read(config)

    def loader(self) -> PipelineModelLoader:
        return PipelineModelLoader(self.config, self.catalog, self.residency, load=self.desk.load)

    def limits(self) -> list[int]:
        return [asked.draw.max_new_tokens for asked in self.desk.asked]

    def verdict(self, *answers: Any, prompt: str = "eval-format", **options: Any) -> Json:
        """What comes of a generator for Report whose model gives these answers."""
        self.desk.script["eval-format"] = list(answers)
        loader = self.loader()
        loader.switch_model("smollm2-135m")
        generate = loader.get_generator(Report)
        return generate(prompt, **{"max_new_tokens": 1000, **options}).model_dump()


@pytest.fixture
def bench(config: Config) -> Bench:
    return Bench(config)


def test_nothing_is_loaded_before_the_first_generator(bench: Bench) -> None:
    loader = bench.loader()
    loader.switch_model("smollm2-135m")
    assert bench.desk.loaded == []
    loader.get_generator(ConceptBrief)
    assert bench.desk.loaded == ["smollm2-135m"]
    assert bench.residency.key == "llm:smollm2-135m"


def test_one_model_serves_every_schema_and_each_is_compiled_once(bench: Bench) -> None:
    loader = bench.loader()
    loader.switch_model("smollm2-135m")
    for schema in (ConceptBrief, CulturalBrief, ConceptBrief):
        loader.get_generator(schema)
    assert bench.desk.loaded == ["smollm2-135m"]
    assert bench.desk.compiled == ["ConceptBrief", "CulturalBrief"]


def test_the_next_job_finds_the_model_and_its_generators_warm(bench: Bench) -> None:
    for _ in range(2):
        loader = bench.loader()
        loader.switch_model("smollm2-135m")
        loader.get_generator(ConceptBrief)
    assert bench.residency.loads == 1
    assert bench.desk.compiled == ["ConceptBrief"]


def test_a_switch_frees_the_present_model_before_the_next_is_loaded(bench: Bench) -> None:
    loader = bench.loader()
    for key in ("smollm2-135m", "qwen3-8b", "smollm2-135m"):
        loader.switch_model(key)
        loader.get_generator(ConceptBrief)
    assert bench.desk.loaded == ["smollm2-135m", "qwen3-8b", "smollm2-135m"]
    assert bench.desk.most_in_memory == 1


def test_a_model_that_came_while_a_person_asked_to_stop_is_kept_for_the_next_job(bench: Bench) -> None:
    def stop() -> None:
        raise Cancelled("Cancelled.")

    loader = PipelineModelLoader(bench.config, bench.catalog, bench.residency, load=bench.desk.load, loaded=stop)
    loader.switch_model("smollm2-135m")
    with pytest.raises(Cancelled):
        loader.get_generator(ConceptBrief)
    assert bench.residency.key == "llm:smollm2-135m"
    loader.get_generator(ConceptBrief)
    assert bench.desk.loaded == ["smollm2-135m"]


def test_generators_for_the_scripts_of_earlier_jobs_are_let_go(bench: Bench) -> None:
    writers = [create_model(f"Writer{number}", __base__=Report) for number in range(6)]
    loader = bench.loader()
    loader.switch_model("smollm2-135m")
    for writer in writers:
        loader.get_generator(ConceptBrief)
        loader.get_generator(writer)
    assert bench.desk.compiled.count("ConceptBrief") == 1
    loader.get_generator(writers[-1])
    loader.get_generator(writers[0])
    assert [bench.desk.compiled.count(f"Writer{number}") for number in range(6)] == [2, 1, 1, 1, 1, 1]


def test_an_unknown_model_is_refused_before_anything_is_freed(bench: Bench) -> None:
    loader = bench.loader()
    loader.switch_model("smollm2-135m")
    loader.get_generator(ConceptBrief)
    with pytest.raises(NotFound, match="Did you mean 'qwen3-8b'"):
        loader.switch_model("qwen3-8")
    assert bench.residency.key == "llm:smollm2-135m"


def test_a_numerical_failure_is_tried_again_with_another_seed_and_the_same_limit(bench: Bench) -> None:
    assert bench.verdict(NumericalError(), PASS, seed=7) == PASS
    assert bench.limits() == [1000, 1000]
    assert [asked.draw.seed for asked in bench.desk.asked] == [7, 8]


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param("not JSON", id="no JSON"),
        pytest.param({**PASS, "extra": 1}, id="a key too many"),
        pytest.param({**PASS, "score": 1.5}, id="a score above one"),
        pytest.param({**PASS, "summary": "s" * 250}, id="a text that ends at its cap"),
        pytest.param({**PASS, "summary": "   "}, id="a text of spaces"),
    ],
)
def test_after_a_grammar_failure_the_token_limit_is_halved(bench: Bench, broken: Any) -> None:
    answer = Sample(broken, 10) if isinstance(broken, str) else broken
    assert bench.verdict(answer, PASS) == PASS
    assert bench.limits() == [1000, 500]


def test_an_answer_cut_by_the_limit_is_a_grammar_failure(bench: Bench) -> None:
    assert bench.verdict(Sample('{"issues": [', 1000), PASS) == PASS
    assert bench.limits() == [1000, 500]


def test_an_answer_that_needs_more_than_the_half_gets_the_whole_again(bench: Bench) -> None:
    bench.verdict(Sample("no", 10), Sample('{"issues": [', 500), PASS)
    assert bench.limits() == [1000, 500, 1000]


def test_a_text_that_ran_into_its_cap_is_ended_at_its_last_sentence_and_not_asked_for_again(bench: Bench) -> None:
    answer = bench.verdict({**PASS, "summary": "Good as it is. " + "s" * 235})
    assert answer == {**PASS, "summary": "Good as it is."}
    assert bench.limits() == [1000]


def test_a_text_that_ends_at_its_cap_is_found_in_nested_lists(bench: Bench) -> None:
    issue = {"location": "Shot 1", "description": "d" * 250}
    with pytest.raises(GenerationError, match=r"its text for issues\[0\].description was cut"):
        bench.verdict(*[{**PASS, "issues": [issue]}] * 4)


def test_attempts_are_bounded_and_the_sentence_says_what_to_do(bench: Bench) -> None:
    with pytest.raises(GenerationError, match="in 4 attempts; at last, its answer was not JSON") as raised:
        bench.verdict(*[Sample("no", 1)] * 10)
    assert len(bench.desk.asked) == 4
    assert raised.value.retryable


def test_a_greedy_model_is_warmed_up_for_its_second_attempt(bench: Bench) -> None:
    bench.verdict(NumericalError(), PASS, temperature=0)
    assert [asked.draw.temperature for asked in bench.desk.asked] == [0, 0.3]


def test_a_prompt_longer_than_the_context_is_refused_before_anything_is_drawn(bench: Bench) -> None:
    with pytest.raises(InputError, match="has room for 8192"):
        bench.verdict(prompt="eval-format " + "word " * 9000)
    assert bench.desk.asked == []


def test_an_answer_gets_what_the_prompt_leaves_of_the_context(bench: Bench) -> None:
    bench.verdict(PASS, prompt="eval-format" + " word" * 7791)
    assert bench.limits() == [400]


def test_a_long_answer_gets_room_beyond_the_limit_and_is_refused_where_there_is_none(bench: Bench) -> None:
    bench.verdict(PASS, shortest="word " * 900)
    assert bench.limits() == [1800]
    with pytest.raises(InputError, match="Shorten the script, or choose a model with a longer context"):
        bench.verdict(PASS, prompt="eval-format" + " word" * 7400, shortest="word " * 900)
    assert len(bench.limits()) == 1


def test_an_engine_that_gives_up_is_named(bench: Bench) -> None:
    with pytest.raises(GenerationError, match=r"the grammar's engine gave up \(too many states\)"):
        bench.verdict(*[EngineError("too many states")] * 4)
    assert bench.limits()[1:] == [bench.limits()[0] // 2] * 3


def test_scripted_briefs_are_what_the_schemas_ask_for() -> None:
    assert ConceptBrief.model_validate_json(json.dumps(CONCEPT)).model_dump() == CONCEPT
