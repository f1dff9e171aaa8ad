"""The page of the newest snapshot, beside the snapshots: warehouse/page."""

from __future__ import annotations

from pathlib import Path

from flows.publish.current import DATABASE, folder_of, latest_manifest
from flows.publish.page.site import write_page

PAGE = "page"
_VERSION = "version.txt"


def write_current_page(warehouse: Path, *, anew: bool = False) -> Path | None:
    """Write the newest snapshot's page, unless it is there; `anew` in any case. None in a warehouse without a snapshot."""
    manifest = latest_manifest(warehouse)
    if manifest is None:
        return None
    page = warehouse / PAGE
    stamp = page / _VERSION
    if anew or not stamp.exists() or stamp.read_text(encoding="utf-8") != manifest.version:
        database = folder_of(warehouse, manifest.version) / DATABASE
        at = f"../snapshots/{manifest.version}"
        write_page(database, page, manifest.model_dump(mode="json"), files_at=at)
        stamp.write_text(manifest.version, encoding="utf-8")
    return page
