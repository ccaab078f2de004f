"""The page as it is served: Gradio's, with a script of the studio's before Gradio's own."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gcl.tabs.render import FOLDER

OPENING = b"<head>"


class EarlyScript:
    """Puts early.js at the beginning of the page. What Gradio takes as `head` it adds itself, after it has started."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        script = (FOLDER / "early.js").read_bytes()
        self.head = OPENING + b"<script>" + script + b"</script>"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != "/":
            await self.app(scope, receive, send)
            return
        held: list[Message] = []

        async def put_in(message: Message) -> None:
            # The beginning waits for the body, since it tells the body's length.
            if message["type"] == "http.response.start":
                held.append(message)
                return
            body = message.get("body", b"")
            if held and not message.get("more_body", False):
                body = body.replace(OPENING, self.head, 1)
                headers = MutableHeaders(raw=held[0]["headers"])
                if "content-length" in headers:
                    headers["content-length"] = str(len(body))
            for start in held:
                await send(start)
            held.clear()
            await send({**message, "body": body})

        await self.app(scope, receive, put_in)
