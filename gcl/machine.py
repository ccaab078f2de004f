"""What this machine has, asked without torch: the front and the shell need to know too."""

from __future__ import annotations

import platform
import shutil
from dataclasses import dataclass
from pathlib import Path

import psutil
import pynvml


@dataclass(frozen=True)
class Gpu:
    """The first NVIDIA card; memory in bytes."""

    name: str
    memory_used: int
    memory_total: int


def gpu() -> Gpu | None:
    """The first NVIDIA card, or None where the driver or the card is missing."""
    try:
        pynvml.nvmlInit()
    except pynvml.NVMLError:
        return None
    try:
        handle = pynvml.nvmlDeviceGetHandleByIndex(0)
        memory = pynvml.nvmlDeviceGetMemoryInfo(handle)
        return Gpu(str(pynvml.nvmlDeviceGetName(handle)), int(memory.used), int(memory.total))
    except pynvml.NVMLError:
        return None
    finally:
        pynvml.nvmlShutdown()


@dataclass(frozen=True)
class Place:
    """Where models run: `kind` as torch names devices, cuda, mps or cpu; the bytes of memory in all."""

    kind: str
    name: str
    memory: int


def place(device: str | None) -> Place:
    """Where models run if GCL_DEVICE is `device`, found out without torch: the worker may know better."""
    card = gpu() if device is None or device.startswith("cuda") else None
    if card is not None:
        return Place("cuda", card.name, card.memory_total)
    is_mac = platform.system() == "Darwin" and platform.machine() == "arm64"
    kind = "mps" if (device or "mps").startswith("mps") and is_mac else "cpu"
    return Place(kind, "Apple" if kind == "mps" else "CPU", memory()[1])


def memory() -> tuple[int, int]:
    """(available, total) bytes of main memory."""
    found = psutil.virtual_memory()
    return int(found.available), int(found.total)


def disk_free(folder: Path) -> int:
    """Free bytes on the disk that holds `folder`, or its nearest parent that exists."""
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free
