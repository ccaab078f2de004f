"""run_adaptation: the worker's runner for one job. It drives the graph, resumes it, and saves what it made."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any, cast

import structlog
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.types import Command
from sqlalchemy import select

from gcl.config import Config
from gcl.db import Database, Decision, Job, VideoAdUnit
from gcl.errors import Cancelled, DatabaseBusy, DiskFull, InputError
from gcl.job_handle import JobHandle, MadeWay, Parked
from gcl.jobs import should_make_way
from gcl.payloads import AdaptationJob
from gcl.pipeline.graph import MOST_STEPS, Graph, build_graph
from gcl.pipeline.llm import load_language_model
from gcl.pipeline.loader import Load, PipelineModelLoader
from gcl.pipeline.record import LiveTrack, forget_run, save
from gcl.pipeline.review import review_of
from gcl.pipeline.sharing import SharedConcept
from gcl.pipeline.state import AdaptationState, PipelineContext, first_state, payload_sum
from gcl.stages import CANCELLED, COMPLETED, FAILED, STAGES, Stage
from gcl.workshop import Workshop

log = structlog.get_logger(__name__)


STOP = "stop"  # the decision that ends a run: it resumes nothing


def run_adaptation(handle: JobHandle, workshop: Workshop, *, load: Load = load_language_model) -> None:
    """Run or resume the adaptation of a job, and save its artefacts.

    A run whose draft is refused for good ends like any other: the work was done, and the ad unit is "failed". An error
    or a cancel is raised after what was made so far is saved; the next try goes on at the last checkpoint. So does a
    run that makes way for others (MadeWay) or waits for a person (Parked), of which nothing is saved yet.

    Raises TemplateError, InputError, ModelError, GenerationError, OutOfMemory, DiskFull, DatabaseBusy, Cancelled,
    MadeWay or Parked.
    """
    payload = AdaptationJob.read(handle.payload)
    if "checklist" not in payload.model_fields_set:
        # Its gates would have nothing to ask, and let everything pass.
        raise InputError(
            "This run was submitted by an earlier version of the studio, before the gates had checklists. "
            "What it had made is kept; adapt the script again."
        )
    track = LiveTrack(handle, payload.ad_unit_id, workshop.residency)

    def leaving(wanted: str) -> None:
        """Before another model takes the place of the one in memory: let those first that want this one. Not before the
        first node of a turn is done, so that every turn comes further."""
        warm, bound = workshop.residency.key, workshop.config.affinity_bound
        if track.visits and warm and should_make_way(handle.db, handle.id, warm, bound):
            raise MadeWay(wanted)

    loader = PipelineModelLoader(
        workshop.config,
        workshop.catalog,
        workshop.residency,
        load=load,
        leaving=leaving,
        loading=track.loading,
        loaded=track.loaded,
    )
    config: RunnableConfig = {
        "configurable": {"thread_id": thread_id(handle.id)},
        "recursion_limit": MOST_STEPS,
    }
    with checkpoints(workshop.config) as saver:
        forget_finished(saver, workshop.db)
        graph = build_graph(saver, review_mode=payload.review_mode)
        resumes = _resumes(graph, saver, config, payload)
        failed = resumes and _has_failed(handle.db, payload.ad_unit_id)
        if not resumes:
            with handle.db.write() as session:
                forget_run(session, handle.id, payload.ad_unit_id)
        begin = _begin(handle, payload, graph, config, resumes)
        context = PipelineContext(
            payload=payload,
            loader=loader,
            track=track,
            check=handle.check_cancelled,
            # A first run can be repeated exactly; one that goes on after a failure must not draw that failure again.
            seed=secrets.randbits(31) if failed else handle.id,
            concept=SharedConcept(handle.db, payload, handle.id),
            max_cell_chars=workshop.config.max_cell_chars,
        )
        try:
            graph.invoke(begin, config, context=context, durability="sync")
        except MadeWay:
            raise
        except Exception as error:
            _save_what_there_is(handle, payload, graph, config, error)
            raise
        state, waits = _state(graph, config), _reviewed(graph, config)
        if waits is not None:
            draft = f", draft {state['draft']}" if state["draft"] else ""
            raise Parked(f"{waits.label}{draft}: waits for a decision")
        with handle.db.write() as session:
            save(session, handle.id, payload, state, FAILED if state["failed_gate"] else COMPLETED)


@contextmanager
def checkpoints(config: Config) -> Iterator[SqliteSaver]:
    """The checkpoints' own file. Reading one back makes plain data only, whatever the file says."""
    config.checkpoints.parent.mkdir(parents=True, exist_ok=True)
    with (
        _sentences(config),
        closing(
            sqlite3.connect(config.checkpoints, timeout=config.busy_seconds, check_same_thread=False)
        ) as connection,
    ):
        yield SqliteSaver(connection, serde=JsonPlusSerializer(allowed_msgpack_modules=None))


def forget_finished(saver: SqliteSaver, db: Database) -> None:
    """Remove the checkpoints of runs that are done: each holds the whole state, and all of it is on the ad unit.

    At the start of the next run and not at the end of their own: a worker that dies between the save and the job's last
    change must find them, or it would do the whole run again.
    """
    saver.setup()
    threads = {str(row[0]) for row in saver.conn.execute("SELECT DISTINCT thread_id FROM checkpoints")}
    with db.read() as session:
        done = session.scalars(select(Job.id).where(Job.kind == "adaptation", Job.state == "done")).all()
    for thread in threads & {thread_id(job_id) for job_id in done}:
        saver.delete_thread(thread)


def thread_id(job_id: int) -> str:
    return f"adaptation-{job_id}"


@contextmanager
def _sentences(config: Config) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        if "malformed" in str(error) or "not a database" in str(error):
            raise InputError(
                f"{config.checkpoints} is damaged. Move it away, then retry: runs that were under way begin anew."
            ) from error
        if "full" in str(error) or "disk I/O" in str(error):
            raise DiskFull(
                f"The disk that holds {config.home} is full. Free some space, then retry: it goes on where it stopped."
            ) from error
        if "locked" not in str(error):
            raise
        raise DatabaseBusy(
            f"Another process holds {config.checkpoints.name}. Retry the job: it goes on where it stopped."
        ) from error


def _resumes(graph: Graph, saver: SqliteSaver, config: RunnableConfig, payload: AdaptationJob) -> bool:
    """Whether there is a checkpoint of this very job to go on from; one of another job of the same id is removed."""
    values = graph.get_state(config).values
    if not values:
        return False
    if values.get("payload_sum") == payload_sum(payload):
        return True
    saver.delete_thread(config["configurable"]["thread_id"])
    return False


def _begin(
    handle: JobHandle, payload: AdaptationJob, graph: Graph, config: RunnableConfig, resumes: bool
) -> AdaptationState | Command[str] | None:
    """What the graph is given: the first state; the decision of a person, where it waits for one; or nothing, to go on
    where it stopped, which at a review without a decision means to wait again."""
    if not resumes:
        return first_state(payload)
    decision = _decision(handle, graph, config) if _reviewed(graph, config) else None
    return Command(resume=decision) if decision else None


def _has_failed(db: Database, ad_unit_id: int) -> bool:
    """Whether the run ended before, with an error or by a cancel; one that was only put off goes on as if it had not
    been."""
    with db.read() as session:
        return session.scalar(select(VideoAdUnit.status).where(VideoAdUnit.id == ad_unit_id)) in (FAILED, CANCELLED)


def _reviewed(graph: Graph, config: RunnableConfig) -> Stage | None:
    """The node whose review comes next, if it is one that comes next."""
    following = graph.get_state(config).next
    return next((stage for stage in STAGES if review_of(stage.key) in following), None)


def _decision(handle: JobHandle, graph: Graph, config: RunnableConfig) -> dict[str, Any] | None:
    """What a person decided of the step that the run waits at; None if they have not, or stopped it and then retried.

    It stands in the database, so a worker that dies while it resumes goes on with the same decision.
    """
    step = _state(graph, config)["step"]
    query = select(Decision).where(Decision.job_id == handle.id, Decision.step == step).order_by(Decision.id.desc())
    with handle.db.read() as session:
        found = session.scalars(query.limit(1)).first()
    if found is None or found.action == STOP:
        return None
    after = found.changes["after"] if found.action == "edit" and found.changes else None
    at = found.created_at.isoformat()
    return {"action": found.action, "who": found.who, "note": found.note, "at": at, "after": after}


def _state(graph: Graph, config: RunnableConfig) -> AdaptationState:
    return cast(AdaptationState, graph.get_state(config).values)


def _save_what_there_is(
    handle: JobHandle, payload: AdaptationJob, graph: Graph, config: RunnableConfig, error: Exception
) -> None:
    status = CANCELLED if isinstance(error, Cancelled) else FAILED
    try:
        state = _state(graph, config) or first_state(payload)
        with handle.db.write() as session:
            save(session, handle.id, payload, state, status)
    except Exception as second:  # the first error is the one to tell; the checkpoint still has everything
        log.warning("could not save an unfinished run", error=str(second))
