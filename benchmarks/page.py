"""The dataset page as a visitor gets it: first paint, bytes, and the first answer of the query box.

    python -m benchmarks.page WAREHOUSE [--runs 5]

Writes the page of the newest snapshot into a temporary folder, serves it with its own server, and opens it in
Chromium with an empty cache each time. Goals: first contentful paint within 1 s, at most 500 kB before the
query box is used. Needs Chromium and Playwright.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import threading
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import sync_playwright

from flows.publish.current import DATABASE, folder_of, latest_manifest
from flows.publish.page import make_server, write_page

PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
ANSWER = "#result table, #problem:not([hidden])"


def measure(browser: Any, address: str) -> dict[str, float]:
    """One visit: milliseconds to the first paint, bytes loaded, then the same for the first query."""
    context = browser.new_context()
    page = context.new_page()
    received = _count_bytes(context, page)
    page.goto(address, wait_until="networkidle")
    seen = {"first_paint_ms": page.evaluate(PAINT), "loaded_bytes": received["bytes"]}
    began = time.perf_counter()
    page.click(".examples button")
    page.wait_for_selector(ANSWER, timeout=120_000)
    seen["first_answer_ms"] = 1000 * (time.perf_counter() - began)
    began = time.perf_counter()
    page.click(".examples button >> nth=1")
    page.wait_for_selector("#run:not([aria-busy])")
    page.wait_for_selector(ANSWER)
    seen["next_answer_ms"] = 1000 * (time.perf_counter() - began)
    seen["bytes_with_query"] = received["bytes"]
    context.close()
    return seen


def _count_bytes(context: Any, page: Any) -> dict[str, int]:
    """Bytes over the wire, headers included, as the page's network log has them: without the worker's script, 0.8 MB."""
    received = {"bytes": 0}
    session = context.new_cdp_session(page)
    session.send("Network.enable")

    def add(event: dict[str, Any]) -> None:
        received["bytes"] += int(event["encodedDataLength"])

    session.on("Network.loadingFinished", add)
    return received


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("warehouse", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    chosen = parser.parse_args()
    manifest = latest_manifest(chosen.warehouse)
    if manifest is None:
        parser.error(f"{chosen.warehouse} holds no snapshot: publish one with onrecord run")
    snapshot = folder_of(chosen.warehouse, manifest.version)
    with TemporaryDirectory() as folder:
        began = time.perf_counter()
        site = write_page(snapshot / DATABASE, Path(folder) / "page", manifest.model_dump(mode="json"))
        written = time.perf_counter() - began
        server, address = make_server(site)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox"]
            )
            visits = [measure(browser, address) for _ in range(chosen.runs)]
            browser.close()
        server.shutdown()
        medians = {name: round(statistics.median(v[name] for v in visits), 1) for name in visits[0]}
        size = sum(f.stat().st_size for f in site.rglob("*") if f.is_file())
    counts = {name: manifest.row_counts[name] for name in ("articles", "quotes", "calls")}
    print(json.dumps({**counts, "write_s": round(written, 2), "site_bytes": size, **medians}, indent=2))


if __name__ == "__main__":
    main()
