"""Generative Creative Lab."""

from __future__ import annotations

import os

# The hub's library reads this when it is imported: no reports to anybody, from the browser's side, the worker or the
# shell.
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
