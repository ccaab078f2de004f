"""Our loop behind Outlines: it draws what the plain one draws, reads only what is new, and tells what went wrong."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import outlines
import pytest
import torch
from pydantic import BaseModel
from transformers import DynamicCache, LogitsProcessorList

from gcl.catalog import Catalog
from gcl.config import Config
from gcl.errors import Cancelled, GenerationError, OutOfMemory
from gcl.pipeline.decode import EngineError, NumericalError
from gcl.pipeline.kept_prompts import KeptPrompts, can_rewind
from gcl.pipeline.llm import Draw, TransformersModel, load_language_model
from gcl.pipeline.loader import StructuredGenerator
from gcl.pipeline.schemas import Answer, Phrase, json_schema
from tests.pipeline.tiny_llama import MERGES, load, make_llama, plain_answer, preset

PROMPT = "Shot 1: a kitchen at dawn. Shot 2: a girl in the doorway. Is it good?"


class Verdict(BaseModel):
    model_config = {"extra": "forbid"}
    passed_passed: bool
    why: Literal["true passed", "true enough"]
    passed: bool
    note: Phrase


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_llama(tmp_path_factory.mktemp("llama"), merges=MERGES)


@pytest.fixture
def model(folder: Path, config: Config) -> TransformersModel:
    return load(preset(folder), config)


def answer(model: TransformersModel, prompt: str, draw: Draw, schema: type[BaseModel] = Verdict) -> str:
    return model.sample(prompt, model.compile(json_schema(schema)), draw, lambda: None).text


@pytest.mark.parametrize("temperature", [0, 1.0])
@pytest.mark.parametrize(
    "options",
    [
        pytest.param({}, id="as it is"),
        pytest.param({"top_p": 0.8}, id="top_p"),
        pytest.param({"repetition_penalty": 1.3}, id="repetition penalty"),
    ],
)
def test_the_answers_are_those_of_the_plain_path(
    folder: Path, config: Config, temperature: float, options: dict[str, Any]
) -> None:
    model = load(preset(folder, **options), config)
    for seed in range(2):
        prompt, draw = f"{PROMPT} {'Look again.' * seed}", Draw(60, temperature, seed)
        assert answer(model, prompt, draw) == plain_answer(model, prompt, json_schema(Verdict), draw)
    counts = model.steered.counts
    assert 0 < counts.taken < counts.guessed, "guesses that held and guesses that did not"
    assert counts.passes < counts.drawn
    assert counts.read < counts.prompts


class Record:
    """A logits processor that only writes down what it is given."""

    def __init__(self) -> None:
        self.steps: list[tuple[list[int], torch.Tensor]] = []

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        self.steps.append((input_ids[0].tolist(), scores[0].clone()))
        return scores


def test_at_every_step_the_scores_are_those_of_the_plain_path(model: TransformersModel) -> None:
    """Temperature and top_p come after these scores in both, from the same list of transformers."""
    steered, guide = model.steered, model.compile(json_schema(Verdict)).logits_processor
    inputs = model.tokenizer(model.chat(PROMPT), return_tensors="pt")
    options = {"max_new_tokens": 60, "do_sample": True, "temperature": 0.7, "repetition_penalty": 1.2}
    ours, plain = Record(), Record()
    draws: list[tuple[Record, Callable[..., Any]]] = [
        (ours, lambda **given: steered._generate_output_seq("", inputs, **given)),
        (plain, lambda **given: model.transformers_model.generate(**inputs, **given)),
    ]
    for record, draw in draws:
        guide.reset()
        torch.manual_seed(3)
        draw(logits_processor=LogitsProcessorList([guide, record]), **options)
    expected = {tuple(tokens): scores for tokens, scores in plain.steps}
    assert len(ours.steps) > 10
    for tokens, scores in ours.steps:
        torch.testing.assert_close(scores, expected.pop(tuple(tokens)), rtol=1e-4, atol=1e-4)
    # Where ours asks for no scores, the plain path has but one token to choose.
    assert [int(scores.isfinite().sum()) for scores in expected.values()] == [1] * len(expected)


def test_a_generator_that_outlines_makes_draws_with_the_same_loop(model: TransformersModel) -> None:
    schema = json_schema(Verdict)
    generator = outlines.Generator(model.steered, outlines.json_schema(json.dumps(schema)), backend="llguidance")
    text = generator(model.chat(PROMPT), max_new_tokens=60, do_sample=False)
    assert text == answer(model, PROMPT, Draw(60, 0, 1))
    assert model.steered.counts.drawn == 120 > model.steered.counts.passes


def test_of_the_next_prompt_only_what_differs_is_read(model: TransformersModel) -> None:
    answer(model, PROMPT, Draw(20, 0, 1))
    before = model.steered.counts.read
    answer(model, PROMPT + " Really?", Draw(20, 0, 1))
    assert model.steered.counts.read - before == len(" Really?")


def test_another_attempt_reads_one_token_of_its_prompt(model: TransformersModel) -> None:
    answer(model, PROMPT, Draw(20, 1.0, 1))
    before = model.steered.counts.read
    answer(model, PROMPT, Draw(20, 1.0, 2))
    assert model.steered.counts.read - before == 1


def test_a_long_prompt_is_read_in_parts_and_a_wish_to_stop_is_heard_between_them(model: TransformersModel) -> None:
    def stop() -> None:
        raise Cancelled("Cancelled.")

    with pytest.raises(Cancelled):
        model.sample("word " * 90, model.compile(json_schema(Verdict)), Draw(20, 0, 1), stop)
    assert model.steered.counts.drawn == 0
    assert model.steered.kept.bytes() == 0


def test_what_is_kept_counts_for_the_footprint_and_goes_with_the_model(model: TransformersModel) -> None:
    empty = model.footprint()
    answer(model, PROMPT, Draw(20, 0, 1))
    tokens = len(model.tokenizer(model.chat(PROMPT))["input_ids"])
    assert model.footprint() - empty == tokens * 2 * 2 * 32 * 4  # layers, keys and values, width, float32
    kept = model.steered.kept
    model.unload()
    assert kept.bytes() == 0


def test_prompts_beyond_the_bounds_are_let_go_the_one_unused_for_the_longest_first() -> None:
    def filled(tokens: torch.Tensor) -> DynamicCache:
        cache = DynamicCache()
        cache.update(torch.rand(1, 2, len(tokens), 4), torch.rand(1, 2, len(tokens), 4), 0)
        return cache

    prompts = [torch.tensor([number, 7, 7]) for number in range(3)]
    kept = KeptPrompts(most_prompts=2)
    kept.keep(filled(prompts[0]), prompts[0])
    kept.keep(filled(prompts[1]), prompts[1])
    assert kept.restore(_empty(), prompts[0]) == 2
    kept.keep(filled(prompts[2]), prompts[2])
    assert [kept.restore(_empty(), prompt) for prompt in prompts] == [2, 0, 2]

    narrow = KeptPrompts(most_bytes=kept.bytes() // 2)
    for prompt in prompts:
        narrow.keep(filled(prompt), prompt)
    assert [narrow.restore(_empty(), prompt) for prompt in prompts] == [0, 0, 2]


def test_the_prompt_that_has_most_in_common_is_found_among_others_of_other_lengths(model: TransformersModel) -> None:
    for prompt in ("First.", "Second, longer.", PROMPT):
        answer(model, prompt, Draw(5, 0, 1))
    before = model.steered.counts.read
    answer(model, "Second, longer. Still.", Draw(5, 0, 1))
    answer(model, PROMPT, Draw(5, 0, 1))
    assert model.steered.counts.read - before == len(" Still.") + 1


def _empty() -> DynamicCache:
    cache = DynamicCache()
    cache.update(torch.empty(1, 2, 0, 4), torch.empty(1, 2, 0, 4), 0)
    return cache


def test_a_model_with_a_sliding_window_answers_as_on_the_plain_path_and_keeps_nothing(
    tmp_path: Path, config: Config
) -> None:
    model = load(preset(make_llama(tmp_path / "mistral", merges=MERGES, window=16)), config)
    for seed in range(2):
        draw = Draw(60, 1.0, seed)
        assert answer(model, PROMPT, draw) == plain_answer(model, PROMPT, json_schema(Verdict), draw)
    assert model.steered.kept.bytes() == 0
    assert not can_rewind(DynamicCache(config=model.transformers_model.config))


@pytest.fixture
def break_logits(model: TransformersModel) -> Iterator[Callable[[float, int, int], None]]:
    """`break_logits(value, first, last)`: the passes from `first` to `last` give `value` as the logit of each token."""
    hooks = []

    def install(value: float, first: int, last: int) -> None:
        passes = iter(range(10**6))

        def spoil(module: Any, given: Any, logits: torch.Tensor) -> torch.Tensor | None:
            return torch.full_like(logits, value) if first <= next(passes) <= last else None

        hooks.append(model.transformers_model.lm_head.register_forward_hook(spoil))

    yield install
    for hook in hooks:
        hook.remove()


@pytest.mark.parametrize("value", [math.nan, math.inf])
@pytest.mark.parametrize("first", [pytest.param(0, id="at the prompt"), pytest.param(4, id="midway")])
def test_logits_that_are_not_numbers_are_told_and_nothing_of_them_is_kept(
    model: TransformersModel, break_logits: Callable[[float, int, int], None], value: float, first: int
) -> None:
    answer(model, PROMPT, Draw(100, 0, 1))
    break_logits(value, first, 10**6)
    with pytest.raises(NumericalError):
        answer(model, PROMPT, Draw(100, 0, 1))
    assert model.steered.kept.bytes() == 0


@pytest.mark.parametrize("value", [math.nan, math.inf])
@pytest.mark.parametrize("first", [pytest.param(0, id="at the prompt"), pytest.param(4, id="midway")])
def test_after_logits_that_were_not_numbers_once_another_attempt_holds(
    model: TransformersModel, break_logits: Callable[[float, int, int], None], value: float, first: int
) -> None:
    class Short(Answer):
        passed_passed: bool
        passed: bool
        why: Literal["true passed", "true enough"]

    break_logits(value, first, first)
    result = StructuredGenerator(model, Short)(PROMPT, max_new_tokens=200, temperature=1.0)
    assert result.why.startswith("true")


def test_an_answer_is_cut_at_the_limit_in_the_midst_of_a_guess(model: TransformersModel) -> None:
    for limit in range(1, 12):
        grammar = model.compile(json_schema(Verdict))
        sample = model.sample(PROMPT, grammar, Draw(limit, 0, 1), lambda: None)
        assert sample.tokens == limit
        assert sample.text == plain_answer(model, PROMPT, json_schema(Verdict), Draw(limit, 0, 1))


def test_an_answer_that_the_limit_always_cuts_ends_in_a_sentence(model: TransformersModel) -> None:
    with pytest.raises(GenerationError, match="its answer was cut by the token limit"):
        StructuredGenerator(model, Verdict)(PROMPT, max_new_tokens=12)


def test_a_grammar_that_cannot_go_on_is_the_engines_failure(model: TransformersModel) -> None:
    grammar = model.compile({"type": "string", "pattern": "^a$", "minLength": 2, "maxLength": 3})
    with pytest.raises(EngineError):
        model.sample(PROMPT, grammar, Draw(20, 1.0, 1), lambda: None)


def test_when_memory_runs_out_what_is_kept_of_prompts_is_given_for_it(model: TransformersModel) -> None:
    expected = answer(model, PROMPT, Draw(20, 0, 1))
    failures = iter([True])

    def run_out(module: Any, given: Any) -> None:
        if next(failures, False):
            raise torch.OutOfMemoryError("out of memory")

    model.transformers_model.register_forward_pre_hook(run_out)
    assert answer(model, PROMPT, Draw(20, 0, 1)) == expected


def test_memory_that_runs_out_with_nothing_to_give_is_told(model: TransformersModel) -> None:
    def run_out(module: Any, given: Any) -> None:
        raise torch.OutOfMemoryError("out of memory")

    model.transformers_model.register_forward_pre_hook(run_out)
    with pytest.raises(OutOfMemory, match="too little memory for Two layers and this script"):
        answer(model, PROMPT, Draw(20, 0, 1))


@pytest.mark.slow
@pytest.mark.llm
@pytest.mark.timeout(1200)  # seconds of work; a machine may be busy
def test_a_real_model_answers_word_for_word_as_on_the_plain_path(config: Config) -> None:
    model = load_language_model("smollm2-135m", Catalog.read(config).llm("smollm2-135m"), Catalog.read(config), config)
    prompts = ["Judge, as JSON: a red tin in the rain.", "Judge, as JSON: a girl pours syrup."]
    for temperature, prompt in zip((0, 0.3), prompts, strict=True):  # tests/bench/bench_llm.py has more of them
        draw = Draw(60, temperature, 5)
        assert answer(model, prompt, draw) == plain_answer(model, prompt, json_schema(Verdict), draw)
    counts = model.steered.counts
    assert counts.passes < 0.8 * counts.drawn
    assert counts.read < counts.prompts
