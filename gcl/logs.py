"""Logs: one line an event, as JSON, in GCL_HOME/logs/<process>.log; warnings and worse also on stderr."""

from __future__ import annotations

import logging
import sys
from logging.handlers import RotatingFileHandler

import structlog

from gcl.config import Config
from gcl.errors import disk_errors

_SHARED: list[structlog.types.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
]


def configure(config: Config, process: str) -> None:
    """Send structlog and the standard library's loggers to the log file of this process."""
    with disk_errors(config.logs):
        config.logs.mkdir(parents=True, exist_ok=True)
        file = RotatingFileHandler(config.logs / f"{process}.log", maxBytes=5_000_000, backupCount=3, encoding="utf-8")
    file.setFormatter(_formatter(structlog.processors.JSONRenderer()))
    console = logging.StreamHandler()
    console.setLevel(logging.WARNING)
    console.setFormatter(_formatter(structlog.dev.ConsoleRenderer(colors=False)))
    root = logging.getLogger()
    root.handlers[:] = [file, console]
    root.setLevel(logging.INFO)
    for noisy in ("httpx", "huey", "alembic", "urllib3", "filelock"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def to_stderr() -> None:
    """Send what is logged to stderr: for the shell, whose stdout is for results. Left to itself structlog would draw an
    error with the values of all its variables, which takes seconds and may tell a key."""
    structlog.configure(
        processors=[*_SHARED, structlog.dev.ConsoleRenderer(colors=False)],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def _formatter(renderer: structlog.types.Processor) -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_SHARED,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            renderer,
        ],
    )
