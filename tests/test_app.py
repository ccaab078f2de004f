"""The studio as a process: its start, its doors and its end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request

import psutil
import pytest

from app import check_address
from gcl.config import ROOT, Config
from gcl.errors import InputError
from gcl.services import Services
from tests.e2e.studio import own_studio, served
from tests.processes import wait_for

FORBIDDEN = ("torch", "diffusers", "transformers", "langgraph", "outlines", "bitsandbytes")


def test_building_the_tabs_imports_nothing_of_the_back(config: Config) -> None:
    code = f"""
import sys
from app import prepare_gradio
from gcl.config import read_config
from gcl.services import open_services
config = read_config()
prepare_gradio(config)
from gcl.tabs.shell import build_studio
from gcl.tabs.theme import theme
build_studio(open_services(config)).get_config_file()
theme()
print([name for name in {FORBIDDEN!r} if name in sys.modules])
"""
    environment = os.environ | config.environment() | {"PYTHONPATH": str(ROOT)}
    said = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, cwd=ROOT)
    assert said.stdout.strip() == "[]", said.stderr


def test_gradio_is_imported_without_the_parsing_of_its_own_source() -> None:
    code = """
import ast, inspect
parse, getfile, parsed = ast.parse, inspect.getfile, []
ast.parse = lambda *given, **named: parsed.append(1) or parse(*given, **named)
from app import import_gradio
import_gradio()
import gradio
print(len(parsed), inspect.getfile is getfile, gradio.Textbox(value="a").value)
"""
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    parsed, restored, value = said.stdout.split()
    assert int(parsed) < 30, "Gradio parses each of its 60 components, twice"
    assert (restored, value) == ("True", "a")


def test_the_studio_serves_starts_a_worker_and_takes_it_along_when_it_ends(config: Config) -> None:
    with own_studio(config) as studio:
        with urllib.request.urlopen(studio.url) as answer:
            assert answer.status == 200
        children = psutil.Process(studio.process.pid).children()
        assert any("gcl.worker" in " ".join(child.cmdline()) for child in children)
        # No torch in the served process: its libraries would be mapped into memory.
        assert not any("libtorch" in part.path for part in psutil.Process(studio.process.pid).memory_maps())
        studio.process.send_signal(signal.SIGINT)
        assert studio.process.wait(30) == 0
    wait_for(lambda: not any(child.is_running() for child in children), 10)


def test_files_outside_the_frames_are_not_served(config: Config, services: Services) -> None:
    with served(services, config) as url:
        for path in (config.database, ROOT / "app.py", "/etc/passwd"):
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(f"{url}/gradio_api/file={path}")
            assert refused.value.code == 403


def test_a_password_is_asked_where_one_is_set(config: Config, services: Services) -> None:
    with (
        served(services, config.model_copy(update={"auth": "team:secret"})) as url,
        pytest.raises(urllib.error.HTTPError) as refused,
    ):
        urllib.request.urlopen(f"{url}/config")
    assert refused.value.code == 401


def test_a_taken_port_is_told_in_a_sentence_and_nothing_is_left_running(config: Config) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        environment = os.environ | config.environment() | {"GCL_PORT": str(taken.getsockname()[1])}
        ended = subprocess.run([sys.executable, "app.py"], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert ended.returncode == 1
    assert "cannot be used" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("host", "auth", "said"),
    [("0.0.0.0", None, "GCL_AUTH"), ("192.168.1.5", None, "GCL_AUTH"), ("127.0.0.1", "no-colon", "user:password")],
)
def test_an_open_door_without_a_password_is_refused(config: Config, host: str, auth: str | None, said: str) -> None:
    with pytest.raises(InputError, match=said):
        check_address(config.model_copy(update={"host": host, "auth": auth}))
