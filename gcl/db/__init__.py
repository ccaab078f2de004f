"""What both sides share: rows. Tables by area, one way to open them, one way to seed them."""

from gcl.db.base import Base, utcnow
from gcl.db.campaigns import (
    AdUnitScriptRow,
    Campaign,
    Evaluation,
    PipelineStep,
    VideoAdUnit,
)
from gcl.db.enhancements import Enhancement
from gcl.db.frames import Board, BoardFrame, Frame, FrameTag
from gcl.db.knowledge import Brand, Country, Insight, Language, Region
from gcl.db.session import Database, folded
from gcl.db.settings import PipelineSettings, PromptTemplate
from gcl.db.work import Job, WorkerStatus

__all__ = [
    "AdUnitScriptRow",
    "Base",
    "Board",
    "BoardFrame",
    "Brand",
    "Campaign",
    "Country",
    "Database",
    "Enhancement",
    "Evaluation",
    "Frame",
    "FrameTag",
    "Insight",
    "Job",
    "Language",
    "PipelineSettings",
    "PipelineStep",
    "PromptTemplate",
    "Region",
    "VideoAdUnit",
    "WorkerStatus",
    "folded",
    "utcnow",
]
