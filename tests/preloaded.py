"""Everything that a worker imports, for the process that the tests fork theirs from."""

from __future__ import annotations

import gc
import importlib

from gcl.worker import RUNNERS

gc.disable()  # modules stay; see tests/conftest.py
for runner in RUNNERS.values():
    importlib.import_module(runner.partition(":")[0])
gc.enable()
gc.freeze()
