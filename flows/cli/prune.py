"""`onrecord prune`: forget unpublished work that no run used for a while."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.cli.options import Warehouse, settings

Days = Annotated[int, typer.Option(min=0, help="Remove what no run used for this many days")]


def prune(warehouse: Warehouse = None, days: Days = 30) -> None:
    """Remove intermediate files of removed input and of older extractors; snapshots are never touched."""
    from flows.lock import warehouse_lock
    from flows.retention import prune_work

    folder = settings(warehouse=warehouse).warehouse
    with warehouse_lock(folder):
        removed = prune_work(folder / ".work", days)
    print(f"{removed:,} files and folders removed")
