"""What History is narrowed to: the fields for it, their names in an address, and the filter that they make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from gcl.services import Services
from gcl.services.evaluations import EvaluationFilter
from gcl.stages import STAGES
from gcl.tabs.kit import row_id

ALL = ""
NAMES = ("campaign", "market", "gate", "verdict", "when")  # in the address, in the order of the fields
GATE_CHOICES = [("All gates", ALL), *((stage.label, stage.key) for stage in STAGES if stage.is_gate)]
VERDICTS = {"passed": True, "failed": False}
VERDICT_CHOICES = [("Passed and failed", ALL), ("Passed", "passed"), ("Failed", "failed")]
WHEN_CHOICES = [
    ("Any time", ALL),
    ("The last 7 days", "7"),
    ("The last 30 days", "30"),
    ("The last 90 days", "90"),
    ("The last year", "365"),
]
SOURCES = ("check", "item", "gate")


def choices(services: Services) -> list[list[tuple[str, str]]]:
    """What each field offers by now, in the order of NAMES."""
    campaigns = [(name, str(key)) for key, name in services.evaluations.campaigns()]
    markets = [(code, code) for code in services.evaluations.markets()]
    return [
        [("All campaigns", ALL), *campaigns],
        [("All markets", ALL), *markets],
        GATE_CHOICES,
        VERDICT_CHOICES,
        WHEN_CHOICES,
    ]


def among(values: Sequence[str], offered: Sequence[Sequence[tuple[str, str]]]) -> list[str]:
    """The values that are offered; a page may ask for anything."""
    return [
        value if value in [key for _, key in options] else ALL for value, options in zip(values, offered, strict=True)
    ]


def chosen(values: Sequence[str | None], issue: str = "") -> EvaluationFilter:
    """The filter that the fields make, with `issue` as `issue_named` has it."""
    campaign, market, gate, verdict, when = values
    return EvaluationFilter(
        campaign_id=row_id(campaign or "") or None,
        market=market or None,
        gate=gate or None,
        passed=VERDICTS.get(verdict or ""),
        since=_days_ago(int(when)) if when in [key for _, key in WHEN_CHOICES if key] else None,
        issue=issue_named(issue),
    )


def asked_for(query: Mapping[str, str]) -> EvaluationFilter:
    """The filter of an address."""
    return chosen([str(query.get(name, "")) for name in NAMES], str(query.get("issue", "")))


def issue_named(text: str) -> tuple[str, str] | None:
    """(source, key) of "item/tone"; None for anything else."""
    source, slash, key = text.partition("/")
    return (source, key) if slash and source in SOURCES and len(key) <= 60 else None


def _days_ago(days: int) -> datetime:
    """The midnight that so many days of this machine's time zone began with, today among them. The same all day long,
    so that what was counted since then can be kept."""
    midnight = datetime.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=days - 1)
