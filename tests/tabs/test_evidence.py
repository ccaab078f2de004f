"""Verdicts and briefs as pages to read: what failed, why, where it stands, who overrode it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from gcl.config import Config
from gcl.services import open_services
from gcl.services.adaptations import Track
from gcl.tabs.render import _VIEWS
from gcl.tabs.run_part import output
from tests.e2e.demo_home import CONCEPT, CULTURE, fill_adaptations


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Track]:
    home = tmp_path_factory.mktemp("runs")
    services = open_services(Config(home=home, models=home / "models", device="cpu"))
    made = {market: services.adaptations.track(unit) for market, unit in fill_adaptations(services).items()}
    services.close()
    return made


def words(view: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", view).split())


def brief(node: str, output: dict[str, object]) -> str:
    return str(_VIEWS.get_template("brief.html").module.brief_page(node, output, "A brief"))  # type: ignore[attr-defined]


def test_a_verdict_says_how_many_passed_and_what_failed_why_and_where(runs: dict[str, Track]) -> None:
    view = output(runs["ja-JP"], "cultural", {})
    assert "5 of 5 passed" in view
    assert "3 of 5 passed" in view
    told = words(view)
    assert "Failed Does the last line invite rather than order? Critical The closing line sounds like an order" in told
    assert 'data-quote="さあ、起きよう。" data-shot="4" data-cell="audio"' in view
    assert "score" not in told


def test_checks_that_passed_are_listed_as_well(runs: dict[str, Track]) -> None:
    told = words(output(runs["ja-JP"], "format", {}))
    assert "Checked by the program 9 of 10 passed" in told
    assert "Judged by the model 1 of 1 passed" in told
    assert "To mend it: Take a word out" in told
    assert "Passed: Visuals are in English" in told


def test_an_answer_without_a_true_quote_is_shown_as_not_counted(runs: dict[str, Track]) -> None:
    view = output(runs["ja-JP"], "brand", {})
    assert "3 of 3 passed, 1 not counted" in words(view)
    assert "Not counted" in words(view)
    assert 'data-quote="the bottle leaves the frame"' not in view


def test_a_verdict_from_before_there_was_evidence_shows_its_issues_and_score(runs: dict[str, Track]) -> None:
    told = words(output(runs["ar-SA"], "brand", {}))
    assert "score 4 of 10" in told
    assert "Critical The brand name was written in the local script. It is a locked term. Where: Shot 4, VO" in told
    assert "of 0" not in told


def test_an_override_says_who_and_why(runs: dict[str, Track]) -> None:
    run = runs["ar-SA"]
    person = {"who": "Noor", "reason": "The client <b>asked</b> for it.", "passed": True}
    verdicts = [replace(one, override=person) if one.gate == "brand" else one for one in run.evaluations]
    view = output(replace(run, evaluations=verdicts), "brand", {})
    assert "Noor overrode the gate: this draft counts as passed. The client" in words(view)
    assert "overridden by Noor" in words(view)
    assert "<b>asked" not in view


def test_a_concept_brief_has_its_message_first_and_its_feelings_in_order() -> None:
    told = words(brief("concept", CONCEPT))
    order = ["Core message", "Some mornings", "Setup", "Resolution", "Reluctance", "Quiet delight", "Must be kept"]
    assert [told.index(part) for part in order] == sorted(told.index(part) for part in order)
    assert "{" not in told


def test_a_cultural_brief_has_what_replaces_what_and_its_rules() -> None:
    told = words(brief("culture", CULTURE))
    assert "Stack of three pancakes Two thick hotcakes The home dish" in told
    assert "Rules check with counsel" in told


@pytest.mark.parametrize("node", ["concept", "culture"])
def test_a_brief_of_another_shape_is_shown_as_far_as_it_goes(node: str) -> None:
    told = words(brief(node, {"mood": "Autumn", "narrative_structure": None, "substitutions": [{"original": "Cup"}]}))
    assert "Mood Autumn" in told


def test_no_view_has_a_place_that_a_model_could_fill_with_html() -> None:
    view = brief("concept", {"core_message": "<script>x</script>", "must_preserve": ["<b>y</b>"]})
    assert "<script>x" not in view
    assert "<b>y" not in view
