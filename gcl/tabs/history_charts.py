"""The charts of History: where their lines and points lie. What they look like is views/charts.html and charts.css."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gcl.services.statistics import Statistics, Tally
from gcl.stages import BY_KEY
from gcl.tabs.render import render

MOST_DOTS = 60  # with more the line alone is shown


@dataclass(frozen=True)
class Point:
    """`x` and `y` in percent of the plot, from the left and from the top."""

    x: float
    y: float
    told: str


@dataclass(frozen=True)
class Line:
    """`path` is of an SVG whose box is 100 by 100; a time without verdicts is a gap in it. `ends` are the points that
    have no neighbour to draw a line to, and the last; `points` are to be seen as dots: all, or where those are too
    many, the ends."""

    path: str
    points: list[Point]
    ends: list[Point]


def line(tallies: Sequence[Tally], dates: Sequence[date], cut: str) -> Line:
    """The pass rate over time; 100 % is at the top."""
    last = len(tallies) - 1
    runs: list[list[Point]] = [[]]
    for number, (tally, day) in enumerate(zip(tallies, dates, strict=True)):
        if tally.rate is None:
            runs.append([])
            continue
        x = 100 * number / last if last else 50.0
        told = f"{when(day, cut)}: {percent(tally.rate)}, {tally.passed} of {tally.verdicts} passed"
        runs[-1].append(Point(round(x, 2), round(100 - 100 * tally.rate, 2), told))
    drawn = [run for run in runs if run]
    path = " ".join("M" + " L".join(f"{point.x} {point.y}" for point in run) for run in drawn if len(run) > 1)
    all_points = [point for run in drawn for point in run]
    ends = [run[-1] for run in drawn if len(run) == 1 or run is drawn[-1]]
    return Line(path, all_points if len(all_points) <= MOST_DOTS else ends, ends)


def when(day: date, cut: str) -> str:
    """A time as people say it: "3 Nov 2026", "Week of 3 Nov 2026", "Nov 2026", "2026"."""
    if cut == "year":
        return str(day.year)
    if cut == "month":
        return f"{day:%b %Y}"
    return f"{'Week of ' if cut == 'week' else ''}{day.day} {day:%b %Y}"


def short(day: date, cut: str) -> str:
    """The same on an axis: "3 Nov", "Nov 2026", "2026"."""
    return when(day, cut) if cut in ("month", "year") else f"{day.day} {day:%b}"


def percent(share: float | None) -> str:
    """ "83 %"; never 100 % of what is not all, nor 0 % of what is not nothing."""
    if share is None:
        return "–"
    if 0 < share < 1:
        share = min(max(share, 0.01), 0.99)
    return f"{round(100 * share)} %"


def charts(found: Statistics, *, filtered: bool) -> str:
    return render(
        "charts",
        found=found,
        filtered=filtered,
        labels={key: BY_KEY[key].label for key in found.gates},
        line=lambda tallies: line(tallies, found.dates, found.cut),
        when=lambda day: when(day, found.cut),
        short=lambda day: short(day, found.cut),
        percent=percent,
        most=max((issue.verdicts for issue in found.issues), default=0),
        cut_words={"day": "Each point is a day.", "week": "Each point is a week.", "month": "Each point is a month."},
    )
