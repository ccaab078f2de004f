"""Ask a language model behind an HTTP API: one that speaks as OpenAI's does, as most servers do, or Anthropic's.

The key goes into a header of the request and nowhere else: no message, log or row has it, even where a server sends it
back. Redirects are not followed, which would hand it to another host.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import Any

import httpx2
import structlog

from gcl.api import api_kind, api_name
from gcl.config import Config
from gcl.db import utcnow
from gcl.errors import GenerationError, InputError, ModelError
from gcl.formats.image_settings import NOT_TEXT

log = structlog.get_logger(__name__)

ANTHROPIC_VERSION = "2023-06-01"
TRIES = 3  # of a server that is busy
LONGEST_WAIT = 30.0  # seconds that a busy server may ask for, while a person looks at the screen
LARGEST = 1_000_000  # bytes of an answer
LONGEST_SAID = 200  # characters of what a server says of its error
BUSY = (429, 500, 502, 503, 504, 529)
CHECK_SECONDS = 0.2  # between two looks at the cancel flag


def ask(
    config: Config,
    system: str,
    user: str,
    *,
    max_tokens: int,
    check: Callable[[], None] = lambda: None,
    waiting: Callable[[float], None] = lambda _: None,
) -> str:
    """The model's answer to `user` under the instructions `system`. `check` is called several times a second and may
    raise; `waiting` is told how many seconds a busy server asks to wait.

    Raises InputError for a refused key, model or address, GenerationError for what another try may mend.
    """
    return _Conversation(config, check, waiting).answer(system, user, max_tokens)


class _Conversation:
    def __init__(self, config: Config, check: Callable[[], None], waiting: Callable[[float], None]) -> None:
        self.config, self.check, self.waiting = config, check, waiting
        self.name = api_name(config)
        self.anthropic = api_kind(config) == "anthropic"
        self.key = config.api_key.get_secret_value().strip() if config.api_key else ""
        self.limit_name = "max_tokens"

    def answer(self, system: str, user: str, max_tokens: int) -> str:
        for attempt in range(1, TRIES + 1):
            status, headers, body = self._post(self._body(system, user, max_tokens))
            if status == 400 and "max_completion_tokens" in body and self.limit_name == "max_tokens":
                self.limit_name = "max_completion_tokens"  # what OpenAI's newer models call it
                status, headers, body = self._post(self._body(system, user, max_tokens))
            if status == 200:
                return self._text(body)
            if status not in BUSY or attempt == TRIES:
                break
            seconds = _retry_after(headers) if "retry-after" in headers else 2.0 ** (attempt - 1)
            log.warning("the API is busy", api=self.name, status=status, seconds=seconds)
            if seconds > LONGEST_WAIT:
                raise GenerationError(
                    f"{self.name} is busy and asks to be left alone for {seconds:.0f} s. Retry the job after that."
                )
            self.waiting(seconds)
            self._pause(seconds)
        raise self._refusal(status, headers, body)

    def _body(self, system: str, user: str, max_tokens: int) -> dict[str, Any]:
        if self.anthropic:
            messages = [{"role": "user", "content": user}]
            return {"model": self.config.api_model, "max_tokens": max_tokens, "system": system, "messages": messages}
        messages = [{"role": "system", "content": system}, {"role": "user", "content": user}]
        return {"model": self.config.api_model, self.limit_name: max_tokens, "messages": messages}

    def _url(self) -> str:
        base = str(self.config.api_url).rstrip("/")
        if self.anthropic:
            return f"{base}/messages" if base.endswith("/v1") else f"{base}/v1/messages"
        return f"{base}/chat/completions"

    def _headers(self) -> dict[str, str]:
        if self.anthropic:
            return {"anthropic-version": ANTHROPIC_VERSION} | ({"x-api-key": self.key} if self.key else {})
        return {"authorization": f"Bearer {self.key}"} if self.key else {}

    def _post(self, body: dict[str, Any]) -> tuple[int, httpx2.Headers, str]:
        """Status, headers and text of the answer. In a thread of its own, so that a person can stop the wait for it."""
        found: list[Any] = []

        def work() -> None:
            try:
                found.append(self._received(body))
            except Exception as error:  # raised again by who waits
                found.append(error)

        thread = threading.Thread(target=work, name="api", daemon=True)
        thread.start()
        while thread.is_alive():
            thread.join(CHECK_SECONDS)
            if thread.is_alive():
                self.check()
        if isinstance(found[0], Exception):
            raise self._transport(found[0]) from None  # its trace may show the request
        received: tuple[int, httpx2.Headers, str] = found[0]
        return received

    def _received(self, body: dict[str, Any]) -> tuple[int, httpx2.Headers, str]:
        seconds = self.config.api_seconds
        until = time.monotonic() + seconds
        with (
            httpx2.Client(
                timeout=httpx2.Timeout(seconds, connect=min(seconds, 10.0)), follow_redirects=False
            ) as client,
            client.stream("POST", self._url(), json=body, headers=self._headers()) as response,
        ):
            content = b""
            for piece in response.iter_bytes():
                content += piece
                if len(content) > LARGEST:
                    raise GenerationError(
                        f"{self.name} sent far more than an answer. Look whether GCL_API_URL is right."
                    )
                if time.monotonic() > until:
                    raise httpx2.ReadTimeout("the answer took too long")
            return response.status_code, response.headers, content.decode("utf-8", "replace")

    def _transport(self, error: Exception) -> Exception:
        if isinstance(error, GenerationError):
            return error
        if isinstance(error, httpx2.TimeoutException):
            return GenerationError(
                f"{self.name} gave no answer within {self.config.api_seconds:g} s. "
                "Retry the job, or set GCL_API_SECONDS higher."
            )
        if isinstance(error, httpx2.InvalidURL | httpx2.UnsupportedProtocol | UnicodeError):
            return InputError(
                "GCL_API_URL or GCL_API_KEY has signs that cannot be sent. Set them again, then start again."
            )
        if isinstance(error, httpx2.ConnectError):
            return GenerationError(
                f"{self.name} cannot be reached. "
                "Look whether GCL_API_URL is right and this machine is online, then retry the job."
            )
        if isinstance(error, httpx2.HTTPError):
            return GenerationError(f"The connection to {self.name} broke in the middle of an answer. Retry the job.")
        return error

    def _refusal(self, status: int, headers: httpx2.Headers, body: str) -> Exception:
        said = self._said(body)
        if status in (401, 403):
            key = "the key in GCL_API_KEY" if self.key else "a request without a key: set GCL_API_KEY"
            return InputError(f"{self.name} refuses {key} ({status}{said}). Correct it, then start the studio again.")
        if status == 404:
            return InputError(
                f"{self.name} is not there ({status}{said}). Look whether GCL_API_URL and GCL_API_MODEL are right."
            )
        if 300 <= status < 400:
            return InputError(
                f"{self.name} sends to another address ({status}), which is not followed. Set GCL_API_URL."
            )
        if status in BUSY:
            wait = f" It asks for {_retry_after(headers):.0f} s." if "retry-after" in headers else ""
            return GenerationError(f"{self.name} is busy ({status}{said}).{wait} Retry the job in a while.")
        return ModelError(
            f"{self.name} did not take the request ({status}{said}). Look whether GCL_API_MODEL is right."
        )

    def _said(self, body: str) -> str:
        """What a server says of its error, for a sentence: ", model not found". In one line, without our key."""
        try:
            error = json.loads(body).get("error")
            text = error.get("message") if isinstance(error, dict) else error
        except (ValueError, AttributeError, RecursionError):
            return ""
        text = " ".join(NOT_TEXT.sub("", str(text or "")).split())
        text = self._without_key(text)
        return f", “{text[:LONGEST_SAID].rstrip('. ')}”" if text else ""

    def _without_key(self, text: str) -> str:
        return text.replace(self.key, "(the key)") if self.key else text

    def _text(self, body: str) -> str:
        try:
            answer = json.loads(body)
            if self.anthropic:
                text = "".join(part["text"] for part in answer["content"] if part["type"] == "text")
                cut = answer.get("stop_reason") == "max_tokens"
            else:
                choice = answer["choices"][0]
                text = choice["message"]["content"] or ""
                cut = choice.get("finish_reason") == "length"
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            raise GenerationError(
                f"{self.name} answered with something that is no message. "
                "Look whether GCL_API_URL is right, then retry the job."
            ) from None
        if cut:
            raise GenerationError(f"{self.name} did not come to the end of its answer. Retry the job.")
        if not isinstance(text, str) or not text.strip():
            raise GenerationError(f"{self.name} gave an empty answer. Retry the job.")
        return self._without_key(text.strip())

    def _pause(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self.check()
            time.sleep(min(CHECK_SECONDS, left))


def _retry_after(headers: httpx2.Headers) -> float:
    """Seconds that a server asks to wait; it may say a number or a date."""
    value = headers.get("retry-after", "")
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(value) - utcnow()).total_seconds())
    except (TypeError, ValueError):
        return 1.0
