"""The writer's answer: the rows and lines of the script at hand and no others, and back again."""

from __future__ import annotations

import json
from typing import Any

import pytest
from llguidance import LLMatcher, LLTokenizer
from pydantic import ValidationError

from gcl.payloads import AdaptationJob, ScriptRow
from gcl.pipeline.draft import adaptation_schema, form, named_shots, revised, revision_form, script_rows
from gcl.pipeline.schemas import json_schema
from tests.pipeline.conftest import JAPAN, ROWS, job

FRANCE = JAPAN.model_copy(update={"language": "French", "language_code": "fr", "native_name": "Français"})
Json = dict[str, Any]


def said(payload: AdaptationJob, text: str = "雨の日もある。", english: str = "Some days it rains.") -> Json:
    """The form of `payload` filled in: each line that is heard or read says the same."""
    answer = form(payload)
    for row in answer["rows"]:
        for line in row["audio"]:
            if "english" in line:
                line |= {payload.market.language: text, "english": english}
    return answer


def accepted(payload: AdaptationJob, answer: Json) -> bool:
    """Whether Pydantic takes the answer; a model must be able to write it then, and unable otherwise."""
    schema = adaptation_schema(payload)
    try:
        schema.model_validate_json(json.dumps(answer))
        checked = True
    except ValidationError:
        checked = False
    assert written(schema, answer) is checked
    return checked


def written(schema: type, answer: Json) -> bool:
    """Asks for the mask before each token, as a model does: only that uses up what the engine can bear."""
    tokenizer = LLTokenizer("byte")
    matcher = LLMatcher(tokenizer, LLMatcher.grammar_from_json_schema(json_schema(schema)))
    taken = True
    for token in tokenizer.tokenize_str(json.dumps(answer, ensure_ascii=False)):
        matcher.compute_bitmask()
        assert not matcher.get_error()
        taken = matcher.try_consume_tokens([token]) == 1
        if not taken:
            break
    return taken and matcher.is_accepting()


def test_the_origin_itself_is_an_answer_in_english() -> None:
    payload = job()
    answer = form(payload)
    assert answer["rows"][0]["audio"] == [
        {"label": "SFX:", "text": "rain."},
        {"label": "VO:", "text": "Some days just won't quit."},
    ]
    assert accepted(payload, answer)
    rows = script_rows(adaptation_schema(payload).model_validate_json(json.dumps(answer)), payload)
    assert rows == [row.dump() for row in ROWS]


def test_a_foreign_line_is_heard_in_its_language_and_followed_by_what_it_means() -> None:
    payload = job(market=JAPAN)
    assert form(payload)["rows"][0]["audio"] == [
        {"label": "SFX:", "text": "rain."},
        {"label": "VO:", "english": "Some days just won't quit.", "Japanese": "…"},
    ]
    answer = said(payload)
    assert accepted(payload, answer)
    rows = script_rows(adaptation_schema(payload).model_validate_json(json.dumps(answer)), payload)
    assert rows[0]["audio"] == "SFX: rain. VO: 雨の日もある。 (Some days it rains.)"
    assert rows[3]["audio"] == "SUPER: 雨の日もある。 (Some days it rains.)"


def test_an_origin_in_another_language_lends_no_english() -> None:
    payload = job(market=JAPAN)
    payload = payload.model_copy(update={"origin": payload.origin.model_copy(update={"language": "German"})})
    assert form(payload)["rows"][0]["audio"][1] == {"label": "VO:", "english": "…", "Japanese": "…"}


@pytest.mark.parametrize(
    ("language", "text", "english", "ok"),
    [
        pytest.param("Japanese", '"朝。"', '"Morning."', True, id="in quotes"),
        pytest.param("Japanese", "朝", "Morning", True, id="one letter"),
        pytest.param("Japanese", "Hearthside、朝。ゆっくり。", "Hearthside, morning. Slow.", True, id="a name within"),
        pytest.param("Japanese", "Some days it rains.", "Some days it rains.", False, id="left in English"),
        pytest.param("Japanese", "朝。", "朝。", False, id="not translated back"),
        pytest.param("Japanese", "朝。", "", False, id="no translation"),
        pytest.param("Japanese", "朝(あさ)。", "Morning.", False, id="parentheses of its own"),
        pytest.param("Japanese", "…", "Morning.", False, id="left blank"),
        pytest.param(
            "Japanese", "Some days it rains。", "Some days it rains.", False, id="English but for its full stop"
        ),
        pytest.param("Japanese", "No.1の味。", "The number one taste.", True, id="a full stop before the first letter"),
        pytest.param("French", "...et voilà : 4,99 €.", "...and that's €4.99 a.m.", True, id="abbreviations"),
        pytest.param("French", "Il pleut, ça arrive !", "It rains, it happens!", True, id="Latin script"),
        pytest.param("French", "…", "It rains.", False, id="left blank in French"),
    ],
)
def test_a_line_needs_its_language_and_its_translation(language: str, text: str, english: str, ok: bool) -> None:
    payload = job(market=JAPAN if language == "Japanese" else FRANCE)
    assert accepted(payload, said(payload, text, english)) is ok


@pytest.mark.parametrize("super", ["Hearthside.", "HEARTHSIDE", "hearthside.com", "#Hearth @hearth 2026"])
def test_what_no_one_may_change_may_stay_as_it_is(super: str) -> None:
    payload = job(market=JAPAN, rows=[ROWS[0].model_copy(update={"audio": f"SUPER: {super}"})])
    assert accepted(payload, said(payload, super, super))


def test_the_longer_of_two_locked_terms_may_stay_as_it_is() -> None:
    payload = job(market=JAPAN, rows=[ROWS[0].model_copy(update={"audio": "SUPER: Hearthside Rye"})])
    assert payload.brand is not None
    brand = payload.brand.model_copy(update={"locked_terms": ["Hearthside", "Hearthside Rye"]})
    payload = payload.model_copy(update={"brand": brand})
    assert accepted(payload, said(payload, "Hearthside Rye", "Hearthside Rye"))


@pytest.mark.parametrize(
    "audio", ["VO: ...and [laughs] {that} was \\ it", "(a door) [a cat]\nHello", "VO: 5₹ → ☕?!", "SUPER: !"]
)
@pytest.mark.parametrize("visual", ["A [logo] – 朝 –", "x" * 1900, "Price ₹99.\nA door."])
def test_an_odd_origin_can_be_written_as_it_is(audio: str, visual: str) -> None:
    payload = job(rows=[ROWS[0].model_copy(update={"audio": audio, "visual": visual})])
    answer = form(payload)
    answer["rows"][0]["visual"] = visual.replace("\n", " ")
    assert accepted(payload, answer)
    rows = script_rows(adaptation_schema(payload).model_validate_json(json.dumps(answer)), payload)
    assert rows[0]["audio"] == audio


def test_a_direction_keeps_its_brackets() -> None:
    payload = job(market=JAPAN, rows=[ROWS[0].model_copy(update={"audio": "(a door)\nVO: Hm."})])
    assert form(payload)["rows"][0]["audio"][0] == {"label": "()", "text": "a door"}
    rows = script_rows(adaptation_schema(payload).model_validate_json(json.dumps(said(payload))), payload)
    assert rows[0]["audio"] == "(a door)\nVO: 雨の日もある。 (Some days it rains.)"


def test_descriptions_and_cues_are_in_english() -> None:
    payload = job(market=JAPAN)
    for visual, cue, ok in (
        ("A café – it’s raining: ₹99 → ₹49 ☕", "Rain.", True),
        ("雨の中、女性が走る。", "Rain.", False),
        ("Rain.", "雨。", False),
    ):
        answer = said(payload)
        answer["rows"][0]["visual"] = visual
        answer["rows"][0]["audio"][0]["text"] = cue
        assert accepted(payload, answer) is ok


def test_a_foreign_title_that_the_english_origin_shows_may_stay() -> None:
    payload = job(market=JAPAN, rows=[ROWS[0].model_copy(update={"visual": "The title “朝” fades in."})])
    answer = said(payload)
    assert accepted(payload, answer)
    answer["rows"][0]["visual"] = "The title “朝の光” fades in."
    assert accepted(payload, answer)


@pytest.mark.parametrize("numbers", [[0, 1, 2], [0, 1, 1, 2, 3], [1, 0, 2, 3], [0, 1, 2, 3, 3]])
def test_rows_cannot_be_lost_doubled_or_swapped(numbers: list[int]) -> None:
    rows = form(job())["rows"]
    assert not accepted(job(), {"rows": [rows[number] for number in numbers]})


@pytest.mark.parametrize("numbers", [[0], [0, 0, 1], [1, 0], []])
def test_lines_cannot_be_lost_doubled_or_swapped(numbers: list[int]) -> None:
    answer = form(job())
    lines = answer["rows"][0]["audio"]
    answer["rows"][0]["audio"] = [lines[number] for number in numbers]
    assert not accepted(job(), answer)


def test_a_silent_shot_and_a_label_without_a_text_stay_as_they_are() -> None:
    rows = [ROWS[0].model_copy(update={"audio": ""}), ROWS[1].model_copy(update={"audio": "SFX: rain.\nSUPER:"})]
    payload = job(rows=rows)
    answer = form(payload)
    assert answer["rows"][0]["audio"] == []
    assert answer["rows"][1]["audio"][1] == {"label": "SUPER:"}
    assert accepted(payload, answer)
    written_rows = script_rows(adaptation_schema(payload).model_validate_json(json.dumps(answer)), payload)
    assert [row["audio"] for row in written_rows] == ["", "SFX: rain.\nSUPER:"]


def test_sixty_rows_of_many_lengths_are_within_what_the_grammars_engine_bears() -> None:
    rows = [
        ROWS[n % 4].model_copy(update={"shot_number": str(n), "visual": "A kettle sings. " * (n % 30 + 1)})
        for n in range(60)
    ]
    payload = job(market=JAPAN, rows=rows)
    assert accepted(payload, said(payload, "雨の日もある。晴れの日もある。", "Some days it rains. Some it does not."))


def test_cells_of_the_longest_are_within_what_the_grammars_engine_bears() -> None:
    rows = [
        ROWS[0].model_copy(update={"shot_number": str(n), "visual": "A kettle, " * 190, "audio": "VO: " + "Hm, " * 480})
        for n in range(4)
    ]
    payload = job(market=JAPAN, rows=rows)
    assert accepted(payload, said(payload, "雨の日もある。" * 250, "Some days it rains. " * 100))


def test_a_long_cell_has_room_for_its_translation() -> None:
    row = ScriptRow(shot_number="1", timecode="00:00-00:05", visual="v" * 2000, audio="VO: " + "a" * 1990)
    definitions = json_schema(adaptation_schema(job(rows=[row])))["$defs"]
    assert definitions["Row1"]["properties"]["visual"]["maxLength"] == 4000
    assert definitions["Row1Line1"]["properties"]["text"]["maxLength"] == 4000


SHOTS = [row.shot_number for row in ROWS]


def feedback(*about: tuple[str, str]) -> list[Json]:
    """A refusal with an issue for each (shot, severity)."""
    return [{"gate": "brand", "summary": "", "issues": [{"shot": shot, "severity": grave} for shot, grave in about]}]


@pytest.mark.parametrize(
    ("said", "shots"),
    [
        pytest.param(feedback(("2A", "major"), ("1", "minor")), ["1", "2A"], id="those that are named, in order"),
        pytest.param(feedback(("2", "major"), ("", "minor")), ["2"], id="a remark about the whole changes no more"),
        pytest.param(feedback(("2", "major"), ("", "critical")), SHOTS, id="all if the whole is at fault"),
        pytest.param(feedback(("7", "major")), SHOTS, id="all if no shot of the script is named"),
        pytest.param([{"gate": "brand", "summary": "", "issues": [{"severity": "major"}]}], SHOTS, id="of older runs"),
        pytest.param([], SHOTS, id="all of a first draft"),
    ],
)
def test_the_shots_to_rewrite_are_those_that_the_feedback_names(said: list[Json], shots: list[str]) -> None:
    assert named_shots(said, job()) == shots


def test_a_schema_of_some_shots_has_only_their_rows() -> None:
    payload = job(market=JAPAN)
    schema = adaptation_schema(payload, ["2", "3"])
    answer = said(payload)
    both = {"rows": [answer["rows"][1], answer["rows"][3]]}
    assert written(schema, both)
    assert not written(schema, answer)
    rows = script_rows(schema.model_validate_json(json.dumps(both)), payload)
    assert [row["shot_number"] for row in rows] == ["2", "3"]
    assert rows[1]["audio"] == "SUPER: 雨の日もある。 (Some days it rains.)"


def row(shot: str, visual: str) -> Json:
    return {"shot_number": shot, "visual": visual}


@pytest.mark.parametrize(
    ("rows", "rewritten", "result"),
    [
        pytest.param("1a 2a 2Aa 3a", "2b 3b", "1a 2b 2Aa 3b", id="in their places"),
        pytest.param("1a 2Aa 3a", "2b", "1a 2b 2Aa 3a", id="one that was lost comes back where it was"),
        pytest.param("1a 9a 2a 2Aa 3a", "2b", "1a 9a 2b 2Aa 3a", id="a shot that a person added stays"),
        pytest.param("", "1b 2b 2Ab 3b", "1b 2b 2Ab 3b", id="a first draft"),
        pytest.param("3a 1a 2a", "1b", "3a 1b 2a", id="an order of one's own"),
    ],
)
def test_a_revision_puts_rewritten_rows_in_their_places(rows: str, rewritten: str, result: str) -> None:
    before, new, after = ([row(one[:-1], one[-1]) for one in text.split()] for text in (rows, rewritten, result))
    assert revised(before, new, job()) == after


def test_a_shot_is_revised_from_what_the_writer_wrote() -> None:
    payload = job(market=JAPAN)
    answer = said(payload)
    rows = script_rows(adaptation_schema(payload).model_validate_json(json.dumps(answer)), payload)
    assert revision_form(payload, ["2"], rows, answer) == {"rows": [answer["rows"][1]]}


def test_a_shot_that_a_person_changed_is_revised_from_a_form_with_their_picture() -> None:
    payload = job(market=JAPAN)
    answer = said(payload)
    rows = script_rows(adaptation_schema(payload).model_validate_json(json.dumps(answer)), payload)
    rows[1] |= {"visual": "A samovar.", "audio": "VO: 茶。 (Tea.)"}
    [shot] = revision_form(payload, ["2"], rows, answer)["rows"]
    assert shot["visual"] == "A samovar."
    assert shot["audio"] == form(payload)["rows"][1]["audio"]
