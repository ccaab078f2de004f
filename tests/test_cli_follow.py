"""`gcl` in a process of its own: following a job to its end, with a worker or without."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gcl import cli_show
from gcl.config import ROOT
from gcl.services import Services
from gcl.stages import GATES
from tests import processes
from tests.services.runs import VERDICT, Run
from tests.shell import EXAMPLE, Shell

pytestmark = pytest.mark.usefixtures("tiny_models")


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
    with processes.worker(gcl.config):
        processes.wait_for(services.jobs.worker_alive, 20)
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
    with processes.worker(gcl.config):  # lives, and is idle
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


@pytest.mark.slow
def test_another_worker_that_goes_before_our_job_began_is_replaced(gcl: Shell, services: Services) -> None:
    with processes.worker(gcl.config, module="tests.runners") as other:
        processes.wait_for(services.jobs.worker_alive, 20)
        # Ours while it is sent to sleep, so that it holds neither lock then, which all others would wait for.
        with services.db.write() as session, services.queue.huey.storage.db(commit=True):
            session.connection()  # the lock comes with the first statement
            other.send_signal(signal.SIGSTOP)  # alive, but it will take no job
        process = gcl.process("frame", "a fox", "--model", "tiny", "--size", "64x64", "--json")
        processes.wait_for(lambda: services.jobs.counts()["queued"] == 1 or process.poll() is not None, 120)
        assert process.poll() is None, process.communicate()
        time.sleep(1)
        other.kill()
    out, err = process.communicate(timeout=200)
    assert (process.returncode, err) == (0, "")
    assert json.loads(out)["status"] == "done"


@pytest.mark.slow
@pytest.mark.llm
@pytest.mark.timeout(900)  # three minutes on one core that is shared; an answer may be asked for again
def test_a_script_is_adapted_to_its_end_by_a_real_model(gcl: Shell, services: Services, tmp_path: Path) -> None:
    none = {f"{gate}_max_retries": 0 for gate in GATES}
    services.settings.save(services.settings.get().model_copy(update=none))
    spot = json.loads(EXAMPLE.read_bytes())
    script = tmp_path / "spot.json"
    script.write_text(json.dumps(spot | {"rows": spot["rows"][:1]}), encoding="utf-8")

    with processes.worker(gcl.config):
        processes.wait_for(services.jobs.worker_alive, 20)
        answer = gcl.run("adapt", str(script), "--market", "en-GB", "--llm", "smollm2-135m", "--json", seconds=800)
    shown = answer.data  # one object and nothing else
    assert set(shown) == {"job", "ad_unit", "status", "gates", "revisions", "rows", "seconds"}
    job, unit = services.jobs.get(shown["job"]), services.campaigns.ad_unit(shown["ad_unit"])
    assert (job.state, job.error, unit.market, unit.status) == ("done", None, "en-GB", shown["status"])
    assert shown["rows"] == [row.model_dump() for row in unit.rows]
    assert [row["shot_number"] for row in shown["rows"]] == [spot["rows"][0]["shot_number"]]
    assert all(row["visual"] and row["audio"] for row in shown["rows"])
    assert shown["revisions"] == dict.fromkeys(GATES, 0)
    assert shown["seconds"] > 0

    # So small a model judges as it happens to: each gate judged the one draft, until one of them refused it.
    assert [one["gate"] for one in shown["gates"]] == list(GATES[: len(shown["gates"])])
    assert all(one["draft"] == 1 and 0 <= one["score"] <= 1 for one in shown["gates"])
    passed = [one["passed"] for one in shown["gates"]]
    if shown["status"] == "completed":
        assert (answer.status, answer.err, passed) == (0, "", [True] * len(GATES))
    else:
        assert (answer.status, shown["status"], passed) == (1, "failed", [True] * (len(passed) - 1) + [False])
        assert "gate after 0 revisions for it; its best draft is kept.\n" in answer.err
        assert answer.err.count("\n") == 1


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
