"""`gcl reviews` and `gcl review`: the same decisions as on the screen, from a shell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer

from gcl.services import Services
from tests.e2e.demo_home import CONCEPT, Visit, write_run
from tests.shell import Shell


@pytest.fixture
def unit(services: Services) -> int:
    """The ad unit of a run that waits with its concept brief."""
    return write_run(services, 1, "ja-JP", [Visit("concept", 1, output=CONCEPT)], "concept_analysis", "parked")


def test_what_waits_is_listed_with_how_to_look_at_it(gcl: Shell, unit: int) -> None:
    [one] = json.loads(gcl("reviews", "--json").out)
    assert (one["ad_unit"], one["node"], one["passed"]) == (unit, "concept", None)
    assert "Look at one with: gcl review AD_UNIT" in gcl("reviews").out


def test_nothing_that_waits_is_said_so(gcl: Shell, services: Services) -> None:
    assert gcl("reviews").out.startswith("Nothing waits for a person.")


def test_a_review_shows_what_was_made_and_what_comes_of_each_decision(gcl: Shell, unit: int) -> None:
    shown = json.loads(gcl("review", str(unit), "--json").out)
    assert shown["output"] == CONCEPT
    assert shown["comes_next"]["accept"] == "The cultural researcher begins."
    assert "The cultural researcher begins." in gcl("review", str(unit)).out


def test_a_decision_is_taken_under_the_name_that_was_given(gcl: Shell, services: Services, unit: int) -> None:
    answer = gcl("review", str(unit), "accept", "--as", "Ada Lovelace", "--detach", "--json")
    assert (answer.status, json.loads(answer.out)["status"]) == (0, "queued")
    assert "Ada Lovelace accepted the concept brief." in answer.err
    [made] = services.reviews.decisions(unit)
    assert (made.who, made.action) == ("Ada Lovelace", "accept")


def test_what_was_printed_can_be_changed_and_given_back(
    gcl: Shell, services: Services, unit: int, tmp_path: Path
) -> None:
    shown = json.loads(gcl("review", str(unit), "--json").out)
    shown["output"]["core_message"] = "Mornings are made."
    file = tmp_path / "review.json"
    file.write_text(json.dumps(shown), encoding="utf-8")
    assert gcl("review", str(unit), "edit", "--file", str(file), "--as", "Ada", "--detach").status == 0
    assert [one.place for one in services.reviews.decisions(unit)[0].changed] == ["Core message"]


def test_a_file_that_was_made_from_an_earlier_step_changes_no_later_one(
    gcl: Shell, services: Services, unit: int, tmp_path: Path
) -> None:
    shown = json.loads(gcl("review", str(unit), "--json").out)
    file = tmp_path / "review.json"
    for changes, says in [
        ({"step": 7}, "does not wait for a decision about step 7"),
        ({"ad_unit": 99}, "was made from ad unit 99"),
    ]:
        changed = {**shown, "output": {**CONCEPT, "core_message": "Mornings are made."}, **changes}
        file.write_text(json.dumps(changed), encoding="utf-8")
        answer = gcl("review", str(unit), "edit", "--file", str(file), "--as", "Ada", "--detach")
        assert (answer.status, says in answer.err) == (1, True)
    assert services.reviews.decisions(unit) == []


def test_who_cancels_a_run_that_waits_is_kept(gcl: Shell, services: Services, unit: int) -> None:
    job = services.reviews.waiting()[0].job_id
    assert gcl("jobs", "--cancel", str(job), "--as", "Ada").status == 0
    [made] = services.reviews.decisions(unit)
    assert (made.who, made.what) == ("Ada", "stopped the run at the concept brief")


def test_a_stopped_run_is_over(gcl: Shell, services: Services, unit: int) -> None:
    assert gcl("review", str(unit), "stop", "--as", "Ada").status == 0
    assert services.reviews.of(unit) is None


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["acept"], "There is no decision 'acept'. Did you mean 'accept'?"),
        (["again", "--as", "Ada"], "Say in the note what should be different"),
        (["override", "--as", "Ada", "--note", "x"], "only the verdict of a gate can be overridden"),
        (["accept", "--as", " "], "--as NAME"),
        (["accept", "--as", "Ada", "--step", "7"], "does not wait for a decision"),
        (["edit", "--as", "Ada"], "Give what you changed with --file"),
        (["edit", "--as", "Ada", "--file", "nowhere.json"], "nowhere.json cannot be read"),
    ],
)
def test_a_decision_that_cannot_be_taken_is_one_sentence(
    gcl: Shell, services: Services, unit: int, arguments: list[str], says: str
) -> None:
    answer = gcl("review", str(unit), *arguments, "--detach")
    assert (answer.status, answer.out) == (1, "")
    assert says in answer.err
    assert services.reviews.of(unit) is not None


def test_a_run_that_waits_ends_with_a_status_of_its_own(gcl: Shell, services: Services, unit: int) -> None:
    from gcl.cli_reviews import WAITS, show_run

    job = services.jobs.get(services.reviews.waiting()[0].job_id)
    with pytest.raises(typer.Exit) as ended:
        show_run(services, job, unit, False, True)
    assert ended.value.exit_code == WAITS


def test_an_unknown_review_mode_is_one_sentence(gcl: Shell, services: Services) -> None:
    script = "data/examples/maple-gold-15.json"
    answer = gcl("adapt", script, "--market", "ja-JP", "--review", "gate", "--detach")
    assert answer.status == 1
    assert "There is no review mode 'gate'. Did you mean 'gates'?" in answer.err
