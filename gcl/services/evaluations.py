"""Every verdict of every gate, newest first, as the History tab lists them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, UnaryExpression, func, select
from sqlalchemy.orm import InstrumentedAttribute, load_only
from sqlalchemy.sql import operators

from gcl.db import Campaign, Database, Evaluation, EvaluationIssue, VideoAdUnit
from gcl.errors import NotFound
from gcl.services.evidence import Evidence, Parts, evidence, parts
from gcl.services.judged import JudgedScript, judged_script
from gcl.services.paging import window
from gcl.stages import BY_KEY

T = TypeVar("T")
AT_ONCE = 200  # verdicts that an export holds in memory


@dataclass(frozen=True)
class EvaluationView:
    """`score` from 0 to 1; `draft` from 1, and 0 for what a person had judged again later; `id` is None while
    the run that it belongs to is not over."""

    id: int | None
    ad_unit_id: int
    ad_unit_title: str
    campaign_id: int
    campaign_name: str
    market: str
    gate: str
    gate_label: str
    draft: int
    passed: bool
    score: float
    issues: list[dict[str, Any]]
    summary: str
    model_key: str
    created_at: datetime
    # What it rests on, as it is stored; `evidence` has both as a list to read. Verdicts from before there was any, and
    # those of a gate that had nothing to judge, have none.
    checks: list[dict[str, Any]] = field(default_factory=list)
    answers: list[dict[str, Any]] = field(default_factory=list)
    # Of a verdict that a person overrode: who, reason.
    override: dict[str, Any] | None = None
    # The PipelineStep that gave it.
    job_id: int | None = None
    step: int = 0
    # The version of the script that it is about, where that is known; `draft` is 0 where a person asked for it.
    revision: int | None = None

    @cached_property
    def evidence(self) -> list[Evidence]:
        return evidence(self.checks, self.answers)

    @property
    def parts(self) -> Parts | None:
        """The score as people read it; None for a verdict without evidence."""
        return parts(self.evidence) if self.evidence else None


@dataclass(frozen=True)
class EvaluationFilter:
    """None means all; `market` is a tag such as ja-JP; `since` is the first moment that counts; `issue` is (source,
    key) of an EvaluationIssue."""

    campaign_id: int | None = None
    market: str | None = None
    gate: str | None = None
    passed: bool | None = None
    since: datetime | None = None
    issue: tuple[str, str] | None = None


@dataclass(frozen=True)
class EvaluationPage:
    evaluations: list[EvaluationView]
    total: int
    page: int
    pages: int


class EvaluationService:
    def __init__(self, db: Database) -> None:
        self.db = db

    def page(self, chosen: EvaluationFilter | None = None, page: int = 1, size: int = 25) -> EvaluationPage:
        """The verdicts that a filter lets through, newest first."""
        chosen = chosen or EvaluationFilter()
        with self.db.read() as session:
            found = chosen_ids(chosen)
            total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
            part = window(page, size, total)
            # The ids first: sorting whole rows would drag every verdict's text through memory.
            ids = found.order_by(found.selected_columns[0].desc())
            page_ids = ids.offset(part.offset).limit(part.size)
            rows = session.execute(joined().where(Evaluation.id.in_(page_ids)).order_by(Evaluation.id.desc()))
            return EvaluationPage([evaluation_view(*row) for row in rows], total, part.number, part.pages)

    def get(self, evaluation_id: int) -> EvaluationView:
        with self.db.read() as session:
            row = session.execute(joined().where(Evaluation.id == evaluation_id)).first()
        if row is None:
            raise _unknown(evaluation_id)
        return evaluation_view(*row)

    def each(self, chosen: EvaluationFilter | None = None) -> Iterator[EvaluationView]:
        """All that a filter lets through, newest first, however many: of all the ids are read, and of some the rest."""
        with self.db.read() as session:
            wanted = chosen_ids(chosen or EvaluationFilter())
            ids = list(session.scalars(wanted.order_by(wanted.selected_columns[0].desc())))
        for begin in range(0, len(ids), AT_ONCE):
            some = ids[begin : begin + AT_ONCE]
            with self.db.read() as session:
                rows = session.execute(joined().where(Evaluation.id.in_(some)).order_by(Evaluation.id.desc())).all()
            yield from (evaluation_view(*row) for row in rows)

    def script_of(self, evaluation_id: int) -> JudgedScript:
        """The script that a verdict is about. NotFound where there is no such verdict."""
        with self.db.read() as session:
            verdict = session.get(Evaluation, evaluation_id)
            if verdict is None:
                raise _unknown(evaluation_id)
            return judged_script(session, verdict)

    def campaigns(self) -> list[tuple[int, str]]:
        """(id, name) of every campaign, by name."""
        with self.db.read() as session:
            return [
                (key, name) for key, name in session.execute(select(Campaign.id, Campaign.name).order_by(Campaign.name))
            ]

    def markets(self) -> list[str]:
        """The tags of all markets that something was adapted for."""
        pairs = select(VideoAdUnit.language_code, VideoAdUnit.country_code).where(VideoAdUnit.kind == "adaptation")
        with self.db.read() as session:
            return sorted(f"{language}-{country}" for language, country in session.execute(pairs.distinct()))


def _unknown(evaluation_id: int) -> NotFound:
    return NotFound(f"There is no evaluation {evaluation_id}. Choose one from the list.")


def joined() -> Select[Evaluation, VideoAdUnit, Campaign]:
    """Each verdict with its ad unit and campaign, for `evaluation_view`: without the long briefs."""
    return (
        select(Evaluation, VideoAdUnit, Campaign)
        .join(VideoAdUnit, Evaluation.ad_unit_id == VideoAdUnit.id)
        .join(Campaign, VideoAdUnit.campaign_id == Campaign.id)
        .options(
            load_only(VideoAdUnit.title, VideoAdUnit.language_code, VideoAdUnit.country_code), load_only(Campaign.name)
        )
    )


def evaluation_view(row: Evaluation, unit: VideoAdUnit, campaign: Campaign) -> EvaluationView:
    return EvaluationView(
        id=row.id,
        ad_unit_id=unit.id,
        ad_unit_title=unit.title,
        campaign_id=campaign.id,
        campaign_name=campaign.name,
        market=unit.market,
        gate=row.gate,
        gate_label=BY_KEY[row.gate].label if row.gate in BY_KEY else row.gate,
        draft=row.draft,
        passed=row.passed,
        score=row.score,
        issues=row.issues,
        summary=row.summary,
        model_key=row.model_key,
        created_at=row.created_at,
        checks=row.checks or [],
        answers=row.answers or [],
        override=row.override,
        job_id=row.job_id,
        step=row.step,
        revision=row.revision,
    )


def of_units(chosen: EvaluationFilter) -> Select[int] | None:
    """The ids of the ad units that a filter lets through; None where it lets all."""
    units: list[ColumnElement[bool]] = []
    if chosen.campaign_id is not None:
        units.append(VideoAdUnit.campaign_id == chosen.campaign_id)
    if chosen.market:
        language, _, country = chosen.market.partition("-")
        units += [VideoAdUnit.language_code == language, VideoAdUnit.country_code == country]
    return select(VideoAdUnit.id).where(*units) if units else None


def _unindexed(column: InstrumentedAttribute[T]) -> ColumnElement[T]:
    """The column, for a condition that no index is to be chosen by: SQLite's unary plus."""
    return UnaryExpression(column.expression, operator=operators.custom_op("+"), type_=column.type)


def chosen_ids(chosen: EvaluationFilter) -> Select[int]:
    """The ids of the verdicts that a filter lets through."""
    if chosen.issue is None:
        return select(Evaluation.id).where(*_conditions(chosen))
    # The rows of the issue know all but whether the verdict passed.
    issue, (source, key) = EvaluationIssue, chosen.issue
    query = select(issue.evaluation_id).where(issue.source == source, issue.key == key)
    if (units := of_units(chosen)) is not None:
        query = query.where(_unindexed(issue.ad_unit_id).in_(units))
    if chosen.gate:
        query = query.where(issue.gate == chosen.gate)
    if chosen.since is not None:
        query = query.where(_unindexed(issue.created_at) >= chosen.since)
    if chosen.passed is not None:
        query = query.join(Evaluation, Evaluation.id == issue.evaluation_id).where(Evaluation.passed == chosen.passed)
    return query


def _conditions(chosen: EvaluationFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    units = of_units(chosen)
    if units is not None:
        conditions.append(Evaluation.ad_unit_id.in_(units))
    if chosen.gate:
        # By the gate alone SQLite would find a quarter of all, and read each one's row for the rest of the conditions.
        narrowed = units is not None or chosen.since is not None
        conditions.append((_unindexed(Evaluation.gate) if narrowed else Evaluation.gate) == chosen.gate)
    if chosen.passed is not None:
        conditions.append(Evaluation.passed == chosen.passed)
    if chosen.since is not None:
        conditions.append(Evaluation.created_at >= chosen.since)
    return conditions
