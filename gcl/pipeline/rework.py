"""What people ask of the pipeline after a run: the gates once more on a script as it is, alternatives for one line."""

from __future__ import annotations

import secrets
from typing import cast

from langgraph.runtime import Runtime

from gcl.db import LineOptions, VideoAdUnit
from gcl.errors import InputError
from gcl.formats.lines import Line, split_lines, translated
from gcl.job_handle import JobHandle
from gcl.payloads import AlternativesJob, EvaluationJob, ScriptRow
from gcl.pipeline.alternatives import alternatives_schema, options
from gcl.pipeline.gates import gate
from gcl.pipeline.graph import tracked
from gcl.pipeline.llm import load_language_model
from gcl.pipeline.loader import Load, PipelineModelLoader
from gcl.pipeline.record import count_uses, save_evaluations
from gcl.pipeline.sharing import SharedConcept
from gcl.pipeline.state import AdaptationState, Json, PipelineContext, Visit, first_state
from gcl.prompts import render_prompt
from gcl.residency import llm_key
from gcl.stages import GATES, STAGES
from gcl.workshop import Workshop

ALTERNATIVES = "line-alternatives"


class _Progress:
    """The Track of an evaluation: it tells the job how far it is, and leaves no steps, since the run has its own."""

    def __init__(self, handle: JobHandle, workshop: Workshop, total: int) -> None:
        self._handle, self._residency, self._total = handle, workshop.residency, total
        self._done, self._note = 0, "Starting"

    def started(self, visit: Visit) -> None:
        self._note = visit.stage.label
        if self._residency.key == llm_key(visit.model_key):
            self._report()

    def finished(self, visit: Visit, _: Json) -> None:
        self._done = visit.number

    def loading(self, name: str) -> None:
        self._handle.progress(0, 0, f"Loading {name}")

    def loaded(self) -> None:
        self._report()

    def _report(self) -> None:
        self._handle.progress(self._done, self._total, self._note)


def run_evaluation(handle: JobHandle, workshop: Workshop, *, load: Load = load_language_model) -> None:
    """Have all four gates judge the rows of a job, whatever one of them says, and store their verdicts together.

    Raises TemplateError, InputError, ModelError, GenerationError, OutOfMemory, DiskFull, DatabaseBusy or Cancelled;
    then nothing is stored, and a retry begins anew.
    """
    payload = EvaluationJob.read(handle.payload)
    progress = _Progress(handle, workshop, len(GATES))
    runtime = Runtime(
        context=PipelineContext(
            payload=payload.run,
            loader=_loader(workshop, load, progress),
            track=progress,
            check=handle.check_cancelled,
            seed=_seed(handle, payload),
            concept=SharedConcept(handle.db, payload.run),
            max_cell_chars=workshop.config.max_cell_chars,
        )
    )
    given = {
        "concept_brief": payload.concept_brief,
        "cultural_brief": payload.cultural_brief,
        "rows": [row.dump() for row in payload.rows],
    }
    state = cast(AdaptationState, {**first_state(payload.run), **given})
    evaluations: list[Json] = []
    visits: list[Json] = []
    for stage in STAGES:
        if stage.is_gate:
            update = tracked(stage, gate(stage.key))(state, runtime)
            evaluations += update["evaluations"]
            visits += update["visits"]
            # Of a gate's update only its number counts: there is no writer here to be sent back to.
            state = cast(AdaptationState, {**state, "step": update["step"]})
    with handle.db.write() as session:
        unit = session.get(VideoAdUnit, payload.run.ad_unit_id)
        if unit is None:
            raise InputError("The script that this job was to judge is gone.")
        judged = cast(AdaptationState, {**state, "evaluations": evaluations})
        save_evaluations(session, handle.id, unit.id, judged, {0: payload.revision})
        # An older version's job may be tried again when a newer one is judged already.
        unit.evaluated_revision = max(payload.revision, unit.evaluated_revision or 0)
        count_uses(session, visits)


def run_alternatives(handle: JobHandle, workshop: Workshop, *, load: Load = load_language_model) -> None:
    """Ask the writer's model for three alternatives of a line, and keep them in the job's LineOptions.

    Raises what `run_evaluation` raises.
    """
    payload = AlternativesJob.read(handle.payload)
    row, line = _line(payload)
    words, translation = translated(line.text)
    line = Line(line.lead, line.label, words, line.tail, line.is_cue)
    progress = _Progress(handle, workshop, 1)
    prompt = render_prompt(
        ALTERNATIVES,
        {ALTERNATIVES: payload.template},
        origin=payload.run.origin.dump(),
        brand=payload.run.brand.dump() if payload.run.brand else None,
        market=payload.run.market.dump(),
        concept_brief=payload.concept_brief,
        cultural_brief=payload.cultural_brief,
        rows=[one.dump() for one in payload.rows],
        shot=row.shot_number,
        line={"label": line.label.strip(), "text": words, "translation": translation},
        origin_line=_in_origin(payload, row),
    )
    loader = _loader(workshop, load, progress)
    key = payload.run.models["writer"]
    loader.switch_model(key)
    generator = loader.get_generator(alternatives_schema(line, payload.run))
    handle.progress(0, 1, f"{workshop.catalog.llm(key).name} is writing")
    answer = generator(
        prompt,
        max_new_tokens=payload.run.settings.max_new_tokens,
        # Cold, a model would write the same line three times.
        temperature=max(payload.run.settings.temperature, 0.7),
        seed=_seed(handle, payload),
        check=handle.check_cancelled,
    )
    with handle.db.write() as session:
        kept = session.get(LineOptions, payload.options_id)
        if kept is None:
            raise InputError("The line that this job was to write alternatives for is gone. Ask for them again.")
        kept.options = options(answer)
        count_uses(session, [{"template": ALTERNATIVES, "template_version": payload.template.version}])


def _seed(handle: JobHandle, payload: EvaluationJob | AlternativesJob) -> int:
    """A first try can be repeated exactly; another must not draw the failure of the first again."""
    return secrets.randbits(31) if payload.tried_again or handle.attempt > 1 else handle.id


def _loader(workshop: Workshop, load: Load, progress: _Progress) -> PipelineModelLoader:
    return PipelineModelLoader(
        workshop.config,
        workshop.catalog,
        workshop.residency,
        load=load,
        loading=progress.loading,
        loaded=progress.loaded,
    )


def _line(payload: AlternativesJob) -> tuple[ScriptRow, Line]:
    row = next(row for row in payload.rows if row.shot_number == payload.shot_number)
    return row, split_lines(row.audio)[payload.line]


def _in_origin(payload: AlternativesJob, row: ScriptRow) -> str:
    """The same line of the origin's row; "" where that has another number of lines, so that none is surely the same."""
    origin = next((one for one in payload.run.origin.rows if one.shot_number == row.shot_number), None)
    lines = split_lines(origin.audio) if origin else []
    return lines[payload.line].text if len(lines) == len(split_lines(row.audio)) else ""
