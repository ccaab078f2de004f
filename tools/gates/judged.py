"""What the gates say with a language model, through the pipeline's own code: its loader, its prompts, its checklists.

Imports torch, so only a run with a model imports this.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from gcl.catalog import Catalog
from gcl.config import Config
from gcl.db import Brand, PipelineSettings
from gcl.db.seed import open_database
from gcl.errors import GenerationError, InputError
from gcl.payloads import AdaptationJob, RunSettings, Script
from gcl.pipeline.judge import judge
from gcl.pipeline.llm import load_language_model
from gcl.pipeline.loader import Load, PipelineModelLoader
from gcl.pipeline.sharing import SharedConcept
from gcl.pipeline.state import AdaptationState, PipelineContext, Track, first_state
from gcl.prompts import active_templates
from gcl.residency import Residency
from gcl.services import markets
from gcl.services.checklists import checklist
from gcl.stages import GATES, NODES
from tools.gates.cases import Case, Spot
from tools.gates.kinds import KINDS

SEED = 1


@dataclass(frozen=True)
class Ruling:
    """What one gate said of one script. `passed` is None where the model gave nothing to go by: no usable answer,
    none whose quote stands in the script, or such alone against it; `reason` says which."""

    case: Case
    gate: str
    passed: bool | None
    seconds: float
    reason: str = ""

    @property
    def refused(self) -> bool:
        """A draft passes on evidence alone."""
        return not self.passed

    @property
    def should_refuse(self) -> bool:
        return self.case.kind is not None


def to_judge(cases: Sequence[Case], limit: int | None) -> list[Case]:
    """At most `limit` scripts: those with a defect, each before its clean twin, the kinds in turn and those first that
    take judgement."""
    clean = {case.script: case for case in cases if case.kind is None}
    by_kind = [[case for case in cases if case.kind is kind] for kind in KINDS.values()]
    by_kind.sort(key=lambda some: some[0].is_for_checks if some else True)
    turns = [case for turn in zip_longest(*by_kind) for case in turn if case is not None]
    return [case for planted in turns for case in (planted, clean[planted.script])][:limit]


def rulings(
    cases: Sequence[Case],
    model: str,
    config: Config,
    *,
    load: Load = load_language_model,
    tell: Callable[[Ruling], None] = lambda _: None,
) -> list[Ruling]:
    """Have `model`, a key of presets.json, judge: clean scripts in every gate, others in the gate that is to find their
    defect. Each draw has a fixed seed.

    Raises NotFound for an unknown model, ModelError or OutOfMemory if it cannot be loaded.
    """
    catalog = Catalog.read(config)
    catalog.llm(model)
    residency = Residency(budget=0)
    loader = PipelineModelLoader(config, catalog, residency, load=load)
    given = []
    with _new_studio() as session:
        for case in cases:
            payload = _payload(case, model, session)
            for gate in [case.kind.gate] if case.kind else GATES:
                given.append(_ruling(case, gate, payload, loader, config))
                tell(given[-1])
    residency.release_all()
    return given


def _ruling(case: Case, gate: str, payload: AdaptationJob, loader: PipelineModelLoader, config: Config) -> Ruling:
    state = first_state(payload) | {
        "concept_brief": case.spot.concept_brief,
        "cultural_brief": case.cultural_brief,
        "rows": [row.dump() for row in case.rows],
        "draft": 1,
    }
    # No gate tells anybody how far it is, or needs what runs of a batch share.
    context = PipelineContext(
        payload,
        loader,
        track=cast(Track, None),
        check=lambda: None,
        seed=SEED,
        concept=cast(SharedConcept, None),
        max_cell_chars=config.max_cell_chars,
    )
    began = time.perf_counter()
    try:
        verdict = judge(gate, cast(AdaptationState, state), context)
    except (GenerationError, InputError) as failure:
        return Ruling(case, gate, None, time.perf_counter() - began, failure.sentence)
    passed = None if verdict.undecided else verdict.result.passed
    return Ruling(case, gate, passed, time.perf_counter() - began, verdict.result.summary)


def _payload(case: Case, model: str, session: Session) -> AdaptationJob:
    """The job of a run that would have written this script, as a new studio would submit it."""
    settings = session.get_one(PipelineSettings, 1)
    language, country = markets.find(session, case.market.code)
    spot = case.spot
    return AdaptationJob(
        ad_unit_id=0,
        origin=Script(ad_unit_id=0, title=spot.title, market=spot.market, language=spot.language, rows=spot.rows),
        market=case.market,
        brand=spot.brand,
        templates=active_templates(session),
        settings=RunSettings(
            max_retries=dict.fromkeys(GATES, 0),
            max_new_tokens=settings.max_new_tokens,
            temperature=settings.temperature,
        ),
        models=dict.fromkeys(NODES, model),
        writer_alternative=None,
        checklist=checklist(session, _own_brand(spot, session), language, country),
    )


def _own_brand(spot: Spot, session: Session) -> Brand | None:
    """The studio's brand of that key, whose own questions are asked too; it knows none of the other spots' brands."""
    return session.scalars(select(Brand).where(Brand.key == spot.brand.key)).one_or_none()


@contextmanager
def _new_studio() -> Iterator[Session]:
    """The database of a studio that nobody has changed: its templates, checklists and settings."""
    with tempfile.TemporaryDirectory(prefix="gcl-gates-") as folder:
        database = open_database(Config(home=Path(folder)))
        try:
            with database.read() as session:
                yield session
        finally:
            database.close()
