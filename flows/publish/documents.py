"""The documents of a snapshot: metadata that other tools read, and the card that people read."""

from __future__ import annotations

from flows.publish.card import card
from flows.publish.croissant import croissant
from flows.publish.datapackage import datapackage
from flows.publish.files import dump_json
from schemas.manifest import Manifest


def documents(manifest: Manifest) -> dict[str, str]:
    """Texts by file name; they depend on the manifest alone, which must list the data files."""
    return {
        "README.md": card(manifest),
        "datapackage.json": dump_json(datapackage(manifest)),
        "croissant.json": dump_json(croissant(manifest)),
    }
