"""Templates: strict, sandboxed, and errors that say where."""

from __future__ import annotations

import pytest

from gcl.config import ROOT
from gcl.db import Database
from gcl.errors import TemplateError
from gcl.payloads import BrandBook, Market, Script, TemplateText
from gcl.pipeline.schemas import ConceptBrief, CulturalBrief
from gcl.prompt_samples import SAMPLES
from gcl.prompts import VARIABLES, active_templates, check_template, render_prompt
from gcl.stages import SLUGS
from tests.pipeline.conftest import BRAND, MARKET, ROWS
from tests.pipeline.scripted import CONCEPT, CULTURE, REFUSE

SHIPPED = ROOT / "data" / "prompt_templates"


def rendered(body: str, **variables: object) -> str:
    return render_prompt("test", {"test": TemplateText(version=1, body=body)}, **variables)


def test_a_missing_variable_is_named_with_its_line_and_what_there_is() -> None:
    with pytest.raises(TemplateError, match=r"in line 2: 'brnd' is undefined\. It gets: brand") as raised:
        rendered("Hello\n{{ brnd }}", brand="Hearthside")
    assert raised.value.line == 2


def test_a_missing_field_is_named() -> None:
    with pytest.raises(TemplateError, match="no attribute 'voise'"):
        rendered("{{ brand.voise }}", brand={"voice": "warm"})


def test_a_field_wins_over_a_method_of_the_same_name() -> None:
    assert rendered("{{ brand.values | join(', ') }}", brand={"values": ["Patience", "Honesty"]}) == "Patience, Honesty"


@pytest.mark.parametrize(
    "body",
    [
        "{{ brand.__class__ }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ brand['__class__'] }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ rows.append(1) }}",
        "{{ brand.update({'a': 1}) }}",
        "{{ brand | attr('__class__') }}",
        "{% include 'secrets' %}",
        "{% for _ in range(10000000) %}x{% endfor %}",
    ],
)
def test_internals_changes_and_other_files_are_refused(body: str) -> None:
    rows: list[int] = []
    with pytest.raises(TemplateError):
        rendered(body, brand={"voice": "warm"}, rows=rows)
    assert rows == []


@pytest.mark.parametrize(
    "body",
    [
        "{{ 9**(9**9) }}",
        "{{ 'x' * 500000000 }}",
        "{{ '%0999999999d' % 1 }}",
        "{{ '{:>999999999}'.format(1) }}",
        "{{ 'x'.ljust(999999999) }}",
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{% for a in range(90000) %}{{ text }}{% endfor %}",
    ],
)
def test_what_would_take_for_ever_or_fill_the_memory_is_refused_when_filled_in_and_harmless_to_save(body: str) -> None:
    check_template(body)
    with pytest.raises(TemplateError, match="cannot be filled in"):
        rendered(body, text="x" * 100)


def test_sums_and_short_loops_are_fine() -> None:
    assert rendered("{% for n in range(3) %}{{ n * 2 }} {% endfor %}{{ 7 % 4 }}") == "0 2 4 3"


def test_a_template_that_nests_too_deeply_is_refused_with_a_sentence() -> None:
    with pytest.raises(TemplateError, match="nested too deeply"):
        check_template("{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}")


def test_a_syntax_error_is_told_with_its_line() -> None:
    with pytest.raises(TemplateError, match="error in line 3") as raised:
        check_template("a\nb\n{% for row in rows %}")
    assert raised.value.line == 3


def test_an_unknown_filter_is_a_syntax_error() -> None:
    with pytest.raises(TemplateError, match="No filter named 'upppper'"):
        check_template("{{ brand | upppper }}")


def test_a_name_that_the_slug_does_not_provide_is_refused_before_it_is_saved() -> None:
    with pytest.raises(TemplateError, match="'attempt'") as raised:
        check_template("Judge.\n{{ attempt }}", "eval-format")
    assert raised.value.line == 2


@pytest.mark.parametrize("body", ['{% include "x" %}', "{{ rows.__class__ }}", "{{ rows.nope.deeper }}"])
def test_what_can_never_be_filled_in_is_refused_before_it_is_saved(body: str) -> None:
    with pytest.raises(TemplateError, match="cannot be filled in"):
        check_template(body, "eval-format")


def test_a_template_that_needs_a_brand_is_refused_since_a_run_may_have_none() -> None:
    with pytest.raises(TemplateError, match="without a brand"):
        check_template("{{ brand.name }}", "eval-brand")
    check_template("{% if brand %}{{ brand.name }}{% endif %}", "eval-brand")


def test_samples_have_the_shape_of_what_a_run_gives() -> None:
    for sample in SAMPLES.values():
        Script.model_validate(sample["origin"])
        Market.model_validate(sample["market"])
        ConceptBrief.model_validate(sample["concept_brief"])
        CulturalBrief.model_validate(sample["cultural_brief"])
        assert sample["brand"] is None or BrandBook.model_validate(sample["brand"])
        assert set().union(*VARIABLES.values()) <= set(sample)


def test_an_unknown_slug_is_told() -> None:
    with pytest.raises(TemplateError, match="no prompt template 'adaption'"):
        render_prompt("adaption", {})


def test_json_is_written_as_people_write_it() -> None:
    assert rendered("{{ rows | json }}", rows=[{"audio": "VO: Don't — 朝 <b>"}]) == '[{"audio": "VO: Don\'t — 朝 <b>"}]'


@pytest.mark.parametrize("file", sorted(SHIPPED.glob("*.j2")), ids=lambda file: file.stem)
def test_a_shipped_template_uses_only_what_it_is_given(file: object) -> None:
    check_template(file.read_text(encoding="utf-8"), file.stem)  # type: ignore[attr-defined]


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
        "draft": {"rows": rows},
        "feedback": [],
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


def test_a_judge_learns_neither_how_often_it_judged_nor_which_draft_it_reads() -> None:
    for slug in SLUGS[3:]:
        assert set(VARIABLES[slug]).isdisjoint({"draft", "feedback", "step"})


def test_a_revision_shows_the_issues_and_the_refused_draft() -> None:
    draft = {"rows": [{**row.dump(), "audio": [{"label": "VO:", "text": "Loud."}]} for row in ROWS]}
    feedback = [{"gate": "cultural", "summary": "Too loud.", "issues": REFUSE["issues"]}]
    prompt = render_prompt("adaptation", shipped(), **given("adaptation", draft=draft, feedback=feedback))
    assert "- major, Shot 2, audio: Too loud. Fix: Say it softly." in prompt
    assert '"audio": [{"label": "VO:", "text": "Loud."}]' in prompt
    assert "REFUSED" not in render_prompt("adaptation", shipped(), **given("adaptation"))


def test_the_language_rule_is_told_for_a_foreign_market_only() -> None:
    japan = {**MARKET.dump(), "language": "Japanese", "language_code": "ja", "country": "Japan", "code": "ja-JP"}
    rules = {
        "adaptation": "What is spoken (VO, dialogue) or read on screen (supers, titles) is in Japanese",
        "eval-format": "in Japanese, and each such line is followed by its English translation",
    }
    for slug, rule in rules.items():
        assert rule in render_prompt(slug, shipped(), **given(slug, market=japan))
        assert "idiom of United Kingdom" in render_prompt(slug, shipped(), **given(slug))


def test_the_templates_in_use_are_read_from_the_database(db: Database) -> None:
    with db.read() as session:
        templates = active_templates(session)
    assert set(templates) == set(VARIABLES)
    assert templates["adaptation"].version == 1
