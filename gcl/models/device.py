"""Where a model runs, in which numbers, and what running out of memory looks like there."""

from __future__ import annotations

import gc
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import torch

from gcl.errors import InputError, OutOfMemory
from gcl.torch_errors import is_out_of_memory


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


@contextmanager
def memory_errors(what: str) -> Iterator[None]:
    """Turn running out of memory into OutOfMemory with a sentence; `what` is the model's name."""
    try:
        yield
    except (RuntimeError, MemoryError) as error:
        if not is_out_of_memory(error):
            raise
        # The frames of the trace hold the very tensors that have to go.
        traceback.clear_frames(error.__traceback__)
        raise OutOfMemory(
            f"{what} needs more memory than is free here. Choose a smaller size or a smaller model, "
            'or set "cpu_offload": true for it in presets.json; then retry the job.'
        ) from error
