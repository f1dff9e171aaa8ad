"""Real places to pull from and push to: web servers of this process, and an S3 server."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


class StaticFiles(SimpleHTTPRequestHandler):
    """A static server, which like the one in the standard library gives whole files only."""

    def log_message(self, format: str, *args: Any) -> None:
        self.server.requested.append(self.path)  # type: ignore[attr-defined]


class StaticFilesWithRanges(StaticFiles):
    """What nginx, Caddy and object stores do: `Range: bytes=N-` gives the rest of the file."""

    def do_GET(self) -> None:
        asked = self.headers.get("Range")
        path = Path(self.translate_path(self.path))
        if not asked or not path.is_file():
            return super().do_GET()
        content = path.read_bytes()
        start = int(asked.removeprefix("bytes=").split("-")[0])
        self.send_response(206)
        self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        self.send_header("Content-Length", str(len(content) - start))
        self.send_header("Last-Modified", self.date_time_string(int(path.stat().st_mtime)))
        self.end_headers()
        self.wfile.write(content[start:])
        self.server.ranges.append((self.path, start))  # type: ignore[attr-defined]
        return None


class Server(ThreadingHTTPServer):
    requested: list[str]
    ranges: list[tuple[str, int]]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


@contextmanager
def http_server(folder: Path, handler: type[StaticFiles] = StaticFilesWithRanges) -> Iterator[Server]:
    with Server(("127.0.0.1", 0), partial(handler, directory=str(folder))) as server:
        server.requested, server.ranges = [], []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()
