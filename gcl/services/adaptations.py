"""Script to adapted script: choose, check, snapshot, submit; then follow the run on its track."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pydantic import BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.orm import Session

from gcl import jobs
from gcl.catalog import Catalog
from gcl.config import Config
from gcl.db import Brand, Country, Database, Language, PipelineSettings, VideoAdUnit
from gcl.errors import InputError, NotFound
from gcl.formats.script import ImportedScript, parse_script
from gcl.payloads import AdaptationJob, BrandBook, RunSettings, Script, TemplateText
from gcl.prompts import active_templates
from gcl.queue import WorkQueue
from gcl.services import markets
from gcl.services.archive import refuse_archived
from gcl.services.campaigns import add_origin, brand_of, find_ad_unit, find_brand, row_views, same_origin
from gcl.services.checklists import checklist
from gcl.services.markets import MarketChoice, RegionChoice
from gcl.services.resolve import resolve_models
from gcl.services.track import NodeView, StepView, Track, build_track
from gcl.services.track_state import TrackState, track_state
from gcl.stages import GATES, NODES, QUEUED, REVIEW_MODES, SLUGS

__all__ = [
    "AdaptationRequest",
    "AdaptationService",
    "BrandChoice",
    "LLMChoice",
    "MarketChoice",
    "NodeView",
    "StepView",
    "Submitted",
    "Track",
]


@dataclass(frozen=True)
class BrandChoice:
    key: str
    name: str


@dataclass(frozen=True)
class LLMChoice:
    """`present` tells whether the weights are on this machine; `demo`, that the model is too small for real work."""

    key: str
    name: str
    present: bool
    demo: bool
    languages: str
    licence: str
    commercial: str
    commercial_note: str


class AdaptationRequest(BaseModel):
    """`market` is a tag such as ja-JP; `brand` a key or name, or None for the script's own; `llm` a preset for every
    node; `review_mode` a key of REVIEW_MODES, or None for that of the settings."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    origin_id: int
    market: str
    brand: str | None = None
    llm: str | None = None
    review_mode: str | None = None


@dataclass(frozen=True)
class Submitted:
    job_id: int
    ad_unit_id: int


class AdaptationService:
    def __init__(self, config: Config, db: Database, catalog: Catalog, queue: WorkQueue) -> None:
        self.config, self.db, self.catalog, self.queue = config, db, catalog, queue

    def markets(self) -> list[MarketChoice]:
        with self.db.read() as session:
            return markets.choices(session)

    def regions(self) -> list[RegionChoice]:
        """The regions, each with its markets."""
        with self.db.read() as session:
            return markets.regions(session)

    def brands(self) -> list[BrandChoice]:
        with self.db.read() as session:
            return [BrandChoice(row.key, row.name) for row in session.scalars(select(Brand).order_by(Brand.name))]

    def llms(self) -> list[LLMChoice]:
        """The language models of presets.json, in its order of preference."""
        return [self._choice(key) for key in self.catalog.llm_models]

    def default_llm(self) -> LLMChoice | None:
        """What "auto" means on this machine now; None if no language model is present."""
        key = self.catalog.default_llm()
        return self._choice(key) if key else None

    def submit(self, request: AdaptationRequest) -> Submitted:
        """Create the adaptation of an origin for a market and queue its run.

        The job carries all that the run needs as it is now: rows, market insights, brand, templates, settings, models.
        Raises, before anything is written, NotFound for an unknown script, market, brand, model or review mode, and
        InputError for a script without rows, an adaptation in place of an origin, or a run without a model.
        """
        with self.db.write() as session:
            submitted = self.submit_in(session, find_ad_unit(session, request.origin_id), request)
        self.queue.announce()
        return submitted

    def submit_script(
        self,
        name: str,
        content: bytes,
        *,
        market: str,
        brand: str | None = None,
        llm: str | None = None,
        review_mode: str | None = None,
    ) -> Submitted:
        """Import a script from the bytes of a file called `name`, unless it is there already, and queue its adaptation:
        both, or neither.

        `brand` wins over the script's own, which then may be one that the studio does not know: the origin gets `brand`
        in its place.
        """
        script = parse_script(name, content, self.config)
        with self.db.write() as session:
            origin = self.origin_of(session, script, brand)
            request = AdaptationRequest(
                origin_id=origin.id, market=market, brand=brand, llm=llm, review_mode=review_mode
            )
            submitted = self.submit_in(session, origin, request)
        self.queue.announce()
        return submitted

    def origin_of(self, session: Session, script: ImportedScript, brand: str | None) -> VideoAdUnit:
        """The origin that an imported script is, added if it is not there; see `submit_script`."""
        if brand and script.brand and not _knows(session, script.brand):
            script = replace(script, brand=brand)
        return same_origin(session, script) or add_origin(session, script)

    def track(self, ad_unit_id: int) -> Track:
        """How far an adaptation is: its nodes, verdicts and latest draft, beside its origin."""
        with self.db.read() as session:
            return build_track(session, ad_unit_id)

    def track_state(self, ad_unit_id: int) -> TrackState:
        """What a screen that looks every second asks, to know whether `track` has changed."""
        with self.db.read() as session:
            return track_state(session, ad_unit_id)

    def snapshot(self, session: Session, unit: VideoAdUnit) -> AdaptationJob:
        """What a run of this adaptation would carry now."""
        origin = find_ad_unit(session, unit.source_id or 0)
        language = session.get_one(Language, unit.language_code)
        country = session.get_one(Country, unit.country_code)
        return self._snapshot(session, origin, unit, brand_of(unit), language, country)

    def submit_in(
        self, session: Session, origin: VideoAdUnit, request: AdaptationRequest, batch_id: int | None = None
    ) -> Submitted:
        """`submit` within a transaction of the caller's, who announces the job once that is committed."""
        if origin.kind != "origin":
            raise InputError(f"{origin.title} for {origin.market} is itself an adaptation. Adapt its origin instead.")
        refuse_archived(origin)
        language, country = markets.find(session, request.market)
        if (language.code, country.code) == (origin.language_code, origin.country_code):
            raise InputError(f"{origin.title} is already written for {origin.market}. Choose another market.")
        if not origin.rows:
            raise InputError(f"{origin.title} has no rows. Write its script first.")
        brand = find_brand(session, request.brand) if request.brand else brand_of(origin)
        if request.llm:
            self.catalog.llm(request.llm)
        mode = request.review_mode or session.get_one(PipelineSettings, 1).review_mode
        if mode not in REVIEW_MODES:
            raise NotFound.among("review mode", mode, list(REVIEW_MODES))

        unit = VideoAdUnit(
            campaign_id=origin.campaign_id,
            kind="adaptation",
            source_id=origin.id,
            title=origin.title,
            language_code=language.code,
            country_code=country.code,
            brand=brand,
            status=QUEUED,
            revision=0,  # no script yet: the run's first draft will be version 1
            llm_model=request.llm or None,
            pipeline_model_config=dict.fromkeys(NODES, request.llm) if request.llm else {},
            batch_id=batch_id,
            review_mode=mode,
        )
        session.add(unit)
        session.flush()
        payload = self._snapshot(session, origin, unit, brand, language, country)
        job = jobs.submit(
            session,
            "adaptation",
            f"{origin.title} for {unit.market}",
            payload.dump(),
            model_key=f"llm:{payload.models[NODES[0]]}",
        )
        unit.job_id = job.id
        return Submitted(job.id, unit.id)

    def _snapshot(
        self,
        session: Session,
        origin: VideoAdUnit,
        unit: VideoAdUnit,
        brand: Brand | None,
        language: Language,
        country: Country,
    ) -> AdaptationJob:
        settings = session.get_one(PipelineSettings, 1)
        models, alternative = resolve_models(unit, settings, language, self.catalog)
        return AdaptationJob(
            ad_unit_id=unit.id,
            origin=Script(
                ad_unit_id=origin.id,
                title=origin.title,
                market=origin.market,
                language=session.get_one(Language, origin.language_code).name,
                rows=row_views(origin.rows),
            ),
            market=markets.compose(session, language, country),
            brand=_book(brand) if brand else None,
            templates=_templates(session),
            settings=RunSettings(
                max_retries={gate: getattr(settings, f"{gate}_max_retries") for gate in GATES},
                max_new_tokens=settings.max_new_tokens,
                temperature=settings.temperature,
            ),
            models=models,
            writer_alternative=alternative,
            batch_id=unit.batch_id,
            checklist=checklist(session, brand, language, country),
            review_mode=unit.review_mode,
        )

    def _choice(self, key: str) -> LLMChoice:
        preset = self.catalog.llm_models[key]
        return LLMChoice(
            key=key,
            name=preset.name,
            present=self.catalog.is_present(preset),
            demo=preset.demo,
            languages=preset.languages,
            licence=preset.licence,
            commercial=preset.commercial,
            commercial_note=preset.commercial_note,
        )


def _knows(session: Session, brand: str) -> bool:
    try:
        find_brand(session, brand)
    except InputError:
        return False
    return True


def _book(brand: Brand) -> BrandBook:
    return BrandBook(
        key=brand.key,
        name=brand.name,
        voice=brand.voice,
        values=brand.values,
        visual_identity=brand.visual_identity,
        messaging=brand.messaging,
        locked_terms=brand.locked_terms,
        forbidden_terms=brand.forbidden_terms,
    )


def _templates(session: Session) -> dict[str, TemplateText]:
    found = active_templates(session)
    missing = [slug for slug in SLUGS if slug not in found]
    if missing:
        raise InputError(f"The prompt template {missing[0]} has no active version. Activate one in Settings.")
    return {slug: found[slug] for slug in SLUGS}
