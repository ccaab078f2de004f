"""What crosses from front to back: the payloads of jobs. A job carries all that it needs, as it was when submitted."""

from __future__ import annotations

from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from gcl.errors import InputError
from gcl.references import REFERENCE
from gcl.stages import AUTOMATIC


class _Payload(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    def dump(self) -> dict[str, Any]:
        return self.model_dump(mode="json")

    @classmethod
    def read(cls, payload: dict[str, Any]) -> Self:
        """The payload of a stored job. Raises InputError if another version of the studio wrote it."""
        try:
            return cls.model_validate(payload)
        except ValidationError as error:
            raise InputError("This job was submitted by another version of the studio. Submit it again.") from error


class StyleText(_Payload):
    """A style as it was when the job was submitted: `prompt` has {prompt} where a person's own words go."""

    key: str
    name: str
    prompt: str
    negative: str = ""


class GridAxis(_Payload):
    """What the values of one axis are called where they are shown."""

    label: str
    values: list[str]


class GridCell(_Payload):
    """One image of a grid: which value of each axis it has (from 0), and what that changes in its FrameJob."""

    place: list[int]
    changes: dict[str, Any]


class Grid(_Payload):
    """A job whose images differ in what a person compares; `asked` is the FrameRequest that it was made of."""

    axes: list[GridAxis]
    cells: list[GridCell]
    asked: dict[str, Any]

    def names(self, cell: GridCell) -> list[str]:
        """["Steps 4", "Seed 7"]"""
        return [axis.values[at] for axis, at in zip(self.axes, cell.place, strict=True)]


class StartImage(_Payload):
    """An image to begin from, and with `mask` the part of it that is drawn anew: names of files in Config.references.
    `strength` is above 0, up to 1."""

    image: str = Field(pattern=REFERENCE)
    mask: str | None = Field(None, pattern=REFERENCE)
    strength: float


class ControlImage(_Payload):
    """A map that a frame keeps to: the name of a file in Config.references, what kind of map it is, and which
    ControlNet of presets.json reads it. `scale` is above 0, up to 2."""

    controlnet: str
    kind: str
    image: str = Field(pattern=REFERENCE)
    scale: float


class MapJob(_Payload):
    """A map to be made of a kept image by an annotator of presets.json; `map` is the name that it will have."""

    annotator: str
    image: str = Field(pattern=REFERENCE)
    map: str = Field(pattern=REFERENCE)


class FrameJob(_Payload):
    """`count` images of one prompt; image k (from 0) is drawn from `seed` + k. Sizes in pixels.

    `variants` has what image k is drawn of, where the prompt leaves a choice: settled when the job is submitted, so
    that a wildcard file which changes later changes no job. Both prompts are a person's own, which `style` words anew;
    `typed_prompt` is what the prompt was before it was enhanced, `enhanced_by` by what. `loras` are keys, each with its
    weight. With a `grid`, image k is its cell k, and the image after the last is the contact sheet.
    """

    prompt: str
    variants: list[str] = Field(default_factory=list)
    negative_prompt: str = ""
    model: str
    width: int
    height: int
    steps: int
    guidance: float
    seed: int
    count: int = 1
    style: StyleText | None = None
    typed_prompt: str | None = None
    enhanced_by: str | None = None
    loras: list[tuple[str, float]] = Field(default_factory=list)
    start: StartImage | None = None
    control: ControlImage | None = None
    grid: Grid | None = None

    def image(self, number: int) -> FrameJob:
        """A job of image `number` alone."""
        if self.grid:
            changes = self.grid.cells[number].changes
        else:
            changes = {"seed": self.seed + number, "variants": self.variants[number : number + 1]}
        return FrameJob.model_validate(self.model_dump(exclude={"grid"}) | changes | {"count": 1})


class EnlargeJob(_Payload):
    """A frame made twice as large in each direction, without a model."""

    frame_id: int


class RemoteFile(_Payload):
    """A file of a repository or a site; `size` in bytes."""

    name: str
    size: int
    sha256: str | None = None
    url: str | None = None


class DownloadJob(_Payload):
    """Weights to be fetched: `what` is a preset's key or an AIR. Files of hub repositories by repository, or one of
    CivitAI with what that says of it."""

    what: str
    name: str
    hub: dict[str, list[RemoteFile]] = Field(default_factory=dict)
    civitai: RemoteFile | None = None
    info: dict[str, Any] = Field(default_factory=dict)

    @property
    def size(self) -> int:
        """Bytes of all files, also of those that are here already."""
        files = [file for files in self.hub.values() for file in files]
        return sum(file.size for file in (*files, *([self.civitai] if self.civitai else [])))


class ScriptRow(_Payload):
    shot_number: str
    timecode: str
    visual: str
    audio: str


ROWS = TypeAdapter(list[ScriptRow])  # reads the rows of a stored script


class Script(_Payload):
    ad_unit_id: int
    title: str
    market: str
    language: str
    rows: list[ScriptRow]


class MarketInsight(_Payload):
    level: str = Field(description="region, country or language")
    category: str
    text: str
    source: str


class Market(_Payload):
    """A target: `code` is a BCP 47 tag such as ja-JP; names are English."""

    code: str
    language: str
    language_code: str
    native_name: str
    country: str
    regions: list[str]
    insights: list[MarketInsight]


class BrandBook(_Payload):
    key: str
    name: str
    voice: str
    values: list[str]
    visual_identity: str
    messaging: list[str]
    locked_terms: list[str]
    forbidden_terms: list[str] = Field(default_factory=list)


class ChecklistQuestion(_Payload):
    """A yes/no question that a gate asks of a draft; "yes" means that the draft is right."""

    key: str
    question: str
    severity: str = Field(description="critical, major or minor")


class TemplateText(_Payload):
    version: int
    body: str


class RunSettings(_Payload):
    max_retries: dict[str, int] = Field(description="per gate, 0 to 3")
    max_new_tokens: int
    temperature: float


class AdaptationJob(_Payload):
    """One script for one market. `models` has a preset key per node; `templates` has a text per slug."""

    ad_unit_id: int
    origin: Script
    market: Market
    brand: BrandBook | None
    templates: dict[str, TemplateText]
    settings: RunSettings
    models: dict[str, str]
    writer_alternative: str | None
    checklist: dict[str, list[ChecklistQuestion]] = Field(default_factory=dict, description="per gate")
    review_mode: str = Field(AUTOMATIC, description="a key of REVIEW_MODES")
    batch_id: int | None = None


class EvaluationJob(_Payload):
    """The four gates on a script as it is. `run` is what a run would carry now, but with the rows of the origin that
    the script was adapted from; `revision` is the version that `rows` are. `tried_again`: a person has retried it."""

    run: AdaptationJob
    revision: int
    rows: list[ScriptRow]
    concept_brief: dict[str, Any]
    cultural_brief: dict[str, Any]
    tried_again: bool = False


class AlternativesJob(_Payload):
    """Three alternatives for one line of a script: `line` of the audio of `shot_number`, from 0. The rest is as in an
    EvaluationJob; a script that was written by hand has no briefs."""

    run: AdaptationJob
    options_id: int
    revision: int
    rows: list[ScriptRow]
    shot_number: str
    line: int
    concept_brief: dict[str, Any] | None
    cultural_brief: dict[str, Any] | None
    template: TemplateText
    tried_again: bool = False


class EnhanceJob(_Payload):
    """One prompt for a language model to enhance: `llm`, a preset, or the API of the configuration where that is None.

    `model` and `family` are of the image model that it is for; `style` has the style's words, if there is one;
    `templates` has the two prompt templates of the enhancer.
    """

    enhancement_id: int
    prompt: str
    style: str
    model: str
    family: str
    max_words: int
    templates: dict[str, TemplateText]
    llm: str | None
    temperature: float
    seed: int
