"""Runners for the worker's own tests: they end in each of the ways a runner can."""

from __future__ import annotations

import time

from gcl.errors import GenerationError
from gcl.jobs import JobHandle
from gcl.workshop import Workshop

RUNNERS = {name: f"tests.runners:{name}" for name in ("works", "refuses", "breaks", "loses_the_card", "waits")}


def works(handle: JobHandle, workshop: Workshop) -> None:
    handle.progress(1, 1, "Worked")


def refuses(handle: JobHandle, workshop: Workshop) -> None:
    raise GenerationError("The model gave nothing usable. Retry the job.")


def breaks(handle: JobHandle, workshop: Workshop) -> None:
    raise ZeroDivisionError("a bug")


def loses_the_card(handle: JobHandle, workshop: Workshop) -> None:
    import torch

    try:
        raise torch.AcceleratorError("CUDA error: an illegal memory access was encountered\nCUDA kernel errors may ...")
    except RuntimeError as error:
        raise RuntimeError("the model broke") from error


def waits(handle: JobHandle, workshop: Workshop) -> None:
    """Until it is cancelled."""
    for tick in range(3000):
        handle.progress(tick, 3000, "Waiting")
        time.sleep(0.01)
