"""`gcl frames`: what was drawn, found again, taken away, deleted and brought back."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Annotated, Any

import typer

from gcl.cli_studio import AsJson, studio
from gcl.errors import InputError, disk_errors
from gcl.services.gallery import BEST, FrameFilter, FramePage, FrameView

PAGE = 50  # frames
TITLE_CHARS = 70

app = typer.Typer(help="List the frames, take them away, delete them, bring them back.", no_args_is_help=True)

Ids = Annotated[list[int], typer.Argument(min=1, max=2**63 - 1, help="Ids of frames, as `gcl frames list` tells them.")]


@app.command("list")
def list_frames(
    find: Annotated[str, typer.Option(help="Words of the prompt, or tags.")] = "",
    board: Annotated[str | None, typer.Option(help="The name of a board.")] = None,
    tag: Annotated[str | None, typer.Option(help="A tag.")] = None,
    rated: Annotated[
        int | None, typer.Option(min=0, max=BEST, help="This rating or a better one; 0 for frames without one.")
    ] = None,
    favourites: Annotated[bool, typer.Option("--favourites", help="Favourites only.")] = False,
    binned: Annotated[bool, typer.Option("--bin", help="What is in the bin.")] = False,
    page: Annotated[int, typer.Option(min=1, max=10**6, help=f"Which part of the list, {PAGE} frames each.")] = 1,
    as_json: AsJson = False,
) -> None:
    """List the frames, newest first."""
    with studio() as services:
        chosen = FrameFilter(
            words=find,
            favourites=favourites,
            rated=rated,
            tag=tag,
            board=None if board is None else services.boards.find(board),
            binned=binned,
        )
        found = services.gallery.page(page, PAGE, chosen)
    frames = found.frames if found.page == page else []  # a page beyond the last is given as the last
    if as_json:
        typer.echo(json.dumps([_object(frame) for frame in frames], ensure_ascii=False))
    else:
        typer.echo(_text(found, frames))


@app.command()
def delete(ids: Ids) -> None:
    """Move frames to the bin, from which they can be restored until it empties itself."""
    with studio() as services:
        gone = services.gallery.delete(ids)
        typer.echo(f"In the bin for {services.config.bin_days} days: {_listed(gone)}")


@app.command()
def restore(ids: Ids) -> None:
    """Bring frames back from the bin."""
    with studio() as services:
        typer.echo(f"Back in the gallery: {_listed(services.gallery.restore(ids))}")


@app.command("empty-bin")
def empty_bin() -> None:
    """Remove what is in the bin for good, files and all."""
    with studio() as services:
        typer.echo(f"Removed for good: {services.gallery.empty_bin()}")


@app.command("zip")
def zip_frames(ids: Ids, to: Annotated[Path, typer.Option(help="The file to write.")] = Path("frames.zip")) -> None:
    """Write a zip of the PNG files of frames, which carry their settings."""
    if to.exists():
        raise InputError(f"{to} is there already. Give another name with --to.")
    with studio() as services, services.gallery.archive(ids) as whole, disk_errors(to.parent):
        part = to.with_name(f".{to.name}.part")
        try:
            with part.open("wb") as opened:
                shutil.copyfileobj(whole, opened)
            part.replace(to)
        except FileNotFoundError as error:
            raise InputError(f"There is no folder {to.parent}. Make it, or give another name with --to.") from error
        finally:
            part.unlink(missing_ok=True)
    typer.echo(str(to))


def _object(frame: FrameView) -> dict[str, Any]:
    return {
        "id": frame.id,
        "path": str(frame.path),
        "prompt": frame.prompt,
        "model": frame.model_key,
        "seed": frame.seed,
        "width": frame.width,
        "height": frame.height,
        "rating": frame.rating or None,
        "favourite": frame.favourite,
        "created_at": frame.created_at.isoformat(),
        "deleted_at": frame.deleted_at.isoformat() if frame.deleted_at else None,
    }


def _text(found: FramePage, frames: list[FrameView]) -> str:
    if not frames:
        return "No frames here. List all of them with: gcl frames list"
    lines = [f"{'id':>6}  {'rated':>5}  {'size':>9}  prompt"]
    for frame in frames:
        size = f"{frame.width}×{frame.height}"
        prompt = " ".join(frame.prompt.split())
        shown = prompt if len(prompt) <= TITLE_CHARS else prompt[: TITLE_CHARS - 1] + "…"
        lines.append(f"{frame.id:>6}  {frame.rating or '–':>5}  {size:>9}  {shown}")
    if found.page < found.pages:
        lines.append(f"Page {found.page} of {found.pages}, {found.total} frames. The next one: --page {found.page + 1}")
    return "\n".join(lines)


def _listed(ids: list[int]) -> str:
    return ", ".join(map(str, sorted(ids))) or "none that was not already"
