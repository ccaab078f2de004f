from __future__ import annotations

import json

import pytest
from sqlalchemy import text

from gcl.config import ROOT
from gcl.db import AdUnitScriptRow, Brand, Job, Language, PipelineSettings, PromptTemplate, VideoAdUnit
from gcl.errors import DatabaseBusy, DiskFull, InputError, NotFound
from gcl.payloads import AdaptationJob, ScriptRow
from gcl.services import Services
from gcl.services.adaptations import AdaptationRequest
from gcl.services.campaigns import AdUnitView
from gcl.stages import GATES, NODES, SLUGS
from tests.services.runs import submit
from tests.unchanged import refused

CSV = b"#,time,visual,audio\n1,0-3,A cup.,SFX\n"


def payload_of(services: Services, job_id: int) -> AdaptationJob:
    return AdaptationJob.model_validate(services.jobs.get(job_id).payload)


# What can be chosen


def test_markets_are_a_language_in_one_of_its_countries(services: Services) -> None:
    markets = {market.code: market.label for market in services.adaptations.markets()}
    assert markets["ja-JP"] == "Japanese, Japan (ja-JP)"
    assert {"en-GB", "en-US", "de-DE", "fr-FR", "es-ES", "es-MX", "it-IT", "pt-BR", "ar-SA", "hi-IN"} <= set(markets)
    assert {"zh-CN", "ko-KR", "pl-PL", "nl-NL", "sv-SE", "th-TH", "tr-TR"} <= set(markets)
    assert "ja-US" not in markets


def test_brands_and_language_models_can_be_chosen(services: Services) -> None:
    assert [brand.key for brand in services.adaptations.brands()] == ["maple-gold"]
    llms = {llm.key: llm for llm in services.adaptations.llms()}
    assert llms["smollm2-135m"].present
    assert llms["smollm2-135m"].demo
    assert not llms["qwen3-8b"].demo


def test_auto_means_the_best_language_model_present(services: Services) -> None:
    default = services.adaptations.default_llm()
    assert default is not None
    assert default.key == services.catalog.default_llm()


# Submit


def test_a_submitted_adaptation_waits_with_its_job(services: Services) -> None:
    submitted = submit(services)
    unit = services.campaigns.ad_unit(submitted.ad_unit_id)
    assert (unit.kind, unit.source_id, unit.market, unit.status) == ("adaptation", 1, "ja-JP", "queued")
    assert (unit.title, unit.campaign_id, unit.job_id) == ('Worth getting up for, 15"', 1, submitted.job_id)
    job = services.jobs.get(submitted.job_id)
    assert (job.kind, job.state, job.title) == ("adaptation", "queued", 'Worth getting up for, 15" for ja-JP')
    assert job.model_key == "llm:smollm2-135m"
    assert services.queue.pending() == 1


def test_the_job_carries_all_that_the_run_needs(services: Services) -> None:
    submitted = submit(services)
    payload = payload_of(services, submitted.job_id)
    assert payload.ad_unit_id == submitted.ad_unit_id
    assert (payload.origin.market, payload.origin.language) == ("en-US", "English")
    assert payload.origin.rows == services.campaigns.ad_unit(1).rows
    assert payload.brand is not None
    assert payload.brand.locked_terms == ["Maple Gold"]
    assert set(payload.templates) == set(SLUGS)
    assert payload.settings.max_retries == dict.fromkeys(GATES, 3)
    assert payload.models == dict.fromkeys(NODES, "smollm2-135m")
    assert payload.writer_alternative is None


def test_market_insights_are_composed_from_the_regions_down_to_the_language(services: Services) -> None:
    market = payload_of(services, submit(services).job_id).market
    assert (market.code, market.language, market.native_name, market.country) == (
        "ja-JP",
        "Japanese",
        "日本語",
        "Japan",
    )
    assert market.regions == ["Asia-Pacific", "East Asia"]
    levels = [insight.level for insight in market.insights]
    assert levels == sorted(levels, key=["region", "country", "language"].index)
    assert set(levels) == {"region", "country", "language"}


def test_later_changes_do_not_reach_a_submitted_job(services: Services) -> None:
    submitted = submit(services)
    before = payload_of(services, submitted.job_id)
    services.campaigns.save_rows(1, [ScriptRow(shot_number="1", timecode="", visual="New.", audio="")], revision=1)
    services.templates.save("adaptation", "Write.", based_on=1)
    services.settings.save(services.settings.get().model_copy(update={"brand_max_retries": 0}))
    assert payload_of(services, submitted.job_id) == before
    after = payload_of(services, submit(services, "de-DE").job_id)
    assert (len(after.origin.rows), after.templates["adaptation"].version) == (1, 2)
    assert after.settings.max_retries["brand"] == 0


def test_the_active_version_of_a_template_is_used_even_if_a_newer_one_exists(services: Services) -> None:
    services.templates.save("adaptation", "Write.", based_on=1)
    services.templates.activate("adaptation", 1)
    assert payload_of(services, submit(services).job_id).templates["adaptation"].version == 1


def test_a_chosen_language_model_works_at_every_node(services: Services) -> None:
    submitted = submit(services, llm="qwen3-8b")
    assert payload_of(services, submitted.job_id).models == dict.fromkeys(NODES, "qwen3-8b")
    assert services.jobs.get(submitted.job_id).model_key == "llm:qwen3-8b"
    with services.db.read() as session:
        unit = session.get_one(VideoAdUnit, submitted.ad_unit_id)
    assert unit.llm_model == "qwen3-8b"
    assert unit.pipeline_model_config == dict.fromkeys(NODES, "qwen3-8b")


def test_the_brand_is_the_chosen_one_else_the_script_s_else_its_campaign_s_else_none(services: Services) -> None:
    def brand(origin_id: int, **changes: str) -> str | None:
        book = payload_of(services, submit(services, origin_id=origin_id, **changes).job_id).brand
        return book.key if book else None

    with services.db.write() as session:
        session.add_all([Brand(key="own", name="Own"), Brand(key="chosen", name="Chosen")])
    own = services.campaigns.import_script("x.csv", CSV, campaign_id=1, brand_key="own")
    assert brand(1, market="de-DE") == "maple-gold"
    assert brand(own, market="de-DE") == "own"
    assert brand(own, market="fr-FR", brand="chosen") == "chosen"
    assert brand(services.campaigns.import_script("x.csv", CSV), market="de-DE") is None


def test_the_same_language_in_another_country_is_another_market(services: Services) -> None:
    assert payload_of(services, submit(services, "en_gb").job_id).market.code == "en-GB"


@pytest.mark.parametrize(
    ("changes", "error", "says"),
    [
        ({"origin_id": 99}, NotFound, "no script 99"),
        ({"market": "xx-XX"}, NotFound, "There is no market 'xx-XX'"),
        ({"market": "ja-PJ"}, NotFound, "Did you mean 'ja-JP'"),
        ({"market": ""}, InputError, "Choose a market"),
        ({"market": "nonsense"}, NotFound, "no market 'nonsense'"),
        ({"market": "'; DROP TABLE job; --"}, NotFound, "There is no market"),
        ({"market": "ja-US"}, NotFound, "Japanese is not set up as a language of United States. .*en-US, es-US"),
        ({"market": "en-US"}, InputError, "already written for en-US"),
        ({"brand": "maple-glod"}, NotFound, "Did you mean 'maple-gold'"),
        ({"llm": "qwen3-4b-instruct"}, NotFound, "no language model .* Did you mean 'qwen3-4b-instruct-2507'"),
        ({"llm": "qwen2.5-coder-1.5b"}, InputError, "not on this machine"),
        ({"market": "ja-\udcff"}, InputError, "is not text"),
        ({"brand": "caf\udce9"}, InputError, "is not text"),
    ],
)
def test_a_request_that_cannot_be_done_leaves_nothing_behind(
    services: Services, changes: dict[str, object], error: type[InputError], says: str
) -> None:
    with refused(services, error, says):
        services.adaptations.submit(AdaptationRequest(**{"origin_id": 1, "market": "ja-JP"} | changes))


def test_an_adaptation_is_not_adapted_again(services: Services) -> None:
    adapted = submit(services).ad_unit_id
    with refused(services, InputError, "itself an adaptation"):
        submit(services, "de-DE", origin_id=adapted)


def test_an_origin_without_rows_is_refused(services: Services) -> None:
    with services.db.write() as session:
        session.query(AdUnitScriptRow).filter_by(ad_unit_id=1).delete()
    with refused(services, InputError, "has no rows"):
        submit(services)


def test_a_missing_template_is_told_before_any_work(services: Services) -> None:
    with services.db.write() as session:
        session.query(PromptTemplate).filter_by(slug="eval-brand").update({"active": False})
    with refused(services, InputError, "eval-brand has no active version"):
        submit(services)


def test_no_model_anywhere_is_told_before_any_work(services: Services) -> None:
    with services.db.write() as session:
        session.get_one(PipelineSettings, 1).global_default_model = None
        session.get_one(Language, "ja").primary_model = None
    with refused(services, InputError, "No language model is set for the concept analyst"):
        submit(services)


def test_a_locked_database_leaves_nothing_behind(services: Services) -> None:
    with services.db.write() as session:
        session.get_one(PipelineSettings, 1)  # the lock is taken with the first statement
        with refused(services, DatabaseBusy, "Another process holds the database"):
            submit(services)


def test_a_full_disk_leaves_nothing_behind(services: Services) -> None:
    with services.db.read() as session:
        pages = session.scalar(text("PRAGMA page_count"))
        session.execute(text(f"PRAGMA max_page_count = {pages}"))
    with refused(services, DiskFull, "is full. Nothing was changed"):
        submit(services)


def test_a_job_whose_token_could_not_be_written_is_submitted_all_the_same(services: Services) -> None:
    services.queue.huey.storage.sql("DROP TABLE task", commit=True)
    assert services.jobs.get(submit(services).job_id).state == "queued"


# A script from a file, imported and submitted at once


def test_a_script_is_imported_and_its_adaptation_submitted_together(services: Services) -> None:
    submitted = services.adaptations.submit_script("winter.csv", CSV, market="de-DE")
    unit = services.campaigns.ad_unit(submitted.ad_unit_id)
    assert (unit.title, unit.market, unit.status) == ("winter", "de-DE", "queued")
    assert unit.source_id is not None
    assert services.campaigns.ad_unit(unit.source_id).kind == "origin"


def test_a_script_that_is_there_already_is_not_imported_again(services: Services) -> None:
    def origin(content: bytes, market: str, name: str = "winter.csv") -> int | None:
        submitted = services.adaptations.submit_script(name, content, market=market)
        return services.campaigns.ad_unit(submitted.ad_unit_id).source_id

    first = origin(CSV, "de-DE")
    assert origin(CSV, "ja-JP") == first
    assert origin(CSV.replace(b"1,", b"1A,", 1), "de-DE") != first
    assert origin(CSV, "de-DE", "spring.csv") != first
    example = (ROOT / "data" / "examples" / "maple-gold-15.json").read_bytes()
    assert origin(example, "de-DE", "maple-gold-15.json") == 1


def script_of(brand: str) -> bytes:
    rows = [{"shot": 1, "time": "0-3", "visual": "A cup.", "audio": "SFX"}]
    return json.dumps({"title": "Winter", "brand": brand, "rows": rows}).encode()


def test_the_brand_that_is_asked_for_wins_over_one_that_the_script_names_and_nobody_knows(services: Services) -> None:
    def submitted(market: str, brand: str | None) -> AdUnitView:
        made = services.adaptations.submit_script("x.json", script_of("Acme"), market=market, brand=brand)
        return services.campaigns.ad_unit(made.ad_unit_id)

    with refused(services, NotFound, "There is no brand 'Acme'"):
        submitted("de-DE", None)
    with refused(services, NotFound, "There is no brand 'nope'"):
        submitted("de-DE", "nope")
    first, second = submitted("de-DE", "maple-gold"), submitted("fr-FR", "Maple Gold")
    assert first.brand_key == second.brand_key == "maple-gold"
    assert first.source_id == second.source_id
    assert services.campaigns.ad_unit(first.source_id or 0).brand_key == "maple-gold"


def test_a_script_keeps_its_own_brand_whatever_it_is_adapted_for(services: Services) -> None:
    with services.db.write() as session:
        session.add(Brand(key="own", name="Own"))
    made = services.adaptations.submit_script("x.json", script_of("OWN"), market="de-DE", brand="maple-gold")
    unit = services.campaigns.ad_unit(made.ad_unit_id)
    assert unit.brand_key == "maple-gold"
    assert services.campaigns.ad_unit(unit.source_id or 0).brand_key == "own"


@pytest.mark.parametrize(
    ("content", "options", "says"),
    [
        (b"", {}, "empty"),
        (CSV + CSV.splitlines()[1], {}, "stands twice"),
        (CSV, {"market": "xx"}, "no market 'xx'"),
        (CSV, {"brand": "nope"}, "no brand 'nope'"),
        (CSV, {"brand": "\udcff"}, "is not text"),
        (CSV, {"llm": "nope"}, "no language model 'nope'"),
    ],
)
def test_if_either_is_refused_neither_is_done(
    services: Services, content: bytes, options: dict[str, str], says: str
) -> None:
    with refused(services, InputError, says):
        services.adaptations.submit_script("x.csv", content, **{"market": "de-DE"} | options)


# Cancelling and trying again


def test_an_adaptation_cancelled_before_it_started_is_shown_as_cancelled_and_can_be_tried_again(
    services: Services,
) -> None:
    submitted = submit(services)
    services.jobs.cancel(submitted.job_id)
    assert services.campaigns.ad_unit(submitted.ad_unit_id).status == "cancelled"
    services.jobs.retry(submitted.job_id)
    assert services.campaigns.ad_unit(submitted.ad_unit_id).status == "queued"
    listed = services.outline.campaigns(services.outline.campaign_of(submitted.ad_unit_id))[0]
    assert listed.origins[0].adaptations[0].status == "queued"


def test_an_adaptation_whose_worker_died_is_shown_as_failed(services: Services) -> None:
    submitted = submit(services)
    with services.db.write() as session:
        session.get_one(VideoAdUnit, submitted.ad_unit_id).status = "writing"
        session.get_one(Job, submitted.job_id).state = "failed"
    assert services.campaigns.ad_unit(submitted.ad_unit_id).status == "failed"


def test_a_second_try_whose_first_node_has_not_begun_is_not_shown_as_failed(services: Services) -> None:
    submitted = submit(services)
    with services.db.write() as session:
        session.get_one(VideoAdUnit, submitted.ad_unit_id).status = "failed"
        session.get_one(Job, submitted.job_id).state = "running"
    assert services.campaigns.ad_unit(submitted.ad_unit_id).status == "queued"
