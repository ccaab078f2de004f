"""The campaign list in order: nothing is deleted, nobody overwrites another's name, what is at work stays in sight."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gcl import jobs
from gcl.db import LineOptions, VideoAdUnit
from gcl.errors import ConflictError, GclError, InputError, NotFound
from gcl.payloads import ScriptRow
from gcl.services import Services
from gcl.services.adaptations import AdaptationRequest
from tests.services import runs
from tests.unchanged import refused

MAPLE = ("Maple Gold: Worth getting up for", "Maple Gold")
FIFTEEN = 'Worth getting up for, 15"'
SCRIPT = b"shot,timecode,visual,audio\n1,0-3,A cup.,SFX: Rain\n"
ROW = ScriptRow(shot_number="1", timecode="0-3", visual="A cup.", audio="SFX: Rain")


def name_of(services: Services, campaign_id: int) -> tuple[str, str]:
    found = services.outline.campaign(campaign_id)
    assert found is not None
    return found.name, found.client


def test_a_new_campaign_is_empty_and_takes_a_new_script(services: Services) -> None:
    campaign = services.filing.add_campaign("  Spring  tea ", "Hearthside")
    assert name_of(services, campaign) == ("Spring tea", "Hearthside")
    made = services.filing.add_script(campaign, "Kettle", "en-GB")
    unit = services.campaigns.ad_unit(made)
    assert (unit.kind, unit.title, unit.market, unit.rows, unit.revision) == ("origin", "Kettle", "en-GB", [], 0)
    assert services.campaigns.save_rows(made, [ROW], unit.revision) == 1
    assert services.campaigns.ad_unit(made).rows == [ROW]


def test_campaigns_of_like_names_have_keys_of_their_own(services: Services) -> None:
    first, second = services.filing.add_campaign("Spring tea"), services.filing.add_campaign("Spring: tea")
    assert first != second
    assert services.filing.add_campaign("春のお茶") > second


@pytest.mark.parametrize(
    ("act", "error", "says"),
    [
        (lambda f: f.add_campaign(" "), InputError, "name of a campaign is empty"),
        (lambda f: f.add_campaign("\u200b\u202e"), InputError, "name of a campaign is empty"),
        (lambda f: f.add_script(1, "\u3164", "en-US"), InputError, "title of a script is empty"),
        (lambda f: f.add_campaign("x" * 121), InputError, "121 characters; at most 120"),
        (lambda f: f.add_campaign(MAPLE[0]), InputError, "called Maple Gold: .* already"),
        (lambda f: f.add_script(1, "", "en-US"), InputError, "title of a script is empty"),
        (lambda f: f.add_script(99, "Kettle", "en-US"), NotFound, "no campaign 99"),
        (lambda f: f.add_script(1, "Kettle", "xx-YY"), NotFound, "no market"),
        (lambda f: f.rename_campaign(1, "", "", was=MAPLE), InputError, "is empty"),
        (lambda f: f.rename_script(1, "", was=FIFTEEN), InputError, "is empty"),
        (lambda f: f.rename_script(99, "Kettle", was=""), NotFound, "no script 99"),
        (lambda f: f.duplicate(99), NotFound, "no script 99"),
        (lambda f: f.archive_campaign(99), NotFound, "no campaign 99"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    services: Services, act: Callable[[object], object], error: type[GclError], says: str
) -> None:
    with refused(services, error, says):
        act(services.filing)


# Copies


def test_a_copy_has_the_rows_and_the_brand_and_no_adaptations(services: Services) -> None:
    runs.submit(services)
    copy = services.campaigns.ad_unit(services.filing.duplicate(1, who="Ada"))
    origin = services.campaigns.ad_unit(1)
    assert (copy.title, copy.market, copy.campaign_id) == (f"{FIFTEEN} (copy)", "en-US", origin.campaign_id)
    assert (copy.rows, copy.brand_key) == (origin.rows, origin.brand_key)
    services.campaigns.save_rows(copy.id, [ROW], copy.revision)
    assert services.campaigns.ad_unit(1).rows == origin.rows
    again = services.campaigns.ad_unit(services.filing.duplicate(1))
    assert again.title == f"{FIFTEEN} (copy 2)"


def test_an_adaptation_is_not_duplicated_or_renamed(services: Services) -> None:
    made = runs.submit(services).ad_unit_id
    with refused(services, InputError, "is an adaptation. Only its origin can be duplicated"):
        services.filing.duplicate(made)
    with refused(services, InputError, "is an adaptation. Only its origin can be renamed"):
        services.filing.rename_script(made, "Kettle", was=FIFTEEN)


# Names


def test_the_second_of_two_who_rename_is_told(services: Services) -> None:
    services.filing.rename_campaign(1, "Maple, spring", "Maple Gold", was=MAPLE)
    with refused(services, ConflictError, "is now called Maple, spring"):
        services.filing.rename_campaign(1, "Maple, autumn", "Maple Gold", was=MAPLE)
    assert name_of(services, 1) == ("Maple, spring", "Maple Gold")

    services.filing.rename_script(1, "Fifteen", was=FIFTEEN)
    with refused(services, ConflictError, "is now called Fifteen"):
        services.filing.rename_script(1, "Quarter", was=FIFTEEN)


def test_adaptations_are_called_as_their_origin_is(services: Services) -> None:
    made = runs.submit(services).ad_unit_id
    services.filing.rename_script(1, "Fifteen", was=FIFTEEN)
    assert services.campaigns.ad_unit(made).title == "Fifteen"


# The archive


def test_a_script_that_is_at_work_is_not_archived_nor_is_its_campaign(services: Services) -> None:
    made = runs.submit(services)
    for act in (
        lambda: services.filing.archive_script(made.ad_unit_id),
        lambda: services.filing.archive_script(1),
        lambda: services.filing.archive_campaign(1),
    ):
        with refused(services, ConflictError, "still at work on ja-JP"):
            act()
    services.filing.archive_script(2)
    services.jobs.cancel(made.job_id)
    services.filing.archive_script(1)
    assert services.outline.is_archived(made.ad_unit_id)


def test_what_is_archived_comes_back_whole_and_is_not_adapted_meanwhile(services: Services) -> None:
    before = services.campaigns.ad_unit(1)
    services.filing.archive_campaign(1)
    assert services.outline.is_archived(1)
    assert services.outline.first_script() == 0
    with refused(services, ConflictError, "is archived with its campaign"):
        runs.submit(services)
    services.filing.archive_campaign(1, False)
    assert services.campaigns.ad_unit(1) == before
    assert services.outline.first_script() == 1


def test_nothing_is_added_to_a_campaign_that_is_archived(services: Services) -> None:
    services.filing.archive_campaign(1)
    for add in (
        lambda: services.filing.add_script(1, "Kettle", "en-US"),
        lambda: services.filing.duplicate(1),
        lambda: services.campaigns.import_script("a.csv", SCRIPT, campaign_id=1),
    ):
        with refused(services, InputError, "The campaign Maple Gold: .* is archived. Take it out"):
            add()


def test_an_import_takes_the_imported_scripts_out_of_the_archive(services: Services) -> None:
    first = services.campaigns.import_script("a.csv", SCRIPT)
    campaign = services.outline.campaign_of(first)
    services.filing.archive_campaign(campaign)
    assert services.outline.campaign_of(services.campaigns.import_script("b.csv", SCRIPT)) == campaign
    assert campaign in [one.id for one in services.outline.campaigns()]


@pytest.mark.parametrize("away", ["script", "origin", "campaign"])
def test_what_is_archived_rests(services: Services, away: str) -> None:
    made = runs.submit(services)
    run = runs.Run(services, made)
    run.to_format_gate()
    run.store("failed", "failed")
    services.campaigns.save_rows(made.ad_unit_id, [ROW], 0)
    with services.db.write() as session:
        unit = session.get_one(VideoAdUnit, made.ad_unit_id)
        unit.concept_brief = unit.cultural_brief = {}
    if away == "campaign":
        services.filing.archive_campaign(1)
    else:
        services.filing.archive_script(made.ad_unit_id if away == "script" else 1)
    for act in (
        lambda: services.jobs.retry(made.job_id),
        lambda: services.rework.evaluate(made.ad_unit_id),
        lambda: services.rework.alternatives(made.ad_unit_id, "1", 0),
        lambda: services.campaigns.save_rows(made.ad_unit_id, [ROW], 1),
        lambda: services.approvals.approve(made.ad_unit_id, 1, who="Ada"),
    ):
        with refused(services, ConflictError, "for ja-JP is archived.* [Tt]ake"):
            act()


def test_a_batch_is_tried_again_without_the_market_that_is_archived(services: Services) -> None:
    batch = services.batches.submit(AdaptationRequest(origin_id=1, market=""), ["ja-JP", "de-DE"])
    for one in batch.runs:
        runs.Run(services, one).job("failed")
    first, second = batch.runs
    services.filing.archive_script(first.ad_unit_id)
    assert services.batches.retry(batch.batch_id or 0) == 1
    assert (services.jobs.get(first.job_id).state, services.jobs.get(second.job_id).state) == ("failed", "queued")
    with refused(services, ConflictError, "for ja-JP is archived"):
        services.batches.retry(batch.batch_id or 0)


@pytest.mark.parametrize("kind", ["evaluation", "alternatives"])
def test_what_is_judged_or_has_a_line_rewritten_is_not_archived(services: Services, kind: str) -> None:
    made = runs.submit(services)
    runs.Run(services, made).job("done")
    with services.db.write() as session:
        job = jobs.submit(session, kind, "A job", {"run": {"ad_unit_id": made.ad_unit_id}}, model_key=None)
        if kind == "evaluation":
            session.get_one(VideoAdUnit, made.ad_unit_id).evaluation_job_id = job.id
        else:
            session.add(LineOptions(ad_unit_id=made.ad_unit_id, job_id=job.id, revision=0, shot_number="1", line=0))
    with refused(services, ConflictError, "still at work on ja-JP"):
        services.filing.archive_script(1)


def test_an_origin_that_is_archived_takes_its_adaptations_along(services: Services) -> None:
    made = runs.submit(services)
    runs.Run(services, made).job("done")
    before = services.outline.page(1).campaigns[-1].scripts
    services.filing.archive_script(1)
    assert services.outline.page(1).campaigns[-1].scripts == before - 2
    assert made.ad_unit_id not in [script.id for script, _ in services.outline.find("ja-JP").scripts]
    assert made.ad_unit_id in [script.id for script, _ in services.outline.find("ja-JP", archived=True).scripts]
    assert services.outline.first_script() not in (1, made.ad_unit_id)
    services.filing.archive_script(1, False)
    assert services.outline.page(1).campaigns[-1].scripts == before
