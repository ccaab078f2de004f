"""Style presets: the words that give a frame its look, written around a person's own.

A style is an entry of presets.json. What it says when a job is submitted goes along with the job, so that a style which
is changed later changes no frame that was asked for.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from gcl.payloads import FrameJob, StyleText

PLACE = "{prompt}"
SHORT_READERS = 77  # tokens: models that were trained on no more, those of CLIP, heed short phrases best


def _has_one_place(template: str) -> str:
    if template.count(PLACE) != 1 or set(template.replace(PLACE, "")) & set("{}"):
        raise ValueError(f"write {PLACE} once, where a person's own words go, and no other braces")
    return template


Template = Annotated[str, Field(max_length=1000), AfterValidator(_has_one_place)]


class StylePreset(BaseModel):
    """`tags` is for models that were trained on 77 tokens, where it differs from `prompt`; `families` lists the only
    families that it is offered for, none for all; `models` are those that follow it best."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1, max_length=60)
    use: str = Field("", max_length=200, description="What it is for, in a sentence.")
    prompt: Template
    tags: Template | None = None
    negative: str = Field("", max_length=500, description="What it must not show, where a model takes that.")
    families: list[str] = Field(default_factory=list)
    models: list[str] = Field(default_factory=list)

    def text(self, key: str, *, tokens: int, takes_negative: bool) -> StyleText:
        """What it says to a model that was trained on so many tokens."""
        template = self.tags if self.tags and tokens <= SHORT_READERS else self.prompt
        return StyleText(key=key, name=self.name, prompt=template, negative=self.negative if takes_negative else "")


def words_of(style: StyleText | None) -> str:
    """A style's own words, without the place for a prompt."""
    return (
        ", ".join(part for part in (half.strip(" .,") for half in style.prompt.split(PLACE)) if part) if style else ""
    )


def styled(style: StyleText | None, prompt: str) -> str:
    """A prompt in the words of a style. Its own full stop goes where the style's words follow with a mark of theirs."""
    if style is None:
        return prompt
    before, after, trims = halves(style)
    own = prompt.strip()
    return f"{before}{own.rstrip(' .,;') if trims else own}{after}"


def halves(style: StyleText) -> tuple[str, str, bool]:
    """What goes before and after a prompt, and whether the prompt's own last marks go."""
    before, _, after = style.prompt.partition(PLACE)
    return before, after, after[:1] in (",", ".")


def without(style: StyleText | None, negative: str) -> str:
    """A negative prompt with that of a style."""
    return ", ".join(part for part in (negative.strip().rstrip(" ,"), style.negative if style else "") if part)


def worded(job: FrameJob, number: int) -> tuple[str, str]:
    """What image `number` of a job is drawn of, and without."""
    own = job.variants[number] if job.variants else job.prompt
    return styled(job.style, own), without(job.style, job.negative_prompt)


def told(job: FrameJob, number: int) -> dict[str, Any]:
    """What the settings of an image say of how its prompt came about, where it is not what a person typed."""
    said: dict[str, Any] = {}
    if job.variants:
        said["prompt_with_choices"] = job.prompt
    if job.style:
        own = job.variants[number] if job.variants else job.prompt
        said |= {"style": job.style.dump(), "own_prompt": own, "own_negative_prompt": job.negative_prompt}
    if job.typed_prompt:
        said |= {"typed_prompt": job.typed_prompt, "enhanced_by": job.enhanced_by}
    return said
