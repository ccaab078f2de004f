"""Which model is in memory: one slot, kept warm between jobs, freed before another takes its place."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Protocol, TypeVar

import structlog

log = structlog.get_logger(__name__)


def llm_key(preset: str) -> str:
    """What the slot is called while it holds the language model `preset`."""
    return f"llm:{preset}"


class Resident(Protocol):
    """Something that occupies the slot."""

    def unload(self) -> None:
        """Let go of everything on the graphics card and in memory."""


R = TypeVar("R", bound=Resident)


class Residency:
    """The one place that decides what is loaded, so that two models are never in memory together.

    Keys are "diffusion:<preset>" and "llm:<preset>"; they are also the jobs' model keys.
    """

    def __init__(self, on_change: Callable[[str | None], None] = lambda key: None) -> None:
        self.key: str | None = None
        self.loads = 0
        self._resident: Resident | None = None
        self._on_change = on_change

    def hold(self, key: str, load: Callable[[], R]) -> R:
        """The resident for `key`: the warm one, or the result of `load()` after the present one is gone."""
        if self.key != key:
            self.release()
            resident = load()
            self._resident, self.key = resident, key
            self.loads += 1
            log.info("model loaded", key=key, loads=self.loads)
            self._on_change(key)
        return self._resident  # type: ignore[return-value]  # the key stands for the type

    def release(self) -> None:
        """Free the slot; safe to call when it is empty, and after a load or a run that went wrong."""
        resident, key = self._resident, self.key
        self._resident = self.key = None
        if resident is not None:
            resident.unload()
            del resident
            gc.collect()
            log.info("model released", key=key)
            self._on_change(None)
