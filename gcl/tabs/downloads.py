"""What a browser takes away as a file, made when it is asked for: a zip of frames, a table of verdicts, a script."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import IO, Any
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.responses import PlainTextResponse, StreamingResponse

from gcl.errors import GclError
from gcl.services import Services
from gcl.services.verdict_files import FORMATS
from gcl.tabs import history_filter
from gcl.tabs.kit import row_id, row_ids

ZIP, VERDICTS, SCRIPT = "/frames.zip", "/verdicts.{kind}", "/script"
CHUNK = 256 * 1024  # bytes
GUARDED = "/config"  # an address of Gradio's that asks who is there


def add_downloads(app: FastAPI, services: Services) -> None:
    """Answer GET /frames.zip?ids=1,2,3, /verdicts.csv and /verdicts.json with the filters of History, and
    /script?ad=1&form=csv&draft=1, for whom Gradio lets in."""
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

    def verdicts(kind: str, request: Request) -> Response:
        if kind not in FORMATS:
            return PlainTextResponse("Verdicts are there as .csv and as .json.", 404)
        written, media_type = FORMATS[kind]
        found = services.evaluations.each(history_filter.asked_for(request.query_params))
        headers = {"Content-Disposition": f'attachment; filename="verdicts-{datetime.now():%Y-%m-%d}.{kind}"'}
        return StreamingResponse(written(found), media_type=media_type, headers=headers)

    def script(ad: str = "", form: str = "json", draft: str = "") -> Response:
        try:
            file = services.script_files.make(row_id(ad), form, draft=bool(draft))
        except GclError as error:
            return PlainTextResponse(error.sentence, 400)
        # A title may be in any script, and a header holds Latin letters only.
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name)}"}
        return Response(file.content, media_type=file.media_type, headers=headers)

    for path, answer in ((ZIP, zipped), (VERDICTS, verdicts), (SCRIPT, script)):
        app.add_api_route(path, answer, dependencies=guarded.dependencies, include_in_schema=False)
        # Gradio's own routes take any path for the name of a page.
        routes: list[Any] = app.router.routes
        routes.insert(0, routes.pop())


def _chunks(whole: IO[bytes]) -> Iterator[bytes]:
    with whole:
        while chunk := whole.read(CHUNK):
            yield chunk
