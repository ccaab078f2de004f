"""A script as the Adapt tab shows it: its rows beside the origin's, what the checks find, what the gates said of it,
who approved it, and what is under way for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gcl.checks import CheckResult, Draft, run_checks
from gcl.config import Config
from gcl.db import Database, Job, LineOptions, PipelineStep, VideoAdUnit
from gcl.db.work import OVER
from gcl.payloads import ScriptRow
from gcl.services.approvals import Approval, approval_of
from gcl.services.campaigns import AdUnitView, brand_of, find_ad_unit
from gcl.services.evaluations import EvaluationView
from gcl.services.jobs import JobView
from gcl.services.rework import LineChoice, ReworkService
from gcl.services.track import Track, build_track, rows_at_start
from gcl.services.versions import VersionService, VersionSummary
from gcl.stages import GATES


@dataclass(frozen=True)
class ScriptPage:
    """`origin_rows` are those that the run was given, which `origin_changed` tells from those of today; `live` means
    that the run is not over. `verdicts` has the newest of each gate for version `evaluated`, which is None where no
    gate has judged the script; with another version than the script's own they are out of date."""

    unit: AdUnitView
    origin: AdUnitView
    origin_rows: list[ScriptRow]
    origin_changed: bool
    rows: list[ScriptRow]
    live: bool
    approval: Approval
    versions: list[VersionSummary]
    evaluated: int | None
    verdicts: list[EvaluationView]
    evaluation: JobView | None
    choices: list[LineChoice] = field(default_factory=list)
    checks: Sequence[CheckResult] = ()

    @property
    def edited_since(self) -> bool:
        """Whether the script was edited after the gates judged it."""
        return self.evaluated is not None and self.evaluated != self.unit.revision


class ScriptPageService:
    def __init__(self, config: Config, db: Database, versions: VersionService, rework: ReworkService) -> None:
        self.config, self.db, self.versions, self.rework = config, db, versions, rework

    def state(self, ad_unit_id: int) -> tuple[object, ...]:
        """What changes whenever `page` does, in three small queries: a screen that looks every second asks this."""
        with self.db.read() as session:
            unit = session.execute(
                select(
                    VideoAdUnit.revision,
                    VideoAdUnit.evaluated_revision,
                    VideoAdUnit.approved_revision,
                    VideoAdUnit.approved_at,
                    VideoAdUnit.status,
                    VideoAdUnit.source_id,
                    Job.id,
                    Job.state,
                )
                .outerjoin(Job, VideoAdUnit.job_id == Job.id)
                .where(VideoAdUnit.id == ad_unit_id)
            ).first()
            if unit is None:
                return ()
            source = session.scalar(select(VideoAdUnit.revision).where(VideoAdUnit.id == unit.source_id))
            going = select(
                Job.id, Job.state, Job.progress_done, Job.progress_note, Job.cancel_requested, Job.error
            ).order_by(Job.id.desc())
            evaluation = session.execute(
                going.join(VideoAdUnit, VideoAdUnit.evaluation_job_id == Job.id).where(VideoAdUnit.id == ad_unit_id)
            ).first()
            lines = session.execute(
                going.join(LineOptions, LineOptions.job_id == Job.id)
                .where(LineOptions.ad_unit_id == ad_unit_id)
                .limit(50)
            ).all()
            drafts: int | None = 0
            if unit.state is not None and unit.state not in OVER:
                drafts = session.scalar(
                    select(func.count()).where(
                        PipelineStep.job_id == unit.id,
                        PipelineStep.node == "writer",
                        PipelineStep.finished_at.is_not(None),
                    )
                )
            return (
                tuple(unit),
                source,
                tuple(evaluation) if evaluation else None,
                tuple(map(tuple, lines)),
                drafts,
            )

    def page(self, ad_unit_id: int) -> ScriptPage:
        """InputError for an origin, NotFound if there is no such script."""
        with self.db.read() as session:
            run = build_track(session, ad_unit_id)
            unit = find_ad_unit(session, ad_unit_id)
            given = rows_at_start(run.job, run.origin.rows)
            live = run.job is not None and run.job.state not in OVER
            draft = self._draft(session, unit, run, given)
            evaluated = unit.evaluated_revision
            approval = approval_of(unit)
        return ScriptPage(
            unit=run.ad_unit,
            origin=run.origin,
            origin_rows=given,
            origin_changed=given != run.origin.rows,
            rows=run.draft_rows,
            live=live,
            approval=approval,
            versions=self.versions.history(ad_unit_id),
            evaluated=evaluated,
            verdicts=newest_verdicts(run, evaluated),
            evaluation=self.rework.evaluation(ad_unit_id),
            choices=[] if live else self.rework.choices(ad_unit_id),
            checks=checked(draft) if run.draft_rows else (),
        )

    def _draft(self, session: Session, unit: VideoAdUnit, run: Track, given: Sequence[ScriptRow]) -> Draft:
        brand = brand_of(unit)
        source = find_ad_unit(session, unit.source_id or 0)
        return Draft(
            origin=tuple(given),
            rows=tuple(run.draft_rows),
            origin_language=source.language_code,
            language=unit.language_code,
            locked_terms=tuple(brand.locked_terms) if brand else (),
            forbidden_terms=tuple(brand.forbidden_terms) if brand else (),
            max_cell_chars=self.config.max_cell_chars,
        )


@lru_cache(maxsize=64)
def checked(draft: Draft) -> tuple[CheckResult, ...]:
    """The results of all checks, once for each draft: the same script is looked at many times."""
    return tuple(run_checks(draft))


def newest_verdicts(run: Track, evaluated: int | None) -> list[EvaluationView]:
    """The newest verdict of each gate on version `evaluated`, in the order of the gates. Verdicts that do not say which
    version they are about are older than versions; of these the kept draft's count."""
    kept = run.ad_unit.pipeline_metadata.get("draft")
    found: dict[str, EvaluationView] = {}
    for one in run.evaluations if evaluated is not None else []:
        if one.revision == evaluated or (one.revision is None and one.draft == kept):
            found[one.gate] = one
    return [found[gate] for gate in GATES if gate in found]
