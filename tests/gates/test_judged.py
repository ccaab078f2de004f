"""The gates with a model: who is asked what, and what comes of its answers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from gcl.catalog import Catalog
from gcl.config import Config
from gcl.pipeline.llm import Draw, Sample
from gcl.presets.llm import LLMPreset
from gcl.stages import GATES
from tests.pipeline.scripted import questions_of
from tools.gates.cases import Case, load_cases
from tools.gates.judged import Ruling, rulings, to_judge
from tools.gates.report import of_model, show_model

Json = dict[str, Any]
MODEL = "smollm2-135m"
CASES = load_cases()


class Judge:
    """A model that gives the same answer to every question, with the first words of the first picture as evidence."""

    name, context = "Judge", 100_000

    def __init__(self, answer: str, quote: str | None = None) -> None:
        self.answer, self.quote = answer, quote
        self.prompts: list[str] = []

    def load(self, key: str, preset: LLMPreset, catalog: Catalog, config: Config) -> Judge:
        return self

    def compile(self, schema: Json) -> Json:
        return schema

    def count_tokens(self, prompt: str) -> int:
        return len(prompt.split())

    def sample(self, prompt: str, grammar: Json, draw: Draw, check: Callable[[], None]) -> Sample:
        self.prompts.append(prompt)
        shown = re.findall(r"visual: (.{10,30}) ", prompt[prompt.index("ADAPTED SCRIPT") :])
        said = {"quote": self.quote or shown[0], "reason": "It is so.", "answer": self.answer}
        fix = {"fix": "Write it anew."} if self.answer == "no" else {}
        answers = [{"question": question, **said, **fix} for question in questions_of(grammar)]
        return Sample(json.dumps({"answers": answers}), 10)

    def footprint(self) -> int:
        return 0

    def unload(self) -> None: ...


def named(name: str) -> Case:
    return next(case for case in CASES if case.name == name)


CLEAN, TABOO = named("maple-gold-15/ar-SA (clean)"), named("maple-gold-15/ar-SA (taboo)")
LATE = named("maple-gold-15/ko-KR (timecode-wrong)")


@dataclass(frozen=True)
class Sitting:
    judge: Judge
    rulings: list[Ruling]

    def of(self, case: Case) -> list[Ruling]:
        return [ruling for ruling in self.rulings if ruling.case is case]


def sitting(judge: Judge, cases: list[Case], home: Path) -> Sitting:
    return Sitting(judge, rulings(cases, MODEL, Config(home=home), load=judge.load))


@pytest.fixture(scope="module")
def lenient(tmp_path_factory: pytest.TempPathFactory) -> Sitting:
    """A judge who finds all right, of a clean script, a taboo and a wrong timecode."""
    return sitting(Judge("yes"), [CLEAN, TABOO, LATE], tmp_path_factory.mktemp("lenient"))


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Sitting:
    """A judge who finds all wrong, of a clean script and a taboo."""
    return sitting(Judge("no"), [CLEAN, TABOO], tmp_path_factory.mktemp("strict"))


def test_a_clean_script_goes_through_all_gates(lenient: Sitting) -> None:
    assert [ruling.gate for ruling in lenient.of(CLEAN)] == list(GATES)


def test_a_script_with_a_defect_goes_through_the_gate_that_is_to_find_it(lenient: Sitting) -> None:
    assert [ruling.gate for ruling in lenient.of(TABOO)] == ["cultural"]


def test_the_model_sees_the_defect_and_the_brief_of_the_script(lenient: Sitting) -> None:
    [prompt] = [prompt for prompt in lenient.judge.prompts if "crisp bacon" in prompt]
    assert TABOO.cultural_brief["pitfalls"][0] in prompt


def test_who_finds_all_right_tells_no_defect_and_agrees_by_chance_alone(lenient: Sitting) -> None:
    figures = of_model(lenient.rulings)
    assert figures["by_kind"]["taboo"] == {"planted": 1, "told": 0}
    cultural = figures["gates"]["cultural"]
    assert (cultural["judged"], cultural["false_alarms"], cultural["kappa"]) == (2, 0, 0)


def test_who_finds_all_wrong_tells_the_defect_and_accuses_the_clean(strict: Sitting) -> None:
    figures = of_model(strict.rulings)
    assert figures["by_kind"]["taboo"] == {"planted": 1, "told": 1}
    cultural = figures["gates"]["cultural"]
    assert (cultural["false_alarms"], cultural["kappa"]) == (1, 0)


def test_no_model_is_asked_about_what_the_checks_have_found(lenient: Sitting) -> None:
    assert [ruling.refused for ruling in lenient.of(LATE)] == [True]
    assert not any(LATE.rows[0].visual in prompt for prompt in lenient.judge.prompts)


def test_a_kappa_that_is_not_defined_is_a_dash(lenient: Sitting) -> None:
    shown = show_model(MODEL, of_model(lenient.rulings))
    assert re.search(r"^brand +1 +0 of 1 +0 +- ", shown, re.MULTILINE), shown


def test_a_quote_that_stands_nowhere_leaves_the_gate_undecided_which_is_no_pass(tmp_path: Path) -> None:
    [ruling] = sitting(Judge("yes", quote="a purple elephant"), [TABOO], tmp_path).rulings
    assert (ruling.passed, ruling.refused) == (None, True)
    assert of_model([ruling])["gates"]["cultural"]["undecided"] == 1


def test_a_limit_takes_what_needs_judgement_first_each_before_its_clean_twin() -> None:
    chosen = to_judge(CASES, 6)
    assert [case.kind.key if case.kind else "clean" for case in chosen] == [
        "taboo",
        "clean",
        "must-preserve-dropped",
        "clean",
        "tone-off",
        "clean",
    ]
    assert [case.script for case in chosen[::2]] == [case.script for case in chosen[1::2]]


def test_without_a_limit_every_script_is_judged_once() -> None:
    assert sorted(case.name for case in to_judge(CASES, None)) == sorted(case.name for case in CASES)
