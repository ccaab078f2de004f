"""A person's own words and what is made of them: the style that a request names, and the way back from a frame."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gcl.catalog import Catalog
from gcl.errors import InputError
from gcl.payloads import StyleText
from gcl.presets.diffusion import DiffusionPreset
from gcl.styles import StylePreset, halves, styled, without
from gcl.variants import as_plain

MOST_NAMED = 4  # models that a sentence offers


@dataclass(frozen=True)
class StyleChoice:
    """A style as a form offers it."""

    key: str
    name: str


def style_choices(catalog: Catalog, model: str) -> list[StyleChoice]:
    """The styles that a model follows, in their order in presets.json."""
    preset = catalog.diffusion(model)
    return [StyleChoice(key, style.name) for key, style in catalog.styles.items() if suits(style, preset)]


def suits(style: StylePreset, preset: DiffusionPreset) -> bool:
    return not preset.fixed_style and (not style.families or preset.family in style.families)


def style_text(catalog: Catalog, key: str | None, model: str) -> StyleText | None:
    """What a style says to a model. NotFound for an unknown style, InputError for one not made for this model."""
    if not key:
        return None
    style, preset = catalog.style(key), catalog.diffusion(model)
    if not suits(style, preset):
        fit = [other.name for other in catalog.diffusion_models.values() if suits(style, other)][:MOST_NAMED]
        raise InputError(
            f"The style {style.name} is not made for {preset.name}. Choose another style, "
            f"or one of its models, such as {', '.join(fit) or 'none here'}."
        )
    return style.text(key, tokens=preset.max_sequence_length, takes_negative=preset.negative_prompt)


def final_words(catalog: Catalog, model: str, style: str | None, prompt: str, negative: str) -> tuple[str, str]:
    """The two prompts that a frame would be drawn of, where the prompt leaves no choice."""
    text = style_text(catalog, style, model)
    return styled(text, prompt), without(text, negative)


def enhancement(prompt: str, typed: str | None, by: str | None) -> dict[str, str | None]:
    """What a job keeps of the prompt before it was enhanced; nothing where that is the prompt itself."""
    kept = typed.strip() if typed else ""
    return {"typed_prompt": kept, "enhanced_by": by or None} if kept and kept != prompt.strip() else {}


def own_words(catalog: Catalog, model: str, settings: Mapping[str, Any], prompt: str, negative: str) -> dict[str, Any]:
    """The part of a FrameRequest that words it, for an image of these settings, drawn of `prompt`.

    The style counts while it says to this model what it said then; otherwise what was drawn is the prompt, without one.
    """
    words: dict[str, Any] = {"prompt": prompt, "negative_prompt": negative}
    then = settings.get("style")
    if isinstance(then, dict) and settings.get("own_prompt") and _says_the_same(catalog, model, then):
        words = {
            "prompt": str(settings["own_prompt"]),
            "negative_prompt": str(settings.get("own_negative_prompt") or ""),
            "style": str(then["key"]),
        }
    if settings.get("typed_prompt"):
        words |= {"typed_prompt": str(settings["typed_prompt"]), "enhanced_by": settings.get("enhanced_by") or None}
    return words | {"prompt": as_plain(words["prompt"])}


def _says_the_same(catalog: Catalog, model: str, then: Mapping[str, Any]) -> bool:
    try:
        now = style_text(catalog, str(then.get("key") or ""), model)
    except InputError:
        return False
    return now is not None and (now.prompt, now.negative) == (then.get("prompt"), then.get("negative"))


@dataclass(frozen=True)
class Worded:
    """A style's words for a model: what goes before and after a prompt, and whether the prompt's last mark goes."""

    use: str
    preferred: bool
    before: str
    after: str
    trims: bool
    negative: str


class StyleService:
    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog

    def choices(self, model: str) -> list[StyleChoice]:
        return style_choices(self.catalog, model)

    def worded(self, key: str | None, model: str) -> Worded | None:
        """None for no style. Raises what `style_text` raises."""
        text = style_text(self.catalog, key, model)
        if text is None:
            return None
        before, after, trims = halves(text)
        style = self.catalog.style(text.key)
        return Worded(style.use, model in style.models, before, after, trims, text.negative)
