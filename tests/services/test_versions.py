from __future__ import annotations

import pytest

from gcl.errors import ConflictError, NotFound
from gcl.payloads import ScriptRow
from gcl.services import Services
from gcl.services.versions import RowChange, compare_rows
from tests.services import runs
from tests.unchanged import refused


def row(shot: str, visual: str = "A cup.", audio: str = "VO: Tea.") -> ScriptRow:
    return ScriptRow(shot_number=shot, timecode="0-3", visual=visual, audio=audio)


def shots(changes: list[RowChange]) -> list[tuple[str, str]]:
    return [(change.shot_number, change.state) for change in changes]


def test_a_script_begins_with_its_first_version(services: Services) -> None:
    made = services.campaigns.import_script("spot.csv", b"#,time,visual,audio\n1,0-3,A cup.,SFX\n", who="Ann")
    (first,) = services.versions.history(made)
    assert (first.number, first.author, first.note, first.is_current) == (1, "Ann", "Imported", True)
    assert [(one.number, one.note) for one in services.versions.history(1)] == [(1, "Ships with the studio")]


def test_every_save_by_hand_keeps_a_version_with_its_author(services: Services) -> None:
    before = services.campaigns.ad_unit(1).rows
    services.campaigns.save_rows(1, [row("1")], 1, who="Ann")
    services.campaigns.save_rows(1, [row("1", "A mug.")], 2, who="Ben", note="Mugs are cheaper")
    listed = [(one.number, one.author, one.note, one.is_current) for one in services.versions.history(1)]
    assert listed[:2] == [(3, "Ben", "Mugs are cheaper", True), (2, "Ann", "Edited by hand", False)]
    assert services.versions.get(1, 1).rows == before


def test_a_save_without_a_name_is_somebodys(services: Services) -> None:
    services.campaigns.save_rows(1, [row("1")], 1)
    assert services.versions.history(1)[0].author == "somebody"


def test_an_older_version_comes_back_as_a_new_one(services: Services) -> None:
    before = services.campaigns.ad_unit(1).rows
    services.campaigns.save_rows(1, [row("1")], 1, who="Ann")
    assert services.versions.restore(1, 1, 2, who="Ben") == 3
    assert services.campaigns.ad_unit(1).rows == before
    newest = services.versions.history(1)[0]
    assert (newest.number, newest.author, newest.note) == (3, "Ben", "Version 1 brought back")
    assert services.versions.get(1, 2).rows == [row("1")]


def test_a_version_is_not_brought_back_over_what_somebody_else_saved(services: Services) -> None:
    services.campaigns.save_rows(1, [row("1")], 1)
    with refused(services, ConflictError, "Somebody else saved"):
        services.versions.restore(1, 1, 1)


def test_a_version_that_there_is_not_is_named_with_those_there_are(services: Services) -> None:
    with refused(services, NotFound, "has no version 7. It has 1 to 1"):
        services.versions.get(1, 7)
    with pytest.raises(NotFound, match="It has none yet"):
        services.versions.get(runs.submit(services).ad_unit_id, 1)
    with pytest.raises(NotFound, match="no script 99"):
        services.versions.history(99)


def test_two_versions_are_compared_shot_by_shot(services: Services) -> None:
    services.campaigns.save_rows(1, [row("1"), row("2"), row("3")], 1)
    services.campaigns.save_rows(1, [row("1"), row("3", "A mug."), row("4")], 2)
    changes = services.versions.compare(1, 2, 3)
    assert shots(changes) == [("1", "same"), ("2", "gone"), ("3", "changed"), ("4", "new")]
    assert [(piece.kind, piece.text) for piece in changes[2].cells["visual"]] == [
        ("same", "A "),
        ("gone", "cup"),
        ("new", "mug"),
        ("same", "."),
    ]


def test_a_lost_first_shot_stands_first() -> None:
    assert shots(compare_rows([row("1"), row("2")], [row("2")])) == [("1", "gone"), ("2", "same")]
    assert compare_rows([], []) == []
