"""A hub on this machine: it speaks as much of the real one's protocol as fetching a pipeline takes."""

from __future__ import annotations

import hashlib
import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

COMMIT = "a" * 40


@contextmanager
def serve_hub(
    repositories: dict[str, Path], asked: list[tuple[str, str | None]] | None = None, pause: float = 0.0
) -> Iterator[str]:
    """Serve folders as repositories, for instance {"test/whole": folder}; gives the address. "test/gated" asks for
    consent, and any other name does not exist. Weights are large files (LFS), which have a SHA-256. `asked` gets the
    path and the Range of each file that is sent; `pause` is how many seconds each answer with a file takes."""

    class Answers(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = self.path.split("?")[0].removeprefix("/api/models")
            repo, _, rest = path.strip("/").partition("/resolve/")
            name = "/".join(repo.split("/")[:2])
            if name == "test/gated":
                self._send(403, headers={"X-Error-Code": "GatedRepo", "X-Error-Message": "Access is restricted"})
            elif name not in repositories:
                self._send(401, headers={"X-Error-Code": "RepoNotFound"})
            elif rest:
                self._send_file(repositories[name] / rest.partition("/")[2])
            else:
                self._send_listing(name, repositories[name], tree="/tree/" in path)

        def do_HEAD(self) -> None:
            self.do_GET()

        def _send_listing(self, name: str, folder: Path, tree: bool) -> None:
            files = {file.relative_to(folder).as_posix(): file for file in folder.rglob("*") if file.is_file()}
            told = [{"rfilename": path, **_facts(file)} for path, file in files.items()]
            answer: object = {"id": name, "sha": COMMIT, "siblings": told}
            if tree:  # transformers looks there for chat templates
                answer = [{"type": "file", "oid": COMMIT, "path": path, "size": 1} for path in files]
            self._send(200, json.dumps(answer).encode(), {"Content-Type": "application/json"})

        def _send_file(self, file: Path) -> None:
            if not file.is_file():
                return self._send(404, headers={"X-Error-Code": "EntryNotFound"})
            body = file.read_bytes()
            sums = hashlib.sha256 if file.suffix == ".safetensors" else hashlib.sha1
            told = {"ETag": f'"{sums(body).hexdigest()}"', "X-Repo-Commit": COMMIT}
            ranged = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
            if self.command == "GET":
                time.sleep(pause)
            if asked is not None and self.command == "GET":
                asked.append((self.path, self.headers.get("Range")))
            if ranged is None:
                return self._send(200, body, told)
            begin = int(ranged[1])
            told["Content-Range"] = f"bytes {begin}-{len(body) - 1}/{len(body)}"
            return self._send(206, body[begin:], told)

        def _send(self, status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
            self.send_response(status)
            for name, value in ({"Content-Length": str(len(body))} | (headers or {})).items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def log_message(self, *args: object) -> None: ...

    def _facts(file: Path) -> dict[str, object]:
        size = file.stat().st_size
        sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
        lfs = {"lfs": {"sha256": sha256, "size": size, "pointerSize": 130}} if file.suffix == ".safetensors" else {}
        return {"size": size, "blobId": COMMIT, **lfs}

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
