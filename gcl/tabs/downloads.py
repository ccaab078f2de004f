"""What a browser takes away as a file: a zip of frames, made when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import IO, Any

from fastapi import FastAPI, Response
from fastapi.responses import PlainTextResponse, StreamingResponse

from gcl.errors import GclError
from gcl.services import Services
from gcl.tabs.kit import row_ids

ZIP = "/frames.zip"
CHUNK = 256 * 1024  # bytes
GUARDED = "/config"  # an address of Gradio's that asks who is there


def add_downloads(app: FastAPI, services: Services) -> None:
    """Answer GET /frames.zip?ids=1,2,3, for whom Gradio lets in."""
    guarded: Any = next(route for route in app.routes if getattr(route, "path", "") == GUARDED)

    def zipped(ids: str = "") -> Response:
        try:
            frame_ids = row_ids(ids)
            whole = services.gallery.archive(frame_ids)
        except GclError as error:
            return PlainTextResponse(error.sentence, 400)
        length = whole.seek(0, 2)
        whole.seek(0)
        name = f"{len(frame_ids)}-frames-{datetime.now():%Y-%m-%d}.zip"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Length": str(length)}
        return StreamingResponse(_chunks(whole), media_type="application/zip", headers=headers)

    app.add_api_route(ZIP, zipped, dependencies=guarded.dependencies, include_in_schema=False)
    # Gradio's own routes take any path for the name of a page.
    routes: list[Any] = app.router.routes
    routes.insert(0, routes.pop())


def _chunks(whole: IO[bytes]) -> Iterator[bytes]:
    with whole:
        while chunk := whole.read(CHUNK):
            yield chunk
