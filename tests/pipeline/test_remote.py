"""An API is asked over HTTP: what it answers, what it refuses, and how often it may be asked. Against a real server."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from structlog.testing import capture_logs

from gcl.api import api_kind, api_name, why_no_api
from gcl.config import Config, read_config
from gcl.db import utcnow
from gcl.errors import Cancelled, GenerationError, InputError, ModelError
from gcl.pipeline.remote import ask
from tests.pipeline.api_server import ApiServer, Reply, anthropic, error, openai, running_api

KEY = "sk-very-secret-4711"


@pytest.fixture
def api() -> Iterator[ApiServer]:
    with running_api() as api:
        yield api


def config(api: ApiServer, **changes: Any) -> Config:
    return read_config(**{"api_url": f"{api.url}/v1", "api_model": "small-1", "api_key": KEY, **changes})


def asked(api: ApiServer, **changes: Any) -> str:
    return ask(config(api, **changes), "Be brief.", "a fox", max_tokens=500)


def test_a_good_answer_comes_back_and_the_request_is_as_openai_wants_it(api: ApiServer) -> None:
    api.replies = [openai(" a fine fox ")]
    assert asked(api) == "a fine fox"
    [request] = api.asked
    assert request["path"] == "/v1/chat/completions"
    assert request["headers"]["authorization"] == f"Bearer {KEY}"
    assert request["body"] == {
        "model": "small-1",
        "max_tokens": 500,
        "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "a fox"}],
    }


@pytest.mark.parametrize("base", ["", "/v1", "/v1/"])
def test_the_request_is_as_anthropic_wants_it(api: ApiServer, base: str) -> None:
    api.replies = [anthropic("a fine fox")]
    assert asked(api, api_url=f"{api.url}{base}", api_kind="anthropic") == "a fine fox"
    [request] = api.asked
    assert request["path"] == "/v1/messages"
    assert (request["headers"]["x-api-key"], request["headers"]["anthropic-version"]) == (KEY, "2023-06-01")
    assert "authorization" not in request["headers"]
    assert (request["body"]["system"], request["body"]["messages"]) == (
        "Be brief.",
        [{"role": "user", "content": "a fox"}],
    )


def test_a_server_that_wants_no_key_gets_none(api: ApiServer) -> None:
    api.replies = [openai("a fox")]
    asked(api, api_key=None)
    assert "authorization" not in api.asked[0]["headers"]


def test_a_newer_model_is_told_its_limit_by_the_name_that_it_knows(api: ApiServer) -> None:
    api.replies = [error(400, "Unsupported parameter: use 'max_completion_tokens'."), openai("a fox")]
    assert asked(api) == "a fox"
    assert api.asked[1]["body"]["max_completion_tokens"] == 500
    assert "max_tokens" not in api.asked[1]["body"]


@pytest.mark.parametrize(
    ("reply", "kind", "says"),
    [
        (error(401, "Incorrect API key"), InputError, "refuses the key in GCL_API_KEY .401, “Incorrect API key”."),
        (error(403, ""), InputError, r"refuses the key in GCL_API_KEY \(403\)"),
        (error(404, "no such model"), InputError, "Look whether GCL_API_URL and GCL_API_MODEL are right"),
        (error(400, "bad\nrequest"), ModelError, "did not take the request .400, “bad request”."),
        (Reply(302, "", {"location": "http://127.0.0.1:1/"}), InputError, "sends to another address"),
        (Reply(200, "<html>Welcome</html>"), GenerationError, "something that is no message"),
        (Reply(200, "[" * 100_000), GenerationError, "something that is no message"),
        (Reply(200, {"choices": []}), GenerationError, "something that is no message"),
        (Reply(200, {"choices": [{"message": {"content": 7}}]}), GenerationError, "an empty answer"),
        (openai("  "), GenerationError, "an empty answer"),
        (openai("a fi", "length"), GenerationError, "did not come to the end of its answer"),
        (Reply(200, openai("a fine fox").body, cut=True), GenerationError, "broke in the middle of an answer"),
        (Reply(200, "x" * 1_100_000), GenerationError, "far more than an answer"),
    ],
)
def test_what_goes_wrong_is_told_and_not_asked_again(
    api: ApiServer, reply: Reply, kind: type[Exception], says: str
) -> None:
    api.replies = [reply]
    with pytest.raises(kind, match=says):
        asked(api)
    assert len(api.asked) == 1


def test_an_answer_of_anthropic_s_that_was_cut_is_told(api: ApiServer) -> None:
    api.replies = [anthropic("a fi", "max_tokens")]
    with pytest.raises(GenerationError, match="did not come to the end"):
        asked(api, api_kind="anthropic")


def test_a_request_without_a_key_that_is_refused_says_which_setting(api: ApiServer) -> None:
    api.replies = [error(401, "no key")]
    with pytest.raises(InputError, match="a request without a key: set GCL_API_KEY"):
        asked(api, api_key=None)


def test_a_busy_server_is_asked_again_after_the_time_that_it_names(api: ApiServer) -> None:
    api.replies = [
        error(429, "slow down", retry_after="0.1"),
        error(529, "overloaded", retry_after="0"),
        openai("a fox"),
    ]
    waits: list[float] = []
    assert ask(config(api), "", "a fox", max_tokens=9, waiting=waits.append) == "a fox"
    assert waits == [0.1, 0.0]
    assert len(api.asked) == 3


def test_a_server_that_stays_busy_is_left_alone(api: ApiServer) -> None:
    api.replies = [error(429, "slow down", retry_after="0")]
    with pytest.raises(
        GenerationError, match=r"is busy \(429, “slow down”\). It asks for 0 s. Retry the job in a while"
    ):
        asked(api)
    assert len(api.asked) == 3


@pytest.mark.parametrize("said_as", ["seconds", "date"])
def test_nobody_waits_minutes_for_a_busy_server(api: ApiServer, said_as: str) -> None:
    after = "120" if said_as == "seconds" else format_datetime(utcnow() + timedelta(minutes=5), usegmt=True)
    api.replies = [error(429, "slow down", retry_after=after)]
    with pytest.raises(GenerationError, match=r"asks to be left alone for \d{3} s"):
        asked(api)
    assert len(api.asked) == 1


@pytest.mark.parametrize("late", [{"wait": 3.0}, {"drip": 0.15}])
def test_a_server_that_takes_too_long_is_given_up(api: ApiServer, late: dict[str, float]) -> None:
    api.replies = [Reply(200, openai("a fox").body, **late)]
    with pytest.raises(GenerationError, match=r"gave no answer within 0.5 s"):
        asked(api, api_seconds=0.5)


def test_a_server_that_is_not_there_is_told(api: ApiServer) -> None:
    with pytest.raises(GenerationError, match=r"small-1 at 127.0.0.1 cannot be reached"):
        asked(api, api_url="http://127.0.0.1:9/v1")


def test_a_person_can_stop_the_wait_for_an_answer(api: ApiServer) -> None:
    api.replies = [Reply(200, openai("a fox").body, wait=5.0)]

    def stop() -> None:
        raise Cancelled("Cancelled.")

    with pytest.raises(Cancelled):
        ask(config(api), "", "a fox", max_tokens=9, check=stop)


def test_a_person_can_stop_the_wait_for_a_busy_server(api: ApiServer) -> None:
    api.replies = [error(429, "slow down", retry_after="20")]
    told: list[float] = []

    def stop() -> None:
        if told:
            raise Cancelled("Cancelled.")

    with pytest.raises(Cancelled):
        ask(config(api), "", "a fox", max_tokens=9, check=stop, waiting=told.append)


def test_the_key_is_in_no_message_log_or_answer_even_if_the_server_sends_it_back(
    api: ApiServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    seen: list[str] = []
    with capture_logs() as logs:
        for reply in (
            error(401, f"Incorrect API key provided: {KEY}"),
            error(429, f"{KEY} is over its limit", retry_after="0"),
            error(400, f"what is {KEY}?"),
            openai(f"your key is {KEY}"),
        ):
            api.replies = [reply]
            try:
                seen.append(asked(api))
            except (InputError, GenerationError, ModelError) as failure:
                seen += [failure.sentence, repr(failure.__cause__), repr(failure.__context__)]
    everything = "\n".join([*seen, repr(logs), caplog.text, repr(config(api)), str(config(api).model_dump())])
    assert "(the key)" in everything
    assert KEY not in everything


def test_the_worker_gets_the_key_from_its_environment_all_the_same(api: ApiServer) -> None:
    assert config(api).environment()["GCL_API_KEY"] == KEY


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://api.anthropic.com", "anthropic"),
        ("https://api.openai.com/v1", "openai"),
        ("https://anthropic.com.example.org/v1", "openai"),
        ("http://localhost:11434/v1", "openai"),
    ],
)
def test_the_address_tells_how_an_api_is_spoken_to(url: str, kind: str) -> None:
    assert api_kind(Config(api_url=url, api_model="m")) == kind


def test_an_address_is_shown_without_the_password_in_it() -> None:
    assert api_name(Config(api_url="https://me:secret@api.example.com/v1?x=1", api_model="m")) == "m at api.example.com"


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({}, "Set GCL_API_URL and GCL_API_MODEL"),
        ({"api_url": "https://api.example.com/v1"}, "Set GCL_API_MODEL"),
        ({"api_url": "api.example.com", "api_model": "m"}, "is no address of an API"),
        ({"api_url": "file:///etc/passwd", "api_model": "m"}, "is no address of an API"),
        ({"api_url": "http://[", "api_model": "m"}, "is no address of an API"),
    ],
)
def test_what_is_missing_before_an_api_can_be_asked_is_told(settings: dict[str, str], says: str) -> None:
    assert says in why_no_api(Config(**settings))
    assert why_no_api(Config(api_url="http://localhost:1/v1", api_model="m")) == ""
