"""A zip of frames, a table of verdicts and a script, as a browser gets them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import gradio as gr
import pytest
from fastapi.testclient import TestClient
from gradio.routes import App

from gcl.db import utcnow
from gcl.formats.script import parse_script
from gcl.services import Services
from gcl.tabs.downloads import add_downloads
from tests.services.drawn import draw_frames
from tests.services.verdicts import add_runs


def served(services: Services, **options: object) -> TestClient:
    with gr.Blocks() as page:
        gr.HTML("A page")
    for name, value in options.items():
        setattr(page, name, value)
    app = App.create_app(page)
    add_downloads(app, services)
    return TestClient(app)


@pytest.fixture
def browser(services: Services) -> Iterator[TestClient]:
    with served(services) as client:
        yield client


def test_the_frames_that_are_asked_for_come_as_one_file(services: Services, browser: TestClient) -> None:
    one, _, three = draw_frames(services.config, services.db, "A fox", "A bear", "A hare")
    answer = browser.get(f"/frames.zip?ids={one},{three}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"].startswith('attachment; filename="2-frames-')
    assert int(answer.headers["content-length"]) == len(answer.content)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.namelist() == ["00001-a-fox-seed-7.png", "00003-a-hare-seed-7.png"]
        original = services.gallery.get(three).path.read_bytes()
        assert archive.read("00003-a-hare-seed-7.png") == original
    assert list((services.config.home / "exports").iterdir()) == []


@pytest.mark.parametrize("query", ["", "?ids=", "?ids=x", "?ids=99", "?ids=" + ",".join(map(str, range(600)))])
def test_what_cannot_be_taken_away_is_refused_with_a_sentence(browser: TestClient, query: str) -> None:
    answer = browser.get(f"/frames.zip{query}")
    assert answer.status_code == 400
    assert answer.text.endswith(".")


def test_a_studio_with_a_password_gives_nothing_to_whom_it_does_not_know(services: Services) -> None:
    (frame,) = draw_frames(services.config, services.db, "A fox")
    with served(services, auth=[("studio", "secret")], auth_message=None) as stranger:
        assert stranger.get(f"/frames.zip?ids={frame}").status_code == 401
        assert stranger.post("/login", data={"username": "studio", "password": "secret"}).status_code == 200
        assert stranger.get(f"/frames.zip?ids={frame}").status_code == 200


def test_the_verdicts_that_history_is_narrowed_to_come_as_a_file(services: Services, browser: TestClient) -> None:
    add_runs(services, [utcnow()] * 5)
    answer = browser.get(
        "/verdicts.json?market=ja-JP&gate=brand&verdict=failed&when=7&issue=item/brand-tone&campaign=1"
    )
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["content-disposition"].startswith('attachment; filename="verdicts-')
    (verdict,) = answer.json()
    assert (verdict["market"], verdict["gate"], verdict["passed"]) == ("ja-JP", "brand", False)
    lines = browser.get("/verdicts.csv?market=de-DE").text.splitlines()
    assert len(lines) == 1 + 8
    assert browser.get("/verdicts.csv?market=zz-ZZ&when=x&campaign=x&issue=x/y").text.count("\r\n") == 1
    assert browser.get("/verdicts.xlsx").status_code == 404


def test_a_studio_with_a_password_keeps_its_verdicts_to_itself(services: Services) -> None:
    with served(services, auth=[("studio", "secret")], auth_message=None) as stranger:
        assert stranger.get("/verdicts.csv").status_code == 401


def test_a_script_comes_under_its_name(services: Services, browser: TestClient) -> None:
    answer = browser.get("/script?ad=1&form=csv")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    name = "worth-getting-up-for-15-en-US-v1.csv"
    assert answer.headers["content-disposition"] == f"attachment; filename*=UTF-8''{name}"
    assert parse_script(name, answer.content, services.config).rows == services.campaigns.ad_unit(1).rows


@pytest.mark.parametrize("query", ["", "?ad=99", "?ad=x", "?ad=1&form=exe"])
def test_a_script_that_cannot_be_taken_away_is_refused_with_a_sentence(browser: TestClient, query: str) -> None:
    answer = browser.get(f"/script{query}")
    assert answer.status_code == 400
    assert answer.text.endswith(".")
