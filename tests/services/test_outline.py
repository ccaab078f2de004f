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


# Pages


def test_campaigns_come_in_pages_the_newest_first_and_the_open_one_is_on_the_page(services: Services) -> None:
    made = [services.filing.add_campaign(f"Campaign {number}") for number in range(5)]
    page = services.outline.page(size=2)
    assert [one.id for one in page.campaigns] == [made[4], made[3]]
    assert (page.total, page.page, page.pages) == (6, 1, 3)
    page = services.outline.page(made[1], size=2)
    assert (page.page, [one.id for one in page.campaigns]) == (2, [made[2], made[1]])
    assert services.outline.page(made[1], page=3, size=2).page == 3


# Search


def found(services: Services, text: str, **options: bool) -> tuple[list[str], list[tuple[str, str]]]:
    answer = services.outline.find(text, **options)
    return [one.name for one in answer.campaigns], [(script.title, script.market) for script, _ in answer.scripts]


def test_scripts_are_found_by_title_market_campaign_and_client_and_by_several_words(services: Services) -> None:
    submit(services)
    tea = services.filing.add_campaign("Spring tea", "Häagen & Co")
    services.filing.add_script(tea, "Kettle 100%", "de-DE")
    maple = "Maple Gold: Worth getting up for"
    fifteen = 'Worth getting up for, 15"'
    assert found(services, "kettle")[1] == [("Kettle 100%", "de-DE")]
    assert found(services, "japan")[1] == found(services, "JA-jp")[1] == [(fifteen, "ja-JP")]
    assert found(services, "HÄAGEN") == (["Spring tea"], [("Kettle 100%", "de-DE")])
    assert found(services, "maple japanese")[1] == [(fifteen, "ja-JP")]
    assert found(services, "maple gold")[0] == [maple]
    assert found(services, "100%")[1] == [("Kettle 100%", "de-DE")]
    assert found(services, "_") == ([], [])
    assert found(services, "kettle japan") == ([], [])


def test_what_is_archived_is_listed_and_found_only_where_it_is_asked_for(services: Services) -> None:
    tea = services.filing.add_campaign("Spring tea")
    kettle = services.filing.add_script(tea, "Kettle", "en-US")
    services.filing.add_script(tea, "Cup", "en-US")
    services.filing.archive_script(kettle)
    assert services.outline.page(tea).campaigns[0].scripts == 1
    assert [one.script.title for one in services.outline.page(tea).campaigns[0].origins] == ["Cup"]
    shown = services.outline.page(tea, archived=True).campaigns[0]
    assert [(one.script.title, one.script.archived) for one in shown.origins] == [("Kettle", True), ("Cup", False)]
    assert found(services, "kettle") == ([], [])
    assert found(services, "kettle", archived=True)[1] == [("Kettle", "en-US")]

    services.filing.archive_campaign(tea)
    assert tea not in [one.id for one in services.outline.page().campaigns]
    assert tea not in [one.id for one in services.outline.campaigns()]
    assert services.outline.page().away == 2
    assert found(services, "tea") == ([], [])
    assert found(services, "cup", archived=True)[1] == [("Cup", "en-US")]
