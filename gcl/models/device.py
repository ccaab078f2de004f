"""Where a model runs, in which numbers, and what running out of memory looks like there."""

from __future__ import annotations

import gc

import structlog
import torch

from gcl.errors import InputError, OutOfMemory, causes

log = structlog.get_logger(__name__)


def pick_device(wanted: str | None) -> torch.device:
    """The device named in the configuration, or the best there is: cuda, then mps, then cpu.

    Raises InputError if the named one does not exist here.
    """
    if wanted is None:
        if torch.cuda.is_available():
            return torch.device("cuda")
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    try:
        device = torch.device(wanted)
        torch.empty(0, device=device)  # a name may be right and the card absent
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        raise InputError(f"There is no device {wanted!r} here. Set GCL_DEVICE to cuda, mps or cpu.") from error
    return device


def pick_dtype(device: torch.device, wanted: str) -> torch.dtype:
    """`wanted` is a name such as bfloat16. A processor computes in float32 whatever it is: half numbers are slower
    there, and some of the operations of a UNet do not have them at all."""
    return torch.float32 if device.type == "cpu" else getattr(torch, wanted)


def free_memory(device: torch.device) -> None:
    """Give back what the last model left on a card: its objects, then the blocks that torch keeps for the next."""
    if device.type == "cpu":
        return
    gc.collect()
    (torch.cuda if device.type == "cuda" else torch.mps).empty_cache()


def out_of_memory(error: BaseException, what: str) -> OutOfMemory:
    """What to raise in the place of an error for which `is_out_of_memory` holds: a sentence, to which the caller adds
    what would fit. `what` is the model's name.

    The trace goes to the log and is dropped: its frames hold the very tensors that have to go, and what a pipeline
    looks up with locals() stays in them even when they are cleared.
    """
    log.warning("out of memory", model=what, exc_info=error)
    for one in causes(error):
        one.with_traceback(None)
    return OutOfMemory(f"{what} needs more memory than is free here.")
