"""Templates: strict, sandboxed, and errors that say where."""

from __future__ import annotations

import json
import resource
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment

from gcl.budget import MOST_SECONDS
from gcl.errors import TemplateError
from gcl.payloads import BrandBook, Market, Script, TemplateText
from gcl.pipeline.schemas import ConceptBrief, CulturalBrief
from gcl.prompt_samples import SAMPLES
from gcl.prompts import VARIABLES, check_template, render_prompt


def rendered(body: str, **variables: object) -> str:
    return render_prompt("test", {"test": TemplateText(version=1, body=body)}, **variables)


def test_a_missing_variable_is_named_with_its_line_and_what_there_is() -> None:
    with pytest.raises(TemplateError, match=r"in line 2: 'brnd' is undefined\. It gets: brand") as raised:
        rendered("Hello\n{{ brnd }}", brand="Hearthside")
    assert raised.value.line == 2


def test_a_missing_field_is_named() -> None:
    with pytest.raises(TemplateError, match="no attribute 'voise'"):
        rendered("{{ brand.voise }}", brand={"voice": "warm"})


@pytest.mark.parametrize(
    "shown",
    [
        "[brand.voise]",
        "{'a': (1, [brand.voise])}",
        "[brand] | map(attribute='voise') | list",
        "{'a': [brand.voise]} | json",
        "[brand.voise] | upper",
        "[brand.voise] ~ 'x'",
        "[[brand.voise]] | join",
    ],
)
def test_a_missing_field_is_named_inside_a_list_or_an_object_too(shown: str) -> None:
    with pytest.raises(TemplateError, match="no attribute 'voise'"):
        rendered("{{ " + shown + " }}", brand={"voice": "warm"})


def test_a_list_with_a_missing_field_is_refused_before_it_is_saved() -> None:
    with pytest.raises(TemplateError, match="no attribute 'vizual'"):
        check_template('{{ origin.rows | map(attribute="vizual") | list }}', "concept-extraction")


def test_what_is_missing_may_be_left_out_of_a_list() -> None:
    body = "{{ rows | map(attribute='note') | list | select('defined') | list }}"
    assert rendered(body, rows=[{"note": "slow"}, {}]) == "['slow']"


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


@pytest.fixture
def little_memory() -> Iterator[None]:
    """Half a GB more than this process has, so that a template which takes too much fails and not the machine."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + 500_000_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_AS, before)


TEXT = "{% set s = 'x' %}" + "{% set s = s ~ s %}" * 17  # 131,072 characters
NESTED = "{% set r = range(400) %}" + "{% for a in r %}" * 4 + "{% endfor %}" * 4
STEPS, LARGE, MADE = "more than 100,000 steps", "more than 500,000 characters", "more than 10,000,000 characters"
DEEP, NO_METHOD, NUMBERS = "it goes too deep", "cannot be used here", "only for numbers"
# {body: what is said of it}. Each of these ran without end, filled the memory, or would by another way to do the same.
ENDLESS = {
    # Loops and calls
    NESTED: STEPS,
    "{% for a in range(99999) %}{% for b in range(99999) if false %}{% endfor %}{% endfor %}": STEPS,
    "{% for a in range(99) recursive %}{% if loop.depth < 9 %}{{ loop(range(99)) }}{% endif %}{% endfor %}": STEPS,
    "{% for a in range(90000) %}{{ origin }}{% endfor %}": LARGE,
    "{% set s %}{% for a in range(90000) %}" + "{% if 1 %}x{% endif %}" * 500 + "{% endfor %}{% endset %}": STEPS,
    "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(40) }}": STEPS,
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}": DEEP,
    "{% block a %}{{ self.a() }}{% endblock %}": DEEP,
    "{{ range(10000000000000000000) | list }}": "a range has more than 100,000 numbers",
    "{{ 'x' in range(10000000000000) }}": "a range has more than 100,000 numbers",
    "{% set g = range(9) %}" + "{% set g = g | map('string') %}" * 500 + "{{ g | list }}": DEEP,
    # Texts
    "{% set s = 'x' %}" + "{% set s = s ~ s %}" * 40: LARGE,
    "{% set s = 'x' %}" + "{% set s = s + s %}" * 40: LARGE,
    "{% set s = 'x' %}" + "{% set s %}{{ s }}{{ s }}{% endset %}" * 40: LARGE,
    "{% macro m(x) %}{{ x }}{{ x }}{% endmacro %}{% set s = 'x' %}" + "{% set s = m(s) %}" * 40: LARGE,
    TEXT + "{% for a in range(99) %}{% set t = s[1:] %}{% endfor %}": MADE,
    TEXT + "{{ range(9999) | join(s) }}": MADE,
    TEXT + "{{ s | replace('x', s) }}": MADE,
    TEXT + "{{ s | replace('', s) }}": MADE,
    TEXT + "{% for a in range(99) %}{% set t = [[s, s]] | map('join', s) | list %}{% endfor %}": MADE,
    TEXT + "{% set t %}{% for a in range(9999) %}{{ {'a': s}.items() }}{% endfor %}{% endset %}": MADE,
    "{{ 'a\\na' | indent(1500000000) }}": "indents by more than 100",
    "{% filter indent(1500000000) %}a\na{% endfilter %}": "indents by more than 100",
    "{% autoescape 'a\\na' | indent(1500000000) %}{% endautoescape %}": "indents by more than 100",
    "{{ [1] | tojson(indent=1500000000) }}": "indents by more than 100",
    "{{ 'x' * 500000000 }}": NUMBERS,
    "{{ '%0999999999d' % 1 }}": NUMBERS,
    "{{ '{:>999999999}'.format(1) }}": NO_METHOD,
    "{{ '{:>999999999}'['format'](1) }}": NO_METHOD,
    "{{ 'x'.ljust(999999999) }}": NO_METHOD,
    "{{ 'x'.encode().ljust(999999999) }}": NO_METHOD,
    "{{ (1).to_bytes(1500000000, 'big') | length }}": NO_METHOD,
    TEXT + "{{ s.replace('x', s) }}": r"write it as a filter: \| replace",
    TEXT + "{{ (s ~ s).rfind('y' ~ s) }}": "a text of more than 100 characters",
    TEXT + "{{ s | trim('y' ~ s) }}": "a text of more than 100 characters",
    # Lists
    "{{ [1] | batch(300000000, 1) | list }}": "No filter named 'batch'",
    "{% set s = [1] %}" + "{% set s = s + s %}" * 40: LARGE,
    "{% set s = [1] %}" + "{% set s = [s, s] %}" * 60 + "{{ s }}": LARGE,
    "{% set s = 1 %}" + "{% set s = {'a': s, 'b': (s, s)} %}" * 40 + "{{ s | json }}": LARGE,
    "{% set s, t = [1], [1] %}" + "{% set s, t = [s, s], [t, t] %}" * 60 + "{{ s == t }}": LARGE,
    "{% macro m(n) %}{% if n %}{{ m(n - 1, varargs, varargs) }}{% endif %}{% endmacro %}{{ m(60) }}": LARGE,
    "{{ [[1]] * 1000000000 }}": NUMBERS,
    "{{ [[1]] | sum(start=[]) }}": NUMBERS,
    TEXT + "{{ range(50000) | map(attribute='nope', default=s) | sort }}": MADE,
    # Numbers
    "{{ 9**(9**9) }}": NUMBERS,
    "{% set n = 3 %}" + "{% set n = n * n %}" * 60: "a number of more than 1024 bits",
    "{{ 5 | round(-1000000000) }}": "rounds to more than 20 places",
    TEXT + "{{ s | replace('x', '9') | int }}": "from a text of more than 100 characters",
}


@pytest.mark.timeout(60)
@pytest.mark.usefixtures("little_memory")
@pytest.mark.parametrize(("body", "says"), ENDLESS.items(), ids=[body[-60:] for body in ENDLESS])
def test_what_would_take_for_ever_or_fill_the_memory_is_refused_when_it_is_saved(body: str, says: str) -> None:
    started = time.process_time()
    with pytest.raises(TemplateError, match=says):
        check_template(body, "adaptation")
    assert time.process_time() - started < MOST_SECONDS


def test_loops_that_are_more_than_python_bears_in_each_other_are_told() -> None:
    with pytest.raises(TemplateError, match="nested too deeply"):
        check_template("{% for a in [1] %}" * 30 + "{% endfor %}" * 30)


def test_what_jinja_takes_and_python_cannot_read_is_told() -> None:
    with pytest.raises(TemplateError, match="cannot be read: SyntaxError"):
        check_template("{{ [1, 2][1:2, 3] }}")


def test_a_number_that_is_too_long_to_be_read_is_told() -> None:
    with pytest.raises(TemplateError, match="cannot be read: ValueError"):
        check_template("{{ " + "9" * 9000 + " }}")


def test_a_reason_that_would_fill_the_screen_is_cut() -> None:
    with pytest.raises(TemplateError, match="has no attribute") as caught:
        rendered(TEXT + "{{ {}[s] }}")
    assert len(caught.value.sentence) < 1000


@pytest.mark.parametrize(
    ("body", "gives"),
    [
        ("{% for a in 'xyz' %}{{ loop.index }}/{{ loop.length }}{{ a }} {% endfor %}", "1/3x 2/3y 3/3z"),
        ("{% for a in range(9) if a is odd %}{{ loop.index0 }}{{ a }}{{ ',' if not loop.last }}{% endfor %}", ""),
        ("{% for a in [] %}x{% else %}none{% endfor %}", "none"),
        ("{% for a in [1, 2] if a > 2 %}x{% else %}none{% endfor %}", "none"),
        ("{% for a in [1, [2, [3]]] recursive %}{{ loop(a) if a is iterable else a }}{{ loop.depth }}{% endfor %}", ""),
        ("{% for a, b in {'x': 1, 'y': 2}.items() %}{{ a ~ b }}{{ loop.cycle('-', '+') }}{% endfor %}", "x1-y2+"),
        ("{% macro m(a, b=2) %}{{ a }}{{ b }}{{ caller() }}{% endmacro %}{% call m(1) %}3{% endcall %}", "123"),
        (
            "{% set s %}{% filter upper %}a{% endfilter %}{% endset %}{{ [s, s][1:] | join }}{{ (1, 2)[::-1] }}",
            "A(2, 1)",
        ),
        ("{{ 1 < 2 < 3 and 'a' in 'cat' and not 3 in [1, 2] }} {{ 7 // 2 }} {{ 'a' ~ 1 ~ none }} {{ [1] + [2] }}", ""),
        ("{{ 'A b'.lower().split(' ') }} {{ {'a': 1}.get('b', 2) }} {{ ' x '.strip() }}", "['a', 'b'] 2 x"),
        ("{{ [1, 'ü'] | json }} {{ [1] | tojson(indent=1) }}", '[1, "ü"] [\n 1\n]'),
        ("{{ 'a\\nb' | indent(2) }} {{ 'aXa' | replace('a', 'b', 1) }} {{ '7' | int }} {{ 2.345 | round(2) }}", ""),
        ("{{ [{'n': 2}, {'n': 1}] | map(attribute='n') | sort | join('; ') }} {{ [1, 2] | sum }}", "1; 2 3"),
    ],
)
def test_what_templates_are_written_with_works_as_in_jinja(body: str, gives: str) -> None:
    plain = Environment(trim_blocks=True, lstrip_blocks=True)
    plain.filters["json"] = lambda value: json.dumps(value, ensure_ascii=False)
    assert rendered(body) == plain.from_string(body).render().strip()
    assert rendered(body).startswith(gives)


def test_an_unknown_filter_is_told_with_those_there_are() -> None:
    for body in (
        "{{ 'x' | batch(2) }}",
        "{% if true %}{{ 'x' | batch(2) }}{% endif %}",
        "{{ ['x'] | map('batch', 2) | list }}",
    ):
        with pytest.raises(
            TemplateError, match=r"No filter named 'batch'( found)?\. There are: abs, capitalize, .*, wordcount\.$"
        ):
            rendered(body)


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


@pytest.mark.parametrize(
    "statement", ["include 'x'", "include rows ignore missing", "import 'x' as y", "from 'x' import y", "extends 'x'"]
)
def test_another_template_cannot_be_had_not_even_where_nobody_looks(statement: str) -> None:
    says = (
        r"^The template eval-format has an error in line 2: a template cannot include, import or extend another; .*\.$"
    )
    with pytest.raises(TemplateError, match=says) as raised:
        check_template("{% if false %}\n{% " + statement + " %}{% endif %}", "eval-format")
    assert raised.value.line == 2


@pytest.mark.parametrize("body", ["{{ rows.__class__ }}", "{{ rows.nope.deeper }}"])
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
