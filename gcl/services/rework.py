"""After a run: judge a script again as it is, ask for alternatives of a line, and put one of them in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from gcl import jobs
from gcl.config import Config
from gcl.db import Database, Job, LineOptions, ScriptVersion, VideoAdUnit
from gcl.db.work import OVER
from gcl.errors import ConflictError, InputError, NotFound
from gcl.formats.lines import Line, split_lines, with_text
from gcl.payloads import ROWS, AdaptationJob, AlternativesJob, EvaluationJob, ScriptRow
from gcl.prompts import active_templates
from gcl.queue import WorkQueue
from gcl.services.adaptations import AdaptationService
from gcl.services.archive import refuse_archived
from gcl.services.campaigns import find_ad_unit, refuse_while_adapted, row_views, save_by_hand
from gcl.services.jobs import JobView, job_view
from gcl.services.track import rows_at_start

ALTERNATIVES = "line-alternatives"


@dataclass(frozen=True)
class Option:
    """`back_translation` is empty where the line is in English itself."""

    text: str
    back_translation: str
    rationale: str


@dataclass(frozen=True)
class LineChoice:
    """Alternatives for a line that still stands as it was; without `options` while `job` is not done."""

    id: int
    shot_number: str
    line: int
    options: list[Option]
    job: JobView


class ReworkService:
    def __init__(self, config: Config, db: Database, queue: WorkQueue, adaptations: AdaptationService) -> None:
        self.config, self.db, self.queue, self.adaptations = config, db, queue, adaptations

    def evaluate(self, ad_unit_id: int) -> int:
        """Have the four gates judge an adaptation's rows as they are now; the id of the job.

        Raises NotFound, InputError for an origin, a script without rows or one whose run made no briefs, and
        ConflictError for what is archived, or while its run or another evaluation of it is on.
        """
        with self.db.write() as session:
            unit = _adaptation(session, ad_unit_id)
            going = session.get(Job, unit.evaluation_job_id) if unit.evaluation_job_id else None
            if going is not None and going.state not in OVER:
                raise ConflictError(f"{unit.title} for {unit.market} is being evaluated already, by job {going.id}.")
            if unit.concept_brief is None or unit.cultural_brief is None:
                raise InputError(
                    "The gates judge by the briefs, and the run of this script ended before it had made them. "
                    "Retry the run first."
                )
            payload = EvaluationJob(
                run=self._run(session, unit),
                revision=unit.revision,
                rows=row_views(unit.rows),
                concept_brief=unit.concept_brief,
                cultural_brief=unit.cultural_brief,
            )
            job = jobs.submit(
                session,
                "evaluation",
                f"{unit.title} for {unit.market}, version {unit.revision}",
                payload.dump(),
                model_key=f"llm:{payload.run.models['format']}",
            )
            unit.evaluation_job_id = job.id
            made = job.id
        self.queue.announce()
        return made

    def evaluation(self, ad_unit_id: int) -> JobView | None:
        """The newest evaluation that was asked for, whatever its state."""
        query = select(Job).join(VideoAdUnit, VideoAdUnit.evaluation_job_id == Job.id)
        with self.db.read() as session:
            job = session.scalar(query.where(VideoAdUnit.id == ad_unit_id))
            return job_view(job, light=True) if job is not None else None

    def alternatives(self, ad_unit_id: int, shot: str, line: int) -> int:
        """Ask the writer for three alternatives of a line of the audio, from 0; the id of the job.

        Raises NotFound or InputError for a line that there is not or that nobody hears or reads, and ConflictError
        for what is archived, while the run is on, or while this line is being written already.
        """
        with self.db.write() as session:
            unit = _adaptation(session, ad_unit_id)
            rows = row_views(unit.rows)
            found = find_line(rows, shot, line)
            if found.is_cue or not found.text:
                raise InputError(
                    f"Line {line + 1} of shot {shot} is a cue for the crew. Alternatives are for what is heard or read."
                )
            self._refuse_twice(session, unit, shot, line)
            templates = active_templates(session)
            if ALTERNATIVES not in templates:
                raise InputError(f"The prompt template {ALTERNATIVES} has no active version. Activate one in Settings.")
            kept = LineOptions(ad_unit_id=unit.id, revision=unit.revision, shot_number=shot, line=line)
            session.add(kept)
            session.flush()
            payload = AlternativesJob(
                run=self._run(session, unit),
                options_id=kept.id,
                revision=unit.revision,
                rows=rows,
                shot_number=shot,
                line=line,
                concept_brief=unit.concept_brief,
                cultural_brief=unit.cultural_brief,
                template=templates[ALTERNATIVES],
            )
            job = jobs.submit(
                session,
                "alternatives",
                f"{unit.title} for {unit.market}, shot {shot}, line {line + 1}",
                payload.dump(),
                model_key=f"llm:{payload.run.models['writer']}",
            )
            kept.job_id = job.id
            made = job.id
        self.queue.announce()
        return made

    def choices(self, ad_unit_id: int) -> list[LineChoice]:
        """What there is to choose from, newest for each line, and what is being written. A line that was changed
        since has none, and neither has one for which an alternative was taken or the request cancelled."""
        with self.db.read() as session:
            unit = session.get(VideoAdUnit, ad_unit_id)
            if unit is None:
                return []
            asked = session.execute(
                select(LineOptions, Job)
                .join(Job, LineOptions.job_id == Job.id)
                .where(LineOptions.ad_unit_id == ad_unit_id)
                .order_by(LineOptions.id.desc())
                .limit(200)
            ).all()
            if not asked:
                return []
            now = {(shot, line): text for shot, line, text in _texts(row_views(unit.rows))}
            before = _versions(session, unit, {kept.revision for kept, _ in asked})
            found: dict[tuple[str, int], LineChoice] = {}
            settled: set[tuple[str, int]] = set()
            for kept, job in asked:
                place = (kept.shot_number, kept.line)
                if place in found or place in settled:
                    continue
                settled.add(place)
                stands = place in now and now[place] == before.get(kept.revision, {}).get(place)
                if stands and kept.taken is None and job.state != "cancelled":
                    found[place] = LineChoice(kept.id, *place, _options(kept.options), job_view(job, light=True))
            return list(found.values())

    def choice(self, job_id: int) -> list[Option]:
        """What the job that was asked for alternatives has written; empty until it is done."""
        with self.db.read() as session:
            kept = session.scalar(select(LineOptions).where(LineOptions.job_id == job_id))
            return _options(kept.options) if kept is not None else []

    def take(self, options_id: int, which: int, revision: int, *, who: str = "") -> int:
        """Put an alternative, from 0, in place of its line, as a new version; the number of that.

        Raises NotFound, what `CampaignService.save_rows` raises, and ConflictError if the line was changed since.
        """
        with self.db.write() as session:
            kept = session.get(LineOptions, options_id)
            if kept is None or not 0 <= which < len(kept.options):
                raise NotFound("There is no such alternative. Ask for new ones.")
            unit = find_ad_unit(session, kept.ad_unit_id)
            rows = row_views(unit.rows)
            place = (kept.shot_number, kept.line)
            now = {(shot, line): text for shot, line, text in _texts(rows)}
            if now.get(place) != _versions(session, unit, {kept.revision})[kept.revision].get(place):
                raise ConflictError("This line was changed since its alternatives were written. Ask for new ones.")
            one = _options(kept.options)[which]
            text = f"{one.text} ({one.back_translation})" if one.back_translation else one.text
            changed = [
                row.model_copy(update={"audio": with_text(row.audio, kept.line, text)})
                if row.shot_number == kept.shot_number
                else row
                for row in rows
            ]
            note = f"Alternative {which + 1} for line {kept.line + 1} of shot {kept.shot_number}"
            made = save_by_hand(session, self.config, unit, changed, revision, who, note)
            kept.taken = which
            return made

    def _run(self, session: Session, unit: VideoAdUnit) -> AdaptationJob:
        """What a run would carry now, with the rows of the origin that the script was adapted from."""
        run = self.adaptations.snapshot(session, unit)
        job = session.get(Job, unit.job_id) if unit.job_id else None
        rows = rows_at_start(job, run.origin.rows)
        return run.model_copy(update={"origin": run.origin.model_copy(update={"rows": rows})})

    @staticmethod
    def _refuse_twice(session: Session, unit: VideoAdUnit, shot: str, line: int) -> None:
        going = session.scalar(
            select(Job.id)
            .join(LineOptions, LineOptions.job_id == Job.id)
            .where(
                LineOptions.ad_unit_id == unit.id,
                LineOptions.shot_number == shot,
                LineOptions.line == line,
                LineOptions.revision == unit.revision,
                Job.state.not_in(OVER),
            )
        )
        if going is not None:
            raise ConflictError(f"Alternatives for this line are being written already, by job {going}.")


def find_line(rows: Sequence[ScriptRow], shot: str, line: int) -> Line:
    """The line `line`, from 0, of the audio of a shot. NotFound, with what there is, if there is none."""
    row = next((row for row in rows if row.shot_number == shot), None)
    if row is None:
        raise NotFound.among("shot", shot, [row.shot_number for row in rows])
    lines = split_lines(row.audio)
    if not 0 <= line < len(lines):
        has = f"{len(lines)} line{'' if len(lines) == 1 else 's'}" if lines else "none"
        raise NotFound(f"Shot {shot} has no line {line + 1}: its audio has {has}.")
    return lines[line]


def _adaptation(session: Session, ad_unit_id: int) -> VideoAdUnit:
    unit = find_ad_unit(session, ad_unit_id)
    if unit.source_id is None:
        raise InputError(f"{unit.title} is an origin, which nothing judges. Choose one of its adaptations.")
    refuse_archived(unit)
    refuse_while_adapted(session, unit)
    if not unit.rows:
        raise InputError(f"{unit.title} for {unit.market} has no script yet. Run its adaptation first.")
    return unit


def _texts(rows: Sequence[ScriptRow]) -> list[tuple[str, int, str]]:
    return [(row.shot_number, at, line.text) for row in rows for at, line in enumerate(split_lines(row.audio))]


def _versions(session: Session, unit: VideoAdUnit, numbers: set[int]) -> dict[int, dict[tuple[str, int], str]]:
    """{number of a version: {(shot, line): text}}"""
    found = session.scalars(
        select(ScriptVersion).where(ScriptVersion.ad_unit_id == unit.id, ScriptVersion.number.in_(numbers))
    )
    texts = {
        version.number: {(shot, line): text for shot, line, text in _texts(ROWS.validate_python(version.rows))}
        for version in found
    }
    return {number: texts.get(number, {}) for number in numbers}


def _options(stored: list[Any]) -> list[Option]:
    return [Option(one["text"], one["back_translation"], one["rationale"]) for one in stored]
