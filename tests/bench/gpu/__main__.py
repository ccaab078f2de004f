"""make bench-gpu: how fast the true architectures draw, and what they take, with random weights.

    python -m tests.bench.gpu                 all
    python -m tests.bench.gpu sdxl zimage     some of: sdxl, flux2-klein, zimage
    python -m tests.bench.gpu --no-compiled   without the compiled ones
    python -m tests.bench.gpu --no-plans      without the peak memory of each plan

Without an NVIDIA card the same runs on the processor with two-layer components, to see that it works. Each model's
weights are written to a temporary folder first (at most 21 GB at a time, in TMPDIR). The figures go to
GCL_HOME/bench-gpu.json, with the card's name.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import torch

from gcl.config import read_config
from tests.bench import report
from tests.bench.gpu.measure import CASES, Bench


def main(wanted: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.gpu")
    parser.add_argument("families", nargs="*", metavar="family", help=f"of: {', '.join(CASES)}")
    parser.add_argument("--no-compiled", action="store_true")
    parser.add_argument("--no-plans", action="store_true")
    arguments = parser.parse_args(wanted)
    if unknown := set(arguments.families) - set(CASES):
        parser.error(f"there is no family {', '.join(sorted(unknown))}; known are {', '.join(CASES)}")
    file = read_config().home / "bench-gpu.json"
    figures: list[report.Figure] = []
    for family in arguments.families or list(CASES):
        print(f"Measuring: {family}", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory(prefix="gcl-bench-gpu-") as folder:
            bench = Bench(family, Path(folder), "cuda" if torch.cuda.is_available() else "cpu")
            measured = bench.measure(compiled=not arguments.no_compiled, plans=not arguments.no_plans)
        report.write(measured, file)
        figures += measured
    print(report.show(figures))
    print(f"\nOn: {torch.cuda.get_device_name() if torch.cuda.is_available() else 'the processor, small components'}")
    print(f"Written to {file}")
    return 0 if all(figure.ok is not False for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
