"""The templates that ship: what the model of each node reads, in the order in which a run asks."""

from __future__ import annotations

from pathlib import Path

import pytest

from gcl.config import ROOT
from gcl.db import Database
from gcl.payloads import TemplateText
from gcl.prompts import VARIABLES, active_templates, check_template, render_prompt
from gcl.stages import SLUGS
from tests.pipeline.conftest import BRAND, MARKET, ROWS
from tests.pipeline.scripted import CHECKLIST, CONCEPT, CULTURE, issue

SHIPPED = ROOT / "data" / "prompt_templates"


@pytest.mark.parametrize("file", sorted(SHIPPED.glob("*.j2")), ids=lambda file: file.stem)
def test_a_shipped_template_uses_only_what_it_is_given(file: Path) -> None:
    check_template(file.read_text(encoding="utf-8"), file.stem)


def test_every_slug_ships_and_is_documented() -> None:
    assert {file.stem for file in SHIPPED.glob("*.j2")} == set(VARIABLES) >= set(SLUGS)


def given(slug: str, **changes: object) -> dict[str, object]:
    rows = [row.dump() for row in ROWS]
    everything: dict[str, object] = {
        "origin": {"title": "Rainy day", "market": "en-US", "language": "English", "rows": rows},
        "market": MARKET.dump(),
        "brand": BRAND.dump(),
        "concept_brief": CONCEPT,
        "cultural_brief": CULTURE,
        "rows": rows,
        "latest": [],
        "shots": ["1", "2", "2A", "3"],
        "draft": {"rows": rows},
        "feedback": [],
        "questions": [item.model_dump() for item in CHECKLIST["format"]],
        "misquoted": [],
        "note": "",
        **changes,
    }
    return {name: everything[name] for name in VARIABLES[slug]}


def shipped() -> dict[str, TemplateText]:
    return {file.stem: TemplateText(version=1, body=file.read_text(encoding="utf-8")) for file in SHIPPED.glob("*.j2")}


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("brand", [BRAND.dump(), None], ids=["brand", "no brand"])
def test_every_node_gets_the_script_first_with_or_without_a_brand(slug: str, brand: object) -> None:
    prompt = render_prompt(slug, shipped(), **given(slug, brand=brand))
    assert prompt.startswith('SCRIPT "Rainy day" (English, for en-US)\nShot 1 [00:00-00:05]\n  visual: A woman')
    assert "Answer with JSON" in prompt


# The prompts of a run in which the last gate asks again and refuses.
RUN: list[tuple[str, dict[str, object]]] = [
    *[(slug, {}) for slug in SLUGS],
    ("eval-brand", {"misquoted": ["no such words"]}),
    ("adaptation", {"latest": [row.dump() for row in ROWS], "shots": ["2"]}),
]


@pytest.mark.parametrize("brand", [BRAND.dump(), None], ids=["brand", "no brand"])
@pytest.mark.parametrize("at", range(1, len(RUN)), ids=[slug for slug, _ in RUN[1:]])
def test_a_prompt_repeats_all_of_the_one_before_it_but_its_task(at: int, brand: object) -> None:
    before, prompt = (
        render_prompt(slug, shipped(), **given(slug, brand=brand, **new)) for slug, new in RUN[at - 1 : at + 1]
    )
    knowledge, _, task = before.partition("\nYou ")
    assert task
    assert prompt.startswith(knowledge)


def test_a_judge_learns_neither_how_often_it_judged_nor_which_draft_it_reads() -> None:
    for slug in SLUGS[3:]:
        assert set(VARIABLES[slug]).isdisjoint({"draft", "latest", "shots", "feedback", "step"})


def test_a_revision_shows_the_draft_the_issues_and_the_shots_to_rewrite() -> None:
    rows = [row.dump() for row in ROWS]
    draft = {"rows": [{**rows[1], "audio": [{"label": "VO:", "text": "Loud."}]}]}
    feedback = [{"gate": "cultural", "summary": "4 of 5 passed.", "issues": [issue("cultural")]}]
    changes = {"latest": rows, "shots": ["2"], "draft": draft, "feedback": feedback}
    prompt = render_prompt("adaptation", shipped(), **given("adaptation", **changes))
    assert "- major, Shot 2, audio: Does it fit the cultural gate? No: Too loud. Fix: Say it softly." in prompt
    assert "Rewrite this shot of the adapted script: 2." in prompt
    assert '"audio": [{"label": "VO:", "text": "Loud."}]' in prompt
    assert prompt.count(f"visual: {ROWS[3].visual}") == 2, "origin and draft, whole"
    assert "REFUSED" not in render_prompt("adaptation", shipped(), **given("adaptation"))


@pytest.mark.parametrize("slug", SLUGS)
def test_who_asks_again_is_heard_and_nobody_else_is_mentioned(slug: str) -> None:
    assert "A colleague asks: Drier, please." in render_prompt(slug, shipped(), **given(slug, note="Drier, please."))
    assert "colleague" not in render_prompt(slug, shipped(), **given(slug))


@pytest.mark.parametrize("slug", SLUGS[3:])
def test_a_gate_shows_its_questions_and_the_quotes_that_did_not_stand(slug: str) -> None:
    prompt = render_prompt(slug, shipped(), **given(slug, misquoted=["A dog barks."]))
    assert prompt.endswith('["Does it fit the format gate?"]')
    assert "do not stand in the adapted script, so quote others:\n- A dog barks." in prompt
    assert "do not stand" not in render_prompt(slug, shipped(), **given(slug))


def test_the_language_rule_is_told_for_a_foreign_market_only() -> None:
    japan = {**MARKET.dump(), "language": "Japanese", "language_code": "ja", "country": "Japan", "code": "ja-JP"}
    rule = "What is spoken (VO, dialogue) or read on screen (supers, titles) is in Japanese"
    assert rule in render_prompt("adaptation", shipped(), **given("adaptation", market=japan))
    assert "idiom of United Kingdom" in render_prompt("adaptation", shipped(), **given("adaptation"))


def test_the_templates_in_use_are_read_from_the_database(db: Database) -> None:
    with db.read() as session:
        templates = active_templates(session)
    assert set(templates) == set(VARIABLES)
    assert templates["adaptation"].version == 1
