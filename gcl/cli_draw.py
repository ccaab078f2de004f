"""`gcl frame`, `grid` and `enlarge`: what draws."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from gcl import cli_show
from gcl.cli_follow import end_with, waited_for
from gcl.cli_studio import LARGEST_ID, AsJson, Detach, studio
from gcl.errors import InputError
from gcl.services import Services
from gcl.services.axes import read_axis
from gcl.services.frame_request import FrameRequest
from gcl.sizes import read_size

Prompt = Annotated[str, typer.Argument(help="What the frame shows.")]
Model = Annotated[str | None, typer.Option(help="A model of presets.json; default: the best one present.")]
Seed = Annotated[int | None, typer.Option(help="Default: random.")]
Size = Annotated[str | None, typer.Option(help="Width and height in pixels, such as 1280x720.")]
Steps = Annotated[int | None, typer.Option(help="Denoising steps; default: the model's own.")]
Guidance = Annotated[float | None, typer.Option(help="Default: the model's own.")]
Negative = Annotated[str, typer.Option(help="What the frame must not show.")]
Style = Annotated[str | None, typer.Option(help="A style of presets.json, which words the prompt anew.")]
Lora = Annotated[
    list[str] | None, typer.Option(help="A LoRA and how much of it, such as red-can:0.8; may be given again.")
]
BeginFrom = Annotated[Path | None, typer.Option(help="An image to begin from: PNG, JPEG or WebP.")]
Mask = Annotated[Path | None, typer.Option(help="Only what is white in this image is drawn anew.")]
Control = Annotated[
    str | None, typer.Option(help="Keep to the shapes of an image, such as canny=photo.png, or depth=map.png:map.")
]
Strength = Annotated[float | None, typer.Option(help="How much of the image is drawn anew, up to 1.")]


def frame(
    prompt: Prompt,
    model: Model = None,
    seed: Seed = None,
    size: Size = None,
    steps: Steps = None,
    guidance: Guidance = None,
    negative: Negative = "",
    count: Annotated[int, typer.Option(help="How many frames, from seeds that follow each other.")] = 1,
    style: Style = None,
    lora: Lora = None,
    image: BeginFrom = None,
    mask: Mask = None,
    strength: Strength = None,
    control: Control = None,
    detach: Detach = False,
    as_json: AsJson = False,
) -> None:
    """Turn a prompt into one frame or more."""
    width, height = _size(size)
    request = FrameRequest(
        prompt=prompt,
        negative_prompt=negative,
        model=model,
        width=width,
        height=height,
        steps=steps,
        guidance=guidance,
        seed=seed,
        count=count,
        style=style,
        strength=strength,
    )
    _draw(request, lora, detach, as_json, image, mask, control)


def grid(
    prompt: Prompt,
    x: Annotated[str, typer.Option(help="What differs from left to right, such as steps=1,2,4.")],
    y: Annotated[str | None, typer.Option(help="What differs from top to bottom, such as seed=1-3.")] = None,
    z: Annotated[str | None, typer.Option(help='What differs from block to block, such as "prompt=dawn,dusk".')] = None,
    model: Model = None,
    seed: Seed = None,
    size: Size = None,
    steps: Steps = None,
    guidance: Guidance = None,
    negative: Negative = "",
    style: Style = None,
    lora: Lora = None,
    image: BeginFrom = None,
    mask: Mask = None,
    strength: Strength = None,
    detach: Detach = False,
    as_json: AsJson = False,
) -> None:
    """Draw a prompt with every combination of two or three settings, and all of them on one contact sheet.

    What can differ: prompt (the first words are replaced by the others), negative_prompt, seed, steps, guidance, size,
    style, lora_weight, strength, model. Values: 1,2,4 or 1-5 or "1-10 (+3)" or 0.5:2.5:0.5, or words with commas.
    """
    width, height = _size(size)
    request = FrameRequest(
        prompt=prompt,
        negative_prompt=negative,
        model=model,
        width=width,
        height=height,
        steps=steps,
        guidance=guidance,
        seed=seed,
        style=style,
        strength=strength,
        axes=tuple(read_axis(text) for text in (x, y, z) if text is not None),
    )
    _draw(request, lora, detach, as_json, image, mask)


def _draw(
    request: FrameRequest,
    loras: list[str] | None,
    detach: bool,
    as_json: bool,
    image: Path | None = None,
    mask: Path | None = None,
    control: str | None = None,
) -> None:
    with studio() as services:
        update: dict[str, object] = {"loras": services.frames.loras.named(loras or [])}
        if image is not None:
            update["image"] = services.frames.starts.keep(image)
        if mask is not None:
            update["mask"] = services.frames.starts.keep_mask(mask)
        if control is not None:
            kind, _, file = control.partition("=")
            if not file:
                raise InputError("Say which shapes are kept and of which image, such as: --control canny=photo.png")
            kept = services.frames.starts.keep(Path(file.removesuffix(":map")))
            made = kept if file.endswith(":map") else _map_of(services, kind, kept)
            update |= {"control_kind": kind, "control_image": made}
        job_id = services.frames.submit(request.model_copy(update=update))
        _show(services, job_id, detach, as_json)


def _map_of(services: Services, kind: str, image: str) -> str:
    """The map of a kept image; waited for where a network makes it."""
    made = services.frames.controls.make(kind, image)
    if isinstance(made, str):
        return made
    end_with(waited_for(services, made.job_id, detach=False), detach=False)
    return made.map


def enlarge(
    frame_id: Annotated[
        int, typer.Argument(metavar="FRAME", min=1, max=LARGEST_ID, help="Its number, as in the gallery's address.")
    ],
    redraw: Annotated[bool, typer.Option("--redraw", help="Let its model draw it anew at that size.")] = False,
    detach: Detach = False,
    as_json: AsJson = False,
) -> None:
    """Make a frame twice as large in each direction."""
    with studio() as services:
        job_id = services.enlarging.redraw(frame_id) if redraw else services.enlarging.enlarge(frame_id)
        _show(services, job_id, detach, as_json)


def _show(services: Services, job_id: int, detach: bool, as_json: bool) -> None:
    """Wait for a job, print its frames, and fail if it did."""
    job = waited_for(services, job_id, detach)
    frames = services.gallery.of_job(job_id)
    typer.echo(json.dumps(cli_show.frames_object(job, frames)) if as_json else cli_show.frames_text(job, frames))
    end_with(job, detach)


def _size(text: str | None) -> tuple[int, int] | tuple[None, None]:
    return (None, None) if text is None else read_size(text)
