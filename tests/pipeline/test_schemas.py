"""The schemas: capped, closed, ordered, and steering a model the way that Pydantic checks it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from llguidance import LLMatcher
from pydantic import BaseModel, TypeAdapter, ValidationError

from gcl.pipeline.draft import adaptation_schema
from gcl.pipeline.judge import answers_schema
from gcl.pipeline.schemas import ConceptBrief, CulturalBrief, Phrase, end_sentences, json_schema
from tests.pipeline.conftest import JAPAN, ROWS, job
from tests.pipeline.scripted import CHECKLIST, CULTURE

SCHEMAS: list[type[BaseModel]] = [
    ConceptBrief,
    CulturalBrief,
    answers_schema(CHECKLIST["brand"], ROWS),
    adaptation_schema(job()),
    adaptation_schema(job(market=JAPAN)),
]


def parts(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for child in node.values():
            yield from parts(child)
    elif isinstance(node, list):
        for child in node:
            yield from parts(child)


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: schema.__name__)
def test_every_text_and_list_is_capped_and_no_key_may_be_added(schema: type[BaseModel]) -> None:
    for part in parts(json_schema(schema)):
        if part.get("type") == "string" and not {"const", "enum"} & set(part):
            assert "maxLength" in part
        if part.get("type") == "array":
            assert "maxItems" in part
        if part.get("type") == "object":
            assert part["additionalProperties"] is False


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: schema.__name__)
def test_llguidance_takes_the_schema(schema: type[BaseModel]) -> None:
    error = LLMatcher.validate_grammar(LLMatcher.grammar_from_json_schema(json_schema(schema)))
    assert not error


def test_a_verdict_comes_after_its_evidence_and_reasons() -> None:
    definitions = json_schema(answers_schema(CHECKLIST["brand"], ROWS))["$defs"]
    assert list(definitions["Yes1"]["properties"]) == ["question", "quote", "reason", "answer"]
    assert list(definitions["No1"]["properties"]) == ["question", "quote", "reason", "answer", "fix"]


BRIEF = json_schema(CulturalBrief)
SENTENCE, PHRASE = BRIEF["properties"]["market_context"]["maxLength"], 120


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Too loud. It costs €4.99 and then it", "Too loud."),
        ("He says “no.” Then he", "He says “no.”"),
        ("うるさい。そして", "うるさい。"),
        ("यह तेज़ है। और", "यह तेज़ है।"),
        ("It costs 4.99 and", None),
    ],
)
def test_a_text_that_ran_into_its_cap_ends_with_its_last_whole_sentence(text: str, expected: str | None) -> None:
    full = text + "x" * (PHRASE - len(text))
    answer = {**CULTURE, "pitfalls": ["shoes", full]}
    assert end_sentences(BRIEF, answer) == ([] if expected else ["pitfalls[1]"])
    assert answer["pitfalls"] == ["shoes", expected or full]


def test_a_text_that_ends_where_the_next_token_did_not_fit_was_cut_as_well() -> None:
    for text, expected in (
        ("Too loud. " + "x" * (SENTENCE - 15), "Too loud."),
        ("x" * (SENTENCE - 5), "x" * (SENTENCE - 5)),
        ("x" * (SENTENCE - 5) + ".", "x" * (SENTENCE - 5) + "."),
    ):
        answer = {**CULTURE, "market_context": text}
        assert end_sentences(BRIEF, answer) == []
        assert answer["market_context"] == expected


def test_a_text_below_its_cap_is_left_alone() -> None:
    answer = {**CULTURE, "pitfalls": ["Loud. And then"]}
    assert end_sentences(BRIEF, answer) == []
    assert answer["pitfalls"] == ["Loud. And then"]


@pytest.mark.parametrize("verdict", ["yes", "no"])
def test_a_judges_quote_and_reason_may_be_cut_and_end_with_a_whole_word(verdict: str) -> None:
    schema = json_schema(answers_schema(CHECKLIST["brand"], ROWS))
    said = {
        "question": CHECKLIST["brand"][0].question,
        "quote": "rain " * 16,
        "reason": "rains " * 20,
        "answer": verdict,
    }
    answer = {"answers": [said | ({"fix": "Say it."} if verdict == "no" else {})]}
    assert end_sentences(schema, answer) == []
    assert answer["answers"][0]["quote"] == ("rain " * 16).rstrip()
    assert answer["answers"][0]["reason"] == ("rains " * 20).rstrip() + "…"


def is_phrase(text: str) -> bool:
    try:
        TypeAdapter(Phrase).validate_python(text)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(
    "text", ["a warm kitchen", "Prices in 0.99, U.S. style", 'He says "no."', "朝の光。", "…wait", "₹99 → ₹49 ☕", "()"]
)
def test_a_phrase_is_any_text_in_a_line(text: str) -> None:
    assert is_phrase(text)


@pytest.mark.parametrize("text", ["", " ", 'tea"}]', "two\nlines", "a\\b", "x" * 121])
def test_what_a_rambling_model_writes_is_no_phrase(text: str) -> None:
    assert not is_phrase(text)
