"""What a person can ask for, from a browser or a shell: submit, look, decide, cancel.

Services take plain values and give frozen views; no database object leaves them. One `Services` is opened a process.
"""

from __future__ import annotations

from dataclasses import dataclass

from gcl.catalog import Catalog
from gcl.config import Config
from gcl.db import Database
from gcl.db.seed import open_database
from gcl.queue import WorkQueue
from gcl.services.adaptations import AdaptationService
from gcl.services.approvals import ApprovalService
from gcl.services.batches import BatchService
from gcl.services.boards import BoardService
from gcl.services.campaigns import CampaignService
from gcl.services.downloads import DownloadService
from gcl.services.enhancements import EnhancementService
from gcl.services.enlarging import EnlargingService
from gcl.services.evaluations import EvaluationService
from gcl.services.filing import FilingService
from gcl.services.frames import FrameService
from gcl.services.gallery import GalleryService
from gcl.services.jobs import JobService
from gcl.services.outline import OutlineService
from gcl.services.reviews import ReviewService
from gcl.services.rework import ReworkService
from gcl.services.script_files import ScriptFileService
from gcl.services.script_page import ScriptPageService
from gcl.services.settings import SettingsService
from gcl.services.statistics import StatisticsService
from gcl.services.templates import TemplateService
from gcl.services.versions import VersionService
from gcl.services.wording import StyleService


@dataclass(frozen=True)
class Services:
    config: Config
    db: Database
    catalog: Catalog
    queue: WorkQueue
    frames: FrameService
    gallery: GalleryService
    boards: BoardService
    enlarging: EnlargingService
    enhancements: EnhancementService
    jobs: JobService
    downloads: DownloadService
    campaigns: CampaignService
    versions: VersionService
    approvals: ApprovalService
    rework: ReworkService
    script_files: ScriptFileService
    script_page: ScriptPageService
    outline: OutlineService
    filing: FilingService
    adaptations: AdaptationService
    batches: BatchService
    reviews: ReviewService
    evaluations: EvaluationService
    statistics: StatisticsService
    templates: TemplateService
    settings: SettingsService
    styles: StyleService

    def close(self) -> None:
        self.queue.close()
        self.db.close()


def open_services(config: Config) -> Services:
    """Wire everything for one process; the database is created, migrated and seeded as far as needed."""
    catalog = Catalog.read(config)
    db = open_database(config)
    queue = WorkQueue(config)
    adaptations = AdaptationService(config, db, catalog, queue)
    versions, rework = VersionService(config, db), ReworkService(config, db, queue, adaptations)
    frames, gallery = FrameService(config, db, catalog, queue), GalleryService(config, db, catalog)
    return Services(
        config=config,
        db=db,
        catalog=catalog,
        queue=queue,
        frames=frames,
        gallery=gallery,
        boards=BoardService(db),
        enlarging=EnlargingService(db, catalog, queue, frames, gallery),
        enhancements=EnhancementService(config, db, catalog, queue),
        jobs=JobService(config, db, catalog, queue),
        downloads=DownloadService(config, db, catalog),
        campaigns=CampaignService(config, db),
        versions=versions,
        approvals=ApprovalService(db),
        rework=rework,
        script_files=ScriptFileService(db),
        script_page=ScriptPageService(config, db, versions, rework),
        outline=OutlineService(db),
        filing=FilingService(db),
        adaptations=adaptations,
        batches=BatchService(db, queue, adaptations),
        reviews=ReviewService(config, db, queue),
        evaluations=EvaluationService(db),
        statistics=StatisticsService(db),
        templates=TemplateService(db),
        settings=SettingsService(db, catalog),
        styles=StyleService(catalog),
    )
