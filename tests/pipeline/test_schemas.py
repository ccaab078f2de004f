"""The schemas: capped, closed, ordered, and steering a model the way that Pydantic checks it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from llguidance import LLMatcher
from pydantic import BaseModel, TypeAdapter, ValidationError

from gcl.pipeline.draft import adaptation_schema
from gcl.pipeline.schemas import ConceptBrief, CulturalBrief, EvaluationResult, Phrase, end_sentences, json_schema
from tests.pipeline.conftest import JAPAN, job
from tests.pipeline.scripted import ISSUE, PASS

SCHEMAS: list[type[BaseModel]] = [
    ConceptBrief,
    CulturalBrief,
    EvaluationResult,
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
    assert list(EvaluationResult.model_fields) == ["issues", "summary", "score", "passed"]


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
    schema = json_schema(EvaluationResult)
    cap = schema["$defs"]["Issue"]["properties"]["description"]["maxLength"]
    full = text + "x" * (cap - len(text))
    answer = {**PASS, "issues": [ISSUE, {**ISSUE, "description": full}]}
    assert end_sentences(schema, answer) == ([] if expected else ["issues[1].description"])
    assert answer["issues"][1]["description"] == (expected or full)
    assert answer["issues"][0] == ISSUE


def test_a_text_that_ends_where_the_next_token_did_not_fit_was_cut_as_well() -> None:
    cap = json_schema(EvaluationResult)["properties"]["summary"]["maxLength"]
    for summary, expected in (
        ("Too loud. " + "x" * (cap - 15), "Too loud."),
        ("x" * (cap - 5), "x" * (cap - 5)),
        ("x" * (cap - 5) + ".", "x" * (cap - 5) + "."),
    ):
        answer = {**PASS, "summary": summary}
        assert end_sentences(json_schema(EvaluationResult), answer) == []
        assert answer["summary"] == expected


def test_a_text_below_its_cap_is_left_alone() -> None:
    answer = {**PASS, "issues": [{**ISSUE, "description": "Loud. And then"}]}
    assert end_sentences(json_schema(EvaluationResult), answer) == []
    assert answer["issues"][0]["description"] == "Loud. And then"


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
