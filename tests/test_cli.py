"""`gcl`: what each command does, and what it says to what cannot be done."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gcl import cli_markets, jobs
from gcl.config import ROOT
from gcl.db import Job, PipelineSettings, VideoAdUnit
from gcl.errors import GclError
from gcl.services import Services
from gcl.services.adaptations import AdaptationRequest
from tests.shell import EXAMPLE, Answer, Shell
from tests.unchanged import contents


def test_init_creates_the_database_and_says_where(gcl: Shell) -> None:
    assert not gcl.config.database.exists()
    assert gcl("init") == Answer(0, f"Ready: {gcl.config.database}\n", "")
    assert gcl.config.database.exists()
    assert gcl("init").status == 0


def test_without_jobs_the_list_says_how_to_make_one(gcl: Shell) -> None:
    assert 'gcl frame "' in gcl("jobs").out
    assert gcl("jobs", "--json").data == []


def test_jobs_are_listed_with_kind_state_progress_and_error(gcl: Shell, services: Services) -> None:
    gcl("frame", "a fox", "--detach")
    gcl("adapt", str(EXAMPLE), "--market", "en-GB", "--detach")
    with services.db.write() as session:
        session.get_one(Job, 1).state, session.get_one(Job, 1).error = "failed", "The model is damaged."
        running = session.get_one(Job, 2)
        running.state, running.progress_done, running.progress_total = "running", 3, 8
    listed = gcl("jobs", "--json").data
    assert [(job["id"], job["kind"], job["state"], job["progress"], job["error"]) for job in listed] == [
        (2, "adaptation", "running", 0.375, None),
        (1, "frame", "failed", 0.0, "The model is damaged."),
    ]
    text = gcl("jobs").out
    assert "38%" in text
    assert "The model is damaged." in text


def add(services: Services, *states: str) -> list[int]:
    with services.db.write() as session:
        made = [jobs.submit(session, "frame", "a fox", {}) for _ in states]
        for job, state in zip(made, states, strict=True):
            job.state = state
        return [job.id for job in made]


def test_the_list_begins_with_what_runs_and_what_is_next_however_long_the_queue(gcl: Shell, services: Services) -> None:
    over = add(services, "done", "failed")
    running, *waiting = add(services, "running", *["queued"] * 60)
    newest = add(services, "cancelled")
    pages = [[job["id"] for job in gcl("jobs", "--page", str(page), "--json").data] for page in (1, 2, 3)]
    assert pages == [[running, *waiting[:49]], [*waiting[49:], *newest, *reversed(over)], []]
    assert gcl("jobs").out.endswith("\nPage 1 of 2. The next one: gcl jobs --page 2\n")
    assert "Page" not in gcl("jobs", "--page", "2").out
    assert gcl("jobs", "--page", "3").out == "No jobs here. List all of them with: gcl jobs\n"


def test_pages_go_on_where_the_one_before_ended(gcl: Shell, services: Services) -> None:
    over = add(services, *["done"] * 120)
    waiting = add(services, "queued", "queued", "queued")
    pages = [[job["id"] for job in gcl("jobs", "--page", str(page), "--json").data] for page in (1, 2, 3)]
    assert [len(page) for page in pages] == [50, 50, 23]
    assert [*pages[0], *pages[1], *pages[2]] == [*waiting, *reversed(over)]


def test_jobs_of_one_state_are_listed(gcl: Shell, services: Services) -> None:
    failed, running, *_ = add(services, "failed", "running", *["queued"] * 51)
    assert [job["id"] for job in gcl("jobs", "--state", "failed", "--json").data] == [failed]
    assert [job["id"] for job in gcl("jobs", "--state", "running", "--json").data] == [running]
    assert "Page 1 of 2. The next one: gcl jobs --page 2 --state queued" in gcl("jobs", "--state", "queued").out
    assert gcl("jobs", "--state", "parked").out == "No jobs here. List all of them with: gcl jobs\n"


def test_a_job_is_cancelled_and_tried_again_by_its_id(gcl: Shell) -> None:
    gcl("frame", "a fox", "--detach")
    assert gcl("jobs", "--cancel", "1", "--json").data[0]["state"] == "cancelled"
    again = gcl("jobs", "--retry", "1", "--json")
    assert again.data[0]["state"] == "queued"
    assert again.err == "No worker runs, so the job waits. Start one with: gcl worker\n"


# Submit only


def test_a_detached_frame_is_one_json_object(gcl: Shell) -> None:
    assert gcl("frame", "a fox", "--detach", "--json").data == {
        "job": 1,
        "status": "queued",
        "frames": [],
        "seconds": None,
    }


def test_the_options_of_a_frame_reach_its_job(gcl: Shell, services: Services) -> None:
    options = ["--model", "realistic-vision-v5.1", "--seed", "7", "--size", "512x768", "--steps", "9"]
    gcl("frame", "a fox", *options, "--guidance", "5.5", "--negative", "snow", "--count", "2", "--detach")
    payload = services.jobs.get(1).payload
    assert {key: payload[key] for key in ("prompt", "seed", "width", "height", "steps", "count")} == {
        "prompt": "a fox",
        "seed": 7,
        "width": 512,
        "height": 768,
        "steps": 9,
        "count": 2,
    }
    assert (payload["model"], payload["guidance"], payload["negative_prompt"]) == ("realistic-vision-v5.1", 5.5, "snow")


def test_several_markets_are_a_list_in_the_order_asked_for(gcl: Shell, services: Services) -> None:
    markets = ["--market", "ja-JP", "--market", "de-DE, fr_FR", "--market", "JA-jp"]
    answer = gcl("adapt", str(EXAMPLE), *markets, "--detach", "--json").data
    assert [(one["job"], one["status"], one["rows"]) for one in answer] == [(n, "queued", []) for n in (1, 2, 3)]
    titles = [services.jobs.get(one["job"]).title for one in answer]
    assert [title.rpartition(" ")[2] for title in titles] == ["ja-JP", "de-DE", "fr-FR"]


def test_one_market_that_is_wrong_submits_none(gcl: Shell, services: Services) -> None:
    before = contents(services)
    answer = gcl("adapt", str(EXAMPLE), "--market", "ja-JP,xx-YY", "--detach")
    assert (answer.status, answer.out) == (1, "")
    assert answer.err.startswith("There is no market 'xx-YY'")
    assert contents(services) == before


def test_markets_that_did_not_come_through_are_named_with_their_reason(services: Services) -> None:
    made = services.batches.submit(AdaptationRequest(origin_id=1, market=""), ["ja-JP", "de-DE", "fr-FR"])
    for run, state, error in zip(made.runs, ("failed", "done", "cancelled"), ("It broke.", None, None), strict=True):
        with services.db.write() as session:
            job = session.get_one(Job, run.job_id)
            job.state, job.error = state, error
            if state == "done":
                session.get_one(VideoAdUnit, run.ad_unit_id).status = "completed"
    with pytest.raises(GclError, match=r"^2 of 3 markets did not come through. ja-JP: It broke. fr-FR: It was cancel"):
        cli_markets.show(services, made, detach=False, as_json=True)


def test_a_detached_adaptation_is_one_json_object(gcl: Shell, services: Services) -> None:
    answer = gcl("adapt", str(EXAMPLE), "--market", "en-GB", "--llm", "smollm2-135m", "--detach", "--json").data
    assert (answer["job"], answer["status"], answer["gates"], answer["rows"]) == (1, "queued", [], [])
    assert answer["revisions"] == {"format": 0, "cultural": 0, "concept_eval": 0, "brand": 0}
    unit = services.campaigns.ad_unit(answer["ad_unit"])
    assert (unit.market, unit.brand_key) == ("en-GB", "maple-gold")


def test_a_warning_does_not_stand_in_the_json(gcl: Shell, services: Services) -> None:
    broken = "CREATE TRIGGER broken BEFORE INSERT ON task BEGIN INSERT INTO nowhere VALUES (1); END"
    services.queue.huey.storage.sql(broken, commit=True)
    answer = gcl("frame", "a fox", "--detach", "--json")
    assert answer.data["status"] == "queued"
    assert "could not announce a job" in answer.err


# What is refused: one sentence, no traceback, nothing changed


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["frame", "a fox", "--model", "sdxl-trubo"], "There is no model 'sdxl-trubo'. Did you mean 'sdxl-turbo'?"),
        (["frame", "x" * 10_000], "The prompt has 10,000 characters"),
        (["frame", " "], "The prompt is empty"),
        (["frame", "a fox", "--size", "big"], "'big' is not a size"),
        (["frame", "a fox", "--size", "513x512"], "513×512"),
        (["frame", "a fox", "--size", "99999x99999"], "99999×99999"),
        (["frame", "a fox", "--steps", "0"], "0 steps"),
        (["frame", "a fox", "--guidance", "nan"], "guidance of nan"),
        (["frame", "a fox", "--count", "1000"], "1000 frames"),
        (["frame", "a fox", "--seed", "-1"], "The seed -1"),
        (["adapt", "nowhere.json", "--market", "en-GB"], "nowhere.json cannot be read: No such file"),
        (["adapt", str(ROOT), "--market", "en-GB"], "cannot be read: Is a directory"),
        (["adapt", str(ROOT / "README.md"), "--market", "en-GB"], "neither a .json nor a .csv"),
        (["adapt", str(EXAMPLE), "--market", "xx-XX"], "There is no market 'xx-XX'"),
        (["adapt", str(EXAMPLE), "--market", "en-GB", "--brand", "nope"], "There is no brand 'nope'"),
        (["adapt", str(EXAMPLE), "--market", "en-GB", "--llm", "nope"], "There is no language model 'nope'"),
        (["jobs", "--cancel", "9"], "There is no job 9"),
        (["jobs", "--retry", "9"], "There is no job 9"),
        (["jobs", "--retry", "9", "--cancel", "9"], "not both"),
        (["jobs", "--state", "fialed"], "There is no job state 'fialed'. Did you mean 'failed'?"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_changes_nothing(
    gcl: Shell, services: Services, arguments: list[str], says: str
) -> None:
    before = contents(services)
    answer = gcl(*arguments, "--json")
    assert (answer.status, answer.out) == (1, "")
    assert says in answer.err
    assert answer.err.count("\n") == 1
    assert contents(services) == before


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b'{"rows": []}', "no rows"),
        (b"\xff\xfe", "not UTF-8"),
        (json.dumps({"rows": [{"#": 1, "time": "0", "visual": "a", "audio": "b"}] * 2}).encode(), "stands twice"),
        (
            json.dumps({"rows": [{"#": n, "time": "0", "visual": "a", "audio": ""} for n in range(61)]}).encode(),
            "61 rows",
        ),
        (json.dumps({"rows": [{"#": 1, "time": "0", "visual": "a" * 2001, "audio": ""}]}).encode(), "2001 characters"),
    ],
)
def test_a_bad_script_is_one_sentence_and_changes_nothing(
    gcl: Shell, services: Services, tmp_path: Path, content: bytes, says: str
) -> None:
    script = tmp_path / "script.json"
    script.write_bytes(content)
    before = contents(services)
    answer = gcl("adapt", str(script), "--market", "en-GB")
    assert (answer.status, answer.out) == (1, "")
    assert says in answer.err
    assert answer.err.count("\n") == 1
    assert contents(services) == before


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["frame"], "Missing argument"),
        (["frame", "a fox", "--count", "two"], "Invalid value for '--count'"),
        (["adapt", "x.json"], "Missing option '--market'"),
        (["draw"], "No such command 'draw'"),
        (["jobs", "--stat"], "No such option"),
        (["jobs", "--page", "0"], "Invalid value for '--page'"),
    ],
)
def test_a_wrong_call_is_a_sentence_too(gcl: Shell, arguments: list[str], says: str) -> None:
    answer = gcl(*arguments)
    assert (answer.status, answer.out) == (2, "")
    assert says in answer.err
    assert not gcl.config.database.exists()


def test_a_locked_database_is_a_sentence(gcl: Shell, services: Services) -> None:
    before = contents(services)
    with services.db.write() as session:
        session.get_one(PipelineSettings, 1)
        answer = gcl("frame", "a fox", "--detach")
    assert answer.status == 1
    assert answer.err.startswith("Another process holds the database gcl.db")
    assert contents(services) == before


def test_a_wrong_setting_is_named(gcl: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GCL_PORT", "eighty")
    answer = gcl("jobs")
    assert answer.status == 1
    assert answer.err.startswith("GCL_PORT is not usable")


def test_a_broken_presets_file_is_named(gcl: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "presets.json").write_text("{", encoding="utf-8")
    monkeypatch.setenv("GCL_PRESETS", str(tmp_path / "presets.json"))
    assert "presets.json is not valid JSON: line 1" in gcl("jobs").err
    report = gcl("doctor", "--json")
    assert report.status == 1
    assert "not valid JSON" in report.data["problems"][0]


def test_a_bug_is_a_sentence_and_its_trace_is_in_the_log(gcl: Shell, services: Services) -> None:
    with services.db.write() as session:
        session.connection().exec_driver_sql("ALTER TABLE job RENAME COLUMN progress_note TO lost")
    answer = gcl("jobs")
    assert answer.status == 1
    assert answer.err.startswith("Something went wrong that the studio did not foresee (OperationalError")
    assert "Traceback" not in answer.err
    assert "Traceback" in (gcl.config.logs / "cli.log").read_text(encoding="utf-8")


# Doctor


def test_the_axes_of_a_grid_reach_its_job(gcl: Shell, services: Services) -> None:
    answer = gcl("grid", "a fox", "--x", "steps=1,2,4", "--y", "seed=1-3", "--model", "tiny", "--detach", "--json")
    assert answer.data["status"] == "queued"
    with services.db.read() as session:
        payload = session.get_one(Job, answer.data["job"]).payload
    assert payload["count"] == 9
    assert [axis["values"] for axis in payload["grid"]["axes"]] == [
        ["Steps 1", "Steps 2", "Steps 4"],
        ["Seed 1", "Seed 2", "Seed 3"],
    ]


@pytest.mark.parametrize(
    ("axis", "said"),
    [
        ("steps", "'steps' is no axis"),
        ("stepps=1", "Did you mean 'steps'"),
        ("steps=1,200", "The frame of Steps 200 cannot be drawn."),
        ("prompt=" + "a," * 3000, "more than 4,000 characters"),
    ],
)
def test_a_grid_that_cannot_be_drawn_is_told_in_one_sentence(gcl: Shell, axis: str, said: str) -> None:
    answer = gcl("grid", "a fox", "--x", axis, "--model", "tiny")
    assert (answer.status, answer.out) == (1, "")
    assert said in answer.err
    assert answer.err.count("\n") == 1


def test_enhance_prints_the_prompt_alone_on_its_first_line_then_the_reasons(gcl: Shell) -> None:
    said = gcl("enhance", "a lighthouse", "--model", "sdxl-turbo")
    assert said.status == 0, said.err
    first, second, *reasons = said.out.splitlines()
    assert first.startswith("a lighthouse, wide establishing shot, ")
    assert second == ""
    assert reasons[0].startswith("  + wide establishing shot: “lighthouse” is a building")
    assert gcl("enhance", "a lighthouse", "--model", "sdxl-turbo").out == said.out


def test_enhance_tells_all_of_it_as_json(gcl: Shell) -> None:
    made = gcl(
        "enhance", "a fox at dusk", "--by", "rules", "--style", "storyboard-pencil", "--model", "tiny", "--json"
    ).data
    assert (made["prompt"], made["by"], made["lost"]) == ("a fox at dusk", "rules", [])
    assert {"aspect": "Time of day", "words": "", "why": "The prompt says “dusk”."} in made["left"]
    assert all(one["words"] in made["enhanced"].casefold() for one in made["added"])


def test_enhance_by_an_api_that_is_not_set_up_says_what_to_set(gcl: Shell) -> None:
    said = gcl("enhance", "a fox", "--by", "api")
    assert (said.status, said.out) == (1, "")
    assert "Set GCL_API_URL" in said.err
