"""The schemas: capped, closed, ordered; the writer's made for the script at hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from llguidance import LLMatcher, LLTokenizer
from pydantic import BaseModel, ValidationError

from gcl.pipeline.schemas import (
    AdaptationOutput,
    ConceptBrief,
    CulturalBrief,
    EvaluationResult,
    adaptation_schema,
    json_schema,
    strings_at_cap,
)
from tests.pipeline.conftest import ROWS
from tests.pipeline.scripted import PASS

WRITERS = adaptation_schema(ROWS, translated=True)
SCHEMAS: list[type[BaseModel]] = [ConceptBrief, CulturalBrief, EvaluationResult, WRITERS]
ROW = {"visual": "A cup.", "audio": "VO: Tea."}


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


def rows(*numbers: str) -> dict[str, Any]:
    times = {row.shot_number: row.timecode for row in ROWS}
    return {"rows": [{"shot_number": number, "timecode": times[number], **ROW} for number in numbers]}


def test_an_adaptation_has_exactly_the_rows_of_its_script() -> None:
    answer = WRITERS.model_validate(rows("1", "2", "2A", "3"))
    assert isinstance(answer, AdaptationOutput)
    assert [row.shot_number for row in answer.rows] == ["1", "2", "2A", "3"]


@pytest.mark.parametrize(
    "numbers",
    [
        pytest.param(["1", "2", "3"], id="one lost"),
        pytest.param(["1", "2", "2", "3"], id="one doubled"),
        pytest.param(["2", "1", "2A", "3"], id="two swapped"),
        pytest.param(["1", "2", "2A", "3", "3"], id="one too many"),
    ],
)
def test_rows_cannot_be_lost_doubled_or_swapped(numbers: list[str]) -> None:
    with pytest.raises(ValidationError):
        WRITERS.model_validate(rows(*numbers))


def test_a_silent_shot_may_stay_silent_and_another_may_not_fall_silent() -> None:
    silent = [ROWS[0], ROWS[1].model_copy(update={"audio": ""})]
    schema = adaptation_schema(silent, translated=False)
    answer = rows("1", "2")
    answer["rows"][1]["audio"] = ""
    assert schema.model_validate(answer)
    answer["rows"][0]["audio"] = ""
    with pytest.raises(ValidationError):
        schema.model_validate(answer)


def test_a_long_cell_stays_within_the_longest_that_a_script_may_have() -> None:
    long = [ROWS[0].model_copy(update={"visual": "v" * 2000, "audio": "a" * 2000})]
    fields = json_schema(adaptation_schema(long, translated=True))["$defs"]["Row1"]["properties"]
    assert (fields["visual"]["maxLength"], fields["audio"]["maxLength"]) == (2000, 2000)


def test_a_text_at_its_cap_is_found_by_its_path() -> None:
    schema = json_schema(adaptation_schema(ROWS, translated=True))
    answer = rows("1", "2", "2A", "3")
    assert list(strings_at_cap(schema, answer)) == []
    answer["rows"][2]["visual"] = "v" * schema["$defs"]["Row3"]["properties"]["visual"]["maxLength"]
    assert list(strings_at_cap(schema, answer)) == ["rows[2].visual"]
    assert list(strings_at_cap(json_schema(EvaluationResult), PASS)) == []


def accepted(cell: str, text: str, *, translated: bool = True) -> bool:
    answer = rows("1", "2", "2A", "3")
    answer["rows"][0][cell] = text
    try:
        adaptation_schema(ROWS, translated=translated).model_validate(answer)
    except ValidationError:
        return False
    return True


def test_a_description_stays_in_latin_letters_but_for_what_is_quoted() -> None:
    assert accepted("visual", "A café – it’s raining.")
    assert accepted("visual", 'The title "朝の光" fades in.')
    assert not accepted("visual", "雨の中、女性が走る。")
    assert accepted("audio", "VO: 今日は、ゆっくり。 (Take it slow today.)")


def test_a_cell_has_at_most_a_sentence_more_than_the_origins() -> None:
    # The origin's first row has one sentence to see and two to hear.
    assert accepted("visual", "She runs. It rains.")
    assert not accepted("visual", "She runs. It rains. It pours.")
    assert accepted("audio", "SFX: rain. VO: Rain. Rain.", translated=False)
    assert not accepted("audio", "SFX: rain. VO: Rain. Rain. Rain.", translated=False)
    assert accepted("audio", "SFX: rain. VO: 雨。 (Rain.) 雨。", translated=True)
    assert accepted("audio", "VO: Rain without a full stop", translated=False)


def test_a_model_can_write_what_pydantic_accepts_and_nothing_else() -> None:
    """The grammar and the check must agree on the patterns, each of which has its own engine."""
    tokenizer = LLTokenizer("byte")
    answer = rows("1", "2", "2A", "3")
    answer["rows"][0]["visual"] = 'The title "朝の光" fades in.'
    for visual, ok in (('The title "朝" fades in.', True), ("朝", False), ("One. Two. Three.", False)):
        answer["rows"][0]["visual"] = visual
        text = json.dumps(answer, ensure_ascii=False)
        matcher = LLMatcher(tokenizer, LLMatcher.grammar_from_json_schema(json_schema(WRITERS)))
        assert (matcher.try_consume_tokens(tokenizer.tokenize_str(text)) == len(text.encode())) is ok
