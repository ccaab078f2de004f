"""One studio and one browser for all journeys of a module; each journey opens a page of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from gcl.config import Config
from tests.e2e.studio import CHROMIUM, Studio, running_browser, served_studio, visit

# How long a page is waited for, not how long it may take: tests run beside others on two cores.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is missing: install it with `make browser`")
    with running_browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def studio(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, models_dir: Path
) -> Iterator[Studio]:
    """A module that is about the whole studio says so: `start = own_studio`."""
    start = getattr(request.module, "start", served_studio)
    with start(Config(home=tmp_path_factory.mktemp("studio"), models=models_dir, device="cpu")) as studio:
        yield studio


@pytest.fixture
def open_page(browser: Browser, studio: Studio) -> Iterator[Callable[..., Page]]:
    pages: list[Page] = []

    def open_one(query: str = "", **options: object) -> Page:
        pages.append(visit(browser, f"{studio.url}/{query}", **options))  # type: ignore[arg-type]
        return pages[-1]

    yield open_one
    for page in pages:
        page.context.close()
