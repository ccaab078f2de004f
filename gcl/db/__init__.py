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
from gcl.db.issues import EvaluationIssue
from gcl.db.knowledge import Brand, ChecklistItem, Country, Insight, Language, Region
from gcl.db.reviews import Batch, Decision, LineOptions, ScriptVersion
from gcl.db.session import Database, folded
from gcl.db.settings import PipelineSettings, PromptTemplate
from gcl.db.work import Job, WorkerStatus

__all__ = [
    "AdUnitScriptRow",
    "Base",
    "Batch",
    "Board",
    "BoardFrame",
    "Brand",
    "Campaign",
    "ChecklistItem",
    "Country",
    "Database",
    "Decision",
    "Enhancement",
    "Evaluation",
    "EvaluationIssue",
    "Frame",
    "FrameTag",
    "Insight",
    "Job",
    "Language",
    "LineOptions",
    "PipelineSettings",
    "PipelineStep",
    "PromptTemplate",
    "Region",
    "ScriptVersion",
    "VideoAdUnit",
    "WorkerStatus",
    "folded",
    "utcnow",
]
