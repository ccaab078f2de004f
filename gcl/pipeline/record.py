"""What a run writes into the studio's database: the live track while it goes on, the artefacts at its end."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import structlog
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from gcl.db import Decision, Evaluation, PipelineStep, PromptTemplate, VideoAdUnit, utcnow
from gcl.errors import DatabaseBusy, NotFound
from gcl.job_handle import JobHandle
from gcl.payloads import AdaptationJob, ScriptRow
from gcl.pipeline.state import AdaptationState, Json, Visit, revision_counts
from gcl.residency import Residency, llm_key
from gcl.script_versions import is_by_hand, keep_rows, present_rows, version_of_draft, write_rows
from gcl.stages import COMPLETED, SHARED

log = structlog.get_logger(__name__)


class LiveTrack:
    """Writes a PipelineStep at the start and at the end of every visit, the ad unit's status, and the progress."""

    def __init__(self, handle: JobHandle, ad_unit_id: int, residency: Residency) -> None:
        self._handle, self._ad_unit_id, self._residency = handle, ad_unit_id, residency
        self._visit: Visit | None = None
        self.visits = 0  # to nodes that have done their work since this attempt began
        self._counts = False  # whether the clock for the time left runs: it waits for the first model

    def started(self, visit: Visit) -> None:
        with self._handle.db.write() as session:
            step = _step(session, self._handle.id, visit.number)
            step.node, step.state = visit.stage.key, "running"
            step.status = SHARED if visit.shared else visit.status
            step.model_key, step.draft, step.output = visit.model_key, visit.draft, None
            step.started_at, step.finished_at = utcnow(), None
            session.add(step)
            _ad_unit(session, self._ad_unit_id).status = visit.status
        self._visit = visit
        self._counts = self._counts or self._residency.key == llm_key(visit.model_key)
        self._report(self._note(visit))

    def loading(self, name: str) -> None:
        """A model is about to be loaded, which takes a while and is no step of its own."""
        if self._visit is not None:
            self._report(f"Loading {name}")

    def loaded(self) -> None:
        self._counts = True
        if self._visit is not None:
            self._report(self._note(self._visit))

    def finished(self, visit: Visit, output: Json) -> None:
        passed = output.get("passed", True)  # only a gate says
        with self._handle.db.write() as session:
            step = _step(session, self._handle.id, visit.number)
            step.state, step.output, step.finished_at = "passed" if passed else "failed", output, utcnow()
        self.visits += 1

    def _report(self, note: str) -> None:
        assert self._visit is not None
        try:
            self._handle.progress(self._visit.number - 1, self._visit.expected if self._counts else 0, note)
        except DatabaseBusy as busy:
            # The next node reports again; giving up here would throw this one's work away.
            log.warning("could not report a node", error=busy.sentence)

    @staticmethod
    def _note(visit: Visit) -> str:
        return f"{visit.stage.label}, draft {visit.draft}" if visit.draft else visit.stage.label


def forget_run(session: Session, job_id: int, ad_unit_id: int) -> None:
    """Remove what this job wrote before it lost its checkpoint: it begins anew, and two runs must not be mixed."""
    session.execute(delete(PipelineStep).where(PipelineStep.job_id == job_id))
    session.execute(delete(Evaluation).where(Evaluation.job_id == job_id))
    # What people decided stays, but is about no step of the run that begins now.
    session.execute(update(Decision).where(Decision.job_id == job_id).values(step=None))
    unit = _ad_unit(session, ad_unit_id)
    if unit.pipeline_metadata.get("job_id") == job_id:
        unit.pipeline_metadata = {}


def kept_draft(state: AdaptationState, status: str) -> Json | None:
    """The draft that a run leaves as the script: of a completed run the last one, which is the one that passed, and of
    any other the best one. None without any."""
    if status == COMPLETED and state["drafts"]:
        return state["drafts"][-1]
    return best_draft(state)


def best_draft(state: AdaptationState) -> Json | None:
    """The draft that got furthest: most gates passed, then the best mean score, then the latest. None without any.

    Of a gate that judged it twice the later verdict counts, and where a person overrode that, what they said. What was
    written before a person's own draft is out of the question: they have looked at it, and wanted another.
    """
    overrides = _overrides(state)

    def merit(draft: Json) -> tuple[int, float, int]:
        verdicts = {one["gate"]: one for one in state["evaluations"] if one["draft"] == draft["draft"]}.values()
        scores = [verdict["score"] for verdict in verdicts]
        passed = sum((overrides.get(verdict["step"]) or verdict)["passed"] for verdict in verdicts)
        return passed, sum(scores) / len(scores) if scores else 0.0, draft["draft"]

    by_hand = [place for place, draft in enumerate(state["drafts"]) if draft.get("by_hand")]
    return max(state["drafts"][by_hand[-1] if by_hand else 0 :], key=merit, default=None)


def save(session: Session, job_id: int, payload: AdaptationJob, state: AdaptationState, status: str) -> None:
    """Put all that a run made on its ad unit, whether it came to its end or not. Saving it twice adds nothing."""
    unit = _ad_unit(session, payload.ad_unit_id)
    before = unit.pipeline_metadata if unit.pipeline_metadata.get("job_id") == job_id else {}
    draft = kept_draft(state, status)
    unit.status = status
    unit.concept_brief, unit.cultural_brief = state["concept_brief"], state["cultural_brief"]
    versions, beside = _save_drafts(session, job_id, unit, state, status)
    save_evaluations(session, job_id, unit.id, state, versions)
    count_uses(session, state["visits"][len(before.get("timings", [])) :])
    unit.pipeline_metadata = {
        "job_id": job_id,
        "status": status,
        "failed_gate": state["failed_gate"],
        "undecided": bool(state["failed_gate"] and state["evaluations"][-1].get("undecided")),
        "draft": draft["draft"] if draft else None,
        "beside": beside or before.get("beside"),
        "revisions": revision_counts(state),
        "models": payload.models | {"writer_alternative": payload.writer_alternative},
        "templates": {slug: template.version for slug, template in payload.templates.items()},
        "seconds": round(sum(visit["seconds"] for visit in state["visits"]), 3),
        "timings": state["visits"],
        "drafts": state["drafts"],
    }


def _save_drafts(
    session: Session, job_id: int, unit: VideoAdUnit, state: AdaptationState, status: str
) -> tuple[dict[int, int], Json | None]:
    """Keep each draft as a version, and make one of them the script; {draft: number of its version}, and "beside".

    What a person has edited since the run was tried before stays the script. What the run wrote anew is then kept
    beside it, and the second value says where, for as long as the script is at `revision`.
    """
    by_hand = is_by_hand(session, unit)
    kept, versions, wrote = kept_draft(state, status), dict[int, int](), False
    for draft in state["drafts"]:
        number = draft["draft"]
        known = version_of_draft(session, unit, job_id, number, draft["rows"])
        wrote = wrote or known is None
        note = f"Draft {number} of the run"
        versions[number] = known or _write_draft(session, job_id, unit, draft, note, beside=by_hand)
    if kept is None:
        return versions, None
    number = kept["draft"]
    if by_hand:
        beside = {"draft": number, "version": versions[number], "revision": unit.revision}
        return versions, beside if wrote else None
    if present_rows(unit) != kept["rows"]:
        note = f"Draft {number} of the run, which {'passed' if status == COMPLETED else 'got furthest'}"
        versions[number] = _write_draft(session, job_id, unit, kept, note)
    judged = any(verdict["draft"] == number for verdict in state["evaluations"])
    unit.evaluated_revision = versions[number] if judged else None
    return versions, None


def _write_draft(
    session: Session, job_id: int, unit: VideoAdUnit, draft: Json, note: str, *, beside: bool = False
) -> int:
    rows = [ScriptRow(**row) for row in draft["rows"]]
    write = keep_rows if beside else write_rows
    return write(session, unit, rows, author=draft["model_key"], note=note, job_id=job_id, draft=draft["draft"])


def _overrides(state: AdaptationState) -> dict[int, Json]:
    """{step: what a person made of its verdict}"""
    given = state.get("overrides", [])
    return {one["step"]: {name: one[name] for name in one if name != "step"} for one in given}


def save_evaluations(
    session: Session, job_id: int, ad_unit_id: int, state: AdaptationState, versions: dict[int, int]
) -> None:
    """Store the verdicts of a job that are not there yet; `versions` has the number of the version of each draft."""
    overrides = _overrides(state)
    known = {one.step: one for one in session.scalars(select(Evaluation).where(Evaluation.job_id == job_id))}
    for evaluation in state["evaluations"]:
        row = known.get(evaluation["step"])
        if row is None:
            at = {"created_at": datetime.fromisoformat(evaluation["created_at"])}
            kept = {name: value for name, value in evaluation.items() if name != "undecided"}
            row = Evaluation(**{**kept, **at}, job_id=job_id, ad_unit_id=ad_unit_id)
            session.add(row)
        # A draft that became the script again since has a newer version, which all its verdicts are about.
        row.revision = versions.get(evaluation["draft"], row.revision)
        row.override = overrides.get(evaluation["step"], row.override)


def count_uses(session: Session, visits: list[Json]) -> None:
    """Count the prompt templates that these visits used."""
    used = [(visit["template"], visit["template_version"]) for visit in visits if not visit.get("shared")]
    for (slug, version), uses in Counter(used).items():
        row = session.scalar(
            select(PromptTemplate).where(PromptTemplate.slug == slug, PromptTemplate.version == version)
        )
        if row is not None:
            row.use_count += uses
            row.last_used_at = utcnow()


def _step(session: Session, job_id: int, number: int) -> PipelineStep:
    found = session.scalar(select(PipelineStep).where(PipelineStep.job_id == job_id, PipelineStep.number == number))
    return found or PipelineStep(job_id=job_id, number=number)


def _ad_unit(session: Session, ad_unit_id: int) -> VideoAdUnit:
    unit = session.get(VideoAdUnit, ad_unit_id)
    if unit is None:
        raise NotFound(f"Ad unit {ad_unit_id} was deleted, so its adaptation cannot go on.")
    return unit
