"""What torch raises when a machine has come to its end, for frames and adaptations alike."""

from __future__ import annotations

import torch


def is_out_of_memory(error: BaseException) -> bool:
    """Only CUDA has an error class of its own for it; the others say it in words."""
    said = str(error)
    return isinstance(error, torch.OutOfMemoryError | MemoryError) or (
        isinstance(error, RuntimeError) and ("can't allocate memory" in said or "out of memory" in said)
    )
