"""The studio, as a process of its own or in the test's, and a real browser to walk through it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal
from unittest import mock

from playwright.sync_api import Browser, Page, sync_playwright

import app
from gcl.config import ROOT, Config
from gcl.services import Services, open_services
from tests.processes import wait_for, worker

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
READY = "Generative Creative Lab is ready: "


@dataclass
class Studio:
    """A running studio: its address and its configuration."""

    url: str
    config: Config


@dataclass
class OwnStudio(Studio):
    """One in a process of its own."""

    process: subprocess.Popen[str]


@contextmanager
def served(services: Services, config: Config) -> Iterator[str]:
    """The address of the studio's pages, served from this process until the block ends."""
    with mock.patch.dict(os.environ):
        app.prepare_gradio(config)
        app.import_gradio()
        from gcl.tabs.shell import serve

        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        close = serve(services, config, port)
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            close()


@contextmanager
def served_studio(config: Config) -> Iterator[Studio]:
    """Pages and a worker. All is real but its start, which takes half a minute of a core: see `own_studio`."""
    services = open_services(config)
    try:
        with worker(config), served(services, config) as url:
            wait_for(services.jobs.worker_alive, 60)
            yield Studio(url, config)
    finally:
        services.close()


@contextmanager
def own_studio(config: Config, **more: str) -> Iterator[OwnStudio]:
    """`python app.py` on a free port until the block ends; it is stopped by its own process id. `more` are variables of
    its environment."""
    own = {"GCL_PORT": "0", "HF_HUB_OFFLINE": "1", "PYTHONUNBUFFERED": "1"}
    environment = os.environ | config.environment() | own | more
    process = subprocess.Popen(
        [sys.executable, "app.py"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said: list[str] = []
    assert process.stdout is not None
    # Read on to the end: a full pipe would stop the studio.
    threading.Thread(target=_listen, args=(process.stdout, said), daemon=True).start()
    try:
        wait_for(lambda: process.poll() is not None or any(line.startswith(READY) for line in said), 90)
        assert process.poll() is None, "".join(said)
        url = next(line for line in said if line.startswith(READY)).removeprefix(READY).strip()
        yield OwnStudio(url, config, process)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
        process.wait(10)


def _listen(stream: IO[str], said: list[str]) -> None:
    said.extend(iter(stream.readline, ""))


@contextmanager
def running_browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def visit(browser: Browser, url: str, *, width: int = 1440, height: int = 900, dark: bool = False) -> Page:
    """A page of a fresh browser profile, drawn and filled."""
    scheme: Literal["dark", "light"] = "dark" if dark else "light"
    page = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme).new_page()
    page.set_default_timeout(60_000)
    page.goto(url)
    settled(page)
    return page


def settled(page: Page) -> None:
    """Wait until the page is drawn and the database has filled it: the header comes with the first answer."""
    page.wait_for_selector("#top .pill")


def unfold(page: Page, label: str = "Steps, guidance, seed") -> None:
    """Open a fold of the form, if it is not open."""
    head = page.locator("#generate-form").get_by_role("button", name=label, exact=True)
    if head.get_attribute("aria-expanded") != "true":
        head.click()
