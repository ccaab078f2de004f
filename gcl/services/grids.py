"""Grids: one request drawn with every combination of some of its settings, as one job that ends in a contact sheet."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any

from gcl.catalog import Catalog
from gcl.downloads.absence import absence
from gcl.errors import InputError, NotFound
from gcl.payloads import FrameJob, Grid, GridAxis, GridCell
from gcl.presets.diffusion import DiffusionPreset
from gcl.services.axes import AxisRequest, axis_of, axis_values
from gcl.services.frame_request import RANDOM_SEEDS, FrameRequest
from gcl.sizes import ASPECT_RATIOS, read_size

MOST_AXES = 3
NONE = "none"


@dataclass(frozen=True)
class Value:
    """A value of an axis: what it is called, and what it makes of a request."""

    name: str
    applied: Callable[[FrameRequest], FrameRequest]


def grid_values(axes: Sequence[AxisRequest], most: int) -> list[list[str]]:
    """The values of each axis. InputError, with a sentence, for axes that no grid can have."""
    if not 1 <= len(axes) <= MOST_AXES:
        raise InputError(f"A comparison has 1 to {MOST_AXES} axes, not {len(axes)}.")
    fields = [axis.field for axis in axes if axis.field != "prompt"]
    for field in fields:
        if fields.count(field) > 1:
            raise InputError(f"{axis_of(field).label} is on two axes. Choose another setting for one of them.")
    values = [axis_values(axis, most) for axis in axes]
    total = prod(len(found) for found in values)
    if total > most:
        sizes = " × ".join(str(len(found)) for found in values)
        raise InputError(f"{sizes} are {total} frames, and one comparison makes at most {most}. Take some values away.")
    return values


def grid_job(request: FrameRequest, catalog: Catalog, most: int, check: Callable[[FrameRequest], FrameJob]) -> FrameJob:
    """The job of a request with axes. `check` turns the request of a cell into a job, or raises InputError; what it
    raises is told with the name of the cell.

    Cells of the same model follow each other, so that each model is loaded once.
    """
    if request.count != 1:
        raise InputError("A comparison draws one frame for each combination. Set the number of frames to 1.")
    # Settled once for all cells. The request itself is not checked: it may be none of them.
    seed = secrets.randbelow(RANDOM_SEEDS) if request.seed is None else request.seed
    alone = request.model_copy(update={"axes": (), "seed": seed, "model": request.model or catalog.default_diffusion()})
    axes = [
        (asked, [_value(asked.field, text, values, alone, catalog) for text in values])
        for asked, values in zip(request.axes, grid_values(request.axes, most), strict=True)
    ]
    # A model is chosen first: what a size or a style is depends on it.
    order = sorted(range(len(axes)), key=lambda number: axes[number][0].field != "model")
    found: list[tuple[list[int], FrameJob]] = []
    for backwards in product(*[range(len(values)) for _, values in reversed(axes)]):
        place = list(reversed(backwards))  # the first axis runs fastest
        chosen = [values[at] for (_, values), at in zip(axes, place, strict=True)]
        try:
            cell = alone
            for number in order:
                cell = chosen[number].applied(cell)
            found.append((place, check(cell)))
        except InputError as error:
            name = ", ".join(value.name for value in chosen)
            raise InputError(f"The frame of {name} cannot be drawn. {error.sentence}") from error
    models = list(dict.fromkeys(job.model for _, job in found))
    for model in models:
        if said := absence(catalog, model):
            raise InputError(said)
    found.sort(key=lambda one: models.index(one[1].model))
    base = found[0][1]
    grid = Grid(
        axes=[
            GridAxis(label=axis_of(asked.field).label, values=[value.name for value in values])
            for asked, values in axes
        ],
        cells=[GridCell(place=place, changes=_difference(base.dump(), job.dump())) for place, job in found],
        asked=alone.model_copy(update={"axes": request.axes, **_settled(alone, base)}).model_dump(mode="json"),
    )
    return base.model_copy(update={"grid": grid, "count": len(found), "variants": []})


def _settled(request: FrameRequest, job: FrameJob) -> dict[str, Any]:
    """What the request left to the model, as the first cell has it."""
    left = [name for name in ("width", "height", "steps", "guidance") if getattr(request, name) is None]
    return {name: getattr(job, name) for name in left}


def asked_of(settings: Mapping[str, Any]) -> dict[str, Any] | None:
    """What a contact sheet with these settings was asked for as, or None for any other image."""
    grid = settings.get("grid")
    return grid.get("asked") if isinstance(grid, dict) else None


def _difference(base: dict[str, Any], cell: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in cell.items() if value != base[name]} | {"variants": cell["variants"]}


def _value(field: str, text: str, values: list[str], base: FrameRequest, catalog: Catalog) -> Value:
    """The value of an axis that is written `text`."""

    def changed(**changes: Any) -> Callable[[FrameRequest], FrameRequest]:
        return lambda request: request.model_copy(update=changes)

    match field:
        case "prompt":
            return Value(f"“{text}”" if text else f"Without “{values[0]}”", _replaced(values[0], text, base))
        case "negative_prompt":
            return Value(f"Without: {text}" if text else "No negative prompt", changed(negative_prompt=text))
        case "seed" | "steps":
            return Value(f"{axis_of(field).label} {text}", changed(**{field: int(text)}))
        case "guidance":
            return Value(f"Guidance {text}", changed(guidance=float(text)))
        case "size":
            return Value(text.replace("x", "×"), lambda request: _sized(request, text, catalog))
        case "style":
            key = None if text.casefold() == NONE else _named("style", text, catalog.styles)
            return Value(f"Style {catalog.style(key).name}" if key else "No style", changed(style=key))
        case "strength":
            if not base.image:
                raise InputError("Strength: there is no image to begin from. Choose one, or compare something else.")
            return Value(f"Strength {text}", changed(strength=float(text)))
        case "lora_weight":
            if not base.loras:
                raise InputError("LoRA weight: no LoRA is chosen. Choose one, or compare something else.")
            loras = [(key, float(text)) for key, _ in base.loras]
            return Value(f"LoRA {text}" if len(loras) == 1 else f"LoRAs {text}", changed(loras=loras))
        case "model":
            key = _named("model", text, catalog.diffusion_models)
            return Value(catalog.diffusion(key).name, lambda request: _drawn_by(request, key, catalog))
    raise NotFound(f"There is no axis {field!r}.")


def _replaced(word: str, text: str, base: FrameRequest) -> Callable[[FrameRequest], FrameRequest]:
    if not word:
        raise InputError("Prompt words: the first value is the one that the others replace, so it cannot be empty.")
    if word not in base.prompt and word not in base.negative_prompt:
        raise InputError(
            f"Prompt words: “{word}” is not in the prompt. The first value must stand there; the others replace it."
        )
    return lambda request: request.model_copy(
        update={
            "prompt": request.prompt.replace(word, text),
            "negative_prompt": request.negative_prompt.replace(word, text),
        }
    )


def _sized(request: FrameRequest, text: str, catalog: Catalog) -> FrameRequest:
    """A ratio is the size that the model has for it, such as 16:9; anything else is pixels, such as 512x288."""
    preset = _preset(request, catalog)
    if text in ASPECT_RATIOS:
        sizes = preset.sizes()
        if text not in sizes:
            raise InputError(f"{preset.name} does not draw {text}. It draws {', '.join(sizes)}.")
        width, height = sizes[text]
    else:
        width, height = read_size(text)
    return request.model_copy(update={"width": width, "height": height})


def _drawn_by(request: FrameRequest, key: str, catalog: Catalog) -> FrameRequest:
    """The request for another model, which draws as it is made to: its own steps and guidance, the nearest shape, and
    no negative prompt where it takes none. What else is compared is applied after it."""
    before, preset = _preset(request, catalog), catalog.diffusion(key)
    if preset is before:
        return request
    asked = (request.width or before.width, request.height or before.height)
    ratio = next((ratio for ratio, size in before.sizes().items() if size == asked), None)
    width, height = preset.sizes().get(ratio or "", (preset.width, preset.height))
    return request.model_copy(
        update={
            "model": key,
            "steps": None,
            "guidance": None,
            "width": width,
            "height": height,
            "negative_prompt": request.negative_prompt if preset.negative_prompt else "",
        }
    )


def _preset(request: FrameRequest, catalog: Catalog) -> DiffusionPreset:
    return catalog.diffusion(request.model or catalog.default_diffusion())


def _named(what: str, text: str, presets: dict[str, Any]) -> str:
    """The key of a preset that is called by its key or its name."""
    names = {preset.name.casefold(): key for key, preset in presets.items()}
    key = text if text in presets else names.get(text.casefold())
    if key is None:
        raise NotFound.among(what, text, list(presets))
    return key
