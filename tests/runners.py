"""Runners for the worker's own tests: they end in each of the ways a runner can."""

from __future__ import annotations

import time
from threading import Event

from gcl import worker
from gcl.errors import GenerationError, ModelError, OutOfMemory
from gcl.job_handle import JobHandle, MadeWay, Parked
from gcl.jobs import get
from gcl.workshop import Workshop
from tests.pipeline.scripted import Desk

ENDS = (
    *("works", "refuses", "breaks", "waits", "makes_way_once", "asks_a_person"),
    *("loses_the_card", "loses_the_card_while_loading", "has_too_little_memory"),
    "adaptation",
)
RUNNERS = {name: f"tests.runners:{name}" for name in ENDS}


def works(handle: JobHandle, workshop: Workshop) -> None:
    handle.progress(1, 1, "Worked")


def refuses(handle: JobHandle, workshop: Workshop) -> None:
    raise GenerationError("The model gave nothing usable. Retry the job.")


def breaks(handle: JobHandle, workshop: Workshop) -> None:
    raise ZeroDivisionError("a bug")


def makes_way_once(handle: JobHandle, workshop: Workshop) -> None:
    """Half of it in its first turn, and the rest in its second."""
    with handle.db.read() as session:
        done = get(session, handle.id).progress_done
    if done == 0:
        handle.progress(1, 2, "Half")
        raise MadeWay("llm:other")
    handle.progress(2, 2, f"Attempt {handle.attempt}")


def asks_a_person(handle: JobHandle, workshop: Workshop) -> None:
    raise Parked("Cultural gate: waits for a decision")


def loses_the_card(handle: JobHandle, workshop: Workshop) -> None:
    _meet_a_broken_card(RuntimeError("the model broke"))


def loses_the_card_while_loading(handle: JobHandle, workshop: Workshop) -> None:
    _meet_a_broken_card(ModelError("The model could not be loaded."))


def has_too_little_memory(handle: JobHandle, workshop: Workshop) -> None:
    _meet_a_broken_card(OutOfMemory("The model needs more memory than is free here."))


def _meet_a_broken_card(told: Exception) -> None:
    import torch

    try:
        raise torch.AcceleratorError("CUDA error: an illegal memory access was encountered\nCUDA kernel errors may ...")
    except RuntimeError as error:
        raise told from error


def waits(handle: JobHandle, workshop: Workshop) -> None:
    """Until it is cancelled."""
    for tick in range(3000):
        handle.progress(tick, 3000, "Waiting")
        time.sleep(0.01)


def adaptation(handle: JobHandle, workshop: Workshop) -> None:
    """A real run with a model that answers from a script. The first worker's never answers the second node."""
    from gcl.pipeline.run import run_adaptation

    desk = Desk()
    if handle.attempt == 1:
        desk.script["cultural-research"] = [Event().wait]
    run_adaptation(handle, workshop, load=desk.load)


def main(argv: list[str]) -> int:
    """A worker that knows these kinds of job instead."""
    worker.RUNNERS.clear()
    worker.RUNNERS.update(RUNNERS)
    return worker.main(argv)
