"""The page's own server in a thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.publish.page import make_server


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a site while the block runs; gives its address."""
    server, address = make_server(folder)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield address
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
