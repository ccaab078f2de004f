"""The benchmark's data: as many clean scripts as others, each with one defect, and nothing else changed."""

from __future__ import annotations

import json
from collections import Counter, defaultdict

import pytest

from gcl.formats.lines import split_lines
from gcl.pipeline.schemas import ConceptBrief, CulturalBrief
from tools.gates.cases import DATA, Case, clean_cases, load_cases
from tools.gates.kinds import KINDS

CASES = load_cases()
CLEAN = [case for case in CASES if case.kind is None]
PLANTED = [case for case in CASES if case.kind is not None]
TWINS = {case.script: case for case in CLEAN}


def changed(case: Case) -> list[str]:
    """The shots of the clean twin wherever the two differ at the same place."""
    pairs = zip(TWINS[case.script].rows, case.rows, strict=True)
    return [before.shot_number for before, now in pairs if before != now]


def test_half_of_at_least_sixty_scripts_are_clean() -> None:
    assert len(CASES) >= 60
    assert len(CLEAN) == len(PLANTED)


def test_the_scripts_are_of_ten_markets_and_three_spots_or_more() -> None:
    assert len({case.market.code for case in CLEAN}) >= 10
    assert len({case.spot.key for case in CLEAN}) >= 3


def test_every_script_has_a_defect_of_its_own_beside_it() -> None:
    assert Counter(case.script for case in PLANTED) == Counter(case.script for case in CLEAN)


def test_every_kind_of_defect_occurs_in_three_markets_or_more() -> None:
    markets = defaultdict(set)
    for case in PLANTED:
        assert case.kind is not None
        markets[case.kind.key].add(case.market.code)
    assert {key: len(markets[key]) >= 3 for key in KINDS} == dict.fromkeys(KINDS, True)


@pytest.mark.parametrize("case", PLANTED, ids=lambda case: case.name)
def test_a_defect_is_in_the_shot_that_it_is_said_to_be_in_and_nowhere_else(case: Case) -> None:
    assert case.kind is not None
    if case.kind.key in ("row-lost", "row-doubled"):
        clean = [row.visual for row in TWINS[case.script].rows]
        at = [row.shot_number for row in TWINS[case.script].rows].index(case.shot)
        copies = 0 if case.kind.key == "row-lost" else 2
        assert [row.visual for row in case.rows] == [*clean[:at], *[clean[at]] * copies, *clean[at + 1 :]]
    else:
        assert changed(case) == [case.shot]


@pytest.mark.parametrize("entry", json.loads((DATA / "defects.json").read_text()), ids=lambda entry: entry["script"])
def test_what_was_written_by_hand_says_why_it_is_wrong(entry: dict[str, str]) -> None:
    assert ("edits" in entry) <= bool(entry.get("because", "").endswith("."))


@pytest.mark.parametrize("case", CLEAN, ids=lambda case: case.script)
def test_a_clean_script_has_the_rows_times_and_labels_of_its_origin(case: Case) -> None:
    def frame(rows: list) -> list:
        return [(row.shot_number, row.timecode, [line.label for line in split_lines(row.audio)]) for row in rows]

    assert frame(case.rows) == frame(case.spot.rows)


@pytest.mark.parametrize("case", CLEAN, ids=lambda case: case.script)
def test_the_briefs_are_such_as_the_pipeline_writes(case: Case) -> None:
    ConceptBrief.model_validate(case.spot.concept_brief)
    CulturalBrief.model_validate(case.cultural_brief)
    assert case.market.insights


def test_every_brand_has_terms_that_are_locked_and_terms_that_are_forbidden() -> None:
    brands = [case.spot.brand for case in CLEAN]
    assert all(brand.locked_terms and brand.forbidden_terms for brand in brands)


def test_the_clean_scripts_are_the_same_each_time_in_the_same_order() -> None:
    assert [case.name for case in clean_cases()] == [case.name for case in CLEAN]
