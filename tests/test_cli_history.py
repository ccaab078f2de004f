"""`gcl history`: the numbers in the terminal, and all of it as a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from gcl.cli_history import moment
from gcl.cli_studio import write_file
from gcl.db import utcnow
from gcl.errors import DatabaseBusy
from gcl.services import Services
from tests.services.verdicts import add_runs
from tests.shell import Shell


def test_the_numbers_are_a_table_by_gate_and_market(gcl: Shell, services: Services) -> None:
    add_runs(services, [utcnow() - timedelta(days=20)] * 5 + [utcnow()] * 5)
    told = gcl("history").out
    (japan,) = (line for line in told.splitlines() if line.startswith("ja-JP"))
    assert " ".join(japan.split()) == "ja-JP 4 of 4 3 of 4 4 of 4 2 of 4"
    assert "    10  Is the tone right for the brand gate? (major, Brand gate)" in told
    only = gcl("history", "--market", "JA-jp", "--gate", "brand", "--since", "10d", "--campaign", "1").out
    assert [line.split() for line in only.splitlines()[1:4]] == [
        ["Brand", "gate"],
        ["all", "1", "of", "2"],
        ["ja-JP", "1", "of", "2"],
    ]


def test_all_of_it_goes_into_a_file_or_to_stdout(gcl: Shell, services: Services, tmp_path: Path) -> None:
    add_runs(services, [utcnow()])
    file = tmp_path / "verdicts.json"
    assert gcl("history", "--json", str(file)).out == f"{file}\n"
    assert len(json.loads(file.read_text(encoding="utf-8"))) == 8
    assert gcl("history", "--gate", "brand", "--csv", "-").out.count("So.") == 2
    again = gcl("history", "--csv", str(file))
    assert (again.status, again.err) == (1, f"{file} is there already. Give another name.\n")
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == ["verdicts.json"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--gate", "brend"], "Did you mean 'brand'?"),
        (["--market", "xx-XX"], "There is no market that something was adapted for 'xx-XX'"),
        (["--campaign", "Mapel Gold: Worth getting up for"], "Did you mean 'Maple Gold"),
        (["--since", "tomorrow"], "'tomorrow' is no day. Give one as 2026-11-01, or a number of days as 30d."),
        (["--since", "0d"], "is no day"),
        (["--since", "2026-02-30"], "is no day"),
        (["--since", "9999-12-31"], "9999-12-31 is still to come."),
        (["--csv", "a", "--json", "b"], "not both"),
        (["--csv", "tests"], "tests is a folder. Give the name of a file."),
        (["--csv", "n" * 400], "File name too long"),
        (["--csv", "nowhere/at/all.csv"], "There is no folder nowhere/at"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(gcl: Shell, services: Services, arguments: list[str], says: str) -> None:
    answer = gcl("history", *arguments)
    assert (answer.status, answer.out) == (1, "")
    assert says in answer.err
    assert answer.err.count("\n") == 1


def test_a_file_that_cannot_be_finished_leaves_nothing_behind(tmp_path: Path) -> None:
    def lines() -> Iterator[bytes]:
        yield b"gate,passed\n"
        raise DatabaseBusy("The database is busy.")

    with pytest.raises(DatabaseBusy):
        write_file(tmp_path / "verdicts.csv", lines())
    assert list(tmp_path.iterdir()) == []


def test_an_empty_history_says_how_to_begin(gcl: Shell) -> None:
    assert "gcl adapt" in gcl("history").out


def test_days_are_those_of_this_machine() -> None:
    now = datetime.now().astimezone()
    assert moment("1d") == now.replace(hour=0, minute=0, second=0, microsecond=0)
    assert moment("2026-11-01").isoformat().startswith("2026-11-01T00:00:00")
    assert moment("99999d").year < now.year - 90
