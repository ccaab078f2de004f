"""The History tab of an old studio, 100,000 verdicts: what the server does for its list, its charts and its export."""

from __future__ import annotations

from datetime import timedelta
from itertools import islice

from gcl.config import Config
from gcl.db import utcnow
from gcl.services import Services, open_services
from gcl.services.statistics import StatisticsService
from gcl.services.verdict_files import as_csv
from gcl.tabs.history import CHARTS, Look, history_screen
from tests.bench.bench_gallery import RUNS, milliseconds
from tests.bench.report import Figure, at_most
from tests.services.verdicts import add_runs

VERDICTS, YEARS = 100_000, 2
LIST, COUNT = 150.0, 500.0  # milliseconds


def measure(config: Config) -> list[Figure]:
    services = open_services(config)
    now, runs = utcnow(), VERDICTS // 8
    add_runs(services, [now - timedelta(days=365 * YEARS * n / runs) for n in reversed(range(runs))], padding=1500)

    def screen(view: str = "", issue: str = "", **values: str) -> str:
        chosen = [values.get(name, "") for name in ("campaign", "market", "gate", "verdict", "when")]
        return history_screen(services, {}, Look(view=view, issue=issue), chosen)

    def counted(when: str = "") -> None:
        _forget(services)
        screen(CHARTS, when=when)

    def exported() -> None:
        for _ in islice(as_csv(services.evaluations.each()), 1000):
            pass

    note = f"{VERDICTS} verdicts of {YEARS} years"
    return [
        at_most("history_first_page", milliseconds(screen), "ms", LIST, RUNS, f"{note}, the whole view"),
        at_most(
            "history_market_and_gate", milliseconds(lambda: screen(market="ja-JP", gate="brand")), "ms", LIST, RUNS
        ),
        at_most(
            "history_issue", milliseconds(lambda: screen(issue="item/brand-tone")), "ms", LIST, RUNS, "one in eight"
        ),
        at_most("history_charts", milliseconds(counted), "ms", COUNT, RUNS, "all of them counted anew"),
        at_most("history_charts_quarter", milliseconds(lambda: counted("90")), "ms", LIST, RUNS, "the last 90 days"),
        at_most("history_charts_again", milliseconds(lambda: screen(CHARTS)), "ms", LIST, RUNS, "nothing new"),
        at_most("history_export", milliseconds(exported), "ms", COUNT, RUNS, "the first 1,000 lines of all as CSV"),
    ]


def _forget(services: Services) -> None:
    """As if there was something new to count."""
    services.statistics.__dict__.update(StatisticsService(services.db).__dict__)
