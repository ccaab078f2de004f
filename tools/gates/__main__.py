"""make gates: what the checks and the gates find of seeded defects, and whom they accuse wrongly.

    python -m tools.gates                                  the checks alone, in seconds
    python -m tools.gates --llm qwen3-4b-instruct          and the gates with a model of presets.json
    python -m tools.gates --llm smollm2-135m --limit 6     on six scripts, for a slow machine

The figures go to GCL_HOME/gates.json. The exit status is 0 if the checks told every defect that a program can decide,
and accused nothing that is right.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from gcl.catalog import Catalog
from gcl.config import Config, read_config
from gcl.errors import GclError
from tools.gates import report
from tools.gates.cases import Case, load_cases
from tools.gates.decidable import checked


def main(arguments: list[str] | None = None, cases: Sequence[Case] | None = None) -> int:
    """`cases`: all scripts of the benchmark, if none are given."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.gates", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--llm", metavar="KEY", help="a language model of presets.json, for the gates")
    parser.add_argument("--limit", type=_positive, metavar="N", help="how many scripts the model judges (default: all)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="where the figures go (default: GCL_HOME/gates.json)")
    given = parser.parse_args(arguments)
    try:
        return _run(read_config(), cases or load_cases(), given.llm, given.limit, given.json)
    except GclError as error:
        print(error.sentence, file=sys.stderr)
        return 2


def _run(config: Config, cases: Sequence[Case], llm: str | None, limit: int | None, file: Path | None) -> int:
    if llm:
        Catalog.read(config).llm(llm)
    figures = report.of_checks([checked(case) for case in cases])
    models = {llm: _judged(cases, llm, limit, config)} if llm else {}
    file = file or config.home / "gates.json"
    report.write(file, figures, models)
    print(report.show_checks(figures, models.get(llm or "")))
    for key, judged in models.items():
        print(f"\n{report.show_model(key, judged)}")
    print(f"\nWritten to {file}")
    print(report.last_line(figures))
    return 0 if report.is_good(figures) else 1


def _judged(cases: Sequence[Case], llm: str, limit: int | None, config: Config) -> report.Json:
    from tools.gates import judged  # imports torch, which the checks do without

    def tell(ruling: judged.Ruling) -> None:
        said = {True: "passed", False: "refused", None: "undecided"}[ruling.passed]
        print(f"{ruling.case.name}, {ruling.gate}: {said} ({ruling.seconds:.0f} s)", file=sys.stderr, flush=True)

    return report.of_model(judged.rulings(judged.to_judge(cases, limit), llm, config, tell=tell))


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 on")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
