"""The list of campaigns: counts for all, scripts for one."""

from __future__ import annotations

from gcl.config import ROOT
from gcl.services import Services
from gcl.services.campaigns import AdUnitSummary
from gcl.services.outline import by_origin
from tests.services.runs import submit

EXAMPLE = ROOT / "data" / "examples" / "maple-gold-15.json"


def script(key: int, source: int | None = None) -> AdUnitSummary:
    return AdUnitSummary(key, "A spot", "adaptation" if source else "origin", "en-US", "draft", source, None)


def test_only_the_open_campaign_has_its_scripts(services: Services) -> None:
    imported = services.campaigns.import_script(EXAMPLE.name, EXAMPLE.read_bytes())
    second = services.outline.campaign_of(imported)
    first = services.outline.campaign_of(1)
    assert {one.id: (one.scripts, len(one.origins)) for one in services.outline.campaigns(second)}[second] == (1, 1)
    folded = next(one for one in services.outline.campaigns(second) if one.id == first)
    assert folded.scripts > 0
    assert folded.origins == []


def test_an_adaptation_stands_under_its_origin_with_its_status(services: Services) -> None:
    made = submit(services)
    campaign = services.outline.campaign_of(made.ad_unit_id)
    (outline,) = [one for one in services.outline.campaigns(campaign) if one.id == campaign]
    origin = next(one for one in outline.origins if one.script.id == 1)
    assert [(unit.id, unit.market, unit.status) for unit in origin.adaptations] == [
        (made.ad_unit_id, "ja-JP", "queued")
    ]
    assert outline.scripts == sum(1 + len(one.adaptations) for one in outline.origins)


def test_scripts_are_grouped_by_their_origin_in_the_order_in_which_they_came() -> None:
    grouped = by_origin([script(1), script(2), script(3, 2), script(4, 1), script(5, 1), script(6, 99)])
    assert [(one.script.id, [unit.id for unit in one.adaptations]) for one in grouped] == [(1, [4, 5]), (2, [3])]


def test_a_script_that_is_gone_has_no_campaign(services: Services) -> None:
    assert services.outline.campaign_of(999) == 0
    assert services.outline.first_script() == 1
