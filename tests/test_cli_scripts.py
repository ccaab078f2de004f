"""`gcl` for what happens to a script after its run."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from gcl.config import ROOT
from gcl.db import Job, LineOptions
from gcl.formats.script import parse_script
from gcl.services import Services
from tests.e2e.demo_home import fill_adaptations
from tests.shell import Shell


@pytest.fixture
def japanese(services: Services) -> str:
    return str(fill_adaptations(services)["ja-JP"])


def test_a_script_is_approved_and_then_written_as_final(
    gcl: Shell, services: Services, japanese: str, tmp_path: Path
) -> None:
    file = tmp_path / "spot.csv"
    refused = gcl("script", japanese, str(file))
    assert (refused.status, refused.out) == (1, "")
    assert "is not approved. Approve it, or take it as a draft." in refused.err

    approved = gcl("approve", japanese, "--as", "Ann", "--json")
    assert (approved.data["state"], approved.data["version"], approved.data["who"]) == ("approved", 2, "Ann")
    written = gcl("script", japanese, str(file))
    assert (written.status, written.out.strip()) == (0, str(file))
    rows = services.campaigns.ad_unit(int(japanese)).rows
    assert parse_script(file.name, file.read_bytes(), services.config).rows == rows

    again = gcl("script", japanese, str(file))
    assert "is there already" in again.err
    assert gcl("script", japanese, str(file), "--force").status == 0
    assert "Not approved." in gcl("approve", japanese, "--as", "Ann", "--withdraw").out


def test_a_draft_gets_a_name_that_says_so(gcl: Shell, japanese: str, tmp_path: Path) -> None:
    written = gcl("script", japanese, str(tmp_path / "spot.json"), "--draft")
    file = tmp_path / "spot-draft.json"
    assert written.out.strip() == str(file)
    assert json.loads(file.read_text(encoding="utf-8"))["status"] == "draft, not approved"
    assert [path.name for path in tmp_path.glob("*spot*")] == ["spot-draft.json"]
    assert "json or csv, not as docx" in gcl("script", japanese, str(tmp_path / "spot.docx"), "--draft").err
    assert "There is no folder" in gcl("script", japanese, str(tmp_path / "none" / "x.csv"), "--draft").err


@pytest.mark.parametrize(
    ("command", "arguments", "says"),
    [
        ("script", [f"{'n' * 400}.csv", "--draft"], "File name too long"),
        ("versions", ["--diff", "0", "1"], "Versions are numbered from 1."),
        ("versions", ["--diff", "1", str(10**25)], "Versions are numbered from 1."),
        ("alternatives", ["x" * 5000, "--detach"], f"There is no shot '{'x' * 80}…'."),
        ("approve", ["--as", "Ann", "--note", "x" * 5000], "The note has 5000 characters and may have 1000."),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    gcl: Shell, japanese: str, command: str, arguments: list[str], says: str
) -> None:
    answer = gcl(command, japanese, *arguments)
    assert (answer.status, answer.out) == (1, "")
    assert says in answer.err
    assert answer.err.count("\n") == 1


def test_alternatives_of_a_script_that_there_is_not_are_not_taken(gcl: Shell) -> None:
    assert "There is no script 99999." in gcl("alternatives", "99999", "1", "--take", "1").err


def test_a_name_and_a_note_are_kept_without_what_a_terminal_would_obey(
    gcl: Shell, services: Services, japanese: str
) -> None:
    gcl("approve", japanese, "--as", "A\x07nn\x1b", "--note", "Fine\x00.\nGo on.")
    [made] = services.reviews.decisions(int(japanese))
    assert (made.who, made.note) == ("Ann", "Fine.\nGo on.")


def test_an_older_version_that_was_looked_at_is_not_approved(gcl: Shell, japanese: str) -> None:
    refused = gcl("approve", japanese, "--as", "Ann", "--version", "1")
    assert refused.status == 1
    assert "at version 2, and you have seen version 1" in refused.err


def test_versions_are_listed_compared_and_brought_back(gcl: Shell, japanese: str) -> None:
    listed = gcl("versions", japanese, "--json").data
    assert [(one["version"], one["note"], one["current"]) for one in listed] == [
        (2, "Draft 2 of the run", True),
        (1, "Draft 1 of the run", False),
    ]
    assert "Draft 1 of the run" in gcl("versions", japanese).out
    compared = gcl("versions", japanese, "--diff", "1", "2").out
    assert compared.startswith("Shot 4\n  audio: VO:")
    assert "[-" in compared
    assert "{+" in compared
    assert "the same" in gcl("versions", japanese, "--diff", "1", "1").out
    objects = gcl("versions", japanese, "--diff", "1", "2", "--json").data
    assert [one["state"] for one in objects] == ["same", "same", "same", "changed"]
    restored = gcl("versions", japanese, "--restore", "1", "--as", "Ann", "--json").data[0]
    assert (restored["version"], restored["author"], restored["note"]) == (3, "Ann", "Version 1 brought back")
    assert "not both" in gcl("versions", japanese, "--diff", "1", "2", "--restore", "1").err


def test_an_evaluation_and_alternatives_are_submitted_and_one_is_taken(
    gcl: Shell, services: Services, japanese: str
) -> None:
    judged = gcl("evaluate", japanese, "--detach", "--json").data
    assert (judged["kind"], judged["state"], judged["gates"]) == ("evaluation", "queued", [])
    asked = gcl("alternatives", japanese, "4", "--line", "2", "--detach", "--json").data
    assert (asked["kind"], asked["options"]) == ("alternatives", [])
    assert "no alternatives for this line" in gcl("alternatives", japanese, "4", "--line", "2", "--take", "1").err
    with services.db.write() as session:
        session.get_one(Job, asked["id"]).state = "done"
        session.query(LineOptions).one().options = [
            {"text": f"朝{n}。", "back_translation": f"Morning {n}.", "rationale": "Shorter."} for n in (1, 2, 3)
        ]
    taken = gcl("alternatives", japanese, "4", "--line", "2", "--take", "3", "--as", "Ann", "--json").data
    assert taken == {"version": 3}
    assert "朝3。 (Morning 3.)" in services.campaigns.ad_unit(int(japanese)).rows[3].audio
    assert "cue for the crew" in gcl("alternatives", japanese, "1").err


def test_every_command_of_the_page_about_scripts_is_there_with_its_options(gcl: Shell) -> None:
    page = (ROOT / "docs" / "scripts.md").read_text(encoding="utf-8")
    commands = re.findall(r"^    gcl (\w+) (.*)$", page, flags=re.MULTILINE)
    assert len(commands) == 5
    for name, rest in commands:
        offered = gcl(name, "--help").out
        assert all(option in offered for option in re.findall(r"--\w+", rest)), name
