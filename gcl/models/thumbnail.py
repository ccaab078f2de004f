"""Thumbnail: the model that comes with the studio and draws storyboard thumbnails of one size."""

from __future__ import annotations

from gcl.models.base import BaseModel
from gcl.models.builtin.pipeline import ThumbnailPipeline
from gcl.models.mixins import DebugLogging, ShortPrompt


class Thumbnail(ShortPrompt, DebugLogging, BaseModel):
    pipeline_class = ThumbnailPipeline
    has_previews = False  # its latents say where things lie, not what they look like
