"""Adapt: rows in step, and an honest ending."""

from __future__ import annotations

from dataclasses import replace

from gcl import jobs
from gcl.config import ROOT
from gcl.payloads import ScriptRow
from gcl.services import Services
from gcl.tabs.adapt import campaign_choices
from gcl.tabs.names import model_names
from gcl.tabs.render import render
from gcl.tabs.run_part import ending, head, output, track
from gcl.tabs.script_view import Asked, draw, pair_rows
from gcl.tabs.tree_part import Side, tree
from tests.e2e.demo_home import NO_MODEL, fill_adaptations, fill_recorded, recorded
from tests.services.runs import submit

EXAMPLE = ROOT / "data" / "examples" / "maple-gold-15.json"


def row(shot: str, words: str = "x") -> ScriptRow:
    return ScriptRow(shot_number=shot, timecode="00:00", visual=words, audio=words)


def test_rows_stay_in_step_by_their_shot_number() -> None:
    pairs = pair_rows([row("1"), row("2"), row("3")], [row("3", "c"), row("1", "a"), row("9", "z")])
    assert [(shot, new.visual if new else None) for shot, _, _, new in pairs] == [
        ("1", "a"),
        ("2", None),
        ("3", "c"),
        ("9", "z"),
    ]
    assert pairs[-1][2] is None


def test_a_failed_run_says_which_gate_failed_which_draft(services: Services) -> None:
    made = fill_adaptations(services)
    sentence = ending(services.adaptations.track(made["ar-SA"]))
    assert sentence.startswith("The brand gate did not pass draft 1")
    assert "Draft 1, which got furthest, is kept below; it is not an approved script." in sentence
    assert ending(services.adaptations.track(made["ja-JP"])) == ""
    assert "raise the retries" in sentence
    cancelled = services.adaptations.track(made["de-DE"])
    assert ending(cancelled) == "This run was cancelled. It had not written a draft."


def test_a_run_that_ended_undecided_does_not_blame_the_retries(services: Services) -> None:
    run = services.adaptations.track(fill_adaptations(services)["ar-SA"])
    metadata = run.ad_unit.pipeline_metadata | {"undecided": True}
    sentence = ending(replace(run, ad_unit=replace(run.ad_unit, pipeline_metadata=metadata)))
    assert sentence.startswith("The brand gate could not decide about draft 1 for want of evidence")
    assert "retries" not in sentence


def test_what_a_retried_run_wrote_beside_an_edited_script_is_told_until_the_script_changes(services: Services) -> None:
    run = services.adaptations.track(fill_adaptations(services)["ja-JP"])
    beside = {"draft": 2, "version": 9, "revision": run.ad_unit.revision}
    retried = replace(
        run, ad_unit=replace(run.ad_unit, pipeline_metadata=run.ad_unit.pipeline_metadata | {"beside": beside})
    )
    assert ending(retried) == (
        "The script below was edited by hand and stays as it is. The run, tried again, passed all gates; its draft 2 "
        "is kept as version 9. Bring it back under Versions to use it."
    )
    assert ending(replace(retried, ad_unit=replace(retried.ad_unit, revision=10))) == ""


def test_a_run_that_broke_after_a_refusal_does_not_blame_the_gate(services: Services) -> None:
    run = services.adaptations.track(fill_adaptations(services)["ar-SA"])
    metadata = run.ad_unit.pipeline_metadata | {"failed_gate": None}
    broken = replace(run, ad_unit=replace(run.ad_unit, pipeline_metadata=metadata))
    assert ending(broken).startswith("This run failed. What it had written until then is below.")


def test_a_finished_run_stands_beside_the_rows_that_it_was_given(services: Services) -> None:
    run = services.adaptations.track(fill_adaptations(services)["ja-JP"])
    given = run.origin.rows
    assert "was edited since" not in draw(services, run.ad_unit.id, Asked(), {})
    services.campaigns.save_rows(run.origin.id, [row("1", "Rewritten since.")], run.origin.revision)
    assert services.script_page.page(run.ad_unit.id).origin_rows == given
    later = draw(services, run.ad_unit.id, Asked(), {})
    assert "Rewritten since." not in later
    assert "The origin was edited since" in later


def test_a_run_that_waits_says_why(services: Services) -> None:
    run = services.adaptations.track(fill_adaptations(services)["ja-JP"])
    assert run.job is not None
    waiting = replace(run, job=replace(run.job, state="queued", note="Waiting to go on after a restart"))
    assert "Waiting to go on after a restart." in head(services, waiting, {})


def test_a_run_behind_hundreds_of_others_is_told_its_place(services: Services) -> None:
    for _ in range(250):
        with services.db.write() as session:
            jobs.submit(session, "frame", "A frame", {})
    run = services.adaptations.track(submit(services).ad_unit_id)
    assert "It is number 251 in the queue" in head(services, run, {})


def test_the_list_has_the_scripts_of_the_unfolded_campaign_only(services: Services) -> None:
    made = submit(services)
    imported = services.campaigns.import_script(EXAMPLE.name, EXAMPLE.read_bytes())
    own, other = services.outline.campaign_of(made.ad_unit_id), services.outline.campaign_of(imported)
    unit = services.campaigns.ad_unit(made.ad_unit_id)

    page = tree(services, Side(own), unit)
    assert f'data-do="open" data-id="{unit.id}" aria-current="true"' in page
    assert f'data-do="open" data-id="{imported}"' not in page
    assert f'data-id="{other}" aria-expanded="false"' in page
    assert "1 script<" in page
    assert 'data-page="tree=&amp;' in page

    page = tree(services, Side(other), unit)
    assert f'data-do="open" data-id="{imported}"' in page
    assert f'data-do="open" data-id="{unit.id}"' not in page
    assert f'data-page="tree={other}&amp;' in page


def test_the_head_of_an_origin_knows_its_revision(services: Services) -> None:
    unit = services.campaigns.ad_unit(1)
    page = render("unit_head", unit=unit, origin=None, brand=None, job=None, ending="")
    assert f'data-revision="{unit.revision}"' in page


def test_a_gate_that_was_not_visited_counts_no_retries(services: Services) -> None:
    page = track(services.adaptations.track(fill_adaptations(services)["de-DE"]), "")
    assert "retries" not in page


def test_written_examples_credit_no_model_and_a_recorded_run_its_own(services: Services) -> None:
    made = fill_adaptations(services)["ja-JP"]
    run = services.adaptations.track(made)
    names = model_names(services)
    assert all(node.model_key == NO_MODEL for node in run.nodes)
    assert NO_MODEL in output(run, "writer", names)

    kept = recorded(services, made)
    for visit in kept["visits"]:
        visit["model"] = "qwen3-8b"
    again = services.adaptations.track(fill_recorded(services, kept))
    assert again.draft_rows == run.draft_rows
    assert [node.visits for node in again.nodes] == [node.visits for node in run.nodes]
    assert names["qwen3-8b"] in output(again, "writer", names)


def test_an_import_goes_to_the_imported_scripts_unless_another_campaign_is_chosen(services: Services) -> None:
    services.campaigns.import_script(EXAMPLE.name, EXAMPLE.read_bytes())
    services.filing.add_campaign("Spring tea")
    field = campaign_choices(services)
    assert field.value == ""
    names = [name for name, _ in field.choices]
    assert (names[0], names.count("Imported scripts"), names[-1]) == ("Imported scripts", 1, "Spring tea")
