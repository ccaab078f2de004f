"""make bench: every figure measured side by side in one run.

    python -m tests.bench              all
    python -m tests.bench frame queue  some

Each part works in a temporary home with real processes; the figures go to GCL_HOME/bench.json.
"""

from __future__ import annotations

import importlib
import os
import sys
import tempfile
import traceback
from pathlib import Path

from gcl.config import Config, read_config
from tests.bench import report

PARTS = ("frame", "queue", "loads", "models", "llm", "ui", "gallery", "history")


def main(wanted: list[str]) -> int:
    unknown = set(wanted) - set(PARTS)
    if unknown:
        print(f"There is no part {', '.join(sorted(unknown))}. The parts are: {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    os.environ["HF_HUB_OFFLINE"] = "1"
    home = read_config().home
    figures: list[report.Figure] = []
    broken: list[str] = []
    with tempfile.TemporaryDirectory(prefix="gcl-bench-") as folder:
        for part in wanted or PARTS:
            print(f"Measuring: {part}", file=sys.stderr, flush=True)
            config = Config(home=Path(folder) / part, models=Path(folder) / "models", device="cpu")
            try:
                measured = importlib.import_module(f"tests.bench.bench_{part}").measure(config)
            except Exception:  # the other parts are still worth measuring
                traceback.print_exc()
                broken.append(part)
                continue
            report.write(measured, home / "bench.json")
            figures += measured
    print(report.show(figures))
    print(f"\nWritten to {home / 'bench.json'}")
    if broken:
        print(f"Could not be measured: {', '.join(broken)}", file=sys.stderr)
    return 0 if not broken and all(figure.ok is not False for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
