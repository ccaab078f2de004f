"""A site and a storage host on this machine, as far as downloading a file from CivitAI takes them.

They speak HTTP from two ports, which are two origins: what is sent to one must not be sent to the other.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Site:
    """What it has and how it behaves; `asked` are the requests that came, as (host, path, headers)."""

    body: bytes = b""
    name: str = "Ink Wash v2.safetensors"
    needs_token: str | None = None
    ranges: bool = True
    breaks_after: int | None = None  # bytes of each answer of the storage
    status: int = 200  # of the storage
    page_instead: bool = False
    circles: bool = False
    garbled: bool = False
    sha256: str | None = None  # as promised; None: the true one
    changes: dict[str, Any] = field(default_factory=dict)  # to what it says of the version
    terms: Any = field(default_factory=lambda: ["Image"])
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    address: str = ""
    storage: str = ""

    def version(self) -> dict[str, Any]:
        promised = self.sha256 or hashlib.sha256(self.body).hexdigest()
        file = {
            "id": 9,
            "name": self.name,
            "type": "Model",
            "sizeKB": len(self.body) / 1024,
            "metadata": {"format": "SafeTensor"},
            "hashes": {"SHA256": promised.upper()},
            "downloadUrl": f"{self.address}/api/download/models/456",
            "primary": True,
        }
        told = {
            "id": 456,
            "modelId": 123,
            "name": "v2",
            "baseModel": "SDXL 1.0",
            "trainedWords": ["inkwash"],
            "model": {"name": "Ink Wash", "type": "LORA", "nsfw": False},
            "files": [file],
            "images": [{"url": "https://example.com/a.png"}],
            "downloadUrl": file["downloadUrl"],
        }
        return told | self.changes

    def ranges_asked(self) -> list[str | None]:
        """The Range header of each request to the storage."""
        return [headers.get("Range") for host, _, headers in self.asked if host == "storage"]

    def tokens(self) -> dict[str, set[str | None]]:
        """The Authorization headers that each host was sent."""
        found: dict[str, set[str | None]] = {}
        for host, _, headers in self.asked:
            found.setdefault(host, set()).add(headers.get("Authorization"))
        return found


@contextmanager
def serve(site: Site) -> Iterator[Site]:
    """Both hosts, until the block ends."""

    class Answers(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        host = ""

        def do_GET(self) -> None:
            site.asked.append((self.host, self.path, dict(self.headers)))
            self.answer()

        def answer(self) -> None: ...

        def send(self, status: int, body: bytes, **headers: str) -> None:
            self.send_response(status)
            for name, value in ({"Content_Length": str(len(body))} | headers).items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None: ...

    class Main(Answers):
        host = "site"

        def answer(self) -> None:
            allowed = site.needs_token is None or self.headers.get("Authorization") == f"Bearer {site.needs_token}"
            if self.path == "/api/v1/model-versions/456":
                self.send(200, json.dumps(site.version()).encode(), Content_Type="application/json")
            elif self.path == "/api/v1/models/123":
                told = {"id": 123, "allowCommercialUse": site.terms}
                self.send(200, json.dumps(told).encode(), Content_Type="application/json")
            elif self.path == "/api/download/models/456" and not allowed:
                self.send(401, b'{"error": "Unauthorized"}')
            elif self.path == "/api/download/models/456":
                self.send(307, b"", Location=f"{site.storage}/signed?X-Signature=1")
            else:
                self.send(404, b'{"error": "No version"}')

    class Storage(Answers):
        host = "storage"

        def answer(self) -> None:
            if site.page_instead:
                return self.send(200, b"<html>Sign in</html>", Content_Type="text/html; charset=utf-8")
            if site.circles:
                return self.send(302, b"", Location=self.path)
            if site.garbled:
                return self.send(200, site.body, Content_Encoding="gzip")
            if site.status != 200:
                return self.send(site.status, b"")
            asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", "")) if site.ranges else None
            begin = int(asked[1]) if asked else 0
            if asked and begin >= len(site.body):
                return self.send(416, b"")
            rest = site.body[begin:]
            told = {"Content_Range": f"bytes {begin}-{len(site.body) - 1}/{len(site.body)}"} if asked else {}
            if site.breaks_after is not None and len(rest) > site.breaks_after:
                self.send(206 if asked else 200, rest[: site.breaks_after], Content_Length=str(len(rest)), **told)
                self.close_connection = True
                return None
            return self.send(206 if asked else 200, rest, **told)

    servers = [ThreadingHTTPServer(("127.0.0.1", 0), answers) for answers in (Main, Storage)]
    site.address, site.storage = (f"http://127.0.0.1:{server.server_port}" for server in servers)
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield site
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()
