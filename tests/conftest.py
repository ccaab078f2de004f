"""A studio of its own for each test: a home in a temporary folder, real files, no network."""

from __future__ import annotations

import gc
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

# Nothing in the tests may wait for the hub; its library reads this when it is imported, which the studio's modules do.
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["GOMP_SPINCOUNT"] = "20000"  # as in gcl/worker.py: a test and the processes it starts share the cores
if "PYTEST_XDIST_WORKER" in os.environ:
    # One of several processes: threads that wait for each other while another test runs more than double its time.
    os.environ["OMP_NUM_THREADS"] = "1"
for name in [name for name in os.environ if name.startswith("GCL_")]:
    del os.environ[name]

from gcl import logs  # noqa: E402
from gcl.config import Config  # noqa: E402
from gcl.db import Database  # noqa: E402
from gcl.db.seed import open_database  # noqa: E402
from gcl.services import Services, open_services  # noqa: E402
from tests.shell import Shell  # noqa: E402
from tests.tiny_presets import with_tiny_models  # noqa: E402

# Those that take minutes: begun first, so that no process is left alone with one at the end.
LONGEST = ("test_script_to_adapted.py", "test_worker.py", "test_cli_follow.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: LONGEST.index(item.path.name) if item.path.name in LONGEST else len(LONGEST))


logs.to_stderr()
gc.disable()  # while pytest imports the tests
_frozen = 0


def pytest_runtest_setup() -> None:
    """Modules stay to the end, so no collection need walk through them: the code asks for many (gcl/residency.py), and
    with torch and its libraries in memory each takes the time of a small test."""
    global _frozen
    gc.enable()
    if len(sys.modules) > _frozen + 100:
        _frozen = len(sys.modules)
        gc.collect()
        gc.freeze()


@pytest.fixture(scope="session")
def models_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for the tiny and the converted models of the whole run, since making them takes seconds."""
    base = tmp_path_factory.getbasetemp()
    # Each of pytest-xdist's processes has a base of its own in a common one.
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "models"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def presets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real presets.json, with an untrained model of each family at its end; `tiny` is one of them."""
    file = tmp_path_factory.mktemp("presets") / "presets.json"
    return with_tiny_models(file)


@pytest.fixture(scope="session")
def tiny_models(models_dir: Path) -> None:
    """The weights of those models, for whom not only the names will do."""
    from tests import tiny  # imports torch

    for family in tiny.RECIPES:
        tiny.make(family, models_dir)


@pytest.fixture
def config(tmp_path: Path, models_dir: Path, presets: Path) -> Config:
    waits = {"busy_seconds": 1.0, "worker_busy_seconds": 1.0}
    return Config(home=tmp_path / "home", models=models_dir, presets=presets, device="cpu", **waits)


@pytest.fixture(scope="session")
def filled_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new studio's database, migrated and filled once: doing that for each test took a third of their time."""
    home = Config(home=tmp_path_factory.mktemp("filled"))
    open_database(home).close()
    return home.database


def _begin_with(filled_database: Path, config: Config) -> None:
    if not config.database.exists():
        config.database.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(filled_database, config.database)


@pytest.fixture
def db(config: Config, filled_database: Path) -> Iterator[Database]:
    _begin_with(filled_database, config)
    database = open_database(config)
    yield database
    database.close()


@pytest.fixture
def services(config: Config, filled_database: Path) -> Iterator[Services]:
    _begin_with(filled_database, config)
    opened = open_services(config)
    yield opened
    opened.queue.close()
    opened.db.close()


@pytest.fixture
def gcl(config: Config, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(config, monkeypatch, capsys)


# Set-up, list, cancel, retry
