"""The data that a new studio starts with."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest

from gcl.config import ROOT, Config
from gcl.formats.script import check_rows
from gcl.payloads import ScriptRow
from gcl.services import Services
from tests.services.runs import submit

REFERENCE = ROOT / "data" / "reference"
MARKETS = [
    *("ar-SA", "de-DE", "en-GB", "es-ES", "es-MX", "fr-FR", "hi-IN", "it-IT", "ja-JP", "ko-KR"),
    *("nl-NL", "pl-PL", "pt-BR", "sv-SE", "th-TH", "tr-TR", "zh-CN"),
]


def read(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((REFERENCE / f"{name}.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("market", MARKETS)
def test_every_important_market_brings_insights_of_its_country_and_its_language(
    services: Services, market: str
) -> None:
    insights = services.jobs.get(submit(services, market).job_id).payload["market"]["insights"]
    levels = [insight["level"] for insight in insights]
    assert levels.count("country") >= 3
    assert levels.count("language") >= 2


def test_insights_are_short_and_claim_no_source_that_they_do_not_have() -> None:
    for insight in read("insights"):
        assert 30 <= len(insight["text"]) <= 260, insight["key"]
        assert insight["source"] == "editorial"
        if insight["category"] == "regulation" and insight["key"].split("-")[0] in ("cn", "fr", "gb", "mx", "us"):
            assert "check" in insight["text"], insight["key"]


def test_every_country_is_in_a_region_and_speaks_a_language_that_is_known() -> None:
    languages = {language["code"] for language in read("languages")}
    placed = {code for region in read("regions") for code in region["countries"]}
    for country in read("countries"):
        assert set(country["languages"]) <= languages
        assert country["code"] in placed


def test_only_arabic_is_written_from_right_to_left() -> None:
    assert [one["code"] for one in read("languages") if one["direction"] == "rtl"] == ["ar"]


def test_the_example_spots_are_scripts_that_the_studio_would_take() -> None:
    campaign = json.loads((ROOT / "data" / "campaigns" / "maple-gold.json").read_text(encoding="utf-8"))
    spots = [[ScriptRow(**row) for row in unit["rows"]] for unit in campaign["ad_units"]]
    assert [len(rows) for rows in spots] == [4, 7]
    for rows, end in zip(spots, ("00:15", "00:30"), strict=True):
        assert check_rows(rows, Config()) == rows
        times = [row.timecode.split("-") for row in rows]
        assert times[0][0] == "00:00"
        assert times[-1][1] == end
        assert all(before[1] == after[0] for before, after in pairwise(times))
