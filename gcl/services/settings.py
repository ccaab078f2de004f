"""The pipeline's settings: one row, read and saved as a whole."""

from __future__ import annotations

import math

from pydantic import BaseModel, ConfigDict, Field

from gcl.catalog import Catalog
from gcl.db import Database, PipelineSettings
from gcl.db.enhancements import WAYS
from gcl.db.settings import AUTO
from gcl.errors import ConflictError, InputError, NotFound
from gcl.stages import AUTOMATIC, REVIEW_MODES, STAGES

MAX_RETRIES = 3
TOKENS = (256, 32_768)
TEMPERATURE = (0, 2)
# What people call a field, in a sentence and on the screen.
LABELS = {
    "global_default_model": "Global default",
    **{f"{stage.key}_default_model": stage.label for stage in STAGES},
    "enhancer_default_model": "Prompt enhancer",
    "enhance_by": "Enhance prompts by",
    **{f"{stage.key}_max_retries": f"{stage.label} retries" for stage in STAGES if stage.is_gate},
    "max_new_tokens": "Tokens in one answer",
    "temperature": "Temperature",
    "review_mode": "Review by people",
}


class SettingsView(BaseModel):
    """A model is a key of presets.json, "auto" for the best one present, or None for "ask the next in the chain"."""

    model_config = ConfigDict(frozen=True, extra="forbid", from_attributes=True)

    version: int = Field(description="Counts the saves; a save must name the version that it read.")
    global_default_model: str | None = None
    concept_default_model: str | None = None
    culture_default_model: str | None = None
    format_default_model: str | None = None
    cultural_default_model: str | None = None
    concept_eval_default_model: str | None = None
    brand_default_model: str | None = None
    enhancer_default_model: str | None = None
    enhance_by: str = Field("rules", description="How a prompt is enhanced where a person does not say: a key of WAYS.")
    format_max_retries: int
    cultural_max_retries: int
    concept_eval_max_retries: int
    brand_max_retries: int
    max_new_tokens: int = Field(description="Tokens that one answer of a model may have.")
    temperature: float
    review_mode: str = Field(
        AUTOMATIC, description="Where a run stops until a person has decided, where nobody says: a key of REVIEW_MODES."
    )


class SettingsService:
    def __init__(self, db: Database, catalog: Catalog) -> None:
        self.db, self.catalog = db, catalog

    def get(self) -> SettingsView:
        with self.db.read() as session:
            return SettingsView.model_validate(session.get_one(PipelineSettings, 1))

    def save(self, view: SettingsView) -> SettingsView:
        """Save all settings. InputError names a wrong field; ConflictError if somebody saved after `view` was read."""
        values = {name: _none_if_blank(value) for name, value in view.model_dump(exclude={"version"}).items()}
        self._check(values)
        with self.db.write() as session:
            row = session.get_one(PipelineSettings, 1)
            if row.version != view.version:
                raise ConflictError("Somebody else saved the settings while you edited them.")
            for name, value in values.items():
                setattr(row, name, value)
            session.flush()
            return SettingsView.model_validate(row)

    def _check(self, values: dict[str, object]) -> None:
        for name, value in values.items():
            label = LABELS[name]
            if name.endswith("_model") and isinstance(value, str) and value != AUTO:
                try:
                    self.catalog.llm(value)
                except InputError as error:
                    raise InputError(f"{label}: {error.sentence}") from error
            elif name.endswith("_max_retries"):
                _within(label, value, 0, MAX_RETRIES)
        if values["enhance_by"] not in WAYS:
            raise NotFound.among("way to enhance a prompt", str(values["enhance_by"]), list(WAYS))
        if values["review_mode"] not in REVIEW_MODES:
            raise NotFound.among("review mode", str(values["review_mode"]), list(REVIEW_MODES))
        _within(LABELS["max_new_tokens"], values["max_new_tokens"], *TOKENS)
        _within(LABELS["temperature"], values["temperature"], *TEMPERATURE)


def _none_if_blank(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


def _within(label: str, value: object, low: int, high: int) -> None:
    assert isinstance(value, int | float)
    if not math.isfinite(value) or not low <= value <= high:
        raise InputError(f"{label} must be from {low} to {high}, not {value}.")
