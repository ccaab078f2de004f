"""How the gates decided, as the charts of History have it: pass rates over time, scores by draft, frequent issues."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import ColumnElement, Integer, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from gcl.db import Database, Decision, Evaluation, EvaluationIssue, VideoAdUnit
from gcl.services.evaluations import EvaluationFilter, of_units
from gcl.stages import BY_KEY, GATES

MOST_ISSUES, MOST_MARKETS = 12, 12
KEPT = 32  # counts of different filters
# How a span of at most so many days is cut up; what is longer is told by years.
CUTS = ((31, "day"), (26 * 7, "week"), (36 * 31, "month"))


@dataclass(frozen=True)
class Tally:
    """Verdicts counted; `scores` is the sum of their scores."""

    verdicts: int = 0
    passed: int = 0
    scores: float = 0.0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.verdicts + other.verdicts, self.passed + other.passed, self.scores + other.scores)

    @property
    def rate(self) -> float | None:
        """From 0 to 1; None of no verdict."""
        return self.passed / self.verdicts if self.verdicts else None

    @property
    def score(self) -> float | None:
        """The mean, from 0 to 1; None of no verdict."""
        return self.scores / self.verdicts if self.verdicts else None


@dataclass(frozen=True)
class Count:
    """What was counted of one gate: all, over time, and by draft: from 1, and 0 for what a person had judged
    again later. `over_time` has one for each date."""

    all: Tally = Tally()
    over_time: list[Tally] = field(default_factory=list)
    by_draft: dict[int, Tally] = field(default_factory=dict)


@dataclass(frozen=True)
class IssueCount:
    """A check or an item that failed in so many `verdicts`; `label` is as the newest of them has it, and empty for what
    gates said in their own words."""

    source: str
    key: str
    label: str
    severity: str
    gates: list[str]
    verdicts: int


@dataclass(frozen=True)
class Statistics:
    """`dates` are the first days, in this machine's time zone, of the days, weeks (from Monday), months or years that
    `cut` names. `gates` has each gate that is looked for, in the order of the run; `markets` the same for each of the
    most frequent markets, and `more_markets` how many others there are."""

    cut: str
    dates: list[date]
    gates: dict[str, Count]
    markets: dict[str, dict[str, Count]]
    more_markets: int
    issues: list[IssueCount]
    all: Tally


class StatisticsService:
    """Counting a hundred thousand verdicts takes a few tenths of a second, so what was counted is kept until there is
    something new to count."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self._kept: dict[tuple[object, ...], Statistics] = {}

    def newest(self) -> tuple[object, ...]:
        """What changes whenever there is something new to count. Ids alone do not tell: those of verdicts that were
        removed are given again."""
        last = select(Evaluation.id, Evaluation.created_at).order_by(Evaluation.id.desc()).limit(1)
        with self.db.read() as session:
            decision = session.scalar(select(func.max(Decision.id))) or 0
            found = session.execute(last).first()
        return (decision, *found) if found else (decision,)

    def label(self, source: str, key: str) -> str:
        """What a check or an item is called by the newest verdict that it failed in; the empty string for none."""
        issue = EvaluationIssue
        named = select(issue.label).where(issue.source == source, issue.key == key)
        with self.db.read() as session:
            return session.scalar(named.order_by(issue.evaluation_id.desc()).limit(1)) or ""

    def of(self, chosen: EvaluationFilter | None = None) -> Statistics:
        """Count the verdicts that a filter lets through, whether they passed or not, and whatever issue it names."""
        chosen = replace(chosen or EvaluationFilter(), passed=None, issue=None)
        key = (chosen, self.newest(), date.today())
        found = self._kept.get(key)
        if found is None:
            found = self._count(chosen)
            kept = [*self._kept.items()][-KEPT + 1 :]
            self._kept = {**dict(kept), key: found}
        return found

    def _count(self, chosen: EvaluationFilter) -> Statistics:
        with self.db.read() as session:
            dates, cut = _dates(session, chosen)
            gates = [key for key in GATES if not chosen.gate or key == chosen.gate]
            tables = _counted(session, chosen, cut, dates, gates)
            issues = _issues(session, chosen)
        whole = tables.pop("")
        total = {market: sum((one.all for one in found.values()), Tally()) for market, found in tables.items()}
        markets = sorted(tables, key=lambda market: (-total[market].verdicts, market))
        return Statistics(
            cut=cut,
            dates=dates,
            gates=whole,
            markets={market: tables[market] for market in sorted(markets[:MOST_MARKETS])},
            more_markets=len(markets[MOST_MARKETS:]),
            issues=issues,
            all=sum((one.all for one in whole.values()), Tally()),
        )


def _dates(session: Session, chosen: EvaluationFilter) -> tuple[list[date], str]:
    """The first days of the times from the first verdict (or from where the filter begins) until today; their cut."""
    first = chosen.since
    if first is None:
        units = of_units(chosen)
        query = select(func.min(Evaluation.created_at))
        first = session.scalar(query if units is None else query.where(Evaluation.ad_unit_id.in_(units)))
    if first is None:
        return [], "day"
    day, today = first.astimezone().date(), datetime.now(UTC).astimezone().date()
    cut = next((name for most, name in CUTS if (today - day).days < most), "year")
    return list(_steps(_floor(day, cut), max(today, day), cut)), cut


def _floor(day: date, cut: str) -> date:
    if cut == "week":
        return day - timedelta(days=day.weekday())
    return day if cut == "day" else day.replace(day=1) if cut == "month" else day.replace(month=1, day=1)


def _steps(day: date, last: date, cut: str) -> Iterator[date]:
    while day <= last:
        yield day
        if cut in ("day", "week"):
            day += timedelta(days=1 if cut == "day" else 7)
        else:
            day = _floor(day + timedelta(days=32 if cut == "month" else 366), cut)


# SQLite's words for the first day of the time that a moment lies in.
_FLOORS = {
    "day": lambda moment: func.date(moment, "localtime"),
    "week": lambda moment: func.date(moment, "localtime", "weekday 0", "-6 days"),
    "month": lambda moment: func.date(moment, "localtime", "start of month"),
    "year": lambda moment: func.date(moment, "localtime", "start of year"),
}


def _counted(
    session: Session, chosen: EvaluationFilter, cut: str, dates: list[date], gates: list[str]
) -> dict[str, dict[str, Count]]:
    """The counts of each market, and of all under "". One pass over an index, and none over the texts of verdicts."""
    # The gate is looked at afterwards: by it SQLite would choose an index that lacks the other columns.
    query = (
        select(
            VideoAdUnit.language_code,
            VideoAdUnit.country_code,
            Evaluation.gate,
            Evaluation.draft,
            _FLOORS[cut](Evaluation.created_at).label("day"),
            func.count(),
            func.sum(Evaluation.passed.cast(Integer)),
            func.sum(Evaluation.score),
        )
        .join(VideoAdUnit, Evaluation.ad_unit_id == VideoAdUnit.id)
        .where(*_when(chosen, Evaluation.ad_unit_id, Evaluation.created_at))
        .group_by("day", VideoAdUnit.language_code, VideoAdUnit.country_code, Evaluation.draft, Evaluation.gate)
    )
    place = {day.isoformat(): number for number, day in enumerate(dates)}
    found: dict[str, dict[str, _Sums]] = {"": {key: _Sums(len(dates)) for key in gates}}
    for language, country, gate, draft, day, *sums in session.execute(query):
        if gate not in found[""]:
            continue
        market = found.setdefault(f"{language}-{country}", {key: _Sums(len(dates)) for key in gates})
        for sums_of in (market[gate], found[""][gate]):
            sums_of.add(Tally(*sums), draft, place.get(day))
    return {
        market: {
            key: Count(one.all, one.over_time, dict(sorted(one.by_draft.items(), key=_later_last)))
            for key, one in counts.items()
        }
        for market, counts in found.items()
    }


def _later_last(draft: tuple[int, Tally]) -> tuple[bool, int]:
    return draft[0] == 0, draft[0]


class _Sums:
    def __init__(self, dates: int) -> None:
        self.all, self.over_time = Tally(), [Tally()] * dates
        self.by_draft: dict[int, Tally] = {}

    def add(self, tally: Tally, draft: int, place: int | None) -> None:
        self.all += tally
        self.by_draft[draft] = self.by_draft.get(draft, Tally()) + tally
        if place is not None:
            self.over_time[place] += tally


def _issues(session: Session, chosen: EvaluationFilter) -> list[IssueCount]:
    issue = EvaluationIssue
    query = (
        select(issue.source, issue.key, func.group_concat(issue.gate.distinct()), func.count(), func.max(issue.id))
        .where(*_when(chosen, issue.ad_unit_id, issue.created_at))
        .group_by(issue.source, issue.key)
    )
    if chosen.gate:
        query = query.where(issue.gate == chosen.gate)
    counts = {
        (source, key): (number, newest, gates.split(","))
        for source, key, gates, number, newest in session.execute(query)
    }
    most = sorted(counts.items(), key=lambda one: (-one[1][0], one[0]))[:MOST_ISSUES]
    newest_of = select(issue).where(issue.id.in_([last for _, (_, last, _) in most]))
    rows = {row.id: row for row in session.scalars(newest_of)}
    return [
        IssueCount(
            source=source,
            key=key,
            label=rows[last].label,
            severity=rows[last].severity,
            gates=[BY_KEY[gate].label if gate in BY_KEY else gate for gate in sorted(gates, key=_order)],
            verdicts=number,
        )
        for (source, key), (number, last, gates) in most
    ]


def _order(gate: str) -> int:
    return GATES.index(gate) if gate in GATES else len(GATES)


def _when(
    chosen: EvaluationFilter, ad_unit_id: InstrumentedAttribute[int], created_at: InstrumentedAttribute[datetime]
) -> list[ColumnElement[bool]]:
    units = of_units(chosen)
    conditions: list[ColumnElement[bool]] = [] if units is None else [ad_unit_id.in_(units)]
    return conditions if chosen.since is None else [*conditions, created_at >= chosen.since]
