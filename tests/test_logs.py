"""What is logged to a shell: on stderr, and nothing of it is a secret."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import structlog

from gcl import logs


@pytest.fixture
def _as_before() -> Iterator[None]:
    before = structlog.get_config()
    yield
    structlog.configure(**before)


@pytest.mark.usefixtures("_as_before")
def test_an_error_is_told_on_stderr_without_the_values_of_its_variables(capsys: pytest.CaptureFixture[str]) -> None:
    logs.to_stderr()

    def ask(key: str) -> None:
        raise RuntimeError(f"refused after {len(key)} letters")

    secret = "-".join(["sk", "not", "to", "be", "told"])  # no line of the source has it whole
    try:
        ask(secret)
    except RuntimeError:
        structlog.get_logger("shell").exception("the hub was asked")
    said = capsys.readouterr()
    assert said.out == ""
    assert "the hub was asked" in said.err
    assert "refused after 17 letters" in said.err
    assert secret not in said.err
