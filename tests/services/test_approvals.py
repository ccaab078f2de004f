from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from gcl.db import Decision, VideoAdUnit
from gcl.errors import ConflictError, InputError
from gcl.payloads import ScriptRow
from gcl.services import Services
from gcl.services.approvals import require_approved
from gcl.services.campaigns import find_ad_unit
from tests.services import runs
from tests.unchanged import refused

ROW = ScriptRow(**runs.ROW)


@pytest.fixture
def adapted(services: Services) -> int:
    """An adaptation whose run is over, at version 1."""
    submitted = runs.submit(services)
    services.jobs.cancel(submitted.job_id)
    services.campaigns.save_rows(submitted.ad_unit_id, [ROW], 0, who="Ann")
    return submitted.ad_unit_id


def decisions(services: Services) -> list[tuple[str, str, str, object]]:
    with services.db.read() as session:
        rows = session.scalars(select(Decision).order_by(Decision.id))
        return [(row.action, row.who, row.note, row.changes) for row in rows]


def test_an_approval_says_who_when_and_which_version(services: Services, adapted: int) -> None:
    assert services.approvals.get(adapted).state == "none"
    made = services.approvals.approve(adapted, 1, who=" Ann  Lee ", note="For the client")
    assert (made.state, made.revision, made.who) == ("approved", 1, "Ann Lee")
    assert made.at is not None
    assert services.approvals.get(adapted) == made
    assert decisions(services) == [("approve", "Ann Lee", "For the client", {"before": None, "after": {"revision": 1}})]


def test_an_edit_makes_an_approval_void(services: Services, adapted: int) -> None:
    services.approvals.approve(adapted, 1, who="Ann")
    services.campaigns.save_rows(adapted, [ROW.model_copy(update={"visual": "A mug."})], 1, who="Ben")
    assert (services.approvals.get(adapted).state, services.approvals.get(adapted).revision) == ("void", 1)
    assert services.approvals.approve(adapted, 2, who="Ann").state == "approved"


def test_an_approval_is_withdrawn_and_both_decisions_stay(services: Services, adapted: int) -> None:
    services.approvals.approve(adapted, 1, who="Ann")
    assert services.approvals.withdraw(adapted, who="Ben", note="The client called").state == "none"
    assert [(action, who) for action, who, _, _ in decisions(services)] == [("approve", "Ann"), ("withdraw", "Ben")]
    with refused(services, ConflictError, "is not approved, so nothing"):
        services.approvals.withdraw(adapted, who="Ben")


def test_what_a_person_has_not_seen_is_not_approved(services: Services, adapted: int) -> None:
    services.campaigns.save_rows(adapted, [ROW], 1)
    with refused(services, ConflictError, "at version 2, and you have seen version 1"):
        services.approvals.approve(adapted, 1, who="Ann")


def test_a_version_is_approved_once(services: Services, adapted: int) -> None:
    services.approvals.approve(adapted, 1, who="Ann")
    with refused(services, ConflictError, "Version 1 was approved by Ann already"):
        services.approvals.approve(adapted, 1, who="Ben")


def test_nothing_is_approved_without_a_name_a_script_or_an_end_of_its_run(services: Services, adapted: int) -> None:
    with refused(services, InputError, "with the name of who made it"):
        services.approvals.approve(adapted, 1, who=" ")
    with refused(services, InputError, "is an origin"):
        services.approvals.approve(1, 1, who="Ann")
    other = runs.submit(services, "de-DE")
    with refused(services, ConflictError, "still being adapted"):
        services.approvals.approve(other.ad_unit_id, 0, who="Ann")
    services.jobs.cancel(other.job_id)
    with refused(services, InputError, "no script yet"):
        services.approvals.approve(other.ad_unit_id, 0, who="Ann")


@pytest.mark.parametrize(
    ("state", "says"),
    [("none", "is not approved. Approve it, or take it as a draft"), ("void", "after Ann approved version 1. Approve")],
)
def test_only_what_is_approved_leaves_as_final(services: Services, adapted: int, state: str, says: str) -> None:
    if state == "void":
        services.approvals.approve(adapted, 1, who="Ann")
        services.campaigns.save_rows(adapted, [ROW], 1)
    with refused(services, ConflictError, says):
        services.script_files.make(adapted, "json")
    draft = services.script_files.make(adapted, "json", draft=True)
    assert draft.name.endswith("-draft.json")
    assert json.loads(draft.content)["status"] == "draft, not approved"


def test_an_approved_script_and_an_origin_are_taken_away_as_final(services: Services, adapted: int) -> None:
    services.approvals.approve(adapted, 1, who="Ann")
    final = services.script_files.make(adapted, "csv")
    assert final.name == "worth-getting-up-for-15-ja-JP-v1.csv"
    assert "朝。" in final.content.decode()
    assert services.script_files.make(1, "json").name == "worth-getting-up-for-15-en-US-v1.json"


def test_whoever_shows_a_script_to_a_client_may_ask_for_the_approval(services: Services, adapted: int) -> None:
    def required(unit_id: int) -> None:
        with services.db.read() as session:
            unit: VideoAdUnit = find_ad_unit(session, unit_id)
            require_approved(unit)

    required(1)
    with pytest.raises(ConflictError, match="is not approved"):
        required(adapted)
    services.approvals.approve(adapted, 1, who="Ann")
    required(adapted)


def test_a_script_without_rows_is_not_taken_away(services: Services) -> None:
    submitted = runs.submit(services)
    with refused(services, InputError, "no rows yet"):
        services.script_files.make(submitted.ad_unit_id, "csv", draft=True)


def test_a_note_that_is_too_long_is_refused_whole(services: Services, adapted: int) -> None:
    with refused(services, InputError, "The note has 1001 characters and may have 1000"):
        services.approvals.approve(adapted, 1, who="Ann", note="x" * 1001)
    services.approvals.approve(adapted, 1, who="Ann", note="x" * 1000)
    with refused(services, InputError, "The note has 1001 characters"):
        services.approvals.withdraw(adapted, who="Ann", note="x" * 1001)
