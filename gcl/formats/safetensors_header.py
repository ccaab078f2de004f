"""What a .safetensors file says of itself: names and shapes of its tensors, and its metadata. Without torch, and
without reading the numbers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from gcl.errors import InputError

LONGEST_HEADER = 100_000_000  # bytes, which is also the most that the library itself takes


@dataclass(frozen=True)
class Header:
    """`shapes` by the name of the tensor; `metadata` has texts only."""

    shapes: dict[str, tuple[int, ...]]
    metadata: dict[str, str]


def read_header(file: Path) -> Header:
    """Raises InputError if the file is no safetensors file, or is cut short or longer than its header says."""
    try:
        size = file.stat().st_size
        with file.open("rb") as opened:
            length = int.from_bytes(opened.read(8), "little")
            if not 2 <= length <= min(LONGEST_HEADER, size - 8):
                raise ValueError("its header has no possible length")
            content = json.loads(opened.read(length))
        metadata = content.pop("__metadata__", None) or {}
        shapes = {name: tuple(int(side) for side in tensor["shape"]) for name, tensor in content.items()}
        ends = max((tensor["data_offsets"][1] for tensor in content.values()), default=0)
        if ends != size - 8 - length:
            raise ValueError("its length is not what its header says")
    except (OSError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError) as error:
        raise InputError(f"{file.name} is damaged or incomplete. Delete it and fetch it again.") from error
    texts = {str(name): value for name, value in metadata.items() if isinstance(value, str)}
    return Header(shapes, texts)
