"""A small local server for the page. It answers this machine only."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".gz": "application/gzip",
    ".duckdb": "application/octet-stream",
    ".parquet": "application/vnd.apache.parquet",
}


class _Handler(SimpleHTTPRequestHandler):
    extensions_map = TYPES
    start = "/"

    def do_GET(self) -> None:
        if self.path == "/" and self.start != "/":
            self.send_response(302)
            self.send_header("Location", self.start)
            self.end_headers()
        else:
            super().do_GET()

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def list_directory(self, path: Any) -> None:
        self.send_error(404, "There is no page here")

    def log_message(self, format: str, *args: Any) -> None:
        """Requests are nobody's business."""


def make_server(folder: Path, port: int = 0) -> tuple[ThreadingHTTPServer, str]:
    """A server for the site in `folder` and the address of its front page; port 0 takes a free one.

    Where the folder lies in a snapshot or a warehouse (a manifest.json or latest.json beside it), that is served
    too: the page's downloads are there. FileNotFoundError where `folder` holds no site, OSError where the port is taken.
    """
    if not (folder / "index.html").is_file():
        raise FileNotFoundError(f"{folder} holds no dataset page: there is no index.html in it")
    folder = folder.resolve()
    inside = any((folder.parent / name).is_file() for name in ("manifest.json", "latest.json"))
    root, start = (folder.parent, f"/{folder.name}/") if inside else (folder, "/")
    handler = type("Handler", (_Handler,), {"start": start})
    server = ThreadingHTTPServer(("127.0.0.1", port), partial(handler, directory=str(root)))
    return server, f"http://127.0.0.1:{server.server_address[1]}{start}"


def serve(folder: Path, port: int = 8000, announce: Callable[[str], None] = print) -> None:
    """Serve the site until interrupted; `announce` gets its address first."""
    server, address = make_server(folder, port)
    announce(address)
    with server:
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return
