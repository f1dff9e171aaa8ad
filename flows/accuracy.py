"""How good an extractor was measured to be: figures that benchmarks/gold.py wrote, for the manifest."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("accuracy.json")


def measured(extractor_version: str) -> dict[str, Any] | None:
    """The scores on the gold dev sets; None for an extractor that was not measured."""
    stored: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    figures: dict[str, Any] | None = stored.get("figures")
    return figures if stored.get("extractor_version") == extractor_version else None
