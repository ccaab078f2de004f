from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from gcl import cli_show
from gcl.cli import main
from gcl.config import ROOT, Config
from gcl.db import Job, PipelineSettings
from gcl.services import Services
from tests import processes
from tests.services.runs import VERDICT, Run
from tests.unchanged import contents

EXAMPLE = ROOT / "data" / "examples" / "maple-gold-15.json"


@dataclass(frozen=True)
class Answer:
    status: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)


class Shell:
    """`gcl` in this process, which is quick, or in one of its own, as people run it."""

    def __init__(self, config: Config, patch: pytest.MonkeyPatch, captured: pytest.CaptureFixture[str]) -> None:
        self.config, self.captured = config, captured
        for name, value in config.environment().items():
            patch.setenv(name, value)

    def __call__(self, *arguments: str) -> Answer:
        self.captured.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        said = self.captured.readouterr()
        return Answer(int(str(ended.value.code)), said.out, said.err)

    def process(self, *arguments: str, **options: Any) -> subprocess.Popen[str]:
        return subprocess.Popen(
            command(arguments),
            env=processes.environment(self.config),
            cwd=ROOT,
            text=True,
            **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options,
        )

    def run(self, *arguments: str, seconds: float = 200) -> Answer:
        process = self.process(*arguments)
        out, err = process.communicate(timeout=seconds)
        return Answer(process.returncode, out, err)


def command(arguments: Sequence[str]) -> list[str]:
    return [sys.executable, "-m", "gcl.cli", *arguments]


@pytest.fixture
def gcl(config: Config, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(config, monkeypatch, capsys)


# Set-up, list, cancel, retry


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


def test_a_detached_adaptation_is_one_json_object(gcl: Shell, services: Services) -> None:
    answer = gcl("adapt", str(EXAMPLE), "--market", "en-GB", "--llm", "smollm2-135m", "--detach", "--json").data
    assert (answer["job"], answer["status"], answer["gates"], answer["rows"]) == (1, "queued", [], [])
    assert answer["revisions"] == {"format": 0, "cultural": 0, "concept_eval": 0, "brand": 0}
    unit = services.campaigns.ad_unit(answer["ad_unit"])
    assert (unit.market, unit.brand_key) == ("en-GB", "maple-gold")


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
        (["jobs", "--state"], "No such option"),
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


def test_doctor_finds_nothing_wrong_with_a_new_studio(gcl: Shell) -> None:
    report = gcl("doctor", "--json")
    assert report.status == 0
    assert report.data["ok"]
    assert report.data["disk"]["free"] > 0
    assert report.data["database"]["check"] == "ok"
    assert report.data["worker"]["alive"] is False
    assert {"key": "tiny", "kind": "diffusion", "name": gcl_name("tiny"), "present": True} in report.data["models"]
    assert "All is well." in gcl("doctor").out


def gcl_name(key: str) -> str:
    presets = json.loads((ROOT / "presets.json").read_text(encoding="utf-8"))
    return str(presets["diffusion_models"][key]["name"])


def test_doctor_tells_that_jobs_wait_for_a_worker(gcl: Shell) -> None:
    gcl("frame", "a fox", "--detach")
    report = gcl("doctor")
    assert report.status == 1
    assert "Wrong: Jobs wait, but no worker runs" in report.out


def test_doctor_tells_that_a_database_is_damaged(gcl: Shell) -> None:
    gcl("init")
    content = bytearray(gcl.config.database.read_bytes())
    content[100:200] = b"\xff" * 100
    gcl.config.database.write_bytes(content)
    report = gcl("doctor", "--json")
    assert (report.status, report.err) == (1, "")
    assert "is damaged" in report.data["problems"][0]


# Processes


def test_the_shell_loads_nothing_that_only_the_back_may_use(gcl: Shell) -> None:
    code = (
        "import sys, gcl.cli; print([m for m in ('torch', 'gradio', 'gcl.worker', 'gcl.models') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n"


def test_a_reader_that_has_seen_enough_is_no_error(gcl: Shell, services: Services) -> None:
    read, write = os.pipe()
    os.close(read)
    process = gcl.process("jobs", stdout=write)
    os.close(write)
    assert process.communicate()[1] == ""


def test_a_frame_runs_its_own_worker_and_leaves_none_behind(gcl: Shell, services: Services) -> None:
    answer = gcl.run(
        "frame", "a red fox", "--model", "tiny", "--size", "64x64", "--seed", "7", "--count", "2", "--json"
    )
    assert (answer.status, answer.err) == (0, "")
    assert (answer.data["job"], answer.data["status"]) == (1, "done")
    assert [(one["seed"], one["width"], one["height"]) for one in answer.data["frames"]] == [(7, 64, 64), (8, 64, 64)]
    assert all(Path(one["path"]).is_file() for one in answer.data["frames"])
    assert answer.data["seconds"] > 0
    processes.wait_for(lambda: not services.jobs.worker_alive(), 10)


def test_a_job_that_fails_ends_the_command_with_its_sentence(gcl: Shell, services: Services) -> None:
    process = gcl.process("frame", "a fox", "--model", "sdxl-turbo", "--json")  # whose weights are not here
    out, err = process.communicate(timeout=200)
    assert process.returncode == 1
    assert json.loads(out)["status"] == "failed"
    assert err == f"{services.jobs.get(1).error}\n"


class Terminal:
    """A command with a terminal of its own, where Ctrl-C can be typed."""

    def __init__(self, shell: Shell, *arguments: str) -> None:
        self.master, slave = pty.openpty()
        self.process = shell.process(*arguments, stderr=slave, stdin=slave, start_new_session=True)
        os.close(slave)

    def type_ctrl_c(self) -> None:
        os.killpg(self.process.pid, signal.SIGINT)

    def read(self) -> str:
        said = b""
        try:
            while chunk := os.read(self.master, 4096):
                said += chunk
        except OSError:  # a terminal whose other end is closed
            pass
        return said.decode()


def test_ctrl_c_cancels_the_job_and_says_so(gcl: Shell, services: Services) -> None:
    with processes.worker(gcl.config, "--until", "999"):  # lives, and is idle
        processes.wait_for(services.jobs.worker_alive, 20)
        terminal = Terminal(gcl, "frame", "a fox", "--model", "tiny", "--steps", "100", "--count", "16")
        processes.wait_for(lambda: services.jobs.counts()["running"] == 1, 60)
        processes.wait_for(lambda: services.jobs.get(1).done > 0, 120)
        terminal.type_ctrl_c()
        said = terminal.read()
        assert terminal.process.wait(60) == 130
    assert services.jobs.get(1).state == "cancelled"
    assert "step 1 of 100" in said or "of 100" in said
    assert said.rstrip().endswith("Job 1 was cancelled.")


def test_another_worker_that_goes_before_our_job_began_is_replaced(gcl: Shell, services: Services) -> None:
    with processes.worker(gcl.config, "--until", "999") as other:
        processes.wait_for(services.jobs.worker_alive, 20)
        other.send_signal(signal.SIGSTOP)  # alive, but it will take no job
        process = gcl.process("frame", "a fox", "--model", "tiny", "--size", "64x64", "--json")
        processes.wait_for(lambda: services.jobs.counts()["queued"] == 1, 20)
        time.sleep(1)
        other.kill()
    out, err = process.communicate(timeout=200)
    assert (process.returncode, err) == (0, "")
    assert json.loads(out)["status"] == "done"


# What an adaptation's end looks like, from rows written by hand


def test_an_adaptation_that_no_draft_passed_names_the_gate(services: Services) -> None:
    submitted = services.adaptations.submit_script(EXAMPLE.name, EXAMPLE.read_bytes(), market="en-GB")
    run = Run(services, submitted)
    run.to_format_gate()
    run.visit("format", "failed", draft=1, **VERDICT)
    run.store("failed")
    track = services.adaptations.track(submitted.ad_unit_id)
    assert cli_show.refusal(track) == (
        "The adaptation did not pass the format gate after 0 revisions for it; its best draft is kept."
    )
    shown = cli_show.adaptation_object(services.jobs.get(submitted.job_id), track)
    assert shown["gates"] == [{"gate": "format", "passed": False, "score": 0.5, "draft": 1}]
    assert shown["status"] == "failed"
    assert len(shown["rows"]) == 1
