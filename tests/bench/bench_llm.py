"""One automatic run of the example, from script to verdicts, beside the same run on the plain path of Outlines.

Both have the same model, templates and seeds, so they come to the same answers, and what differs is the way there. So
small a model writes no draft that passes the checks of a program, and would never be asked to judge one: its run ends
at the format gate, without a revision, and then all four gates judge a good adaptation of the same script, written by
hand (tools/gates), with the briefs of that run.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from gcl import jobs
from gcl.catalog import Catalog
from gcl.config import ROOT, Config
from gcl.job_handle import JobHandle
from gcl.payloads import AdaptationJob
from gcl.services.campaigns import AdUnitView
from gcl.stages import GATES
from tests.bench.report import Figure, as_measured, at_most

if TYPE_CHECKING:
    from gcl.pipeline.loader import PipelineModelLoader
    from gcl.pipeline.state import AdaptationState

KEY, MARKET, EXAMPLE = "smollm2-135m", "en-GB", ROOT / "data" / "examples" / "maple-gold-15.json"
PROMPTS = [
    'Say what this spot tells, as JSON. Shot 1: a father turns a pancake. VO: "Some mornings smell different."',
    'Say what this spot tells, as JSON. Shot 1: rain on a window. SUPER: "Worth getting up for."',
    'Judge this script, as JSON. Shot 1: a red tin. VO: "Picked slow, so you can slow down."',
    "Judge this script, as JSON. Shot 1: a girl in the doorway. FATHER: Morning, sunshine.",
    "What would people in Japan miss in a spot about maple syrup? Answer as JSON.",
    "Tell the story of a lighthouse in three sentences, as JSON.",
]


@dataclass(frozen=True)
class Run:
    answers: list[str]
    seconds: float
    cpu_seconds: float  # of the answers and what is around them, the load of the model set aside
    counts: Any


def measure(config: Config) -> list[Figure]:
    from gcl.pipeline.llm import load_language_model
    from gcl.pipeline.weights import weights
    from tests.bench.plain_llm import load_plain

    catalog = Catalog.read(config)
    weights(KEY, catalog.llm(KEY), catalog, config)
    ours = whole_run(config.model_copy(update={"home": config.home / "ours"}), load_language_model)
    plain = whole_run(config.model_copy(update={"home": config.home / "plain"}), load_plain)
    same = sum(a == b for a, b in zip(ours.answers, plain.answers, strict=False))
    note = f"{KEY} for {MARKET}, {len(ours.answers)} answers of seven nodes, no revision"
    alike, of = greedy_answers(config)
    return [
        at_most("llm_run_time", ours.seconds / plain.seconds, "ratio", 0.5, 1, f"ours / plain Outlines; {note}"),
        at_most("llm_run_cpu", ours.cpu_seconds / plain.cpu_seconds, "ratio", 0.5, 1, "the same in processor time"),
        at_most("llm_run_read", ours.counts.read / plain.counts.read, "ratio", 0.5, 1, "tokens of prompts read"),
        at_most("llm_run_seconds", ours.seconds, "s", 240, 1, note),
        as_measured("llm_run_same", same, f"of {len(plain.answers)}", 1, "answers that are the same to the letter"),
        at_most("llm_greedy_differ", of - alike, "answers", 0, of, "greedy, ours against plain Outlines"),
        as_measured("llm_tokens", ours.counts.drawn / ours.seconds, "tokens/s", 1, "ours, reading of prompts included"),
        as_measured("llm_tokens_plain", plain.counts.drawn / plain.seconds, "tokens/s", 1, "plain Outlines"),
        as_measured("llm_passes", ours.counts.passes / ours.counts.drawn, "a token", 1, "plain: 1"),
    ]


def whole_run(config: Config, load: Any) -> Run:
    """Adapt the example for `MARKET` in a home of its own, as a worker would, and judge a good adaptation of it."""
    from gcl.pipeline.loader import PipelineModelLoader
    from gcl.pipeline.run import run_adaptation
    from gcl.residency import Residency
    from gcl.services import open_services
    from gcl.services.adaptations import AdaptationRequest
    from gcl.workshop import Workshop

    services = open_services(config)
    once = {f"{gate}_max_retries": 0 for gate in GATES}
    services.settings.save(services.settings.get().model_copy(update=once))
    origin = services.campaigns.ad_unit(services.outline.first_script())
    assert origin.title in EXAMPLE.read_text(encoding="utf-8").replace("\\", "")
    submitted = services.adaptations.submit(AdaptationRequest(origin_id=origin.id, market=MARKET, llm=KEY))
    models: list[Any] = []
    answers: list[str] = []
    loads = [0.0, 0.0]

    def loaded(*given: Any) -> Any:
        begun = time.perf_counter(), time.process_time()
        model = load(*given)
        sample = model.sample

        def told(*asked: Any) -> Any:
            drawn = sample(*asked)
            answers.append(drawn.text)
            return drawn

        model.sample = told
        models.append(model)
        loads[:] = time.perf_counter() - begun[0], time.process_time() - begun[1]
        return model

    assert jobs.claim(services.db, None, 0) == submitted.job_id
    with services.db.read() as session:
        job = jobs.get(session, submitted.job_id)
        handle = JobHandle(services.db, job.id, job.payload, job.title, job.attempts)
    residency = Residency()
    begun = time.perf_counter(), time.process_time()
    workshop = Workshop(config, services.db, Catalog.read(config), residency)
    run_adaptation(handle, workshop, load=loaded)
    unit = services.campaigns.ad_unit(submitted.ad_unit_id)
    loader = PipelineModelLoader(config, workshop.catalog, residency)
    _judge(AdaptationJob.read(handle.payload), unit, loader, config)
    seconds, cpu = time.perf_counter() - begun[0] - loads[0], time.process_time() - begun[1] - loads[1]
    model = models[0]
    counts = getattr(model, "counts", model.steered.counts)
    residency.release()
    jobs.finish(services.db, submitted.job_id)
    services.queue.close()
    services.db.close()
    return Run(answers, seconds, cpu, counts)


def _judge(payload: AdaptationJob, unit: AdUnitView, loader: PipelineModelLoader, config: Config) -> None:
    """Have the four gates judge the example's good adaptation; the model is the one that is loaded."""
    from gcl.pipeline.judge import judge
    from gcl.pipeline.state import PipelineContext, first_state
    from tools.gates.cases import clean_cases

    [case] = [one for one in clean_cases() if one.script == f"{EXAMPLE.stem}/{MARKET}"]
    state = first_state(payload) | {
        "concept_brief": unit.concept_brief,
        "cultural_brief": unit.cultural_brief,
        "rows": [row.dump() for row in case.rows],
        "draft": 1,
    }
    # Nobody follows these, and they belong to no batch.
    alone: Any = {"track": None, "concept": None, "check": lambda: None}
    context = PipelineContext(payload, loader, seed=1, max_cell_chars=config.max_cell_chars, **alone)
    for step, gate in enumerate(GATES):
        judge(gate, cast("AdaptationState", state | {"step": step}), context)


def greedy_answers(config: Config) -> tuple[int, int]:
    """Of how many prompts and schemas both paths give the same greedy answer, and of how many in all."""
    from gcl.pipeline.llm import Draw
    from gcl.pipeline.schemas import ConceptBrief, EvaluationResult, json_schema
    from tests.bench.plain_llm import load_plain

    catalog = Catalog.read(config)
    model = load_plain(KEY, catalog.llm(KEY), catalog, config)
    pairs = []
    for schema in map(json_schema, (ConceptBrief, EvaluationResult)):
        ours, plain = super(type(model), model).compile(schema), model.compile(schema)
        for prompt in PROMPTS:
            draw = Draw(160, 0, 1)
            mine = super(type(model), model).sample(prompt, ours, draw, lambda: None)
            pairs.append(mine == model.sample(prompt, plain, draw, lambda: None))
    model.unload()
    return sum(pairs), len(pairs)
