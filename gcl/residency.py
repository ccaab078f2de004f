"""Which model is in memory: one slot, kept warm between jobs, freed before another takes its place; and behind it, in
main memory, the models that were there before, so that going back to one is a copy and not a load from the disk.

On a graphics card the slot is the card. On a machine without one both are main memory, and what is set aside is simply
not in use.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import structlog

from gcl import machine

log = structlog.get_logger(__name__)

GB = 10**9
LEAST_FREE = GB  # bytes of main memory that stay free whatever is set aside,
LEAST_SHARE = 20  # and at least this part of all: a twentieth


def llm_key(preset: str) -> str:
    """What the slot is called while it holds the language model `preset`."""
    return f"llm:{preset}"


def annotator_key(preset: str) -> str:
    """What the slot is called while it holds the annotator `preset`."""
    return f"annotator:{preset}"


class Resident(Protocol):
    """Something that occupies the slot."""

    def unload(self) -> None:
        """Let go of everything on the graphics card and in memory."""

    def footprint(self) -> int:
        """Bytes of main memory that it takes once it is set aside; 0 if that is not possible for it."""

    def is_on_card(self) -> bool:
        """Whether setting it aside takes main memory that it does not take now."""

    def set_aside(self) -> None:
        """Leave the graphics card and wait in main memory."""

    def bring_back(self) -> None:
        """Be as it was before `set_aside`; may raise torch's error for too little memory."""


R = TypeVar("R", bound=Resident)


def memory_budget(ram_cache_gb: float | None) -> int:
    """Bytes that models set aside may take: the setting, or half of the main memory that is free now."""
    return machine.memory()[0] // 2 if ram_cache_gb is None else int(ram_cache_gb * GB)


@dataclass
class _Held:
    resident: Any
    bytes: int
    used_at: float


class Residency:
    """The one place that decides what is loaded, so that two models are never on the card together.

    Keys are "diffusion:<preset>", "llm:<preset>" and "annotator:<preset>"; they are also the jobs' model keys. `budget`
    is in bytes; with 0 nothing is set aside. A model that is set aside stays through a change of kind, from frames to
    an adaptation and back, since that is how a studio works and it takes nothing of the card; it goes, the one unused
    for the longest first, where the budget or the machine's free memory does not allow for it, or after its idle time.
    """

    def __init__(
        self,
        on_change: Callable[[str | None], None] = lambda key: None,
        *,
        budget: int = 0,
        memory: Callable[[], tuple[int, int]] = machine.memory,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.key: str | None = None
        self.loads = self.returns = 0
        self.budget = budget
        self._present: _Held | None = None
        self._aside: dict[str, _Held] = {}  # the one unused for the longest first
        self._on_change, self._memory, self._clock = on_change, memory, clock

    @property
    def aside(self) -> list[str]:
        """The keys of the models that wait in main memory, the one unused for the longest first."""
        return list(self._aside)

    def hold(self, key: str, load: Callable[[], R], size: int = 0) -> R:
        """The resident for `key`: the warm one, or the one that was set aside, or the result of `load()` after the
        present one is gone. `size`: bytes of main memory that `load` will take, as far as that is known."""
        if self.key != key:
            self._vacate(key)
            self._present = self._return(key) or self._load(key, load, size)
            self.key = key
            self._on_change(key)
        self.touch()
        assert self._present is not None
        resident: R = self._present.resident  # the key stands for the type
        return resident

    def touch(self) -> None:
        """The present model was in use until now."""
        if self._present is not None:
            self._present.used_at = self._clock()

    def release(self) -> None:
        """Free the slot; safe to call when it is empty, and after a load or a run that went wrong."""
        present, key = self._present, self.key
        self._present = self.key = None
        if present is not None:
            self._unload(str(key), present)
            self._on_change(None)

    def release_all(self) -> None:
        """Free the slot and what was set aside: there was too little memory."""
        self._drop(list(self._aside))
        self.release()

    def tidy(self, idle_seconds: float) -> None:
        """Let go of what was not used for `idle_seconds` (0: never), and of what waits while memory runs short.

        Call it only while no job runs.
        """
        before = self._clock() - idle_seconds
        if idle_seconds and self._present is not None and self._present.used_at <= before:
            self.release()
        old = [key for key, held in self._aside.items() if idle_seconds and held.used_at <= before]
        if self._drop(old) or self._drop_for(0):
            self._on_change(self.key)

    def _load(self, key: str, load: Callable[[], Resident], size: int) -> _Held:
        self._drop_for(size)
        resident = load()
        self.loads += 1
        log.info("model loaded", key=key, loads=self.loads)
        return _Held(resident, 0, self._clock())

    def _return(self, key: str) -> _Held | None:
        held = self._aside.pop(key, None)
        if held is None:
            return None
        try:
            held.resident.bring_back()
        except BaseException:
            self._unload(key, held)
            raise
        self.returns += 1
        log.info("model returned", key=key, returns=self.returns)
        return held

    def _vacate(self, wanted: str) -> None:
        """Set the present model aside if there is room for it in main memory, else unload it."""
        present, key = self._present, self.key
        if present is None or key is None:
            return
        present.bytes = present.resident.footprint() if self.budget else 0
        if not self._make_room(present, wanted):
            self.release()
            return
        self._present = self.key = None
        try:
            present.resident.set_aside()
        except BaseException:
            self._unload(key, present)
            raise
        self._aside[key] = present
        log.info("model set aside", key=key, gigabytes=round(present.bytes / GB, 1))
        self._on_change(None)

    def _make_room(self, present: _Held, wanted: str) -> bool:
        """Whether `present` can be set aside, after those that have to go for it went; `wanted` is about to return."""
        if not 0 < present.bytes <= self.budget:
            return False
        others = [(key, held) for key, held in self._aside.items() if key != wanted]
        taken = sum(held.bytes for _, held in others)
        while others and taken + present.bytes > self.budget:
            key, held = others.pop(0)
            taken -= held.bytes
            self._drop([key])
        more = present.bytes if present.resident.is_on_card() else 0
        self._drop_for(more, but=wanted)
        return self._spare() >= more

    def _drop_for(self, size: int, but: str | None = None) -> bool:
        """Let go of models that wait until `size` bytes more can be taken; whether any went."""
        went = False
        for key in [key for key in self._aside if key != but]:
            if self._spare() >= size:
                break
            went = self._drop([key])
        return went

    def _spare(self) -> int:
        """Bytes of main memory that may still be taken."""
        available, total = self._memory()
        return available - max(LEAST_FREE, total // LEAST_SHARE)

    def _drop(self, keys: list[str]) -> bool:
        for key in keys:
            self._unload(key, self._aside.pop(key))
        return bool(keys)

    def _unload(self, key: str, held: _Held) -> None:
        held.resident.unload()
        held.resident = None
        gc.collect()
        log.info("model released", key=key)
