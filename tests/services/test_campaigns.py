from __future__ import annotations

import pytest

from gcl.config import ROOT
from gcl.db import Brand
from gcl.errors import ConflictError, InputError, NotFound, ScriptError
from gcl.payloads import ScriptRow
from gcl.services import Services
from tests.services import runs
from tests.unchanged import refused

EXAMPLE = (ROOT / "data" / "examples" / "maple-gold-15.json").read_bytes()
CSV = b"#,time,visual,audio\n1,0-3,A cup.,SFX\n"
ROW = ScriptRow(shot_number="1", timecode="0-3", visual="A cup.", audio="SFX: Rain")


def test_a_new_studio_has_a_campaign_with_two_origins(services: Services) -> None:
    (campaign,) = services.outline.campaigns(services.outline.campaign_of(services.outline.first_script()))
    units = [services.campaigns.ad_unit(origin.script.id) for origin in campaign.origins]
    assert campaign.client == "Maple Gold"
    assert [(unit.kind, unit.market, unit.status) for unit in units] == [("origin", "en-US", "draft")] * 2
    assert [(len(unit.rows), unit.brand_key) for unit in units] == [(4, "maple-gold"), (7, "maple-gold")]


def test_an_ad_unit_says_where_it_belongs(services: Services) -> None:
    unit = services.campaigns.ad_unit(runs.submit(services, "ar-SA").ad_unit_id)
    assert (unit.language, unit.country, unit.direction) == ("Arabic", "Saudi Arabia", "rtl")
    assert (unit.kind, unit.source_id, unit.brand_key) == ("adaptation", 1, "maple-gold")
    assert unit.campaign_name == "Maple Gold: Worth getting up for"


def test_an_unknown_ad_unit_is_named(services: Services) -> None:
    with refused(services, NotFound, "no script 99"):
        services.campaigns.ad_unit(99)


# Rows


def test_saved_rows_replace_the_script_and_count_a_revision(services: Services) -> None:
    assert services.campaigns.save_rows(1, [ROW, ROW.model_copy(update={"shot_number": "2"})], revision=1) == 2
    unit = services.campaigns.ad_unit(1)
    assert [row.shot_number for row in unit.rows] == ["1", "2"]
    assert unit.rows[0] == ROW
    assert unit.revision == 2


def test_the_second_of_two_editors_is_told_and_overwrites_nothing(services: Services) -> None:
    services.campaigns.save_rows(1, [ROW], revision=1)
    with refused(services, ConflictError, "Somebody else saved"):
        services.campaigns.save_rows(1, [ROW], revision=1)


def test_rows_that_break_a_rule_are_not_saved(services: Services) -> None:
    with refused(services, ScriptError, "Shot 1 stands twice"):
        services.campaigns.save_rows(1, [ROW, ROW], revision=1)
    with refused(services, ScriptError, "no rows"):
        services.campaigns.save_rows(1, [], revision=1)
    with refused(services, ScriptError, "at most 60"):
        services.campaigns.save_rows(1, [ROW] * 61, revision=1)
    with refused(services, NotFound, "no script 99"):
        services.campaigns.save_rows(99, [ROW], revision=1)


def test_an_adaptation_is_not_edited_while_it_is_being_written(services: Services) -> None:
    submitted = runs.submit(services)
    with refused(services, ConflictError, "still being adapted"):
        services.campaigns.save_rows(submitted.ad_unit_id, [ROW], revision=0)
    services.jobs.cancel(submitted.job_id)
    assert services.campaigns.save_rows(submitted.ad_unit_id, [ROW], revision=0) == 1


# Import


def test_an_imported_script_is_an_origin_with_what_its_file_says(services: Services) -> None:
    unit = services.campaigns.ad_unit(services.campaigns.import_script("spot.json", EXAMPLE))
    assert (unit.kind, unit.status, unit.market, unit.brand_key) == ("origin", "draft", "en-US", "maple-gold")
    assert unit.campaign_name == "Imported scripts"
    assert unit.rows == services.campaigns.ad_unit(1).rows


def test_a_csv_is_taken_as_american_and_called_after_its_file(services: Services) -> None:
    unit = services.campaigns.ad_unit(services.campaigns.import_script("winter.csv", CSV))
    assert (unit.title, unit.market, unit.brand_key) == ("winter", "en-US", None)


def test_what_the_importer_says_wins_over_the_file(services: Services) -> None:
    unit = services.campaigns.ad_unit(
        services.campaigns.import_script("spot.json", EXAMPLE, market="en_gb", campaign_id=1, title=" Mine ")
    )
    assert (unit.title, unit.market, unit.campaign_id) == ("Mine", "en-GB", 1)


@pytest.mark.parametrize("wanted", ["maple-gold", "Maple Gold", " MAPLE gold "])
def test_a_brand_goes_by_its_key_or_its_name(services: Services, wanted: str) -> None:
    unit = services.campaigns.import_script("x.csv", CSV, brand_key=wanted)
    assert services.campaigns.ad_unit(unit).brand_key == "maple-gold"


def test_a_name_that_several_brands_have_is_no_choice(services: Services) -> None:
    with services.db.write() as session:
        session.add_all([Brand(key="elm-uk", name="Elm"), Brand(key="elm-us", name="elm")])
    with refused(services, InputError, "Several brands are called 'ELM'. Give a key: elm-uk, elm-us"):
        services.campaigns.import_script("x.csv", CSV, brand_key="ELM")


def test_imports_share_one_campaign(services: Services) -> None:
    first, second = (services.campaigns.ad_unit(services.campaigns.import_script("x.csv", CSV)) for _ in range(2))
    assert first.campaign_id == second.campaign_id


@pytest.mark.parametrize(
    ("content", "options", "error", "says"),
    [
        (b"", {}, ScriptError, "empty"),
        (b"#,time,visual,audio\n1,0-3,Caf\xe9,x\n", {}, ScriptError, "not UTF-8"),
        (CSV + b"1,3-5,A cup.,SFX\n", {}, ScriptError, "stands twice"),
        (CSV + b"\n".join(b"%d,t,v,a" % n for n in range(2, 70)), {}, ScriptError, "at most 60"),
        (CSV, {"market": "xx-YY"}, NotFound, "There is no market 'xx-YY'"),
        (CSV, {"market": "ja-US"}, NotFound, "Japanese is not set up as a language of United States"),
        (CSV, {"brand_key": "maple-glod"}, NotFound, "Did you mean 'maple-gold'"),
        (CSV, {"campaign_id": 99}, NotFound, "There is no campaign 99"),
        (CSV, {"market": "\udcff"}, InputError, "is not text"),
        (CSV, {"title": "Caf\udce9"}, InputError, "is not text"),
    ],
)
def test_a_script_that_cannot_be_imported_leaves_nothing_behind(
    services: Services, content: bytes, options: dict[str, object], error: type[ScriptError], says: str
) -> None:
    with refused(services, error, says):
        services.campaigns.import_script("x.csv", content, **options)
