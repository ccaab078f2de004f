"""The page and its server cost the machine next to nothing while people only watch: its cores are the model's."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from gcl.services import Services
from gcl.tabs.page import EarlyScript
from gcl.tabs.shell import PROGRESS_LOOK, QUEUE_LOOK, _calm, build_studio
from gcl.tabs.theme import stylesheet

PAGE = b"<html><head><title>x</title></head></html>"


def answer(path: str, *parts: bytes, scheme: str = "http") -> list[dict[str, Any]]:
    """The messages of an app that answers with these parts, behind EarlyScript."""
    said: list[dict[str, Any]] = []
    length = str(sum(map(len, parts))).encode()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", length)]})
        for number, part in enumerate(parts, start=1):
            await send({"type": "http.response.body", "body": part, "more_body": number < len(parts)})

    async def receive() -> Any:
        return {"type": "http.request"}

    async def send(message: Any) -> None:
        said.append(message)

    scope = {"type": scheme, "path": path, "method": "GET"}
    # In a thread of its own: the browser of other tests keeps this one's event loop busy.
    with ThreadPoolExecutor(1) as threads:
        threads.submit(asyncio.run, EarlyScript(app)(scope, receive, send)).result()
    return said


def test_the_script_of_the_studio_stands_before_those_of_gradio() -> None:
    start, body = answer("/", PAGE)
    assert body["body"].startswith(b"<html><head><script>")
    assert b"requestAnimationFrame" in body["body"]
    assert body["body"].endswith(b"<title>x</title></head></html>")
    assert dict(start["headers"])[b"content-length"] == str(len(body["body"])).encode()


def test_any_other_answer_is_left_as_it_is() -> None:
    assert answer("/gradio_api/info", PAGE)[1]["body"] == PAGE
    assert [part["body"] for part in answer("/", PAGE, PAGE)[1:]] == [PAGE, PAGE]


def test_no_event_writes_its_progress_into_the_page(services: Services) -> None:
    studio = build_studio(services)
    events = studio.config["dependencies"]
    assert events
    assert {str(event["show_progress_on"]) for event in events} == {"[]"}


def test_what_a_state_is_listened_to_for_is_changed_through_the_queue(services: Services) -> None:
    """Gradio's page tells listeners of a change only where the answer came through the queue."""
    studio = build_studio(services)
    states = {one["id"] for one in studio.config["components"] if one["type"] == "state"}
    events = studio.config["dependencies"]
    heard = {part for event in events for part, name in event["targets"] if name == "change" and part in states}
    assert heard
    passed = [event["api_name"] for event in events if event["queue"] is False and heard & set(event["outputs"])]
    assert passed == []


def test_gradio_does_not_look_at_its_queue_a_thousand_times_a_second(services: Services) -> None:
    studio = build_studio(services)
    studio.queue()
    _calm(studio)
    assert studio._queue.sleep_when_free == QUEUE_LOOK >= 0.01
    assert studio._queue.progress_update_sleep_when_free == PROGRESS_LOOK


def test_the_style_sheet_animates_nothing_without_end() -> None:
    assert "infinite" not in stylesheet()
